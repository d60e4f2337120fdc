"""The figures of one organization, kept beside the journal: its own row, and what it adds to its centre's."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..data.prepared import Prepared
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work
from .rules import COUNT_NAMES, Counts, back_on, is_settled, quiet_since, waits_from

SUMMARY_COLUMNS = (
    *COUNT_NAMES,
    "last_activity_at",
    "started_on",
    "completed_on",
    "upkeep_due_on",
    "paused_until",
    "baseline_due_on",
    "answered_on",
    "waiting_since",
    "open_questions",
    "open_hesitations",
    "is_listed",
)
READ_SUMMARY = Prepared(
    f"""SELECT {", ".join(SUMMARY_COLUMNS)}
        FROM organization_summary WHERE centre_id = :centre_id AND organization_id = :organization_id"""
)
TOTALS = (
    *("organizations", "not_started", "complete", "essential_settled", "essential_counted"),
    *("step1_settled", "step2_settled", "step3_settled", "step4_settled", "asking_under_way", "asking_complete"),
)
DAY_COUNTS = (
    *("organizations", "paused_not_started", "paused_complete"),
    *("paused_asking", "waiting_under_way", "waiting_complete", "upkeep_due"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The summary row of one organization, as read under the lock and as it becomes."""

    counts: Counts
    last_activity_at: int
    started_on: str | None
    completed_on: str | None
    upkeep_due_on: str | None
    paused_until: str | None
    baseline_due_on: str | None
    answered_on: str | None
    waiting_since: int | None
    open_questions: int
    open_hesitations: int
    is_listed: bool

    @property
    def is_complete(self) -> bool:
        return self.completed_on is not None

    @property
    def is_under_way(self) -> bool:
        return self.last_activity_at > 0 and not self.is_complete

    def totals(self) -> tuple[int, ...]:
        """What this organization adds to its centre's totals, in the order of `TOTALS`."""
        if not self.is_listed:
            return (0,) * len(TOTALS)
        counts = self.counts
        steps = (int(is_settled(*counts.step(number))) for number in (1, 2, 3, 4))
        not_started = int(self.started_on is None)
        asks = self.waiting_since is not None
        asking = int(asks and self.is_under_way), int(asks and self.is_complete)
        return (1, not_started, int(self.is_complete), counts.settled, counts.counted, *steps, *asking)

    def by_day(self, work: Work) -> list[tuple[date, str, int]]:
        """The days to which this organization adds something in its centre's counts by day: which, in which column,
        how many."""
        if not self.is_listed:
            return []
        if self.is_under_way and self.waiting_since is None:
            last_on = local_day(from_microseconds(self.last_activity_at), work.centre.zone)
            until, answered_on = _day(self.paused_until), _day(self.answered_on)
            return [(quiet_since(last_on, until, answered_on), "organizations", 1)]
        until = _day(self.paused_until)
        back = None if until is None else back_on(until)
        days = []
        waits_on = None
        if self.waiting_since is not None and (self.is_under_way or self.is_complete):
            since = local_day(from_microseconds(self.waiting_since), work.centre.zone)
            waits_on = waits_from(since, until)
            days.append((waits_on, "waiting_complete" if self.is_complete else "waiting_under_way", 1))
        if back is not None:
            paused = "paused_asking" if self.is_under_way else "paused_not_started"
            days.append((back, "paused_complete" if self.is_complete else paused, 1))
        if self.is_complete and self.upkeep_due_on is not None:
            due_on = date.fromisoformat(self.upkeep_due_on)
            due_on = due_on if back is None else max(due_on, back)
            if waits_on is None or due_on < waits_on:
                days.append((due_on, "upkeep_due", 1))
                days += [(waits_on, "upkeep_due", -1)] if waits_on is not None else []
        return days


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def read_figures(work: Work, organization_id: int) -> Figures:
    row = READ_SUMMARY.row(work.session, organization_id=organization_id)
    if row is None:
        raise LookupError(f"organization {organization_id} has no summary row: run flask rebuild-progress")
    return figures_of(row)


def figures_of(row: tuple[Any, ...]) -> Figures:
    """Figures from the columns that `SUMMARY_COLUMNS` names, in that order."""
    *counts, last_activity_at, started_on, completed_on, upkeep_due_on, paused_until, baseline_due_on = row[:-5]
    dates = started_on, completed_on, upkeep_due_on, paused_until, baseline_due_on
    answered_on, waiting_since, open_questions, open_hesitations, is_listed = row[-5:]
    asked = answered_on, waiting_since, open_questions, open_hesitations
    return Figures(Counts(*counts), last_activity_at, *dates, *asked, bool(is_listed))
