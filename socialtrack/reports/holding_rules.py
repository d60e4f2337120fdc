"""What holds organizations back: hesitations as they stand on a day, and how they are counted. Only Python."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ..guide.rules import CentrePath
from ..hesitations.rules import KIND, OPEN_STATES, HesitationState, closed_on
from ..journal.rules import STEPS
from .withholding_rules import LEAST, Said, Withheld, gathered, said_alone, said_in_a_row, said_in_a_table

OWN_WORDS = "words"  # in place of the key of an entry; no entry has that key
ASKED = "question-asked"
OUTCOMES = (
    *(HesitationState.OPEN, HesitationState.PARTLY, HesitationState.NO),
    *(HesitationState.REASSURED, HesitationState.SETTLED, HesitationState.DECLINED),
)
OPEN = frozenset(str(state) for state in OPEN_STATES)
_CLOSED_AS = (HesitationState.REASSURED, HesitationState.SETTLED, HesitationState.DECLINED)
_PLACE = {str(state): place for place, state in enumerate(OUTCOMES)}


class Held(NamedTuple):
    """A hesitation of one organization, as it stood at the end of a day. Exactly one of task, network and step."""

    id: int
    organization_id: int
    task_key: str | None
    network: str | None
    step: int | None
    entry: str | None
    words_id: int | None
    state: str
    reason_id: int | None
    review_on: str | None
    opened_on: date
    closed_on: date | None
    is_asked: bool

    @property
    def reason(self) -> str:
        """The key of the entry that was picked, else `OWN_WORDS`."""
        return self.entry or OWN_WORDS

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def days(self, as_of: date) -> int:
        """For how many days it was open, or has been."""
        return ((self.closed_on or as_of) - self.opened_on).days


class ToldOf(NamedTuple):
    """One event of an organization: about a hesitation (`KIND`), or a question that was asked of one (`ASKED`)."""

    kind: str
    on: date
    task_key: str | None
    network: str | None
    before: str | None
    after: str | None
    value: Mapping


def retold(organization_id: int, events: Iterable[ToldOf]) -> list[Held]:
    """Where the hesitations of one organization stood after these events, in the order in which they were opened.
    Those that were taken back (withdrawn) are not among them."""
    held: dict[int, Held] = {}
    asked = set()
    for event in events:
        number = event.value.get("hesitation")
        if number is None:
            continue
        if event.kind == ASKED:
            asked.add(number)
        elif event.kind == KIND:
            held[number] = _after(held.get(number), organization_id, number, event)
    return [
        one._replace(is_asked=one.id in asked)
        for _, one in sorted(held.items())
        if one.state != HesitationState.WITHDRAWN
    ]


def _after(before: Held | None, organization_id: int, number: int, event: ToldOf) -> Held:
    value, state = event.value, event.after or HesitationState.OPEN
    return Held(
        id=number,
        organization_id=organization_id,
        task_key=event.task_key,
        network=event.network,
        step=value.get("step"),
        entry=value.get("entry"),
        words_id=value.get("words"),
        state=state,
        reason_id=value.get("reason"),
        review_on=value.get("review_on"),
        opened_on=before.opened_on if before else event.on,
        closed_on=closed_on(event.before, state, before.closed_on if before else None, event.on),
        is_asked=False,
    )


class Place(NamedTuple):
    """The step and the network that a hesitation is about. A network alone is of no step, a step of no network."""

    step: int | None
    network: str | None


def places_on(paths: Sequence[CentrePath]) -> Callable[[Held], Place]:
    """Where a hesitation stands in the path in force (`paths`, the newest first: a task may have left it since)."""
    known: dict[str, Place] = {}

    def place(held: Held) -> Place:
        if held.task_key is None:
            return Place(held.step, held.network)
        if held.task_key not in known:
            found = (path.by_key[held.task_key] for path in paths if held.task_key in path.by_key)
            task = next(found, None)
            known[held.task_key] = Place(task.step_number, task.network) if task else Place(None, None)
        return known[held.task_key]

    return place


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which hesitations: those opened since a day, of one step, of one network, of one outcome."""

    since: date | None = None
    step: int | None = None
    network: str = ""
    outcome: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.step or self.network or self.outcome)

    def keeps(self, held: Held, place: Place) -> bool:
        return (
            (self.since is None or held.opened_on >= self.since)
            and (not self.step or place.step == self.step)
            and (not self.network or place.network == self.network)
            and (not self.outcome or held.state == self.outcome)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """How many, by outcome, of what `key` names (a reason, a step, a network). In the order of `OUTCOMES`."""

    key: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def still_open(self) -> int:
        return sum(count for state, count in zip(OUTCOMES, self.counts, strict=True) if state in OPEN)

    def of(self, state: str) -> int:
        return self.counts[_PLACE[state]]

    @property
    def answered(self) -> int:
        """Those of which something was said since, whatever it was: the answer had its say."""
        return self.total - self.of(HesitationState.OPEN)

    @property
    def percent_reassured(self) -> int | None:
        """Of those, how many the answer reassured: whole percent, rounded down; None where there are too few to say."""
        if self.answered < LEAST:
            return None
        return self.of(HesitationState.REASSURED) * 100 // self.answered


@dataclass(frozen=True, slots=True)
class Month:
    """What was opened in a month, and what was closed in it, of what the report counts."""

    first: date
    opened: int
    reassured: int
    settled: int
    declined: int


@dataclass
class Tally:
    """Counts of hesitations: memory grows with reasons, tasks and months, never with hesitations."""

    _counts: Counter[tuple[str, Place, str]] = field(default_factory=Counter)
    _opened: Counter[tuple[int, int]] = field(default_factory=Counter)
    _closed: Counter[tuple[int, int, str]] = field(default_factory=Counter)

    def add(self, held: Held, place: Place) -> None:
        self._counts[held.reason, place, held.state] += 1
        self._opened[held.opened_on.year, held.opened_on.month] += 1
        if held.closed_on is not None:
            self._closed[held.closed_on.year, held.closed_on.month, held.state] += 1

    @property
    def whole(self) -> Line:
        return Line("", tuple(sum(self._states(state)) for state in OUTCOMES))

    def _states(self, state: str) -> Iterable[int]:
        return (count for (_, _, said), count in self._counts.items() if said == state)

    def by_reason(self) -> list[Line]:
        """The most frequent first."""
        return sorted(self._by(lambda reason, place: reason), key=lambda line: (-line.total, line.key))

    def by_step(self) -> list[Line]:
        """Every step, in order; what is about a network alone stands last, under an empty key."""
        found = {line.key: line for line in self._by(lambda reason, place: str(place.step or ""))}
        nothing = (0,) * len(OUTCOMES)
        steps = [found.get(str(step)) or Line(str(step), nothing) for step in STEPS]
        return [*steps, found[""]] if "" in found else steps

    def by_network(self, order: Sequence[str]) -> list[Line]:
        """The networks of which something was said, in that order, then others."""
        found = [line for line in self._by(lambda reason, place: place.network or "") if line.key]
        ranks = {key: rank for rank, key in enumerate(order)}
        return sorted(found, key=lambda line: (ranks.get(line.key, len(ranks)), line.key))

    def _by(self, key: Callable[[str, Place], str]) -> list[Line]:
        found: dict[str, list[int]] = {}
        for (reason, place, state), count in self._counts.items():
            found.setdefault(key(reason, place), [0] * len(OUTCOMES))[_PLACE[state]] += count
        return [Line(name, tuple(counts)) for name, counts in found.items()]

    def where(self, columns: Sequence[str]) -> dict[str, list[int]]:
        """By reason, how many about each of `columns` (see `columns_of`)."""
        return self.across(_column, columns)

    def across(self, key: Callable[[Place], str], columns: Sequence[str]) -> dict[str, list[int]]:
        """By reason, how many for each of `columns`, which `key` names; what it does not name is left out."""
        ranks = {name: rank for rank, name in enumerate(columns)}
        found: dict[str, list[int]] = {}
        for (reason, place, _), count in self._counts.items():
            row = found.setdefault(reason, [0] * len(columns))
            if (rank := ranks.get(key(place))) is not None:
                row[rank] += count
        return found

    def columns_of(self, networks: Sequence[str]) -> tuple[str, ...]:
        """The four steps without what is about a network, then the networks: each hesitation is in one of these."""
        seen = {_column(place) for _, place, _ in self._counts}
        known = (*map(str, STEPS), *networks)
        return (*known, *sorted(seen - set(known)))

    def months(self) -> list[Month]:
        """From the first month in which one was opened to the last in which something happened, none left out."""
        seen = sorted({*self._opened, *((year, month) for year, month, _ in self._closed)})
        if not seen:
            return []
        (year, month), last, found = seen[0], seen[-1], []
        while (year, month) <= last:
            closed = (self._closed[year, month, state] for state in _CLOSED_AS)
            found.append(Month(date(year, month, 1), self._opened[year, month], *closed))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return found


def _column(place: Place) -> str:
    return place.network or str(place.step or "")


@dataclass(frozen=True, slots=True)
class LeavingLine:
    """A line of what leaves the centre. `reasons` are those it stands for: several where each alone is too rare, none
    for the line of the sums."""

    reasons: tuple[str, ...]
    total: Said
    outcomes: tuple[Said, ...]
    places: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What may leave the centre: no count from 1 to 4 is in it, and none can be told from it (decision 0030).

    Its two tables (by outcome, by place) share their rows, whose sums are said: whoever knows one of them learns
    nothing of the other. The months are a row of their own, of which only the whole sum is said.
    """

    columns: tuple[str, ...]
    lines: tuple[LeavingLine, ...]
    months: tuple[tuple[date, Said], ...]


def leaving(tally: Tally, networks: Sequence[str]) -> Leaving:
    columns = tally.columns_of(networks)
    reasons, places = tally.by_reason(), tally.where(columns)
    whole, months = tally.whole.total, tally.months()
    if whole < LEAST:
        hidden: Said = 0 if whole == 0 else Withheld.HIDDEN
        line = LeavingLine((), said_alone(whole), (hidden,) * len(OUTCOMES), (hidden,) * len(columns))
        return Leaving(columns, (line,), ())
    groups = gathered([line.total for line in reasons])
    by_outcome = [_sums([reasons[place].counts for place in group], len(OUTCOMES)) for group in groups]
    by_place = [_sums([places[reasons[place].key] for place in group], len(columns)) for group in groups]
    names = [*(tuple(reasons[place].key for place in group) for group in groups), ()]
    totals = [*map(sum, by_outcome), whole]
    lines = zip(names, totals, said_in_a_table(by_outcome), said_in_a_table(by_place), strict=True)
    return Leaving(
        columns,
        tuple(LeavingLine(name, total, tuple(one), tuple(other)) for name, total, one, other in lines),
        tuple(zip((month.first for month in months), said_in_a_row([month.opened for month in months]), strict=True)),
    )


def _sums(rows: Sequence[Sequence[int]], width: int) -> list[int]:
    return [sum(row[column] for row in rows) for column in range(width)]
