"""The journal of access: what is noted, what finds it again, what is forgotten."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.journal import access_actions
from socialtrack.journal.access_actions import forget_access, note_access, note_export, note_looking_in
from socialtrack.journal.access_queries import Wanted, access_page, all_accesses
from socialtrack.journal.models import AccessEvent
from socialtrack.kernel.errors import Busy
from tests.cast import everything


def noted(cast, *kinds):
    return [row for row in cast.rows(select(AccessEvent).order_by(AccessEvent.id)) if not kinds or row.kind in kinds]


def note(cast, who, kind, **more):
    with cast.work_for(who) as work, work.write():
        note_access(work, kind, **more)


def found(cast, who="aline", **wanted):
    with cast.work_for(who) as work:
        return [(row.kind, row.organization_id) for row in access_page(work, Wanted(**wanted)).rows]


def test_kind_that_nobody_agreed_on_is_refused(cast):
    with pytest.raises(ValueError, match="no such kind"):
        note(cast, "aline", "peeped")


def test_newest_stands_first_and_nothing_of_another_centre(cast, clock):
    note(cast, "aline", "settings-changed", after="name")
    clock.shift(timedelta(minutes=1))
    note(cast, "bruno", "invited", organization_id=cast.les_amis.id)
    note(cast, "chantal", "settings-changed", after="name")

    assert found(cast) == [("invited", cast.les_amis.id), ("settings-changed", None)]


def test_filters_hold_back_what_was_not_asked_for(cast, clock):
    note(cast, "aline", "settings-changed", after="name")
    note(cast, "agathe", "looked-in", organization_id=cast.les_amis.id)
    note(cast, "aline", "role-changed", about_id=cast.agathe.membership_id)
    clock.shift(timedelta(days=1))
    note(cast, "agathe", "looked-in", organization_id=cast.le_phare.id)

    assert found(cast, kind="role-changed") == [("role-changed", None)]
    assert found(cast, membership_id=cast.agathe.membership_id) == [
        ("looked-in", cast.le_phare.id),
        ("role-changed", None),
        ("looked-in", cast.les_amis.id),
    ]
    assert found(cast, organization_ids=(cast.les_amis.id,)) == [("looked-in", cast.les_amis.id)]
    assert found(cast, organization_ids=()) == []
    assert found(cast, day=date(2026, 11, 24)) == [("looked-in", cast.le_phare.id)]


def test_days_are_those_of_the_centre(cast, clock):
    clock.move_to("2026-11-24 04:30:00+00:00")  # 23 h 30 on the 23rd in Québec
    note(cast, "aline", "settings-changed", after="name")

    assert found(cast, day=date(2026, 11, 23)) == [("settings-changed", None)]
    assert found(cast, day=date(2026, 11, 24)) == []


def test_pages_follow_each_other_without_a_gap(cast):
    for n in range(7):
        note(cast, "aline", "exported", after=f"report{n}")
    with cast.work_for("aline") as work:
        first = access_page(work, Wanted(), most=3)
        second = access_page(work, Wanted(older_than=first.older_than), most=3)
        third = access_page(work, Wanted(older_than=second.older_than), most=3)

        told = [row.after for page in (first, second, third) for row in page.rows]
        whole = [row.after for rows in all_accesses(work, Wanted()) for row in rows]

    assert told == whole == [f"report{n}" for n in reversed(range(7))]
    assert third.older_than is None


def test_members_session_reads_its_own_organization_alone(cast):
    note(cast, "agathe", "looked-in", organization_id=cast.les_amis.id)
    note(cast, "agathe", "looked-in", organization_id=cast.le_phare.id)
    note(cast, "aline", "settings-changed", after="name")

    assert found(cast, "bruno") == [("looked-in", cast.les_amis.id)]


def test_looking_in_twice_a_day_is_one_row_and_the_next_day_another(cast, clock):
    for _ in range(2):
        with cast.work_for("agathe") as work:
            note_looking_in(work, cast.les_amis.id)
    with cast.work_for("agathe") as work:
        note_looking_in(work, cast.le_phare.id)
    with cast.work_for("aline") as work:
        note_looking_in(work, cast.les_amis.id)
    clock.shift(timedelta(days=1))
    with cast.work_for("agathe") as work:
        note_looking_in(work, cast.les_amis.id)

    assert [(row.membership_id, row.organization_id) for row in noted(cast)] == [
        (cast.agathe.membership_id, cast.les_amis.id),
        (cast.agathe.membership_id, cast.le_phare.id),
        (cast.aline.membership_id, cast.les_amis.id),
        (cast.agathe.membership_id, cast.les_amis.id),
    ]


def test_busy_database_holds_no_export_back(cast, monkeypatch, caplog):
    def busy(*arguments, **named):
        raise Busy

    monkeypatch.setattr(access_actions, "note_access", busy)
    with cast.work_for("aline") as work:
        assert note_export(work, "tasks") is False

    assert noted(cast) == []
    assert "exported tasks" in caplog.text


def test_what_is_old_is_forgotten_a_part_at_a_time_and_of_one_centre(cast, clock):
    for _ in range(3):
        note(cast, "aline", "exported", after="tasks")
    note(cast, "chantal", "exported", after="tasks")
    clock.shift(timedelta(days=40))
    note(cast, "aline", "exported", after="events")
    with cast.work_for("aline") as work:
        before = work.now - timedelta(days=30)
    with cast.app.app_context(), everything() as session, immediate(session):
        gone = [forget_access(session, cast.quebec.id, before, most=2) for _ in range(3)]

    assert gone == [2, 1, 0]
    assert [(row.centre_id, row.after) for row in noted(cast)] == [
        (cast.montreal.id, "tasks"),
        (cast.quebec.id, "events"),
    ]
