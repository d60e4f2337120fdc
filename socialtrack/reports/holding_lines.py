"""The lines of the two files on what holds organizations back: hesitations in, bytes out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ..guide.rules import CentrePath
from ..journal.rules import STEPS
from ..kernel.languages import LocalText
from ..kernel.work import Work
from .holding_queries import Holding, Votes
from .holding_rules import OUTCOMES, OWN_WORDS, Held, Leaving, LeavingLine, Place, Tally, leaving
from .holding_words import HoldingWords, place_label
from .lines import Frame
from .queries import shared_texts
from .rules import HOLDING_BACK
from .withholding_rules import Said, said_alone

AT_A_TIME = 500


@dataclass(frozen=True)
class HoldingFrame:
    """What both files need besides what all files share. `paths`: the path in force, then those before it. `kept_ids`:
    the organizations that the filters keep; None where nothing is filtered."""

    frame: Frame
    words: HoldingWords
    paths: Sequence[CentrePath]
    place: Callable[[Held], Place]
    question: Callable[[str], LocalText | None]
    kept_ids: frozenset[int] | None = None

    def title(self, reason: str) -> str:
        """What an entry asks; its key where nobody knows it any more."""
        if reason == OWN_WORDS:
            return self.words.own_words
        asked = self.question(reason)
        return asked.in_(self.words.language) if asked else reason

    def task_title(self, key: str) -> str:
        found = (path.by_key[key].title.in_(self.words.language) for path in self.paths if key in path.by_key)
        return next(found, key)


def kept(holdings: Iterable[Holding], ids: frozenset[int] | None) -> Iterator[Holding]:
    """Those organizations; without `ids`, all but the archived ones."""
    return (one for one in holdings if (not one.is_archived if ids is None else one.id in ids))


def hesitation_pieces(work: Work, holding: HoldingFrame, parcels: Iterable[list[Holding]]) -> Iterator[bytes]:
    """One line for each hesitation, in pieces of a bounded size."""
    options = holding.frame.options
    lines = _Lines(holding)
    for parcel in parcels:
        wanted = (
            (one, held)
            for one in kept(parcel, holding.kept_ids)
            for held in one.held
            if options.hesitations.keeps(held, holding.place(held))
        )
        while some := list(islice(wanted, AT_A_TIME)):
            yield b"".join(lines.of(one, held, texts) for texts in [lines.texts(work, some)] for one, held in some)


class _Lines:
    """What comes back on each line is quoted and guarded once."""

    def __init__(self, holding: HoldingFrame) -> None:
        self._holding = holding
        self._text = holding.frame.cells.text
        self._outcomes = {state: self._text(words) for state, words in holding.words.outcomes.items()}
        self._about = {key: self._text(words) for key, words in holding.words.about.items()}
        self._steps = {number: holding.frame.step(number) for number in STEPS}
        self._titles: dict[str, bytes] = {}
        self._tasks: dict[str, bytes] = {}

    def texts(self, work: Work, some: Iterable[tuple[Holding, Held]]) -> dict[int, str]:
        """The reasons of decisions, and where free words are asked for too, those that are shared."""
        with_words = self._holding.frame.options.with_names
        wanted = {held.reason_id for _, held in some}
        wanted |= {held.words_id for _, held in some} if with_words else set()
        return shared_texts(work, wanted - {None})  # type: ignore[arg-type]

    def of(self, one: Holding, held: Held, texts: Mapping[int, str]) -> bytes:
        frame, text, place = self._holding.frame, self._text, self._holding.place(held)
        day, number, nothing = frame.cells.day, frame.cells.number, frame.cells.nothing
        about = "task" if held.task_key else "network" if held.network else "step"
        is_declined = held.state == "declined"
        said = (
            frame.centre,
            text(one.name),
            text(one.slug),
            self._about[about],
            self._steps[place.step] if place.step else nothing,
            text(held.task_key or ""),
            self._task_title(held.task_key),
            text(place.network or ""),
            text(held.reason),
            self._title(held.reason),
            text(texts.get(held.words_id or 0, "")) if frame.options.with_names else nothing,
            self._outcomes[held.state],
            day(held.opened_on),
            day(held.closed_on),
            nothing if held.is_open else self._outcomes[held.state],
            number(held.days(frame.today)),
            number(int(is_declined)),
            text(texts.get(held.reason_id or 0, "")) if is_declined else nothing,
            day(held.review_on),
            number(int(held.is_asked)),
            frame.as_of,
        )
        return frame.cells.begin + frame.cells.between.join(said) + frame.cells.end

    def _title(self, reason: str) -> bytes:
        known = self._titles.get(reason)
        if known is None:
            known = self._titles[reason] = self._text(self._holding.title(reason))
        return known

    def _task_title(self, key: str | None) -> bytes:
        if key is None:
            return self._holding.frame.cells.nothing
        known = self._tasks.get(key)
        if known is None:
            known = self._tasks[key] = self._text(self._holding.task_title(key))
        return known


def tally_of(holding: HoldingFrame, parcels: Iterable[list[Holding]]) -> Tally:
    tally, options = Tally(), holding.frame.options
    for parcel in parcels:
        for one in kept(parcel, holding.kept_ids):
            for held in one.held:
                place = holding.place(held)
                if options.hesitations.keeps(held, place):
                    tally.add(held, place)
    return tally


class LeavingFile:
    """What may leave the centre: its own head, since each network of the path has a column, and its lines."""

    def __init__(self, holding: HoldingFrame, parcels: Iterable[list[Holding]], votes: Mapping[str, Votes]) -> None:
        path = holding.paths[0]
        self._holding, self._votes = holding, votes
        self._leaving: Leaving = leaving(tally_of(holding, parcels), [network.key for network in path.networks])

    def keys(self) -> list[str]:
        """Of its columns, whatever its head says."""
        before, after = HOLDING_BACK.index("step1"), HOLDING_BACK.index("helped")
        places = [f"step{key}" if key.isdigit() else f"network_{key}" for key in self._leaving.columns]
        return [*HOLDING_BACK[:before], *places, *HOLDING_BACK[after:]]

    def header(self, head: Sequence[str]) -> list[str]:
        """`head`: the words of the columns of `HOLDING_BACK`."""
        path, options = self._holding.paths[0], self._holding.frame.options
        before, after = HOLDING_BACK.index("step1"), HOLDING_BACK.index("helped")
        places = [place_label(key, path, options) for key in self._leaving.columns]
        return [*head[:before], *places, *head[after:]]

    def pieces(self) -> Iterator[bytes]:
        for line in self._leaving.lines:
            yield self._line(line)
        empty = [self._holding.frame.cells.nothing] * (len(OUTCOMES) + len(self._leaving.columns) + 2)
        words = self._holding.words.lines["month"]
        for month, opened in self._leaving.months:
            yield self._joined(words, "", "", f"{month:%Y-%m}", self._count(opened), empty)

    def _line(self, line: LeavingLine) -> bytes:
        kind = "total" if not line.reasons else "reason" if len(line.reasons) == 1 else "others"
        reason = line.reasons[0] if kind == "reason" else ""
        counts = [self._count(said) for said in (*line.outcomes, *line.places)]
        counts += self._said_of(reason) if reason and reason != OWN_WORDS else [self._holding.frame.cells.nothing] * 2
        title = self._holding.title(reason) if reason else ""
        return self._joined(self._holding.words.lines[kind], reason, title, "", self._count(line.total), counts)

    def _said_of(self, reason: str) -> list[bytes]:
        votes = self._votes.get(reason, Votes())
        return [self._count(said_alone(count)) for count in (votes.helped, votes.not_helped)]

    def _joined(self, line: str, reason: str, title: str, month: str, opened: bytes, counts: Sequence[bytes]) -> bytes:
        frame = self._holding.frame
        words = (frame.cells.text(value) for value in (line, reason, title, month))
        since = frame.cells.day(frame.options.hesitations.since)
        cells = (frame.centre, *words, opened, *counts, since, frame.as_of)
        return frame.cells.begin + frame.cells.between.join(cells) + frame.cells.end

    def _count(self, said: Said) -> bytes:
        cells = self._holding.frame.cells
        return cells.number(said) if isinstance(said, int) else cells.text(said)
