"""What a centre gives an organization, as it is logged. Only Python."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from ..kernel.errors import Invalid

KIND = "support"  # of its events: `before` and `after` are SupportStates, the rest of the value is beside them
TEAM = "team"  # the audience of a note: the centre's own people
LONGEST_NOTE = 2_000
MOST_MINUTES = 24 * 60
_NOON = time(12)


class SupportKind(StrEnum):
    CALL = "call"
    VISIT = "visit"
    WORKSHOP = "workshop"
    MESSAGE = "message"
    OTHER = "other"


class SupportState(StrEnum):
    """`removed`: logged by mistake; it counts nowhere any more, and can be put back."""

    GIVEN = "given"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Given:
    """What was given: what kind of it, on which day of the centre, for how long if somebody said."""

    kind: SupportKind
    on: date
    minutes: int | None = None


def value_of(support_id: int, given: Given, note_id: int | None) -> dict[str, Any]:
    """As its events tell it: ids, words of ours, a day, a number, and nothing where there is nothing."""
    value = {"support": support_id, "kind": str(given.kind), "on": given.on.isoformat()}
    more = {"minutes": given.minutes, "note": note_id}
    return value | {name: what for name, what in more.items() if what is not None}


def given_of(value: dict[str, Any]) -> Given:
    """What an event says was given."""
    return Given(SupportKind(value["kind"]), date.fromisoformat(value["on"]), value.get("minutes"))


def check_day(on: date, today: date, founded_on: date) -> None:
    """Raises:
    Invalid: that day has not come yet, or the centre was not there then.
    """
    if on > today:
        raise Invalid("support-in-the-future", field="given_on")
    if on < founded_on:
        raise Invalid("support-before-centre", field="given_on")


def happened_at(on: date, zone: ZoneInfo, now: datetime) -> datetime:
    """When it was, for the journal: at noon of its day at the centre, and never later than now."""
    return min(datetime.combine(on, _NOON, tzinfo=zone).astimezone(UTC), now)
