"""An organization that is archived, restored, paused: what its pages, its centre and its people see of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from socialtrack.home import queries
from socialtrack.home.grid_forms import asked
from socialtrack.home.grid_queries import grid_page
from socialtrack.journal.models import Event, OrganizationSummary, TextRevision
from socialtrack.journal.rules import Status
from socialtrack.kernel.errors import Refused
from socialtrack.kernel.tokens import new_token
from socialtrack.people.invitation_actions import Offer, invite
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rules import wanted
from socialtrack.tenancy import organization_actions as life
from socialtrack.tenancy.actions import command_work
from socialtrack.tenancy.models import Membership
from tests.browser import Browser
from tests.statements import counted

TODAY = date(2026, 11, 23)


@pytest.fixture
def record(cast):
    return f"{cast.les_amis.address}record"


@pytest.fixture
def bruno(cast):
    return Browser(cast.client_for("bruno"))


def archive(cast):
    with cast.work_for("aline") as work:
        life.archive_organization(work, cast.les_amis.id)


def pause(cast, days=30, reason="Nous déménageons."):
    with cast.work_for("agathe") as work:
        life.pause_organization(work, cast.les_amis.id, work.today + timedelta(days=days), reason)


def figures(cast):
    with cast.work_for("aline") as work:
        return queries.centre_figures(work)


def statuses(cast, **address):
    with cast.work_for("aline") as work:
        return {row.slug: row.status for row in grid_page(work, asked(address)).rows}


def kinds(cast):
    return cast.rows(select(Event.kind).where(Event.organization_id == cast.les_amis.id).order_by(Event.id))


def whole(cast):
    """Nothing that is kept beside the journal contradicts it."""
    with cast.app.app_context(), command_work(cast.quebec) as work:
        return differences(work) == []


# Archived


def test_manager_archives_after_reading_what_happens(cast, aline, record):
    aline.get(f"{record}/archive")
    assert aline.page.h1 == "Archiver Les Amis"

    answer = aline.submit(aline.page.form("record/archive"))

    assert "Les Amis est archivé." in aline.follow(answer).page.words
    assert kinds(cast)[-1] == "organization-archived"
    assert whole(cast)


def test_archived_leaves_figures_and_grid_and_is_found_by_its_filter(cast, aline, home):
    assert figures(cast).organizations == 2
    archive(cast)

    assert figures(cast).organizations == 1
    assert statuses(cast) == {"le-phare": Status.NOT_STARTED}
    for sort in ("name", "-name", "progress", "-activity"):
        assert statuses(cast, status="archived", sort=sort) == {"les-amis": Status.ARCHIVED}
    page = aline.get(f"{home}organizations/?status=archived").page
    assert "Archivé" in page.words
    assert "Archivés" in [link.text for link in aline.get(f"{home}organizations/").page.all("a")]


def test_list_of_archived_ones_is_reached_even_when_there_are_no_others(cast, aline, home):
    archive(cast)
    with cast.work_for("aline") as work:
        life.archive_organization(work, cast.le_phare.id)

    page = aline.get(f"{home}organizations/").page

    assert "Archivés" in [link.text for link in page.all("a")]


def test_its_people_read_it_and_change_nothing(cast, bruno):
    bruno.get(cast.les_amis.address)
    form = bruno.page.form("tasks/name-backup/state")
    archive(cast)

    refused = bruno.submit(form, {"state": "declined", "reason": "Nous sommes deux à tenir la page."}, status=403)

    assert refused.page.h1 == "Cet organisme est archivé"
    assert "Nous sommes deux à tenir la page." in refused.page.words
    page = bruno.get(cast.les_amis.address).page
    assert "Depuis le 23 novembre 2026, tout se lit ici et rien ne change." in page.words.replace("\u00a0", " ")
    assert not [form for form in page.forms if "tasks/" in form.address]


def test_what_is_a_persons_own_stays_theirs(cast, bruno):
    """Whether the centre reads their name, and leaving, are nobody else's to refuse; inviting is closed."""
    archive(cast)
    page = bruno.get(f"{cast.les_amis.address}people").page
    assert "Inviter quelqu’un" not in page.words
    bruno.get(f"{cast.les_amis.address}my-place")

    bruno.post(f"{cast.les_amis.address}my-place", {"name": "Bruno", "named": "1"})

    assert cast.rows(select(Membership.is_named_to_centre).where(Membership.id == cast.bruno.membership_id)) == [True]
    bruno.get("/guide")
    bruno.post(f"{cast.les_amis.address}people", {"email": "n@example.org", "role": "member"}, status=403)


def test_nobody_of_the_team_changes_it_either(cast, aline, record):
    aline.get(record)
    form, pausing = aline.page.form("record"), aline.page.form("record/pause")
    archive(cast)

    for sent in (form, pausing):
        assert aline.submit(sent, {"region": "Limoilou"}, status=403).page.h1 == "Cet organisme est archivé"
    assert "Limoilou" in aline.submit(form, {"region": "Limoilou"}, status=403).page.words
    assert "Enregistrer la fiche" not in aline.get(record).text


