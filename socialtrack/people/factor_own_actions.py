"""Setting a second step up, its printed codes, and taking it away again: by oneself, by a manager, by the host.

Each ends the person's other sessions, says so in the journal of access of every place they hold, and by letter where
letters leave. Whoever calls has seen to it that the person showed who they are a moment ago.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..journal.access_actions import note_access
from ..kernel.errors import Conflict, Invalid, NotFound, Refused
from ..kernel.text import email_key
from ..kernel.work import Work
from ..mailing.actions import Words, post
from ..tenancy.models import Membership
from .actions import end_devices, outside
from .device_actions import Tell, tell_of_safety
from .factor_actions import Typed, opened_secret, take_code
from .factor_queries import of_the_team
from .factor_rules import BACKUP_ALPHABET, BACKUP_CODES, BACKUP_LENGTH, app_code_of, is_begun, step_of
from .factor_seal import backup_hash, seal
from .models import AuthenticatorApp, Device, Person, RecoveryCode
from .password_actions import renew_device
from .queries import Visitor, places_held
from .rules import Standing, oversees


@dataclass(frozen=True, slots=True)
class Renewed:
    """This session under its new token, and the backup codes if there are new ones: they are seen only here."""

    token: str
    is_shared: bool
    codes: tuple[str, ...] = ()


def begin_app(visitor: Visitor, secret_key: str, now: datetime) -> None:
    """Draw the secret that an application will be shown. It counts for nothing until it has given a code.

    Raises:
        Conflict: there is a second step already (code `second-step-there`).
    """
    sealed = seal(pyotp.random_base32(), visitor.person_id, secret_key)
    with outside("a second step is its person's own") as session, immediate(session):
        app = session.get(AuthenticatorApp, visitor.person_id, with_for_update=True)
        if app is not None and app.confirmed_at is not None:
            raise Conflict("second-step-there")
        if app is None:
            app = AuthenticatorApp(person_id=visitor.person_id, last_step=0)
            session.add(app)
        app.sealed_secret, app.created_at = sealed, now


def confirm_app(visitor: Visitor, typed: Typed, now: datetime, tell: Tell | None = None) -> Renewed:
    """The application gives its first code: from here on every sign-in asks for one.

    Raises:
        Conflict: nothing was begun of late, or it is there already (codes `second-step-not-begun`,
            `second-step-there`); or the session was ended meanwhile (code `session-over`).
        Invalid: not the code that the application shows (code `first-code-wrong`).
    """
    with outside("a second step is its person's own") as session, immediate(session):
        app = session.get(AuthenticatorApp, visitor.person_id, with_for_update=True)
        if app is not None and app.confirmed_at is not None:
            raise Conflict("second-step-there")
        if app is None or not is_begun(app.created_at, now):
            raise Conflict("second-step-not-begun")
        code = app_code_of(typed.code) or ""
        step = step_of(code, pyotp.TOTP(opened_secret(app, typed.secret_key)).generate_otp, now)
        if step is None:
            raise Invalid("first-code-wrong", field="code")
        app.confirmed_at, app.last_step = now, step
        codes = _print_codes(session, visitor.person_id, typed.secret_key, now)
        return _renew(session, visitor, now, "factor-set", tell, codes)


def renew_codes(visitor: Visitor, secret_key: str, now: datetime) -> tuple[str, ...]:
    """Ten new backup codes; the old ones open nothing any more.

    Raises:
        Conflict: there is no second step (code `second-step-not-there`).
    """
    with outside("a second step is its person's own") as session, immediate(session):
        _confirmed(session, visitor.person_id)
        return _print_codes(session, visitor.person_id, secret_key, now)


def remove_app(visitor: Visitor, typed: Typed, now: datetime, tell: Tell | None = None) -> Renewed:
    """Back to one step, for whoever proves both once more.

    Raises:
        Conflict: there is no second step, or it can't be read; or the session was ended meanwhile.
        Invalid: not a right code (code `code-wrong`).
        TooMany: tried too often of late.
    """
    renewed = None
    with outside("a second step is its person's own") as session, immediate(session):
        _confirmed(session, visitor.person_id)
        if take_code(session, visitor.person_id, typed, now) is not None:
            _forget(session, visitor.person_id)
            renewed = _renew(session, visitor, now, "factor-removed", tell)
    if renewed is None:
        raise Invalid("code-wrong", field="code")
    return renewed


def reset_for_member(work: Work, membership_id: int, words: Words | None) -> None:
    """Take the second step of somebody of the team away, for who has neither phone nor backup codes any more. Their
    sessions end. `words`: the letter that tells them, where letters leave.

    Raises:
        NotFound: no such member in the team.
        Refused: one's own, or of a person who holds places elsewhere (codes `second-step-own`,
            `second-step-elsewhere`).
        Conflict: that person has none (code `second-step-not-theirs`).
    """
    with work.write():
        member, person = of_the_team(work, membership_id, Membership, Person)
        if member.id == work.actor.membership_id:
            raise Refused("second-step-own")
        with outside("a second step opens every place of a person: all of them count") as everywhere:
            places = [place.standing for place in places_held(everywhere, person.id)]
        if not oversees(Standing(work.centre.id, work.actor.organization_id, work.actor.role), places):
            raise Refused("second-step-elsewhere")
        if not _forget(work.session, person.id):
            raise Conflict("second-step-not-theirs")
        end_devices(work.session, person.id, work.now)
        note_access(work, "factor-removed", about_id=member.id)
        if words is not None:
            post(
                work.session,
                kind="factor-removed",
                to=person.email,
                language=person.language,
                words=words,
                now=work.now,
                centre_id=work.centre.id,
            )


def reset_by_host(email: str, now: datetime) -> None:
    """The same for anyone, by whoever hosts the installation.

    Raises:
        NotFound: nobody has that address (code `no-such-person`).
        Conflict: that person has none (code `second-step-not-theirs`).
    """
    with outside("the host lets somebody in who has lost everything") as session, immediate(session):
        person = session.scalars(select(Person).where(Person.email_key == email_key(email))).one_or_none()
        if person is None:
            raise NotFound("no-such-person", email=email)
        if not _forget(session, person.id):
            raise Conflict("second-step-not-theirs")
        end_devices(session, person.id, now)
        tell_of_safety(session, person.id, "factor-removed", "", now, None, is_by_host=True)


def _confirmed(session: Session, person_id: int) -> AuthenticatorApp:
    app = session.get(AuthenticatorApp, person_id, with_for_update=True)
    if app is None or app.confirmed_at is None:
        raise Conflict("second-step-not-there")
    return app


def _print_codes(session: Session, person_id: int, secret_key: str, now: datetime) -> tuple[str, ...]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes: set[str] = set()
    while len(codes) < BACKUP_CODES:
        codes.add("".join(secrets.choice(BACKUP_ALPHABET) for _ in range(BACKUP_LENGTH)))
    session.add_all(
        RecoveryCode(person_id=person_id, code_hash=backup_hash(code, person_id, secret_key), made_at=now)
        for code in codes
    )
    session.flush()
    return tuple(sorted(codes))


def _forget(session: Session, person_id: int) -> bool:
    """Delete the application and the codes; whether there was a second step. The caller holds the transaction."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    app = session.get(AuthenticatorApp, person_id, with_for_update=True)
    if app is None:
        return False
    was_there = app.confirmed_at is not None
    session.delete(app)
    session.flush()
    return was_there


def _renew(
    session: Session, visitor: Visitor, now: datetime, kind: str, tell: Tell | None, codes: tuple[str, ...] = ()
) -> Renewed:
    """End the person's other sessions, and give this one another token: a copied cookie dies with them."""
    token, browser = renew_device(session, visitor, now)
    device = session.get_one(Device, visitor.device_id)
    device.factor_at = now if kind == "factor-set" else None
    tell_of_safety(session, visitor.person_id, kind, browser, now, tell)
    session.flush()
    return Renewed(token, device.is_shared_computer, codes)
