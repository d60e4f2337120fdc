"""Which organizations nobody has entered yet: where an invitation is still to be made, or to be made again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select

from ..kernel.work import Work
from ..people.models import Invitation
from ..tenancy.models import Membership, Organization

MOST = 500  # organizations on one page, which one gesture invites


@dataclass(frozen=True, slots=True)
class EmptyRoom:
    """An organization without anyone in it. `email` is the address to propose; `invited_at` and `is_waiting` speak of
    its last invitation, if there is one that was neither taken up nor taken back."""

    id: int
    slug: str
    name: str
    email: str
    language: str
    invited_at: datetime | None
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class EmptyRooms:
    rooms: tuple[EmptyRoom, ...]
    has_more: bool


def empty_rooms(work: Work, *, with_waiting: bool, among: frozenset[int] | None = None) -> EmptyRooms:
    """Organizations in which nobody is, by name, at most `MOST`; examples are nobody's to invite. Two statements.

    Those with an invitation that still waits are left out unless `with_waiting`. `among` keeps to these organizations.
    """
    rows = work.session.execute(
        select(Organization.id, Organization.slug, Organization.name, Organization.email, Organization.language)
        .where(
            Organization.centre_id == work.centre.id,
            Organization.removed_at.is_(None),
            Organization.archived_at.is_(None),
            Organization.is_example.is_(False),
            ~select(Membership.id)
            .where(
                Membership.centre_id == Organization.centre_id,
                Membership.organization_id == Organization.id,
                Membership.ended_at.is_(None),
            )
            .exists(),
        )
        .order_by(Organization.name_key, Organization.id)
    ).all()
    last = _last_invitations(work)
    found = []
    for id_, slug, name, email, language in rows:
        invited_to, invited_at, expires_at = last.get(id_, ("", None, None))
        is_waiting = expires_at is not None and expires_at > work.now
        if (is_waiting and not with_waiting) or (among is not None and id_ not in among):
            continue
        found.append(EmptyRoom(id_, slug, name, invited_to or email or "", language, invited_at, is_waiting))
    return EmptyRooms(tuple(found[:MOST]), len(found) > MOST)


def _last_invitations(work: Work) -> dict[int, tuple[str, datetime, datetime]]:
    """By organization: address ('' for one that the organization's own people invited: it is not the centre's to
    read), when made, until when."""
    staff = select(Membership.id).where(Membership.centre_id == work.centre.id, Membership.organization_id.is_(None))
    is_ours = Invitation.invited_by.is_(None) | Invitation.invited_by.in_(staff)
    rows = work.session.execute(
        select(
            Invitation.organization_id,
            case((is_ours, Invitation.email), else_=""),
            Invitation.created_at,
            Invitation.expires_at,
        )
        .where(
            Invitation.centre_id == work.centre.id,
            Invitation.organization_id.is_not(None),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.expires_at)
    )
    return {organization_id: (email, made_at, expires_at) for organization_id, email, made_at, expires_at in rows}
