"""Support given: logged, said otherwise, taken away and put back; what a report of a past day said stays said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event, OrganizationSummary, TextRevision
from socialtrack.kernel.errors import Conflict, Invalid, NotFound, Refused
from socialtrack.support.actions import log_support, restore_support
from socialtrack.support.given_queries import chosen_organizations, support_given
from socialtrack.support.models import Support
from socialtrack.support.queries import support_until
from socialtrack.tenancy.organization_actions import archive_organization
from tests.support.giving import ON, changed, logged, removed, said

NOTE = "Rossignol du centre"  # what no member may read


def events(cast):
    return cast.rows(select(Event).where(Event.kind == "support").order_by(Event.id))


def restored(cast, support_id, who="agathe", key=""):
    with cast.work_for(who) as work:
        return restore_support(work, cast.les_amis.id, support_id, Gesture(key, "b"))


def until(cast, end=None, who="agathe"):
    with cast.work_for(who) as work:
        return list(support_until(work, end))


def test_a_call_is_a_row_and_an_event_of_the_organization_and_its_note_the_teams(cast):
    (id_,) = logged(cast, note=NOTE)

    (row,) = cast.rows(select(Support))
    (event,) = events(cast)
    (text,) = cast.rows(select(TextRevision).where(TextRevision.id == row.note_id))
    assert (row.id, row.kind, row.given_on, row.minutes, row.event_id) == (id_, "call", ON, 20, event.id)
    assert (row.logged_by, row.changed_by) == (cast.agathe.membership_id,) * 2
    assert (event.organization_id, event.before, event.after) == (cast.les_amis.id, None, "given")
    assert event.value_after == {"support": id_, "kind": "call", "on": "2026-11-20", "minutes": 20, "note": text.id}
    assert (text.organization_id, text.audience, text.body) == (None, "team", NOTE)
    assert event.on_behalf is False


def test_it_happened_at_noon_of_its_day_and_never_after_now(cast, clock):
    logged(cast)
    logged(cast, on=date(2026, 11, 23))

    first, second = events(cast)
    assert first.happened_at == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert second.happened_at == second.recorded_at


def test_it_is_not_the_organizations_activity(cast):
    summary = select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id)
    (before,) = cast.rows(summary)
    logged(cast)

    (after,) = cast.rows(summary)
    assert (after.last_activity_at, after.started_on) == (before.last_activity_at, before.started_on)


def test_a_workshop_is_given_to_several_at_once_under_one_note(cast):
    ids = logged(cast, cast.les_amis, cast.le_phare, kind="workshop", minutes=90, note=NOTE)

    rows = cast.rows(select(Support).order_by(Support.id))
    assert [row.id for row in rows] == ids
    assert [row.organization_id for row in rows] == [cast.les_amis.id, cast.le_phare.id]
    assert len({row.note_id for row in rows}) == 1
    assert len(events(cast)) == 2


def test_the_same_gesture_sent_twice_logs_once(cast):
    assert len(logged(cast, key="k")) == 1
    assert logged(cast, key="k") == []
    assert len(events(cast)) == 1
    with pytest.raises(Conflict):
        logged(cast, key="k", minutes=5)


def test_said_otherwise_is_an_event_and_the_same_again_is_none(cast):
    (id_,) = logged(cast, note=NOTE)

    assert changed(cast, id_, kind="visit", minutes=None, note=NOTE) is True
    assert changed(cast, id_, kind="visit", minutes=None, note=NOTE) is False

    first, second = events(cast)
    note = first.value_after["note"]
    assert (second.before, second.after) == ("given", "given")
    assert second.value_before == first.value_after
    assert second.value_after == {"support": id_, "kind": "visit", "on": "2026-11-20", "note": note}


def test_another_note_is_another_text_and_no_note_is_none(cast):
    (id_,) = logged(cast, note=NOTE)
    changed(cast, id_, note="Autre chose")
    changed(cast, id_)

    notes = [event.value_after.get("note") for event in events(cast)]
    assert notes[2] is None and notes[0] != notes[1]


def test_taken_away_and_put_back(cast):
    (id_,) = logged(cast)

    assert (removed(cast, id_), removed(cast, id_)) == (True, False)
    with pytest.raises(Conflict, match="support-removed"):
        changed(cast, id_, minutes=5)
    assert (restored(cast, id_), restored(cast, id_)) == (True, False)

    assert [(event.before, event.after) for event in events(cast)] == [
        (None, "given"),
        ("given", "removed"),
        ("removed", "given"),
    ]


@pytest.mark.parametrize("on", [date(2026, 11, 24), date(2026, 11, 1), date(1, 1, 1)])
def test_a_day_to_come_or_before_the_centre_is_refused(cast, on):
    with pytest.raises(Invalid) as refused:
        logged(cast, on=on)
    assert refused.value.field == "given_on"
    assert events(cast) == []


def test_who_may_not_and_where_not(cast):
    with pytest.raises(Refused):
        logged(cast, who="rachel")
    with pytest.raises(Refused):
        logged(cast, who="bruno")
    with pytest.raises(NotFound):
        logged(cast, cast.les_amis, cast.elsewhere)
    (id_,) = logged(cast)
    with pytest.raises(NotFound):
        changed(cast, id_, organization=cast.le_phare)
    with cast.work_for("aline") as work:
        archive_organization(work, cast.le_phare.id)
        with pytest.raises(Refused, match="organization-archived"):
            log_support(work, [cast.les_amis.id, cast.le_phare.id], said(), Gesture())
    assert len(events(cast)) == 1


def test_a_report_of_a_past_day_never_changes(cast, clock):
    (call,) = logged(cast)
    (mistake,) = logged(cast, cast.le_phare, minutes=5)
    before = until(cast)
    assert [(one.organization_id, one.id, one.kind, one.given_on, one.minutes) for one in before] == [
        (cast.les_amis.id, call, "call", ON, 20),
        (cast.le_phare.id, mistake, "call", ON, 5),
    ]
    assert {one.logged_by for one in before} == {cast.agathe.membership_id}

    clock.shift(timedelta(days=1))
    changed(cast, call, kind="visit", minutes=60, who="aline")
    removed(cast, mistake, organization=cast.le_phare)
    logged(cast, minutes=7)

    end = before[0].recorded_at + timedelta(hours=1)
    assert until(cast, end) == before
    assert until(cast, before[0].recorded_at) == []
    assert [(one.kind, one.minutes) for one in until(cast)] == [("visit", 60), ("call", 7)]
    assert [one.logged_by for one in until(cast)] == [cast.agathe.membership_id] * 2


def test_a_report_reads_its_own_centre_alone_and_many_rows_in_pieces(cast, monkeypatch):
    monkeypatch.setattr("socialtrack.support.queries.AT_A_TIME", 2)
    ids = [logged(cast, minutes=n)[0] for n in range(1, 6)]

    assert [one.id for one in until(cast)] == ids
    assert until(cast, who="chantal") == []


def test_an_advisor_held_to_a_caseload_logs_and_reads_theirs_alone(cast):
    (id_,) = logged(cast, cast.le_phare, who="aline")
    cast.confide("agathe", cast.les_amis)

    (own,) = logged(cast, note=NOTE)
    changed(cast, own, note=f"{NOTE}, bis", kind="visit")

    with pytest.raises(NotFound):
        logged(cast, cast.les_amis, cast.le_phare)
    with pytest.raises(NotFound):
        changed(cast, id_, organization=cast.le_phare)
    assert [one.id for one in until(cast)] == [own]
    assert [one.id for one in until(cast, who="aline")] == [id_, own]
    with cast.work_for("agathe") as work:
        assert [one.note for one in support_given(work, cast.les_amis.id)] == [f"{NOTE}, bis"]
        assert support_given(work, cast.le_phare.id) == []
        assert [one.slug for one in chosen_organizations(work, ["les-amis", "le-phare"])] == ["les-amis"]
