"""What moved, as the events of each organization tell it: the image of `journal/movement_actions.py`."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from ..journal.rules import MOVEMENT_NAMES, TAKEN_OVER, Counts, Movement, moved
from ..kernel.moments import from_microseconds, local_day
from .rebuild_events import Event

So = tuple[Counts, str | None, str | None]  # its counts, when it started, since when it is complete


@dataclass
class Moves:
    """What one organization moved, day by day of recording. `still`: the events that only tell what was so before."""

    days: dict[date, Counter[str]] = field(default_factory=dict)
    still: set[int] = field(default_factory=set)
    added_on: date | None = None
    last: dict[int, tuple[date, Movement]] = field(default_factory=dict)
    last_at: int = 0

    def hear(self, event: Event, zone: ZoneInfo, before: So, after: So) -> None:
        """One event further, which made that of the organization."""
        recorded_on = local_day(from_microseconds(event.recorded_at), zone)
        if event.kind == "organization-added":
            self.added_on = self.added_on or recorded_on
            return
        if event.recorded_at != self.last_at:
            self.last, self.last_at = {}, event.recorded_at
        is_of_now = event.happened_at == event.recorded_at
        said_on = recorded_on if is_of_now else local_day(from_microseconds(event.happened_at), zone)
        is_before = said_on < recorded_on and self.added_on is not None and said_on < self.added_on
        is_still = event.channel in TAKEN_OVER or is_before
        started, completed = (bool(after[place]) - bool(before[place]) for place in (1, 2))
        is_new = not is_still and event.undoes_id not in self.still
        if not is_new:
            self.still.add(event.id)
        if not is_still:
            what = moved(after[0] - before[0], started=started, completed=completed, is_new=is_new)
            self._add(recorded_on, what, 1)
            self.last[event.id] = recorded_on, what
        if event.kind == "baseline-fixed" and event.after == "fixed":
            self._set_back(event)

    def _set_back(self, event: Event) -> None:
        """What was said with the starting point was so before: to have begun is all that moved."""
        for id_ in event.value.get("said_with", ()):
            self.still.add(id_)
            if id_ in self.last:
                day, what = self.last.pop(id_)
                self._add(day, what, -1)
                self._add(day, Movement(started=what.started), 1)

    def _add(self, day: date, what: Movement, sign: int) -> None:
        if any(what.values()):
            added = self.days.setdefault(day, Counter())
            for name, n in zip(MOVEMENT_NAMES, what.values(), strict=True):
                added[name] += sign * n

    def by_day(self) -> list[tuple[date, Movement]]:
        """The days on which something moved, or moved and moved back."""
        return [(day, Movement(**what)) for day, what in self.days.items()]
