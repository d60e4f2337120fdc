"""A task's own page: what it explains, what was said of it, and the same form as in the path."""

import pytest

from socialtrack.guide.queries import shipped_path
from tests.browser import Browser
from tests.statements import counted


@pytest.fixture
def bruno(cast):
    browser = Browser(cast.client_for("bruno"))
    browser.get(cast.les_amis.address)
    return browser


def page_of(browser, cast, key, language=""):
    return browser.get(f"{cast.les_amis.address}tasks/{key}{language}").page


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_task_has_its_page(bruno, cast, language):
    for key, task in shipped_path().by_key.items():
        page = page_of(bruno, cast, key, f"?lang={language}")

        assert page.h1 == task.title.in_(language)
        assert [len([*e.all("li")]) for e in page.all("ol") if e.get("class") == "how"] == [len(task.how)]


def test_task_goes_back_to_the_path_once_ticked(bruno, cast):
    page = page_of(bruno, cast, "succession-plan")

    answer = bruno.submit(page.form("tasks/succession-plan/state"), {"state": "done"})

    assert answer.location == f"{cast.les_amis.address}#task-succession-plan"


def test_history_tells_who_said_what(bruno, cast):
    bruno.post("tasks/name-backup/state", {"state": "doing"})
    aline = Browser(cast.client_for("aline"))
    aline.get(cast.les_amis.address)
    aline.post("tasks/name-backup/state", {"state": "done"})
    bruno.get(cast.les_amis.address)
    bruno.post("tasks/name-backup/state", {"state": "declined"})
    bruno.get(cast.les_amis.address)
    undo = bruno.page.form("undo")
    bruno.submit(undo, dict(undo.buttons[:1]))

    lines = [plain(e.text) for e in page_of(bruno, cast, "name-backup").all("li") if "Aujourd’hui" in e.text]
    theirs = [plain(e.text) for e in page_of(aline, cast, "name-backup").all("li") if "Aujourd’hui" in e.text]

    assert lines == [
        "Aujourd’hui Retour en arrière, par Bruno. De nouveau faite. Rétablir, Retour en arrière, par Bruno.",
        "Aujourd’hui « Nous avons décidé de ne pas le faire », noté par Bruno. "
        "À revoir le 23 novembre 2027. Annulé depuis.",
        "Aujourd’hui Faite, inscrite par Aline pour l’organisme.",
        "Aujourd’hui Mise en cours par Bruno.",
    ]
    assert theirs[-1] == "Aujourd’hui Mise en cours par un membre (personne responsable)."
    assert not any("Bruno" in line for line in theirs)


def test_what_is_better_done_first_is_advised_until_it_is_answered(bruno, cast):
    before = f"{cast.les_amis.address}tasks/name-responsible"
    advised = page_of(bruno, cast, "name-backup")
    bruno.post(f"{cast.les_amis.address}tasks/name-responsible/state", {"state": "declined"})

    answered = page_of(bruno, cast, "name-backup")

    assert "Mieux après" in advised.words
    assert before in advised.links
    assert "Mieux après" not in answered.words


def test_neighbours_follow_the_path_of_the_organization(bruno, cast):
    page = page_of(bruno, cast, "choose-networks")

    near = [
        plain(e.text) for nav in page.all("nav") if nav.get("aria-label") == "Tâches voisines" for e in nav.all("a")
    ]

    assert (
        near
        == [
            "Avant : Écrire ce que vous voulez obtenir",
            "Après : Distinguer le profil, la page, le groupe et l’événement",
        ]
        or len(near) == 2
    )


def test_hesitations_lead_to_their_answers(bruno, cast):
    page = page_of(bruno, cast, "name-responsible")

    asked = [link for link in page.links if link.startswith(f"{cast.les_amis.address}faq/")]

    assert len(asked) == len(shipped_path().by_key["name-responsible"].hesitations)
    bruno.get(asked[0])


def test_choosing_networks_leads_to_the_networks(bruno, cast):
    assert f"{cast.les_amis.address}networks" in page_of(bruno, cast, "choose-networks").links


def test_task_of_a_network_not_chosen_is_still_explained(bruno, cast):
    page = page_of(bruno, cast, "x-create-account")

    assert not [nav for nav in page.all("nav") if nav.get("aria-label") == "Tâches voisines"]


def test_denis_reads_the_task_and_has_no_form(cast):
    page = page_of(Browser(cast.client_for("denis")), cast, "name-backup")

    assert not [form for form in page.forms if "/tasks/" in form.address]


@pytest.mark.parametrize("key", ["no-such-task", "constructor", "own-something"])
def test_unknown_task_does_not_exist(bruno, cast, key):
    bruno.get(f"{cast.les_amis.address}tasks/{key}", status=404)


@pytest.mark.parametrize("who", ["chantal", "victor", "paul"])
def test_task_of_another_house_does_not_exist(cast, who):
    Browser(cast.client_for(who)).get(f"{cast.les_amis.address}tasks/name-backup", status=404)


def test_task_signed_out_leads_to_sign_in(cast):
    answer = Browser(cast.client_for(None)).get(f"{cast.les_amis.address}tasks/name-backup", status=303)

    assert answer.location.startswith("/sign-in")


def test_task_asks_as_many_statements_with_one_event_as_with_three(bruno, cast):
    client = cast.client_for("beatrice")
    address = f"{cast.les_amis.address}tasks/name-backup"
    bruno.post("tasks/name-backup/state", {"state": "doing"})
    client.get(address)
    with counted() as one:
        client.get(address)
    for state in ("done", "todo"):
        bruno.get(cast.les_amis.address)
        bruno.post("tasks/name-backup/state", {"state": state})

    with counted() as three:
        client.get(address)

    assert len(three) == len(one)
