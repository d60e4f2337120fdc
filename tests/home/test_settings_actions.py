"""Changing a centre's settings: what follows from each, what is told, and what reports of past days still say."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.home.settings_actions import SettingsOvertaken, change_settings
from socialtrack.journal.models import AccessEvent, Event
from socialtrack.kernel.errors import Invalid
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rules import wanted
from socialtrack.tenancy.models import Centre, CentreRevision
from socialtrack.tenancy.settings_queries import centre_settings
from tests.cast import Cast


def change(cast, who="aline", **said):
    with cast.work_for(who) as work:
        now = centre_settings(work)
        return change_settings(work, replace(now, **said), drawn=now.digest)


def events(cast):
    rows = cast.rows(select(Event).where(Event.kind == "settings-changed").order_by(Event.id))
    return [(row.value_before, row.value_after) for row in rows]


def traces(cast):
    return [row.after for row in cast.rows(select(AccessEvent).order_by(AccessEvent.id))]


def report(cast, name="organizations", asked=""):
    answer = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/{name}.csv?header=keys&lang=fr{asked}")
    assert answer.status_code == 200, answer.text
    return answer.data


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_what_reports_use_is_told_and_names_are_not(cast):
    names = change(
        cast,
        name="Bénévolat Québec",
        language="en",
        stalled_after_days=45,
        privacy_person="Aline Roy",
        privacy_email="aline@example.org",
        hosting_place="Montréal",
        kept_days=365,
        requires_second_factor=True,
    )

    (told,) = events(cast)
    (revision,) = cast.rows(select(CentreRevision.id).where(CentreRevision.name == "Bénévolat Québec"))
    assert told == (
        {"language": "fr", "stalled_after_days": 30},
        {"language": "en", "stalled_after_days": 45, "revision": revision},
    )
    assert traces(cast) == list(names)
    assert set(names) == {
        *("name", "language", "stalled_after_days", "privacy_person", "privacy_email", "hosting_place", "kept_days"),
        "requires_second_factor",
    }


def test_same_settings_again_leave_nothing(cast):
    assert change(cast) == ()

    assert (events(cast), traces(cast)) == ([], [])


def test_what_reports_do_not_use_makes_no_event(cast):
    change(cast, privacy_person="Aline Roy")

    assert (events(cast), traces(cast)) == ([], ["privacy_person"])


def test_other_centre_is_left_alone(cast):
    change(cast, name="Bénévolat Québec", kept_days=365)

    (montreal,) = cast.rows(select(Centre).where(Centre.id == cast.montreal.id))
    assert (montreal.name, montreal.kept_days) == ("CAB de Montréal", 730)


def test_settings_that_changed_meanwhile_are_not_overwritten(cast):
    with cast.work_for("aline") as work:
        drawn = centre_settings(work)
    change(cast, hosting_place="Montréal")

    with cast.work_for("aline") as work, pytest.raises(SettingsOvertaken) as raised:
        change_settings(work, replace(drawn, kept_days=365), drawn=drawn.digest)

    assert raised.value.now.hosting_place == "Montréal"
    (quebec,) = cast.rows(select(Centre).where(Centre.id == cast.quebec.id))
    assert (quebec.hosting_place, quebec.kept_days) == ("Montréal", 730)


def test_button_pressed_twice_changes_once(cast):
    with cast.work_for("aline") as work:
        drawn = centre_settings(work)
        wanted_now = replace(drawn, hosting_place="Montréal")
        assert change_settings(work, wanted_now, drawn=drawn.digest) == ("hosting_place",)
        assert change_settings(work, wanted_now, drawn=drawn.digest) == ()

    assert traces(cast) == ["hosting_place"]


def test_time_zone_that_no_one_knows_changes_nothing(cast):
    with pytest.raises(Invalid):
        change(cast, time_zone="America/Nowhere", name="Autre")

    assert (events(cast), traces(cast)) == ([], [])


def test_reports_of_a_past_day_bear_the_name_of_that_day(cast, clock):
    first_day = report(cast, asked="&as_of=2026-11-20")
    change(cast, name="Bénévolat Québec")
    clock.shift(timedelta(days=2))
    change(cast, name="Bénévolat Capitale")

    assert report(cast, asked="&as_of=2026-11-20") == first_day
    assert {row["centre"] for row in rows(first_day)} == {"Centre d’action bénévole de Québec"}
    assert {row["centre"] for row in rows(report(cast, asked="&as_of=2026-11-23"))} == {"Bénévolat Québec"}
    assert {row["centre"] for row in rows(report(cast))} == {"Bénévolat Capitale"}
    assert {row["centre"] for row in rows(report(cast, "tasks", "&as_of=2026-11-22"))} == {
        "Centre d’action bénévole de Québec"
    }


def _tick(cast: Cast, who: str, organization, task: str) -> None:
    with cast.work_for(who) as work:
        said = wanted("done", "", today=work.today)
        set_task_state(work, organization.id, task, said, Gesture(f"{task}", "done"))


@pytest.mark.parametrize("zone", ["America/Vancouver", "America/St_Johns", "Pacific/Auckland"])
def test_other_time_zone_moves_days_and_nothing_drifts(cast, clock, zone):
    """Late at night in Québec it is another day further east or west: all that is kept by day must follow."""
    clock.move_to("2026-11-20 04:30:00+00:00")
    _tick(cast, "bruno", cast.les_amis, "name-responsible")
    clock.move_to("2026-11-20 08:30:00+00:00")
    _tick(cast, "paul", cast.le_phare, "name-responsible")
    clock.move_to("2026-11-23 15:05:00+00:00")

    change(cast, time_zone=zone)

    fresh = Cast(cast.app)
    assert fresh.quebec.time_zone == zone
    with fresh.work_for("aline") as work:
        assert differences(work) == []
    clock.shift(timedelta(days=2))
    present = rows(report(fresh))
    clock.shift(timedelta(days=1))
    then = rows(report(fresh, asked=f"&as_of={present[0]['as_of']}"))
    assert then == present


def test_day_that_had_ended_stays_ended_when_the_zone_moves_west(cast, clock):
    clock.move_to("2026-11-24 05:10:00+00:00")  # ten past midnight in Québec: the 23rd has ended
    ended = report(cast, asked="&as_of=2026-11-23")
    change(cast, time_zone="America/Vancouver")  # where it is still the 23rd
    _tick(Cast(cast.app), "bruno", cast.les_amis, "name-responsible")

    again = report(cast, asked="&as_of=2026-11-23")
    clock.shift(timedelta(days=3))
    later = report(cast, asked="&as_of=2026-11-23")

    assert again == ended == later


def test_stalled_after_other_days_is_read_by_the_day(cast, clock):
    _tick(cast, "bruno", cast.les_amis, "name-responsible")
    clock.shift(timedelta(days=20))
    change(cast, stalled_after_days=10)
    clock.shift(timedelta(days=1))

    now = {row["slug"]: row["status"] for row in rows(report(cast))}
    before = {row["slug"]: row["status"] for row in rows(report(cast, asked="&as_of=2026-12-12"))}

    assert (now["les-amis"], before["les-amis"]) == ("stalled", "moving")
