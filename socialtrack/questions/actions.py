"""Asking, answering, settling and reopening a question: one event each, once, with the letter to the other side."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..journal.actions import count, keep_text, record
from ..journal.gestures import OFFLINE, Gesture, first_receipt, keep_receipt
from ..journal.row_queries import event_of
from ..journal.rules import ACTIVITY, Counts
from ..kernel.errors import NotFound, Refused
from ..kernel.moments import local_day
from ..kernel.permissions import CENTRE_ROLES, ORGANIZATION_ROLES, Can, may
from ..kernel.work import Work
from ..notes.actions import any_event
from ..notes.rules import Audience
from ..tenancy.organization_actions import refuse_archived
from .about_queries import About, about_there
from .letter_actions import Letter, in_a_row, tell_other_side
from .models import Question, QuestionMessage
from .row_queries import is_pressed_twice, messages_of, same_asked
from .rules import (
    Move,
    QuestionState,
    Side,
    Standing,
    asked,
    ends_wait,
    more_open,
    needs_letter,
    reopened,
    said,
    settled,
    side_of,
)


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """What a gesture made of a question. `event_id` is None where nothing changed."""

    question_id: int
    state: str
    event_id: int | None


def ask(
    work: Work, organization_id: int, about: About, words: str, gesture: Gesture, *, letter: Letter = None
) -> QuestionAnswer:
    """Ask the centre. Where one of its team does (somebody telephoned), it is on the organization's behalf.

    Raises:
        NotFound: the centre has no such task or network, or the organization no such hesitation.
        Refused: the role may not, or the organization is archived.
        Conflict: the key was used for something else.
    """
    with work.write():
        _check_role(work, Side.ORGANIZATION)
        refuse_archived(work, organization_id)
        if (first := _first_answer(work, organization_id, gesture)) is not None:
            return first
        about = about_there(work, organization_id, about)
        if (same := same_asked(work, organization_id, about, words)) is not None:
            return _unchanged(work, same, gesture)
        at = gesture.happened_at or work.now
        move = asked(_waits_from(work, at))
        question = Question(
            organization_id=organization_id,
            **{name: getattr(about, name) for name in ("task_key", "network", "step", "hesitation_id")},
            state=move.after.state,
            asked_at=at,
            asked_by=work.actor.membership_id,
            waiting_since=move.after.waiting_since,
            last_at=at,
            event_id=any_event(work, organization_id),
        )
        work.session.add(question)
        work.session.flush()  # its own event and message name it
        return _told(work, question, move, gesture, before=None, words=words, side=Side.ORGANIZATION, letter=letter)


def say(
    work: Work, organization_id: int, question_id: int, words: str, gesture: Gesture,
    *, side: Side | None = None, letter: Letter = None,
) -> QuestionAnswer:  # fmt: skip
    """Write once more in a question: an answer where it is one of the centre's team. What was settled is open again.

    `side` is for commands alone, which have none of their own.

    Raises:
        NotFound: the organization has no such question.
        Refused, Conflict: as `ask`.
    """
    side = _side(work, side)
    with work.write():
        _check_role(work, side)
        refuse_archived(work, organization_id)
        if (first := _first_answer(work, organization_id, gesture)) is not None:
            return first
        question = question_there(work, organization_id, question_id)
        if is_pressed_twice(work, messages_of(work, question)[-1], side, words):
            return _unchanged(work, question, gesture)
        at = gesture.happened_at or work.now
        move = said(standing_of(question), side, _waits_from(work, at))
        return _told(work, question, move, gesture, before=question.state, words=words, side=side, letter=letter)


def settle(
    work: Work, organization_id: int, question_id: int, gesture: Gesture, *, side: Side | None = None
) -> QuestionAnswer:
    """« C'est réglé. » Twice is once. Raises what `say` does."""
    side = _side(work, side)
    with work.write():
        _check_role(work, side)
        refuse_archived(work, organization_id)
        if (first := _first_answer(work, organization_id, gesture)) is not None:
            return first
        question = question_there(work, organization_id, question_id)
        move = settled(standing_of(question), side)
        return _moved(work, question, move, gesture, side)


def reopen(
    work: Work, organization_id: int, question_id: int, gesture: Gesture,
    *, side: Side | None = None, letter: Letter = None,
) -> QuestionAnswer:  # fmt: skip
    """Take up again what was settled. Raises what `say` does."""
    side = _side(work, side)
    with work.write():
        _check_role(work, side)
        refuse_archived(work, organization_id)
        if (first := _first_answer(work, organization_id, gesture)) is not None:
            return first
        question = question_there(work, organization_id, question_id)
        at = _waits_from(work, gesture.happened_at or work.now)
        last_word = messages_of(work, question)[-1].side
        move = reopened(standing_of(question), side, at, last_word=Side(last_word))
        return _moved(work, question, move, gesture, side, letter=letter if side is Side.ORGANIZATION else None)


