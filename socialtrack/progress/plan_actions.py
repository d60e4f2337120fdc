"""Saying who sees to a task and by when, once; and taking that back. Where the task stands is another thing."""

from dataclasses import dataclass

from sqlalchemy import select

from ..guide import queries as guide
from ..guide.rules import PathTask
from ..journal.actions import count, record
from ..journal.figures import Figures, read_figures
from ..journal.gestures import first_receipt
from ..journal.models import Event
from ..journal.rules import Counts
from ..kernel.errors import Conflict, Invalid, NotFound, Refused
from ..kernel.moments import local_day
from ..kernel.work import Work
from ..tenancy.models import Membership
from .actions import newest_event_id, task_named
from .gestures import Gesture, Part, keep_reason, keep_receipt, refuse_overtaken, words_of
from .models import TaskPlan
from .plan_rules import PlanValue, WantedPlan, judge_due_date

KIND = "task-plan"


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """What a gesture did. `event_id` is None where nothing changed; `newest_event_id` orders answers on a page.

    `is_last`: False where a repeated gesture comes after something else has changed the plan.
    """

    task: PathTask
    before: PlanValue
    after: PlanValue
    event_id: int | None
    newest_event_id: int
    is_repeated: bool = False
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    """The plan under the lock: its row, its value, and the organization's figures."""

    row: TaskPlan | None
    value: PlanValue
    figures: Figures

    @property
    def event_id(self) -> int | None:
        return self.row.event_id if self.row else None


def set_plan(work: Work, organization_id: int, task_key: str, wanted: WantedPlan, gesture: Gesture) -> PlanAnswer:
    """Say who sees to a task and by when, as a whole: row, event and receipt in one transaction. It moves no figure.

    Raises:
        NotFound, Conflict: no such task any more (see `task_named`), the gesture's key was used for something else, or
            it waited for a network and the plan has changed since (see `refuse_overtaken`).
        Invalid: a day out of range, or a member who has no place in this organization (any more).
        Refused: the organization is archived.
    """
    task = task_named(guide.path(work), task_key, guide.retired_keys(work, task_key))
    with work.write():
        found = _find(work, organization_id, task)
        if (first := _first_answer(work, organization_id, task, found, gesture)) is not None:
            return first
        judge_due_date(wanted.due_on, found.value.due_on, local_day(gesture.happened_at or work.now, work.centre.zone))
        after = PlanValue(
            _member(work, organization_id, wanted.responsible_id, found.value.responsible_id),
            _kept_name(work, organization_id, wanted, found.value.responsible_text_id),
            wanted.due_on,
        )
        if after == found.value:
            keep_receipt(work, gesture, None)
            newest = newest_event_id(work, organization_id)
            return PlanAnswer(task, after, after, None, newest)
        refuse_overtaken(work, organization_id, gesture, Part.PLAN, task_key=task.key)
        return _change(work, organization_id, task, found, after, gesture)


def undo_plan(work: Work, organization_id: int, event: Event, gesture: Gesture) -> PlanAnswer:
    """Take back what `event` said of a plan: the whole earlier plan comes back. Runs inside `work.write()`.

    Raises:
        NotFound: the event speaks of no plan of this organization.
        Conflict: the plan has changed since (code `undo-overtaken`), or the task has left the path.
    """
    if event.kind != KIND or event.organization_id != organization_id or event.task_key is None:
        raise NotFound("no-such-change")
    task = task_named(guide.path(work), event.task_key, guide.retired_keys(work, event.task_key))
    with work.write():
        found = _find(work, organization_id, task)
        if (first := _first_answer(work, organization_id, task, found, gesture)) is not None:
            return first
        if found.event_id != event.id:
            raise Conflict("undo-overtaken", task_key=task.key)
        after = PlanValue.from_event(event.value_before)
        return _change(work, organization_id, task, found, after, gesture, undoes_id=event.id)


def take_over_plan(work: Work, organization_id: int, task_key: str, after: PlanValue, gesture: Gesture) -> None:
    """Give a task the whole plan that another organization had, which is the same. Runs inside `work.write()`."""
    task = task_named(guide.path(work), task_key)
    _change(work, organization_id, task, _find(work, organization_id, task), after, gesture)


def _find(work: Work, organization_id: int, task: PathTask) -> _Found:
    figures = read_figures(work, organization_id)
    if not figures.is_listed:
        raise Refused("organization-archived")
    row = work.session.scalars(
        select(TaskPlan).where(
            TaskPlan.centre_id == work.centre.id,
            TaskPlan.organization_id == organization_id,
            TaskPlan.task_key == task.key,
        )
    ).one_or_none()
    value = PlanValue(row.responsible_id, row.responsible_text_id, row.due_on) if row else PlanValue()
    return _Found(row, value, figures)


def _first_answer(
    work: Work, organization_id: int, task: PathTask, found: _Found, gesture: Gesture
) -> PlanAnswer | None:
    """Same key and content: the first answer again."""
    receipt = first_receipt(work, gesture)
    if receipt is None:
        return None
    newest = newest_event_id(work, organization_id)
    is_last = receipt.event_id in (None, found.event_id)
    return PlanAnswer(task, found.value, found.value, receipt.event_id, newest, True, is_last)


def _member(work: Work, organization_id: int, wanted: int | None, before: int | None) -> int | None:
    """The member who was named. Somebody who has left since may stay named; nobody else without a place can be."""
    if wanted is None or wanted == before:
        return wanted
    found = work.session.scalars(
        select(Membership.id).where(
            Membership.centre_id == work.centre.id,
            Membership.organization_id == organization_id,
            Membership.id == wanted,
            Membership.ended_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        raise Invalid("no-such-member", field="responsible")
    return found


def _kept_name(work: Work, organization_id: int, wanted: WantedPlan, before: int | None) -> int | None:
    """The name in words, which the centre may read: the page says so beside the field."""
    if wanted.responsible_id is not None or not wanted.responsible_name:
        return None
    if before is not None and words_of(work, before) == wanted.responsible_name:
        return before
    return keep_reason(work, organization_id, wanted.responsible_name)


def _change(
    work: Work,
    organization_id: int,
    task: PathTask,
    found: _Found,
    after: PlanValue,
    gesture: Gesture,
    *,
    undoes_id: int | None = None,
) -> PlanAnswer:
    event_id = record(
        work,
        kind=KIND,
        organization_id=organization_id,
        task_key=task.key,
        value_before=found.value.as_event(),
        value_after=after.as_event(),
        happened_at=gesture.happened_at,
        undoes_id=undoes_id,
    )
    row = found.row or TaskPlan(organization_id=organization_id, task_key=task.key)
    row.responsible_id, row.responsible_text_id, row.due_on = (
        *(after.responsible_id, after.responsible_text_id),
        after.due_on,
    )
    row.changed_at, row.changed_by, row.event_id = work.now, work.actor.membership_id, event_id
    work.session.add(row)
    work.session.flush()
    count(work, organization_id, Counts(), happened_at=gesture.happened_at, figures=found.figures)
    keep_receipt(work, gesture, event_id)
    return PlanAnswer(task, found.value, after, event_id, event_id)
