"""Opening a `Work`, and what changes in a centre: its making, its organizations, its memberships."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..data.prepared import Prepared
from ..data.scope import Scope, open_session
from ..journal.actions import record
from ..journal.models import CentreTotals
from ..kernel.collation import sort_key
from ..kernel.errors import Refused
from ..kernel.moments import from_microseconds, utc_now, zone_named
from ..kernel.text import slug_of
from ..kernel.work import COMMAND, Actor, CentreFacts, Work
from .models import Centre, Membership, Organization, OrganizationRevision
from .queries import facts_of

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
    """Add an organization and its first event; return its id. Its figures come from `progress.actions.begin_path`.

    Runs inside `work.write()`.
    """
    stem = slug_of(name)
    taken = set(work.session.scalars(select(Organization.slug).where(Organization.slug.startswith(stem))))
    organization = Organization(
        slug=_first_free(stem, taken),
        name=name,
        name_key=sort_key(name),
        reference=reference or None,
        region=region or None,
        tags=list(tags),
        email=email or None,
        language=language or work.centre.language,
        is_example=is_example,
        created_at=work.now,
    )
    work.session.add(organization)
    work.session.flush()
    record_details(work, organization, kind="organization-added")
    return organization.id


def record_details(work: Work, organization: Organization, *, kind: str) -> int:
    """Keep what reports say of an organization as a revision, and say so in the journal."""
    revision = OrganizationRevision(
        organization_id=organization.id,
        name=organization.name,
        reference=organization.reference,
        region=organization.region,
        tags=organization.tags,
        advisor_id=organization.advisor_id,
        recorded_at=work.now,
    )
    work.session.add(revision)
    work.session.flush()
    return record(work, kind=kind, organization_id=organization.id, value_after={"revision": revision.id})


def add_membership(
    work: Work,
    *,
    person_id: int,
    role: str,
    name: str,
    organization_id: int | None = None,
    invited_by: int | None = None,
) -> int:
    """Give a person a place, with its event; return the membership's id. Runs inside `work.write()`."""
    membership = Membership(
        person_id=person_id,
        organization_id=organization_id,
        role=role,
        name=name,
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
