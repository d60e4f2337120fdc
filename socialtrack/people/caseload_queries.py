"""Who of the centre's team sees only the organizations confided to them, and how many are confided to each."""

from sqlalchemy import func, select

from ..kernel.work import Work
from ..tenancy.models import Membership, Organization


def confided_to_each(work: Work) -> dict[int, int]:
    """By membership: how many organizations, neither archived nor removed, are confided to it. One statement."""
    rows = work.session.execute(
        select(Organization.advisor_id, func.count())
        .where(
            Organization.centre_id == work.centre.id,
            Organization.advisor_id.is_not(None),
            Organization.archived_at.is_(None),
            Organization.removed_at.is_(None),
        )
        .group_by(Organization.advisor_id)
    )
    return {membership_id: number for membership_id, number in rows if membership_id is not None}


def held_to_caseload(work: Work) -> frozenset[int]:
    """The memberships of the team that see only the organizations confided to them. One statement."""
    return frozenset(
        work.session.scalars(
            select(Membership.id).where(
                Membership.centre_id == work.centre.id,
                Membership.organization_id.is_(None),
                Membership.ended_at.is_(None),
                Membership.sees_caseload_only,
            )
        )
    )
