"""Opening a `Work`, and what changes in a centre: its making, its organizations, its memberships."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..data.prepared import Prepared
from ..data.scope import Scope, open_session
from ..journal.actions import record
from ..journal.models import CentreTotals
from ..kernel.errors import Conflict, Refused
from ..kernel.moments import from_microseconds, utc_now, zone_named
from ..kernel.text import slug_of
from ..kernel.work import COMMAND, Actor, CentreFacts, Work
from .models import Centre, Membership, Organization, OrganizationRevision
from .queries import facts_of
from .rules import Details

_STANDING = Prepared(
    """SELECT (SELECT recorded_at FROM event WHERE centre_id = :centre_id ORDER BY id DESC LIMIT 1),
              (SELECT role FROM membership
               WHERE centre_id = :centre_id AND id = :membership_id AND ended_at IS NULL)"""
)


@contextmanager
def _begin_write(work: Work) -> Iterator[None]:
    with immediate(work.session, work.centre.id):
        row = _STANDING.row(work.session, membership_id=work.actor.membership_id)
        assert row is not None
        last_recorded_at, role = row
        if work.actor.membership_id is not None and role != work.actor.role:
            raise Refused("membership-changed")
        # Moments in the journal never go back, even if the machine's clock does.
        work.now = max(utc_now(), from_microseconds(last_recorded_at)) if last_recorded_at else utc_now()
        yield


def open_work(session: Session, actor: Actor, centre: CentreFacts) -> Work:
    """The `Work` of a request or command. The session is already scoped to that centre."""
    return Work(session=session, actor=actor, now=utc_now(), centre=centre, begin_write=_begin_write)


@contextmanager
def command_work(centre: CentreFacts, actor: Actor = COMMAND) -> Iterator[Work]:
    """A `Work` for a command: its own session, closed at the end."""
    session = open_session(Scope(centre.id))
    try:
        yield open_work(session, actor, centre)
    finally:
        session.close()


def found_centre(session: Session, name: str, language: str, time_zone: str, now: datetime) -> CentreFacts:
    """Make a centre with its totals row. The caller holds the transaction, in an unscoped session.

    The path's first version and the first event are the business of `guide.actions.give_first_path`.
    """
    zone_named(time_zone)
    centre = Centre(slug=_free_slug(session, name), name=name, language=language, time_zone=time_zone, created_at=now)
    session.add(centre)
    session.flush()
    session.add(CentreTotals(centre_id=centre.id))
    session.flush()
    return facts_of(centre)


def _free_slug(session: Session, name: str) -> str:
    taken = set(session.scalars(select(Centre.slug)))
    return _first_free(slug_of(name), taken)


def _first_free(wanted: str, taken: set[str]) -> str:
    slug, n = wanted, 2
    while slug in taken:
        slug, n = f"{wanted}-{n}", n + 1
    return slug


def add_organization(
    work: Work,
    *,
    name: str,
    reference: str | None = None,
    region: str | None = None,
    tags: tuple[str, ...] = (),
    email: str | None = None,
    language: str | None = None,
    is_example: bool = False,
) -> int:
    """Add an organization and its first event; return its id. Its figures come from `begin_path` of `progress`.

    Runs inside `work.write()`.

    Raises:
        Conflict: another organization of the centre has that reference.
    """
    said = Details(name, reference or None, region or None, tags, email or None)
    return add_organizations(work, [said], language=language, is_example=is_example)[0]


def add_organizations(
    work: Work, said: Sequence[Details], *, language: str | None = None, is_example: bool = False
) -> list[int]:
    """Add many at once, in a few statements for each hundred; their ids, in the same order. See `add_organization`."""
    _refuse_taken_references(work, said)
    taken = _taken_slugs(work, said)
    organizations = []
    for one in said:
        slug = _first_free(slug_of(one.name), taken)
        taken.add(slug)
        organizations.append(
            Organization(
                slug=slug,
                name=one.name,
                name_key=one.name_key,
                reference=one.reference,
                region=one.region,
                tags=list(one.tags),
                email=one.email,
                sector=one.sector,
                language=one.language or language or work.centre.language,
                address=one.address,
                phone=one.phone,
                contact=one.contact,
                advisor_id=one.advisor_id,
                is_example=is_example,
                created_at=work.now,
            )
        )
    work.session.add_all(organizations)
    work.session.flush()
    _record_details(work, organizations, kind="organization-added")
    return [organization.id for organization in organizations]


def change_organizations(work: Work, changes: Mapping[int, Details]) -> None:
    """Say something else of organizations, by id: in place of all that was said, and with one event for each.

    Runs inside `work.write()`.

    Raises:
        Conflict: another organization of the centre has that reference.
    """
    rows: list[Organization] = []
    for ids in _in_parts(tuple(changes)):
        rows += work.session.scalars(
            select(Organization).where(Organization.centre_id == work.centre.id, Organization.id.in_(ids))
        )
    moved = [changes[row.id] for row in rows if row.reference != changes[row.id].reference]
    _refuse_taken_references(work, moved)
    for row in rows:
        said = changes[row.id]
        row.name, row.name_key, row.reference = said.name, said.name_key, said.reference
        row.region, row.tags, row.email = said.region, list(said.tags), said.email
        row.sector, row.language, row.address = said.sector, said.language or row.language, said.address
        row.phone, row.contact, row.advisor_id = said.phone, said.contact, said.advisor_id
    work.session.flush()
    _record_details(work, rows, kind="organization-changed")


def _in_parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Few enough at a time for any statement."""
    return (values[start : start + 500] for start in range(0, len(values), 500))


