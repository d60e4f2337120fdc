"""Two organizations that are the same: the questions of the other follow, open and settled, with all that was said.

Each is told again by its own events, by the channel `merge`, with the moments at which they happened: so it waits as
long as it has waited, and the journal alone still says where it stands. Nothing is sent to anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from ..journal.actions import count, record
from ..journal.models import Event
from ..journal.rules import ACTIVITY, Counts
from ..journal.text_actions import copy_text
from ..kernel.moments import local_day
from ..kernel.work import Work
from ..notes.actions import any_event
from .actions import longest_wait
from .models import Question, QuestionMessage
from .row_queries import messages_of
from .rules import QuestionKind, ends_wait, is_open, more_open


@dataclass(frozen=True, slots=True)
class Following:
    """A question that follows. `event_id`, its last event, says where it stands."""

    id: int
    event_id: int
    is_open: bool


def questions_that_follow(work: Work, into_id: int, other_id: int) -> tuple[Following, ...]:
    """The other's questions, less those that followed in an earlier merge. Changes nothing; two statements."""
    rows = work.session.scalars(
        select(Question)
        .where(Question.centre_id == work.centre.id, Question.organization_id == other_id)
        .order_by(Question.id)
    ).all()
    here = _followed_before(work, into_id) if rows else frozenset()
    return tuple(Following(row.id, row.event_id, is_open(row.state)) for row in rows if row.id not in here)


def _followed_before(work: Work, into_id: int) -> frozenset[int]:
    values = work.session.scalars(
        select(Event.value_after).where(
            Event.centre_id == work.centre.id,
            Event.organization_id == into_id,
            Event.kind == QuestionKind.ASKED,
            Event.channel == "merge",
        )
    )
    return frozenset((value or {}).get("copy_of", 0) for value in values)


def take_questions(
    work: Work,
    into_id: int,
    questions: tuple[Following, ...],
    places: Mapping[int, int],
    hesitations: Mapping[int, int],
) -> None:
    """Tell them again in the one that goes on. Runs inside `work.write()`.

    `places`: the membership that each member of the other holds in the one that goes on; `hesitations`: the copy of
    each hesitation that followed.
    """
    work = replace(work, actor=replace(work.actor, channel="merge"))
    for question in questions:
        row = work.session.scalars(
            select(Question).where(Question.centre_id == work.centre.id, Question.id == question.id)
        ).one()
        _tell_again(work, into_id, row, places, hesitations)
    if questions:
        since = longest_wait(work, into_id)
        count(work, into_id, Counts(), is_activity=False, waiting_since=since)


def _tell_again(
    work: Work, into_id: int, row: Question, places: Mapping[int, int], hesitations: Mapping[int, int]
) -> None:
    copy = Question(
        organization_id=into_id,
        **{name: getattr(row, name) for name in ("task_key", "network", "step", "state", "asked_at", "waiting_since")},
        **{name: getattr(row, name) for name in ("last_at", "assigned_to", "settled_at")},
        hesitation_id=hesitations.get(row.hesitation_id or 0),
        asked_by=places.get(row.asked_by or 0, row.asked_by),
        event_id=any_event(work, into_id),
    )
    work.session.add(copy)
    work.session.flush()  # its own events name it
    messages = {message.id: message for message in messages_of(work, row)}
    for event in _events_of(work, row):
        value = (event.value_after or {}) | {"question": copy.id}
        if event.kind == QuestionKind.ASKED:
            value |= {"copy_of": row.id, **({"asked_by": copy.asked_by} if copy.asked_by else {})}
            value.pop("hesitation", None)
            value |= {"hesitation": copy.hesitation_id} if copy.hesitation_id else {}
        said = _message(work, copy, messages[value["message"]], places) if "message" in value else None
        if said is not None:
            value["message"] = said.id
        event_id = _record_again(work, into_id, event, value)
        if said is not None:
            said.event_id = event_id
        if event.kind != QuestionKind.ASSIGNED:
            copy.event_id = event_id
    work.session.flush()


def _record_again(work: Work, into_id: int, event: Event, value: dict[str, Any]) -> int:
    """The same event once more, there, and the figures that follow from it."""
    before = {**event.value_before, "question": value["question"]} if event.value_before else None
    event_id = record(
        work,
        kind=event.kind,
        organization_id=into_id,
        task_key=event.task_key,
        network=event.network,
        before=event.before,
        after=event.after,
        value_before=before,
        value_after=value,
        happened_at=event.happened_at,
    )
    if event.kind != QuestionKind.ASSIGNED:
        count(
            work,
            into_id,
            Counts(),
            is_activity=event.kind in ACTIVITY,
            answered_on=local_day(event.happened_at, work.centre.zone) if ends_wait(event.kind, event.before) else None,
            open_questions=more_open(event.before, event.after or ""),
            happened_at=event.happened_at,
        )
    return event_id


def _message(work: Work, copy: Question, row: QuestionMessage, places: Mapping[int, int]) -> QuestionMessage:
    message = QuestionMessage(
        organization_id=copy.organization_id,
        question_id=copy.id,
        side=row.side,
        text_id=copy_text(work, row.text_id, copy.organization_id),
        written_at=row.written_at,
        written_by=places.get(row.written_by or 0, row.written_by),
        event_id=copy.event_id,
    )
    work.session.add(message)
    work.session.flush()
    return message


def _events_of(work: Work, row: Question) -> list[Event]:
    """All that happened to a question, in order."""
    found = work.session.scalars(
        select(Event)
        .where(
            Event.centre_id == work.centre.id,
            Event.organization_id == row.organization_id,
            Event.kind.in_(tuple(QuestionKind)),
        )
        .order_by(Event.id)
    )
    return [event for event in found if (event.value_after or {}).get("question") == row.id]
