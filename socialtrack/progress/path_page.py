"""The path page as values ready to show: its steps, its rows, its filters, and what just happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex

from flask_babel import gettext as _

from ..guide.rules import CentrePath, PathStep, PathTask, in_scope
from ..kernel.permissions import Can, may
from ..people.who_queries import Who
from ..tenancy.queries import OrganizationFacts
from . import sentences
from .ask_queries import NO_ASK, Ask, OpenAsks
from .filter_rules import WHOLE, Choice, Standing
from .pages import AskView, Notice, Reader, StepView, TaskView, Upkeep, drawn_at, upkeep
from .path_filters import Filters, Row, filters, rows
from .plan_queries import NOT_PLANNED, Plan
from .queries import NOTHING_SAID, LastGesture, PathFacts
from .rules import SETTLED, State, next_small_thing

_TICKS = ("task-state", "task-confirmed")


@dataclass(frozen=True, slots=True)
class PathPage:
    organization_name: str
    drawn_at: str
    is_own: bool
    can_tick: bool
    settled: int
    counted: int
    upkeep: Upkeep
    steps: Sequence[StepView]
    rows: Mapping[str, Row]
    filters: Filters
    next: TaskView | None
    notice: Notice | None
    networks: Sequence[str]
    networks_url: str | None
    contact: str | None
    apart: AskView
    newest_event_id: int
    people: Sequence[str]
    people_url: str | None
    undo_key: str
    review_choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Beside:
    """What the path shows beside states: who sees to each task and by when, how many notes it has, what is open."""

    plans: Mapping[str, Plan] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)
    asks: OpenAsks = field(default_factory=OpenAsks)

    def ask(self, task_key: str) -> Ask:
        return self.asks.tasks.get(task_key, NO_ASK)

    def step_ask(self, number: int) -> Ask:
        return self.asks.steps.get(number, NO_ASK)


def path_page(
    reader: Reader,
    organization: OrganizationFacts,
    path: CentrePath,
    facts: PathFacts,
    beside: Beside,
    *,
    can_tick: bool,
    choice: Choice = WHOLE,
    told: str = "",
    stays: str | None = None,
) -> PathPage:
    """The whole path of an organization. `told`: a sentence that belongs to what just happened; `stays`: the task that
    it happened to, which a filter does not take away at once."""
    tasks, states = in_scope(path, facts.chosen), facts.states
    next_task = next_small_thing(tasks, states)
    key = token_hex(8)
    views = {
        task.key: reader.task(
            task,
            facts.tasks.get(task.key, NOTHING_SAID),
            key,
            plan=beside.plans.get(task.key, NOT_PLANNED),
            notes=beside.notes.get(task.key, 0),
            ask=beside.ask(task.key),
        )
        for task in tasks
    }
    standings = [_standing(reader, task, facts, beside) for task in tasks]
    shown = filters(reader, standings, views, choice)
    drawn = rows(reader, standings, shown, kept=stays)
    steps = [
        _step(reader, step, tasks, states, views, drawn, next_task, beside.step_ask(step.number)) for step in path.steps
    ]
    names = path.network_names(reader.language)
    return PathPage(
        organization_name=organization.name,
        drawn_at=drawn_at(facts.tasks, facts.networks),
        is_own=not reader.is_staff,
        can_tick=can_tick,
        settled=sum(step.settled for step in steps),
        counted=sum(step.counted for step in steps),
        upkeep=upkeep(reader, tasks, facts.tasks),
        steps=steps,
        rows=drawn,
        filters=shown,
        next=views[next_task.key] if next_task else None,
        notice=_latest(reader, path, facts, steps, told),
        networks=[names[network.key] for network in path.networks if network.key in facts.chosen],
        networks_url="networks",
        contact=_contact(reader, facts.contact),
        apart=reader.ask(beside.asks.apart),
        newest_event_id=beside.asks.newest_event_id,
        people=[sentences.person_line(who, reader_is_staff=reader.is_staff) for who in facts.people],
        people_url="people" if _may_invite(reader, organization) else None,
        undo_key=f"{key}.undo",
        review_choices=sentences.review_choices(reader.today),
    )


def _standing(reader: Reader, task: PathTask, facts: PathFacts, beside: Beside) -> Standing:
    plan = beside.plans.get(task.key, NOT_PLANNED)
    is_mine = plan.responsible is not None and plan.responsible.id == reader.me.id
    is_hesitated = bool(beside.ask(task.key).hesitation)
    return Standing(task, facts.tasks.get(task.key, NOTHING_SAID).value, is_mine, plan.due_on, is_hesitated)


def _may_invite(reader: Reader, organization: OrganizationFacts) -> bool:
    return may(reader.work.actor.role, Can.INVITE_TO_ORGANIZATION) and not organization.is_archived


def _contact(reader: Reader, contact: Who | None) -> str | None:
    if contact is None or reader.is_staff:
        return None
    return _("%(name)s, %(centre)s", name=contact.name, centre=reader.work.centre.name)


def _step(
    reader: Reader,
    step: PathStep,
    tasks: Sequence[PathTask],
    states: Mapping[str, str],
    views: Mapping[str, TaskView],
    drawn: Mapping[str, Row],
    next_task: PathTask | None,
    ask: Ask,
) -> StepView:
    mine = [task for task in tasks if task.step_number == step.number]
    settled, counted, doing = _counts(mine, states)
    due = [task for task in mine if views[task.key].state == sentences.AGAIN]
    rest = [task for task in mine if task not in due]
    is_next = next_task is not None and next_task.step_number == step.number
    return StepView(
        key=step.key,
        number=step.number,
        title=step.title.in_(reader.language),
        summary=step.summary.in_(reader.language),
        settled=settled,
        counted=counted,
        doing=doing,
        ask=reader.ask(ask),
        is_open=is_next or (settled + doing > 0 and settled < counted),
        due=[views[task.key] for task in due],
        essential=[views[task.key] for task in rest if task.essential],
        further=[views[task.key] for task in rest if not task.essential],
        is_shown=any(not drawn[task.key].is_hidden and not drawn[task.key].is_offered for task in mine),
    )


def _counts(tasks: Sequence[PathTask], states: Mapping[str, str]) -> tuple[int, int, int]:
    """Settled, counted and under way, over the essential tasks among these."""
    said = [states.get(task.key, State.TODO) for task in tasks if task.essential]
    settled = sum(state in SETTLED for state in said)
    return settled, sum(state != State.NOT_APPLICABLE for state in said), said.count(State.DOING)


def _latest(reader: Reader, path: CentrePath, facts: PathFacts, steps: Sequence[StepView], told: str) -> Notice | None:
    """One's own latest gesture, with the way back while nothing else has changed on that task."""
    mine: LastGesture | None = facts.mine
    task = path.by_key.get(mine.task_key) if mine else None
    if mine is None or task is None or mine.kind not in _TICKS:
        return Notice(told) if told else None
    title = task.title.in_(reader.language)
    now = facts.tasks.get(task.key, NOTHING_SAID)
    if mine.is_undo:
        words = [sentences.undone(title, mine.after)]
    elif mine.kind == "task-confirmed":
        words = [sentences.confirmed(title)]
    else:
        words = [sentences.said(title, mine.after)]
        if mine.after in SETTLED and task.essential:
            step = steps[task.step_number - 1]
            words.append(sentences.remaining(step.settled, step.counted))
    is_last = now.event_id == mine.event_id
    text = " ".join(word for word in (*words, told) if word)
    return Notice(text, mine.event_id if is_last and not mine.is_undo else None)
