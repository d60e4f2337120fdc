"""What moved between the ends of two days: for one organization, and added up. Only Python.

An organization starts where it stood at the end of the first day; one that had not said by then where it stood when it
joined starts where it said it did (its baseline): what was done before joining moves nothing. While that is still to be
said, nothing is counted for it. See `docs/decisions/0039`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from ..journal.rules import STEPS, Counts, is_settled
from ..support.rules import SupportKind
from .withholding_rules import Said, said_alone


class From(StrEnum):
    """Where the figures of an organization begin."""

    DAY = "day"
    BASELINE = "baseline"
    OPEN = "open"


@dataclass(slots=True)
class Given:
    """Support: how many times, and minutes in all of those whose length was said."""

    times: int = 0
    minutes: int = 0

    def add(self, other: "Given") -> None:
        self.times += other.times
        self.minutes += other.minutes


@dataclass(frozen=True, slots=True)
class Move:
    """One organization between two days. `before` is None while its baseline is to be fixed."""

    name: str
    slug: str
    region: str | None
    start: From
    start_on: date | None
    before: Counts | None
    after: Counts
    is_new: bool
    has_started: bool
    has_completed: bool
    is_archived: bool
    is_paused: bool
    support: Mapping[SupportKind, Given]
    answers: int
    relieved: int

    @property
    def moved(self) -> int | None:
        """Essential tasks settled, less those that no longer are."""
        return None if self.before is None else self.after.settled - self.before.settled

    def moved_in(self, step: int) -> int | None:
        return None if self.before is None else self.after.step(step)[0] - self.before.step(step)[0]

    @property
    def given(self) -> Given:
        whole = Given()
        for given in self.support.values():
            whole.add(given)
        return whole


@dataclass(slots=True)
class Tally:
    """All organizations of a movement together. `before` and `after` are of the `counted` ones alone: those whose
    start is known."""

    organizations: int = 0
    counted: int = 0
    before: Counts = field(default_factory=Counts)
    after: Counts = field(default_factory=Counts)
    advanced: int = 0
    gained: int = 0
    fallen: int = 0
    lost: int = 0
    new: int = 0
    started: int = 0
    completed: int = 0
    archived: int = 0
    paused: int = 0
    support: dict[SupportKind, Given] = field(default_factory=lambda: {kind: Given() for kind in SupportKind})
    supported: int = 0
    answers: int = 0
    relieved: int = 0

    def add(self, move: Move) -> None:
        self.organizations += 1
        self.new += move.is_new
        self.started += move.has_started
        self.completed += move.has_completed
        self.archived += move.is_archived
        self.paused += move.is_paused
        self.answers += move.answers
        self.relieved += move.relieved
        self.supported += bool(move.support)
        for kind, given in move.support.items():
            self.support[kind].add(given)
        if move.before is None:
            return
        self.counted += 1
        self.before += move.before
        self.after += move.after
        moved = move.after.settled - move.before.settled
        if moved > 0:
            self.advanced += 1
            self.gained += moved
        elif moved < 0:
            self.fallen += 1
            self.lost -= moved

    @property
    def open(self) -> int:
        """How many have still to say where they stood when they joined."""
        return self.organizations - self.counted

    @property
    def given(self) -> Given:
        whole = Given()
        for given in self.support.values():
            whole.add(given)
        return whole

    def moved_in(self, step: int) -> int:
        return self.after.step(step)[0] - self.before.step(step)[0]

    def said(self) -> dict[str, Any]:
        """Its numbers, to be kept as JSON."""
        return asdict(self)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Tally":
        """What `said` was told of."""
        support = {SupportKind(kind): Given(**given) for kind, given in said["support"].items()}
        counts = {name: Counts(**said[name]) for name in ("before", "after")}
        return cls(**{**said, **counts, "support": support})

    def relieved_said(self, *, is_whole: bool) -> Said | None:
        """As it may leave the centre. None where the organizations are narrowed: two counts with one organization
        between them would tell of that one."""
        return said_alone(self.relieved) if is_whole else None


def newly_complete(before: Counts | None, *, was_complete: bool, is_complete: bool) -> bool:
    """`before`: the figures it starts from. One that had settled all before joining completed nothing since."""
    return is_complete and not was_complete and before is not None and not _all_settled(before)


def _all_settled(counts: Counts) -> bool:
    return all(is_settled(*counts.step(step)) for step in STEPS)


@dataclass(frozen=True, slots=True)
class Span:
    """From the end of one day to the end of another."""

    since: date
    until: date


class Preset(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


_APRIL = 4  # fiscal years run from April to March


def presets(today: date, founded_on: date) -> dict[Preset, Span]:
    """The usual spans, each within the life of the centre; without those that ended before it was founded, nor a month
    that is all of its life.

    A span begins at the end of the day before its first: on the eve of its founding a centre had nothing yet.
    """
    eve = founded_on - timedelta(days=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    year = today.replace(year=today.year - (today.month < _APRIL), month=_APRIL, day=1)
    day = timedelta(days=1)
    spans = {
        Preset.MONTH: Span(today - timedelta(days=30), today),
        Preset.QUARTER: Span(_months_before(quarter, 3) - day, quarter - day),
        Preset.YEAR: Span(_months_before(year, 12) - day, year - day),
        Preset.ALL: Span(eve, today),
    }
    within = {preset: Span(max(span.since, eve), span.until) for preset, span in spans.items()}
    return {
        preset: span
        for preset, span in within.items()
        if span.since < span.until and (preset is Preset.ALL or span != within[Preset.ALL])
    }


def _months_before(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1)
