"""Percents, and what an organization is on a day. Only Python."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialtrack.journal.rules import (
    Counts,
    Standing,
    Status,
    is_said_for_them,
    is_settled,
    percent,
    stalls_on,
    status,
    waits_from,
)

TODAY = date(2026, 11, 22)
MOVING = Standing(
    is_archived=False,
    paused_until=None,
    waiting_since=None,
    started_on=date(2026, 10, 1),
    is_complete=False,
    upkeep_due_on=None,
    last_activity_on=date(2026, 11, 20),
)


def test_silence_counts_from_the_centre_s_answer_where_it_came_late():
    asked_long_ago = replace(MOVING, last_activity_on=TODAY - timedelta(days=60))

    assert status(asked_long_ago, TODAY, 30) is Status.STALLED
    assert status(replace(asked_long_ago, answered_on=TODAY - timedelta(days=29)), TODAY, 30) is Status.MOVING
    assert status(replace(asked_long_ago, answered_on=TODAY - timedelta(days=30)), TODAY, 30) is Status.STALLED
    assert status(replace(MOVING, answered_on=TODAY - timedelta(days=90)), TODAY, 30) is Status.MOVING


@pytest.mark.parametrize(
    ("settled", "counted", "shown"), [(0, 0, None), (0, 20, 0), (1, 3, 33), (2, 3, 66), (199, 200, 99), (20, 20, 100)]
)
def test_percent_is_rounded_down_and_empty_where_nothing_counts(settled, counted, shown):
    assert percent(settled, counted) == shown


@given(st.integers(0, 500), st.integers(1, 500))
def test_hundred_percent_means_all(settled, counted):
    assert (percent(min(settled, counted), counted) == 100) is is_settled(min(settled, counted), counted)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Status.MOVING),
        ({"started_on": None}, Status.NOT_STARTED),
        ({"last_activity_on": date(2026, 10, 24)}, Status.MOVING),
        ({"last_activity_on": date(2026, 10, 23)}, Status.STALLED),
        ({"is_complete": True, "last_activity_on": date(2020, 1, 1)}, Status.COMPLETE),
        ({"is_complete": True, "upkeep_due_on": TODAY}, Status.UPKEEP_DUE),
        ({"is_complete": True, "upkeep_due_on": TODAY + timedelta(days=1)}, Status.COMPLETE),
        ({"upkeep_due_on": date(2026, 1, 1)}, Status.MOVING),
        ({"waiting_since": date(2026, 11, 19)}, Status.MOVING),
        ({"waiting_since": date(2026, 11, 18)}, Status.WAITING),
        ({"waiting_since": date(2026, 11, 19), "last_activity_on": date(2020, 1, 1)}, Status.MOVING),
        ({"waiting_since": date(2026, 11, 1), "is_complete": True}, Status.WAITING),
        ({"waiting_since": date(2026, 11, 20), "is_complete": True}, Status.COMPLETE),
        ({"waiting_since": date(2026, 11, 1), "paused_until": TODAY - timedelta(days=1)}, Status.WAITING),
        ({"waiting_since": date(2026, 11, 1), "started_on": None}, Status.WAITING),
        ({"paused_until": TODAY, "waiting_since": date(2026, 11, 1)}, Status.PAUSED),
        ({"paused_until": TODAY - timedelta(days=1)}, Status.MOVING),
        ({"is_archived": True, "paused_until": TODAY}, Status.ARCHIVED),
    ],
)
def test_status_is_the_first_that_holds(changes, expected):
    assert status(replace(MOVING, **changes), TODAY, 30) == expected


@pytest.mark.parametrize(
    ("paused_until", "day"),
    [
        (None, date(2026, 11, 26)),
        (date(2026, 11, 24), date(2026, 11, 26)),
        (date(2026, 11, 25), date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 11, 27)),
    ],
)
def test_question_waits_from_the_fourth_day_and_after_a_pause(paused_until, day):
    waiting = replace(MOVING, waiting_since=TODAY, paused_until=paused_until)

    assert waits_from(TODAY, paused_until) == day
    assert status(waiting, day, 30) is Status.WAITING
    assert status(waiting, day - timedelta(days=1), 30) is not Status.WAITING


def test_stalled_begins_on_the_day_that_is_said():
    assert stalls_on(date(2026, 10, 23), 30) == TODAY


counts = st.builds(Counts, *[st.integers(-9, 9)] * 12)


@given(counts, counts)
def test_a_change_is_a_difference_of_counts(before, after):
    assert before + (after - before) == after
    assert sum(before.step(number)[1] for number in (1, 2, 3, 4)) == before.counted


def test_the_centre_speaks_for_an_organization_only_where_it_keys_in_what_that_one_says():
    of_theirs = ("task-state", "network", "note-written", "hesitation", "question-asked", "sheet-keyed")
    of_its_own = ("question-answered", "question-assigned", "organization-paused", "person-invited", "membership-ended")

    assert all(map(is_said_for_them, of_theirs))
    assert not any(map(is_said_for_them, of_its_own))
