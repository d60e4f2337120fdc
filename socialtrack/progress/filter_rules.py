"""Which tasks of the path a filter shows, and which fit in a few minutes. No Flask, no SQL, no words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ..guide.rules import PathTask
from .rules import OPEN, WITH_REASON, State, Value, looks_due, waits

MINUTES = (5, 15)
NEAR = timedelta(days=7)  # a day that people set is near for a week
SHORTEST = 3  # how many of the shortest tasks are named where none fits


class Show(StrEnum):
    TODO = "todo"
    DOING = "doing"
    MINE = "mine"
    DUE = "due"
    THINKING = "thinking"
    FURTHER = "further"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader asked the path to show; neither is the whole path."""

    show: Show | None = None
    minutes: int | None = None

    def as_arguments(self) -> dict[str, str]:
        """As an address carries it."""
        if self.show is not None:
            return {"show": self.show.value}
        return {"minutes": str(self.minutes)} if self.minutes is not None else {}


WHOLE = Choice()


def choice_of(arguments: Mapping[str, str]) -> Choice:
    """Only what is known counts: anything else shows the whole path."""
    show, minutes = arguments.get("show", ""), arguments.get("minutes", "")
    if show in set(Show):
        return Choice(show=Show(show))
    return next((Choice(minutes=known) for known in MINUTES if minutes == str(known)), WHOLE)


@dataclass(frozen=True, slots=True)
class Standing:
    """What filters know of one task of an organization. `is_mine`: its reader is the person who sees to it;
    `is_hesitated`: a hesitation about it is open."""

    task: PathTask
    value: Value
    is_mine: bool = False
    due_on: date | None = None
    is_hesitated: bool = False

    @property
    def is_open(self) -> bool:
        return self.value.state in OPEN


def belongs(standing: Standing, show: Show, today: date, zone: ZoneInfo) -> bool:
    """Whether a filter shows that task."""
    task, value = standing.task, standing.value
    match show:
        case Show.TODO | Show.DOING:
            return value.state == show.value
        case Show.MINE:
            return standing.is_mine and (standing.is_open or looks_due(task, value, today, zone))
        case Show.DUE:
            return is_due(standing, today, zone)
        case Show.THINKING:
            return standing.is_hesitated
        case Show.FURTHER:
            return not task.essential


def is_due(standing: Standing, today: date, zone: ZoneInfo) -> bool:
    """Done and to be looked at again; or its day is past, or near; or its decision is to be looked at again."""
    value = standing.value
    if standing.is_open:
        return standing.due_on is not None and standing.due_on <= today + NEAR
    if value.state in WITH_REASON:
        return value.review_on is not None and date.fromisoformat(value.review_on) <= today
    return looks_due(standing.task, value, today, zone)


def fitting(standings: Sequence[Standing], minutes: int) -> list[PathTask]:
    """The open tasks that fit in that many minutes, best first."""
    return _best_first((s for s in standings if s.is_open and s.task.minutes <= minutes), standings)


def shortest(standings: Sequence[Standing]) -> list[PathTask]:
    """The shortest of the open tasks, best first: what is offered where none fits."""
    some = [s for s in standings if s.is_open]
    least = min((s.task.minutes for s in some), default=0)
    return _best_first((s for s in some if s.task.minutes == least), standings)[:SHORTEST]


def _best_first(some: Iterable[Standing], everything: Sequence[Standing]) -> list[PathTask]:
    """Free of what is better done before; essential; under way already; then in the path's order."""
    tasks = tuple(standing.task for standing in everything)
    states = {standing.task.key: standing.value.state for standing in everything}

    def rank(standing: Standing) -> tuple[bool, bool, bool]:
        task = standing.task
        return waits(task, tasks, states), not task.essential, standing.value.state != State.DOING

    return [standing.task for standing in sorted(some, key=rank)]
