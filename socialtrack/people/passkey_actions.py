"""Passkeys: registering one, opening a session with one, taking one away.

What a passkey signs is a challenge that we drew, kept as a row for five minutes and used once; the cookie holds the
token that finds it. The person is verified by the device itself (a finger, a code), so it is two steps in one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..kernel.errors import Conflict, Invalid, NotFound
from ..kernel.tokens import new_token, token_hash
from .actions import Browser, is_staff, outside, start_device
from .device_actions import Tell, tell_of_safety
from .link_actions import SignedIn
from .models import Challenge, Device, Passkey, Person
from .passkey_rules import ASKS_PER_PLACE, CHALLENGE_LIFE, MOST_PASSKEYS, Party
from .queries import Visitor
from .throttle import begin_try, count_try, take_back_try, too_many
from .throttle_rules import FREE_TRIES_OF_A_PLACE

LONGEST_ID = 1400  # characters: what the specification lets a credential have, in base 64
_REQUIRED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser is to hand to a passkey, and the token under which its answer will be expected."""

    options: Mapping[str, Any]
    token: str


def ask_to_register(visitor: Visitor, party: Party, now: datetime) -> Asked:
    """Raises Conflict: the person has as many passkeys as one may have (code `passkeys-enough`)."""
    with outside("a passkey is its person's own") as session, immediate(session):
        known = _credentials_of(session, visitor.person_id)
        if len(known) >= MOST_PASSKEYS:
            raise Conflict("passkeys-enough", most=MOST_PASSKEYS)
        user = PublicKeyCredentialUserEntity(
            id=party.handle_of(visitor.person_id), name=visitor.email, display_name=visitor.email
        )
        options, state = _server(party).register_begin(
            user, known, resident_key_requirement=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
        )
        return Asked(dict(options)["publicKey"], _keep(session, "register", state["challenge"], visitor.person_id, now))


def register(
    visitor: Visitor, party: Party, token: str, answer: str, name: str, now: datetime, tell: Tell | None
) -> None:
    """Keep the passkey that answered.

    Raises:
        Invalid: not an answer to what was asked, or one for another site (code `passkey-wrong`).
    """
    with outside("a passkey is its person's own") as session:
        with immediate(session):
            challenge = _take(session, token, "register", now)
        if challenge is None or challenge.person_id != visitor.person_id:
            raise _wrong()
        key = _registered(party, challenge.challenge, answer)
        number = websafe_encode(key.credential_id)
        with immediate(session):
            if len(number) > LONGEST_ID or _is_known(session, number):
                raise _wrong()
            session.add(
                Passkey(
                    person_id=visitor.person_id, credential_id=number, public_key=bytes(key), name=name, created_at=now
                )
            )
            device = session.get_one(Device, visitor.device_id)
            tell_of_safety(session, visitor.person_id, "passkey-added", device.browser, now, tell)


def _is_known(session: Session, number: str) -> bool:
    return session.scalars(select(Passkey.id).where(Passkey.credential_id == number)).first() is not None


def ask_to_sign_in(party: Party, from_place: str, now: datetime) -> Asked:
    """Raises TooMany: asked too often from there of late."""
    with outside("a passkey is asked before anyone knows who answers") as session, immediate(session):
        asked = count_try(session, f"passkey-ask:{from_place}", now)
        if asked.count > ASKS_PER_PLACE:
            raise too_many(asked.window_left)
        options, state = _server(party).authenticate_begin(user_verification=_REQUIRED)
        return Asked(dict(options)["publicKey"], _keep(session, "sign-in", state["challenge"], None, now))


@dataclass(frozen=True, slots=True)
class Answered:
    """What a passkey answered, in that browser, from that place; `token` finds what it was asked."""

    token: str
    answer: str
    from_place: str
    browser: Browser


def sign_in(party: Party, answered: Answered, now: datetime) -> SignedIn:
    """Open a session with a passkey.

    Raises:
        Invalid: no passkey of ours, or not an answer to what was asked (code `passkey-wrong`).
        TooMany: too many wrong ones from that place.
    """
    key = f"passkey-from:{answered.from_place}"
    with outside("a passkey opens a session") as session:
        with immediate(session):
            begin_try(session, {key: FREE_TRIES_OF_A_PLACE}, now)
            challenge = _take(session, answered.token, "sign-in", now)
        if challenge is None:
            raise _wrong()
        with immediate(session):
            passkey = _passkey_of(session, answered.answer)
            counter = _verified(party, challenge.challenge, answered.answer, passkey)
            if counter and counter <= passkey.sign_count:
                raise _wrong()  # a copy of the key has been used meanwhile
            passkey.sign_count, passkey.last_used_at = counter, now
            take_back_try(session, key)
            staff = is_staff(session, passkey.person_id)
            started = start_device(
                session, passkey.person_id, answered.browser, now, is_staff=staff, entered_by="passkey"
            )
            return SignedIn(passkey.person_id, started)


