"""Several organizations at once: how each stands, and what a gesture for several left behind. A fixed number of
statements for each five hundred."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from ..journal.models import Event, OrganizationSummary
from ..kernel.errors import NotFound
from ..kernel.moments import local_day
from ..kernel.work import Work
from .bulk_rules import Standing, Trace
from .models import Organization, OrganizationMerge, OrganizationRevision
from .queries import details_of

AT_A_TIME = 500


def in_parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Few enough at a time for any statement."""
    return (values[start : start + AT_A_TIME] for start in range(0, len(values), AT_A_TIME))


def standings(work: Work, organization_ids: Sequence[int]) -> list[Standing]:
    """Those organizations as they are, by name; one that was removed is left out."""
    return _by_name(work, (_them(work).where(Organization.id.in_(part)) for part in in_parts(organization_ids)))


def standings_named(work: Work, slugs: Collection[str]) -> list[Standing]:
    """Those organizations as they are, by name.

    Raises:
        NotFound: one of them is none of the centre's; which, it does not say.
    """
    wanted = sorted(set(slugs))
    found = _by_name(work, (_them(work).where(Organization.slug.in_(part)) for part in in_parts(wanted)))
    if len(found) != len(wanted):
        raise NotFound("organizations-not-all-there", n=len(wanted) - len(found))
    return found


def standings_of_advisor(work: Work, membership_id: int) -> list[Standing]:
    """The organizations confided to that membership, archived ones too, by name."""
    return _by_name(work, [_them(work).where(Organization.advisor_id == membership_id)])


def _them(work: Work) -> Select[Organization, date | None, int]:
    return (
        select(Organization, OrganizationSummary.paused_until, OrganizationMerge.into_id)
        .outerjoin(
            OrganizationSummary,
            (OrganizationSummary.centre_id == Organization.centre_id)
            & (OrganizationSummary.organization_id == Organization.id),
        )
        .outerjoin(
            OrganizationMerge,
            (OrganizationMerge.centre_id == Organization.centre_id)
            & (OrganizationMerge.organization_id == Organization.id),
        )
        .where(Organization.centre_id == work.centre.id, Organization.removed_at.is_(None))
    )


def _by_name(work: Work, statements: Iterable[Select[Organization, date | None, int]]) -> list[Standing]:
    found = []
    for statement in statements:
        for row, paused_until, into_id in work.session.execute(statement):
            until = paused_until if paused_until is not None and paused_until >= work.today else None
            one = Standing(
                row.id, row.slug, row.name, details_of(row), until, row.archived_at is not None, into_id is not None
            )
            found.append((row.name_key, row.id, one))
    return [one for *_, one in sorted(found, key=lambda each: each[:2])]


@dataclass(frozen=True, slots=True)
class LastPause:
    """What the last pause of an organization said, and whether it began today. `before`: the last day of the one that
    stood there before it."""

    reason_id: int | None
    before: date | None
    is_of_today: bool


def last_pauses(
    work: Work, organization_ids: Sequence[int], *, before_event: int | None = None
) -> dict[int, LastPause]:
    """The last pause of each of those that ever had one; before that event, where one is named."""
    found = {}
    for part in in_parts(organization_ids):
        latest = _latest(work, part, ("organization-paused",), before_event)
        for event in work.session.scalars(select(Event).where(Event.centre_id == work.centre.id, Event.id.in_(latest))):
            assert event.organization_id is not None
            before = (event.value_before or {}).get("paused_until")
            found[event.organization_id] = LastPause(
                (event.value_after or {}).get("reason_id"),
                date.fromisoformat(before) if before else None,
                local_day(event.recorded_at, work.centre.zone) == work.today,
            )
    return found


def _latest(work: Work, ids: Sequence[int], kinds: Collection[str], before_event: int | None) -> list[int]:
    """The last event of these kinds of each of these organizations."""
    statement = (
        select(func.max(Event.id))
        .where(Event.centre_id == work.centre.id, Event.organization_id.in_(ids), Event.kind.in_(kinds))
        .group_by(Event.organization_id)
    )
    if before_event is not None:
        statement = statement.where(Event.id < before_event)
    return list(work.session.scalars(statement))


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a gesture for several."""

    id: int
    organization_id: int
    kind: str
    value_before: dict[str, Any]
    value_after: dict[str, Any]


def told_between(work: Work, first: int, last: int, kinds: Collection[str]) -> list[Told]:
    """The events of organizations between those two, both counted: all of one transaction."""
    rows = work.session.execute(
        select(Event.id, Event.organization_id, Event.kind, Event.value_before, Event.value_after)
        .where(
            Event.centre_id == work.centre.id,
            Event.id >= first,
            Event.id <= last,
            Event.organization_id.is_not(None),
            Event.kind.in_(kinds),
        )
        .order_by(Event.id)
    )
    return [
        Told(row.id, row.organization_id, row.kind, row.value_before or {}, row.value_after or {})
        for row in rows
        if row.organization_id is not None
    ]


def last_of(work: Work, organization_ids: Sequence[int], kinds: Collection[str]) -> dict[int, int]:
    """Of each of those organizations, its last event of these kinds."""
    found: dict[int, int] = {}
    for part in in_parts(organization_ids):
        rows = work.session.execute(
            select(Event.organization_id, func.max(Event.id))
            .where(Event.centre_id == work.centre.id, Event.organization_id.in_(part), Event.kind.in_(kinds))
            .group_by(Event.organization_id)
        )
        found |= {id_: last for id_, last in rows if id_ is not None}
    return found


def traces(work: Work, told: Sequence[Told], field: str) -> list[Trace]:
    """What a gesture left in that field of each record, what stood there before it, and what stands there now."""
    left = {one.organization_id: one.value_after["revision"] for one in told}
    now, first = {one.id: one for one in standings(work, tuple(left))}, min(left.values(), default=0)
    found = []
    for part in in_parts(tuple(left)):
        rows = work.session.execute(
            select(OrganizationRevision.organization_id, func.max(OrganizationRevision.id))
            .where(
                OrganizationRevision.centre_id == work.centre.id,
                OrganizationRevision.organization_id.in_(part),
                OrganizationRevision.id < first,
            )
            .group_by(OrganizationRevision.organization_id)
        )
        earlier = {row.organization_id: row[1] for row in rows}
        said = {
            row.id: details_of(row)
            for row in work.session.scalars(
                select(OrganizationRevision).where(
                    OrganizationRevision.centre_id == work.centre.id,
                    OrganizationRevision.id.in_([*(left[id_] for id_ in part), *earlier.values()]),
                )
            )
        }
        for id_ in part:
            if id_ not in earlier or id_ not in now:
                continue
            was, became = said[earlier[id_]], said[left[id_]]
            still = None if now[id_].is_archived else now[id_].details
            found.append(Trace(id_, getattr(was, field), getattr(became, field), still))
    return found
