"""Choosing networks: what it adds to the path, what it keeps, and what it never ticks."""

import pytest
from sqlalchemy import select

from socialtrack.journal.models import Event
from socialtrack.progress.models import TaskState
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
    return plain(next(e.text for e in page.all("div") if "news" in e.get("class").split()))


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
        "Instagram fait partie de votre parcours. "
        "Votre parcours compte maintenant 21 tâches essentielles, dont 0 réglée."
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
        "Pas maintenant. « Personne ne s’en sert. » À revoir le 23 novembre 2027. 2 tâches essentielles"
    )
    form = next(form for form in bruno.page.forms if form.values.get("network") == ["x"])
    assert form.values["reason"] == ["Personne ne s’en sert."]
    assert form.values["review_on"] == ["2027-11-23"]


def test_same_choice_twice_is_one_event(bruno, cast):
    before = len(events(cast))

    for _ in range(2):
        bruno.follow(bruno.post("networks", {"network": "x", "state": "not_now", "reason": "Non"}))

    assert len(events(cast)) == before + 1
    assert told(bruno.page) == "C’était déjà votre réponse : X (anciennement Twitter)."


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


def test_networks_in_english(cast):
    page = Browser(cast.client_for("bruno")).get(f"{cast.les_amis.address}networks?lang=en").page

    assert page.h1 == "Our networks"
    assert page.element("fact-facebook").text == "Chosen. 7 tasks, of which 4 essential"
