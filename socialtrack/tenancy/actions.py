"""Opening a `Work`, and what changes in a centre: its making, its organizations, its memberships."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..data.prepared import Prepared
from ..data.scope import Scope, open_session
from ..journal.actions import record
from ..journal.baseline_actions import await_baseline
from ..journal.bulk_actions import record_each
from ..journal.models import CentreTotals
from ..kernel.errors import Conflict, NotFound, Refused
from ..kernel.moments import from_microseconds, utc_now, zone_named
from ..kernel.text import slug_of
from ..kernel.work import ANYONE, COMMAND, Actor, CentreFacts, Work
from .models import Centre, Membership, Organization
from .organization_rows import insert_organizations, insert_revisions, update_organizations
from .queries import centre_facts, facts_of
from .rules import Details

_STANDING = Prepared(
    """SELECT (SELECT recorded_at FROM event WHERE centre_id = :centre_id ORDER BY id DESC LIMIT 1),
              (SELECT CASE WHEN sees_caseload_only THEN role || '+caseload' ELSE role END FROM membership
               WHERE centre_id = :centre_id AND id = :membership_id AND ended_at IS NULL)""",
    whole_centre="moments go on in the whole centre's journal, whoever adds to it",
    private="moments go on after what organizations keep to themselves too",
    beyond_caseload="moments go on in the whole centre's journal, whoever adds to it",
)


# What an advisor held to a caseload adds must not take what an organization outside it has.
_IS_TAKEN = Prepared(
    """SELECT 1 FROM organization WHERE centre_id = :centre_id AND reference = :reference
         AND (advisor_id IS NULL OR advisor_id <> :caseload)""",
    beyond_caseload="a reference is one organization's alone in its centre",
)
_EVERY_SLUG = Prepared(
    "SELECT slug FROM organization WHERE centre_id = :centre_id",
    beyond_caseload="an address is one organization's alone in its centre",
)


def _standing(actor: Actor) -> str:
    """The role that `_STANDING` reads, and whether only a caseload is seen."""
    return f"{actor.role}+caseload" if actor.sees_caseload_only else actor.role


@contextmanager
def _begin_write(work: Work) -> Iterator[None]:
    with immediate(work.session, work.centre.id):
        row = _STANDING.row(work.session, membership_id=work.actor.membership_id)
        assert row is not None
        last_recorded_at, standing = row
        if work.actor.membership_id is not None and standing != _standing(work.actor):
            raise Refused("membership-changed")
        # Moments in the journal never go back, even if the machine's clock does.
        work.now = max(utc_now(), from_microseconds(last_recorded_at)) if last_recorded_at else utc_now()
        yield


def scope_for(centre_id: int, actor: Actor) -> Scope:
    """What whoever acts may touch in that centre: all of it, one organization, or those confided to them."""
    caseload = actor.membership_id if actor.sees_caseload_only else None
    return Scope(centre_id, organization_id=actor.organization_id, caseload=caseload)


def open_work(session: Session, actor: Actor, centre: CentreFacts) -> Work:
    """The `Work` of a request or command. The session is already scoped to that centre."""
    return Work(session=session, actor=actor, now=utc_now(), centre=centre, begin_write=_begin_write)


@contextmanager
def work_on_whole_centre(work: Work) -> Iterator[Work]:
    """The same person's `Work` on all of their centre, for an advisor held to a caseload who does what they may not
    read: to leave, and give back what was confided to them. For everyone else, the very same."""
    if not work.actor.sees_caseload_only:
        yield work
        return
    session = open_session(Scope(work.centre.id))
    try:
        yield open_work(session, work.actor, work.centre)
    finally:
        session.close()


@contextmanager
def command_work(centre: CentreFacts, actor: Actor = COMMAND) -> Iterator[Work]:
    """A `Work` for a command: its own session, closed at the end."""
    session = open_session(Scope(centre.id))
    try:
        yield open_work(session, actor, centre)
    finally:
        session.close()


@contextmanager
def only_centre_work() -> Iterator[Work | None]:
    """A `Work` of nobody on the only centre, for what is open to everyone; None if there are several, or none yet."""
    lookup = open_session(Scope(None, "a public page asks whether this installation serves a single centre"))
    try:
        centre = centre_facts(lookup)
    except NotFound:
        centre = None
    finally:
        lookup.close()
    if centre is None:
        yield None
        return
    with command_work(centre, ANYONE) as work:
        yield work


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
    """Add many at once, in a few statements; their ids, in the same order. See `add_organization`.

    What an advisor held to a caseload adds is confided to them.
    """
    if work.actor.sees_caseload_only:
        said = [replace(one, advisor_id=work.actor.membership_id) for one in said]
    _refuse_taken_references(work, said)
    taken = _taken_slugs(work, said)
    named = []
    for one in said:
        slug = _first_free(slug_of(one.name), taken)
        taken.add(slug)
        named.append((slug, one if one.language else replace(one, language=language or work.centre.language)))
    ids = insert_organizations(work, named, is_example=is_example)
    _record_details(work, dict(zip(ids, (one for _, one in named), strict=True)), kind="organization-added")
    return ids


def change_organizations(
    work: Work, changes: Mapping[int, Details], *, undoes: Mapping[int, int] | None = None
) -> list[int]:
    """Say something else of organizations, by id: in place of all that was said. One event each: their ids.
    `undoes`: by organization, the event that its own takes back.

    Runs inside `work.write()`.

    Raises:
        Conflict: another organization of the centre has that reference.
    """
    found: dict[int, tuple[str | None, str]] = {}
    for ids in _in_parts(tuple(changes)):
        rows = work.session.execute(
            select(Organization.id, Organization.reference, Organization.language).where(
                Organization.centre_id == work.centre.id, Organization.id.in_(ids)
            )
        )
        found |= {id_: (reference, language) for id_, reference, language in rows}
    _refuse_taken_references(work, [changes[id_] for id_ in found if found[id_][0] != changes[id_].reference])
    said = {
        id_: one if one.language else replace(one, language=found[id_][1])
        for id_, one in changes.items()
        if id_ in found
    }
    update_organizations(work, said)
    return _record_details(work, said, kind="organization-changed", undoes=undoes)


def _in_parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Few enough at a time for any statement."""
    return (values[start : start + 500] for start in range(0, len(values), 500))


