"""Figures and status: what counts, what is settled, and what an organization is at a moment. Only Python."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from operator import add, attrgetter, sub

STEPS = (1, 2, 3, 4)


class Status(StrEnum):
    """What an organization is, in the order in which the first that holds is said (`docs/decisions/0009`)."""

    ARCHIVED = "archived"
    PAUSED = "paused"
    WAITING = "waiting"
    NOT_STARTED = "not_started"
    UPKEEP_DUE = "upkeep_due"
    COMPLETE = "complete"
    STALLED = "stalled"
    MOVING = "moving"


# Rises with each release that counts something otherwise than the one before, in the figures kept beside the journal:
# those of a centre that an older one has counted are told again at the next start (`progress/rebuild_due.py`).
FIGURES_VERSION = 1
WAITING_AFTER_DAYS = 3
BASELINE_AFTER = timedelta(days=14)

# What an organization says of itself, whoever keys it in: only these count as its activity.
ACTIVITY = frozenset(
    {
        *("task-state", "task-confirmed", "task-evidence", "task-plan", "network", "baseline-fixed"),
        *("note-written", "note-edited", "note-removed"),
        *("private-note-written", "private-note-edited", "private-note-removed"),
        *("hesitation", "question-asked", "question-said", "question-settled", "question-reopened"),
    }
)
# Said before, of another organization or elsewhere: what comes by these ways has moved nobody here.
TAKEN_OVER = frozenset({"merge", "import"})
SHEET_KEYED = "sheet-keyed"  # a whole sheet of such things, filled in on paper
# What an organization keeps to itself: its centre reads no such event, not even that it is there.
PRIVATE = "private-"


def is_private(kind: str) -> bool:
    return kind.startswith(PRIVATE)


def is_said_for_them(kind: str) -> bool:
    """Whether the centre's people who do it speak for the organization: they key in what it says of itself. All else
    they do as the centre: an answer, an invitation, a pause."""
    return kind in ACTIVITY or kind == SHEET_KEYED


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of essential tasks in scope: per step settled and counted; over all done, declined, not applicable.

    Also the form of a change: `after - before`.
    """

    step1_settled: int = 0
    step1_counted: int = 0
    step2_settled: int = 0
    step2_counted: int = 0
    step3_settled: int = 0
    step3_counted: int = 0
    step4_settled: int = 0
    step4_counted: int = 0
    done: int = 0
    declined: int = 0
    not_applicable: int = 0
    further_done: int = 0

    @property
    def settled(self) -> int:
        return self.step1_settled + self.step2_settled + self.step3_settled + self.step4_settled

    @property
    def counted(self) -> int:
        return self.step1_counted + self.step2_counted + self.step3_counted + self.step4_counted

    def values(self) -> tuple[int, ...]:
        return _values(self)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*map(add, _values(self), _values(other)))

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(*map(sub, _values(self), _values(other)))

    def step(self, number: int) -> tuple[int, int]:
        """(settled, counted) of one step."""
        values = self.values()
        return values[2 * number - 2], values[2 * number - 1]


COUNT_NAMES = tuple(field.name for field in fields(Counts))
_values = attrgetter(*COUNT_NAMES)


@dataclass(frozen=True, slots=True)
class Movement:
    """What one event moved, or the events of a day: essential tasks settled in each step, organizations that started,
    and that completed their path; each less those that no longer are."""

    step1_settled: int = 0
    step2_settled: int = 0
    step3_settled: int = 0
    step4_settled: int = 0
    started: int = 0
    completed: int = 0

    def values(self) -> tuple[int, ...]:
        return _movement_values(self)


MOVEMENT_NAMES = tuple(field.name for field in fields(Movement))
_movement_values = attrgetter(*MOVEMENT_NAMES)


def moved(change: Counts, *, started: int, completed: int, is_new: bool = True) -> Movement:
    """`change`: of its counts. `is_new`: False where it tells where the organization stood before (`docs/decisions/
    0041`): to have begun is all that moves then."""
    if not is_new:
        return Movement(started=started)
    steps = change.step1_settled, change.step2_settled, change.step3_settled, change.step4_settled
    return Movement(*steps, started, completed)


def percent(settled: int, counted: int) -> int | None:
    """Whole percent rounded down, so 100 only when all is settled; None where nothing is counted."""
    return None if counted == 0 else settled * 100 // counted


def is_settled(settled: int, counted: int) -> bool:
    """A step (or a path) in which nothing is counted counts as settled."""
    return settled >= counted


def baseline_due_on(joined_on: date) -> date:
    """The last day on which an organization says where it stood when its first member joined."""
    return joined_on + BASELINE_AFTER


@dataclass(frozen=True, slots=True)
class Standing:
    """The dates from which status is derived, since time alone changes it."""

    is_archived: bool
    paused_until: date | None
    waiting_since: date | None
    started_on: date | None
    is_complete: bool
    upkeep_due_on: date | None
    last_activity_on: date | None
    answered_on: date | None = None


def back_on(paused_until: date) -> date:
    """The day after a pause, which ends by itself."""
    return paused_until + timedelta(days=1)


def waits_from(waiting_since: date, paused_until: date | None) -> date:
    """The first day on which an organization whose question is unanswered since that day counts as waiting."""
    day = waiting_since + timedelta(days=WAITING_AFTER_DAYS + 1)
    return day if paused_until is None else max(day, back_on(paused_until))


def quiet_since(last_activity_on: date, paused_until: date | None, answered_on: date | None) -> date:
    """From when silence counts: the day of the last activity, or if that is later the first day after a pause, or the
    last day on which the centre answered what waited for it. Its own delay is no silence of the organization."""
    days = last_activity_on, back_on(paused_until) if paused_until else None, answered_on
    return max(day for day in days if day is not None)


def stalls_on(quiet_since: date, stalled_after_days: int) -> date:
    """The first day on which an organization that has said nothing more counts as stalled."""
    return quiet_since + timedelta(days=stalled_after_days)


def status(standing: Standing, today: date, stalled_after_days: int) -> Status:
    """What the organization is on `today`: the first that holds, in the order of `Status`. While a question of its own
    waits for the centre, it is not the organization that is silent, however long ago it spoke (`docs/decisions/0031`).
    """
    if standing.is_archived:
        return Status.ARCHIVED
    if standing.paused_until is not None and today <= standing.paused_until:
        return Status.PAUSED
    if standing.waiting_since is not None and (today - standing.waiting_since).days > WAITING_AFTER_DAYS:
        return Status.WAITING
    if standing.started_on is None or standing.last_activity_on is None:
        return Status.NOT_STARTED
    if standing.is_complete:
        due = standing.upkeep_due_on is not None and standing.upkeep_due_on <= today
        return Status.UPKEEP_DUE if due else Status.COMPLETE
    silent_from = quiet_since(standing.last_activity_on, standing.paused_until, standing.answered_on)
    is_stalled = standing.waiting_since is None and today >= stalls_on(silent_from, stalled_after_days)
    return Status.STALLED if is_stalled else Status.MOVING
