"""The rows of support given are a cache of their events; in a merge what was given moves, and counts once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from socialtrack.data.db import immediate
from socialtrack.home.merge_actions import MergeOvertaken, merge_organizations, plan_merge
from socialtrack.journal.models import Event
from socialtrack.progress.rebuild import differences, rebuild
from socialtrack.support.models import Support
from socialtrack.support.queries import support_until
from socialtrack.tenancy.actions import command_work
from tests.cast import everything
from tests.support.giving import changed, logged, removed

SPOILED = {
    "minutes that nobody gave": "UPDATE support SET minutes = 999",
    "a kind that nobody said": "UPDATE support SET kind = 'visit'",
    "put back by nobody": "UPDATE support SET removed_at = NULL",
    "logged by somebody else": "UPDATE support SET logged_by = changed_by, changed_by = logged_by",
    "lost": "DELETE FROM support",
}


@pytest.fixture
def given(cast, clock):
    """A call that became a visit, one that was a mistake, a workshop for two."""
    (call,), (mistake,) = logged(cast, note="Rappeler"), logged(cast, minutes=None)
    clock.shift(timedelta(hours=1))
    changed(cast, call, who="aline", kind="visit", minutes=45)
    removed(cast, mistake)
    return [call, mistake, *logged(cast, cast.les_amis, cast.le_phare, kind="workshop", minutes=90)]


def journal(cast):
    with cast.app.app_context(), command_work(cast.quebec) as work:
        return differences(work)


def test_rows_are_what_their_events_tell(cast, given):
    assert journal(cast) == []


@pytest.mark.parametrize("spoil", SPOILED)
def test_what_is_spoiled_is_found_and_mended(cast, given, spoil):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.connection().execute(text(SPOILED[spoil]))

    with cast.app.app_context(), command_work(cast.quebec) as work:
        assert {one.table for one in rebuild(work)} == {"support"}
    assert journal(cast) == []


def until(cast, end=None):
    with cast.work_for("aline") as work:
        return [(one.organization_id, one.kind, one.minutes, one.logged_by) for one in support_until(work, end)]


def test_merging_moves_what_was_given_and_past_reports_stay(cast, clock, given):
    (of_other,) = logged(cast, cast.le_phare, kind="call", minutes=5, note="À nous")
    before, moment = until(cast), cast.rows(select(Event.recorded_at).order_by(Event.id.desc()).limit(1))[0]
    clock.shift(timedelta(days=1))

    with cast.work_for("aline") as work:
        plan = plan_merge(work, cast.les_amis.id, cast.le_phare.id)
        assert [one.id for one in plan.support] == [given[-1], of_other]
        merge_organizations(work, cast.les_amis.id, cast.le_phare.id, {}, plan.digest)

    after = until(cast)
    assert {organization for organization, *_ in after} == {cast.les_amis.id}
    assert sorted(rest for _, *rest in after) == sorted(rest for _, *rest in before)
    assert until(cast, moment + timedelta(minutes=1)) == before
    assert journal(cast) == []
    notes = cast.rows(select(Support.note_id).where(Support.minutes == 5))
    assert len(set(notes)) == 1 and len(notes) == 2


def test_support_logged_meanwhile_is_not_merged_unseen(cast, given):
    with cast.work_for("aline") as work:
        plan = plan_merge(work, cast.les_amis.id, cast.le_phare.id)
    logged(cast, cast.le_phare, minutes=5)

    with cast.work_for("aline") as work, pytest.raises(MergeOvertaken):
        merge_organizations(work, cast.les_amis.id, cast.le_phare.id, {}, plan.digest)
