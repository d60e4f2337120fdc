"""The cast: the same people in every test, in two centres that must know nothing of each other.

Centre of Québec: Mado manages, Aline advises, Karim may only read. Its organization Les Amis: Line leads, Bruno is a
member, Denis may only read. Its organization Le Phare has a member, Félix. Centre of Gaspé: Chantal manages it, and
must see nothing of Québec; it too has an organization called Les Amis.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from socialtrack.data.db import immediate
from socialtrack.data.scope import Scope, open_session
from socialtrack.entry import TOKEN
from socialtrack.guide.actions import give_first_path
from socialtrack.guide.edition import shipped_edition
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token, token_hash
from socialtrack.kernel.work import Actor, CentreFacts, Work
from socialtrack.people.models import Device, Person
from socialtrack.progress.actions import begin_path, set_network
from socialtrack.tenancy.actions import add_membership, add_organization, command_work, found_centre, open_work
from socialtrack.tenancy.queries import centre_facts

_ANY = "the tests set the stage"


@dataclass(frozen=True)
class Organization:
    id: int
    slug: str
    name: str
    address: str


@dataclass(frozen=True)
class Member:
    """Someone of the cast, in the one place they hold."""

    name: str
    email: str
    role: str
    person_id: int
    membership_id: int
    centre: CentreFacts
    organization: Organization | None


@dataclass(frozen=True)
class Cast:
    app: Flask
    quebec: CentreFacts
    gaspe: CentreFacts
    les_amis: Organization
    le_phare: Organization
    elsewhere: Organization
    mado: Member
    aline: Member
    karim: Member
    line: Member
    bruno: Member
    denis: Member
    felix: Member
    chantal: Member

    @property
    def everyone(self) -> tuple[Member, ...]:
        return (self.mado, self.aline, self.karim, self.line, self.bruno, self.denis, self.felix, self.chantal)

    def token_of(self, member: Member) -> str:
        """A new session of that person, as a sign-in makes one."""
        token, now = new_token(), utc_now()
        with self.app.app_context():
            session = open_session(Scope(None, _ANY))
            with immediate(session):
                device = Device(person_id=member.person_id, token_hash=token_hash(token), created_at=now)
                device.last_seen_at = now
                device.idle_until = device.ends_at = now + timedelta(days=14)
                session.add(device)
            session.close()
        return token

    def client(self, member: Member | None = None, language: str = "fr") -> FlaskClient:
        """A browser without a screen, signed in as that person, or as nobody."""
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        if member is not None:
            with client.session_transaction() as session:
                session[TOKEN] = self.token_of(member)
        return client

    def sign_in(self, page: Page, member: Member) -> None:
        """Sign a real browser in as that person, without going through the page that does it."""
        client = self.client(member)
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie is not None
        address = self.app.extensions["socialtrack-settings"].base_url
        page.context.add_cookies([{"name": name, "value": cookie.value, "url": address, "httpOnly": True}])

    @contextmanager
    def work(self, member: Member) -> Iterator[Work]:
        """The `Work` that the door would open for that person."""
        with self.app.app_context():
            organization_id = member.organization.id if member.organization else None
            session = open_session(Scope(member.centre.id, organization_id=organization_id))
            actor = Actor(member.role, member.membership_id, member.person_id, organization_id)
            try:
                yield open_work(session, actor, member.centre)
            finally:
                session.close()


def gather(app: Flask) -> Cast:
    """Set the stage in an empty database."""
    with app.app_context():
        quebec = _found("Centre d’action bénévole de Québec")
        gaspe = _found("Centre d’action bénévole de Gaspé")
        les_amis, le_phare = (_add_organization(quebec, name) for name in ("Les Amis", "Le Phare"))
        elsewhere = _add_organization(gaspe, "Les Amis")
        return Cast(
            app=app,
            quebec=quebec,
            gaspe=gaspe,
            les_amis=les_amis,
            le_phare=le_phare,
            elsewhere=elsewhere,
            mado=_join("Mado", "manager", quebec),
            aline=_join("Aline", "advisor", quebec),
            karim=_join("Karim", "centre_reader", quebec),
            line=_join("Line", "lead", quebec, les_amis),
            bruno=_join("Bruno", "member", quebec, les_amis),
            denis=_join("Denis", "reader", quebec, les_amis),
            felix=_join("Félix", "member", quebec, le_phare),
            chantal=_join("Chantal", "manager", gaspe),
        )


def _found(name: str) -> CentreFacts:
    session = open_session(Scope(None, _ANY))
    with immediate(session):
        centre = found_centre(session, name, "fr", "America/Toronto", utc_now())
    with command_work(centre) as work, work.write():
        give_first_path(work, shipped_edition())
    centre = centre_facts(session, centre.slug)
    session.close()
    return centre


def _add_organization(centre: CentreFacts, name: str) -> Organization:
    with command_work(centre) as work:
        with work.write():
            organization_id = add_organization(work, name=name)
            begin_path(work, organization_id)
        set_network(work, organization_id, "facebook", "chosen")
    slug = name.lower().replace(" ", "-")
    return Organization(organization_id, slug, name, f"/centres/{centre.slug}/organizations/{slug}/")


def _join(name: str, role: str, centre: CentreFacts, organization: Organization | None = None) -> Member:
    email = f"{name.lower().replace('é', 'e')}@example.org"
    session = open_session(Scope(None, _ANY))
    with immediate(session):
        person = Person(email=email, email_key=email, language="fr", created_at=utc_now())
        session.add(person)
        session.flush()
        person_id = person.id
    session.close()
    with command_work(centre) as work, work.write():
        membership_id = add_membership(
            work,
            person_id=person_id,
            role=role,
            name=name,
            organization_id=organization.id if organization else None,
        )
    return Member(name, email, role, person_id, membership_id, centre, organization)
