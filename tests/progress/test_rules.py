"""What a gesture makes of a task, and what a task counts for. Only Python."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from socialtrack.guide.queries import shipped_path
from socialtrack.guide.rules import in_scope
from socialtrack.journal.rules import Counts
from socialtrack.kernel.errors import Invalid
from socialtrack.kernel.moments import to_microseconds
from socialtrack.progress import rules
from socialtrack.progress.rules import State, Value, Wanted

TODAY = date(2026, 11, 22)
QUEBEC = ZoneInfo("America/Toronto")
PATH = shipped_path()
# 11 in the evening in Québec, already the next day in UTC.
LATE = to_microseconds(datetime(2026, 11, 23, 4, 0, tzinfo=UTC))


def moved(before, state, *, reason_id=None, on_behalf=False):
    said = rules.wanted(state, "Parce que" if reason_id else "", today=TODAY)
    return rules.move(before, said, reason_id=reason_id, at=LATE, by=7, on_behalf=on_behalf)


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_any_state_can_follow_any_other(before, after):
    start = moved(Value(), before)

    assert moved(start, after).state == after


def test_tick_says_when_and_by_whom():
    assert moved(Value(), "done") == Value(state="done", done_at=LATE, done_by=7, entered_by=7)


def test_tick_on_behalf_does_not_say_whose_hand_it_was():
    value = moved(Value(), "done", on_behalf=True)

    assert (value.done_by, value.entered_by) == (None, 7)


def test_unticking_leaves_nothing_of_the_tick_but_its_detail():
    done = Value(state="done", done_at=LATE, done_by=7, entered_by=7, evidence_id=3, confirmed_on="2026-11-20")

    assert moved(done, "todo") == Value(state="todo", evidence_id=3, entered_by=7)


@pytest.mark.parametrize(
    ("before", "said", "is_same"),
    [
        (Value(), Wanted(State.TODO), True),
        (Value(state="done", done_at=LATE), Wanted(State.DONE), True),
        (Value(state="done", done_at=LATE), Wanted(State.DONE, done_on=date(2026, 11, 22)), True),
        (Value(state="done", done_at=LATE), Wanted(State.DONE, done_on=date(2026, 11, 23)), False),
        (Value(), Wanted(State.DONE, done_on=date(2026, 11, 22)), False),
        (Value(state="declined", review_on="2027-11-22"), Wanted(State.DECLINED, "", date(2027, 11, 22)), True),
        (Value(state="declined", review_on="2027-11-22"), Wanted(State.DECLINED, "", date(2027, 11, 23)), False),
        (Value(state="declined", review_on="2027-11-22"), Wanted(State.DECLINED, "Non", date(2027, 11, 22)), False),
        (Value(state="declined", review_on="2027-11-22"), Wanted(State.NOT_APPLICABLE, "", date(2027, 11, 22)), False),
    ],
)
def test_the_whole_value_is_compared(before, said, is_same):
    assert rules.says_the_same(before, said, "", QUEBEC) is is_same


def test_value_comes_back_from_its_event_as_it_went():
    value = Value("declined", 4, "2027-11-22", 5, None, None, 7, None)

    assert Value.from_event(value.state, value.rest()) == value


def test_review_date_is_a_year_from_now_if_nobody_says_one():
    assert rules.wanted("declined", today=TODAY).review_on == date(2027, 11, 22)
    assert rules.wanted("done", review_on=date(1990, 1, 1), today=TODAY) == Wanted(State.DONE)


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2032, 1, 1), date.min, date.max])
def test_review_date_out_of_range_is_refused(day):
    with pytest.raises(Invalid, match="review-date-out-of-range"):
        rules.wanted("declined", review_on=day, today=TODAY)


@pytest.mark.parametrize("state", ["", "Done", "again", "finished", "todo "])
def test_unknown_state_is_refused(state):
    with pytest.raises(Invalid, match="unknown-state"):
        rules.wanted(state, today=TODAY)


@pytest.mark.parametrize(
    ("networks", "essential", "tasks"), [((), 16, 31), (("facebook",), 20, 38), (("facebook", "instagram"), 21, 39)]
)
def test_short_path_with_each_network(networks, essential, tasks):
    counts = rules.counts_of(PATH, networks, {})

    assert (counts.counted, counts.settled) == (essential, 0)
    assert len(in_scope(PATH, networks)) == tasks


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        ("todo", Counts(step1_counted=1)),
        ("doing", Counts(step1_counted=1)),
        ("done", Counts(step1_counted=1, step1_settled=1, done=1)),
        ("declined", Counts(step1_counted=1, step1_settled=1, declined=1)),
        ("not_applicable", Counts(not_applicable=1)),
    ],
)
def test_what_an_essential_task_counts_for(state, counts):
    assert rules.contribution(PATH.by_key["name-backup"], state) == counts


@pytest.mark.parametrize("state", State)
def test_further_task_counts_apart(state):
    assert rules.contribution(PATH.by_key["board-mandate"], state) == Counts(further_done=int(state == "done"))


def test_due_again_counts_from_the_day_at_the_centre():
    task, value = PATH.by_key["weekly-rhythm"], Value(state="done", done_at=LATE)

    assert rules.due_again_on(task, value, QUEBEC) == date(2026, 12, 22)
    assert rules.due_again_on(task, Value(state="done", done_at=LATE, confirmed_on="2026-12-20"), QUEBEC) == date(
        2027, 1, 19
    )
    assert rules.due_again_on(task, Value(state="doing"), QUEBEC) is None
    assert rules.due_again_on(PATH.by_key["name-backup"], value, QUEBEC) is None


@pytest.mark.parametrize(
    ("key", "today", "is_due"),
    [
        ("weekly-rhythm", date(2026, 12, 15), False),
        ("weekly-rhythm", date(2026, 12, 16), True),
        ("two-admin-check", date(2027, 2, 1), False),
        ("two-admin-check", date(2027, 2, 2), True),
        ("succession-plan", date(2027, 10, 22), False),
        ("succession-plan", date(2027, 10, 23), True),
    ],
)
def test_due_again_shows_a_little_before_its_day(key, today, is_due):
    assert rules.looks_due(PATH.by_key[key], Value(state="done", done_at=LATE), today, QUEBEC) is is_due


def test_next_small_thing_is_what_is_under_way_then_the_first_that_is_free():
    tasks = in_scope(PATH, ("facebook",))

    assert rules.next_small_thing(tasks, {}).key == "name-responsible"
    assert rules.next_small_thing(tasks, {"define-goals": "doing"}).key == "define-goals"
    assert rules.next_small_thing(tasks, {t.key: "declined" for t in tasks}) is None


def test_next_small_thing_never_waits_for_what_is_not_there():
    for task in in_scope(PATH, ("facebook",)):
        states = {t.key: "done" for t in in_scope(PATH, ("facebook",)) if t.key != task.key}
        found = rules.next_small_thing(in_scope(PATH, ("facebook",)), states)

        assert (found.key if found else None) == (task.key if task.essential else None)
