"""The cast: the same people in every test, in two centres that must know nothing of each other.

Québec: **Aline** manages the centre, **Agathe** advises, **Rachel** may only read. Its organization Les Amis chose
Facebook: **Bruno** leads, **Béatrice** is a member, **Denis** may only read. Its organization Le Phare has said nothing
yet: **Paul** is a member. Montréal is another centre: **Chantal** manages it, **Victor** leads an organization that is
called Les Amis too; neither may see anything of Québec. **Nadia** can sign in and belongs nowhere. Whoever has
said something said where it stood on its first day.

Made through the real actions, once per template database, then copied: ids and moments are the same in every test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from socialtrack.data.db import immediate
from socialtrack.data.scope import Scope, open_session
from socialtrack.entry import TOKEN
from socialtrack.guide.actions import give_first_path
from socialtrack.guide.edition import shipped_edition
from socialtrack.journal.baseline_actions import fix_baseline
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token, token_hash
from socialtrack.kernel.work import Actor, CentreFacts, Work
from socialtrack.people.models import Device, Installation, Person
from socialtrack.progress.network_actions import begin_path, set_network
from socialtrack.tenancy import models
from socialtrack.tenancy.actions import (
    add_membership,
    add_organization,
    command_work,
    found_centre,
    open_work,
    scope_for,
)
from socialtrack.tenancy.queries import centre_facts

# When this world was made: a Monday, 9 in the morning in Québec, three weeks before the `NOW` of the tests.
FOUNDED_AT = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)


@dataclass(frozen=True)
class _Place:
    centre: str
    name: str
    network: str | None = None


@dataclass(frozen=True)
class _Part:
    name: str
    centre: str | None = None
    role: str = ""
    organization: str | None = None


_CENTRES = {"quebec": "Centre d’action bénévole de Québec", "montreal": "CAB de Montréal"}
_ORGANIZATIONS = {
    "les_amis": _Place("quebec", "Les Amis", "facebook"),
    "le_phare": _Place("quebec", "Le Phare"),
    "elsewhere": _Place("montreal", "Les Amis", "facebook"),
}
_PARTS = {
    "aline": _Part("Aline", "quebec", "manager"),
    "agathe": _Part("Agathe", "quebec", "advisor"),
    "rachel": _Part("Rachel", "quebec", "centre_reader"),
    "bruno": _Part("Bruno", "quebec", "lead", "les_amis"),
    "beatrice": _Part("Béatrice", "quebec", "member", "les_amis"),
    "denis": _Part("Denis", "quebec", "reader", "les_amis"),
    "paul": _Part("Paul", "quebec", "member", "le_phare"),
    "chantal": _Part("Chantal", "montreal", "manager"),
    "victor": _Part("Victor", "montreal", "lead", "elsewhere"),
    "nadia": _Part("Nadia"),
}


@dataclass(frozen=True)
class Organization:
    id: int
    slug: str
    name: str
    centre: CentreFacts

    @property
    def address(self) -> str:
        """Where its path stands."""
        return f"/centres/{self.centre.slug}/organizations/{self.slug}/"


@dataclass(frozen=True)
class Member:
    """Someone of the cast, in the one place they hold. Nadia's centre is the one she is not in."""

    key: str
    name: str
    email: str
    person_id: int
    role: str
    membership_id: int | None
    centre: CentreFacts
    organization: Organization | None


@contextmanager
def everything() -> Iterator[Session]:
    """An unscoped session, to look at what is really there or to spoil it on purpose. Needs an app context."""
    session = open_session(Scope(None, "the tests set the stage"))
    try:
        yield session
    finally:
        session.close()


def build(app: Flask) -> None:
    """Make the world in an empty, migrated database."""
    with app.app_context(), time_machine.travel(FOUNDED_AT, tick=False):
        with everything() as session, immediate(session):
            centres = {
                key: found_centre(session, name, "fr", "America/Toronto", utc_now()) for key, name in _CENTRES.items()
            }
            persons = {key: _person(session, part) for key, part in _PARTS.items()}
            installation = session.get(Installation, 1) or Installation(id=1)
            installation.setup_done_at = utc_now()
            session.add(installation)
        for key, centre in centres.items():
            with command_work(centre) as work, work.write():
                give_first_path(work, shipped_edition())
            with everything() as session:
                centre = centre_facts(session, centre.slug)
            with command_work(centre) as work, work.write():
                _furnish(work, key, persons)


def _person(session: Session, part: _Part) -> int:
    email = f"{part.name.lower().replace('é', 'e')}@example.org"
    person = Person(email=email, email_key=email, language="fr", created_at=utc_now())
    session.add(person)
    session.flush()
    return person.id


def _furnish(work: Work, centre: str, persons: dict[str, int]) -> None:
    organizations: dict[str | None, int] = {}
    for key, place in _ORGANIZATIONS.items():
        if place.centre == centre:
            organizations[key] = add_organization(work, name=place.name)
            begin_path(work, organizations[key])
            if place.network:
                set_network(work, organizations[key], place.network, "chosen")
    for key, part in _PARTS.items():
        if part.centre == centre:
            organization_id = organizations.get(part.organization)
            add_membership(
                work, person_id=persons[key], role=part.role, name=part.name, organization_id=organization_id
            )
    for key, organization_id in organizations.items():
        if key is not None and _ORGANIZATIONS[key].network:
            fix_baseline(work, organization_id)


