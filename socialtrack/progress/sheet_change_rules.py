"""What the marks of a sheet would change, beside where its tasks stand now. Only Python."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from ..guide.rules import CentrePath, PathTask, is_in_scope
from ..kernel.moments import from_microseconds, local_day
from .rules import SaidAt, State, Value
from .sheet_rules import Mark, Misread, Number, Read, numbers_of


@dataclass(frozen=True, slots=True)
class Line:
    """A mark beside its task: where the task stands, and the day that the mark gets."""

    mark: Mark
    task: PathTask
    before: Value
    on: date
    is_confirmation: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """A mark that is left aside: `why` is retired, network, or since (the task has changed since the sheet)."""

    mark: Mark
    why: str
    key: str
    network: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a sheet would change, what is so already, and what is left aside."""

    changes: tuple[Line, ...] = ()
    same: tuple[Line, ...] = ()
    newer: tuple[Line, ...] = ()
    aside: tuple[Aside, ...] = ()
    misread: tuple[Misread, ...] = ()

    @property
    def digest(self) -> str:
        """What whoever keys it in has read: the same digest, the same changes."""
        lines = (
            f"{name} {line.mark.number} {line.mark.state} {line.on} {line.before.state} {line.is_confirmation}"
            for name, lines in (("change", self.changes), ("newer", self.newer))
            for line in lines
        )
        return sha256("\n".join(lines).encode()).hexdigest()

    @property
    def can_be_kept(self) -> bool:
        return bool(self.changes) and not self.misread


def judge(
    read: Read,
    sheet: CentrePath,
    path: CentrePath,
    networks: Collection[str],
    values: Mapping[str, SaidAt],
    *,
    on: date,
    zone: ZoneInfo,
    despite: Collection[Number] = (),
) -> Judged:
    """Compare a sheet of version `sheet`, written on the day `on`, with where the tasks of `path` stand now.

    What somebody noted after the day of the sheet stays, unless its number is among `despite`.
    """
    keys = numbers_of(sheet)
    changes, same, newer, aside = [], [], [], []
    for mark in read.marks:
        key = keys[mark.number]
        task = path.by_key.get(key)
        if task is None:
            aside.append(Aside(mark, "retired", key))
            continue
        if not is_in_scope(task, networks):
            aside.append(Aside(mark, "network", key, task.network))
            continue
        now = values.get(key, SaidAt(Value(), 0))
        line = Line(mark, task, now.value, mark.day or on, _confirms(task, now.value, mark, mark.day or on, zone))
        if now.value.state == mark.state and not line.is_confirmation:
            same.append(line)
        elif line.is_confirmation or mark.number in despite:
            changes.append(line)
        elif now.at and local_day(from_microseconds(now.at), zone) > on:
            newer.append(line)
        else:
            changes.append(line)
    return Judged(tuple(changes), tuple(same), tuple(newer), tuple(aside), read.misread)


def _confirms(task: PathTask, value: Value, mark: Mark, on: date, zone: ZoneInfo) -> bool:
    """Whether a box ticked again says that what comes back was done once more."""
    if task.recurs_days is None or mark.state != State.DONE or value.state != State.DONE or value.done_at is None:
        return False
    last = local_day(from_microseconds(value.done_at), zone)
    if value.confirmed_on:
        last = max(last, date.fromisoformat(value.confirmed_on))
    return on > last
