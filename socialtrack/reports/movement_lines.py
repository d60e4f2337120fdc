"""The lines of movement.csv: one for each organization where they are asked for, and last the one of all together.

Each column of figures adds up to the last line, hesitations excepted: they are said of all together alone, and withheld
from 1 to 4 (`docs/decisions/0039`).
"""

from collections.abc import Iterable, Iterator, Sequence

from ..journal.rules import STEPS, Counts
from ..support.rules import SupportKind
from .lines import Frame
from .movement_queries import Between
from .movement_rules import From, Given, Move, Tally
from .movement_words import line_words


def movement_pieces(frame: Frame, days: Between, parcels: Iterable[list[Move]]) -> Iterator[bytes]:
    """The whole file but its head, in pieces of a bounded size."""
    lines, tally, options = _Lines(frame, days), Tally(), frame.options
    for parcel in parcels:
        for move in parcel:
            tally.add(move)
        if options.with_organizations and parcel:
            yield b"".join([lines.of(move) for move in parcel])
    yield lines.whole(tally, is_whole=options.filters.is_empty)


class _Lines:
    def __init__(self, frame: Frame, days: Between) -> None:
        self._frame = frame
        cells = self._cells = frame.cells
        words = line_words(frame.options)
        self._kinds = {kind: cells.text(words.lines[kind]) for kind in ("organization", "total")}
        self._starts = {start: cells.text(words.starts[start]) for start in From}
        self._days = cells.day(days.span.since), cells.day(days.span.until)

    def of(self, move: Move) -> bytes:
        cells = self._cells
        moved = move.moved or 0
        return self._line(
            self._kinds["organization"],
            (cells.text(move.name), cells.text(move.slug), cells.text(move.region or "")),
            (self._starts[move.start], cells.day(move.start_on)),
            (1, int(move.before is None)),
            move.before,
            move.after,
            (
                *(int(moved > 0), int(moved < 0), int(move.is_new), int(move.has_started), int(move.has_completed)),
                *(int(move.is_archived), int(move.is_paused), int(bool(move.support))),
            ),
            [move.given, *(move.support.get(kind, Given()) for kind in SupportKind)],
            move.answers,
            cells.nothing,
        )

    def whole(self, tally: Tally, *, is_whole: bool) -> bytes:
        cells = self._cells
        said = tally.relieved_said(is_whole=is_whole)
        return self._line(
            self._kinds["total"],
            (cells.nothing,) * 3,
            (cells.nothing,) * 2,
            (tally.organizations, tally.open),
            tally.before,
            tally.after,
            (
                *(tally.advanced, tally.fallen, tally.new, tally.started, tally.completed),
                *(tally.archived, tally.paused, tally.supported),
            ),
            [tally.given, *(tally.support[kind] for kind in SupportKind)],
            tally.answers,
            cells.number(said) if isinstance(said, int) else cells.text(str(said or "")),
        )

    def _line(
        self,
        kind: bytes,
        who: tuple[bytes, ...],
        start: tuple[bytes, ...],
        how_many: tuple[int, ...],
        before: Counts | None,
        after: Counts,
        lived: tuple[int, ...],
        support: Iterable[Given],
        answers: int,
        relieved: bytes,
    ) -> bytes:
        cells, number = self._cells, self._cells.number
        return (
            cells.begin
            + cells.between.join(
                (
                    self._frame.centre,
                    kind,
                    *who,
                    *start,
                    *map(number, how_many),
                    *map(number, _figures(before, after)),
                    *map(number, lived),
                    *(number(count) for given in support for count in (given.times, given.minutes)),
                    number(answers),
                    relieved,
                    *self._days,
                )
            )
            + cells.end
        )


def _figures(before: Counts | None, after: Counts) -> Sequence[int | None]:
    """For each step and over all: settled before, settled after, moved; then how many are counted. Nothing where the
    start is not known."""
    if before is None:
        return [None] * (3 * (len(STEPS) + 1) + 1)
    pairs = [(before.step(step)[0], after.step(step)[0]) for step in STEPS] + [(before.settled, after.settled)]
    return [figure for was, now in pairs for figure in (was, now, now - was)] + [after.counted]
