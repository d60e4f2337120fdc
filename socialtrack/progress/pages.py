"""The pages of progress as values ready to show: what each template receives, made of facts and put in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from flask_babel import gettext as _

from ..guide.rules import CentrePath, PathStep, PathTask, in_scope
from ..kernel.moments import from_microseconds
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from ..people.who_queries import Who
from ..tenancy.queries import OrganizationFacts
from ..web.formats import day as in_words
from . import about_sentences, sentences
from .plan_queries import NOT_PLANNED, Plan
from .queries import NOTHING_SAID, LastGesture, NetworkFacts, PathFacts, TaskFacts
from .rules import SETTLED, State, next_small_thing

NOTICE_FOR = 10 * 60 * 1_000_000  # microseconds during which a page still offers to take one's latest gesture back


@dataclass(frozen=True, slots=True)
class TaskView:
    key: str
    title: str
    why: str
    minutes: int
    state: str
    label: str
    fact: str
    reason: str
    review_on: str
    review_words: str
    request_key: str
    about: "About | None"


@dataclass(frozen=True, slots=True)
class About:
    """What a row says quietly beside its state, each part '' where there is nothing to say. A tick changes none of it:
    its answers leave it out (None), and the style hides who and by when once the task is answered."""

    who: str
    by_when: str
    notes: str


@dataclass(frozen=True, slots=True)
class StepView:
    key: str
    number: int
    title: str
    summary: str
    settled: int
    counted: int
    doing: int
    is_open: bool = False
    due: Sequence[TaskView] = ()
    essential: Sequence[TaskView] = ()
    further: Sequence[TaskView] = ()

    @property
    def is_settled(self) -> bool:
        return self.settled >= self.counted

    @property
    def is_begun(self) -> bool:
        return self.settled + self.doing > 0

    @property
    def half(self) -> int:
        """How many squares are drawn half full."""
        return min(self.doing, self.counted - self.settled)


@dataclass(frozen=True, slots=True)
class Notice:
    """What just happened. `event`: what « Annuler » takes back."""

    text: str
    event: int | None = None
    is_problem: bool = False


@dataclass(frozen=True, slots=True)
class PathPage:
    organization_name: str
    drawn_at: str
    is_own: bool
    can_tick: bool
    settled: int
    counted: int
    steps: Sequence[StepView]
    next: TaskView | None
    notice: Notice | None
    networks: Sequence[str]
    networks_url: str | None
    contact: str | None
    people: Sequence[str]
    people_url: str | None
    undo_key: str
    review_choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a page is put in words."""

    language: str
    work: Work
    me: Who

    @property
    def today(self) -> date:
        return self.work.today

    @property
    def is_staff(self) -> bool:
        return self.work.actor.is_centre_staff

    def task(
        self,
        task: PathTask,
        facts: TaskFacts,
        page_key: str = "",
        *,
        plan: Plan | None = None,
        notes: int | None = None,
    ) -> TaskView:
        """A task as a row of the path shows it. `plan` and `notes`: given together, the row says them too."""
        value, zone = facts.value, self.work.centre.zone
        look = sentences.look(task, value, self.today, zone)
        review_on = value.review_on or ""
        return TaskView(
            key=task.key,
            title=task.title.in_(self.language),
            why=task.why.in_(self.language),
            minutes=task.minutes,
            state=look,
            label=str(sentences.LABELS[look]),
            fact=sentences.fact(task, facts, today=self.today, zone=zone, reader_is_staff=self.is_staff),
            reason=facts.reason,
            review_on=review_on,
            review_words=in_words(date.fromisoformat(review_on)) if review_on else "",
            request_key=f"{page_key}.{task.key}",
            about=self._about(plan or NOT_PLANNED, notes or 0) if plan is not None or notes is not None else None,
        )

    def _about(self, plan: Plan, notes: int) -> About:
        return About(
            who=about_sentences.who_sees_to_it(plan, self.me, reader_is_staff=self.is_staff),
            by_when=about_sentences.by_when(plan, self.today),
            notes=about_sentences.notes(notes),
        )


def path_page(
    reader: Reader,
    organization: OrganizationFacts,
    path: CentrePath,
    facts: PathFacts,
    *,
    can_tick: bool,
    told: str = "",
) -> PathPage:
    """The whole path of an organization. `told`: a sentence that belongs to what just happened."""
    tasks, states = in_scope(path, facts.chosen), facts.states
    next_task = next_small_thing(tasks, states)
    key = token_hex(8)
    views = {task.key: reader.task(task, facts.tasks.get(task.key, NOTHING_SAID), key) for task in tasks}
    steps = [_step(reader, step, tasks, states, views, next_task) for step in path.steps]
    names = {network.key: network.name.in_(reader.language) for network in path.networks}
    return PathPage(
        organization_name=organization.name,
        drawn_at=drawn_at(facts.tasks, facts.networks),
        is_own=not reader.is_staff,
        can_tick=can_tick,
        settled=sum(step.settled for step in steps),
        counted=sum(step.counted for step in steps),
        steps=steps,
        next=views[next_task.key] if next_task else None,
        notice=_latest(reader, path, facts, steps, told),
        networks=[names[network.key] for network in path.networks if network.key in facts.chosen],
        networks_url="networks",
        contact=_contact(reader, facts.contact),
        people=[sentences.person_line(who, reader_is_staff=reader.is_staff) for who in facts.people],
        people_url="people" if _may_invite(reader, organization) else None,
        undo_key=f"{key}.undo",
        review_choices=sentences.review_choices(reader.today),
    )


def _may_invite(reader: Reader, organization: OrganizationFacts) -> bool:
    return may(reader.work.actor.role, Can.INVITE_TO_ORGANIZATION) and not organization.is_archived


def drawn_at(tasks: Mapping[str, TaskFacts], networks: Mapping[str, NetworkFacts]) -> str:
    """The moment of the newest thing that a page shows: what is later than that, its reader has not seen."""
    changes = [*(task.changed_at for task in tasks.values()), *(network.changed_at for network in networks.values())]
    return from_microseconds(max(changes, default=1)).isoformat()


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
    next_task: PathTask | None,
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
        is_open=is_next or (settled + doing > 0 and settled < counted),
        due=[views[task.key] for task in due],
        essential=[views[task.key] for task in rest if task.essential],
        further=[views[task.key] for task in rest if not task.essential],
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
    if mine is None or task is None:
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
            whole = sum(s.settled for s in steps), sum(s.counted for s in steps)
            words.append(sentences.remaining(step.settled, step.counted, *whole, task.step_number))
    is_last = now.event_id == mine.event_id
    return Notice(" ".join([*words, told] if told else words), mine.event_id if is_last and not mine.is_undo else None)
