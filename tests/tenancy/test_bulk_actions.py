"""What is done to several organizations in one gesture, as the database keeps it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.journal.models import Event
from socialtrack.people.member_actions import Somebody, change_role, leave, remove
from socialtrack.progress.rebuild import differences
from socialtrack.tenancy import organization_actions as life
from socialtrack.tenancy.actions import change_organizations, command_work
from socialtrack.tenancy.bulk_actions import do_to_several, take_back
from socialtrack.tenancy.bulk_queries import standings
from socialtrack.tenancy.bulk_rules import Deed, Wanted, forecast
from socialtrack.tenancy.models import Organization
from socialtrack.tenancy.organization_queries import pause_of
from socialtrack.tenancy.queries import details_of


def whole(cast):
    """Nothing that is kept beside the journal contradicts it."""
    with cast.app.app_context(), command_work(cast.quebec) as work:
        return differences(work) == []


def do(cast, who, wanted, *rooms):
    """The events that it made: (first, last)."""
    rooms = rooms or (cast.les_amis, cast.le_phare)
    before = len(events(cast))
    with cast.work_for(who) as work, work.write():
        them = forecast(standings(work, [room.id for room in rooms]), wanted).changing
        do_to_several(work, them, wanted)
    assert whole(cast)
    made = events(cast)[before:]
    return made[0].id, made[-1].id


def undo(cast, who, span, deed):
    """How many are as they were, and the names of those that stay as they are."""
    with cast.work_for(who) as work, work.write():
        done = take_back(work, *span, deed)
        kept = sorted(one.name for one in done.kept)
    assert whole(cast)
    return done.back, kept


def events(cast):
    return cast.rows(select(Event).where(Event.centre_id == cast.quebec.id).order_by(Event.id))


def rows(cast):
    found = cast.rows(select(Organization).where(Organization.centre_id == cast.quebec.id))
    return {row.slug: row for row in found}


def change(cast, room, **said):
    with cast.work_for("aline") as work, work.write():
        now = details_of(life.organization_there(work, room.id))
        change_organizations(work, {room.id: type(now)(**{**now_fields(now), **said})})


def now_fields(now):
    return {name: getattr(now, name) for name in now.__slots__}


def confide(cast, *rooms, to="agathe"):
    return do(cast, "aline", Wanted(Deed.ASSIGN, cast[to].membership_id), *rooms)


def test_confided_and_taken_back_one_event_each(cast):
    span = confide(cast)

    assert {row.advisor_id for row in rows(cast).values()} == {cast.agathe.membership_id}
    made = [one for one in events(cast) if one.id >= span[0]]
    assert [(one.kind, one.organization_id) for one in made] == [
        ("organization-changed", cast.le_phare.id),
        ("organization-changed", cast.les_amis.id),
    ]
    assert undo(cast, "aline", span, Deed.ASSIGN) == (2, [])
    assert {row.advisor_id for row in rows(cast).values()} == {None}
    assert [one.undoes_id for one in events(cast)[-2:]] == [one.id for one in made]


def test_taking_back_skips_who_was_given_to_somebody_else_meanwhile(cast):
    span = confide(cast)
    change(cast, cast.les_amis, advisor_id=cast.aline.membership_id)

    assert undo(cast, "aline", span, Deed.ASSIGN) == (1, ["Les Amis"])

    assert rows(cast)["les-amis"].advisor_id == cast.aline.membership_id
    assert rows(cast)["le-phare"].advisor_id is None


def test_taking_back_keeps_what_else_was_said_meanwhile(cast):
    span = confide(cast)
    change(cast, cast.les_amis, phone="418 555-0100")

    assert undo(cast, "aline", span, Deed.ASSIGN) == (2, [])

    assert (rows(cast)["les-amis"].phone, rows(cast)["les-amis"].advisor_id) == ("418 555-0100", None)


def test_nothing_is_given_back_to_who_left_the_team(cast):
    confide(cast)
    span = do(cast, "aline", Wanted(Deed.ASSIGN, cast.aline.membership_id))
    with cast.work_for("agathe") as work:
        leave(work)

    assert undo(cast, "aline", span, Deed.ASSIGN) == (0, ["Le Phare", "Les Amis"])
    assert {row.advisor_id for row in rows(cast).values()} == {cast.aline.membership_id}


def test_tag_given_taken_away_and_back(cast):
    change(cast, cast.les_amis, tags=("Aînés",))
    span = do(cast, "agathe", Wanted(Deed.TAG, tag="Transport"))
    assert {slug: row.tags for slug, row in rows(cast).items()} == {
        "les-amis": ["Aînés", "Transport"],
        "le-phare": ["Transport"],
    }
    gone = do(cast, "agathe", Wanted(Deed.UNTAG, tag="aines"))

    assert rows(cast)["les-amis"].tags == ["Transport"]
    assert undo(cast, "agathe", gone, Deed.UNTAG) == (1, [])
    assert undo(cast, "agathe", span, Deed.TAG) == (2, [])
    assert {slug: row.tags for slug, row in rows(cast).items()} == {"les-amis": ["Aînés"], "le-phare": []}


def test_pause_of_several_keeps_the_reason_that_was_given_and_gives_it_back(cast):
    with cast.work_for("aline") as work:
        today = work.today
        life.pause_organization(work, cast.les_amis.id, today + timedelta(days=5), "Nous déménageons.")
    until = today + timedelta(days=60)

    span = do(cast, "agathe", Wanted(Deed.PAUSE, until=until))

    with cast.work_for("agathe") as work:
        pauses = {room.slug: pause_of(work, room.id) for room in (cast.les_amis, cast.le_phare)}
    assert {slug: (one.until, one.reason) for slug, one in pauses.items()} == {
        "les-amis": (until, "Nous déménageons."),
        "le-phare": (until, ""),
    }
    assert undo(cast, "agathe", span, Deed.PAUSE) == (2, [])
    with cast.work_for("agathe") as work:
        back = pause_of(work, cast.les_amis.id)
        assert (back.until, back.reason) == (today + timedelta(days=5), "Nous déménageons.")
        assert pause_of(work, cast.le_phare.id) is None


def test_resumed_then_paused_again_with_its_reason(cast, clock):
    with cast.work_for("aline") as work:
        until = work.today + timedelta(days=40)
        life.pause_organization(work, cast.les_amis.id, until, "Nous déménageons.")
    clock.shift(timedelta(days=2))
    span = do(cast, "agathe", Wanted(Deed.RESUME), cast.les_amis)
    with cast.work_for("agathe") as work:
        assert pause_of(work, cast.les_amis.id) is None

    assert undo(cast, "agathe", span, Deed.RESUME) == (1, [])

    with cast.work_for("agathe") as work:
        back = pause_of(work, cast.les_amis.id)
        assert (back.until, back.reason) == (until, "Nous déménageons.")


def test_pause_that_somebody_changed_meanwhile_stays(cast):
    with cast.work_for("aline") as work:
        until = work.today + timedelta(days=30)
    span = do(cast, "agathe", Wanted(Deed.PAUSE, until=until))
    with cast.work_for("aline") as work:
        life.resume_organization(work, cast.les_amis.id)

    assert undo(cast, "agathe", span, Deed.PAUSE) == (1, ["Les Amis"])


@pytest.mark.parametrize("deed", [Deed.ARCHIVE, Deed.RESTORE])
def test_archived_and_restored_and_taken_back(cast, deed):
    if deed is Deed.RESTORE:
        do(cast, "aline", Wanted(Deed.ARCHIVE))
    was = {slug: row.archived_at is None for slug, row in rows(cast).items()}

    span = do(cast, "aline", Wanted(deed))

    assert {slug: row.archived_at is None for slug, row in rows(cast).items()} == {
        slug: not is_there for slug, is_there in was.items()
    }
    assert undo(cast, "aline", span, deed) == (2, [])
    assert {slug: row.archived_at is None for slug, row in rows(cast).items()} == was


def test_one_restored_meanwhile_is_left_alone(cast):
    span = do(cast, "aline", Wanted(Deed.ARCHIVE))
    with cast.work_for("aline") as work:
        life.restore_organization(work, cast.les_amis.id)

    assert undo(cast, "aline", span, Deed.ARCHIVE) == (1, ["Les Amis"])


# The end of a place


def test_what_was_confided_to_who_leaves_is_confided_to_nobody(cast):
    confide(cast)
    with cast.work_for("aline") as work:
        life.archive_organization(work, cast.le_phare.id)

    with cast.work_for("agathe") as work:
        leave(work)

    assert {row.advisor_id for row in rows(cast).values()} == {None}
    assert [one.kind for one in events(cast)[-3:]] == ["organization-changed"] * 2 + ["membership-ended"]
    assert whole(cast)


def test_whose_place_a_manager_ends_keeps_nothing(cast):
    confide(cast)

    with cast.work_for("aline") as work:
        remove(work, Somebody(cast.agathe.membership_id, None, "advisor"))

    assert {row.advisor_id for row in rows(cast).values()} == {None}
    assert whole(cast)


def test_who_may_only_read_from_now_on_keeps_nothing(cast):
    confide(cast)

    with cast.work_for("aline") as work:
        change_role(work, Somebody(cast.agathe.membership_id, None, "advisor"), "centre_reader")

    assert {row.advisor_id for row in rows(cast).values()} == {None}
    assert whole(cast)


def test_who_becomes_manager_keeps_what_they_have(cast):
    confide(cast)

    with cast.work_for("aline") as work:
        change_role(work, Somebody(cast.agathe.membership_id, None, "advisor"), "manager")

    assert {row.advisor_id for row in rows(cast).values()} == {cast.agathe.membership_id}
