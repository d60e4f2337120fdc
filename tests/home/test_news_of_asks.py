"""The board's latest news tell of hesitations and questions, lead to them, and repeat nobody's words."""

import pytest

from socialtrack.hesitations import actions as hesitations
from socialtrack.hesitations.rules import About, HesitationState
from socialtrack.journal.gestures import Gesture
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.rules import wanted
from socialtrack.progress.undo_actions import take_back
from socialtrack.questions import actions as questions

TITLE = "nommer une personne responsable"
SECRET = "Hirondelle du printemps"
TASK = "name-responsible"


def hesitate(cast, about=None, who="bruno", words=""):
    with cast.work_for(who) as work:
        about = about or About(task_key=TASK)
        return hesitations.open_hesitation(work, cast.les_amis.id, about, Gesture(), entry="time-too-much", words=words)


def ask(cast, about=None, who="bruno"):
    with cast.work_for(who) as work:
        return questions.ask(work, cast.les_amis.id, about or questions.About(task_key=TASK), SECRET, Gesture())


@pytest.fixture
def told(aline, home):
    """The news, as the centre reads them."""
    return lambda: aline.get(home).page


def links(cast, page):
    address = f"/centres/{cast.quebec.slug}/organizations/{cast.les_amis.slug}/"
    return [link.removeprefix(address) for link in page.links if link.startswith(address)]


def test_hesitation_is_told_and_leads_to_it_without_its_words(cast, told):
    answer = hesitate(cast, words=SECRET)

    page = told()

    assert f"Les Amis hésite\u00a0: {TITLE}" in page.words
    assert SECRET not in page.words
    assert f"hesitations/{answer.hesitation_id}" in links(cast, page)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (HesitationState.REASSURED, "La réponse a rassuré Les Amis"),
        (HesitationState.NO, "La réponse n’a pas suffi à Les Amis"),
    ],
)
def test_what_was_said_of_the_answer_is_told(cast, told, state, said):
    hesitation = hesitate(cast).hesitation_id
    with cast.work_for("bruno") as work:
        hesitations.say_outcome(work, cast.les_amis.id, hesitation, state, Gesture())

    assert f"{said}\u00a0: {TITLE}" in told().words


def test_what_a_tick_closed_is_told_by_the_tick_alone(cast, told):
    hesitate(cast)
    with cast.work_for("bruno") as work:
        tick = set_task_state(work, cast.les_amis.id, TASK, wanted("done", today=work.today), Gesture())
        take_back(work, cast.les_amis.id, tick.event_id, Gesture())

    words = told().words

    assert words.count("hésite") == 1
    assert "Les Amis a annulé son geste" in words


def test_step_and_question_about_nothing_have_a_name_to_follow(cast, told):
    hesitation = hesitate(cast, About(step=2)).hesitation_id
    question = ask(cast, questions.About()).question_id

    page = told()

    assert "Les Amis hésite\u00a0: étape 2" in page.words
    assert "Les Amis a posé une question\u00a0: la lire" in page.words
    assert {f"hesitations/{hesitation}", f"questions/{question}"} <= set(links(cast, page))


def test_question_is_told_with_its_answer_and_who_gave_it(cast, told):
    question = ask(cast).question_id
    with cast.work_for("aline") as work:
        questions.say(work, cast.les_amis.id, question, f"{SECRET} encore", Gesture())
    with cast.work_for("bruno") as work:
        questions.settle(work, cast.les_amis.id, question, Gesture())

    words = told().words

    assert f"Les Amis a posé une question\u00a0: {TITLE}" in words
    assert f"Réponse donnée à Les Amis\u00a0: {TITLE}" in words
    assert "Par Aline" in words and "Noté par Aline" not in words
    assert f"La question de l’organisme Les Amis est réglée\u00a0: {TITLE}" in words
    assert SECRET not in words


def test_what_the_team_said_for_them_says_so(cast, told):
    hesitate(cast, About(step=1), who="aline")

    assert "Noté par Aline" in told().words
