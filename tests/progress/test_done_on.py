"""Done, with the day since which it is: what was done before anybody ticked it keeps its real date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from socialtrack.journal.models import Event, OrganizationSummary
from socialtrack.kernel.moments import to_microseconds
from socialtrack.progress.models import TaskState
from socialtrack.progress.rebuild import differences
from tests.browser import Browser

TICK = "tasks/name-backup/state"
NOON = datetime(2026, 10, 3, 16, 0, tzinfo=UTC)  # in Québec, in October


@pytest.fixture
def bruno(cast):
    browser = Browser(cast.client_for("bruno"))
    browser.get(cast.les_amis.address)
    return browser


def events(cast):
    return cast.rows(select(Event).where(Event.task_key == "name-backup").order_by(Event.id))


def value(cast):
    return cast.rows(select(TaskState).where(TaskState.task_key == "name-backup"))[0]


def test_day_that_was_said_is_the_day_of_the_event(bruno, cast):
    bruno.post(TICK, {"state": "done", "done_on": "2026-10-03"})

    [event] = events(cast)
    assert (event.happened_at, value(cast).done_at) == (NOON, NOON)
    assert event.recorded_at > NOON
    page = bruno.get(cast.les_amis.address).page
    assert "Faite le 3\u00a0octobre par Bruno" in page.element("fact-name-backup").text
    with cast.work_for("aline") as work:
        assert differences(work) == []


def test_today_is_now(bruno, cast):
    with cast.work_for("bruno") as work:
        now, today = work.now, work.today

    bruno.post(TICK, {"state": "done", "done_on": today.isoformat()})

    assert value(cast).done_at == now


def test_summary_begins_on_the_day_that_was_said(bruno, cast):
    bruno.post(TICK, {"state": "done", "done_on": "2026-10-03"})

    [row] = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))
    assert row.last_activity_at > to_microseconds(NOON)  # its network was chosen later


def test_another_day_changes_the_day_and_not_whose_hand_it_was(bruno, cast):
    bruno.post(TICK, {"state": "done"})
    aline = Browser(cast.client_for("aline"))
    aline.get(cast.les_amis.address)

    aline.post(TICK, {"state": "done", "done_on": "2026-10-03"})

    row = value(cast)
    assert (row.done_at, row.done_by, row.entered_by) == (NOON, cast.bruno.membership_id, cast.aline.membership_id)
    assert len(events(cast)) == 2


def test_same_day_again_is_no_event(bruno, cast):
    bruno.post(TICK, {"state": "done", "done_on": "2026-10-03"})
    bruno.get(cast.les_amis.address)

    bruno.post(TICK, {"state": "done", "done_on": "2026-10-03"})
    bruno.get(cast.les_amis.address)
    bruno.post(TICK, {"state": "done"})

    assert len(events(cast)) == 1


def test_undo_gives_the_day_before_back(bruno, cast):
    bruno.post(TICK, {"state": "done", "done_on": "2026-10-03"})
    bruno.get(cast.les_amis.address)
    bruno.post(TICK, {"state": "done", "done_on": "2026-09-01"})

    bruno.get(cast.les_amis.address)
    bruno.post("undo", {"event": str(events(cast)[-1].id)})

    assert value(cast).done_at == NOON


def test_one_key_can_not_say_two_days(bruno, cast):
    bruno.post(TICK, {"state": "done", "done_on": "2026-10-03", "request_key": "one"})

    bruno.post(TICK, {"state": "done", "done_on": "2026-10-04", "request_key": "one"}, status=409)

    assert value(cast).done_at == NOON


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-24", "Cette date est dans l’avenir."),
        ("1999-12-31", "Cette date est d’avant l’an 2000. Vérifiez l’année."),
        ("2026-02-30", "Cette date n’existe pas."),
    ],
)
def test_day_that_can_not_be_is_refused_and_stays_in_the_field(bruno, cast, day, words):
    page = bruno.post(TICK, {"state": "done", "done_on": day}, status=422).page

    assert events(cast) == []
    assert words in page.words
    [field] = [e for e in page.all("input") if e.get("name") == "done_on"]
    assert (field["value"], field["aria-invalid"]) == (day, "true")


def test_day_is_said_of_what_is_done_alone(bruno, cast):
    bruno.post(TICK, {"state": "doing", "done_on": "2026-10-03"})

    [event] = events(cast)
    assert event.happened_at == event.recorded_at


def test_upkeep_counts_from_the_day_that_was_said(bruno, cast):
    bruno.post("tasks/succession-plan/state", {"state": "done", "done_on": "2025-10-03"})

    [row] = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))
    assert row.upkeep_due_on == date(2025, 10, 3) + timedelta(days=365)
