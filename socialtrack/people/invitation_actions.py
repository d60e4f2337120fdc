"""Invitations: offering a place, offering it again or as something else, taking it back. Taking it up is the business
of `arrival_actions.py`."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.sql.elements import ColumnElement

from ..journal.access_actions import note_access
from ..journal.actions import record
from ..kernel.errors import Conflict, Invalid, NotFound, Refused
from ..kernel.text import email_key
from ..kernel.tokens import token_hash
from ..kernel.work import Work
from ..mailing.actions import Words, check_unasked, post
from ..tenancy.models import Membership
from ..tenancy.organization_actions import refuse_archived
from .models import Invitation, Person
from .rules import INVITATION_LIFE, roles_to_give


@dataclass(frozen=True, slots=True)
class Offer:
    """A place offered: to which address, as what, by which link. A letter carries it if there are `words`."""

    email: str
    role: str
    language: str
    token: str
    words: Words | None = None


def invite(work: Work, offer: Offer, organization_id: int | None) -> int:
    """Offer a place in an organization, or in the centre's team; the invitation's id.

    An invitation of the same address that still waits here keeps its id and gets the new link: its old one is dead.
    Members and invitations that are hidden from whoever invites are as if they were not there, so that the answer
    tells nothing about an address: who has a place already does not get a second one (`arrival_actions.accept`).

    Raises:
        Refused: this role may not give that one, or the organization is archived.
        Invalid: the address already belongs here (code `already-a-member`), or takes no letter (codes
            `letters-stopped`, `letters-enough`).
    """
    if offer.role not in roles_to_give(work.actor.role, in_centre=organization_id is None):
        raise Refused("role-not-yours-to-give")
    with work.write():
        refuse_archived_room(work, organization_id)
        if _is_seen_here(work, email_key(offer.email), organization_id):
            raise Invalid("already-a-member", field="email")
        invitation = work.session.scalars(
            _waiting_here(work, organization_id).where(
                Invitation.email_key == email_key(offer.email), *_seen(work, organization_id, Invitation.invited_by)
            )
        ).first()
        if invitation is None:
            invitation = Invitation(
                organization_id=organization_id,
                email_key=email_key(offer.email),
                invited_by=work.actor.membership_id,
                created_at=work.now,
            )
            work.session.add(invitation)
        invitation.email, invitation.role, invitation.language = offer.email, offer.role, offer.language
        invitation.invited_by = work.actor.membership_id
        _give_link(work, invitation, offer)
        return invitation.id


def refuse_archived_room(work: Work, organization_id: int | None) -> None:
    """Under the lock: the organization may have been archived since the address was opened. None is the team.

    Raises:
        Refused: it is archived.
    """
    if organization_id is not None:
        refuse_archived(work, organization_id)


def _give_link(work: Work, invitation: Invitation, offer: Offer) -> None:
    invitation.token_hash = token_hash(offer.token)
    invitation.expires_at = work.now + INVITATION_LIFE
    invitation.is_copied_link = offer.words is None
    work.session.flush()
    record(
        work,
        kind="person-invited" if offer.words else "invitation-copied",
        organization_id=invitation.organization_id,
        after=invitation.role,
        value_after={"invitation": invitation.id},
    )
    note_access(
        work,
        "invited" if offer.words else "link-copied",
        organization_id=invitation.organization_id,
        after=invitation.role,
    )
    if offer.words:
        check_unasked(work.session, work.centre.id, offer.email, work.now)
        post(
            work.session,
            kind="invitation",
            to=invitation.email,
            language=invitation.language,
            words=offer.words,
            now=work.now,
            centre_id=work.centre.id,
        )


def waiting_invitation(
    work: Work, invitation_id: int, organization_id: int | None, *, with_hidden: bool = False
) -> Invitation:
    """An invitation that waits here, and whose address whoever asks may see (unless `with_hidden`).

    Raises:
        NotFound: none of that number here, or not for them.
        Conflict: it was taken up or taken back meanwhile (code `no-such-invitation`).
    """
    found = work.session.scalars(
        select(Invitation).where(
            Invitation.centre_id == work.centre.id,
            Invitation.organization_id == organization_id,
            Invitation.id == invitation_id,
            *(() if with_hidden else _seen(work, organization_id, Invitation.invited_by)),
        )
    ).one_or_none()
    if found is None:
        raise NotFound("no-such-invitation")
    if found.accepted_at is not None or found.revoked_at is not None:
        raise Conflict("no-such-invitation")
    return found


def change_offer(work: Work, invitation_id: int, role: str, organization_id: int | None) -> bool:
    """Offer another role, by the link that has left already; whether anything changed.

    Raises:
        NotFound, Conflict: as `waiting_invitation`.
        Refused: this role may not give that one.
    """
    if role not in roles_to_give(work.actor.role, in_centre=organization_id is None):
        raise Refused("role-not-yours-to-give")
    with work.write():
        refuse_archived_room(work, organization_id)
        invitation = waiting_invitation(work, invitation_id, organization_id)
        if invitation.role == role:
            return False
        before, invitation.role = invitation.role, role
        work.session.flush()
        record(
            work,
            kind="invitation-changed",
            organization_id=organization_id,
            before=before,
            after=role,
            value_after={"invitation": invitation.id},
        )
    return True


def revoke(work: Work, invitation_id: int, organization_id: int | None) -> None:
    """Take an invitation back; its link is dead from now on.

    Raises:
        NotFound, Conflict: as `waiting_invitation`; one whose address is hidden can be taken back too.
    """
    with work.write():
        refuse_archived_room(work, organization_id)
        invitation = waiting_invitation(work, invitation_id, organization_id, with_hidden=True)
        take_back(work, invitation)


def take_back(work: Work, invitation: Invitation) -> None:
    """Kill an invitation's link, with its event. Inside the transaction."""
    invitation.revoked_at = work.now
    work.session.flush()
    record(
        work,
        kind="invitation-revoked",
        organization_id=invitation.organization_id,
        before=invitation.role,
        value_before={"invitation": invitation.id},
    )


def _waiting_here(work: Work, organization_id: int | None):  # type: ignore[no-untyped-def]
    return select(Invitation).where(
        Invitation.centre_id == work.centre.id,
        Invitation.organization_id == organization_id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )


def holds_place(work: Work, person_key: str, organization_id: int | None) -> int | None:
    """The membership of the person of that address here, if there is one."""
    return work.session.scalars(_places_of(work, person_key, organization_id)).first()


def _is_seen_here(work: Work, key: str, organization_id: int | None) -> bool:
    """Whether the person of that address has a place here, and whoever acts can see it on their pages."""
    found = _places_of(work, key, organization_id)
    seen = _seen(work, organization_id, Membership.invited_by)
    if seen:
        found = found.where(or_(Membership.is_named_to_centre, *seen))
    return work.session.scalars(found).first() is not None


def _places_of(work: Work, key: str, organization_id: int | None) -> Any:
    return (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.organization_id == organization_id,
            Membership.ended_at.is_(None),
            Person.email_key == key,
        )
    )


def _seen(work: Work, organization_id: int | None, invited_by: Any) -> tuple[ColumnElement[bool], ...]:
    """What narrows an organization's people to those whom the centre invited itself, where its staff asks; nothing
    where all of them may be seen."""
    if organization_id is None or not work.actor.is_centre_staff:
        return ()
    staff = select(Membership.id).where(Membership.centre_id == work.centre.id, Membership.organization_id.is_(None))
    return (invited_by.in_(staff),)
