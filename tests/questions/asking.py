"""Questions asked and answered in the cast's organizations, for the tests of the inbox."""

from datetime import timedelta
from secrets import token_hex

from sqlalchemy import inspect, select

from socialtrack.data.db import immediate
from socialtrack.journal.gestures import Gesture
from socialtrack.questions.actions import About, ask, say, settle
from socialtrack.questions.models import Question, QuestionMessage
from tests.cast import everything


def asked(cast, who="bruno", words="", about=None) -> int:
    """A question of that person's organization; its number. Without words, others each time: the same ones sent twice
    are one question."""
    with cast.work_for(who) as work:
        words = words or f"Qui peut nous aider, {token_hex(4)}?"
        about = About(task_key="name-backup") if about is None else about
        return ask(work, cast[who].organization.id, about, words, Gesture()).question_id


def answered(cast, organization, id_, who="agathe", words="Nous, mardi.") -> None:
    with cast.work_for(who) as work:
        say(work, organization.id, id_, words, Gesture())


def settled(cast, organization, id_, who="bruno") -> None:
    with cast.work_for(who) as work:
        settle(work, organization.id, id_, Gesture())


def asked_again(cast, id_: int, n: int) -> None:
    """The same question `n` times more, with its first message, each a second after the other."""
    with cast.app.app_context(), everything() as session, immediate(session):
        first = session.scalars(select(Question).where(Question.id == id_)).one()
        message = session.scalars(select(QuestionMessage).where(QuestionMessage.question_id == id_)).one()
        more = [_copy(first, waiting_since=first.waiting_since + timedelta(seconds=k)) for k in range(1, n + 1)]
        session.add_all(more)
        session.flush()
        session.add_all(_copy(message, question_id=question.id) for question in more)


def _copy(row, **other):
    columns = (column.key for column in inspect(type(row)).column_attrs if column.key != "id")
    return type(row)(**{name: getattr(row, name) for name in columns} | other)
