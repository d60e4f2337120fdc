"""Which tasks a filter shows, and which fit in a few minutes."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from socialtrack.guide.rules import PathTask
from socialtrack.kernel.languages import LocalText
from socialtrack.kernel.moments import to_microseconds
from socialtrack.progress.filter_rules import (
    WHOLE,
    Choice,
    Show,
    Standing,
    belongs,
    choice_of,
    fitting,
    shortest,
)
from socialtrack.progress.rules import State, Value, moment_of

ZONE = ZoneInfo("America/Toronto")
TODAY = date(2026, 11, 23)
WORDS = LocalText("", "")
TASK = PathTask(
    key="a",
    step_number=1,
    order=1,
    network=None,
    essential=True,
    evidence="none",
    recurs_days=None,
    minutes=10,
    depends_on=(),
    hesitations=(),
    title=WORDS,
    why=WORDS,
    how=(),
    caution=None,
    sources=(),
    checked_on=TODAY,
)


def standing(state: str = "todo", **known) -> Standing:
    """A task and where it stands: what belongs to none of task, value and standing is an error."""
    of_task = {k: known.pop(k) for k in list(known) if k in PathTask.__dataclass_fields__}
    of_value = {k: known.pop(k) for k in list(known) if k in Value.__dataclass_fields__}
    return Standing(replace(TASK, **of_task), Value(state=state, **of_value), **known)


def shows(one: Standing) -> set[str]:
    return {show.value for show in Show if belongs(one, show, TODAY, ZONE)}


@pytest.mark.parametrize(
    ("arguments", "choice"),
    [
        ({}, WHOLE),
        ({"show": "todo"}, Choice(show=Show.TODO)),
        ({"show": "further", "minutes": "5"}, Choice(show=Show.FURTHER)),
        ({"minutes": "15"}, Choice(minutes=15)),
        ({"show": "TODO"}, WHOLE),
        ({"show": "again"}, WHOLE),
        ({"show": "todo\n"}, WHOLE),
        ({"minutes": "7"}, WHOLE),
        ({"minutes": "05"}, WHOLE),
        ({"show": "nothing", "minutes": "5"}, Choice(minutes=5)),
    ],
)
def test_only_a_known_choice_counts(arguments, choice):
    assert choice_of(arguments) == choice


@pytest.mark.parametrize("choice", [WHOLE, *(Choice(show=show) for show in Show), Choice(minutes=5)])
def test_choice_comes_back_from_its_address(choice):
    assert choice_of(choice.as_arguments()) == choice


@pytest.mark.parametrize(
    ("one", "shown"),
    [
        (standing(), {"todo"}),
        (standing(essential=False), {"todo", "further"}),
        (standing("doing"), {"doing"}),
        (standing("doing", is_mine=True), {"doing", "mine"}),
        (standing("done", is_mine=True), set()),
        (standing("declined", is_mine=True), set()),
        (standing("not_applicable", essential=False), {"further"}),
    ],
)
def test_a_task_is_shown_by_its_state_by_who_sees_to_it_and_by_its_kind(one, shown):
    assert shows(one) == shown


@pytest.mark.parametrize(
    ("one", "is_due"),
    [
        (standing(due_on=date(2026, 11, 30)), True),
        (standing(due_on=date(2026, 12, 1)), False),
        (standing(due_on=date(2025, 1, 1)), True),
        (standing("done", due_on=date(2025, 1, 1)), False),
        (standing("declined", review_on="2026-11-23"), True),
        (standing("not_applicable", review_on="2026-11-24"), False),
        (standing("declined"), False),
    ],
)
def test_what_is_due_has_its_day_past_or_near_or_its_decision_to_look_at_again(one, is_due):
    assert belongs(one, Show.DUE, TODAY, ZONE) == is_due


def test_what_is_to_be_done_again_is_due_and_mine_if_i_see_to_it():
    done_at = to_microseconds(moment_of(date(2025, 11, 1), ZONE))
    one = standing("done", recurs_days=365, done_at=done_at, is_mine=True)

    assert shows(one) == {"due", "mine"}


def test_what_fits_comes_free_first_then_essential_then_under_way_then_in_order():
    before = standing(key="before", minutes=30)
    waiting = standing(key="waiting", minutes=5, depends_on=("before",))
    further = standing(key="further", minutes=5, essential=False)
    second = standing(key="second", minutes=15)
    begun = standing("doing", key="begun", minutes=5)
    answered = standing("declined", key="answered", minutes=5)
    path = [before, waiting, further, second, begun, answered]

    assert [task.key for task in fitting(path, 15)] == ["begun", "second", "further", "waiting"]
    assert [task.key for task in fitting(path, 5)] == ["begun", "further", "waiting"]


def test_what_waits_for_nothing_open_is_free():
    before = standing("not_applicable", key="before", minutes=30)
    free = standing(key="free", minutes=5, depends_on=("before", "of another network"))
    other = standing(key="other", minutes=5, essential=False)

    assert [task.key for task in fitting([before, other, free], 5)] == ["free", "other"]


def test_where_nothing_fits_the_shortest_are_named():
    path = [standing(key=key, minutes=minutes) for key, minutes in zip("abcdef", (20, 10, 10, 30, 10, 10), strict=True)]

    assert fitting(path, 5) == []
    assert [task.key for task in shortest(path)] == ["b", "c", "e"]
    assert shortest([standing(State.DONE)]) == []
