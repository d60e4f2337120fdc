"""Where hesitations stand on a day, how they are counted, and what of it may leave the centre."""

from datetime import date
from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socialtrack.guide.queries import shipped_path
from socialtrack.reports.holding_rules import (
    ASKED,
    KIND,
    OUTCOMES,
    OWN_WORDS,
    Held,
    Leaving,
    Line,
    Month,
    Place,
    Tally,
    ToldOf,
    Wanted,
    leaving,
    places_on,
    retold,
)
from socialtrack.reports.withholding_rules import Withheld

FEW, HIDDEN = Withheld.FEW, Withheld.HIDDEN
NETWORKS = ("facebook", "x")


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def told(number, on, before, after, **value) -> ToldOf:
    return ToldOf(KIND, day(on), "name-backup", None, before, after, {"hesitation": number, **value})


def held(reason="time-too-much", state="open", opened="03-02", closed=None, **about) -> Held:
    about = {"task_key": None, "network": None, "step": None, **(about or {"step": 1})}
    return Held(
        1, 7, **about, entry=reason if reason != OWN_WORDS else None, words_id=None, state=state, reason_id=None,
        review_on=None, opened_on=day(opened), closed_on=day(closed) if closed else None, is_asked=False,
    )  # fmt: skip


def tally(*ones: tuple[Held, int]) -> Tally:
    counted = Tally()
    place = places_on([shipped_path()])
    for one, times in ones:
        for _ in range(times):
            counted.add(one, place(one))
    return counted


def test_hesitation_is_told_again_from_its_events():
    events = [
        told(4, "03-02", None, "open", entry="time-too-much"),
        told(5, "03-03", None, "open", words=31),
        told(4, "03-04", "open", "no", entry="time-too-much"),
        ToldOf(ASKED, day("03-05"), None, None, None, "open", {"question": 1, "hesitation": 4}),
        ToldOf(ASKED, day("03-05"), None, None, None, "open", {"question": 2}),
        told(4, "03-09", "no", "declined", entry="time-too-much", reason=40, review_on="2027-03-09"),
        told(4, "03-20", "declined", "declined", entry="time-too-much", reason=41, review_on="2027-03-09"),
    ]

    first, second = retold(7, events)

    assert (first.reason, first.state, first.opened_on, first.closed_on) == (
        *("time-too-much", "declined"),
        *(day("03-02"), day("03-09")),
    )
    assert (first.reason_id, first.review_on, first.is_asked, first.is_open) == (41, "2027-03-09", True, False)
    assert (second.reason, second.words_id, second.closed_on, second.is_asked) == (OWN_WORDS, 31, None, False)
    assert (first.days(day("12-31")), second.days(day("03-13"))) == (7, 10)


def test_what_was_taken_back_is_nowhere_and_what_was_reopened_is_open():
    events = [
        told(4, "03-02", None, "open"),
        told(4, "03-02", "open", "withdrawn"),
        told(5, "03-03", None, "open"),
        told(5, "03-04", "open", "reassured"),
        told(5, "03-05", "reassured", "open"),
    ]

    left = retold(7, events)

    assert [(one.id, one.state, one.closed_on) for one in left] == [(5, "open", None)]
    assert [one.id for one in retold(7, [*events, told(4, "03-06", "withdrawn", "open")])] == [4, 5]


def test_place_is_that_of_the_path_in_force_or_of_the_last_one_that_had_the_task():
    path = shipped_path()
    place = places_on([path])

    assert place(held(task_key="facebook-create-page")) == Place(3, "facebook")
    assert place(held(task_key="name-backup")) == Place(1, None)
    assert (place(held(network="x")), place(held(step=2))) == (Place(None, "x"), Place(2, None))
    assert place(held(task_key="long-gone")) == Place(None, None)


def test_wanted_keeps_what_its_address_says():
    one, place = held(state="no", opened="03-02"), Place(3, "facebook")

    assert all(
        wanted.keeps(one, place)
        for wanted in (Wanted(), Wanted(day("03-02")), Wanted(step=3, network="facebook", outcome="no"))
    )
    assert not any(
        wanted.keeps(one, place)
        for wanted in (Wanted(day("03-03")), Wanted(step=2), Wanted(network="x"), Wanted(outcome="open"))
    )


