"""What the pages of progress have in common, as values ready to show: made of facts and put in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..guide.rules import PathTask
from ..kernel.moments import from_microseconds
from ..kernel.work import Work
from ..people.who_queries import Who
from ..web.formats import day as in_words
from . import about_sentences, path_sentences, sentences
from .ask_queries import NO_ASK, Ask
from .plan_queries import NOT_PLANNED, Plan
from .queries import NetworkFacts, TaskFacts
from .rules import looks_due, upkeep_due_on

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
    ask: "AskView"


@dataclass(frozen=True, slots=True)
class AskView:
    """What is open about one thing: the number of its hesitation and of its question, 0 where there is none; in words
    where that question stands, and whether it stands out: it is the reader's turn."""

    hesitation: int
    question: int
    words: str
    is_mine_to_say: bool


NOTHING_OPEN = AskView(0, 0, "", is_mine_to_say=False)  # of most rows, and of each tick


@dataclass(frozen=True, slots=True)
class About:
    """What a row says quietly beside its state, each part '' where there is nothing to say. A tick changes none of it:
    its answers leave it out (None), and the style hides who and by when once the task is answered."""

    who: str
    by_when: str
    detail: str
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
    ask: AskView | None = None
    is_open: bool = False
    due: Sequence[TaskView] = ()
    essential: Sequence[TaskView] = ()
    further: Sequence[TaskView] = ()
    is_shown: bool = True

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
    """What just happened. `event`: what « Annuler » takes back; `is_redo`: it was a way back itself."""

    text: str
    event: int | None = None
    is_problem: bool = False
    is_redo: bool = False


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is done and comes back. `number`: how many are to be looked at again now; `text` '' where nothing recurs."""

    number: int
    text: str


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
        ask: Ask = NO_ASK,
    ) -> TaskView:
        """A task as a row of the path shows it. `plan` and `notes`: given together, the row says them, and `ask`."""
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
            about=self._about(facts, plan or NOT_PLANNED, notes or 0)
            if plan is not None or notes is not None
            else None,
            ask=self.ask(ask),
        )

    def ask(self, ask: Ask) -> AskView:
        if ask is NO_ASK:
            return NOTHING_OPEN
        return AskView(
            hesitation=ask.hesitation,
            question=ask.question,
            words=about_sentences.question(is_answered=ask.is_answered, reader_is_staff=self.is_staff),
            is_mine_to_say=ask.is_answered is not self.is_staff,
        )

    def _about(self, facts: TaskFacts, plan: Plan, notes: int) -> About:
        return About(
            who=about_sentences.who_sees_to_it(plan, self.me, reader_is_staff=self.is_staff),
            by_when=about_sentences.by_when(plan, self.today),
            detail=about_sentences.detail(facts.evidence),
            notes=about_sentences.notes(notes),
        )


def drawn_at(tasks: Mapping[str, TaskFacts], networks: Mapping[str, NetworkFacts]) -> str:
    """The moment of the newest thing that a page shows: what is later than that, its reader has not seen."""
    changes = [*(task.changed_at for task in tasks.values()), *(network.changed_at for network in networks.values())]
    return from_microseconds(max(changes, default=1)).isoformat()


def upkeep(reader: Reader, tasks: Iterable[PathTask], known: Mapping[str, TaskFacts]) -> Upkeep:
    """Upkeep over the tasks in scope: a figure of its own, since progress does not go down with it."""
    zone, today = reader.work.centre.zone, reader.today
    values = {task.key: facts.value for task in tasks if task.recurs_days and (facts := known.get(task.key))}
    due = [task for task in tasks if task.key in values and looks_due(task, values[task.key], today, zone)]
    return Upkeep(len(due), path_sentences.upkeep(len(due), upkeep_due_on(tasks, values, zone), today))
