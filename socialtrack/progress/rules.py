"""What a gesture makes of a task, and what a task counts for. No Flask, no SQL: this file is the policy.

Source of the rules: the decisions on data and gestures, `docs/decisions/0003-the-journal.md`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from ..guide.rules import CentrePath, PathTask, in_scope
from ..journal.rules import Counts
from ..kernel.errors import Invalid
from ..kernel.moments import from_microseconds, local_day


class State(StrEnum):
    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"
    DECLINED = "declined"


# The events that say the whole value of a task.
VALUE_KINDS = frozenset({"task-state", "task-confirmed", "task-evidence"})
OPEN = frozenset({State.TODO, State.DOING})
SETTLED = frozenset({State.DONE, State.DECLINED})
WITH_REASON = frozenset({State.NOT_APPLICABLE, State.DECLINED})
REVIEW_AFTER = timedelta(days=365)
REVIEW_AT_LATEST = timedelta(days=5 * 366)
EARLIEST = date(2000, 1, 1)  # nothing of a path happened earlier: a year before it is a slip of the finger


@dataclass(frozen=True, slots=True)
class Value:
    """The whole value of a task. Moments are microseconds, days ISO text, reason and evidence ids of texts."""

    state: str = State.TODO
    reason_id: int | None = None
    review_on: str | None = None
    evidence_id: int | None = None
    done_at: int | None = None
    done_by: int | None = None
    entered_by: int | None = None
    confirmed_on: str | None = None

    def rest(self) -> dict[str, Any]:
        """What the journal keeps beside the state."""
        return {name: value for name, value in zip(_REST, _rest(self), strict=True) if value is not None}

    @classmethod
    def from_event(cls, state: str | None, rest: Mapping[str, Any] | None) -> "Value":
        return cls(state=state or State.TODO, **(rest or {}))


_REST = ("reason_id", "review_on", "evidence_id", "done_at", "done_by", "entered_by", "confirmed_on")
_rest = attrgetter(*_REST)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says of a task. `reason` is in words; `review_on` only where a reason may stand.

    `done_on`: the day since which it is done, where that was said too.
    """

    state: State
    reason: str = ""
    review_on: date | None = None
    done_on: date | None = None


def wanted(
    state: str, reason: str = "", review_on: date | None = None, *, done_on: date | None = None, today: date
) -> Wanted:
    """Check what was said, and fill in the review date of a decision (one year from `today`).

    Raises:
        Invalid: unknown state, a review date that is past or more than five years away, or a day that can't be the one
            on which something was done.
    """
    if state not in set(State):
        raise Invalid("unknown-state", field="state")
    if state == State.DONE and done_on is not None:
        return Wanted(State.DONE, done_on=past_day(done_on, today, field="done_on"))
    if state not in WITH_REASON:
        return Wanted(State(state))
    return Wanted(State(state), reason, review_date(review_on, today))


def review_date(said: date | None, today: date) -> date:
    """When to come back to a decision: the day that was said, or a year from `today`.

    Raises:
        Invalid: past, or more than five years away.
    """
    if said is None:
        return today + REVIEW_AFTER
    if not today <= said <= today + REVIEW_AT_LATEST:
        raise Invalid("review-date-out-of-range", field="review_on")
    return said


def past_day(day: date, today: date, *, field: str) -> date:
    """A day on which something happened.

    Raises:
        Invalid: still to come, or before `EARLIEST`.
    """
    if day > today:
        raise Invalid("moment-in-the-future", field=field)
    if day < EARLIEST:
        raise Invalid("day-too-early", field=field)
    return day


def says_the_same(before: Value, said: Wanted, reason_before: str, zone: ZoneInfo) -> bool:
    """Whether nothing of the whole value would change: then there is no event."""
    if before.state != said.state:
        return False
    if said.done_on is not None:
        return before.done_at is not None and local_day(from_microseconds(before.done_at), zone) == said.done_on
    if said.state not in WITH_REASON:
        return True
    return reason_before == said.reason and before.review_on == (said.review_on and said.review_on.isoformat())


def move(before: Value, said: Wanted, *, reason_id: int | None, at: int, by: int | None, on_behalf: bool) -> Value:
    """The value after what was said. A tick says when and by whom; the « repère » stays through all states.

    `by` is a membership; on behalf, the organization's own hand is unknown and only who keyed it in is kept. Another
    day for what was done already changes the day, not whose hand it was.
    """
    if said.state is State.DONE and before.state == State.DONE:
        return replace(before, done_at=at, entered_by=by)
    if said.state is State.DONE:
        return Value(
            state=said.state,
            evidence_id=before.evidence_id,
            done_at=at,
            done_by=None if on_behalf else by,
            entered_by=by,
        )
    return Value(
        state=said.state,
        reason_id=reason_id if said.state in WITH_REASON else None,
        review_on=said.review_on.isoformat() if said.review_on and said.state in WITH_REASON else None,
        evidence_id=before.evidence_id,
        entered_by=by,
    )


