"""Naming a new lead, when the old one has vanished: with a reason, told to every member."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import select

from ..journal.access_actions import note_access
from ..journal.actions import record
from ..kernel.errors import Invalid, Refused
from ..kernel.permissions import Can, Role, may
from ..kernel.work import Work
from ..tenancy.models import Membership
from .actions import end_devices
from .invitation_actions import refuse_archived_room
from .member_actions import Letter, end_place, give_role, tell
from .member_rules import Gone, reasons


@dataclass(frozen=True, slots=True)
class Naming:
    """Why somebody else becomes responsible for an organization, and which leads lose their place by it."""

    organization_id: int
    reason: Gone
    ends: frozenset[int]


def name_member_lead(work: Work, naming: Naming, membership_id: int, *, letter: Letter = None) -> None:
    """Make somebody who is there already lead of the organization, and tell every member.

    Raises:
        Refused: not theirs to do.
        Invalid: nobody of that number could be chosen (field `lead`), or nobody leads under one of the others
            (field `ends`).
    """
    with work.write():
        leads = _check_naming(work, naming)
        member = next(
            (one for one in _people(work, naming.organization_id) if one.id == membership_id and one.role != Role.LEAD),
            None,
        )
        if member is None:
            raise Invalid("choice-missing", field="lead")
        _tell_everyone(work, naming, letter)
        give_role(work, member, Role.LEAD)
        end_devices(work.session, member.person_id, work.now)
        _record_naming(work, naming, {"membership": member.id}, member.id)
        _end_old(work, naming, leads)


def name_invited_lead(work: Work, naming: Naming, invite: Callable[[], int], *, letter: Letter = None) -> None:
    """Offer the lead of the organization to an address by `invite`, which answers with the invitation's id, and tell
    every member.

    Raises:
        Refused, Invalid: as `name_member_lead`, and what `invite` raises.
    """
    with work.write():
        leads = _check_naming(work, naming)
        _tell_everyone(work, naming, letter)
        _record_naming(work, naming, {"invitation": invite()}, None)
        _end_old(work, naming, leads)


def _check_naming(work: Work, naming: Naming) -> Collection[Membership]:
    if not may(work.actor.role, Can.NAME_LEAD):
        raise Refused("role-not-yours-to-give")
    refuse_archived_room(work, naming.organization_id)
    leads = [one for one in _people(work, naming.organization_id) if one.role == Role.LEAD]
    if naming.reason not in reasons(len(leads)):
        raise Invalid("choice-missing", field="reason")
    if not naming.ends <= {lead.id for lead in leads}:
        raise Invalid("choice-missing", field="ends")
    return leads


def _people(work: Work, organization_id: int) -> list[Membership]:
    return list(
        work.session.scalars(
            select(Membership).where(
                Membership.centre_id == work.centre.id,
                Membership.organization_id == organization_id,
                Membership.ended_at.is_(None),
            )
        )
    )


def _record_naming(work: Work, naming: Naming, whom: dict[str, int], about_id: int | None) -> None:
    record(
        work,
        kind="lead-named",
        organization_id=naming.organization_id,
        after=Role.LEAD,
        value_after={**whom, "reason": str(naming.reason)},
    )
    note_access(work, "lead-named", organization_id=naming.organization_id, about_id=about_id, after=Role.LEAD)


def _tell_everyone(work: Work, naming: Naming, letter: Letter) -> None:
    for member in _people(work, naming.organization_id):
        tell(work, member, "lead-named", letter)


def _end_old(work: Work, naming: Naming, leads: Collection[Membership]) -> None:
    for lead in leads:
        if lead.id in naming.ends:
            end_place(work, lead)