def test_counts_by_reason_step_network_and_month():
    counted = tally(
        (held(state="open", task_key="name-backup"), 2),
        (held(state="reassured", closed="05-01", task_key="facebook-create-page"), 6),
        (held(OWN_WORDS, state="declined", opened="04-30", closed="05-02", network="x"), 1),
    )

    assert [(line.key, line.counts) for line in counted.by_reason()] == [
        ("time-too-much", (2, 0, 0, 6, 0, 0)),
        (OWN_WORDS, (0, 0, 0, 0, 0, 1)),
    ]
    assert [(line.key, line.total) for line in counted.by_step()] == [("1", 2), ("2", 0), ("3", 6), ("4", 0), ("", 1)]
    assert [(line.key, line.total) for line in counted.by_network(("x", "facebook"))] == [("x", 1), ("facebook", 6)]
    assert counted.months() == [
        Month(date(2026, 3, 1), 8, 0, 0, 0),
        Month(date(2026, 4, 1), 1, 0, 0, 0),
        Month(date(2026, 5, 1), 0, 6, 0, 1),
    ]
    assert (counted.whole.total, counted.whole.still_open) == (9, 2)
    assert tally().months() == []


@pytest.mark.parametrize(
    ("counts", "percent"),
    [((9, 1, 1, 2, 0, 0), None), ((9, 1, 1, 2, 1, 0), 40), ((0, 0, 0, 5, 0, 0), 100), ((0, 0, 0, 2, 1, 3), 33)],
)
def test_rate_is_said_from_five_answers_on(counts, percent):
    assert Line("a", counts).percent_reassured == percent


def test_what_leaves_names_frequent_reasons_and_gathers_the_others():
    counted = tally(
        (held("a", state="reassured", task_key="name-backup"), 12),
        (held("a", state="no", task_key="facebook-create-page"), 8),
        (held("b", state="open", task_key="name-backup"), 9),
        (held("c", state="declined", network="x"), 4),
        (held(OWN_WORDS, state="open", step=2), 3),
    )

    left = leaving(counted, NETWORKS)

    assert left.columns == ("1", "2", "3", "4", "facebook", "x")
    assert [(line.reasons, line.total) for line in left.lines] == [
        (("a",), 20),
        (("b",), 9),
        (("c", OWN_WORDS), 7),
        ((), 36),
    ]
    assert dict(zip(OUTCOMES, left.lines[2].outcomes, strict=True))["declined"] is FEW
    assert left.months == ((date(2026, 3, 1), 36),)


@pytest.mark.parametrize("times", [1, 4])
def test_nearly_nothing_leaves_as_nearly_nothing(times):
    left = leaving(tally((held(), times)), NETWORKS)

    assert [(line.reasons, line.total) for line in left.lines] == [((), FEW)]
    assert {*left.lines[0].outcomes, *left.lines[0].places} == {HIDDEN}
    assert left.months == ()


def test_nothing_leaves_as_zero():
    left = leaving(tally(), NETWORKS)

    assert [(line.total, set(line.outcomes)) for line in left.lines] == [(0, {0})]


def published(left: Leaving):
    return [(line.total, line.outcomes, line.places) for line in left.lines], left.months


@st.composite
def centres(draw) -> list[tuple[Held, int]]:
    abouts = st.sampled_from(
        [{"task_key": "name-backup"}, {"task_key": "facebook-create-page"}, {"network": "x"}, {"step": 4}]
    )
    one = st.builds(
        lambda reason, state, opened, about: held(reason, state, opened, **about),
        st.sampled_from(("a", "b", "c", OWN_WORDS)),
        st.sampled_from(OUTCOMES),
        st.sampled_from(("03-02", "04-30", "06-01")),
        abouts,
    )
    return draw(st.lists(st.tuples(one, st.sampled_from((1, 1, 2, 4, 5, 9))), max_size=8))


@settings(deadline=None)
@given(centres())
def test_no_small_count_leaves_and_sums_hold(ones):
    left = leaving(tally(*ones), NETWORKS)

    for line in left.lines:
        for said in (line.total, *line.outcomes, *line.places):
            assert isinstance(said, Withheld) or said == 0 or said >= 5
        for row in (line.outcomes, line.places):
            if not any(isinstance(said, Withheld) for said in row):
                assert sum(row) == line.total
            hidden = sum(isinstance(said, Withheld) for said in row)
            assert hidden != 1, "a lone withheld count is the sum less the others"
    assert sum(times for _, times in ones) == left.lines[-1].total or left.lines[-1].total is FEW


def test_published_is_the_same_whatever_the_order():
    ones = [(held(reason, state=state), times) for (reason, state), times in zip(
        islice(cycle((("a", "open"), ("b", "no"), ("c", "declined"))), 7), (5, 1, 3, 2, 2, 6, 1), strict=True
    )]  # fmt: skip

    assert published(leaving(tally(*ones), NETWORKS)) == published(leaving(tally(*reversed(ones)), NETWORKS))
