"""An organization asks its centre on pages: what it is about and who will read it said before, refused without a loss,
answered by the other side at the same address."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.journal.models import Event, TextRevision
from socialtrack.kernel.moments import utc_now
from socialtrack.questions.models import Question, QuestionMessage
from socialtrack.tenancy.models import Membership
from socialtrack.tenancy.organization_actions import archive_organization
from tests.browser import Browser
from tests.cast import everything
from tests.questions.test_actions import _hesitate

TASK = "name-backup"
WORDS = "Qui peut nous aider à choisir une relève?"


@pytest.fixture
def bruno(cast):
    return _person(cast, "bruno")


def _person(cast, who, page="questions/"):
    person = Browser(cast.client_for(who))
    person.get(f"{cast.les_amis.address}{page}")
    return person


def _here(cast, path=""):
    return f"{cast.les_amis.address}questions/{path}"


def _ask(cast, person, words=WORDS, key="k1", **more):
    status = more.pop("status", None)
    return person.post(_here(cast), {"words": words, "request_key": key, **more}, status=status)


def _asked(cast, who="bruno", **more):
    """A question about a task, and its address."""
    person = _person(cast, who)
    answer = _ask(cast, person, task=TASK, **more)
    return answer.location


def _kept(cast):
    return cast.rows(select(TextRevision.body).order_by(TextRevision.id))


def test_asking_from_a_task_shows_what_it_is_about_and_who_will_read_it(cast):
    words = _person(cast, "bruno", f"questions/new?task={TASK}").page.words

    assert "À propos de la tâche" in words
    assert words.index("Votre organisme et l’équipe de votre centre la liront.") < words.index("Votre question ")
    agathe = _person(cast, "agathe", f"questions/new?task={TASK}").page.words
    assert "Elle sera inscrite par vous pour l’organisme." in agathe


def test_question_is_read_and_answered_at_one_address(cast, bruno):
    answer = _ask(cast, bruno, task=TASK)
    bruno.follow(answer)
    assert "C’est envoyé à votre centre. Sa réponse sera ici." in bruno.page.words
    assert "En attente d’une réponse de votre centre depuis aujourd’hui" in bruno.page.words
    assert "Bruno, aujourd’hui à 10" in bruno.page.words

    agathe = Browser(cast.client_for("agathe"))
    agathe.get(answer.location)
    assert "Question de Les Amis" in agathe.page.words
    assert "Un membre (personne responsable)" in agathe.page.words
    agathe.follow(agathe.post(f"{answer.location}/messages", {"words": "Nous vous aidons.", "request_key": "a1"}))
    assert "Votre centre a répondu aujourd’hui. La suite est à l’organisme" in agathe.page.words

    bruno.get(answer.location)
    assert "Agathe, de votre centre, aujourd’hui" in bruno.page.words
    assert "Votre centre a répondu aujourd’hui" in bruno.page.words
    bruno.follow(bruno.post(f"{answer.location}/settle", {"request_key": "s1"}))
    assert "Réglée aujourd’hui" in bruno.page.words
    bruno.follow(bruno.post(f"{answer.location}/reopen", {"request_key": "r1"}))
    assert "En attente d’une réponse de votre centre" in bruno.page.words


def test_asked_by_telephone_it_is_the_organizations(cast):
    agathe = _person(cast, "agathe")
    agathe.follow(_ask(cast, agathe))
    assert "Agathe, pour l’organisme" in agathe.page.words

    beatrice = _person(cast, "beatrice")
    beatrice.get(_here(cast, "1"))
    assert "Agathe, pour votre organisme" in beatrice.page.words


def test_list_says_first_what_is_to_be_read_then_what_waits(cast, bruno, clock):
    _first, second, third = (_asked(cast, words=f"Question {n}", key=f"q{n}") for n in (1, 2, 3))
    clock.shift(timedelta(days=2))
    agathe = _person(cast, "agathe")
    agathe.post(f"{second}/messages", {"words": "Oui.", "request_key": "x"})
    bruno.get(_here(cast))
    bruno.post(f"{third}/settle", {"request_key": "y"})

    bruno.get(_here(cast))
    words = bruno.page.words
    order = [
        words.index(part) for part in ("À lire", "Question 2", "En attente de", "Question 1", "Réglées", "Question 3")
    ]
    assert order == sorted(order)
    assert "En attente d’une réponse de votre centre depuis 2 jours." in words
    agathe.get(_here(cast))
    words = agathe.page.words
    order = [words.index(part) for part in ("En attente de", "Question 1", "Répondues", "Question 2")]
    assert order == sorted(order)


def test_empty_list_says_how_to_ask(bruno):
    assert "Aucune question pour l’instant." in bruno.page.words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Ce champ est vide."),
        ("   \n ", "Ce champ est vide."),
        ("a" * 10_000, "; le plus long possible en compte"),
        ("Le mot de passe est Tulipe77!", "Ceci ressemble à un mot de passe. Rien n’a été enregistré."),
        ("bonjour\x07", "caractères invisibles"),
    ],
)
def test_what_cannot_be_kept_is_explained_and_stays_in_the_field(cast, bruno, words, said):
    answer = _ask(cast, bruno, words, task=TASK, status=422)

    assert said in answer.page.words
    assert "À propos de la tâche" in answer.page.words
    assert f'name="task" value="{TASK}"' in answer.text
    assert words.strip("\x07 \n")[:50] in answer.text
    assert _kept(cast) == []
    at = _asked(cast)
    bruno.get(at)
    answer = bruno.post(f"{at}/messages", {"words": words, "request_key": "z"}, status=422)
    assert said in answer.page.words
    assert words.strip("\x07 \n")[:50] in answer.text
    assert _kept(cast) == [WORDS]


def test_words_are_shown_as_they_were_typed_and_never_run(cast, bruno):
    words = "<script>alert(1)</script>\n=1+1\nhttps://exemple.org/a?b=1&c=2. http://nue.org javascript:alert(1)"
    bruno.follow(_ask(cast, bruno, words))

    assert "<script>alert(1)" not in bruno.here.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n=1+1\n" in bruno.here.text
    link = '<a href="https://exemple.org/a?b=1&amp;c=2" rel="nofollow noopener noreferrer ugc">'
    assert link in bruno.here.text
    assert bruno.here.text.count('rel="nofollow') == 1


def test_sent_twice_it_is_there_once(cast, bruno):
    first = _ask(cast, bruno)
    assert _ask(cast, bruno).location == first.location  # the same key
    assert _ask(cast, bruno, key="k2").location == first.location  # a button pressed twice
    assert len(cast.rows(select(Question))) == 1

    for key in ("m1", "m1", "m2"):
        bruno.post(f"{first.location}/messages", {"words": "Et vite", "request_key": key})
    assert len(cast.rows(select(QuestionMessage))) == 2


def test_somebody_answered_meanwhile_the_page_says_so_and_the_message_goes(cast, bruno):
    at = _asked(cast)
    bruno.get(at)
    seen = bruno.page.form(f"{at}/messages").values["seen"]
    _person(cast, "agathe").post(f"{at}/messages", {"words": "Voici.", "request_key": "a"})

    bruno.follow(bruno.post(f"{at}/messages", {"words": "Un détail", "request_key": "b", "seen": seen}))

    assert "Pendant que vous écriviez, Agathe a écrit aussi. Votre message vient après." in bruno.page.words
    assert bruno.page.words.index("Voici.") < bruno.page.words.index("Un détail")


def test_message_on_a_settled_question_reopens_it_and_says_so(cast, bruno):
    at = _asked(cast)
    bruno.get(at)
    bruno.post(f"{at}/settle", {"request_key": "s"})
    bruno.follow(bruno.post(f"{at}/settle", {"request_key": "t"}))
    assert "La question était déjà réglée." in bruno.page.words

    bruno.follow(bruno.post(f"{at}/messages", {"words": "Encore", "request_key": "u"}))

    assert "La question était réglée; elle est rouverte." in bruno.page.words


def test_hesitation_brings_what_it_is_about(cast, bruno):
    hesitation = _hesitate(cast, cast.les_amis.id, step=3)

    page = bruno.get(_here(cast, f"new?hesitation={hesitation}")).page
    assert "l’étape 3" in page.words
    bruno.follow(_ask(cast, bruno, hesitation=str(hesitation)))

    (question,) = cast.rows(select(Question))
    assert (question.step, question.hesitation_id) == (3, hesitation)


@pytest.mark.parametrize("field", ["hesitation", "task", "network", "step"])
@pytest.mark.parametrize("value", ["99999", "nope", "-1", "1" * 30, "é", "<b>", "name-backup'--"])
def test_what_is_not_there_is_404_and_links_nothing(cast, bruno, field, value):
    bruno.get(_here(cast, f"new?{field}=") + value, status=404)
    bruno.get(_here(cast))
    _ask(cast, bruno, **{field: value}, status=404)
    assert cast.rows(select(Question)) == []


def test_another_organizations_hesitation_is_404(cast, bruno):
    hesitation = _hesitate(cast, cast.le_phare.id, step=3)

    bruno.get(_here(cast, f"new?hesitation={hesitation}"), status=404)
    _ask(cast, bruno, hesitation=str(hesitation), status=404)
    agathe = _person(cast, "agathe")
    _ask(cast, agathe, hesitation=str(hesitation), status=404)
    assert cast.rows(select(Question)) == []


def test_another_organizations_thread_is_404(cast):
    at = _asked(cast)
    id_ = at.rsplit("/", 1)[1]

    paul = Browser(cast.client_for("paul"))
    paul.get(f"{cast.le_phare.address}questions/")
    there = f"{cast.le_phare.address}questions/{id_}"
    paul.get(at, status=404)
    paul.get(there, status=404)
    paul.get(f"{cast.le_phare.address}questions/")
    for path, values in (("/messages", {"words": "Bonjour"}), ("/settle", {}), ("/reopen", {})):
        assert paul.post(f"{there}{path}", values, status=404)
    victor = Browser(cast.client_for("victor"))
    victor.get(at, status=404)
    victor.get(f"{cast.elsewhere.address}questions/{id_}", status=404)


def test_who_may_only_read_reads(cast):
    at = _asked(cast)

    for who in ("denis", "rachel"):
        person = Browser(cast.client_for(who))
        person.get(at)
        assert WORDS in person.page.words
        assert "<textarea" not in person.here.text
        assert "C’est réglé" not in person.page.words
        person.post(f"{at}/messages", {"words": "Non", "request_key": "n"}, status=403)
        person.get(_here(cast))
        assert "Poser une question" not in person.page.words


def test_in_an_archived_organization_it_is_read_and_refused_to_write(cast):
    at = _asked(cast)
    with cast.work_for("aline") as work, work.write():
        archive_organization(work, cast.les_amis.id)

    agathe = Browser(cast.client_for("agathe"))
    agathe.get(at)
    assert WORDS in agathe.page.words
    assert "<textarea" not in agathe.here.text
    assert "<textarea" not in Browser(cast.client_for("bruno")).get(_here(cast, "new"), status=403).text
    for path in ("/messages", "/settle", "/reopen"):
        agathe.post(f"{at}{path}", {"words": "Non", "request_key": "n"}, status=403)
        agathe.get(at)


def test_open_question_on_the_same_task_is_offered_first(cast):
    at = _asked(cast)

    assert (
        f'<a href="{at}">Écrire plutôt à la suite</a>'
        in _person(cast, "beatrice", f"questions/new?task={TASK}").here.text
    )


def test_erased_author_and_words_leave_the_thread_readable(cast, bruno):
    at = _asked(cast, "beatrice")
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Membership, cast.beatrice.membership_id).name = ""
        (text,) = session.scalars(select(TextRevision)).all()
        text.body, text.blanked_at = "", utc_now()
    bruno.get(at)
    assert "Une personne effacée" in bruno.page.words
    assert "(texte effacé)" in bruno.page.words
    bruno.get(_here(cast))
    assert "(texte effacé)" in bruno.page.words


def test_with_a_script_the_answer_leads_to_the_thread(cast, bruno):
    answer = bruno.post(_here(cast), {"words": WORDS, "request_key": "h"}, htmx=True)

    assert answer.location == _here(cast, "1")
    assert "Location" not in answer.headers


def test_events_hold_no_word(cast, bruno):
    _ask(cast, bruno, "Canari")

    events = cast.rows(select(Event).where(Event.kind == "question-asked"))
    assert all("Canari" not in str(vars(event)) for event in events)
