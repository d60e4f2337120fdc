"""Which counts stay unsaid in what leaves the centre, so that no small one can be told. Only Python.

Counts from 1 to 4 are withheld (`FEW`). Where sums that are said would tell one of them, larger counts are withheld
with it (`HIDDEN`), until whoever knows the whole published table, its sums and this rule finds at least two values that
each withheld count may have. See `docs/decisions/0030`.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from enum import StrEnum

LEAST = 5  # the smallest count that is said, but for none at all
_ANY = 10**9
_Cell = tuple[int, int]


class Withheld(StrEnum):
    """In place of a count, as the files write it: `FEW` is 1 to 4, `HIDDEN` is withheld with another one."""

    FEW = "<5"
    HIDDEN = "x"


Said = int | Withheld


def said_alone(count: int) -> Said:
    """A count that no published sum holds."""
    return Withheld.FEW if 0 < count < LEAST else count


def gathered(totals: Sequence[int]) -> list[list[int]]:
    """Places in `totals` (largest first), put together so that no group counts fewer than `LEAST`: one group for each
    that is enough alone, then one for all the small ones, which takes the smallest of the others if it has to. Those
    of nothing are left out; fewer than `LEAST` in all is one group."""
    groups = [[place] for place, total in enumerate(totals) if total >= LEAST]
    small = [place for place, total in enumerate(totals) if 0 < total < LEAST]
    if not small:
        return groups
    while groups and sum(totals[place] for place in small) < LEAST:
        small = groups.pop() + small
    return [*groups, small]


def said_in_a_row(counts: Sequence[int]) -> list[Said]:
    """Counts whose sum is said too, and no other sum."""
    return _Table([list(counts)], has_totals=False).said()[0]


def said_in_a_table(rows: Sequence[Sequence[int]]) -> list[list[Said]]:
    """A table with at least two columns, and a last row of the sums of its columns, all as they may be said.

    The sum of each row is said beside it, as it is: each is 0, or `LEAST` or more (`gathered`).
    """
    return _Table([list(row) for row in rows], has_totals=True).said()


class _Table:
    """Counts, and how far from the truth a reader may believe each of those that are withheld to be.

    Moving one count up and another of its row down, and so on around, is a cycle in a graph whose nodes are rows and
    columns, and whose edges are withheld cells. Both have whole bounds, so that a count can have another value exactly
    where such a cycle passes through it (a flow within whole bounds is a sum of cycles).
    """

    def __init__(self, rows: list[list[int]], *, has_totals: bool) -> None:
        self._totals = len(rows)
        width = len(rows[0]) if rows else 0
        self._values = [*rows, [sum(row[column] for row in rows) for column in range(width)]]
        self._has_totals = has_totals
        self._bounds: dict[_Cell, tuple[int, int]] = {}
        self._blank: set[int] = set()
        for row, column in self._cells():
            if 0 < self._values[row][column] < LEAST:
                self._bounds[row, column] = 1, LEAST - 1
        if not has_totals:
            self._blank_row(self._totals)

    def said(self) -> list[list[Said]]:
        while told := self._told():
            self._hide_beside(told[0])
        self._give_back()
        shown = self._values if self._has_totals else self._values[:-1]
        return [[self._said(row, column) for column in range(len(counts))] for row, counts in enumerate(shown)]

    def _said(self, row: int, column: int) -> Said:
        if (row, column) not in self._bounds:
            return self._values[row][column]
        is_few = self._bounds[row, column] == (1, LEAST - 1)
        return Withheld.FEW if is_few else Withheld.HIDDEN

    def _cells(self) -> Iterator[_Cell]:
        return ((row, column) for row, counts in enumerate(self._values) for column in range(len(counts)))

    def _told(self) -> list[_Cell]:
        """The withheld cells that have only one value left."""
        return [cell for cell in sorted(self._bounds) if self._is_shown(cell[0]) and not self._is_free(cell)]

    def _is_shown(self, row: int) -> bool:
        return self._has_totals or row != self._totals

    def _is_free(self, cell: _Cell) -> bool:
        return self._moves(cell, up=True) or self._moves(cell, up=False)

    def _moves(self, cell: _Cell, *, up: bool) -> bool:
        """Whether that cell may be one more (or one less), with other cells making up for it."""
        if not self._may(cell, up=up):
            return False
        row, column = cell
        begin, end = (~column, row) if up else (row, ~column)  # columns are the numbers below zero
        seen, waiting = {begin}, deque([begin])
        while waiting:
            node = waiting.popleft()
            for other, next_node in self._from(node):
                if other != cell and next_node not in seen:
                    if next_node == end:
                        return True
                    seen.add(next_node)
                    waiting.append(next_node)
        return False

    def _from(self, node: int) -> Iterator[tuple[_Cell, int]]:
        """Where one cell more takes a row that has one too few, or one less takes a column that has one too many."""
        for row, column in self._bounds:
            if row == node and self._may((row, column), up=True):
                yield (row, column), ~column
            elif ~column == node and self._may((row, column), up=False):
                yield (row, column), row

    def _may(self, cell: _Cell, *, up: bool) -> bool:
        least, most = self._bounds[cell]
        value = self._values[cell[0]][cell[1]]
        if cell[0] == self._totals:  # a sum goes the other way: it makes up for its column
            up = not up
        return value < most if up else value > least

    def _hide_beside(self, cell: _Cell) -> None:
        """Withhold one more cell, the smallest that helps; where none is left, a whole row."""
        row, column = cell
        left = [other for other in self._cells() if other not in self._bounds and self._value(other) >= LEAST]
        left.sort(key=self._value)
        near = [other for other in left if other[0] == row or other[1] == column]
        for other in (*near, *self._across(cell, left)):
            self._bounds[other] = LEAST, _ANY
            if self._is_free(cell):
                return
            del self._bounds[other]
        is_alone = sum(other[0] == row for other in self._bounds) < 2
        beside = [other for other in near if (other[0] == row) == is_alone] or near or left
        if beside:
            self._bounds[beside[0]] = LEAST, _ANY
            return
        rows = [row, self._totals, *range(self._totals)]
        self._blank_row(next(other for other in rows if other not in self._blank))

    def _across(self, cell: _Cell, left: list[_Cell]) -> list[_Cell]:
        """Those that stand across: in a row and in a column that each have another withheld cell beside this one."""
        rows = {other[0] for other in self._bounds if other[1] == cell[1]}
        columns = {other[1] for other in self._bounds if other[0] == cell[0]}
        return [other for other in left if other[0] in rows and other[1] in columns]

    def _value(self, cell: _Cell) -> int:
        return self._values[cell[0]][cell[1]]

    def _blank_row(self, row: int) -> None:
        """Say nothing of a row but its sum: none of its cells, not even those that hold nothing."""
        self._blank.add(row)
        self._bounds |= {(row, column): (0, _ANY) for column in range(len(self._values[row]))}

    def _give_back(self) -> None:
        """Say again what turned out not to be needed, the largest first."""
        hidden = [cell for cell, bounds in self._bounds.items() if bounds == (LEAST, _ANY)]
        for cell in sorted(hidden, key=self._value, reverse=True):
            del self._bounds[cell]
            if self._told():
                self._bounds[cell] = LEAST, _ANY
