"""Reading the journal of access: one page at a time, the newest first. Ids only: whoever shows it finds the names."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select

from ..data.prepared import Prepared
from ..kernel.moments import end_of_day, start_of_day, to_microseconds
from ..kernel.work import Work
from .models import AccessEvent

PAGE = 50
AT_A_TIME = 1_000
_LOOKED_IN = Prepared(
    """SELECT 1 FROM access_event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND membership_id = :membership_id
         AND kind = 'looked-in' AND happened_at >= :since AND happened_at < :before LIMIT 1"""
)


@dataclass(frozen=True, slots=True)
class Access:
    """One access. `membership_id` is whose act it was, `about_id` whom it concerns."""

    id: int
    kind: str
    happened_at: datetime
    actor_role: str
    membership_id: int | None
    about_id: int | None
    organization_id: int | None
    before: str | None
    after: str | None
    channel: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accesses. What is None or empty holds nothing back; `organization_ids` empty (not None) finds nothing.

    `older_than` is the id at which the page before ended.
    """

    kind: str = ""
    membership_id: int | None = None
    organization_ids: tuple[int, ...] | None = None
    day: date | None = None
    older_than: int | None = None


@dataclass(frozen=True, slots=True)
class AccessPage:
    """`older_than` leads to the page that follows; None at the end."""

    rows: tuple[Access, ...]
    older_than: int | None


def access_page(work: Work, wanted: Wanted, most: int = PAGE) -> AccessPage:
    """One page, in one statement, walked along the index of ids."""
    found = _rows(work, wanted, most + 1)
    rows = found[:most]
    return AccessPage(tuple(rows), rows[-1].id if len(found) > most else None)


def all_accesses(work: Work, wanted: Wanted) -> Iterator[list[Access]]:
    """All of them, a bounded number at a time."""
    while rows := _rows(work, wanted, AT_A_TIME):
        yield rows
        wanted = replace(wanted, older_than=rows[-1].id)


def has_looked_in(work: Work, membership_id: int, organization_id: int, day: date) -> bool:
    """Whether it is noted already that this member of the centre's team opened that organization's pages that day."""
    zone = work.centre.zone
    row = _LOOKED_IN.row(
        work.session,
        organization_id=organization_id,
        membership_id=membership_id,
        since=to_microseconds(start_of_day(day, zone)),
        before=to_microseconds(end_of_day(day, zone)),
    )
    return row is not None


def _rows(work: Work, wanted: Wanted, most: int) -> list[Access]:
    statement = _statement(work, wanted).order_by(AccessEvent.id.desc()).limit(most)
    return [Access(*row) for row in work.session.execute(statement).all()]


def _statement(work: Work, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = select(
        AccessEvent.id,
        AccessEvent.kind,
        AccessEvent.happened_at,
        AccessEvent.actor_role,
        AccessEvent.membership_id,
        AccessEvent.about_id,
        AccessEvent.organization_id,
        AccessEvent.before,
        AccessEvent.after,
        AccessEvent.channel,
    ).where(AccessEvent.centre_id == work.centre.id)
    if wanted.kind:
        statement = statement.where(AccessEvent.kind == wanted.kind)
    if wanted.membership_id is not None:
        by, about = AccessEvent.membership_id, AccessEvent.about_id
        statement = statement.where(or_(by == wanted.membership_id, about == wanted.membership_id))
    if wanted.organization_ids is not None:
        statement = statement.where(AccessEvent.organization_id.in_(wanted.organization_ids))
    if wanted.day is not None:
        zone = work.centre.zone
        statement = statement.where(
            AccessEvent.happened_at >= start_of_day(wanted.day, zone),
            AccessEvent.happened_at < end_of_day(wanted.day, zone),
        )
    if wanted.older_than is not None:
        statement = statement.where(AccessEvent.id < wanted.older_than)
    return statement
