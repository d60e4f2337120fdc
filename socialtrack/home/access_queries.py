"""The journal of access with the names that its reader may read, and the organizations that it speaks of."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from ..journal.access_queries import Access
from ..kernel.collation import folded
from ..kernel.work import Work
from ..tenancy.models import Membership, Organization

MOST_ORGANIZATIONS = 200


@dataclass(frozen=True, slots=True)
class Someone:
    """A membership as the reader may see it: without `name`, only the role is said. `is_gone`: erased."""

    name: str
    role: str
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """An organization that an access speaks of. One that was removed has no page any more."""

    name: str
    slug: str
    is_removed: bool


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the ids of some accesses stand for."""

    people: dict[int, Someone]
    places: dict[int, Place]


def cast_of(work: Work, rows: Iterable[Access]) -> Cast:
    """Who and what these accesses speak of, for whoever reads them. Two statements, however many rows."""
    rows = tuple(rows)
    people = {id_ for row in rows for id_ in (row.membership_id, row.about_id) if id_ is not None}
    places = {row.organization_id for row in rows if row.organization_id is not None}
    return Cast(_people(work, sorted(people)), _places(work, sorted(places)))


def _people(work: Work, ids: list[int]) -> dict[int, Someone]:
    """A member sees the names of their own organization and of the centre's team. The centre sees its own team's, and
    those of members who agreed to it or whom it invited itself."""
    if not ids:
        return {}
    staff = select(Membership.id).where(Membership.centre_id == work.centre.id, Membership.organization_id.is_(None))
    rows = work.session.execute(
        select(
            Membership.id,
            Membership.name,
            Membership.role,
            Membership.organization_id,
            or_(Membership.is_named_to_centre, Membership.invited_by.in_(staff)).label("is_open"),
        ).where(Membership.centre_id == work.centre.id, Membership.id.in_(ids))
    ).all()
    own = work.actor.organization_id
    people = {}
    for row in rows:
        is_open = row.is_open if own is None else row.organization_id == own
        may_be_named = row.organization_id is None or bool(is_open)
        people[row.id] = Someone(row.name if may_be_named else "", row.role, is_gone=not row.name)
    return people


def _places(work: Work, ids: list[int]) -> dict[int, Place]:
    if not ids:
        return {}
    rows = work.session.execute(
        select(Organization.id, Organization.name, Organization.slug, Organization.removed_at).where(
            Organization.centre_id == work.centre.id, Organization.id.in_(ids)
        )
    )
    return {row.id: Place(row.name, row.slug, row.removed_at is not None) for row in rows}


def organizations_named(work: Work, words: str) -> tuple[int, ...]:
    """The organizations, gone ones too, whose name holds all these words; the first ones if there are very many."""
    statement = select(Organization.id).where(Organization.centre_id == work.centre.id)
    for word in folded(words).split():
        statement = statement.where(Organization.name_key.contains(word, autoescape=True))
    return tuple(work.session.scalars(statement.order_by(Organization.name_key).limit(MOST_ORGANIZATIONS)))


def team_of_all_times(work: Work) -> list[tuple[int, str]]:
    """Whoever is or was in the centre's team, by name: whose accesses can be asked for."""
    rows = work.session.execute(
        select(Membership.id, Membership.name)
        .where(Membership.centre_id == work.centre.id, Membership.organization_id.is_(None), Membership.name != "")
        .order_by(Membership.name, Membership.id)
    )
    return [(row.id, row.name) for row in rows]
