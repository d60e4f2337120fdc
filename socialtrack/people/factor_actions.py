"""The second step of a session: the code of an application, or a printed backup code, each taken once.

These rows are a person's and belong to no centre.
"""

from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import update
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..kernel.errors import Conflict, Invalid
from ..kernel.tokens import new_token, token_hash
from .actions import is_staff, outside
from .factor_queries import backup_codes_left
from .factor_rules import app_code_of, backup_code_of, step_of
from .factor_seal import Unreadable, backup_hash, unseal
from .models import AuthenticatorApp, Device, RecoveryCode
from .queries import Visitor
from .rules import limits
from .throttle import begin_try, forget_tries, take_back_try
from .throttle_rules import FREE_TRIES, FREE_TRIES_OF_A_PLACE


@dataclass(frozen=True, slots=True)
class Typed:
    """A code as it was typed, from which place of the network, and the installation's own key to judge it with."""

    code: str
    from_place: str
    secret_key: str


@dataclass(frozen=True, slots=True)
class Proved:
    """A session whose second step is done: its new token. `codes_left` only if a backup code was used."""

    token: str
    is_shared: bool
    codes_left: int | None


def prove(visitor: Visitor, typed: Typed, now: datetime) -> Proved:
    """Do the second step of the session that waits; from here on it is known under another token.

    Raises:
        Conflict: it does not wait any more, or the application can't be read (codes `second-step-over`,
            `second-step-unreadable`).
        Invalid: not a right code, or one that has served (code `code-wrong`).
        TooMany: tried too often of late.
    """
    token = new_token()
    with outside("a second step is its person's own") as session, immediate(session):
        device = session.get(Device, visitor.device_id, with_for_update=True)
        if device is None or device.ended_at is not None or not device.is_waiting_for_factor:
            raise Conflict("second-step-over")
        used = take_code(session, visitor.person_id, typed, now)
        if used is not None:
            staff = is_staff(session, visitor.person_id)
            ends = limits(device.created_at, now, is_staff=staff, is_shared=device.is_shared_computer)
            device.token_hash, device.is_waiting_for_factor, device.factor_at = token_hash(token), False, now
            device.last_seen_at, device.idle_until, device.ends_at = now, ends.idle_until, ends.ends_at
            is_shared = device.is_shared_computer
            codes_left = backup_codes_left(session, visitor.person_id) if used == "backup" else None
    if used is None:
        raise Invalid("code-wrong")
    return Proved(token, is_shared, codes_left)


def take_code(session: Session, person_id: int, typed: Typed, now: datetime) -> str | None:
    """Use a right code up, and say which kind it was: « app » or « backup ». None for a wrong one, which is counted.

    The caller holds the transaction, and commits it also when the code is wrong.

    Raises:
        Conflict: the application can't be read, since the installation's key is another one.
        TooMany: tried too often of late; nothing is judged.
    """
    of_person, of_place = f"second-step:{person_id}", f"second-step-from:{typed.from_place}"
    begin_try(session, {of_person: FREE_TRIES, of_place: FREE_TRIES_OF_A_PLACE}, now)
    used = None
    if code := app_code_of(typed.code):
        used = "app" if _take_app_code(session, person_id, code, typed.secret_key, now) else None
    elif code := backup_code_of(typed.code):
        used = "backup" if _take_backup_code(session, person_id, code, typed.secret_key, now) else None
    if used is not None:
        forget_tries(session, of_person)
        take_back_try(session, of_place)
    return used


def _take_app_code(session: Session, person_id: int, code: str, secret_key: str, now: datetime) -> bool:
    app = session.get(AuthenticatorApp, person_id)
    if app is None:
        return False
    step = step_of(code, pyotp.TOTP(opened_secret(app, secret_key)).generate_otp, now)
    if step is None:
        return False
    taken = session.execute(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.person_id == person_id, AuthenticatorApp.last_step < step)
        .values(last_step=step)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def opened_secret(app: AuthenticatorApp, secret_key: str) -> str:
    try:
        return unseal(app.sealed_secret, app.person_id, secret_key)
    except Unreadable as error:
        raise Conflict("second-step-unreadable") from error


def _take_backup_code(session: Session, person_id: int, code: str, secret_key: str, now: datetime) -> bool:
    taken = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == backup_hash(code, person_id, secret_key),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]
