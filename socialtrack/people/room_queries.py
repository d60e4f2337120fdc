"""Whether an organization's private notes and register are shut to a session; who waits for somebody to know them.

`is_room_shut` is the one question that private things ask. It costs one statement where nothing is shut.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ..kernel.work import Work
from ..tenancy.models import Membership
from .models import Device, Passkey, Person, ShutRoom
from .room_rules import SessionFacts, Shut, Why, concerns, is_shut, opens_at


@dataclass(frozen=True, slots=True)
class Pending:
    """A room that nobody has opened yet. `opens_at`: when time alone does; None while somebody can."""

    id: int
    membership_id: int
    shut: Shut
    why: Why
    opens_at: datetime | None
    witnesses: frozenset[int]


def is_room_shut(work: Work, device_id: int) -> bool:
    """Whether the private things of the organization in which `work` acts are shut to the session on that device.

    The centre's staff have no room of their own: what they may not read, the permission table says.
    """
    return bool(rooms_shut_to(work, device_id))


def rooms_shut_to(work: Work, device_id: int) -> list[Pending]:
    """Those rows that shut the room to this session, with why and until when."""
    organization_id, membership_id = work.actor.organization_id, work.actor.membership_id
    if organization_id is None or membership_id is None:
        return []
    return shut_to(work, pending_rooms(work, organization_id), membership_id, device_id)


def shut_to(work: Work, pending: Iterable[Pending], membership_id: int, device_id: int) -> list[Pending]:
    """Among rows that were read already, those that shut the room to that member's session."""
    mine = [one for one in pending if one.membership_id == membership_id]
    if not mine:
        return []
    session = _session(work, device_id)
    return [one for one in mine if concerns(one.shut, session)]


def pending_rooms(work: Work, organization_id: int) -> list[Pending]:
    """What is still shut in that organization. One statement, and one more if there is anything."""
    return still_shut(work.session, work.centre.id, organization_id, work.now)


def still_shut(session: Session, centre_id: int, organization_id: int, now: datetime) -> list[Pending]:
    """The same, for whoever has no `Work` there."""
    rooms = session.scalars(
        select(ShutRoom)
        .where(
            ShutRoom.centre_id == centre_id, ShutRoom.organization_id == organization_id, ShutRoom.opened_at.is_(None)
        )
        .order_by(ShutRoom.id)
    ).all()
    if not rooms:
        return []
    everyone = session.execute(
        select(Membership.id, Membership.person_id, Membership.created_at, Membership.ended_at).where(
            Membership.centre_id == centre_id, Membership.organization_id == organization_id
        )
    ).all()
    persons = {row.id: row.person_id for row in everyone}
    found = []
    for room in rooms:
        shut = Shut(room.device_id, room.shut_at, None)
        before = [
            row
            for row in everyone
            if row.created_at < shut.shut_at and row.person_id != persons.get(room.membership_id)
        ]
        left = [row.ended_at for row in before]
        if is_shut(shut, left, now):
            witnesses = frozenset(row.id for row in before if row.ended_at is None)
            found.append(Pending(room.id, room.membership_id, shut, Why(room.reason), opens_at(shut, left), witnesses))
    return found


def _session(work: Work, device_id: int) -> SessionFacts:
    device = work.session.get_one(Device, device_id)
    password_at = work.session.scalar(select(Person.password_set_at).where(Person.id == device.person_id))
    passkey_at = work.session.scalar(select(func.max(Passkey.created_at)).where(Passkey.person_id == device.person_id))
    made = [moment for moment in (password_at, passkey_at) if moment is not None]
    return SessionFacts(device.id, device.entered_by, max(made, default=None))


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who came in by a link that the centre had in its hands, and whom nobody has recognized yet."""

    membership_id: int
    name: str
    role: str
    at: datetime
    why: Why
    opens_at: datetime | None
    may_be_known: bool


def arrivals(work: Work, pending: Iterable[Pending], *, is_reader_shut: bool) -> list[Arrival]:
    """One line a person, for the organization's own people: `may_be_known` where whoever reads was there before, in a
    session to which nothing is shut. Rooms of sessions that have ended wait for nobody."""
    reader = work.actor.membership_id
    pending = list(pending)
    if not pending or reader is None:
        return []
    members = {
        row.id: row
        for row in work.session.execute(
            select(Membership.id, Membership.name, Membership.role)
            .join(ShutRoom, (ShutRoom.centre_id == Membership.centre_id) & (ShutRoom.membership_id == Membership.id))
            .outerjoin(Device, Device.id == ShutRoom.device_id)
            .where(
                Membership.centre_id == work.centre.id,
                Membership.ended_at.is_(None),
                ShutRoom.id.in_([one.id for one in pending]),
                or_(ShutRoom.device_id.is_(None), Device.ended_at.is_(None)),
            )
        )
    }
    first: dict[int, Arrival] = {}
    for one in pending:
        if one.membership_id in members and one.membership_id not in first:
            member = members[one.membership_id]
            may_be_known = reader in one.witnesses and not is_reader_shut
            first[one.membership_id] = Arrival(
                member.id, member.name, member.role, one.shut.shut_at, one.why, one.opens_at, may_be_known
            )
    return list(first.values())
