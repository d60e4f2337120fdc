"""Choosing networks: what it adds to the path, what it keeps, and what it never ticks."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from socialtrack.guide import queries as guide
from socialtrack.guide.rules import in_scope
from socialtrack.journal.models import Event, OrganizationSummary
from socialtrack.kernel.work import Actor
from socialtrack.progress import queries
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.models import TaskState
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.network_page import reviews_due
from socialtrack.progress.rules import wanted
from socialtrack.progress.undo_actions import take_back
from socialtrack.reports.report import OpenReport
from socialtrack.reports.rules import Delimiter, Header, Options, Report
from socialtrack.tenancy.models import NetworkChoice
from tests.browser import Browser
from tests.statements import counted


@pytest.fixture
def bruno(cast):
    browser = Browser(cast.client_for("bruno"))
    browser.get(f"{cast.les_amis.address}networks")
    return browser


def plain(text):
    return text.replace("\u00a0", " ")


def told(page):
    """What the page says of the last gesture, with its way back."""
    return plain(page.element("undo").text).removesuffix("Annuler").rstrip()


def choices(cast):
    rows = cast.rows(select(NetworkChoice).where(NetworkChoice.organization_id == cast.les_amis.id))
    return {row.network: row.state for row in rows}


def events(cast):
    return cast.rows(
        select(Event).where(Event.kind == "network", Event.organization_id == cast.les_amis.id).order_by(Event.id)
    )


def test_choosing_a_network_adds_its_tasks_and_says_so(bruno, cast):
    answer = bruno.post("networks", {"network": "instagram", "state": "chosen"})

    assert answer.location == f"{cast.les_amis.address}networks"
    assert told(bruno.follow(answer).page) == (
        "Instagram fait partie du parcours. Le parcours compte maintenant 21 tâches essentielles."
    )
    path = bruno.get(cast.les_amis.address).page
    assert path.has("task-instagram-create-account")
    assert path.element("overall").text == "0 tâche sur 21 est réglée"


def test_choosing_offers_its_task_and_never_ticks_it(bruno, cast):
    page = bruno.follow(bruno.post("networks", {"network": "instagram", "state": "chosen"})).page
    assert cast.rows(select(TaskState)) == []

    answer = bruno.submit(page.form("tasks/choose-networks/state"), {"state": "done"})

    assert answer.location == f"{cast.les_amis.address}#task-choose-networks"
    page = bruno.get(f"{cast.les_amis.address}networks").page
    assert not [form for form in page.forms if form.address.endswith("/choose-networks/state")]


def test_dropping_keeps_what_was_done(bruno, cast):
    bruno.get(cast.les_amis.address)
    bruno.post("tasks/facebook-create-page/state", {"state": "done"})
    bruno.get(f"{cast.les_amis.address}networks")

    bruno.post("networks", {"network": "facebook", "state": "dropped"})

    assert not bruno.get(cast.les_amis.address).page.has("task-facebook-create-page")
    assert [row.state for row in cast.rows(select(TaskState))] == ["done"]
    bruno.post(f"{cast.les_amis.address}networks", {"network": "facebook", "state": "chosen"})
    page = bruno.get(cast.les_amis.address).page
    assert page.element("fact-facebook-create-page").text == "Faite aujourd’hui par Bruno"
    assert page.element("overall").text == "1 tâche sur 20 est réglée"


def test_not_now_has_a_reason_and_a_day_to_come_back(bruno, cast):
    bruno.follow(bruno.post("networks", {"network": "x", "state": "not_now", "reason": "Personne ne s’en sert."}))

    assert plain(bruno.page.element("fact-x").text) == (
        "Pas maintenant. « Personne ne s’en sert. » À revoir le 23 novembre 2027."
    )
    form = next(form for form in bruno.page.forms if form.values.get("network") == ["x"])
    assert form.values["reason"] == ["Personne ne s’en sert."]
    assert form.values["review_on"] == ["2027-11-23"]


def test_same_choice_twice_is_one_event(bruno, cast):
    before = len(events(cast))

    for _ in range(2):
        bruno.follow(bruno.post("networks", {"network": "x", "state": "not_now", "reason": "Non"}))

    assert len(events(cast)) == before + 1
    assert told(bruno.page) == "C’était déjà la réponse : X (anciennement Twitter)."


def test_same_gesture_with_another_content_is_refused(bruno, cast):
    bruno.post("networks", {"network": "x", "state": "chosen", "request_key": "1-2-3-4"})

    bruno.post("networks", {"network": "x", "state": "dropped", "request_key": "1-2-3-4"}, status=409)

    assert choices(cast)["x"] == "chosen"


def test_dropping_what_was_never_chosen_changes_nothing(bruno, cast):
    bruno.post("networks", {"network": "tiktok", "state": "dropped"})

    assert "tiktok" not in choices(cast)


def test_secret_in_a_reason_is_refused_and_stays_in_the_form(bruno, cast):
    page = bruno.post(
        "networks", {"network": "x", "state": "not_now", "reason": "mot de passe : Soleil2024"}, status=422
    ).page

    assert "Ceci ressemble à un mot de passe." in page.words
    form = next(form for form in page.forms if form.values.get("network") == ["x"])
    assert form.values["reason"] == ["mot de passe : Soleil2024"]
    assert "x" not in choices(cast)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"network": "myspace", "state": "chosen"}, 404),
        ({"network": "", "state": "chosen"}, 404),
        ({"network": "x\x00", "state": "chosen"}, 404),
        ({"network": "x", "state": "loved"}, 422),
        ({"network": "x"}, 422),
        ({"state": "chosen"}, 404),
        ({"network": "x", "state": "not_now", "review_on": "2020-01-01"}, 422),
        ({"network": "x", "state": "not_now", "reason": "é" * 501}, 422),
        ({"network": "x", "state": "not_now", "reason": "a\u0000b"}, 422),
    ],
)
def test_what_makes_no_sense_changes_nothing(bruno, cast, values, status):
    before = choices(cast)

    bruno.post("networks", values, status=status)

    assert choices(cast) == before


def test_denis_reads_the_networks_and_chooses_none(cast):
    denis = Browser(cast.client_for("denis"))
    page = denis.get(f"{cast.les_amis.address}networks").page
    assert not [form for form in page.forms if form.address.endswith("networks")]

    denis.post(f"{cast.les_amis.address}networks", {"network": "x", "state": "chosen"}, status=403)

    assert "x" not in choices(cast)


@pytest.mark.parametrize("who", ["chantal", "victor", "paul"])
def test_networks_of_another_house_do_not_exist(cast, who):
    browser = Browser(cast.client_for(who))
    browser.get(f"{cast.les_amis.address}networks", status=404)
    browser.get("/faq")

    browser.post(f"{cast.les_amis.address}networks", {"network": "x", "state": "chosen"}, status=404)

    assert "x" not in choices(cast)


def test_networks_signed_out_lead_to_sign_in(cast):
    answer = Browser(cast.client_for(None)).get(f"{cast.les_amis.address}networks", status=303)

    assert answer.location.startswith("/sign-in")


def test_networks_ask_as_many_statements_with_one_choice_as_with_three(bruno, cast):
    client = cast.client_for("beatrice")
    address = f"{cast.les_amis.address}networks"
    client.get(address)
    with counted() as one:
        client.get(address)
    for network in ("x", "youtube"):
        bruno.post("networks", {"network": network, "state": "not_now", "reason": "Non"})
        bruno.get(address)

    with counted() as three:
        client.get(address)

    assert len(three) == len(one)


def test_centre_chooses_on_behalf(cast):
    aline = Browser(cast.client_for("aline"))
    aline.get(f"{cast.les_amis.address}networks")

    aline.post("networks", {"network": "x", "state": "chosen"})

    assert events(cast)[-1].on_behalf is True
    for who, words in (("bruno", "pour vous."), ("agathe", "pour l’organisme.")):
        page = Browser(cast.client_for(who)).get(f"{cast.les_amis.address}networks").page
        assert page.element("fact-x").text.endswith(f"Inscrit par Aline {words}")
        assert "Inscrit" not in page.element("fact-facebook").text
    with cast.work_for("bruno") as work:
        set_network(work, cast.les_amis.id, "x", "dropped")
    page = Browser(cast.client_for("agathe")).get(f"{cast.les_amis.address}networks").page
    assert "Inscrit" not in page.element("fact-x").text


def test_networks_in_english(cast):
    page = Browser(cast.client_for("bruno")).get(f"{cast.les_amis.address}networks?lang=en").page

    assert page.h1 == "Our networks"
    assert page.element("fact-facebook").text == "Chosen. 0 of 4 essential tasks settled."
    assert "7 tasks, of which 4 essential (about 1 h 45 min)" in plain(page.words)


def test_each_choice_can_be_taken_back_where_it_was_made(bruno, cast):
    bruno.follow(bruno.post("networks", {"network": "instagram", "state": "chosen"}))

    answer = bruno.submit(bruno.page.form("undo"), {"event": str(events(cast)[-1].id)})

    assert answer.location == f"{cast.les_amis.address}networks"
    page = bruno.follow(answer).page
    assert plain(page.element("undo").text).startswith("C’est annulé. Instagram : de nouveau rien de décidé.")
    assert page.element("undo").text.endswith("Rétablir")
    assert "instagram" not in choices(cast)


def test_adding_a_network_says_that_progress_falls_and_why(bruno, cast):
    bruno.get(cast.les_amis.address)
    for key in ("name-responsible", "name-backup", "org-email"):
        bruno.post(f"tasks/{key}/state", {"state": "done"})
    bruno.get(f"{cast.les_amis.address}networks")

    page = bruno.follow(bruno.post("networks", {"network": "x", "state": "chosen"})).page

    assert "La progression passe de 15 % à 13 %, parce qu’il y a plus à faire; rien de réglé n’est perdu." in told(page)


def test_with_htmx_the_cards_and_the_notice_change_in_place(bruno, cast):
    answer = bruno.post("networks", {"network": "instagram", "state": "chosen"}, htmx=True)

    assert answer.page.element("fact-instagram").text.startswith("Choisi.")
    assert "Instagram fait partie du parcours." in answer.page.element("undo").text
    assert "Votre choix est fait pour le moment?" in answer.page.words


def test_with_htmx_a_refused_reason_stays_in_its_open_fold(bruno, cast):
    said = {"network": "x", "state": "not_now", "reason": "mot de passe : Soleil2024"}

    answer = bruno.post("networks", said, htmx=True, status=422)

    assert "Ceci ressemble à un mot de passe." in answer.page.element("network-x").text
    assert "mot de passe : Soleil2024" in answer.text
    assert answer.headers["HX-Retarget"] == "#networks"
    assert "x" not in choices(cast)


def test_network_put_off_until_a_day_that_has_come_is_to_review_softly(bruno, cast, clock):
    bruno.post("networks", {"network": "x", "state": "not_now", "reason": "Trop vite", "review_on": "2026-12-24"})
    assert "À revoir" not in plain(bruno.get(f"{cast.les_amis.address}networks").page.element("fact-x").text)[:12]
    clock.shift(timedelta(days=40))

    page = Browser(cast.client_for("bruno")).get(f"{cast.les_amis.address}networks").page

    assert plain(page.element("fact-x").text) == (
        "À revoir Pas maintenant. « Trop vite. » Vous vouliez y revenir le 24 décembre 2026."
    )
    assert "Toujours pas maintenant" in page.element("network-x").text
    with cast.work_for("bruno") as work:
        assert reviews_due(queries.networks(work, cast.les_amis.id), work.today) == ["x"]
        assert reviews_due(queries.networks(work, cast.les_amis.id), date(2026, 12, 23)) == []


def test_each_network_says_what_it_is_for_and_what_it_asks(bruno):
    card = plain(bruno.page.element("network-facebook").text)

    assert "Pour les nouvelles, les événements et les groupes." in card
    assert "7 tâches, dont 4 essentielles (environ 1 h 45)" in card
    assert "Créer la page Facebook de l’organisme, 40 minutes" in card
    assert "Comptez environ deux heures par semaine pour le premier réseau" in plain(bruno.page.words)


def test_no_network_at_all_can_be_complete(cast):
    with cast.work_for("paul") as work:
        for task in in_scope(guide.path(work), ()):
            if task.essential:
                set_task_state(work, cast.le_phare.id, task.key, wanted("done", today=work.today), Gesture())

    (summary,) = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.le_phare.id))
    assert summary.completed_on is not None
    with cast.work_for("paul") as work:
        chosen = set_network(work, cast.le_phare.id, "x", "chosen")
        assert chosen.figures.completed_on is None
        take_back(work, cast.le_phare.id, chosen.event_id, Gesture())
    (summary,) = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.le_phare.id))
    assert summary.completed_on is not None


def test_past_reports_do_not_move(cast, clock):
    """The same bytes as of a past day, before and after a choice, its loss and its way back."""

    def as_of(day):
        with cast.app.app_context():
            options = Options("fr", Delimiter.COMMA, Header.KEYS, day)
            opened = OpenReport(cast.quebec, Actor("manager"), Report.ORGANIZATIONS, options)
            try:
                return b"".join(opened.pieces())
            finally:
                opened.close()

    days = []
    with cast.work_for("bruno") as work:
        days.append(work.today)
    clock.shift(timedelta(days=1))
    kept = {days[0]: as_of(days[0])}
    for state in ("chosen", "dropped", None):
        with cast.work_for("bruno") as work:
            if state:
                set_network(work, cast.les_amis.id, "x", state)
            else:
                take_back(work, cast.les_amis.id, events(cast)[-1].id, Gesture())
            days.append(work.today)
        clock.shift(timedelta(days=1))
        kept[days[-1]] = as_of(days[-1])

        assert {day: as_of(day) for day in kept} == kept

    assert kept[days[0]] != kept[days[1]]
    assert b"facebook | x" in kept[days[1]]
    assert b"facebook | x" not in kept[days[2]]
    assert b"facebook | x" in kept[days[3]]
