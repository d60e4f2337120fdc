"""Two organizations that are the same become one: nothing said is lost, nobody is left out, the past stays."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from socialtrack.home.merge_actions import plan_merge
from socialtrack.journal.models import AccessEvent, Event, TextRevision
from socialtrack.people.models import ShutRoom
from socialtrack.progress.actions import confirm_task
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.models import TaskState
from socialtrack.progress.rebuild import differences
from socialtrack.progress.undo_actions import take_back
from socialtrack.tenancy.actions import command_work
from socialtrack.tenancy.models import Membership, NetworkChoice, Organization, OrganizationMerge
from tests.browser import Browser
from tests.home.merging import say, states


def test_other_is_found_by_name_and_the_preview_says_each_line(lived, aline):
    aline.get(f"{lived.les_amis.address}record")
    aline.get(f"{lived.les_amis.address}record/merge?q=phare")
    assert "Le Phare" in [title.text for title in aline.page.all("h3")]

    words = aline.get(f"{lived.les_amis.address}record/merge?with=le-phare").page.words.replace("\u00a0", " ")

    assert aline.page.h1 == "Réunir Le Phare à Les Amis"
    assert "Rien n’est encore changé. Les Amis continue, Le Phare est archivé." in words
    assert "Membre : passe à Les Amis, avec le même rôle" in words
    assert "Lecture seulement : a déjà sa place à Les Amis, et la garde (personne responsable)" in words
    assert "Instagram : choisi" in words
    assert "X (anciennement Twitter) : pas maintenant" in words
    assert "Nommer une deuxième personne : la relève En cours Faite" in words
    assert lived.rows(select(func.count()).select_from(OrganizationMerge)) == [0]


def test_more_advanced_answers_stay_with_their_own_dates(merged):
    rows = {
        row.task_key: row
        for row in merged.rows(select(TaskState).where(TaskState.organization_id == merged.les_amis.id))
    }

    assert {key: row.state for key, row in rows.items()} == {
        "name-responsible": "done",
        "name-backup": "done",
        "org-email": "declined",
        "password-vault": "not_applicable",
    }
    assert rows["name-responsible"].done_at.date() == date(2026, 11, 13)  # one's own: it was done
    assert rows["name-backup"].done_at.date() == date(2026, 11, 18)
    assert rows["name-backup"].done_by == merged.paul.membership_id
    reasons = merged.rows(select(TextRevision.body).where(TextRevision.id.in_([rows["org-email"].reason_id])))
    assert reasons == ["Celle du diocèse"]  # both had decided: the later words
    owners = merged.rows(select(TextRevision.organization_id).where(TextRevision.body == "Celle du diocèse"))
    assert sorted(owners) == sorted([merged.les_amis.id, merged.le_phare.id])


def test_each_answer_taken_over_is_an_event_of_the_merge_and_can_be_undone(merged):
    events = merged.rows(
        select(Event).where(Event.organization_id == merged.les_amis.id, Event.channel == "merge").order_by(Event.id)
    )

    assert [(e.kind, e.task_key or e.network, e.before, e.after, e.actor_role) for e in events] == [
        ("network", "instagram", None, "chosen", "manager"),
        ("network", "x", None, "not_now", "manager"),
        ("task-state", "name-backup", "doing", "done", "manager"),
        ("task-state", "org-email", "declined", "declined", "manager"),
        ("task-state", "password-vault", "todo", "not_applicable", "manager"),
    ]
    assert events[2].happened_at.date() == date(2026, 11, 18)
    with merged.work_for("bruno") as work:
        take_back(work, merged.les_amis.id, events[2].id, Gesture())
    assert states(merged, merged.les_amis)["name-backup"] == "doing"


def test_networks_are_united(merged):
    rows = merged.rows(select(NetworkChoice).where(NetworkChoice.organization_id == merged.les_amis.id))

    assert {row.network: row.state for row in rows} == {"facebook": "chosen", "instagram": "chosen", "x": "not_now"}


def test_everyone_has_a_place_in_the_one_that_goes_on(merged):
    held = merged.rows(
        select(Membership).where(Membership.organization_id == merged.les_amis.id, Membership.ended_at.is_(None))
    )
    left = merged.rows(
        select(Membership).where(Membership.organization_id == merged.le_phare.id, Membership.ended_at.is_(None))
    )

    assert {(one.person_id, one.role) for one in held} == {
        (merged.bruno.person_id, "lead"),
        (merged.beatrice.person_id, "member"),
        (merged.denis.person_id, "reader"),
        (merged.paul.person_id, "member"),
    }
    assert left == []
    noted = merged.rows(select(AccessEvent).where(AccessEvent.kind.in_(("joined", "membership-ended"))))
    assert [(one.kind, one.organization_id) for one in noted] == [
        ("membership-ended", merged.le_phare.id),
        ("joined", merged.les_amis.id),
        ("membership-ended", merged.le_phare.id),
    ]


def test_room_is_shut_to_those_whom_the_merge_brings(merged):
    """Else a centre could walk into an organization's private notes by merging one of its own making into it."""
    new = merged.rows(
        select(Membership.id).where(
            Membership.organization_id == merged.les_amis.id, Membership.person_id == merged.paul.person_id
        )
    )

    rooms = merged.rows(select(ShutRoom))

    assert [(room.organization_id, room.membership_id, room.device_id, room.reason) for room in rooms] == [
        (merged.les_amis.id, new[0], None, "merge")
    ]
    assert "Votre centre a réuni ici votre organisme à un autre." in (
        Browser(merged.client_for("paul")).get(f"{merged.les_amis.address}people").page.words
    )


