"""What changed elsewhere, as an open page takes it in: regions that it swaps, and one sentence for whoever listens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide.rules import CentrePath, PathTask, in_scope
from ..journal.figures import Figures
from . import ask_sentences, sentences
from .answers import Overall, bare_step
from .live_queries import News
from .pages import Reader, StepView, TaskView, Upkeep, upkeep
from .path_page import Beside
from .plan_queries import NOT_PLANNED
from .queries import NOTHING_SAID, Present, TaskFacts
from .rules import next_small_thing


@dataclass(frozen=True, slots=True)
class LiveView:
    path: Overall
    next: TaskView | None
    others: Sequence[TaskView]
    other_steps: Sequence[StepView]
    upkeep: Upkeep
    step_asks: Sequence[StepView]
    told: str


def live_view(
    reader: Reader,
    path: CentrePath,
    news: News,
    present: Present,
    facts: Mapping[str, TaskFacts],
    figures: Figures,
    beside: Beside,
) -> LiveView:
    """Rows of tasks that are out of scope, or that came with a network, are left for when the page is opened again."""
    tasks = in_scope(path, present.networks)
    changed = [task for task in tasks if task.key in news.task_keys]
    next_task = next_small_thing(tasks, present.states)
    views = [
        reader.task(
            task,
            facts.get(task.key, NOTHING_SAID),
            plan=beside.plans.get(task.key, NOT_PLANNED),
            notes=beside.notes.get(task.key, 0),
            ask=beside.ask(task.key),
        )
        for task in changed
    ]
    numbers = {task.step_number for task in changed}
    if news.is_about_networks:
        numbers = {step.number for step in path.steps}
    return LiveView(
        path=Overall(figures.counts.settled, figures.counts.counted),
        next=reader.task(next_task, facts.get(next_task.key, NOTHING_SAID), ask=beside.ask(next_task.key))
        if next_task
        else None,
        others=views,
        other_steps=[bare_step(path, number, present, figures) for number in sorted(numbers)],
        upkeep=upkeep(reader, tasks, facts),
        step_asks=[
            replace(bare_step(path, step.number, present, figures), ask=reader.ask(beside.step_ask(step.number)))
            for step in path.steps
            if news.is_about_steps
        ],
        told=_told(reader, [task for task in changed if task.key in news.by_others], news, facts),
    )


def _told(reader: Reader, changed: Sequence[PathTask], news: News, facts: Mapping[str, TaskFacts]) -> str:
    """One sentence for a whole batch: what was said where it is one answer, else how many tasks changed."""
    if not changed:
        return ""
    first = changed[0]
    if len(changed) == 1 and first.key in news.replied and not reader.is_staff:
        return ask_sentences.answered(sentences.in_sentence(first.title.in_(reader.language)))
    if len(changed) == 1 and first.key in news.answered_by_others:
        state = str(facts.get(first.key, NOTHING_SAID).value.state)
        return _("Ailleurs, à l’instant. %(said)s", said=sentences.said(first.title.in_(reader.language), state))
    return ngettext(
        "Ailleurs, à l’instant : %(num)s tâche a changé; elle est à jour.",
        "Ailleurs, à l’instant : %(num)s tâches ont changé; elles sont à jour.",
        len(changed),
    )
