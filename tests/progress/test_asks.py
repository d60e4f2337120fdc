"""Hesitations and questions as the path, a task, networks and open pages show them, and the ways to them."""

import re

import pytest

from socialtrack.hesitations.rules import About
from socialtrack.journal.gestures import Gesture
from socialtrack.progress.undo_actions import take_back
from socialtrack.questions import actions as questions
from tests.browser import Browser
from tests.progress.asking import (
    HTMX,
    SECRET,
    TASK,
    about,
    ask,
    first_link,
    hesitate,
    last_event,
    links,
    marked,
    open_,
    plain,
    reply,
    row,
    tick,
)
from tests.statements import counted


@pytest.fixture
def bruno(cast):
    return Browser(cast.client_for("bruno"))


# The path


def test_row_says_it_is_thought_over_and_leads_there(bruno, cast):
    hesitation = hesitate(cast).hesitation_id

    page = open_(bruno, cast)

    assert about(page).startswith("En réflexion")
    assert marked(page) == []
    assert first_link(page, f"about-{TASK}") == f"hesitations/{hesitation}"
    assert about(page, "org-email") == ""


def test_row_says_whose_turn_it_is_and_a_reply_stands_out(bruno, cast):
    question = ask(cast)
    assert about(open_(bruno, cast)) == "Question posée"
    assert marked(open_(bruno, cast)) == []
    reply(cast, question)

    page = open_(bruno, cast)

    assert (about(page), marked(page)) == ("Le centre a répondu", ["Le centre a répondu"])
    with cast.work_for("bruno") as work:
        questions.settle(work, cast.les_amis.id, question, Gesture())
    assert about(open_(bruno, cast)) == ""


def test_centre_reads_that_a_question_waits_for_it(cast):
    ask(cast)

    page = open_(Browser(cast.client_for("aline")), cast)

    assert (about(page), marked(page)) == ("Attend une réponse", ["Attend une réponse"])


def test_question_about_a_hesitation_stands_beside_its_task(bruno, cast):
    hesitation = hesitate(cast).hesitation_id
    ask(cast, questions.About(hesitation_id=hesitation))

    assert about(open_(bruno, cast)) == "En réflexion Question posée"


def test_of_two_questions_the_one_to_read_is_shown(bruno, cast):
    first = ask(cast)
    reply(cast, first)
    ask(cast)

    assert about(open_(bruno, cast)) == "Le centre a répondu"


def test_fold_leads_to_hesitating_and_asking_then_to_what_is_open(bruno, cast):
    page = open_(bruno, cast)
    assert {f"hesitations/new?task={TASK}", f"questions/new?task={TASK}"} <= set(links(page, cast))
    hesitation, question = hesitate(cast).hesitation_id, ask(cast)

    fold = [a.get("href") for a in open_(bruno, cast).element(f"form-{TASK}").all("a")]

    assert {f"hesitations/{hesitation}", f"questions/{question}"} <= set(fold)
    assert f"hesitations/new?task={TASK}" not in fold


def test_reader_sees_what_is_open_and_no_way_to_say_anything(cast):
    hesitate(cast)

    page = open_(Browser(cast.client_for("denis")), cast)

    assert about(page).startswith("En réflexion")
    assert not [link for link in page.links if "/new" in link]


def test_step_leads_to_hesitating_about_it_then_to_the_hesitation(bruno, cast):
    assert "hesitations/new?step=2" in links(open_(bruno, cast), cast)
    hesitation = hesitate(cast, About(step=2)).hesitation_id

    page = open_(bruno, cast)

    assert plain(page.element("step-ask-2").text) == "Étape en réflexion"
    assert f"hesitations/{hesitation}" in links(page, cast)


def test_filter_shows_what_is_thought_over_and_comes_back_after_a_tick(bruno, cast):
    hesitate(cast)
    hesitate(cast, About(task_key="org-email"))

    page = open_(bruno, cast, "?show=thinking")

    shown = [e["id"] for e in page.all("li") if e.get("id", "").startswith("task-") and e.get("hidden", None) is None]
    assert sorted(shown) == [f"task-{TASK}", "task-org-email"]
    assert bruno.page.h1 == "Notre parcours"
    answer = bruno.submit(bruno.page.form(f"tasks/{TASK}/state"), {"state": "done"})
    assert "show=thinking" in answer.location
    assert about(bruno.follow(answer).page, "org-email").startswith("En réflexion")


def test_filter_that_holds_nothing_stays_away(bruno, cast):
    def hidden():
        (tab,) = [e for e in open_(bruno, cast).element("filters").all("li") if "En réflexion" in e.text]
        return tab.get("hidden", "shown") != "shown"

    assert hidden()
    hesitate(cast)
    assert not hidden()