@pytest.mark.parametrize("who", ["paul", "bruno", "denis"])
def test_old_address_leads_people_of_both_to_the_one_that_goes_on(merged, who):
    browser = Browser(merged.client_for(who))

    answer = browser.get(f"{merged.le_phare.address}tasks/name-backup?from=letter", status=303)

    assert answer.location == f"{merged.les_amis.address}tasks/name-backup?from=letter"
    browser.follow(answer)


def test_gesture_from_an_old_page_is_told_where_things_went(lived, aline, preview):
    paul = Browser(lived.client_for("paul"))
    paul.get(lived.le_phare.address)
    form = paul.page.form("tasks/name-backup/state")
    aline.get(preview)
    aline.submit(aline.page.form("record/merge"))

    refused = paul.submit(
        form,
        {"state": "declined", "reason": "Nous sommes deux"},
        status=409,
        headers={"Origin": paul.client.application.extensions["socialtrack-settings"].base_url},
    )

    words = refused.page.words
    assert refused.page.h1 == "Cet organisme a été réuni à un autre"
    assert "Les Amis" in words and "Nous sommes deux" in words


@pytest.mark.parametrize(("who", "status"), [("victor", 404), ("chantal", 404), ("nadia", 404)])
def test_old_address_is_nothing_to_others(merged, who, status):
    old = Browser(merged.client_for(who)).get(merged.le_phare.address, status=status)
    never = Browser(merged.client_for(who)).get(merged.le_phare.address.replace("le-phare", "nulle-part"), status=404)

    assert old.page.words == never.page.words


def test_team_reads_the_archived_one_and_sees_who_goes_on(merged, aline):
    words = aline.get(f"{merged.le_phare.address}record").page.words

    assert "Son parcours continue dans celui de l’organisme Les Amis." in words
    assert "Archivé et réuni à Les Amis" in words
    assert "Le Phare lui a été réuni" in aline.get(f"{merged.les_amis.address}record").page.words
    assert aline.get(merged.le_phare.address).page.h1 == "Parcours de l’organisme Le Phare"


def test_journal_and_figures_agree(merged):
    with merged.app.app_context(), command_work(merged.quebec) as work:
        assert differences(work) == []


def test_reports_of_the_days_before_keep_both(lived, aline, preview, clock):
    client, base = lived.client_for("aline"), f"/centres/{lived.quebec.slug}/reports/"
    files = [f"{base}{report}.csv?as_of=2026-11-23&names=1" for report in ("organizations", "tasks", "events")]
    before = [client.get(file).data for file in files]
    clock.shift(timedelta(days=1))
    aline.get(preview)
    aline.submit(aline.page.form("record/merge"))

    assert [client.get(file).data for file in files] == before
    now = client.get(f"{base}organizations.csv?header=keys").data
    assert now.count(b"\r\n") == 2
    assert b"le-phare" not in now


def test_board_tells_it_once(merged, aline, home):
    words = aline.get(home).page.words

    assert "Les Amis et un autre organisme, le même, sont réunis" in words
    assert "Le Phare a choisi Instagram" in words
    assert "Les Amis a choisi Instagram" not in words


def test_restored_one_has_its_path_and_address_again(merged, aline):
    aline.get(f"{merged.le_phare.address}record/archive")
    assert "Ses personnes restent à Les Amis" in aline.page.words

    aline.submit(aline.page.form("record/restore"))

    assert states(merged, merged.le_phare)["name-backup"] == "done"
    assert merged.rows(select(func.count()).select_from(OrganizationMerge)) == [0]
    Browser(merged.client_for("paul")).get(merged.le_phare.address, status=404)
    with merged.app.app_context(), command_work(merged.quebec) as work:
        assert differences(work) == []


def test_record_keeps_what_was_chosen_field_by_field(lived, aline, preview):
    for room, reference in ((lived.les_amis, "A-1"), (lived.le_phare, "P-9")):
        aline.get(f"{room.address}record")
        aline.submit(aline.page.form("record"), {"reference": reference, "tags": reference, "region": reference[0] * 3})
    aline.get(preview)

    aline.submit(aline.page.form("record/merge"), {"take-reference": "other", "take-region": "into"})

    rows = {row.slug: row for row in lived.rows(select(Organization).where(Organization.centre_id == lived.quebec.id))}
    kept = rows["les-amis"]
    assert (kept.name, kept.reference, kept.region, kept.tags) == ("Les Amis", "P-9", "AAA", ["A-1", "P-9"])
    assert (rows["le-phare"].reference, rows["le-phare"].archived_at is not None) == (None, True)


def test_recurring_task_keeps_the_later_check(lived, clock):
    for who, room in (("bruno", lived.les_amis), ("paul", lived.le_phare)):
        say(lived, who, room, "two-admin-check", "done", days_ago=20)
    clock.shift(timedelta(days=1))
    with lived.work_for("paul") as work:
        confirm_task(work, lived.le_phare.id, "two-admin-check", Gesture())

    with lived.work_for("aline") as work:
        plan = plan_merge(work, lived.les_amis.id, lived.le_phare.id)

    assert "two-admin-check" in [one.task_key for one in plan.heritage.tasks]
    with lived.work_for("aline") as work:
        plan = plan_merge(work, lived.le_phare.id, lived.les_amis.id)
    assert "two-admin-check" not in [one.task_key for one in plan.heritage.tasks]
