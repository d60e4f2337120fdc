"""Shutting an organization's private things to whoever came in by a link that the centre had in its hands, and opening
them again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..journal.access_actions import note_access
from ..journal.actions import record
from ..kernel.errors import NotFound, Refused
from ..kernel.permissions import Role
from ..kernel.tokens import token_hash
from ..kernel.work import Work
from ..tenancy.models import Membership
from .models import Device, Invitation, ShutRoom, SignInLink
from .room_queries import pending_rooms, shut_to, still_shut
from .room_rules import Why, why_shut


def is_doubtful(session: Session, centre_id: int, made_by: int | None, now: datetime) -> bool:
    """Whether a link that was shown to copy was in hands that are not the organization's own: of the centre's staff, of
    the host who serves it, or of somebody to whom the room is shut as well."""
    if made_by is None:
        return True
    maker = session.scalars(
        select(Membership).where(Membership.centre_id == centre_id, Membership.id == made_by)
    ).one_or_none()
    if maker is None or maker.organization_id is None:
        return True
    pending = still_shut(session, centre_id, maker.organization_id, now)
    return any(one.membership_id == maker.id for one in pending)


def shut_new_place(work: Work, invitation: Invitation, membership_id: int) -> None:
    """Shut the room of a place that was just taken, if the link calls for it: in every session of that member, whose
    place is no older than the link. Inside the transaction that gives the place."""
    if invitation.organization_id is None:
        return
    anyone_before = work.session.scalars(
        select(Membership.id)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.organization_id == invitation.organization_id,
            Membership.id != membership_id,
        )
        .limit(1)
    ).first()
    why = why_shut(
        is_doubtful=is_doubtful(work.session, work.centre.id, invitation.invited_by, work.now),
        is_copied=invitation.is_copied_link,
        is_for_lead=invitation.role == Role.LEAD,
        was_anyone_before=anyone_before is not None,
    )
    if why is not None:
        work.session.add(
            ShutRoom(
                organization_id=invitation.organization_id,
                membership_id=membership_id,
                reason=why,
                shut_at=work.now,
            )
        )
        work.session.flush()


def shut_after_merge(work: Work, organization_id: int, membership_ids: Sequence[int]) -> None:
    """Shut the room to those whom a merge brings, where somebody was there before them: the centre alone decided it.
    Inside the transaction that gives the places."""
    anyone_before = work.session.scalars(
        select(Membership.id)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.organization_id == organization_id,
            Membership.id.not_in(membership_ids),
        )
        .limit(1)
    ).first()
    if anyone_before is None:
        return
    work.session.add_all(
        ShutRoom(organization_id=organization_id, membership_id=id_, reason=Why.MERGE, shut_at=work.now)
        for id_ in membership_ids
    )
    work.session.flush()


def shut_session(session: Session, person_id: int, device_token: str, why: Why, now: datetime) -> None:
    """Shut, in one session, the room of every organization where that person has a place already. The caller holds the
    transaction, and its session sees those places."""
    device_id = _device_id(session, device_token)
    for place in _places(session, person_id):
        session.add(_room(place, device_id, why, now))
    session.flush()


def shut_for_link(session: Session, link: SignInLink, device_token: str, now: datetime) -> None:
    """What a sign-in link shuts in the session that it has just opened: nothing, unless the centre copied it. In the
    unscoped session that uses the link."""
    if not link.is_copied_link:
        return
    maker = session.get(Membership, link.made_by) if link.made_by is not None else None
    if maker is None or is_doubtful(session, maker.centre_id, maker.id, now):
        shut_session(session, link.person_id, device_token, Why.SIGN_IN_LINK, now)


def carry_over(session: Session, person_id: int, from_device: int, device_token: str) -> None:
    """What is shut to one session of a person stays shut to the one that takes its place."""
    device_id = _device_id(session, device_token)
    before = session.scalars(
        select(ShutRoom)
        .join(Membership, (Membership.centre_id == ShutRoom.centre_id) & (Membership.id == ShutRoom.membership_id))
        .where(ShutRoom.device_id == from_device, ShutRoom.opened_at.is_(None), Membership.person_id == person_id)
    ).all()
    for room in before:
        session.add(
            ShutRoom(
                centre_id=room.centre_id,
                organization_id=room.organization_id,
                membership_id=room.membership_id,
                device_id=device_id,
                reason=room.reason,
                shut_at=room.shut_at,
            )
        )
    session.flush()


def _device_id(session: Session, token: str) -> int:
    return session.scalars(select(Device.id).where(Device.token_hash == token_hash(token))).one()


def _places(session: Session, person_id: int) -> list[Membership]:
    return list(
        session.scalars(
            select(Membership).where(
                Membership.person_id == person_id,
                Membership.organization_id.is_not(None),
                Membership.ended_at.is_(None),
            )
        )
    )


def _room(place: Membership, device_id: int, why: Why, now: datetime) -> ShutRoom:
    assert place.organization_id is not None
    return ShutRoom(
        centre_id=place.centre_id,
        organization_id=place.organization_id,
        membership_id=place.id,
        device_id=device_id,
        reason=why,
        shut_at=now,
    )


def know(work: Work, membership_id: int, device_id: int) -> bool:
    """Whoever acts, who was there before, knows that person: open what is shut to them. Whether anything was.

    Raises:
        NotFound: nobody of that number here.
        Refused: one can't speak for oneself, or came after them (code `came-after`), or has a room shut too
            (`room-shut-to-you`).
    """
    organization_id = work.actor.organization_id
    assert organization_id is not None
    with work.write():
        _check_member(work, membership_id, organization_id)
        pending = pending_rooms(work, organization_id)
        theirs = [one for one in pending if one.membership_id == membership_id]
        if not theirs:
            return False
        reader = work.actor.membership_id
        assert reader is not None
        if shut_to(work, pending, reader, device_id):
            raise Refused("room-shut-to-you")
        known = [one.id for one in theirs if reader in one.witnesses]
        if not known:
            raise Refused("came-after")
        for room in work.session.scalars(
            select(ShutRoom).where(
                ShutRoom.centre_id == work.centre.id,
                ShutRoom.organization_id == organization_id,
                ShutRoom.id.in_(known),
            )
        ):
            room.opened_at, room.opened_by = work.now, reader
        work.session.flush()
        record(work, kind="room-opened", organization_id=organization_id, value_after={"membership": membership_id})
        note_access(work, "room-opened", organization_id=organization_id, about_id=membership_id)
    return True


def _check_member(work: Work, membership_id: int, organization_id: int) -> None:
    found = work.session.scalars(
        select(Membership.id).where(
            Membership.centre_id == work.centre.id,
            Membership.id == membership_id,
            Membership.organization_id == organization_id,
            Membership.ended_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        raise NotFound("no-such-member")
