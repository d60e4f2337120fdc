"""Holding an advisor to the organizations confided to them, and giving them back the whole centre."""

from sqlalchemy import select

from ..journal.access_actions import note_access
from ..kernel.errors import Conflict, NotFound, Refused
from ..kernel.permissions import Can, Role, may
from ..kernel.work import Work
from ..tenancy.models import Membership


def hold_to_caseload(work: Work, membership_id: int, *, is_held: bool) -> bool:
    """Whether an advisor sees only the organizations confided to them; whether anything changed.

    It counts from their next request on: the door reads it each time. Their sessions go on.

    Raises:
        NotFound: nobody of that number in the team.
        Conflict: they left (code `member-gone`).
        Refused: not theirs to say, or it is no advisor (`advisors-alone-are-held`).
    """
    with work.write():
        if not may(work.actor.role, Can.MANAGE_TEAM):
            raise Refused("role-not-yours-to-give")
        member = work.session.scalars(
            select(Membership).where(
                Membership.centre_id == work.centre.id,
                Membership.id == membership_id,
                Membership.organization_id.is_(None),
            )
        ).one_or_none()
        if member is None:
            raise NotFound("no-such-member")
        if member.ended_at is not None:
            raise Conflict("member-gone")
        if member.sees_caseload_only == is_held:
            return False
        if is_held and member.role != Role.ADVISOR:
            raise Refused("advisors-alone-are-held")
        member.sees_caseload_only = is_held
        work.session.flush()
        note_access(work, "caseload-held" if is_held else "caseload-given-back", about_id=member.id)
        return True
