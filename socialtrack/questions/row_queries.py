"""A question and its messages as rows, for the actions that change them, under the lock."""

from sqlalchemy import select

from ..journal.row_queries import body_of
from ..kernel.work import Work
from .about_queries import About
from .models import Question, QuestionMessage
from .rules import PRESSED_TWICE, Side


def about_of(question: Question) -> About:
    return About(question.task_key, question.network, question.step, question.hesitation_id)


def messages_of(work: Work, question: Question) -> list[QuestionMessage]:
    """In order; there is one at least."""
    return list(
        work.session.scalars(
            select(QuestionMessage)
            .where(
                QuestionMessage.centre_id == work.centre.id,
                QuestionMessage.organization_id == question.organization_id,
                QuestionMessage.question_id == question.id,
            )
            .order_by(QuestionMessage.id)
        )
    )


def same_asked(work: Work, organization_id: int, about: About, words: str) -> Question | None:
    """The question that this very person has just asked in these very words, where a button was pressed twice."""
    newest = work.session.scalars(
        select(Question)
        .where(Question.centre_id == work.centre.id, Question.organization_id == organization_id)
        .order_by(Question.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is None or about_of(newest) != about:
        return None
    last = messages_of(work, newest)[-1]
    return newest if is_pressed_twice(work, last, Side.ORGANIZATION, words) else None


def is_pressed_twice(work: Work, last: QuestionMessage, side: Side, words: str) -> bool:
    """Whether the last message says the same, by the same person, a moment ago."""
    is_theirs = last.side == side and last.written_by is not None and last.written_by == work.actor.membership_id
    if not is_theirs or work.now - last.written_at > PRESSED_TWICE:
        return False
    return body_of(work, last.organization_id, last.text_id) == words
