"""Two organizations that are the same: what the one that goes on takes over of the other's path, and the taking over.

For each task the more advanced answer stands, with its own dates; the networks of both are united. Who sees to a task
and what shows that it is done follow where the one that goes on had said nothing. Each is an event of its own, by the
channel `merge`: it can be undone like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from ..guide import queries as guide
from ..guide.rules import CentrePath
from ..journal.text_actions import copy_text
from ..kernel.moments import from_microseconds, to_microseconds
from ..kernel.work import Work
from .actions import take_over
from .gestures import Gesture
from .models import TaskPlan
from .network_actions import set_network
from .plan_actions import take_over_plan
from .plan_rules import PlanValue
from .queries import NOTHING_SAID, NetworkFacts, TaskFacts, networks, task_facts
from .rules import SaidAt, goes_further


@dataclass(frozen=True, slots=True)
class Taken:
    """A task of which the other said more. `before` is what the one that goes on had said."""

    task_key: str
    before: TaskFacts
    after: TaskFacts

    @property
    def said_at(self) -> int:
        """When that was so, in microseconds."""
        return self.after.value.done_at or self.after.changed_at

    @property
    def brings_detail(self) -> bool:
        """Whether the other's « repère » follows: one's own stands where there is one."""
        return bool(self.after.evidence and not self.before.evidence)


@dataclass(frozen=True, slots=True)
class TakenPlan:
    """Who sees to a task and by when, as the other said it at `said_at` (microseconds)."""

    task_key: str
    value: PlanValue
    said_at: int


@dataclass(frozen=True, slots=True)
class Heritage:
    """What one organization takes over of another, in the order in which it happened. `details`: the tasks of which
    the « repère » alone follows."""

    networks: tuple[NetworkFacts, ...]
    tasks: tuple[Taken, ...]
    details: tuple[Taken, ...] = ()
    plans: tuple[TakenPlan, ...] = ()


def heritage(work: Work, into_id: int, other_id: int) -> Heritage:
    """What there is to take over. Changes nothing; five statements."""
    path = guide.path(work)
    mine, theirs = networks(work, into_id), networks(work, other_id)
    taken = [theirs[key] for key in sorted(theirs) if key in path.network_keys and _adds(mine.get(key), theirs[key])]
    said, said_there = task_facts(work, into_id), task_facts(work, other_id)
    tasks, details = [], []
    for key, after in sorted(said_there.items(), key=lambda one: (one[1].value.done_at or one[1].changed_at, one[0])):
        before, task = said.get(key, NOTHING_SAID), path.by_key.get(key)
        both = SaidAt(before.value, before.changed_at), SaidAt(after.value, after.changed_at)
        if task is not None and goes_further(task, *both, work.centre.zone):
            tasks.append(Taken(key, before, after))
        elif task is not None and (one := Taken(key, before, after)).brings_detail:
            details.append(one)
    plans = _plans_that_follow(work, path, into_id, other_id)
    return Heritage(tuple(taken), tuple(tasks), tuple(details), tuple(plans))


def _adds(mine: NetworkFacts | None, theirs: NetworkFacts) -> bool:
    if theirs.state == "chosen":
        return mine is None or mine.state != "chosen"
    return theirs.state == "not_now" and mine is None


def take_heritage(work: Work, into_id: int, found: Heritage) -> None:
    """Take it over, with its own dates. Runs inside `work.write()`."""
    work = replace(work, actor=replace(work.actor, channel="merge"))
    with work.write():
        for network in found.networks:
            set_network(
                work,
                into_id,
                network.network,
                network.state,
                reason=network.reason,
                review_on=date.fromisoformat(network.review_on) if network.review_on else None,
                gesture=Gesture(happened_at=from_microseconds(network.changed_at)),
            )
        for one in found.tasks:
            value = replace(
                one.after.value,
                reason_id=_copied(work, one.after.value.reason_id, into_id),
                evidence_id=_detail_of(work, one, into_id),
            )
            take_over(work, into_id, one.task_key, value, Gesture(happened_at=from_microseconds(one.said_at)))
        for one in found.details:
            value = replace(one.before.value, evidence_id=_detail_of(work, one, into_id))
            gesture = Gesture(happened_at=from_microseconds(one.after.changed_at))
            take_over(work, into_id, one.task_key, value, gesture, kind="task-evidence")


def _detail_of(work: Work, one: Taken, into_id: int) -> int | None:
    """The « repère » that stands: one's own where there is one."""
    if one.before.evidence:
        return one.before.value.evidence_id
    return _copied(work, one.after.value.evidence_id, into_id) if one.brings_detail else None


def _copied(work: Work, text_id: int | None, into_id: int) -> int | None:
    return None if text_id is None else copy_text(work, text_id, into_id)


def _plans_that_follow(work: Work, path: CentrePath, into_id: int, other_id: int) -> list[TakenPlan]:
    """The other's plans of tasks for which the one that goes on has none."""
    rows = work.session.scalars(
        select(TaskPlan).where(TaskPlan.centre_id == work.centre.id, TaskPlan.organization_id.in_((into_id, other_id)))
    ).all()
    found = [
        (row, PlanValue(row.responsible_id, row.responsible_text_id, row.due_on))
        for row in rows
        if row.task_key in path.by_key
    ]
    here = {row.task_key for row, value in found if row.organization_id == into_id and value != PlanValue()}
    plans = [
        TakenPlan(row.task_key, value, to_microseconds(row.changed_at))
        for row, value in found
        if row.organization_id == other_id and value != PlanValue() and row.task_key not in here
    ]
    return sorted(plans, key=lambda one: (one.said_at, one.task_key))


def take_plans(work: Work, into_id: int, found: Heritage, places: Mapping[int, int]) -> None:
    """Take the plans over. Runs inside `work.write()`. `places`: the membership that each member of the other holds in
    the one that goes on."""
    work = replace(work, actor=replace(work.actor, channel="merge"))
    for one in found.plans:
        value = replace(
            one.value,
            responsible_id=places.get(one.value.responsible_id or 0, one.value.responsible_id),
            responsible_text_id=_copied(work, one.value.responsible_text_id, into_id),
        )
        take_over_plan(work, into_id, one.task_key, value, Gesture(happened_at=from_microseconds(one.said_at)))
