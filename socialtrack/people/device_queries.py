"""The sessions of one person, and what their account holds. These rows belong to no centre: an unscoped session."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..tenancy.models import Centre, Membership
from .device_rules import family_of
from .models import Device, Person

DEFAULT_ZONE = ZoneInfo("America/Toronto")
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One browser that is signed in."""

    id: int
    user_agent: str
    entered_by: str
    opened_at: datetime
    last_seen_at: datetime
    is_shared: bool
    is_this_one: bool


def devices_of(session: Session, person_id: int, this_id: int, now: datetime) -> list[DeviceLine]:
    """The open sessions, this one first, then by last use. One that waits for its second step is not open."""
    rows = session.scalars(
        select(Device)
        .where(
            Device.person_id == person_id,
            Device.ended_at.is_(None),
            Device.idle_until > now,
            Device.ends_at > now,
            Device.is_waiting_for_factor.is_(False),
        )
        .order_by(Device.last_seen_at.desc(), Device.id.desc())
        .limit(MOST_SHOWN)
    )
    lines = [
        DeviceLine(
            row.id,
            row.browser,
            row.entered_by,
            row.created_at,
            row.last_seen_at,
            row.is_shared_computer,
            row.id == this_id,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: not line.is_this_one)


def is_new_browser(session: Session, device: Device) -> bool | None:
    """Whether its person never opened a session in a browser of that family; None if it is their first session ever.

    Families (`device_rules.py`) are all that a browser tells; a second computer with the same browser and system as
    the first is not told apart, and no cookie is planted to do so.
    """
    earlier = session.scalars(
        select(Device.browser)
        .where(
            Device.person_id == device.person_id,
            Device.id < device.id,
            Device.is_waiting_for_factor.is_(False),
        )
        .distinct()
    ).all()
    if not earlier:
        return None
    return family_of(device.browser) not in {family_of(browser) for browser in earlier}


def zone_of(session: Session, person_id: int) -> ZoneInfo:
    """The zone in which a person is told of moments: that of the first place they hold."""
    name = session.scalars(
        select(Centre.time_zone)
        .join(Membership, Membership.centre_id == Centre.id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
        .limit(1)
    ).first()
    return ZoneInfo(name) if name else DEFAULT_ZONE


@dataclass(frozen=True, slots=True)
class Account:
    """What « Mon compte » says of a person."""

    email: str
    language: str
    password_set_at: datetime | None

    @property
    def has_password(self) -> bool:
        return self.password_set_at is not None


def account_of(session: Session, person_id: int) -> Account:
    person = session.get_one(Person, person_id)
    return Account(person.email, person.language, person.password_set_at if person.password_hash else None)