def _taken_slugs(work: Work, said: Sequence[Details]) -> set[str]:
    """Slugs ever used that the new ones could meet: those of one name, or all of them for a whole list."""
    if work.actor.sees_caseload_only:
        return {row[0] for row in _EVERY_SLUG.rows(work.session)}
    statement = select(Organization.slug).where(Organization.centre_id == work.centre.id)
    if len(said) == 1:
        statement = statement.where(Organization.slug.startswith(slug_of(said[0].name)))
    return set(work.session.scalars(statement))


def _refuse_taken_references(work: Work, said: Sequence[Details]) -> None:
    references = tuple({one.reference for one in said if one.reference})
    if work.actor.sees_caseload_only and any(
        _IS_TAKEN.row(work.session, reference=reference) is not None for reference in references
    ):
        raise Conflict("reference-not-free", field="reference")
    for some in _in_parts(references):
        taken = work.session.execute(
            select(Organization.reference, Organization.name)
            .where(Organization.centre_id == work.centre.id, Organization.reference.in_(some))
            .limit(1)
        ).first()
        if taken is not None:
            raise Conflict("reference-taken", field="reference", reference=taken.reference, name=taken.name)


def _record_details(
    work: Work, said: Mapping[int, Details], *, kind: str, undoes: Mapping[int, int] | None = None
) -> list[int]:
    """Keep what reports say of organizations as revisions, and say so in the journal."""
    revisions = insert_revisions(work, said.items())
    told = ((id_, {"revision": new}) for id_, new in zip(said, revisions, strict=True))
    return record_each(work, kind, told, undoes=undoes or {})


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
    """Give a person a place, with its event; return the membership's id. Runs inside `work.write()`.

    The first of an organization opens the days in which it says where it stood when it joined.
    """
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
    value: dict[str, Any] = {"membership": membership.id}
    if organization_id is not None and (due_on := await_baseline(work, organization_id)) is not None:
        value["baseline_due_on"] = due_on
    record(work, kind="membership-added", organization_id=organization_id, after=role, value_after=value)
    return membership.id