def test_question_about_nothing_is_found_beside_the_path(bruno, cast):
    question = ask(cast, questions.About())
    reply(cast, question)

    page = open_(bruno, cast)

    assert f"questions/{question}" in links(page, cast)
    assert "Le centre a répondu" in page.words


def test_card_of_the_next_small_thing_says_it_too(bruno, cast):
    page = open_(bruno, cast)
    key = re.search(r'form="form-([^"]+)"', bruno.client.get(cast.les_amis.address).get_data(as_text=True))[1]
    assert f"hesitations/new?task={key}" in [a["href"] for a in page.element("next").all("a")]

    hesitation = hesitate(cast, About(task_key=key)).hesitation_id

    assert f"hesitations/{hesitation}" in [a["href"] for a in open_(bruno, cast).element("next").all("a")]


def test_path_asks_as_many_statements_with_one_ask_as_with_three(bruno, cast):
    hesitate(cast)
    open_(bruno, cast)
    with counted() as one:
        bruno.client.get(cast.les_amis.address)
    hesitate(cast, About(step=1))
    ask(cast)

    with counted() as three:
        bruno.client.get(cast.les_amis.address)

    assert len(three) == len(one)


# The answer to a gesture


def test_tick_says_once_that_the_hesitation_is_closed_and_takes_the_badge_away(bruno, cast):
    hesitate(cast)
    open_(bruno, cast)

    answer = bruno.submit(bruno.page.form(f"tasks/{TASK}/state"), {"state": "done"}, htmx=True)

    assert plain(answer.page.element("undo").text).count("La réticence à ce sujet est close.") == 1
    assert about(answer.page) == ""
    undone = bruno.submit(bruno.page.form("undo"), {"event": str(last_event(cast, "task-state"))}, htmx=True)
    assert "La réticence à ce sujet est rouverte." in plain(undone.page.element("undo").text)
    assert about(undone.page).startswith("En réflexion")


def test_tick_without_script_says_it_on_the_path_with_the_way_back(bruno, cast):
    hesitate(cast)
    open_(bruno, cast)

    page = bruno.follow(bruno.submit(bruno.page.form(f"tasks/{TASK}/state"), {"state": "done"})).page

    notice = plain(page.element("undo").text)
    assert "Tâche faite" in notice and "La réticence à ce sujet est close." in notice and "Annuler" in notice
    assert about(page) == ""


def test_tick_where_nobody_hesitates_carries_no_word_and_no_second_line(bruno, cast):
    open_(bruno, cast)

    answer = bruno.submit(bruno.page.form(f"tasks/{TASK}/state"), {"state": "done"}, htmx=True)

    assert "réticence" not in answer.page.words
    assert not answer.page.has(f"about-{TASK}")


@pytest.mark.parametrize(("state", "says"), [("chosen", "close."), ("not_now", "close.")])
def test_choice_of_a_network_says_it_and_its_badge_goes(bruno, cast, state, says):
    hesitation = hesitate(cast, About(network="x")).hesitation_id
    page = open_(bruno, cast, "networks")
    assert f"hesitations/{hesitation}" in links(page, cast)

    answer = bruno.post("networks", {"network": "x", "state": state}, htmx=True)

    assert f"La réticence à ce sujet est {says}" in plain(answer.page.element("undo").text)
    assert f"hesitations/{hesitation}" not in links(answer.page, cast)
    assert "hesitations/new?network=x" in links(answer.page, cast)


# Back to the hesitation


def test_declining_from_the_hesitation_goes_back_there(bruno, cast):
    hesitation = hesitate(cast).hesitation_id
    open_(bruno, cast, f"hesitations/{hesitation}")
    said = {"state": "declined", "back": "hesitation", "hesitation": str(hesitation)}

    answer = bruno.post(f"{cast.les_amis.address}tasks/{TASK}/state", said)

    assert answer.location == f"{cast.les_amis.address}hesitations/{hesitation}"
    assert "La réticence à ce sujet est close." in plain(bruno.follow(answer).page.words)
    assert row(cast, hesitation).state == "declined"


def test_leaving_a_network_from_the_hesitation_goes_back_there(bruno, cast):
    hesitation = hesitate(cast, About(network="facebook")).hesitation_id
    open_(bruno, cast, f"hesitations/{hesitation}")
    said = {"network": "facebook", "state": "dropped", "back": "hesitation", "hesitation": str(hesitation)}

    answer = bruno.post(f"{cast.les_amis.address}networks", said)

    assert answer.location == f"{cast.les_amis.address}hesitations/{hesitation}"


@pytest.mark.parametrize("number", ["", "//evil.example", "1/../../../x", "-1", "²", "9" * 30, "https://evil.example"])
def test_back_that_is_no_number_leads_to_the_path(bruno, cast, number):
    open_(bruno, cast)
    said = {"state": "done", "back": "hesitation", "hesitation": number}

    answer = bruno.post(f"{cast.les_amis.address}tasks/{TASK}/state", said)

    assert answer.location == f"{cast.les_amis.address}#task-{TASK}"


