"""What pages ask of one organization's life: its pause, its past names, the organization that goes on for it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..data.prepared import Prepared
from ..journal.models import Event, TextRevision
from ..kernel.collation import folded
from ..kernel.permissions import Role
from ..kernel.work import Work
from .models import Membership, Organization, OrganizationMerge, OrganizationRevision
from .queries import details_of
from .rules import Details

_PAUSED_UNTIL = Prepared(
    """SELECT paused_until FROM organization_summary
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND paused_until >= :today"""
)
_GOES_ON_AS = Prepared(
    """SELECT i.slug FROM centre c
       JOIN organization o ON o.centre_id = c.id AND o.slug = :organization AND o.removed_at IS NULL
       JOIN organization_merge g ON g.centre_id = o.centre_id AND g.organization_id = o.id
       JOIN organization i ON i.centre_id = g.centre_id AND i.id = g.into_id AND i.removed_at IS NULL
       WHERE c.slug = :centre""",
    unscoped="the door finds the organization that goes on for the one of an old address",
)
MOST_MERGES = 10  # one after the other
MOST_FOUND = 20
ACCOMPANY = (Role.MANAGER, Role.ADVISOR)  # to whom an organization may be confided


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that is not over. `before`: the last day of the one that stood before it, if there was one."""

    until: date
    reason: str
    since: datetime
    before: date | None


def pause_of(work: Work, organization_id: int) -> Pause | None:
    """The pause of an organization; None if it has none, or if it is over."""
    if _PAUSED_UNTIL.row(work.session, organization_id=organization_id, today=work.today.isoformat()) is None:
        return None
    event = work.session.scalars(
        select(Event)
        .where(
            Event.centre_id == work.centre.id,
            Event.organization_id == organization_id,
            Event.kind == "organization-paused",
        )
        .order_by(Event.id.desc())
        .limit(1)
    ).one()
    said, before = event.value_after or {}, (event.value_before or {}).get("paused_until")
    return Pause(
        until=date.fromisoformat(said["paused_until"]),
        reason=texts(work, organization_id, [said["reason_id"]])[said["reason_id"]] if "reason_id" in said else "",
        since=event.recorded_at,
        before=date.fromisoformat(before) if before else None,
    )


def is_archived(work: Work, organization_id: int) -> bool:
    return (
        work.session.scalars(
            select(Organization.id).where(
                Organization.centre_id == work.centre.id,
                Organization.id == organization_id,
                Organization.archived_at.is_not(None),
            )
        ).first()
        is not None
    )


def texts(work: Work, organization_id: int, ids: list[int]) -> dict[int, str]:
    """The words of those texts of an organization; '' for one that was blanked."""
    rows = work.session.scalars(
        select(TextRevision).where(
            TextRevision.centre_id == work.centre.id,
            TextRevision.organization_id == organization_id,
            TextRevision.id.in_(ids),
        )
    )
    return {row.id: "" if row.blanked_at else row.body for row in rows}


def latest_revision_id(work: Work, organization_id: int) -> int:
    """The revision that says what is said of an organization now."""
    return work.session.scalars(
        select(OrganizationRevision.id)
        .where(
            OrganizationRevision.centre_id == work.centre.id, OrganizationRevision.organization_id == organization_id
        )
        .order_by(OrganizationRevision.id.desc())
        .limit(1)
    ).one()


def said_in_revision(work: Work, organization_id: int, revision_id: int) -> Details | None:
    """What that revision says of this organization; None if it is none of its own."""
    row = work.session.scalars(
        select(OrganizationRevision).where(
            OrganizationRevision.centre_id == work.centre.id,
            OrganizationRevision.organization_id == organization_id,
            OrganizationRevision.id == revision_id,
        )
    ).one_or_none()
    return details_of(row) if row is not None else None


@dataclass(frozen=True, slots=True)
class Advisor:
    """Somebody of the centre's team who may accompany an organization. `id` is the membership."""

    id: int
    name: str


def advisors(work: Work) -> list[Advisor]:
    """Those of the centre's team who may change something."""
    rows = work.session.execute(
        select(Membership.id, Membership.name)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.organization_id.is_(None),
            Membership.ended_at.is_(None),
            Membership.role.in_(ACCOMPANY),
        )
        .order_by(Membership.name, Membership.id)
    )
    return [Advisor(row.id, row.name) for row in rows]


