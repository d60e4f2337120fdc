"""A person's password: opening a session with it, showing that one knows it, setting it, taking it away.

Hashing is slow on purpose, so it never stands inside a transaction: a try is counted, then checked, then answered.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ..data.db import immediate
from ..kernel.errors import Conflict, Invalid
from ..kernel.text import email_key
from ..kernel.tokens import new_token, token_hash
from .actions import Browser, end_devices, is_staff, outside, start_device
from .device_actions import Tell, tell_of_safety
from .link_actions import SignedIn
from .models import Device, Person
from .password_hashing import Hasher
from .password_rules import LONGEST, as_kept, weakness
from .queries import Visitor, person_by_email, places_held
from .throttle import begin_try, forget_tries, sweep_tries, take_back_try
from .throttle_rules import FREE_TRIES, FREE_TRIES_OF_A_PLACE

SHIPPED_NAMES = ("SocialTrack",)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An address and a password, typed in that browser. `known_as`: by which number the browser is known to whom."""

    email: str
    password: str
    from_place: str
    browser: Browser
    known_as: tuple[str, frozenset[int]] | None = None


def open_with_password(attempt: Attempt, hasher: Hasher, now: datetime) -> SignedIn:
    """Open a session with a password. For an address that nobody has, and for a person without a password, the same
    work is done and the same answer given.

    Raises:
        Invalid: the two don't go together (code `password-wrong`).
        TooMany: tried too often at that address or from that place, or too many are being checked just now.
    """
    with outside("whoever opens a session with a password belongs to no centre yet") as session:
        person = person_by_email(session, attempt.email)
        person_id, kept = (person.id, person.password_hash) if person else (None, None)
        at, from_there = _keys(attempt, person)
        with immediate(session):
            sweep_tries(session, now)
            begin_try(session, {at: FREE_TRIES} | ({from_there: FREE_TRIES_OF_A_PLACE} if from_there else {}), now)
    password = _as_checked(attempt.password)
    if not hasher.is_right(kept, password) or person_id is None or kept is None:
        raise _wrong()
    renewed = hasher.hash(password) if hasher.is_out_of_date(kept) else kept
    with outside("a password opens a session") as session, immediate(session):
        person = session.get(Person, person_id, with_for_update=True)
        if person is None or person.password_hash != kept:
            raise _wrong()  # it was changed while we looked
        person.password_hash = renewed
        forget_tries(session, at)
        if from_there:
            take_back_try(session, from_there)
        staff = is_staff(session, person.id)
        started = start_device(session, person.id, attempt.browser, now, is_staff=staff, entered_by="password")
        return SignedIn(person.id, started)


def _keys(attempt: Attempt, person: Person | None) -> tuple[str, str | None]:
    """Under which keys a try is counted: in a browser that this person has used before, under its own alone, so that
    nobody else's guesses make them wait there; else at the address, and from the place."""
    if attempt.known_as is not None and person is not None:
        number, persons = attempt.known_as
        if person.id in persons:
            return f"password-known:{person.id}:{number}", None
    return f"password:{email_key(attempt.email)}", f"password-from:{attempt.from_place}"


def prove_password(visitor: Visitor, password: str, hasher: Hasher, now: datetime) -> None:
    """Show that whoever holds an open session knows its person's password.

    Raises:
        Invalid: it is not that one, or there is none (code `password-not-yours`).
        TooMany: tried too often of late.
    """
    key = f"password-again:{visitor.person_id}"
    with outside("a person shows that they know their password") as session:
        kept = session.get_one(Person, visitor.person_id).password_hash
        with immediate(session):
            begin_try(session, {key: FREE_TRIES}, now)
        if not hasher.is_right(kept, _as_checked(password)):
            raise Invalid("password-not-yours", field="password")
        with immediate(session):
            forget_tries(session, key)


def check_new_password(visitor: Visitor, typed: str) -> str:
    """A new password as it is kept.

    Raises:
        Invalid: too short, too long, or among those that are tried first; the code says which.
    """
    with outside("a new password is compared with what is known of its person") as session:
        person = session.get_one(Person, visitor.person_id)
        known = [person.email, *SHIPPED_NAMES]
        for place in places_held(session, person.id):
            known += [place.name, place.centre_name, place.organization_name or ""]
    password = as_kept(typed)
    why = weakness(password, known)
    if why is not None:
        raise Invalid(why, field="password", length=len(password))
    return password


def set_password(visitor: Visitor, new_hash: str | None, now: datetime, tell: Tell | None) -> str:
    """Keep a new password, or none. Every other session of that person ends, and links that wait open nothing; this
    session goes on under a new token, which is returned, so that a copy of its cookie is dead too.

    Raises:
        Conflict: the session was ended meanwhile, perhaps by the same gesture elsewhere (code `session-over`).
    """
    with outside("a password is its person's own") as session, immediate(session):
        person = session.get_one(Person, visitor.person_id, with_for_update=True)
        person.password_hash, person.password_set_at = new_hash, now if new_hash else None
        token, browser = renew_device(session, visitor, now)
        kind = "password-set" if new_hash else "password-removed"
        tell_of_safety(session, person.id, kind, browser, now, tell)
    return token


def renew_device(session: Session, visitor: Visitor, now: datetime) -> tuple[str, str]:
    """After what changes the way in: this session under a new token (and its browser), the others ended. The caller
    holds the transaction.

    Raises:
        Conflict: this one was ended meanwhile (code `session-over`).
    """
    device = session.get_one(Device, visitor.device_id, with_for_update=True)
    if device.ended_at is not None:
        raise Conflict("session-over")
    end_devices(session, visitor.person_id, now, keep=device.id)
    token = new_token()
    device.token_hash = token_hash(token)
    session.flush()
    return token, device.browser


def _as_checked(typed: str) -> str:
    return as_kept(typed[: 4 * LONGEST])[: LONGEST + 1]  # one that is longer than any kept is as wrong as another


def _wrong() -> Invalid:
    return Invalid("password-wrong", field="password")
