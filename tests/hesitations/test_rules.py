"""What a hesitation may become, and which reasons come first. Only Python."""

from datetime import date, timedelta

import pytest

from socialtrack.hesitations.rules import (
    OPEN_STATES,
    About,
    HesitationState,
    about,
    closed_on,
    may_become,
    review_date,
    usual_reasons,
)
from socialtrack.kernel.errors import Conflict, Invalid, NotFound

State = HesitationState
TODAY, EARLIER = date(2026, 11, 23), date(2026, 11, 2)
CLOSED = (State.REASSURED, State.SETTLED, State.DECLINED)


@pytest.mark.parametrize("before", sorted(OPEN_STATES))
@pytest.mark.parametrize("after", [State.PARTLY, State.NO, *CLOSED])
def test_what_is_open_becomes_anything(before, after):
    assert may_become(before, after) is (before != after)


@pytest.mark.parametrize("before", sorted(OPEN_STATES))
def test_what_is_open_needs_no_reopening_and_keeps_what_was_said_of_the_answer(before):
    assert may_become(before, State.OPEN) is False


@pytest.mark.parametrize("before", CLOSED)
def test_what_is_closed_is_reopened_and_closed_in_no_other_way(before):
    assert may_become(before, State.OPEN) is True
    assert may_become(before, before) is False
    for after in {*CLOSED, State.PARTLY, State.NO} - {before}:
        with pytest.raises(Conflict) as refused:
            may_become(before, after)
        assert refused.value.code == "hesitation-closed"


@pytest.mark.parametrize("after", [*sorted(OPEN_STATES), *CLOSED])
def test_what_was_taken_back_is_gone(after):
    with pytest.raises(Conflict) as refused:
        may_become(State.WITHDRAWN, after)

    assert refused.value.code == "hesitation-gone"


@pytest.mark.parametrize(
    ("before", "after", "kept", "expected"),
    [
        (None, State.OPEN, None, None),
        (State.OPEN, State.NO, None, None),
        (State.NO, State.DECLINED, None, TODAY),
        (State.DECLINED, State.DECLINED, EARLIER, EARLIER),  # another reason, the same day
        (State.DECLINED, State.OPEN, EARLIER, None),
        (State.OPEN, State.WITHDRAWN, None, None),
    ],
)
def test_day_of_closing(before, after, kept, expected):
    assert closed_on(before, after, kept, TODAY) == expected


def test_one_hesitates_about_one_thing():
    assert about(task="name-backup") == About(task_key="name-backup")
    assert about(network="facebook") == About(network="facebook")
    assert about(step="3") == About(step=3)
    assert [(about(step="3").name, about(step="3").value), about(task="a").name] == [("step", "3"), "task"]


@pytest.mark.parametrize("said", [{}, {"task": "a", "network": "b"}, {"task": "a", "step": "1"}])
def test_nothing_or_several_things_are_refused(said):
    with pytest.raises(Invalid) as refused:
        about(**said)

    assert refused.value.code == "hesitation-about-one-thing"


@pytest.mark.parametrize("step", ["0", "5", "-1", "١", "un", "1 "])
def test_unknown_step_is_not_found(step):
    with pytest.raises(NotFound):
        about(step=step)


def test_review_is_a_year_away_unless_said():
    assert review_date(None, TODAY) == TODAY + timedelta(days=365)
    assert review_date(TODAY, TODAY) == TODAY
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=6 * 366)):
        with pytest.raises(Invalid):
            review_date(day, TODAY)


def test_usual_reasons_are_those_that_most_tasks_name():
    named = [("time", "money"), ("skills", "time"), ("gone", "skills", "time")]

    assert usual_reasons(named, ["money", "skills", "time"]) == ("time", "skills", "money")
    assert usual_reasons([], ["money"]) == ()
    assert len(usual_reasons([[str(n) for n in range(20)]], [str(n) for n in range(20)])) == 6
