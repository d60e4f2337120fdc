"""Two organizations that are the same become one: nothing said is lost, nobody is left out, the past stays."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from socialtrack.home.actions import add_organization, load_example
from socialtrack.home.merge_actions import MergeOvertaken, merge_organizations, plan_merge
from socialtrack.journal.models import AccessEvent, Event, TextRevision
from socialtrack.people.models import ShutRoom
from socialtrack.progress.actions import confirm_task, set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.models import TaskState
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rules import wanted
from socialtrack.progress.undo_actions import take_back
from socialtrack.tenancy import organization_actions as life
from socialtrack.tenancy.actions import add_membership, command_work
from socialtrack.tenancy.models import Membership, NetworkChoice, Organization, OrganizationMerge
from socialtrack.tenancy.rules import Details
from tests.browser import Browser


def say(cast, who, room, key, state, reason="", days_ago=0):
    with cast.work_for(who) as work:
        gesture = Gesture(happened_at=work.now - timedelta(days=days_ago))
        set_task_state(work, room.id, key, wanted(state, reason, today=work.today), gesture)


@pytest.fixture
def lived(cast, clock):
    """Les Amis and Le Phare turn out to be one: each has its own people, networks and answers."""
    say(cast, "bruno", cast.les_amis, "name-responsible", "done", days_ago=10)
    say(cast, "bruno", cast.les_amis, "name-backup", "doing")
    say(cast, "bruno", cast.les_amis, "org-email", "declined", "Nous en avons une")
    clock.shift(timedelta(minutes=1))
    say(cast, "paul", cast.le_phare, "name-responsible", "done", days_ago=3)
    say(cast, "paul", cast.le_phare, "name-backup", "done", days_ago=5)
    say(cast, "paul", cast.le_phare, "org-email", "declined", "Celle du diocèse")
    say(cast, "paul", cast.le_phare, "password-vault", "not_applicable", "Un seul compte")
    with cast.work_for("paul") as work:
        set_network(work, cast.le_phare.id, "instagram", "chosen")
        set_network(work, cast.le_phare.id, "x", "not_now", reason="Pas le temps")
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        add_membership(
            work, person_id=cast.bruno.person_id, role="reader", name="Bruno", organization_id=cast.le_phare.id
        )
    clock.shift(timedelta(minutes=1))
    return cast


@pytest.fixture
def preview(cast):
    return f"{cast.les_amis.address}record/merge?with=le-phare"


@pytest.fixture
def merged(lived, aline, preview):
    aline.get(preview)
    aline.submit(aline.page.form("record/merge"))
    return lived


def states(cast, room):
    rows = cast.rows(select(TaskState).where(TaskState.organization_id == room.id))
    return {row.task_key: row.state for row in rows}


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


def test_pressed_twice_is_done_once(lived, aline, preview):
    aline.get(preview)
    form = aline.page.form("record/merge")
    aline.submit(form)

    again = aline.submit(form)

    assert "Les deux étaient déjà réunis." in aline.follow(again).page.words
    assert len(lived.rows(select(Event).where(Event.kind == "organization-merged"))) == 1


def test_two_managers_at_once_do_it_once(lived):
    with lived.work_for("aline") as work:
        digest = plan_merge(work, lived.les_amis.id, lived.le_phare.id).digest
    start, done = threading.Barrier(2), []

    def press() -> None:
        with lived.work_for("aline") as work:
            start.wait(10)
            done.append(merge_organizations(work, lived.les_amis.id, lived.le_phare.id, {}, digest))

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(done) == [False, True]
    assert len(lived.rows(select(Event).where(Event.kind == "organization-merged"))) == 1


def test_what_changed_since_the_preview_is_shown_first(lived, aline, preview):
    aline.get(preview)
    form = aline.page.form("record/merge")
    say(lived, "paul", lived.le_phare, "succession-plan", "done")

    refused = aline.submit(form, {"take-name": "other"}, status=409)

    assert "L’un des deux a changé depuis l’aperçu." in refused.page.words
    assert refused.page.form("record/merge").values["take-name"] == ["other"]
    assert states(lived, lived.les_amis)["name-backup"] == "doing"
    aline.submit(refused.page.form("record/merge"))
    assert states(lived, lived.les_amis)["succession-plan"] == "done"


def test_merge_that_fails_half_way_leaves_nothing(lived, monkeypatch):
    before = lived.rows(select(func.count()).select_from(Event))
    with lived.work_for("aline") as work:
        digest = plan_merge(work, lived.les_amis.id, lived.le_phare.id).digest
        monkeypatch.setattr("socialtrack.home.merge_actions.archive_organization", _breaks)
        with pytest.raises(OSError, match="no room"):
            merge_organizations(work, lived.les_amis.id, lived.le_phare.id, {}, digest)

    assert lived.rows(select(func.count()).select_from(Event)) == before
    assert states(lived, lived.les_amis)["name-backup"] == "doing"


def _breaks(*_args, **_more):
    raise OSError("no room")


def test_wrong_digest_merges_nothing(lived):
    with lived.work_for("aline") as work, pytest.raises(MergeOvertaken):
        merge_organizations(work, lived.les_amis.id, lived.le_phare.id, {}, "made by hand")


def test_chain_of_merges_is_followed_to_its_end(merged):
    with merged.work_for("aline") as work:
        third = add_organization(work, Details("Le Fanal"))
        plan = plan_merge(work, third, merged.les_amis.id)
        merge_organizations(work, third, merged.les_amis.id, {}, plan.digest)

    answer = Browser(merged.client_for("paul")).get(merged.le_phare.address, status=303)

    assert answer.location == merged.le_phare.address.replace("le-phare", "le-fanal")


@pytest.mark.parametrize(
    ("other", "status", "words"),
    [
        ("les-amis", 422, "Un organisme ne se réunit pas à lui-même."),
        ("les-amis-2", 404, "Aucun organisme de ce centre n’a cette adresse."),
        ("nulle-part", 404, "Aucun organisme de ce centre n’a cette adresse."),
        ("\x00", 404, "Aucun organisme de ce centre n’a cette adresse."),
    ],
)
def test_what_cannot_be_merged_is_told(cast, aline, other, status, words):
    aline.get(f"{cast.les_amis.address}record/merge")

    preview = aline.get(f"{cast.les_amis.address}record/merge?with={other}", status=status)
    assert words in preview.page.words
    refused = aline.post(f"{cast.les_amis.address}record/merge", {"other": other, "digest": "x"}, status=status)

    assert words in refused.page.words
    assert cast.rows(select(func.count()).select_from(OrganizationMerge)) == [0]


def test_examples_and_archived_ones_are_not_merged(cast, aline):
    with cast.work_for("aline") as work:
        load_example(work)
        life.archive_organization(work, cast.le_phare.id)
    slug = cast.rows(select(Organization.slug).where(Organization.is_example))[0]
    base = f"{cast.les_amis.address}record/merge"

    assert "Un organisme d’exemple ne se réunit pas" in aline.get(f"{base}?with={slug}", status=422).page.words
    assert "L’un des deux est archivé." in aline.get(f"{base}?with=le-phare", status=409).page.words
    found = aline.get(f"{base}?q=le").page
    assert not [link for link in found.links if "with=" in link]


def test_other_centre_is_not_there(cast, aline):
    """Montréal has a Les Amis too: a search never finds it, and its number is nothing here."""
    assert "0 organisme trouvé" in aline.get(f"{cast.le_phare.address}record/merge?q=nobody").page.words
    with cast.work_for("aline") as work, pytest.raises(life.NotFound):
        plan_merge(work, cast.les_amis.id, cast.elsewhere.id)


@pytest.mark.parametrize(("who", "status"), [("agathe", 403), ("rachel", 403), ("bruno", 403), ("chantal", 404)])
def test_merging_is_for_managers(cast, preview, who, status):
    Browser(cast.client_for(who)).get(preview, status=status)
