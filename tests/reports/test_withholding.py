"""No small count can be told from a table that leaves the centre, whatever its sums."""

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socialtrack.reports.withholding_rules import (
    LEAST,
    Said,
    Withheld,
    gathered,
    said_alone,
    said_in_a_row,
    said_in_a_table,
)

FEW, HIDDEN = Withheld.FEW, Withheld.HIDDEN
COUNT = st.sampled_from((0, 0, 0, 1, 1, 2, 3, 4, 4, 5, 5, 6, 8))


def possible(row: Sequence[Said], total: int) -> Iterator[tuple[int, ...]]:
    """Every way to fill a published row so that its sum is `total`, for somebody who knows the rule: what is hidden
    with another one is no small count, unless its whole row is hidden."""
    any_value = all(said is HIDDEN for said in row)

    def values(said: Said, left: int) -> Sequence[int]:
        if said is FEW:
            return range(1, min(left, LEAST - 1) + 1)
        if said is HIDDEN:
            return range(0 if any_value else LEAST, left + 1)
        return (said,) if said <= left else ()

    def fill(place: int, left: int) -> Iterator[tuple[int, ...]]:
        if place == len(row):
            if left == 0:
                yield ()
            return
        for value in values(row[place], left):
            for rest in fill(place + 1, left - value):
                yield (value, *rest)

    return fill(0, total)


def believable(published: list[list[Said]], totals: list[int]) -> set[tuple[tuple[int, ...], ...]]:
    """All tables that whoever reads the published one, and the sums of its rows, may believe to be the true one."""
    rows, sums = published[:-1], published[-1]
    last = set(possible(sums, sum(totals)))
    found = set()
    for filled in product(*(list(possible(row, total)) for row, total in zip(rows, totals, strict=True))):
        columns = tuple(map(sum, zip(*filled, strict=True)))
        if columns in last:
            found.add((*filled, columns))
    return found


@st.composite
def tables(draw) -> list[list[int]]:
    """Small tables whose rows count 5 or more, as those that leave do."""
    width = draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(COUNT, min_size=width, max_size=width), min_size=1, max_size=3))
    return [row for row in rows if sum(row) >= LEAST] or [[LEAST, *[0] * (width - 1)]]


@settings(max_examples=150, deadline=None)
@given(tables())
def test_no_withheld_count_of_a_table_can_be_told(table: list[list[int]]) -> None:
    published = said_in_a_table(table)
    truth = [*table, [sum(column) for column in zip(*table, strict=True)]]

    tables_left = believable(published, [sum(row) for row in table])

    assert tuple(map(tuple, truth)) in tables_left
    for row, counts in enumerate(published):
        for column, said in enumerate(counts):
            if isinstance(said, Withheld):
                assert len({other[row][column] for other in tables_left}) > 1, (published, row, column)
            else:
                assert said == truth[row][column]
                assert not 0 < said < LEAST


@settings(max_examples=150, deadline=None)
@given(st.lists(COUNT, min_size=2, max_size=6).filter(lambda row: sum(row) >= LEAST))
def test_no_withheld_count_of_a_row_can_be_told(row: list[int]) -> None:
    published = said_in_a_row(row)

    left = set(possible(published, sum(row)))

    assert tuple(row) in left
    for place, said in enumerate(published):
        assert said == row[place] if not isinstance(said, Withheld) else len({other[place] for other in left}) > 1
        assert isinstance(said, Withheld) or not 0 < said < LEAST


@pytest.mark.parametrize(
    ("table", "published"),
    [
        ([[9, 7], [6, 8]], [[9, 7], [6, 8], [15, 15]]),
        ([[9, 0], [0, 8]], [[9, 0], [0, 8], [9, 8]]),
        # Alone in its row and in its column, a small count hides four cells, of which three are larger.
        ([[3, 9, 20], [6, 8, 20]], [[FEW, HIDDEN, 20], [HIDDEN, HIDDEN, 20], [9, 17, 40]]),
        # Two that may be several things each hide nothing more; two whose sum tells both (4 + 4) take a row with them.
        ([[2, 3, 9], [3, 2, 9]], [[FEW, FEW, 9], [FEW, FEW, 9], [5, 5, 18]]),
        ([[4, 4, 0], [9, 9, 9]], [[HIDDEN] * 3, [HIDDEN, 9, HIDDEN], [13, HIDDEN, HIDDEN]]),
    ],
)
def test_larger_counts_are_withheld_only_where_a_small_one_would_be_told(table, published):
    assert said_in_a_table(table) == published


def test_row_of_which_nothing_can_be_said_says_nothing():
    assert said_in_a_row([4, 4, 0, 0]) == [HIDDEN] * 4
    assert said_in_a_row([3, 0, 4, 12]) == [FEW, 0, FEW, 12]
    assert said_in_a_row([2, 0, 30, 12]) == [FEW, 0, 30, HIDDEN]


def test_lone_count_says_fewer_than_five_and_none_says_none():
    assert [said_alone(n) for n in (0, 1, 4, 5, 12)] == [0, FEW, FEW, 5, 12]


@pytest.mark.parametrize(
    ("totals", "groups"),
    [
        ([9, 7, 5], [[0], [1], [2]]),
        ([9, 7, 4, 2], [[0], [1], [2, 3]]),
        ([9, 7, 3], [[0], [1, 2]]),
        ([3, 1], [[0, 1]]),
        ([12, 0, 0], [[0]]),
        ([], []),
        ([0], []),
    ],
)
def test_small_rows_are_gathered(totals, groups):
    assert gathered(totals) == groups


def test_wide_table_is_withheld_at_once():
    """As many reasons and networks as a large centre has."""
    table = [[(7 * row + 3 * column) % 11 for column in range(12)] for row in range(45)]

    published = said_in_a_table(table)

    assert all(isinstance(said, Withheld) or said == 0 or said >= LEAST for row in published for said in row)
