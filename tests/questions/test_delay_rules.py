"""The centre's delay, on values alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialtrack.questions.delay_rules import LATE_AFTER_DAYS, Wait, counted, is_late, median

TODAY = date(2026, 11, 23)


def ago(days):
    return TODAY - timedelta(days=days)


def test_days_of_the_calendar_are_counted_and_the_same_day_is_none():
    assert Wait(ago(5), ago(5)).days(TODAY) == 0
    assert Wait(ago(5), ago(3)).days(TODAY) == 2
    assert Wait(ago(5), None).days(TODAY) == 5


@pytest.mark.parametrize(("days", "late"), [(3, False), (4, True)])
def test_late_is_beyond_three_days(days, late):
    assert is_late(days) is late


def test_only_first_answers_of_the_period_count():
    waits = [Wait(ago(40), ago(29)), Wait(ago(40), ago(30)), Wait(ago(2), ago(1))]

    assert counted(waits, TODAY, 30) == [11, 1]
    assert counted(waits, TODAY, 90) == [11, 10, 1]


def test_a_question_that_waits_too_long_counts_against_the_centre_and_a_young_one_not_yet():
    waits = [Wait(ago(3), None), Wait(ago(4), None), Wait(ago(200), None)]

    assert counted(waits, TODAY, 30) == [4, 200]


@pytest.mark.parametrize(("days", "middle"), [([], None), ([2], 2), ([1, 4], 4), ([9, 1, 2], 2), ([0, 0, 5, 7], 5)])
def test_median_is_the_one_in_the_middle_and_of_two_the_longer(days, middle):
    assert median(days) == middle


@given(st.lists(st.integers(0, 400), min_size=1))
def test_at_least_half_are_no_longer_than_the_median(days):
    middle = median(days)

    assert sum(d <= middle for d in days) * 2 >= len(days)
    assert sum(d >= middle for d in days) * 2 >= len(days)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300) | st.none())), st.integers(0, 300))
def test_one_more_late_question_never_makes_the_centre_look_quicker(said, more):
    waits = [Wait(ago(a), None if b is None else ago(min(a, b))) for a, b in said]
    before = median(counted(waits, TODAY, 30))
    longest = max([more + LATE_AFTER_DAYS + 1, *counted(waits, TODAY, 30)])

    after = median(counted([*waits, Wait(ago(longest), None)], TODAY, 30))

    assert before is None or after >= before
