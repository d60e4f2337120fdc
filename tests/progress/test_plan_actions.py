"""Who sees to a task and by when: said once, as a whole, and taken back; of this organization's own people alone."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.journal.models import Event, OrganizationSummary, Receipt
from socialtrack.kernel.errors import Conflict, Invalid, NotFound, Refused
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.models import TaskPlan
from socialtrack.progress.plan_actions import set_plan, undo_plan
from socialtrack.progress.plan_queries import NOT_PLANNED, plans
from socialtrack.progress.plan_rules import WantedPlan
from socialtrack.progress.rebuild import differences, rebuild
from socialtrack.tenancy.models import Membership
from socialtrack.tenancy.organization_actions import archive_organization
from tests.cast import everything

TASK = "name-backup"


def gesture(key="k1", digest="d"):
    return Gesture(key, digest)


def say(cast, who="bruno", key="", **said):
    with cast.work_for(who) as work:
        return set_plan(
            work, cast.les_amis.id, TASK, WantedPlan(**said), Gesture(key, sha256(repr(said).encode()).hexdigest())
        )


def plan(cast, who="bruno"):
    with cast.work_for(who) as work:
        return plans(work, cast.les_amis.id).get(TASK, NOT_PLANNED)


def events(cast):
    return cast.rows(select(Event).where(Event.kind == "task-plan").order_by(Event.id))


def take_back(cast, event_id, who="bruno", key="undo"):
    with cast.work_for(who) as work:
        event = work.session.scalars(select(Event).where(Event.id == event_id)).one()
        return undo_plan(work, cast.les_amis.id, event, Gesture(key, "undo"))


def today(cast):
    with cast.work_for("bruno") as work:
        return work.today


def test_member_and_day_are_kept_as_one(cast):
    due = today(cast) + timedelta(days=14)

    answer = say(cast, responsible_id=cast.beatrice.membership_id, due_on=due)

    kept = plan(cast)
    assert (kept.responsible.name, kept.responsible_name, kept.due_on) == ("Béatrice", "", due)
    [event] = events(cast)
    assert (answer.event_id, kept.event_id) == (event.id, event.id)
    assert event.value_after == {"responsible_id": cast.beatrice.membership_id, "due_on": due.isoformat()}
    assert (event.value_before, event.before, event.after) == (None, None, None)


def test_name_that_was_written_is_a_text_and_not_in_the_event(cast):
    say(cast, responsible_name="Jocelyne Tremblay")

    kept = plan(cast)
    [event] = events(cast)
    assert (kept.responsible, kept.responsible_name) == (None, "Jocelyne Tremblay")
    assert list(event.value_after) == ["responsible_text_id"]
    assert "Jocelyne" not in repr(event.value_after)


def test_nothing_different_is_no_event(cast):
    due = today(cast) + timedelta(days=14)
    say(cast, responsible_name="Jocelyne", due_on=due)

    again = say(cast, key="k2", responsible_name="Jocelyne", due_on=due)

    assert again.event_id is None
    assert len(events(cast)) == 1
    assert len(cast.rows(select(Receipt).where(Receipt.request_key == "k2"))) == 1


def test_nothing_said_of_a_task_nobody_planned_is_no_event(cast):
    assert say(cast).event_id is None
    assert cast.rows(select(TaskPlan)) == []


def test_same_gesture_twice_is_one_event(cast):
    first = say(cast, key="k1", responsible_name="Jocelyne")
    second = say(cast, key="k1", responsible_name="Jocelyne")

    assert (second.event_id, second.is_repeated, second.is_last) == (first.event_id, True, True)
    assert len(events(cast)) == 1


def test_same_key_for_something_else_is_refused(cast):
    say(cast, key="k1", responsible_name="Jocelyne")

    with pytest.raises(Conflict, match="request-key-reused"):
        say(cast, key="k1", responsible_name="Paul")

    assert plan(cast).responsible_name == "Jocelyne"


@pytest.mark.parametrize("days", [-1, 5 * 366 + 1])
def test_day_out_of_range_is_refused(cast, days):
    with pytest.raises(Invalid, match="due-date-out-of-range"):
        say(cast, due_on=today(cast) + timedelta(days=days))

    assert plan(cast) == NOT_PLANNED


def test_day_that_has_passed_stays_while_somebody_else_is_named(cast, clock):
    due = today(cast) + timedelta(days=2)
    say(cast, due_on=due)
    clock.shift(timedelta(days=10))

    say(cast, responsible_name="Jocelyne", due_on=due)

    assert plan(cast).due_on == due


@pytest.mark.parametrize("who", ["paul", "victor", "chantal", "aline", None])
def test_member_of_another_house_is_nobody_here(cast, who):
    stranger = cast[who].membership_id if who else 2**40

    with pytest.raises(Invalid) as refused:
        say(cast, responsible_id=stranger)

    assert (refused.value.code, refused.value.field) == ("no-such-member", "responsible")
    assert plan(cast) == NOT_PLANNED


def test_member_who_left_can_not_be_named_and_stays_where_they_were(cast):
    say(cast, responsible_id=cast.beatrice.membership_id)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get(Membership, cast.beatrice.membership_id).ended_at = session.get(
            Membership, cast.beatrice.membership_id
        ).created_at
    due = today(cast) + timedelta(days=1)

    say(cast, responsible_id=cast.beatrice.membership_id, due_on=due)
    kept = plan(cast)
    say(cast, responsible_name="Jocelyne")

    assert (kept.responsible.name, kept.has_left, kept.due_on) == ("Béatrice", True, due)
    with pytest.raises(Invalid, match="no-such-member"):
        say(cast, responsible_id=cast.beatrice.membership_id)


def test_undo_gives_the_whole_plan_back(cast):
    due = today(cast) + timedelta(days=14)
    say(cast, responsible_id=cast.beatrice.membership_id, due_on=due)
    changed = say(cast, responsible_name="Jocelyne")

    undone = take_back(cast, changed.event_id)

    kept = plan(cast)
    assert (kept.responsible.name, kept.responsible_name, kept.due_on) == ("Béatrice", "", due)
    assert events(cast)[-1].undoes_id == changed.event_id
    assert undone.event_id == kept.event_id


def test_undo_overtaken_changes_nothing(cast):
    first = say(cast, responsible_name="Jocelyne")
    say(cast, responsible_name="Paul-Émile")

    with pytest.raises(Conflict, match="undo-overtaken"):
        take_back(cast, first.event_id)

    assert plan(cast).responsible_name == "Paul-Émile"


def test_undo_twice_is_once(cast):
    first = say(cast, responsible_name="Jocelyne")
    take_back(cast, first.event_id)

    again = take_back(cast, first.event_id)

    assert again.is_repeated
    assert len(events(cast)) == 2


def test_undo_of_something_else_is_no_such_change(cast):
    say(cast, responsible_name="Jocelyne")
    with cast.work_for("bruno") as work:
        [other] = work.session.scalars(select(Event).where(Event.kind == "network")).all()
        with pytest.raises(NotFound):
            undo_plan(work, cast.les_amis.id, other, gesture())


def test_archived_organization_is_not_planned(cast):
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)

    with pytest.raises(Refused, match="organization-archived"):
        say(cast, responsible_name="Jocelyne")


def test_plan_counts_as_activity_and_moves_no_figure(cast, clock):
    def summary():
        [row] = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))
        return row

    before = summary()
    clock.shift(timedelta(days=3))

    say(cast, responsible_name="Jocelyne")

    after = summary()
    assert after.last_activity_at > before.last_activity_at
    assert (after.progress_order, after.step1_counted) == (before.progress_order, before.step1_counted)
    with cast.work_for("aline") as work:
        assert differences(work) == []


def test_centre_reads_a_name_only_where_it_was_opened(cast):
    say(cast, responsible_id=cast.beatrice.membership_id)

    assert plan(cast, "aline").responsible.is_open is False


def test_plan_that_the_events_contradict_is_mended(cast):
    due = today(cast) + timedelta(days=14)
    say(cast, responsible_id=cast.beatrice.membership_id, due_on=due)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.scalars(select(TaskPlan)).one().due_on = due + timedelta(days=1)

    with cast.work_for("aline") as work:
        [found] = rebuild(work)

    assert (found.table, found.key) == ("task_plan", (cast.les_amis.id, TASK))
    assert plan(cast).due_on == due
