"""One-time links for known persons: asked for by letter, or made by whoever watches over them; and how often."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..journal.access_actions import note_access
from ..journal.actions import record
from ..kernel.errors import Conflict, NotFound, Refused
from ..kernel.text import email_key
from ..kernel.tokens import new_token, token_hash
from ..kernel.work import Work
from ..mailing.actions import Words, post
from ..tenancy.models import Membership
from .actions import Browser, Started, is_staff, outside, start_device
from .models import Person, SignInLink
from .queries import standings_of
from .room_actions import shut_for_link
from .rules import COPIED, SIGN_IN_LINK_LIFE, TRIES, LinkState, Standing, link_state, oversees
from .throttle import count_try, sweep_tries, too_many


def note_wrong_link(from_place: str, now: datetime) -> None:
    """Count a link that nobody has: the eleventh from one place in a quarter of an hour is told to wait.

    Right links are never counted nor slowed, so that nobody can lock another person out by guessing.

    Raises:
        TooMany: tried too often from there.
    """
    with outside("wrong links are counted by where they come from") as session, immediate(session):
        tries = count_try(session, f"wrong-link:{from_place}", now)
    if tries.count > TRIES:
        raise too_many(tries.window_left)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for a sign-in letter: for which address, from where, and the letter that would leave."""

    email: str
    from_place: str
    token: str
    language: str
    words: Words


def ask_for_link(session: Session, ask: Ask, person_id: int | None, now: datetime, *, per_place: int) -> None:
    """Send a sign-in letter to a known person, and do nothing that shows for an unknown address.

    Raises:
        TooMany: asked too often for that address, or from that place. Letters that left keep their links.
    """
    with immediate(session):
        tries = count_try(session, f"ask:{email_key(ask.email)}", now)
        from_there = count_try(session, f"ask-from:{ask.from_place}", now)
        sweep_tries(session, now)
        waits = [
            counted.window_left for counted, most in ((tries, TRIES), (from_there, per_place)) if counted.count > most
        ]
        is_refused = bool(waits)
        if not is_refused and person_id is not None:
            add_link(session, person_id, ask.token, now)
            _post(session, ask, now)
        elif not is_refused:
            _take_as_long(session, ask, now)
    if waits:
        raise too_many(max(waits))


def _post(session: Session, ask: Ask, now: datetime) -> None:
    post(session, kind="sign-in", to=ask.email, language=ask.language, words=ask.words, now=now)


def _take_as_long(session: Session, ask: Ask, now: datetime) -> None:
    """Write what a known address would have had written, and take it back: the time must not tell one from another."""
    step = session.begin_nested()
    _post(session, ask, now)
    _post(session, ask, now)
    step.rollback()


def add_link(session: Session, person_id: int, token: str, now: datetime) -> None:
    """A link that its reader asked for, and that nobody else sees. The caller holds the transaction."""
    _add(session, SignInLink(person_id=person_id, token_hash=token_hash(token)), now)


def _add(session: Session, link: SignInLink, now: datetime) -> None:
    link.created_at, link.expires_at = now, now + SIGN_IN_LINK_LIFE
    session.add(link)
    session.flush()


def _copy_link(work: Work, member: Membership, token: str) -> None:
    """A link that whoever acts has in their hands, and that says so in the journals. Inside `work.write()`."""
    hash_ = token_hash(token)
    by = work.actor.membership_id
    link = SignInLink(person_id=member.person_id, token_hash=hash_, is_copied_link=True, made_by=by)
    _add(work.session, link, work.now)
    record(
        work,
        kind="sign-in-link-copied",
        organization_id=member.organization_id,
        value_after={"membership": member.id},
    )
    note_access(work, "link-copied", organization_id=member.organization_id, about_id=member.id)


def state_of_link(session: Session, token: str, now: datetime) -> LinkState:
    """What became of a sign-in link. Reading it uses nothing.

    Raises:
        NotFound: nobody has that link.
    """
    link = session.scalars(select(SignInLink).where(SignInLink.token_hash == token_hash(token))).one_or_none()
    if link is None:
        raise NotFound("link-unknown")
    return link_state(now, link.expires_at, link.used_at, None)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun, and whose."""

    person_id: int
    device: Started


def use_link(token: str, browser: Browser, now: datetime) -> SignedIn:
    """Open a session with a one-time link, once.

    Raises:
        NotFound: nobody has that link.
        Conflict: it was used, or its time is over (codes `link-used`, `link-expired`).
    """
    with outside("a one-time link opens a session") as session, immediate(session):
        link = session.scalars(
            select(SignInLink).where(SignInLink.token_hash == token_hash(token)).with_for_update()
        ).one_or_none()
        if link is None:
            raise NotFound("link-unknown")
        state = link_state(now, link.expires_at, link.used_at, None)
        if state is not LinkState.OPEN:
            raise Conflict(f"link-{state}")
        link.used_at = now
        staff = is_staff(session, link.person_id)
        way = COPIED if link.is_copied_link else "link"
        device = start_device(session, link.person_id, browser, now, is_staff=staff, entered_by=way)
        shut_for_link(session, link, device.token, now)
        return SignedIn(link.person_id, device)


def link_for_member(work: Work, membership_id: int, organization_id: int | None) -> str:
    """A sign-in link for a member, to hand over where no letter leaves; the token. Leaves a trace in the journal.

    Raises:
        NotFound: no such member here.
        Refused: the person holds places elsewhere, which a session would open too (code `person-belongs-elsewhere`).
    """
    token = new_token()
    with work.write():
        member = work.session.scalars(
            select(Membership).where(
                Membership.centre_id == work.centre.id,
                Membership.id == membership_id,
                Membership.organization_id == organization_id,
                Membership.ended_at.is_(None),
            )
        ).one_or_none()
        if member is None:
            raise NotFound("no-such-member")
        maker = Standing(work.centre.id, work.actor.organization_id, work.actor.role)
        with outside("a session opens every place of a person: all of them count") as everywhere:
            places = standings_of(everywhere, member.person_id, work.centre.id)
        if not oversees(maker, places):
            raise Refused("person-belongs-elsewhere")
        _copy_link(work, member, token)
    return token


def host_link(work: Work, email: str, role: str, organization_id: int | None) -> str | None:
    """For the host: a sign-in link for whoever has that place with that role already, else None. The token."""
    token = new_token()
    with work.write():
        member = work.session.scalars(
            select(Membership)
            .join(Person, Person.id == Membership.person_id)
            .where(
                Membership.centre_id == work.centre.id,
                Membership.organization_id == organization_id,
                Membership.role == role,
                Membership.ended_at.is_(None),
                Person.email_key == email_key(email),
            )
        ).first()
        if member is None:
            return None
        _copy_link(work, member, token)
    return token
