"""Rows of the path, read again whole: what an answer shows of a task after anything about it has changed."""

from collections.abc import Iterable

from ..guide.rules import PathTask
from ..notes.queries import count_by_task
from ..people.room_views import reads_private
from .ask_queries import NO_ASK, open_asks
from .pages import Reader, TaskView
from .plan_queries import NOT_PLANNED, plans
from .queries import NOTHING_SAID, task_facts


def whole_row(reader: Reader, organization_id: int, task: PathTask) -> TaskView:
    """State, words, who sees to it, by when, « repère », notes, what is open: as `progress/_task_fact.html` says."""
    return whole_rows(reader, organization_id, [task])[0]


def whole_rows(reader: Reader, organization_id: int, tasks: Iterable[PathTask]) -> list[TaskView]:
    """The same of several tasks, in as many statements."""
    work = reader.work
    facts, planned = task_facts(work, organization_id), plans(work, organization_id)
    notes = count_by_task(work, organization_id, with_private=reads_private())
    asks = open_asks(work, organization_id).tasks
    return [
        reader.task(
            task,
            facts.get(task.key, NOTHING_SAID),
            plan=planned.get(task.key, NOT_PLANNED),
            notes=notes.get(task.key, 0),
            ask=asks.get(task.key, NO_ASK),
        )
        for task in tasks
    ]
