"""Two organizations that are the same become one: what that would do, said beforehand, then done in one transaction."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..hesitations.merge_actions import Following as Hesitating
from ..hesitations.merge_actions import hesitations_that_follow, take_hesitations
from ..journal.access_actions import note_access
from ..journal.actions import record
from ..kernel.errors import Conflict, Invalid
from ..kernel.work import Work
from ..notes.merge_actions import SharedNote, notes_that_follow, take_notes
from ..people.room_actions import shut_after_merge
from ..progress.merge_actions import Heritage, heritage, take_heritage, take_plans
from ..progress.queries import task_facts
from ..progress.rules import State
from ..questions.merge_actions import Following as Asking
from ..questions.merge_actions import questions_that_follow, take_questions
from ..support.merge_actions import Following as Given
from ..support.merge_actions import support_that_follows, take_support
from ..tenancy.actions import add_membership, change_organizations
from ..tenancy.models import Membership, Organization
from ..tenancy.organization_actions import archive_organization, end_membership, members_of, organization_there
from ..tenancy.organization_queries import merged_into
from ..tenancy.organization_rules import From, fuller, joined
from ..tenancy.queries import details_of
from ..tenancy.rules import Details


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as it is now."""

    id: int
    slug: str
    name: str
    details: Details


@dataclass(frozen=True, slots=True)
class Mover:
    """Somebody of the organization that is archived. `keeps`: the role they hold already in the one that goes on."""

    membership_id: int
    name: str
    role: str
    keeps: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All that merging `other` into `into` would do now. `digest` names exactly that."""

    into: Side
    other: Side
    fuller: dict[str, From]
    movers: tuple[Mover, ...]
    heritage: Heritage
    notes: tuple[SharedNote, ...]
    hesitations: tuple[Hesitating, ...]
    questions: tuple[Asking, ...]
    support: tuple[Given, ...]

    @property
    def digest(self) -> str:
        told = f"{self.into}\n{self.other}\n{self.movers}\n{self.heritage}\n{self.notes}"
        told = f"{told}\n{self.hesitations}\n{self.questions}\n{self.support}"
        return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()


class MergeOvertaken(Conflict):
    """Carries what merging would do now, for the preview to be shown again."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("merge-overtaken")
        self.plan = plan


def plan_merge(work: Work, into_id: int, other_id: int) -> Plan:
    """What merging would do. Changes nothing.

    Raises:
        NotFound: the centre has no such organization.
        Invalid: an organization with itself, or an example.
        Conflict: one of the two is archived.
    """
    if into_id == other_id:
        raise Invalid("merge-with-itself")
    into, other = organization_there(work, into_id), organization_there(work, other_id)
    if into.is_example or other.is_example:
        raise Invalid("merge-of-example")
    if into.archived_at is not None or other.archived_at is not None:
        raise Conflict("merge-of-archived")
    sides = _side(into), _side(other)
    held = {member.person_id: member.role for member in members_of(work, into_id)}
    movers = tuple(
        Mover(member.id, member.name, member.role, held.get(member.person_id)) for member in members_of(work, other_id)
    )
    taken = heritage(work, into_id, other_id)
    return Plan(
        *sides,
        fuller(sides[0].details, sides[1].details),
        movers,
        taken,
        notes_that_follow(work, into_id, other_id),
        hesitations_that_follow(work, into_id, other_id, _answered(work, into_id, taken)),
        questions_that_follow(work, into_id, other_id),
        support_that_follows(work, other_id),
    )


def _answered(work: Work, into_id: int, taken: Heritage) -> frozenset[str]:
    """The tasks that the one that goes on will have answered for good: done, or decided."""
    states = {key: facts.value.state for key, facts in task_facts(work, into_id).items()}
    states |= {one.task_key: one.after.value.state for one in taken.tasks}
    return frozenset(key for key, state in states.items() if state not in (State.TODO, State.DOING))


def _side(row: Organization) -> Side:
    return Side(row.id, row.slug, row.name, details_of(row))


def merge_organizations(work: Work, into_id: int, other_id: int, chosen: Mapping[str, From], digest: str) -> bool:
    """Do what the preview said, whole or not at all; False where it was done already.

    `chosen`: whose word is kept of each field on which they differ; `digest` is that of the plan somebody agreed to.

    Raises:
        MergeOvertaken: one of the two has changed since, and merging would now do something else.
        NotFound, Invalid, Conflict: see `plan_merge`.
    """
    with work.write():
        goes_on = merged_into(work, other_id)
        if goes_on is not None and goes_on.id == into_id:
            return False
        plan = plan_merge(work, into_id, other_id)
        if plan.digest != digest:
            raise MergeOvertaken(plan)
        _join_details(work, plan, {**plan.fuller, **chosen})
        take_heritage(work, into_id, plan.heritage)
        places = _move_members(work, plan)
        take_plans(work, into_id, plan.heritage, places)
        take_notes(work, into_id, plan.notes, places)
        copies = take_hesitations(work, into_id, plan.hesitations, places)
        take_questions(work, into_id, plan.questions, places, copies)
        take_support(work, into_id, other_id, plan.support)
        archive_organization(work, other_id, into_id=into_id)
        # The last of all these events tells the board's news what the others were.
        record(work, kind="organization-merged", organization_id=into_id, value_after={"from": other_id})
        return True


def _join_details(work: Work, plan: Plan, chosen: Mapping[str, From]) -> None:
    said = joined(plan.into.details, plan.other.details, chosen)
    if said == plan.into.details:
        return
    if said.reference is not None and said.reference == plan.other.details.reference:
        # Two organizations never have one reference: it goes to the one that goes on.
        change_organizations(work, {plan.other.id: replace(plan.other.details, reference=None)})
    change_organizations(work, {plan.into.id: said})


def _move_members(work: Work, plan: Plan) -> dict[int, int]:
    """Each membership that ends, and the one that its person holds in the one that goes on."""
    keeps, brought = {mover.membership_id: mover.keeps for mover in plan.movers}, []
    held = {member.person_id: member.id for member in members_of(work, plan.into.id)}
    places = {}
    for member in members_of(work, plan.other.id):
        end_membership(work, member)
        note_access(work, "membership-ended", organization_id=plan.other.id, about_id=member.id, before=member.role)
        if keeps[member.id] is None:
            new = _welcome(work, plan.into.id, member)
            note_access(work, "joined", organization_id=plan.into.id, about_id=new, after=member.role)
            brought.append(new)
            held[member.person_id] = new
        places[member.id] = held[member.person_id]
    if brought:
        shut_after_merge(work, plan.into.id, brought)
    return places


def _welcome(work: Work, organization_id: int, member: Membership) -> int:
    return add_membership(
        work,
        person_id=member.person_id,
        role=member.role,
        name=member.name,
        organization_id=organization_id,
        invited_by=member.invited_by,
        is_named_to_centre=member.is_named_to_centre,
    )