def _taken_slugs(work: Work, said: Sequence[Details]) -> set[str]:
    """Slugs ever used that the new ones could meet: those of one name, or all of them for a whole list."""
    statement = select(Organization.slug).where(Organization.centre_id == work.centre.id)
    if len(said) == 1:
        statement = statement.where(Organization.slug.startswith(slug_of(said[0].name)))
    return set(work.session.scalars(statement))


def _refuse_taken_references(work: Work, said: Sequence[Details]) -> None:
    references = tuple({one.reference for one in said if one.reference})
    for some in _in_parts(references):
        taken = work.session.execute(
            select(Organization.reference, Organization.name)
            .where(Organization.centre_id == work.centre.id, Organization.reference.in_(some))
            .limit(1)
        ).first()
        if taken is not None:
            raise Conflict("reference-taken", field="reference", reference=taken.reference, name=taken.name)


def _record_details(work: Work, organizations: Sequence[Organization], *, kind: str) -> None:
    """Keep what reports say of organizations as revisions, and say so in the journal."""
    revisions = [
        OrganizationRevision(
            organization_id=organization.id,
            name=organization.name,
            reference=organization.reference,
            region=organization.region,
            tags=organization.tags,
            advisor_id=organization.advisor_id,
            sector=organization.sector,
            language=organization.language,
            address=organization.address,
            phone=organization.phone,
            email=organization.email,
            contact=organization.contact,
            recorded_at=work.now,
        )
        for organization in organizations
    ]
    work.session.add_all(revisions)
    work.session.flush()
    for revision in revisions:
        record(work, kind=kind, organization_id=revision.organization_id, value_after={"revision": revision.id})


def add_membership(
    work: Work,
    *,
    person_id: int,
    role: str,
    name: str,
    organization_id: int | None = None,
    invited_by: int | None = None,
    is_named_to_centre: bool = False,
) -> int:
    """Give a person a place, with its event; return the membership's id. Runs inside `work.write()`."""
    membership = Membership(
        person_id=person_id,
        organization_id=organization_id,
        role=role,
        name=name,
        is_named_to_centre=is_named_to_centre,
        invited_by=invited_by,
        created_at=work.now,
    )
    work.session.add(membership)
    work.session.flush()
    record(
        work,
        kind="membership-added",
        organization_id=organization_id,
        after=role,
        value_after={"membership": membership.id},
    )
    return membership.id
