"""What is said of a task or a network closes what one hesitated about it, in the same transaction, and back."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from socialtrack.guide import queries as guide
from socialtrack.hesitations.actions import open_hesitation
from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.rules import About
from socialtrack.journal.figures import read_figures
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import Conflict, Invalid, NotFound, Refused
from socialtrack.progress.actions import confirm_task, set_task_state
from socialtrack.progress.evidence_actions import set_evidence
from socialtrack.progress.network_actions import begin_path, set_network
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rules import State, wanted
from socialtrack.progress.sheet_actions import Sheet, compare, key_sheet
from socialtrack.progress.sheet_rules import number_of, numbers_of, read_fields
from socialtrack.progress.start_actions import Already, say_start
from socialtrack.progress.undo_actions import take_back
from socialtrack.tenancy.actions import add_organization, command_work
from tests.statements import counted

TASK, OTHER, ENTRY = "name-backup", "org-email", "time-too-much"


def hesitate(cast, about, who="bruno", entry=ENTRY):
    with cast.work_for(who) as work:
        return open_hesitation(work, cast.les_amis.id, about, Gesture(), entry=entry).hesitation_id


def say(cast, state, key=TASK, who="bruno", reason="", **more):
    with cast.work_for(who) as work:
        return set_task_state(work, cast.les_amis.id, key, wanted(state, reason, today=work.today, **more), Gesture())


def undo(cast, event_id, who="bruno"):
    with cast.work_for(who) as work:
        return take_back(work, cast.les_amis.id, event_id, Gesture()).answer


def row(cast, id_):
    return cast.rows(select(Hesitation).where(Hesitation.id == id_))[0]


def states(cast):
    return {one.id: one.state for one in cast.rows(select(Hesitation))}


def last(cast):
    return cast.rows(select(Event).where(Event.organization_id == cast.les_amis.id).order_by(Event.id))[-1]


def check(cast):
    """The journal says what the rows say, and the figures count what is open."""
    with cast.app.app_context(), command_work(cast.quebec) as work:
        assert differences(work) == []
    with cast.work_for("bruno") as work:
        is_open = ("open", "partly", "no")
        assert read_figures(work, cast.les_amis.id).open_hesitations == sum(s in is_open for s in states(cast).values())


@pytest.mark.parametrize(("state", "becomes"), [("done", "settled"), ("not_applicable", "settled")])
def test_answer_closes_what_one_hesitated_about_it(cast, state, becomes):
    mine, other = hesitate(cast, About(task_key=TASK)), hesitate(cast, About(task_key=OTHER))
    whole = hesitate(cast, About(step=1))

    answer = say(cast, state)

    assert states(cast) == {mine: becomes, other: "open", whole: "open"}
    assert (answer.hesitations.closed, answer.figures.open_hesitations) == (1, 2)
    assert answer.newest_event_id == last(cast).id
    assert last(cast).value_after["caused_by"] == answer.event_id
    check(cast)


@pytest.mark.parametrize("state", ["doing", "todo"])
def test_task_under_way_leaves_it_open(cast, state):
    say(cast, "doing" if state == "todo" else "todo")
    mine = hesitate(cast, About(task_key=TASK))

    assert say(cast, state).hesitations.closed == 0

    assert states(cast) == {mine: "open"}


def test_declining_closes_it_as_that_decision_with_its_reason_and_day(cast):
    mine = hesitate(cast, About(task_key=TASK))

    answer = say(cast, "declined", reason="Nous sommes deux.", review_on=date(2027, 6, 1))

    closed = row(cast, mine)
    assert (closed.state, closed.review_on, closed.reason_id) == (
        *("declined", date(2027, 6, 1)),
        answer.after.reason_id,
    )
    assert closed.reason_id is not None
    check(cast)


@pytest.mark.parametrize("state", ["done", "declined", "not_applicable"])
def test_way_back_opens_it_again_and_its_own_way_back_closes_it(cast, state):
    mine = hesitate(cast, About(task_key=TASK))
    say(cast, state, reason="" if state == "done" else "Parce que")
    closed = row(cast, mine)
    event = next(e.id for e in cast.rows(select(Event)) if e.id == closed.event_id)
    cause = cast.rows(select(Event).where(Event.id == event))[0].value_after["caused_by"]

    back = undo(cast, cause)
    assert (row(cast, mine).state, back.hesitations.reopened) == ("open", 1)
    check(cast)
    again = undo(cast, back.event_id)
    assert (row(cast, mine).state, row(cast, mine).reason_id) == (closed.state, closed.reason_id)
    assert again.hesitations.closed == 1
    once_more = undo(cast, again.event_id)
    assert (row(cast, mine).state, once_more.hesitations.reopened) == ("open", 1)
    check(cast)


def test_what_was_said_of_it_since_stands(cast):
    """The tick closed it, it was opened again by its own way back: the tick's way back has nothing to add."""
    mine = hesitate(cast, About(task_key=TASK))
    tick = say(cast, "done")
    undo(cast, last(cast).id)
    assert row(cast, mine).state == "open"

    assert undo(cast, tick.event_id).hesitations.reopened == 0

    assert row(cast, mine).state == "open"
    check(cast)