def remove(visitor: Visitor, passkey_id: int, now: datetime) -> None:
    """Raises NotFound: that person has no passkey of that number, whoever else may have one."""
    with outside("a passkey is its person's own") as session, immediate(session):
        gone = session.execute(delete(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == visitor.person_id))
        if not gone.rowcount:  # type: ignore[attr-defined]
            raise NotFound
        device = session.get_one(Device, visitor.device_id)
        tell_of_safety(session, visitor.person_id, "passkey-removed", device.browser, now, None)


def count_of(session: Session, person_id: int) -> int:
    return session.scalars(select(func.count()).select_from(Passkey).where(Passkey.person_id == person_id)).one()


def passkeys_of(session: Session, person_id: int) -> list[Passkey]:
    return list(session.scalars(select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)))


# Challenges: drawn, kept, used once.


def _keep(session: Session, purpose: str, challenge: str, person_id: int | None, now: datetime) -> str:
    session.execute(delete(Challenge).where(Challenge.expires_at < now))
    token = new_token()
    session.add(
        Challenge(
            token_hash=token_hash(token),
            person_id=person_id,
            purpose=purpose,
            challenge=challenge,
            expires_at=now + CHALLENGE_LIFE,
        )
    )
    session.flush()
    return token


@dataclass(frozen=True, slots=True)
class _Taken:
    person_id: int | None
    challenge: str


def _take(session: Session, token: str, purpose: str, now: datetime) -> _Taken | None:
    """What was asked under that token; from here on nobody can answer it again. The caller commits, whatever follows
    from it, or the challenge is there for another try of the same answer."""
    row = session.get(Challenge, token_hash(token), with_for_update=True)
    if row is None:
        return None
    session.delete(row)
    session.flush()
    return _Taken(row.person_id, row.challenge) if row.purpose == purpose and now < row.expires_at else None


# The ceremony itself. Whatever the library stumbles over in what a stranger sends is a wrong answer.


def _server(party: Party) -> Fido2Server:
    entity = PublicKeyCredentialRpEntity(id=party.id, name="SocialTrack")
    return Fido2Server(entity, verify_origin=lambda origin: origin == party.origin)


def _registered(party: Party, challenge: str, answer: str) -> AttestedCredentialData:
    state = {"challenge": challenge, "user_verification": _REQUIRED}
    try:
        data = _server(party).register_complete(state, json.loads(answer)).credential_data
    except Exception as error:
        raise _wrong() from error
    if data is None:
        raise _wrong()
    return data


def _passkey_of(session: Session, answer: str) -> Passkey:
    try:
        number = str(json.loads(answer)["rawId"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _wrong() from error
    passkey = session.scalars(
        select(Passkey)
        .join(Person, Person.id == Passkey.person_id)
        .where(Passkey.credential_id == number[: LONGEST_ID + 1], Person.erased_at.is_(None))
        .with_for_update(of=Passkey)
    ).one_or_none()
    if passkey is None:
        raise _wrong()
    return passkey


def _verified(party: Party, challenge: str, answer: str, passkey: Passkey) -> int:
    """The counter of a passkey whose answer is right."""
    state = {"challenge": challenge, "user_verification": _REQUIRED}
    try:
        said = json.loads(answer)
        _server(party).authenticate_complete(state, [AttestedCredentialData(passkey.public_key)], said)
        data = said["response"]["authenticatorData"]
        return AuthenticatorData(websafe_decode(data)).counter
    except Exception as error:
        raise _wrong() from error


def _credentials_of(session: Session, person_id: int) -> list[AttestedCredentialData]:
    rows = session.scalars(select(Passkey.public_key).where(Passkey.person_id == person_id))
    return [AttestedCredentialData(row) for row in rows]


def _wrong() -> Invalid:
    return Invalid("passkey-wrong")
