"""The path of an organization: what it shows, and to whom."""

import pytest

from socialtrack.data.db import immediate
from socialtrack.tenancy.models import Membership
from tests.browser import Browser
from tests.cast import everything
from tests.statements import counted


@pytest.fixture
def bruno(cast):
    browser = Browser(cast.client_for("bruno"))
    browser.get(cast.les_amis.address)
    return browser


def rows(page):
    return [e["id"].removeprefix("task-") for e in page.all("li") if e.get("id").startswith("task-")]


def test_path_counts_twenty_essential_tasks_with_facebook_alone(bruno):
    page = bruno.page

    assert page.element("overall").text == "0 tâche sur 20 est réglée"
    assert len(rows(page)) == 38
    assert not [key for key in rows(page) if key.startswith(("x-", "instagram-", "understand-x"))]


def test_path_starts_with_the_next_small_thing(bruno):
    page = bruno.page

    assert page.element("next-title").text == "Nommer une personne responsable"
    assert page.words.index("La prochaine petite chose") < page.words.index("Étape 1")


def test_each_task_is_a_form_that_says_the_state_it_wants(bruno):
    form = bruno.page.form("tasks/name-backup/state")

    assert form.method == "POST"
    assert form.buttons[0] == ("state", "done")
    assert {"csrf_token", "request_key", "drawn_at", "reason", "review_on"} == set(form.values)


def test_what_is_done_says_when_and_by_whom(bruno, cast):
    bruno.follow(bruno.post("tasks/name-backup/state", {"state": "done"}))

    assert bruno.page.element("fact-name-backup").text == "Faite aujourd’hui par Bruno"
    assert bruno.page.form("tasks/name-backup/state").buttons[0] == ("state", "todo")


def test_path_for_denis_has_no_control(cast):
    denis = Browser(cast.client_for("denis"))

    page = denis.get(cast.les_amis.address).page

    assert len(rows(page)) == 38
    assert [form.address for form in page.forms] == [
        f"{page.address.split('/centres')[0]}/language",
        f"{page.address.split('/centres')[0]}/sign-out",
    ]


def test_centre_reads_no_name_that_nobody_opened_to_it(bruno, cast):
    bruno.post("tasks/name-backup/state", {"state": "done"})

    aline = Browser(cast.client_for("aline"))
    page = aline.get(cast.les_amis.address).page

    assert page.h1 == "Parcours de l’organisme Les Amis"
    assert page.element("fact-name-backup").text == "Faite aujourd’hui par un membre (personne responsable)"
    assert "Bruno" not in page.words
    assert "Béatrice" not in page.words


def test_what_the_centre_entered_is_said_so(bruno, cast):
    aline = Browser(cast.client_for("aline"))
    aline.get(cast.les_amis.address)
    aline.post("tasks/name-backup/state", {"state": "done"})

    bruno.get(cast.les_amis.address)

    assert bruno.page.element("fact-name-backup").text == "Faite aujourd’hui, inscrite par Aline pour vous"
    assert aline.get(cast.les_amis.address).page.element("fact-name-backup").text == (
        "Faite aujourd’hui, inscrite par Aline pour l’organisme"
    )


@pytest.mark.parametrize("who", ["chantal", "victor", "paul", "nadia"])
def test_path_of_another_house_does_not_exist(cast, who):
    Browser(cast.client_for(who)).get(cast.les_amis.address, status=404)


def test_path_signed_out_leads_to_sign_in(cast):
    answer = Browser(cast.client_for(None)).get(cast.les_amis.address, status=303)

    assert answer.location.startswith("/sign-in")


def test_path_asks_as_many_statements_with_one_tick_as_with_three(bruno, cast):
    bruno.post("tasks/name-responsible/state", {"state": "done"})
    client = cast.client_for("beatrice")
    client.get(cast.les_amis.address)
    with counted() as one:
        client.get(cast.les_amis.address)
    bruno.post("tasks/name-backup/state", {"state": "declined", "reason": "Nous sommes deux"})
    bruno.post("tasks/org-email/state", {"state": "doing"})

    with counted() as three:
        client.get(cast.les_amis.address)

    assert len(three) == len(one)
    # The door two, the path four, a pause one, what is shut and who waits to be known one, who sees to what one, how
    # many notes one, what is hesitated about and asked one, where the organization stood at first one.
    assert len(one) <= 12


def test_path_in_english(cast):
    browser = Browser(cast.client_for("bruno"))

    page = browser.get(f"{cast.les_amis.address}?lang=en").page

    assert page.h1 == "Our path"
    assert page.element("overall").text == "0 of 20 tasks are settled"


def test_centre_reads_the_role_of_each_person_and_the_name_of_whom_it_may(cast):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get(Membership, cast.beatrice.membership_id).is_named_to_centre = True

    page = Browser(cast.client_for("aline")).get(cast.les_amis.address).page

    people = next(e for e in page.all("section") if "Qui s’en occupe" in e.text)
    assert [e.text for e in people.all("li")] == [
        "Un membre, personne responsable",
        "Béatrice, membre",
        "Un membre, lecture seulement",
    ]


def test_organization_without_a_network_is_led_to_choose_one(cast):
    paul = Browser(cast.client_for("paul"))

    page = paul.get(cast.le_phare.address).page

    assert page.element("overall").text == "0 tâche sur 16 est réglée"
    assert f"{cast.le_phare.address}networks" in page.links
    assert page.has("task-choose-networks")