def contribution(task: PathTask, state: str) -> Counts:
    """What a task in scope counts for in that state."""
    return _contribution(task.step_number, task.essential, state)


@lru_cache(maxsize=64)
def _contribution(step: int, essential: bool, state: str) -> Counts:
    if not essential:
        return Counts(further_done=int(state == State.DONE))
    counts = {
        f"step{step}_counted": int(state != State.NOT_APPLICABLE),
        f"step{step}_settled": int(state in SETTLED),
    }
    if state in (State.DONE, State.DECLINED, State.NOT_APPLICABLE):
        counts[str(state)] = 1
    return Counts(**counts)


def counts_of(path: CentrePath, networks: Collection[str], states: Mapping[str, str]) -> Counts:
    """The figures of an organization from the first principles: its path, its networks, its states by task key."""
    alike = Counter(
        (task.step_number, task.essential, states.get(task.key, State.TODO)) for task in in_scope(path, networks)
    )
    total = Counts().values()
    for what, n in alike.items():
        total = tuple(so_far + n * one for so_far, one in zip(total, _contribution(*what).values(), strict=True))
    return Counts(*total)


def due_again_on(task: PathTask, value: Value, zone: ZoneInfo) -> date | None:
    """The day on which a done task comes due again; None if it does not recur or is not done."""
    if task.recurs_days is None or value.state != State.DONE or value.done_at is None:
        return None
    done_on = local_day(from_microseconds(value.done_at), zone)
    last = max(done_on, date.fromisoformat(value.confirmed_on)) if value.confirmed_on else done_on
    return last + timedelta(days=task.recurs_days)


_ADVANCE = {State.TODO: 0, State.DOING: 1, State.NOT_APPLICABLE: 2, State.DECLINED: 2, State.DONE: 3}


@dataclass(frozen=True, slots=True)
class SaidAt:
    """The value of a task, and when it was said, in microseconds."""

    value: Value
    at: int


def goes_further(task: PathTask, mine: SaidAt, theirs: SaidAt, zone: ZoneInfo) -> bool:
    """Of two organizations that are the same, whether what the other said of a task stands rather than one's own.

    It is more advanced; or both have decided, and theirs is the later decision; or both have done what recurs, and
    theirs comes due later.
    """
    before, after = _ADVANCE[State(mine.value.state)], _ADVANCE[State(theirs.value.state)]
    if before != after:
        return after > before
    if mine.value.state in WITH_REASON:
        return theirs.at > mine.at
    due, their_due = (due_again_on(task, said.value, zone) for said in (mine, theirs))
    return due is not None and their_due is not None and their_due > due


def looks_due(task: PathTask, value: Value, today: date, zone: ZoneInfo) -> bool:
    """Whether a done task is shown as due again: from its day on, and a little before (a month for a yearly one)."""
    day = due_again_on(task, value, zone)
    if day is None or task.recurs_days is None:
        return False
    return today >= day - timedelta(days=min(30, task.recurs_days // 5))


def upkeep_due_on(tasks: Iterable[PathTask], values: Mapping[str, Value], zone: ZoneInfo) -> date | None:
    """The first day on which something done comes due again, over the tasks in scope."""
    days = (due_again_on(task, values.get(task.key, Value()), zone) for task in tasks)
    return min((day for day in days if day is not None), default=None)


def next_small_thing(tasks: Iterable[PathTask], states: Mapping[str, str]) -> PathTask | None:
    """The next essential task, in the path's order: one already under way first, then one whose « à faire avant » are
    settled; where none is free, simply the first that is open. None when every essential task is answered."""
    tasks = tuple(tasks)
    first = free = None
    for task in tasks:
        if not task.essential or (state := states.get(task.key, "todo")) not in OPEN:
            continue
        first = first or task
        if (free is not None and state != "doing") or (task.depends_on and waits(task, tasks, states)):
            continue
        if state == "doing":
            return task
        free = free or task
    return free or first


def waits(task: PathTask, tasks: tuple[PathTask, ...], states: Mapping[str, str]) -> bool:
    """Whether something better done first is still open; what does not concern the organization holds nothing back."""
    return any(states.get(key, "todo") in OPEN and any(t.key == key for t in tasks) for key in task.depends_on)


def happened_at(said: Wanted, said_at: datetime, zone: ZoneInfo) -> datetime:
    """When what was said happened: as it was said, or on the earlier day that it names."""
    if said.done_on is None or said.done_on >= local_day(said_at, zone):
        return said_at
    return moment_of(said.done_on, zone)


def moment_of(day: date, zone: ZoneInfo) -> datetime:
    """Noon of a day at the centre: how "done that day" is kept when only the day is known."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)
