"""What moved at a centre, day by day: what somebody said here and now, less what was taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from socialtrack.guide import queries as guide
from socialtrack.guide.rules import in_scope
from socialtrack.home import actions as examples
from socialtrack.journal.models import CentreDayMovement, Event
from socialtrack.journal.rules import MOVEMENT_NAMES
from socialtrack.kernel.moments import local_day, start_of_day, utc_now
from socialtrack.kernel.work import Actor
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rules import wanted
from socialtrack.progress.start_actions import Already, say_start
from socialtrack.progress.undo_actions import take_back
from socialtrack.tenancy import organization_actions as life
from socialtrack.tenancy.actions import add_membership
from tests.progress.test_rebuild import found, work_as


def moved(cast):
    """By day, what is not nothing; once it agrees with the journal."""
    with cast.work_for("aline") as work:
        assert differences(work) == []
        rows = work.session.scalars(select(CentreDayMovement).order_by(CentreDayMovement.day)).all()
        what = {row.day: {name: n for name in MOVEMENT_NAMES if (n := getattr(row, name))} for row in rows}
    return {day: named for day, named in what.items() if named}


@pytest.fixture
def fanal(cast, clock):
    """An organization that was added just now, who speaks for it, and nothing that moved before."""
    id_, people = found(cast, "Le Fanal")
    before = moved(cast)

    class Fanal:
        def as_(self, who="lead"):
            return work_as(cast, people[who])

        def tick(self, key, state="done", *, who="lead", days_ago=None, gesture=None):
            with self.as_(who) as work:
                on = None if days_ago is None else work.today - timedelta(days=days_ago)
                said = wanted(state, done_on=on, today=work.today)
                return set_task_state(work, id_, key, said, gesture or Gesture()).event_id

        def undo(self, event_id):
            with self.as_() as work:
                take_back(work, id_, event_id, Gesture())
                return work.session.scalars(select(Event.id).order_by(Event.id.desc()).limit(1)).one()

        def moved(self):
            return {day: what for day, what in moved(cast).items() if day not in before or before[day] != what}

    one = Fanal()
    one.id = id_
    return one


def test_ticks_move_the_step_on_the_day_they_are_recorded(fanal, clock, cast):
    fanal.tick("name-responsible")
    fanal.tick("name-backup", "declined", who="staff")
    today = local_day(utc_now(), cast.quebec.zone)
    clock.shift(timedelta(days=2))
    fanal.tick("name-backup", "todo")

    assert list(fanal.moved().values()) == [{"step1_settled": 2, "started": 1}, {"step1_settled": -1}]
    assert today in fanal.moved()


def test_what_is_taken_back_has_not_moved(fanal):
    first = fanal.tick("name-responsible")
    undo = fanal.undo(first)

    assert list(fanal.moved().values()) == [{"started": 1}]

    fanal.undo(undo)
    assert list(fanal.moved().values()) == [{"step1_settled": 1, "started": 1}]


def test_a_day_begins_at_midnight_of_the_centre(fanal, clock, cast):
    midnight = start_of_day(date(2026, 12, 1), cast.quebec.zone)
    clock.move_to(midnight - timedelta(minutes=1))
    fanal.tick("name-responsible")
    clock.shift(timedelta(minutes=2))
    fanal.tick("name-backup")

    assert [*fanal.moved()] == [date(2026, 11, 30), date(2026, 12, 1)]


def test_what_was_so_before_it_joined_moves_nothing_but_its_beginning(fanal, clock):
    clock.shift(timedelta(days=1))
    with fanal.as_() as work:
        say_start(work, fanal.id, Already(("facebook",), ("name-responsible", "facebook-create-page")), Gesture())

    assert list(fanal.moved().values()) == [{"started": 1}]

    fanal.tick("name-backup")
    assert list(fanal.moved().values()) == [{"started": 1, "step1_settled": 1}]


def test_nor_does_taking_it_back_and_saying_it_again(fanal, clock):
    with fanal.as_() as work:
        event_id = say_start(work, fanal.id, Already((), ("name-responsible", "name-backup")), Gesture())
        fixed = work.session.get_one(Event, event_id)
        entered = fixed.value_after["said_with"][0]
    clock.shift(timedelta(days=1))
    undo = fanal.undo(entered)
    fanal.undo(undo)
    fanal.undo(event_id)

    assert list(fanal.moved().values()) == [{"started": 1}]


def test_what_was_done_before_it_was_here_moves_nothing(fanal, clock):
    clock.shift(timedelta(days=3))
    event_id = fanal.tick("name-responsible", days_ago=40)
    fanal.undo(event_id)
    fanal.tick("name-backup", days_ago=2)

    assert list(fanal.moved().values()) == [{"step1_settled": 1}]


def test_what_is_taken_over_from_another_moves_nothing(fanal, cast):
    with fanal.as_("staff") as work:
        work.actor = Actor(work.actor.role, work.actor.membership_id, work.actor.person_id, channel="merge")
        set_network(work, fanal.id, "facebook", "chosen")
        event_id = set_task_state(work, fanal.id, "name-responsible", wanted("done", today=work.today), Gesture())
    fanal.undo(event_id.event_id)

    assert fanal.moved() == {}


def test_dropping_a_network_takes_back_what_was_settled_for_it(fanal):
    with fanal.as_() as work:
        set_network(work, fanal.id, "facebook", "chosen")
    fanal.tick("facebook-create-page")
    assert list(fanal.moved().values()) == [{"step3_settled": 1, "started": 1}]

    with fanal.as_() as work:
        set_network(work, fanal.id, "facebook", "dropped")
    assert list(fanal.moved().values()) == [{"started": 1}]


def test_neither_pause_nor_archive_nor_a_new_member_moves_anything(fanal, clock, cast):
    fanal.tick("name-responsible")
    so = fanal.moved()
    clock.shift(timedelta(days=1))
    with fanal.as_("staff") as work:
        life.pause_organization(work, fanal.id, work.today + timedelta(days=5))
        life.archive_organization(work, fanal.id)
        life.restore_organization(work, fanal.id)
        with work.write():
            add_membership(work, person_id=cast.bruno.person_id, role="reader", name="A", organization_id=fanal.id)

    assert fanal.moved() == so


def test_the_last_task_completes_the_path_and_opening_it_again_takes_that_back(fanal):

    with fanal.as_() as work:
        tasks = [task.key for task in in_scope(guide.path(work), ()) if task.essential]
    for key in tasks:
        fanal.tick(key)
    [moved_then] = fanal.moved().values()
    fanal.tick(tasks[0], "doing")
    [moved_after] = fanal.moved().values()

    assert moved_then["completed"] == 1
    assert sum(n for name, n in moved_then.items() if name.startswith("step")) == len(tasks)
    assert "completed" not in moved_after


def test_examples_move_nothing_of_their_past_and_leave_nothing_behind(cast, clock):
    before = moved(cast)
    with cast.work_for("aline") as work:
        ids = examples.load_example(work)
    assert moved(cast) == before
    clock.shift(timedelta(days=1))
    with cast.work_for("aline") as work:
        set_task_state(work, ids[0], "name-responsible", wanted("todo", today=work.today), Gesture())
    tried = moved(cast)
    with cast.work_for("aline") as work:
        examples.remove_example(work)

    assert tried != before
    assert moved(cast) == before
