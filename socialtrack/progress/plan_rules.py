"""Who sees to a task and by when: what may be said of it. Knows no table and no page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..kernel.errors import Invalid

DUE_AT_LATEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class PlanValue:
    """The whole of a plan, as the journal keeps it: a membership, or the id of a name that was written, and a day."""

    responsible_id: int | None = None
    responsible_text_id: int | None = None
    due_on: date | None = None

    def as_event(self) -> dict[str, Any]:
        due_on = self.due_on.isoformat() if self.due_on else None
        told = {
            "responsible_id": self.responsible_id,
            "responsible_text_id": self.responsible_text_id,
            "due_on": due_on,
        }
        return {name: value for name, value in told.items() if value is not None}

    @classmethod
    def from_event(cls, told: Mapping[str, Any] | None) -> "PlanValue":
        told = told or {}
        due_on = told.get("due_on")
        return cls(
            told.get("responsible_id"), told.get("responsible_text_id"), date.fromisoformat(due_on) if due_on else None
        )


@dataclass(frozen=True, slots=True)
class WantedPlan:
    """What somebody says of a plan: a member, or a name in words, or nobody; a day, or none."""

    responsible_id: int | None = None
    responsible_name: str = ""
    due_on: date | None = None


def judge_due_date(wanted: date | None, before: date | None, today: date) -> None:
    """A day is set for what is to come; one that was set earlier may stay, whatever else changes.

    Raises:
        Invalid: past, or more than five years away.
    """
    if wanted is None or wanted == before:
        return
    if not today <= wanted <= today + DUE_AT_LATEST:
        raise Invalid("due-date-out-of-range", field="due_on")