def test_refused_words_come_back_with_the_way_to_the_hesitation(bruno, cast):
    hesitation = hesitate(cast).hesitation_id
    open_(bruno, cast)
    said = {"state": "declined", "reason": "x" * 600, "back": "hesitation", "hesitation": str(hesitation)}

    page = bruno.post(f"{cast.les_amis.address}tasks/{TASK}/state", said, status=422).page

    fields = {e["name"]: e["value"] for e in page.all("input") if e.get("name") in ("back", "hesitation")}
    assert fields.get("hesitation") == str(hesitation)


# A task's page


def test_task_leads_to_hesitating_for_a_reason_and_to_what_is_open(bruno, cast):
    page = open_(bruno, cast, f"tasks/{TASK}")
    there = links(page, cast)
    assert {f"hesitations/new?task={TASK}", f"questions/new?task={TASK}"} <= set(there)
    assert any(link.startswith(f"hesitations/new?task={TASK}&reason=") for link in there)
    hesitation, question = hesitate(cast).hesitation_id, ask(cast)

    there = links(open_(bruno, cast, f"tasks/{TASK}"), cast)

    assert {f"hesitations/{hesitation}", f"questions/{question}"} <= set(there)
    assert f"hesitations/new?task={TASK}" not in there


def test_task_history_tells_of_both_and_takes_the_hesitation_back(bruno, cast):
    hesitate(cast)
    ask(cast)
    page = open_(bruno, cast, f"tasks/{TASK}")
    assert "« J’hésite… », dit par Bruno." in plain(page.words)
    assert "Question posée par Bruno." in plain(page.words)

    answer = bruno.submit(page.form("undo"), {"event": str(last_event(cast))})

    assert answer.location == f"{cast.les_amis.address}tasks/{TASK}#more"
    assert "C’est annulé. Réticence retirée." in plain(bruno.follow(answer).page.words)


# Open pages


def changes(client, cast, since):
    return client.get(f"{cast.les_amis.address}changes?since={since}", headers=HTMX)


def drawn(client, cast):
    page = client.get(cast.les_amis.address).get_data(as_text=True)
    return int(re.search(r'data-live="(\d+)"', page)[1])


def test_answer_of_the_centre_comes_in_with_its_badge_and_one_sentence(cast):
    client, question = cast.client_for("bruno"), ask(cast)
    since = drawn(client, cast)
    assert changes(client, cast, since).status_code == 204
    reply(cast, question)

    answer = changes(client, cast, since)

    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    assert f'id="about-{TASK}"' in html and "Le centre a répondu" in html and SECRET not in html
    assert "vient de r\\u00e9pondre" in answer.headers["HX-Trigger"]


def test_hesitation_of_another_comes_in_and_goes_with_its_task(cast):
    client = cast.client_for("bruno")
    since = drawn(client, cast)
    hesitate(cast, who="beatrice")
    hesitate(cast, About(step=2), who="beatrice")

    html = changes(client, cast, since).get_data(as_text=True)

    assert "En réflexion" in html and 'id="step-ask-2"' in html and "Étape en réflexion" in html
    since = last_event(cast)
    tick(cast, who="beatrice")
    html = changes(client, cast, since).get_data(as_text=True)
    assert f'id="about-{TASK}"' in html and "thinks" not in html


def test_page_that_stands_open_is_told_nothing_that_it_shows(cast):
    """A question asked after the last tick: what is drawn already is no news."""
    client = cast.client_for("beatrice")
    tick(cast, "doing")
    ask(cast)
    hesitate(cast)

    assert changes(client, cast, drawn(client, cast)).status_code == 204


# The menu


def test_menu_of_an_organization_leads_to_its_questions(bruno, cast):
    page = open_(bruno, cast)
    assert "questions/" in links(page, cast)
    assert "hesitations/" in links(page, cast)


def test_take_back_of_what_is_private_to_another_organization_is_not_there(cast):
    answer = hesitate(cast)
    browser = Browser(cast.client_for("paul"))
    browser.get(cast.le_phare.address)

    browser.post("undo", {"event": str(answer.event_id)}, status=404)

    assert row(cast, answer.hesitation_id).state == "open"
    with cast.work_for("bruno") as work:
        take_back(work, cast.les_amis.id, answer.event_id, Gesture())
    assert row(cast, answer.hesitation_id).state == "withdrawn"


def test_task_offers_its_last_answer_back_beside_what_was_asked_since(bruno, cast):
    done = tick(cast, "doing")
    hesitate(cast)
    ask(cast)

    notice = plain(open_(bruno, cast, f"tasks/{TASK}").element("undo").text)

    assert notice.startswith("En cours :") and notice.endswith("Annuler")
    assert str(done.event_id) in [e.get("value") for e in bruno.page.element("undo").all("button")]