def test_confirming_closes_it_too_and_a_detail_does_not(cast):
    say(cast, "done", "review-choice", done_on=date(2026, 3, 2))
    mine = hesitate(cast, About(task_key="review-choice"))
    with cast.work_for("bruno") as work:
        set_evidence(work, cast.les_amis.id, "review-choice", "2026-03-02", Gesture())
    assert row(cast, mine).state == "open"

    with cast.work_for("bruno") as work:
        confirmed = confirm_task(work, cast.les_amis.id, "review-choice", Gesture())

    assert row(cast, mine).state == "settled"
    undo(cast, undo(cast, confirmed.event_id).event_id)
    assert row(cast, mine).state == "settled"
    check(cast)


def test_what_was_done_long_ago_closes_nothing_before_it_was_open(cast):
    mine = hesitate(cast, About(task_key=TASK))

    say(cast, "done", done_on=date(2025, 1, 15))

    closed = row(cast, mine)
    assert closed.closed_on == date(2026, 11, 23)
    check(cast)


@pytest.mark.parametrize(
    ("before", "state", "network", "task"),
    [
        (None, "chosen", "settled", "open"),
        (None, "not_now", "declined", "declined"),
        ("chosen", "dropped", "declined", "declined"),
    ],
)
def test_choice_of_a_network_closes_what_one_hesitated_about_it(cast, before, state, network, task):
    with cast.work_for("bruno") as work:
        if before:
            set_network(work, cast.les_amis.id, "instagram", before)
    about, its_task = hesitate(cast, About(network="instagram")), hesitate(
        cast, About(task_key="instagram-create-account")
    )  # fmt: skip

    with cast.work_for("bruno") as work:
        chosen = set_network(work, cast.les_amis.id, "instagram", state)

    assert states(cast) == {about: network, its_task: task}
    back = undo(cast, chosen.event_id)
    assert states(cast) == {about: "open", its_task: "open"}
    undo(cast, back.event_id)
    assert states(cast) == {about: network, its_task: task}
    check(cast)


def test_tick_asks_nothing_more_where_nobody_hesitates(cast):
    def statements(n):
        with cast.work_for("bruno") as work:
            said = wanted("done" if n % 2 else "todo", today=work.today)
            with counted() as asked:
                set_task_state(work, cast.les_amis.id, TASK, said, Gesture())
        return len(asked)

    statements(1)
    # The membership, what stands, the event, the state, the summary, the steps of the centre.
    assert statements(2) <= 7
    without = statements(3)
    hesitate(cast, About(task_key=OTHER))
    assert statements(4) == without, "unticking closes nothing"


def test_starting_point_closes_as_a_choice_does_and_its_way_back_opens(cast):
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        here = add_organization(work, name="Un organisme")
        begin_path(work, here)
    with cast.work_for("aline") as work:
        mine = open_hesitation(work, here, About(network="x"), Gesture(), entry=ENTRY).hesitation_id
        started = say_start(work, here, Already(("x",), (TASK,)), Gesture("s", "s"))
        assert row(cast, mine).state == "settled"
        take_back(work, here, started, Gesture())
    assert row(cast, mine).state == "open"
    with cast.app.app_context(), command_work(cast.quebec) as work:
        assert differences(work) == []


def test_sheet_closes_as_a_tick_does_and_its_way_back_opens(cast):
    mine = hesitate(cast, About(task_key=TASK))
    with cast.work_for("agathe") as work:
        path = guide.path(work)
        read = read_fields({"done": str(number_of(path, TASK))}, numbers_of(path), work.today)
        sheet = Sheet(read, work.centre.path_version, work.today)
        keyed = key_sheet(work, cast.les_amis.id, sheet, compare(work, cast.les_amis.id, sheet).digest, Gesture())
    assert row(cast, mine).state == "settled"
    undo(cast, keyed.event_id, "agathe")
    assert row(cast, mine).state == "open"
    check(cast)


said = st.one_of(
    st.tuples(st.just("task"), st.sampled_from((TASK, "instagram-create-account")), st.sampled_from(list(State))),
    st.tuples(st.just("network"), st.just("instagram"), st.sampled_from(["chosen", "not_now", "dropped"])),
    st.tuples(st.just("task hesitated"), st.sampled_from((TASK, "instagram-create-account")), st.just("")),
    st.tuples(st.just("network hesitated"), st.just("instagram"), st.just("")),
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=st.lists(said, min_size=1, max_size=12))
def test_whatever_was_said_its_way_back_gives_back_each_hesitation_and_so_on(cast, clock, history):
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        here = add_organization(work, name="Un organisme")
        begin_path(work, here)

    def now():
        rows = cast.rows(select(Hesitation).where(Hesitation.organization_id == here))
        return {one.id: (one.state, one.reason_id, one.review_on) for one in rows}

    for kind, thing, state in history:
        clock.shift(timedelta(minutes=5))
        before = now()
        with cast.work_for("aline") as work:
            try:
                if kind == "task":
                    answer = set_task_state(work, here, thing, wanted(state, "Non", today=work.today), Gesture())
                elif kind == "network":
                    answer = set_network(work, here, thing, state, review_on=date(2027, 5, 1))
                else:
                    about = About(task_key=thing) if kind == "task hesitated" else About(network=thing)
                    answer = open_hesitation(work, here, about, Gesture(), entry=ENTRY)
            except (Conflict, Invalid, NotFound, Refused):
                continue
            after = now()
            if answer.event_id is None or "hesitated" in kind:
                continue
            for expected in (before, after, before, after):
                answer = take_back(work, here, answer.event_id, Gesture()).answer
                assert now() == expected
    with cast.app.app_context(), command_work(cast.quebec) as work:
        assert differences(work) == []