def names_of_team(work: Work, ids: Collection[int]) -> dict[int, str]:
    """The names of those memberships of the centre's team, of those who have left it too."""
    rows = work.session.execute(
        select(Membership.id, Membership.name).where(
            Membership.centre_id == work.centre.id, Membership.organization_id.is_(None), Membership.id.in_(ids)
        )
    )
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that the centre did to an organization's record. `before` and `after` where words changed.

    `by`: who, as the centre's own people are named to one another; '' for the host and for what came by itself.
    """

    kind: str
    at: datetime
    by: str
    before: Details | None
    after: Details | None
    until: date | None
    other: str


LIFE = (
    *("organization-added", "organization-changed", "organization-paused", "organization-resumed"),
    *("organization-archived", "organization-restored", "organization-merged"),
)


def life_of(work: Work, organization_id: int) -> list[Moment]:
    """What happened to an organization's record, the latest first: four statements. For the centre's own eyes."""
    events = work.session.execute(
        select(Event, Membership.name, Membership.organization_id)
        .outerjoin(Membership, (Membership.centre_id == Event.centre_id) & (Membership.id == Event.membership_id))
        .where(Event.centre_id == work.centre.id, Event.organization_id == organization_id, Event.kind.in_(LIFE))
        .order_by(Event.id)
    ).all()
    revisions = {
        row.id: details_of(row)
        for row in work.session.scalars(
            select(OrganizationRevision).where(
                OrganizationRevision.centre_id == work.centre.id,
                OrganizationRevision.organization_id == organization_id,
            )
        )
    }
    names = _names(work, [id_ for event, *_ in events if (id_ := _other_of(event)) is not None])
    told: list[Moment] = []
    before: Details | None = None
    for event, name, room in events:
        value = event.value_after or {}
        after = revisions.get(value.get("revision", 0))
        until = value.get("paused_until")
        told.append(
            Moment(
                kind=event.kind,
                at=event.recorded_at,
                by=name or "" if room is None else "",
                before=before if after is not None else None,
                after=after,
                until=date.fromisoformat(until) if until else None,
                other=names.get(_other_of(event) or 0, ""),
            )
        )
        before = after or before
    return told[::-1]


def _other_of(event: Event) -> int | None:
    value = event.value_after or {}
    return value.get("into", value.get("from"))


def _names(work: Work, ids: list[int]) -> dict[int, str]:
    rows = work.session.execute(
        select(Organization.id, Organization.name).where(
            Organization.centre_id == work.centre.id, Organization.id.in_(ids)
        )
    )
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class Namesake:
    """An organization as a list to choose from shows it."""

    id: int
    slug: str
    name: str
    reference: str
    region: str


def goes_on_as(session: Session, centre: str, organization: str) -> Iterator[str]:
    """The slugs of the organizations that go on for the one of an old address, one merge after the other.

    In the door's unscoped session. Who may go there is for the door to say.
    """
    for _ in range(MOST_MERGES):
        row = _GOES_ON_AS.row(session, centre=centre, organization=organization)
        if row is None:
            return
        organization = row[0]
        yield organization


def merged_into(work: Work, organization_id: int) -> Namesake | None:
    """The organization that goes on for this one."""
    row = work.session.execute(
        select(Organization)
        .join(
            OrganizationMerge,
            (OrganizationMerge.centre_id == Organization.centre_id) & (OrganizationMerge.into_id == Organization.id),
        )
        .where(
            OrganizationMerge.centre_id == work.centre.id,
            OrganizationMerge.organization_id == organization_id,
            Organization.removed_at.is_(None),
        )
    ).scalar_one_or_none()
    return _namesake(row) if row is not None else None


def found_by_name(work: Work, query: str, *, other_than: int) -> list[Namesake]:
    """Organizations whose names hold these words, in any order: neither archived nor examples."""
    statement = select(Organization).where(
        Organization.centre_id == work.centre.id,
        Organization.id != other_than,
        Organization.removed_at.is_(None),
        Organization.archived_at.is_(None),
        Organization.is_example.is_(False),
    )
    for word in folded(query).split():
        statement = statement.where(Organization.name_key.contains(word, autoescape=True))
    rows = work.session.scalars(statement.order_by(Organization.name_key, Organization.id).limit(MOST_FOUND))
    return [_namesake(row) for row in rows]


def _namesake(row: Organization) -> Namesake:
    return Namesake(row.id, row.slug, row.name, row.reference or "", row.region or "")
