"""What an import is compared with, which imports there were, and what undoing one would meet."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ..data.prepared import Prepared
from ..journal.models import Event
from ..kernel.errors import Conflict, NotFound
from ..kernel.work import Work
from ..people.models import Invitation, Person
from ..tenancy.import_rules import Known, TeamMember
from ..tenancy.models import Membership, OrganizationRevision
from ..tenancy.queries import details_of, known_organizations
from ..tenancy.rules import Details
from ..tenancy.undo_rules import Touched

_MOST_SHOWN = 100
IMPORTED, UNDONE = "organizations-imported", "import-undone"

_TOLD = Prepared(
    """SELECT organization_id, kind, value_after FROM event
       WHERE centre_id = :centre_id AND id >= :first AND id <= :last AND organization_id IS NOT NULL
         AND kind IN ('organization-added', 'organization-changed') ORDER BY id"""
)
_EARLIER = Prepared(
    """SELECT value_after FROM event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND id < :first
         AND kind IN ('organization-added', 'organization-changed') ORDER BY id DESC LIMIT 1"""
)
_MORE = Prepared(
    """SELECT 1 FROM event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND id > :last
         AND kind <> 'organization-changed' LIMIT 1""",
    private="an organization that wrote anything since is not taken back: that it did, not what",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """All that decides what a list would do: the organizations and the team of the centre, at one moment."""

    known: tuple[Known, ...]
    team: tuple[TeamMember, ...]


def standing(work: Work) -> Standing:
    """Two statements, whatever the number of organizations."""
    rows = work.session.execute(
        select(Membership.id, Membership.name, Person.email, Membership.ended_at)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.centre_id == work.centre.id, Membership.organization_id.is_(None))
        .order_by(Membership.id)
    ).all()
    team = (TeamMember(id_, name, email or "", ended_at is not None) for id_, name, email, ended_at in rows)
    return Standing(known_organizations(work), tuple(team))


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import: its number is that of its event, `by` the name of who did it (None for a command)."""

    id: int
    at: datetime
    by: str | None
    created: int
    updated: int
    first: int | None
    last: int | None
    undone_at: datetime | None = None

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and self.first is not None


def past_imports(work: Work, import_id: int | None = None) -> list[PastImport]:
    """The imports of the centre, the newest first, or one of them."""
    kinds = (Event.kind == IMPORTED) if import_id is None else (Event.kind == IMPORTED) & (Event.id == import_id)
    of_centre = (Event.centre_id == work.centre.id, Event.organization_id.is_(None))
    rows = work.session.execute(
        select(Event.id, Event.recorded_at, Membership.name, Event.value_after)
        .outerjoin(Membership, (Membership.centre_id == Event.centre_id) & (Membership.id == Event.membership_id))
        .where(*of_centre, kinds)
        .order_by(Event.id.desc())
        .limit(_MOST_SHOWN)
    ).all()
    gone_back = work.session.execute(
        select(Event.undoes_id, Event.recorded_at).where(
            *of_centre, Event.kind == UNDONE, Event.undoes_id.in_([row[0] for row in rows])
        )
    ).all()
    undone = {row.undoes_id: row.recorded_at for row in gone_back}
    return [
        PastImport(
            id_, at, by, said.get("created", 0), said.get("updated", 0), said.get("first"), said.get("last"),
            undone.get(id_),
        )
        for id_, at, by, said in rows
    ]  # fmt: skip


def import_to_undo(work: Work, import_id: int) -> PastImport:
    """One import that can still be undone.

    Raises:
        NotFound: the centre has no such import.
        Conflict: it is undone already, or it left no trace to go back on.
    """
    found = past_imports(work, import_id)
    if not found:
        raise NotFound("not-found")
    (one,) = found
    if one.undone_at is not None:
        raise Conflict("import-undone-already")
    if one.first is None:
        raise Conflict("import-without-trace")
    return one


def last_event(work: Work) -> int:
    return work.session.scalars(select(func.max(Event.id)).where(Event.centre_id == work.centre.id)).one() or 0


def touched_by(work: Work, past: PastImport) -> list[Touched]:
    """What became of each organization that an import added or changed."""
    told = _TOLD.rows(work.session, first=past.first, last=past.last)
    changed = [id_ for id_, kind, _ in told if kind == "organization-changed"]
    before = _EARLIER.row_each(work.session, ({"organization_id": id_, "first": past.first} for id_ in changed))
    earlier = {id_: _revision_in(row[0]) for id_, row in zip(changed, before, strict=True) if row is not None}
    left = {id_: _revision_in(value) for id_, _, value in told}
    said = _said_in(work, [*left.values(), *earlier.values()])
    more = _MORE.row_each(work.session, ({"organization_id": id_, "last": past.last} for id_, *_ in told))
    now = {one.id: one for one in known_organizations(work)}
    people = with_people(work)
    return [
        Touched(
            organization_id=id_,
            is_new=kind == "organization-added",
            left=said[left[id_]],
            earlier=said.get(earlier.get(id_, 0)),
            now=now.get(id_),
            has_people=id_ in people,
            has_more_events=has_more is not None,
        )
        for (id_, kind, _), has_more in zip(told, more, strict=True)
    ]


def _revision_in(value_after: str | None) -> int:
    return int(json.loads(value_after or "{}").get("revision", 0))


def _said_in(work: Work, revisions: Sequence[int]) -> dict[int, Details]:
    said: dict[int, Details] = {}
    for start in range(0, len(revisions), 500):
        rows = work.session.scalars(
            select(OrganizationRevision).where(
                OrganizationRevision.centre_id == work.centre.id,
                OrganizationRevision.id.in_(revisions[start : start + 500]),
            )
        )
        said |= {row.id: details_of(row) for row in rows}
    work.session.expunge_all()
    return said


def with_people(work: Work) -> frozenset[int]:
    """Organizations of which somebody is, or was, a member, or to which somebody is invited."""
    members: Iterable[int | None] = work.session.scalars(
        select(Membership.organization_id)
        .where(Membership.centre_id == work.centre.id, Membership.organization_id.is_not(None))
        .distinct()
    )
    invited: Iterable[int | None] = work.session.scalars(
        select(Invitation.organization_id)
        .where(Invitation.centre_id == work.centre.id, Invitation.organization_id.is_not(None))
        .distinct()
    )
    return frozenset(id_ for id_ in (*members, *invited) if id_ is not None)
