"""What stands beside one task, read at once: where it stands, who sees to it and by when, its « repère »."""

from dataclasses import dataclass

from ..kernel.work import Work
from ..people.who_queries import Who
from .gestures import words_of
from .plan_queries import NOT_PLANNED, Plan, members, plans
from .queries import NOTHING_SAID, TaskFacts, task_facts


@dataclass(frozen=True, slots=True)
class MoreFacts:
    """`evidence`: what is kept, as it is kept. `members`: who can be named, where whoever asks may name somebody."""

    task: TaskFacts
    plan: Plan
    evidence: str
    members: tuple[Who, ...]


def more_facts(work: Work, organization_id: int, task_key: str, *, with_members: bool) -> MoreFacts:
    facts = task_facts(work, organization_id).get(task_key, NOTHING_SAID)
    return MoreFacts(
        task=facts,
        plan=plans(work, organization_id).get(task_key, NOT_PLANNED),
        evidence=words_of(work, facts.value.evidence_id),
        members=tuple(members(work, organization_id)) if with_members else (),
    )