class Cast:
    """The world in the database of one test, and the way to be somebody in it.

    Members are named by key ("bruno") or given as they are (`cast.bruno`).
    """

    aline: Member
    agathe: Member
    rachel: Member
    bruno: Member
    beatrice: Member
    denis: Member
    paul: Member
    chantal: Member
    victor: Member
    nadia: Member
    quebec: CentreFacts
    montreal: CentreFacts
    les_amis: Organization
    le_phare: Organization
    elsewhere: Organization

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), everything() as session:
            self._find_places(session)
            self._find_members(session)

    def _find_places(self, session: Session) -> None:
        for key, name in _CENTRES.items():
            slug = session.scalars(select(models.Centre.slug).where(models.Centre.name == name)).one()
            setattr(self, key, centre_facts(session, slug))
        for key, place in _ORGANIZATIONS.items():
            centre = getattr(self, place.centre)
            found = session.scalars(
                select(models.Organization).where(
                    models.Organization.centre_id == centre.id, models.Organization.name == place.name
                )
            ).one()
            setattr(self, key, Organization(found.id, found.slug, found.name, centre))

    def _find_members(self, session: Session) -> None:
        members = []
        memberships = {m.person_id: m.id for m in session.scalars(select(models.Membership))}
        for (key, part), person in zip(
            _PARTS.items(), session.scalars(select(Person).order_by(Person.id).limit(len(_PARTS))), strict=True
        ):
            organization = getattr(self, part.organization) if part.organization else None
            centre = getattr(self, part.centre or "quebec")
            membership = memberships.get(person.id)
            members.append(Member(key, part.name, person.email, person.id, part.role, membership, centre, organization))
            setattr(self, key, members[-1])
        self.everyone = tuple(members)

    def __getitem__(self, who: str | Member) -> Member:
        return who if isinstance(who, Member) else getattr(self, who)

    def tokens_of(self, *members: str | Member) -> list[str]:
        """A new session of each of these people, as a sign-in makes one: what their cookies hold."""
        tokens, now = [new_token() for _ in members], utc_now()
        with self.app.app_context(), everything() as session, immediate(session):
            session.add_all(
                Device(
                    person_id=self[who].person_id,
                    token_hash=token_hash(token),
                    created_at=now,
                    last_seen_at=now,
                    idle_until=now + timedelta(days=14),
                    ends_at=now + timedelta(days=90),
                )
                for who, token in zip(members, tokens, strict=True)
            )
        return tokens

    def token_of(self, who: str | Member) -> str:
        """A new session of that person: what its cookie holds."""
        return self.tokens_of(who)[0]

    def client_for(self, who: str | Member | None = None, language: str = "fr") -> FlaskClient:
        """A browser without a screen, signed in as that person, or as nobody."""
        return self.clients_for(who, language=language)[0]

    def clients_for(self, *members: str | Member | None, language: str = "fr") -> list[FlaskClient]:
        """One browser without a screen for each of these people, all signed in at once."""
        tokens = iter(self.tokens_of(*(who for who in members if who is not None)))
        clients = []
        for who in members:
            client = self.app.test_client()
            client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
            if who is not None:
                with client.session_transaction() as session:
                    session[TOKEN] = next(tokens)
                    session.permanent = True  # a computer of one's own
            clients.append(client)
        return clients

    def sign_in(self, page: Page, who: str | Member, *, is_shared: bool = False) -> None:
        """Sign a real browser in as that person, without going through the page that does it."""
        name = self.app.config["SESSION_COOKIE_NAME"]
        address = self.app.extensions["socialtrack-settings"].base_url
        client = self.client_for(who)
        if is_shared:
            with client.session_transaction() as session:
                session.permanent = False
        cookie = client.get_cookie(name, domain=urlsplit(address).hostname or "")
        assert cookie is not None
        page.context.add_cookies([{"name": name, "value": cookie.value, "url": address, "httpOnly": True}])

    @contextmanager
    def work_for(self, who: str | Member) -> Iterator[Work]:
        """The `Work` that the door would open for that person."""
        member = self[who]
        assert member.membership_id is not None, f"{member.name} belongs nowhere"
        organization_id = member.organization.id if member.organization else None
        held = self.rows(select(models.Membership.sees_caseload_only).filter_by(id=member.membership_id))[0]
        actor = Actor(member.role, member.membership_id, member.person_id, organization_id, sees_caseload_only=held)
        with self.app.app_context():
            session = open_session(scope_for(member.centre.id, actor))
            try:
                yield open_work(session, actor, member.centre)
            finally:
                session.close()

    def confide(self, who: str, *organizations: Organization) -> None:
        """Hold an advisor to those organizations: to them, no other of their centre exists from now on."""
        me, given = self[who].membership_id, [organization.id for organization in organizations]
        theirs, held = models.Organization.advisor_id == me, models.Membership.id == me
        with self.app.app_context(), everything() as session, immediate(session):
            session.execute(update(models.Organization).where(theirs).values(advisor_id=None))
            session.execute(update(models.Organization).where(models.Organization.id.in_(given)).values(advisor_id=me))
            session.execute(update(models.Membership).where(held).values(sees_caseload_only=True))

    def rows(self, statement: Any) -> list[Any]:
        """What is really in the database, whoever it belongs to."""
        with self.app.app_context(), everything() as session:
            return list(session.scalars(statement))
