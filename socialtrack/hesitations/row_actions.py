"""A hesitation's row and its event, which say the same: written together, always. Inside `work.write()`."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from ..guide import queries as guide
from ..journal.actions import record
from ..journal.gestures import Gesture
from ..journal.row_queries import body_of, text_of
from ..kernel.errors import Conflict, NotFound
from ..kernel.moments import local_day
from ..kernel.work import Work
from ..notes.actions import any_event
from .models import Hesitation
from .rules import KIND, OPEN_STATES, About, Value, closed_on


def value_of(row: Hesitation) -> Value:
    review_on = row.review_on.isoformat() if row.review_on else None
    return Value(row.state, row.faq_key, row.words_id, row.reason_id, review_on)


def about_of(row: Hesitation) -> About:
    return About(row.task_key, row.network, row.step)


def rows(work: Work, organization_id: int) -> Select[Hesitation]:
    return select(Hesitation).where(
        Hesitation.centre_id == work.centre.id, Hesitation.organization_id == organization_id
    )


def open_rows(work: Work, organization_id: int) -> list[Hesitation]:
    return list(
        work.session.scalars(
            rows(work, organization_id).where(Hesitation.state.in_(OPEN_STATES)).order_by(Hesitation.id)
        )
    )


def new_row(work: Work, organization_id: int, about: About, value: Value, gesture: Gesture) -> Hesitation:
    """A row that has its id, so that its first event can name it."""
    row = Hesitation(
        organization_id=organization_id,
        task_key=about.task_key,
        network=about.network,
        step=about.step,
        faq_key=value.entry,
        state=value.state,
        opened_at=gesture.happened_at or work.now,
        opened_by=work.actor.membership_id,
        changed_at=work.now,
        changed_by=work.actor.membership_id,
        event_id=any_event(work, organization_id),
    )
    work.session.add(row)
    work.session.flush()
    return row


def put(
    work: Work,
    row: Hesitation,
    before: Value | None,
    after: Value,
    gesture: Gesture,
    *,
    undoes_id: int | None = None,
    caused_by: int | None = None,
    copy_of: int | None = None,
    opened_by: int | None = None,
) -> int:
    """Record that it became so, and keep it in the row; the event's id.

    `copy_of` another organization's, in a merge; `opened_by`, where that is not whoever acts.
    """
    more = {"caused_by": caused_by, "copy_of": copy_of, "opened_by": opened_by}
    caused = {name: id_ for name, id_ in more.items() if id_ is not None}
    event_id = record(
        work,
        kind=KIND,
        organization_id=row.organization_id,
        task_key=row.task_key,
        network=row.network,
        before=before.state if before else None,
        after=after.state,
        value_before=_told(row, before) if before else None,
        value_after=_told(row, after) | caused,
        happened_at=gesture.happened_at,
        undoes_id=undoes_id,
    )
    on = local_day(gesture.happened_at or work.now, work.centre.zone)
    row.closed_on = closed_on(before.state if before else None, after.state, row.closed_on, on)
    row.state, row.faq_key, row.words_id, row.reason_id = after.state, after.entry, after.words, after.reason
    row.review_on = date.fromisoformat(after.review_on) if after.review_on else None
    row.changed_at, row.changed_by, row.event_id = work.now, work.actor.membership_id, event_id
    work.session.flush()
    return event_id


def _told(row: Hesitation, value: Value) -> dict[str, Any]:
    """The value as an event tells it: ids, keys, days, and nothing where there is nothing."""
    said = {name: what for name, what in asdict(value).items() if name != "state" and what is not None}
    step = {} if row.step is None else {"step": row.step}
    return {"hesitation": row.id} | step | said


def audience_of(work: Work, organization_id: int, text_id: int | None) -> str | None:
    """Who reads that text; None where there is none, or it is not for this session."""
    text = text_of(work, organization_id, text_id)
    return text.audience if text else None


def same_row(work: Work, organization_id: int, about: About, entry: str | None, words: str) -> Hesitation | None:
    """What is open already about the same thing for the same reason, the last first. Other words than those it has are
    a hesitation of their own: nothing is written over."""
    found = [
        (row, body_of(work, organization_id, row.words_id))
        for row in reversed(open_rows(work, organization_id))
        if about_of(row) == about and row.faq_key == entry
    ]
    if entry and not words:
        return found[0][0] if found else None
    same_words = next((row for row, body in found if body == words), None)
    without = next((row for row, _body in found if row.words_id is None), None)
    return same_words or without


def last_row(work: Work, organization_id: int, about: About, entry: str | None) -> Hesitation:
    """The last that was said about that thing for that reason, open or not: there is one."""
    return work.session.scalars(
        rows(work, organization_id)
        .where(
            Hesitation.task_key.is_not_distinct_from(about.task_key),
            Hesitation.network.is_not_distinct_from(about.network),
            Hesitation.step.is_not_distinct_from(about.step),
            Hesitation.faq_key.is_not_distinct_from(entry),
        )
        .order_by(Hesitation.id.desc())
        .limit(1)
    ).one()


def check_about(work: Work, about: About) -> None:
    """Raises:
    NotFound: the path has no such task, network or step.
    Conflict: the task has left the path.
    """
    path = guide.path(work)
    if about.task_key and about.task_key not in path.by_key:
        if about.task_key in guide.retired_keys(work, about.task_key):
            raise Conflict("task-retired")
        raise NotFound("no-such-task")
    if about.network and about.network not in path.network_keys:
        raise NotFound("no-such-network")
    if about.step is not None and about.step not in {step.number for step in path.steps}:
        raise NotFound("no-such-step")
