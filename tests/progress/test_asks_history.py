"""Hesitations and questions as the history tells them, and what may be taken back from there."""

from datetime import date

import pytest

from socialtrack.faq.edition import shipped_faq
from socialtrack.hesitations import actions as hesitations
from socialtrack.hesitations.rules import About, HesitationState
from socialtrack.journal.gestures import Gesture
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.rules import wanted
from socialtrack.questions import actions as questions
from socialtrack.questions.rules import QuestionKind
from tests.browser import Browser
from tests.progress.asking import ENTRY, SECRET, TASK, ask, first_link, hesitate, last_event, open_, plain, reply, tick
from tests.statements import counted


@pytest.fixture
def bruno(cast):
    return Browser(cast.client_for("bruno"))


def history_line(page, event_id):
    return plain(page.element(f"event-{event_id}").text)


def test_history_tells_each_step_of_a_hesitation_and_leads_to_it(bruno, cast):
    hesitation = hesitate(cast).hesitation_id
    opened = last_event(cast)
    with cast.work_for("bruno") as work:
        hesitations.say_outcome(work, cast.les_amis.id, hesitation, HesitationState.PARTLY, Gesture())
        hesitations.say_outcome(work, cast.les_amis.id, hesitation, HesitationState.NO, Gesture())
        hesitations.settle(work, cast.les_amis.id, hesitation, Gesture())
    page = open_(bruno, cast, "history?kind=questions")

    assert "« J’hésite… », dit par Bruno." in history_line(page, opened)
    assert f"« {plain(shipped_faq().entry(ENTRY).question.fr)} »" in history_line(page, opened)
    assert first_link(page, f"event-{opened}") == f"{cast.les_amis.address}hesitations/{hesitation}"
    words = plain(page.words)
    assert "« En partie », dit de la réponse par Bruno." in words
    assert "« Non », dit de la réponse par Bruno." in words
    assert "Réticence close par Bruno." in words


def test_what_an_answer_closed_is_told_beside_it_and_taken_back_with_it(bruno, cast):
    hesitate(cast)
    done = tick(cast)
    page = open_(bruno, cast, "history")
    assert "Réticence close avec cette réponse." in history_line(page, last_event(cast))

    answer = bruno.submit(page.form("undo"), {"event": str(done.event_id)}, htmx=True)

    assert "La réticence à ce sujet est rouverte." in plain(answer.page.element("undo").text)
    assert "De nouveau en réflexion." in history_line(answer.page, last_event(cast))


def test_decision_carries_its_reason_and_day_in_the_history(bruno, cast):
    hesitate(cast)
    with cast.work_for("bruno") as work:
        said = wanted("declined", "Nous sommes deux.", date(2027, 6, 1), today=work.today)
        set_task_state(work, cast.les_amis.id, TASK, said, Gesture())

    line = history_line(open_(bruno, cast, "history"), last_event(cast))

    assert "« Nous sommes deux. »" in line and "À revoir le 1er juin 2027." in line


def test_history_tells_a_whole_question_and_who_followed_it(bruno, cast):
    question = ask(cast)
    reply(cast, question)
    with cast.work_for("aline") as work:
        questions.settle(work, cast.les_amis.id, question, Gesture())
        questions.reopen(work, cast.les_amis.id, question, Gesture())
    with cast.work_for("bruno") as work:
        questions.settle(work, cast.les_amis.id, question, Gesture())
        questions.reopen(work, cast.les_amis.id, question, Gesture())
    reply(cast, question, "bruno", "Encore un mot")

    page = open_(bruno, cast, "history?kind=questions")

    words = plain(page.words)
    for said in (
        *("Question posée par Bruno.", "Le centre a répondu, par Aline.", "Question réglée par le centre, par Aline."),
        *("Question rouverte par le centre, par Aline.", "Question réglée par Bruno.", "Question rouverte par Bruno."),
        "Message ajouté à la question par Bruno.",
    ):
        assert said in words
    assert SECRET not in words
    asked = last_event(cast, QuestionKind.ASKED)
    assert first_link(page, f"event-{asked}") == f"{cast.les_amis.address}questions/{question}"
    assert not [*page.element(f"event-{asked}").all("button")]


def test_what_the_centre_said_for_them_says_so(bruno, cast):
    hesitate(cast, who="agathe")
    ask(cast, who="agathe")

    words = plain(open_(bruno, cast, "history").words)

    assert "« J’hésite… », inscrit par Agathe pour l’organisme." in words
    assert "Question inscrite par Agathe pour l’organisme." in words


@pytest.mark.parametrize("who", ["aline", "agathe", "rachel", "bruno", "denis"])
def test_own_words_stand_in_no_history_and_on_no_path(cast, who):
    hesitate(cast, entry=None, words=SECRET)
    browser = Browser(cast.client_for(who))

    for where in ("history", "history?kind=questions", "", f"tasks/{TASK}", "networks"):
        assert SECRET not in open_(browser, cast, where).words
    assert "En ses propres mots." in plain(open_(browser, cast, "history").words)


def test_overtaken_way_back_of_a_hesitation_says_both_sides(bruno, cast):
    hesitation = hesitate(cast, About(step=1)).hesitation_id
    page = open_(bruno, cast, "history")
    event = last_event(cast)
    with cast.work_for("beatrice") as work:
        hesitations.settle(work, cast.les_amis.id, hesitation, Gesture())

    words = plain(bruno.submit(page.form("undo"), {"event": str(event)}, status=409).page.words)

    assert "« J’hésite… », dit par Bruno." in words
    assert "Réticence close par Béatrice." in words


def test_history_in_english(cast):
    hesitate(cast)
    browser = Browser(cast.client_for("bruno"))

    words = plain(open_(browser, cast, "history?kind=questions&lang=en").words)

    assert "“I’m hesitant…”, said by Bruno." in words


def test_retired_answer_keeps_its_title_and_history_its_number_of_statements(bruno, cast):
    hesitate(cast)
    with cast.work_for("bruno") as work:
        set_network(work, cast.les_amis.id, "x", "chosen")
    client = bruno.client
    client.get(f"{cast.les_amis.address}history")
    with counted() as few:
        client.get(f"{cast.les_amis.address}history")
    for entry in ("skills-not-enough", "time-too-much"):
        hesitate(cast, About(step=3), entry=entry)

    with counted() as many:
        client.get(f"{cast.les_amis.address}history")

    assert len(many) == len(few)


def test_way_back_of_a_hesitation_from_anywhere_leads_to_it(bruno, cast):
    hesitation = hesitate(cast).hesitation_id
    with cast.work_for("bruno") as work:
        hesitations.settle(work, cast.les_amis.id, hesitation, Gesture())
    open_(bruno, cast)

    answer = bruno.post("undo", {"event": str(last_event(cast))})

    assert answer.location == f"{cast.les_amis.address}hesitations/{hesitation}"
    assert "C’est annulé. De nouveau en réflexion." in plain(bruno.follow(answer).page.words)


def test_nothing_said_in_a_question_can_be_taken_back(bruno, cast):
    ask(cast)
    open_(bruno, cast)

    bruno.post("undo", {"event": str(last_event(cast, QuestionKind.ASKED))}, status=404)
