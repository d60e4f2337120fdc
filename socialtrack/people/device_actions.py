"""A person's own sessions: ending one, the others, all of them; telling of one in a browser never used before."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..journal.access_actions import note_of_person
from ..kernel.errors import Busy, NotFound
from ..kernel.tokens import token_hash
from ..mailing.actions import Words, post
from .actions import end_devices, outside
from .device_queries import is_new_browser, zone_of
from .device_rules import Reader
from .models import Device, Person
from .queries import places_held

log = logging.getLogger(__name__)

# Writes a letter of safety: for whom, of which browser (as it names itself), when.
Tell = Callable[[Reader, str, datetime], Words]


def end_own_device(person_id: int, device_id: int, now: datetime) -> None:
    """Sign one browser out.

    Raises:
        NotFound: that person has no open session of that number, whoever else may have one.
    """
    with outside("a person ends a session of their own") as session, immediate(session):
        ended = session.execute(
            update(Device)
            .where(Device.id == device_id, Device.person_id == person_id, Device.ended_at.is_(None))
            .values(ended_at=now)
        )
        if not ended.rowcount:  # type: ignore[attr-defined]
            raise NotFound


def end_own_devices(person_id: int, now: datetime, *, keep: int | None = None) -> None:
    """Sign that person out everywhere, but on the device `keep`; links that wait open nothing any more."""
    with outside("a person ends the sessions of their own") as session, immediate(session):
        end_devices(session, person_id, now, keep=keep)


def note_new_browser(token: str, now: datetime, tell: Tell | None) -> int | None:
    """If a session that has just opened is the first in that family of browsers, tell its person by letter, and note it
    where they hold a place. Nothing at their first session ever: the invitation told of it. The person's number.

    In a transaction after the one that opened the session: where there is a second step it is not open before that one
    is done, and a database that is busy now is no reason to shut the person out.
    """
    with outside("a new browser is told to its person and their centres") as session:
        device = session.scalars(select(Device).where(Device.token_hash == token_hash(token))).one_or_none()
        if device is None:
            return None
        person_id, user_agent = device.person_id, device.browser
        if device.entered_by == "demo" or not is_new_browser(session, device):
            return person_id
        try:
            with immediate(session):
                tell_of_safety(session, person_id, "signed-in-new-device", user_agent, now, tell)
        except Busy:
            log.warning("a session in a new browser could not be told: the database was busy")
        return person_id


def tell_of_safety(
    session: Session,
    person_id: int,
    kind: str,
    user_agent: str,
    now: datetime,
    tell: Tell | None,
    *,
    is_by_host: bool = False,
) -> None:
    """Note what touches an account in the journal of access of each place it opens, and write to its person.

    The caller holds the transaction, in an unscoped session. `tell` is None where no letter leaves.
    """
    for place in places_held(session, person_id):
        note_of_person(
            session,
            kind,
            now,
            centre_id=place.centre_id,
            organization_id=place.organization_id,
            membership_id=place.membership_id,
            role=place.role,
            is_by_host=is_by_host,
        )
    person = session.get_one(Person, person_id)
    if tell is not None and person.email:
        words = tell(Reader(person.language, zone_of(session, person_id)), user_agent, now)
        kind_of_letter = "new-device" if kind == "signed-in-new-device" else kind
        post(session, kind=kind_of_letter, to=person.email, language=person.language, words=words, now=now)
