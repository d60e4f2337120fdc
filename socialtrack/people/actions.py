"""Getting in and out: the first-run link, persons, their sessions, their language.

These rows belong to no centre, so most of this runs in an unscoped session (`outside`), in one immediate transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..data.scope import Scope, open_session
from ..kernel.errors import Busy, Conflict, NotFound
from ..kernel.moments import from_microseconds, utc_now
from ..kernel.permissions import CENTRE_ROLES
from ..kernel.text import email_key
from ..kernel.tokens import new_token, token_hash
from ..tenancy.models import Membership
from .factor_rules import asks_for_second_step, waiting_limits
from .models import AuthenticatorApp, Device, Installation, Person, SignInLink
from .queries import Visitor
from .rules import SEEN_AGAIN_AFTER, limits


@contextmanager
def outside(reason: str) -> Iterator[Session]:
    """An unscoped session: whoever comes in belongs to no centre yet."""
    session = open_session(Scope(None, reason))
    try:
        yield session
    finally:
        session.close()


# The first run.


def setup_link(base_url: str) -> str | None:
    """A new address for the first-run page, which makes any earlier one worthless; None once the space is set up."""
    token = new_token()
    with outside("the first-run link belongs to the installation") as session, immediate(session):
        installation = locked_installation(session)
        if installation.setup_done_at is not None:
            return None
        installation.setup_token_hash = token_hash(token)
    return f"{base_url}/setup/{token}"


def locked_installation(session: Session) -> Installation:
    """The one row, made if it is not there yet. The caller holds the transaction."""
    row = session.get(Installation, 1, with_for_update=True)
    if row is None:
        row = Installation(id=1, is_demo=False)
        session.add(row)
        session.flush()
    return row


def check_setup(installation: Installation | None, token: str) -> None:
    """Whether that link still opens the first-run page.

    Raises:
        Conflict: the space is set up, by whoever was first.
        NotFound: not the last link that was printed.
    """
    if installation is not None and installation.setup_done_at is not None:
        raise Conflict("already-set-up")
    if installation is None or installation.setup_token_hash != token_hash(token):
        raise NotFound("setup-link-unknown")


def close_setup(installation: Installation, now: datetime) -> None:
    """For good: no link opens the first-run page again."""
    installation.setup_done_at = now
    installation.setup_token_hash = None


def person_with(session: Session, email: str, language: str, now: datetime) -> Person:
    """The person of that address, made if nobody has it. The caller holds the transaction."""
    person = session.scalars(select(Person).where(Person.email_key == email_key(email))).one_or_none()
    if person is None:
        person = Person(email=email, email_key=email_key(email), language=language, created_at=now)
        session.add(person)
        session.flush()
    return person


# Sessions.


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser says of itself, and what the person says of it."""

    name: str = ""
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Started:
    """A session that has just begun. The token is for its cookie alone; one that waits opens its second step only."""

    token: str
    is_waiting: bool


def start_device(
    session: Session, person_id: int, browser: Browser, now: datetime, *, is_staff: bool, entered_by: str = "link"
) -> Started:
    """Sign that browser in, at least for its first step. The caller holds the transaction.

    `entered_by`: see `Device`.
    """
    token = new_token()
    is_waiting = asks_for_second_step(entered_by) and has_second_step(session, person_id)
    ends = waiting_limits(now) if is_waiting else limits(now, now, is_staff=is_staff, is_shared=browser.is_shared)
    session.add(
        Device(
            person_id=person_id,
            token_hash=token_hash(token),
            created_at=now,
            last_seen_at=now,
            idle_until=ends.idle_until,
            ends_at=ends.ends_at,
            is_shared_computer=browser.is_shared,
            browser=browser.name[:200],
            entered_by=entered_by,
            is_waiting_for_factor=is_waiting,
        )
    )
    session.flush()
    return Started(token, is_waiting)


def has_second_step(session: Session, person_id: int) -> bool:
    """Whether that person has an authenticator app that gave its first code. In an unscoped session."""
    app = session.get(AuthenticatorApp, person_id)
    return app is not None and app.confirmed_at is not None


def end_devices(session: Session, person_id: int, now: datetime, *, keep: int | None = None) -> None:
    """Sign that person out everywhere, but on the device `keep`; links that wait open nothing any more. The caller
    holds the transaction."""
    session.execute(
        update(SignInLink).where(SignInLink.person_id == person_id, SignInLink.used_at.is_(None)).values(used_at=now)
    )
    others = update(Device).where(Device.person_id == person_id, Device.ended_at.is_(None))
    if keep is not None:
        others = others.where(Device.id != keep)
    session.execute(others.values(ended_at=now))


def sign_out(device_id: int) -> None:
    with outside("a session is ended by whoever holds it") as session, immediate(session):
        session.execute(
            update(Device).where(Device.id == device_id, Device.ended_at.is_(None)).values(ended_at=utc_now())
        )


def is_stale(visitor: Visitor, now: datetime) -> bool:
    return now - from_microseconds(visitor.last_seen_at) > SEEN_AGAIN_AFTER


def keep_alive(session: Session, visitor: Visitor, now: datetime) -> None:
    """Note that a session is in use and push its idle limit back. A busy database is no reason to refuse a page."""
    try:
        with immediate(session):
            device = session.get_one(Device, visitor.device_id)
            ends = limits(
                device.created_at,
                now,
                is_staff=is_staff(session, visitor.person_id),
                is_shared=device.is_shared_computer,
            )
            device.last_seen_at = now
            device.idle_until = ends.idle_until
            device.ends_at = min(device.ends_at, ends.ends_at)
    except Busy:
        return


def is_staff(session: Session, person_id: int) -> bool:
    """Whether that person belongs to the team of any centre. In an unscoped session."""
    return (
        session.scalars(
            select(Membership.id)
            .where(Membership.person_id == person_id, Membership.ended_at.is_(None), Membership.role.in_(CENTRE_ROLES))
            .limit(1)
        ).first()
        is not None
    )


def enter_as(person_id: int, browser: Browser, now: datetime) -> Started:
    """Sign a person in without a link: the demonstration's doors, and nothing else."""
    with outside("the demonstration opens its doors") as session, immediate(session):
        staff = is_staff(session, person_id)
        return start_device(session, person_id, browser, now, is_staff=staff, entered_by="demo")


def choose_language(person_id: int, language: str) -> None:
    with outside("a person's language goes with them everywhere") as session, immediate(session):
        session.execute(update(Person).where(Person.id == person_id).values(language=language))
