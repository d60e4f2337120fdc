"""What changed elsewhere, as an open page takes it in: regions that it swaps, and one sentence for whoever listens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide.rules import CentrePath, in_scope
from ..journal.actions import Figures
from . import sentences
from .answers import Overall, bare_step
from .live_queries import News
from .pages import Reader, StepView, TaskView
from .queries import NOTHING_SAID, Present, TaskFacts
from .rules import next_small_thing


@dataclass(frozen=True, slots=True)
class LiveView:
    path: Overall
    next: TaskView | None
    others: Sequence[TaskView]
    other_steps: Sequence[StepView]
    told: str


def live_view(
    reader: Reader,
    path: CentrePath,
    news: News,
    present: Present,
    facts: Mapping[str, TaskFacts],
    figures: Figures,
) -> LiveView:
    """Rows of tasks that are out of scope, or that came with a network, are left for when the page is opened again."""
    tasks = in_scope(path, present.networks)
    changed = [task for task in tasks if task.key in news.task_keys]
    next_task = next_small_thing(tasks, present.states)
    views = {task.key: reader.task(task, facts.get(task.key, NOTHING_SAID)) for task in changed}
    numbers = {task.step_number for task in changed}
    if news.is_about_networks:
        numbers = {step.number for step in path.steps}
    told = [
        sentences.said(task.title.in_(reader.language), str(facts.get(task.key, NOTHING_SAID).value.state))
        for task in changed
        if task.key in news.by_others
    ]
    return LiveView(
        path=Overall(figures.counts.settled, figures.counts.counted),
        next=reader.task(next_task, facts.get(next_task.key, NOTHING_SAID)) if next_task else None,
        others=list(views.values()),
        other_steps=[bare_step(path, number, present, figures) for number in sorted(numbers)],
        told=_told(told),
    )


def _told(said: Sequence[str]) -> str:
    """One sentence for a whole batch: what was said where it is one thing, else how many."""
    if not said:
        return ""
    if len(said) == 1:
        return _("Ailleurs, à l’instant. %(said)s", said=said[0])
    return ngettext(
        "Ailleurs, à l’instant : %(num)s tâche a changé; elle est à jour.",
        "Ailleurs, à l’instant : %(num)s tâches ont changé; elles sont à jour.",
        len(said),
    )
