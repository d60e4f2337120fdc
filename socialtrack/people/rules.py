"""How long links and sessions last, who may give which role, who may open another person's session. Only Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ..kernel.permissions import CENTRE_ROLES, ORGANIZATION_ROLES, Can, Role, may

SIGN_IN_LINK_LIFE = timedelta(minutes=15)
INVITATION_LIFE = timedelta(days=14)
SEEN_AGAIN_AFTER = timedelta(hours=1)  # how often a session notes that it is still in use

MEMBER_IDLE, MEMBER_MOST = timedelta(days=90), timedelta(days=365)
STAFF_IDLE, STAFF_MOST = timedelta(days=14), timedelta(days=90)
SHARED_MOST = timedelta(hours=12)  # browsers that restore their pages keep cookies that should have ended with them

COPIED = "copied"  # `Device.entered_by`: opened by a link that somebody else had in their hands

TRIES = 10
TRIES_WINDOW = timedelta(minutes=15)
ASKS_PER_PLACE = 40  # a room full of people learns together, behind one address of the network

_CENTRE_ORDER = (Role.MANAGER, Role.ADVISOR, Role.CENTRE_READER)
_ORGANIZATION_ORDER = (Role.LEAD, Role.MEMBER, Role.READER)


@dataclass(frozen=True, slots=True)
class Limits:
    """When a session ends: unused, and in any case."""

    idle_until: datetime
    ends_at: datetime


def limits(started_at: datetime, now: datetime, *, is_staff: bool, is_shared: bool) -> Limits:
    """The limits of a session begun at `started_at` and in use at `now`."""
    if is_shared:
        ends_at = started_at + SHARED_MOST
        return Limits(ends_at, ends_at)
    idle, most = (STAFF_IDLE, STAFF_MOST) if is_staff else (MEMBER_IDLE, MEMBER_MOST)
    ends_at = started_at + most
    return Limits(min(now + idle, ends_at), ends_at)


def roles_to_give(giver: str, *, in_centre: bool) -> tuple[Role, ...]:
    """The roles that somebody may give in a centre's team, or in an organization; none at all is an empty answer.

    The host's own commands give any role.
    """
    wanted = Can.INVITE_TO_CENTRE if in_centre else Can.INVITE_TO_ORGANIZATION
    if giver != "host" and not may(giver, wanted):
        return ()
    return _CENTRE_ORDER if in_centre else _ORGANIZATION_ORDER


def is_centre_role(role: str) -> bool:
    return role in CENTRE_ROLES


def is_organization_role(role: str) -> bool:
    return role in ORGANIZATION_ROLES


@dataclass(frozen=True, slots=True)
class Standing:
    """One place that a person holds, as far as it matters to whoever would open a session for them."""

    centre_id: int
    organization_id: int | None
    role: str


def oversees(maker: Standing, places: Collection[Standing]) -> bool:
    """Whether `maker` answers for every place that a person holds.

    A session opens all of a person's places at once. So whoever holds a link of theirs must already watch over all of
    them; else a lead could walk into another centre by making a link for somebody who also belongs there.
    """
    if maker.role == Role.MANAGER:
        return all(place.centre_id == maker.centre_id for place in places)
    if maker.role == Role.ADVISOR:
        return all(place.centre_id == maker.centre_id and place.organization_id is not None for place in places)
    if maker.role == Role.LEAD:
        here = (maker.centre_id, maker.organization_id)
        return all((place.centre_id, place.organization_id) == here for place in places)
    return False


class LinkState(StrEnum):
    """What became of a one-time link."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLOSED = "closed"  # the organization that it leads to is archived: it waits


def link_state(now: datetime, expires_at: datetime, used_at: datetime | None, revoked_at: datetime | None) -> LinkState:
    if used_at is not None:
        return LinkState.USED
    if revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.OPEN if now < expires_at else LinkState.EXPIRED
