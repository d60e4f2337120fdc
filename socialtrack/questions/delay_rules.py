"""How long the centre takes to answer, in calendar days: a figure of the centre's, never of an organization's.

Each question counts once, for its first answer. One that still waits for it and has waited for longer than is late
counts too, with its wait so far: otherwise a centre that answers nothing would look quick. A younger one says nothing
yet. Between two days in the middle the longer one is said. Only Python.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

LATE_AFTER_DAYS = 3  # the same as an organization that waits for its centre (journal.rules.WAITING_AFTER_DAYS)
PERIODS = (30, 90)  # days


@dataclass(frozen=True, slots=True)
class Wait:
    """From the day on which a question was asked to that of its first answer; None: it has none yet."""

    asked_on: date
    answered_on: date | None

    def days(self, today: date) -> int:
        """Whole days between the two; 0 is the same day."""
        return max(0, ((self.answered_on or today) - self.asked_on).days)


def is_late(days: int) -> bool:
    return days > LATE_AFTER_DAYS


def counted(waits: Iterable[Wait], today: date, period: int) -> list[int]:
    """The days of the waits that count over the last `period` days: those that ended in it, and those that last and
    are late."""
    return [
        wait.days(today)
        for wait in waits
        if (
            is_late(wait.days(today))
            if wait.answered_on is None
            else (today - wait.answered_on).days < period and wait.answered_on <= today
        )
    ]


def median(days: Sequence[int]) -> int | None:
    """The one in the middle; of two, the longer. None where there is none."""
    return sorted(days)[len(days) // 2] if days else None
