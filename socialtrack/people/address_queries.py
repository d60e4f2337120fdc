"""Which addresses a centre's team may read: whom it invited, its own people, members who gave it their name."""

from collections.abc import Collection

from sqlalchemy import or_, select

from ..kernel.text import email_key
from ..kernel.work import Work
from ..tenancy.models import Membership
from .models import Invitation, Person


def addresses_read_by_centre(work: Work, emails: Collection[str]) -> frozenset[str]:
    """Among these addresses, as they are written, those that the centre's team may read. Two statements."""
    keys = {email_key(email) for email in emails}
    if not keys:
        return frozenset()
    staff = select(Membership.id).where(Membership.centre_id == work.centre.id, Membership.organization_id.is_(None))
    invited = work.session.scalars(
        select(Invitation.email_key).where(
            Invitation.centre_id == work.centre.id,
            Invitation.email_key.in_(keys),
            or_(
                Invitation.organization_id.is_(None),
                Invitation.invited_by.is_(None),
                Invitation.invited_by.in_(staff),
            ),
        )
    )
    members = work.session.scalars(
        select(Person.email_key)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.centre_id == work.centre.id,
            Person.email_key.in_(keys),
            or_(
                Membership.organization_id.is_(None),
                Membership.is_named_to_centre,
                Membership.invited_by.in_(staff),
            ),
        )
    )
    seen = {*invited, *members}
    return frozenset(email for email in emails if email_key(email) in seen)
