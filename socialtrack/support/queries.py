"""Support given, as its pages and its reports read it: for sessions of a whole centre."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..journal.models import Event
from ..kernel.work import Work
from .models import Support
from .rules import KIND, SupportKind, SupportState, given_of

AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """Support that was given, for a report. `logged_by`: the membership that logged it first; `recorded_at`: when what
    is said of it here was said."""

    organization_id: int
    id: int
    kind: SupportKind
    given_on: date
    minutes: int | None
    logged_by: int | None
    logged_at: datetime
    recorded_at: datetime
    note_id: int | None = None


def support_until(
    work: Work, end: datetime | None = None, *, among: Collection[int] | None = None
) -> Iterator[SupportFacts]:
    """All support as it stood just before `end` (the first moment after a day), or as it stands; in the order in which
    it was first logged, a bounded number of rows at a time. `among`: of these organizations alone.

    What is said of it is read from its events: nothing that happens afterwards changes a line of it. What was taken
    away by then is not among it. The day on which it was given is `given_on`; a movement between two days asks for it
    as of the end of the last of them, and takes what was given on the days between.
    """
    after_id = 0
    while rows := _rows(work, after_id, end, among):
        late = {row.id: row.organization_id for row in rows if end is not None and row.recorded_at >= end}
        earlier = _told_before(work, late.values(), end) if late and end is not None else {}
        for row in rows:
            said = earlier.get(row.id) if row.id in late else (row.after, row.value_after, row.recorded_at)
            if said is None or said[0] != SupportState.GIVEN:
                continue
            given = given_of(said[1])
            yield SupportFacts(
                row.organization_id,
                row.id,
                given.kind,
                given.on,
                given.minutes,
                row.logged_by,
                row.logged_at,
                said[2],
                said[1].get("note"),
            )
        after_id = rows[-1].id


def _rows(work: Work, after_id: int, end: datetime | None, among: Collection[int] | None) -> list[Any]:
    """The next of those that were logged before `end`, each with the last event about it."""
    statement = (
        select(
            *(Support.id, Support.organization_id, Support.logged_by, Support.logged_at),
            *(Event.after, Event.value_after, Event.recorded_at),
        )
        .join(Event, (Event.centre_id == Support.centre_id) & (Event.id == Support.event_id))
        .where(Support.centre_id == work.centre.id, Support.id > after_id)
        .order_by(Support.id)
        .limit(AT_A_TIME)
    )
    if end is not None:
        statement = statement.where(Support.logged_at < end)
    if among is not None:
        statement = statement.where(Support.organization_id.in_(sorted(among)))
    return list(work.session.execute(statement).all())


def _told_before(
    work: Work, organization_ids: Collection[int], end: datetime
) -> dict[int, tuple[str | None, dict, datetime]]:
    """By number, the last that was said before `end` of what was given to those organizations."""
    events = work.session.execute(
        select(Event.after, Event.value_after, Event.recorded_at)
        .where(
            Event.centre_id == work.centre.id,
            Event.organization_id.in_(sorted(set(organization_ids))),
            Event.kind == KIND,
            Event.recorded_at < end,
        )
        .order_by(Event.id)
    )
    return {value["support"]: (after, value, recorded_at) for after, value, recorded_at in events if value}