def _moved(
    work: Work, question: Question, move: Move | None, gesture: Gesture, side: Side, letter: Letter = None
) -> QuestionAnswer:
    if move is None:
        return _unchanged(work, question, gesture)
    return _told(work, question, move, gesture, before=question.state, words=None, side=side, letter=letter)


def _unchanged(work: Work, question: Question, gesture: Gesture) -> QuestionAnswer:
    keep_receipt(work, gesture, None)
    return QuestionAnswer(question.id, question.state, None)


def _told(
    work: Work, question: Question, move: Move, gesture: Gesture,
    *, before: str | None, words: str | None, side: Side, letter: Letter,
) -> QuestionAnswer:  # fmt: skip
    """The message, the event, the row, the figures, the letter and the receipt of one gesture."""
    if gesture.happened_at is not None and gesture.happened_at < question.asked_at:
        gesture = replace(gesture, happened_at=question.asked_at)  # a clock that runs late: nobody answers beforehand
    at = gesture.happened_at or work.now
    earlier = in_a_row(work, question, side)
    message = None if words is None else _message(work, question, side, words, at)
    after = move.after
    value: dict[str, Any] = {"question": question.id}
    if message is not None:
        value["message"] = message.id
    if before is None:
        value |= {name: what for name in ("hesitation_id", "step") if (what := getattr(question, name)) is not None}
        if "hesitation_id" in value:
            value["hesitation"] = value.pop("hesitation_id")
    if after.waiting_since is not None:
        value["waiting_since"] = after.waiting_since.isoformat()
    event_id = record(
        work,
        kind=move.kind,
        organization_id=question.organization_id,
        task_key=question.task_key,
        network=question.network,
        before=before,
        after=after.state,
        value_after=value,
        happened_at=gesture.happened_at,
    )
    question.state, question.waiting_since, question.event_id = after.state, after.waiting_since, event_id
    question.settled_at = at if after.state is QuestionState.SETTLED else None
    if message is not None:
        question.last_at, message.event_id = at, event_id
    work.session.flush()
    count(
        work,
        question.organization_id,
        Counts(),
        is_activity=move.kind in ACTIVITY,
        waiting_since=longest_wait(work, question.organization_id),
        answered_on=local_day(at, work.centre.zone) if ends_wait(move.kind, before) else None,
        open_questions=more_open(before, after.state),
        happened_at=gesture.happened_at,
    )
    if message is None or needs_letter(earlier, work.now):
        tell_other_side(work, question, side, move.kind, letter)
    keep_receipt(work, gesture, event_id)
    return QuestionAnswer(question.id, question.state, event_id)


def _message(work: Work, question: Question, side: Side, words: str, at: datetime) -> QuestionMessage:
    message = QuestionMessage(
        organization_id=question.organization_id,
        question_id=question.id,
        side=side,
        text_id=keep_text(work, words, audience=Audience.CENTRE, organization_id=question.organization_id),
        written_at=at,
        written_by=work.actor.membership_id,
        event_id=question.event_id,
    )
    work.session.add(message)
    work.session.flush()
    return message


def question_there(work: Work, organization_id: int, question_id: int) -> Question:
    """A question of that organization.

    Raises:
        NotFound: it has none of that number.
    """
    found = work.session.scalars(
        select(Question).where(
            Question.centre_id == work.centre.id,
            Question.organization_id == organization_id,
            Question.id == question_id,
        )
    ).one_or_none()
    if found is None:
        raise NotFound("no-such-question")
    return found


def longest_wait(work: Work, organization_id: int) -> datetime | None:
    """Since when the question waits that has waited for the centre the longest; None where none does."""
    return work.session.scalars(
        select(func.min(Question.waiting_since)).where(
            Question.centre_id == work.centre.id, Question.organization_id == organization_id
        )
    ).one()


def standing_of(question: Question) -> Standing:
    return Standing(QuestionState(question.state), question.waiting_since)


def _waits_from(work: Work, at: datetime) -> datetime:
    """From when on a message waits: what came late by its network waited in a browser, where no centre could read."""
    return work.now if work.actor.channel == OFFLINE else at


def _side(work: Work, side: Side | None) -> Side:
    is_person = work.actor.role in CENTRE_ROLES | ORGANIZATION_ROLES
    return side_of(work.actor.role) if side is None or is_person else side


def _check_role(work: Work, side: Side) -> None:
    role = work.actor.role
    if role not in CENTRE_ROLES | ORGANIZATION_ROLES:
        return  # a command
    if not may(role, Can.ANSWER_QUESTION if side is Side.CENTRE else Can.ASK):
        raise Refused("question-not-yours")


def _first_answer(work: Work, organization_id: int, gesture: Gesture) -> QuestionAnswer | None:
    """Same key and content: the first answer again."""
    receipt = first_receipt(work, gesture)
    if receipt is None:
        return None
    event = event_of(work, organization_id, receipt.event_id)
    if event is None:
        return QuestionAnswer(0, "", None)
    return QuestionAnswer((event.value_after or {})["question"], event.after or "", event.id)