CHANGES = {
    "tick": lambda work, id_: set_task_state(work, id_, "name-backup", wanted("done", today=work.today), Gesture()),
    "network": lambda work, id_: set_network(work, id_, "x", "chosen"),
    "invite": lambda work, id_: invite(work, Offer("n@example.org", "member", "fr", new_token()), id_),
    "pause": lambda work, id_: life.pause_organization(work, id_, work.today),
    "resume": life.resume_organization,
    "record": lambda work, id_: life.change_record(work, id_, life.Details("Autre"), 1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_action_that_was_under_way_is_refused_under_the_lock(cast, change):
    """The door let it in before; the action looks again."""
    archive(cast)
    before = kinds(cast)

    with cast.work_for("aline") as work, pytest.raises(Refused) as refused:
        change(work, cast.les_amis.id)

    assert refused.value.code == "organization-archived"
    assert kinds(cast) == before


def test_waiting_invitation_waits_and_serves_again(cast, aline, record, client):
    token = new_token()
    with cast.work_for("aline") as work:
        invite(work, Offer("nouvelle@example.org", "member", "fr", token), cast.les_amis.id)
    archive(cast)

    closed = Browser(client).get(f"/invitations/{token}", status=410)

    assert closed.page.h1 == "Cet organisme est archivé"
    aline.get(f"{record}/archive")
    aline.submit(aline.page.form("record/restore"))
    assert "Les Amis vous attend" in Browser(client).get(f"/invitations/{token}").page.h1


def test_restored_is_as_it_was(cast, aline, record):
    pause(cast)
    before = figures(cast), statuses(cast), cast.rows(select(OrganizationSummary.last_activity_at))
    archive(cast)

    aline.get(f"{record}/archive")
    answer = aline.submit(aline.page.form("record/restore"))

    assert "son parcours reprend où il en était" in aline.follow(answer).page.words
    assert (figures(cast), statuses(cast), cast.rows(select(OrganizationSummary.last_activity_at))) == before
    assert kinds(cast)[-1] == "organization-restored"
    assert whole(cast)


def test_archiving_twice_is_one_event(cast, aline, record):
    aline.get(f"{record}/archive")
    form = aline.page.form("record/archive")
    aline.submit(form)

    again = aline.submit(form)

    assert "était déjà archivé" in aline.follow(again).page.words
    assert kinds(cast).count("organization-archived") == 1


@pytest.mark.parametrize(("who", "status"), [("agathe", 403), ("rachel", 403), ("bruno", 403), ("chantal", 404)])
def test_archiving_is_for_managers(cast, record, who, status):
    Browser(cast.client_for(who)).get(f"{record}/archive", status=status)


def test_reports_keep_it_in_its_time_and_list_it_afterwards_when_asked(cast, clock):
    client, report = cast.client_for("aline"), f"/centres/{cast.quebec.slug}/reports/organizations.csv?header=keys"
    tonight = client.get(f"{report}&as_of=2026-11-23").data
    clock.shift(timedelta(days=1))
    archive(cast)
    clock.shift(timedelta(days=1))

    def slugs(address):
        return [line.split(b";")[2].decode() for line in client.get(address).data.splitlines()[1:]]

    assert client.get(f"{report}&as_of=2026-11-23").data == tonight
    assert slugs(f"{report}&as_of=2026-11-23") == ["les-amis", "le-phare"]
    for address in (report, f"{report}&as_of=2026-11-24"):
        assert slugs(address) == ["le-phare"]
        assert slugs(f"{address}&status=archived") == ["les-amis"]
    assert slugs(f"{report}&as_of=2026-11-23&status=archived") == []
    assert b";archived;" in client.get(f"{report}&status=archived").data


# Paused


def test_pause_is_said_to_both_sides(cast, aline, record, bruno, home):
    aline.get(record)

    aline.submit(aline.page.form("record/pause"), {"until": "2026-12-31", "reason": "Nous déménageons."})

    page = aline.get(record).page
    assert "En pause jusqu’au 31 décembre 2026. Nous déménageons." in page.words.replace("\u00a0", " ")
    own = bruno.get(cast.les_amis.address).page.words.replace("\u00a0", " ")
    assert "Votre parcours est en pause jusqu’au 31 décembre 2026. Rien ne presse. Nous déménageons." in own
    assert statuses(cast, status="paused") == {"les-amis": Status.PAUSED}
    assert "est en pause" in aline.get(home).page.words
    grid = aline.get(f"{home}organizations/").page.words.replace("\u00a0", " ")
    assert "jusqu’au 31 décembre 2026" in grid
    assert whole(cast)


@pytest.mark.parametrize("until", ["", "hier", "2026-11-22", "2029-11-23", "20261231", "2026-02-30"])
def test_day_that_cannot_be_is_refused_beside_its_field(cast, aline, record, until):
    aline.get(record)

    answer = aline.submit(aline.page.form("record/pause"), {"until": until, "reason": "Nous déménageons."}, status=422)

    form = answer.page.form("record/pause")
    assert form.values["reason"] == ["Nous déménageons."]
    assert "La pause n’a pas changé." in answer.page.words
    assert "organization-paused" not in kinds(cast)


def test_reason_that_looks_like_a_secret_is_not_kept(cast, aline, record):
    aline.get(record)

    answer = aline.submit(
        aline.page.form("record/pause"), {"until": "2026-12-01", "reason": "mot de passe : Xk9!vv2"}, status=422
    )

    assert "Ceci ressemble à un mot de passe" in answer.page.words
    assert not [body for body in cast.rows(select(TextRevision.body)) if "Xk9" in body]


def test_figures_know_the_paused_ones_whatever_they_were(cast, clock):
    """Les Amis is under way, Le Phare has not begun: both are paused, then both come back by themselves."""
    before = figures(cast)
    assert (before.moving, before.not_started, before.paused) == (1, 1, 0)
    pause(cast, 10)
    with cast.work_for("aline") as work:
        life.pause_organization(work, cast.le_phare.id, work.today + timedelta(days=5))

    for days, expected in ((0, (0, 0, 2)), (5, (0, 0, 2)), (1, (0, 1, 1)), (4, (0, 1, 1)), (1, (1, 1, 0))):
        clock.shift(timedelta(days=days))
        now = figures(cast)
        assert (now.moving, now.not_started, now.paused) == expected
        assert now.organizations == now.moving + now.not_started + now.paused + now.stalled + now.complete == 2
        shown = list(statuses(cast).values())
        assert (shown.count(Status.MOVING), shown.count(Status.NOT_STARTED), shown.count(Status.PAUSED)) == expected
    assert whole(cast)


def test_silence_counts_from_the_end_of_the_pause(cast, clock):
    pause(cast, 60)

    clock.shift(timedelta(days=61 + 29))
    assert figures(cast).moving == 1
    assert statuses(cast)["les-amis"] is Status.MOVING
    clock.shift(timedelta(days=1))
    assert figures(cast).stalled == 1
    assert statuses(cast)["les-amis"] is Status.STALLED
    with cast.work_for("aline") as work:
        assert [(one.slug, one.days) for one in queries.longest_stalled(work)] == [("les-amis", 30)]


def test_paused_ones_are_not_shown_as_stalled(cast, clock):
    clock.shift(timedelta(days=60))
    assert figures(cast).stalled == 1
    pause(cast, 10)

    assert (figures(cast).stalled, figures(cast).paused) == (0, 1)
    with cast.work_for("aline") as work:
        assert queries.longest_stalled(work) == []


def test_pause_is_changed_and_ended_early(cast, aline, record, clock):
    pause(cast, 30)
    clock.shift(timedelta(days=2))
    aline.get(record)

    aline.submit(aline.page.form("record/pause"), {"until": "2026-12-01"})
    assert "En pause jusqu’au 1er décembre 2026." in aline.get(record).page.words.replace("\u00a0", " ")
    clock.shift(timedelta(days=1))
    answer = aline.submit(aline.page.form("record/resume"))

    assert "La pause est terminée." in aline.follow(answer).page.words
    assert kinds(cast)[-3:] == ["organization-paused", "organization-paused", "organization-resumed"]
    assert (figures(cast).paused, figures(cast).moving) == (0, 1)
    assert whole(cast)


def test_pause_by_mistake_leaves_no_trace_on_the_silence(cast, clock):
    clock.shift(timedelta(days=60))
    pause(cast, 10)
    with cast.work_for("aline") as work:
        life.resume_organization(work, cast.les_amis.id)

    assert statuses(cast)["les-amis"] is Status.STALLED
    assert whole(cast)


def test_same_pause_twice_is_one_event(cast):
    pause(cast)
    pause(cast)

    assert kinds(cast).count("organization-paused") == 1


def test_organization_that_is_paused_may_tick(cast, bruno):
    pause(cast)
    bruno.get(cast.les_amis.address)

    bruno.submit(bruno.page.form("tasks/name-backup/state"), {"state": "done"})

    assert statuses(cast)["les-amis"] is Status.PAUSED
    assert whole(cast)


def test_board_asks_as_much_with_a_pause_as_without(cast, aline, home):
    aline.get(home)
    with counted() as before:
        aline.get(home)
    pause(cast)
    with counted() as after:
        aline.get(home)

    assert len(after) == len(before)


@pytest.mark.parametrize(("who", "status"), [("rachel", 403), ("bruno", 403), ("chantal", 404)])
def test_pausing_is_for_those_who_edit(cast, record, who, status):
    client = cast.client_for(who)
    answer = client.post(f"{record}/pause", data={"csrf_token": _token(client), "until": "2026-12-31"})

    assert answer.status_code == status
    assert "organization-paused" not in kinds(cast)


def _token(client):
    browser = Browser(client)
    browser.get("/guide")
    return browser.page.csrf_token
