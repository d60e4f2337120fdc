"""Answers that the team keeps for another time: two languages, two who write at once, and back again."""

import re

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.gestures import Gesture
from socialtrack.kernel.errors import Conflict, NotFound, Refused
from socialtrack.people.models import Person
from socialtrack.questions.assign_actions import assign
from socialtrack.questions.models import Question, SavedAnswer
from socialtrack.questions.saved_actions import change_answer, keep_answer, remove_answer
from socialtrack.questions.saved_queries import saved_answer
from socialtrack.questions.saved_rules import Wording
from tests.browser import Browser
from tests.cast import everything
from tests.questions.asking import asked

BOTH = Wording(("Sans visage", "Without a face"), ("Un logo suffit.", "A logo is enough."))
FRENCH = Wording(("Le nom", ""), ("Le conseil choisit.", ""))


@pytest.fixture
def saved(cast):
    return f"/centres/{cast.quebec.slug}/questions/saved-answers/"


def person(cast, who, **more):
    return Browser(cast.client_for(who, **more))


def keep(cast, wording=BOTH, who="agathe"):
    with cast.work_for(who) as work:
        return keep_answer(work, wording)


def words_in(cast):
    return [(row.title, row.body, row.removed_at is None) for row in cast.rows(select(SavedAnswer))]


@pytest.mark.parametrize(
    ("wording", "missing", "in_french", "in_english"),
    [
        (BOTH, None, "Un logo suffit.", "A logo is enough."),
        (FRENCH, "en", "Le conseil choisit.", "Le conseil choisit."),
        (Wording(("", "The name"), ("", "The board.")), "fr", "The board.", "The board."),
    ],
)
def test_each_language_gets_its_own_else_the_other(wording, missing, in_french, in_english):
    assert (wording.missing(), wording.body("fr"), wording.body("en")) == (missing, in_french, in_english)
    assert Wording.kept(wording.as_titles(), wording.as_bodies()) == wording


def test_kept_listed_changed_removed_and_put_back(cast, saved):
    agathe = person(cast, "agathe")
    agathe.get(f"{saved}new")
    new = agathe.page.form("saved-answers/new")
    agathe.follow(agathe.submit(new, {"title_fr": " Le nom ", "body_fr": "Le conseil\r\nchoisit."}))
    assert "Manque en anglais." in agathe.page.words

    agathe.get(next(link["href"] for link in agathe.page.all("a") if link.text == "Le nom"))
    form = agathe.page.form(agathe.here.address)
    agathe.follow(agathe.submit(form, {"title_en": "The name", "body_en": "The board chooses."}))
    assert "En français et en anglais." in agathe.page.words
    assert words_in(cast) == [
        ({"fr": "Le nom", "en": "The name"}, {"fr": "Le conseil\nchoisit.", "en": "The board chooses."}, True)
    ]

    agathe.follow(agathe.submit(agathe.page.form("/remove")))
    assert "1 réponse retirée" in agathe.page.words
    agathe.follow(agathe.submit(agathe.page.form("/restore")))
    assert [there for *_, there in words_in(cast)] == [True]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({}, "title_fr", "Ce champ est vide"),
        ({"title_fr": "Seul"}, "body_fr", "vont ensemble"),
        ({"title_fr": "A", "body_fr": "B", "body_en": "C"}, "title_en", "vont ensemble"),
        ({"title_fr": "x" * 121, "body_fr": "B"}, "title_fr", "en compte 120"),
        ({"title_fr": "A", "body_fr": "x" * 4001}, "body_fr", "le plus long possible"),
        ({"title_fr": "A", "body_fr": "Le mot de passe est Tulipe42!"}, "body_fr", "mot de passe"),
        ({"title_fr": "Le mot de passe est Tulipe42!", "body_fr": "B"}, "title_fr", "mot de passe"),
    ],
)
def test_what_is_refused_is_said_beside_its_field_and_kept(cast, saved, values, field, said):
    agathe = person(cast, "agathe")
    agathe.get(f"{saved}new")

    answer = agathe.submit(agathe.page.form("saved-answers/new"), values, status=422)

    assert said in answer.page.words
    assert f'href="#{field}"' in answer.text
    assert all(value in answer.text for value in values.values())
    assert words_in(cast) == []


def test_two_who_write_at_once_both_see_both(cast, saved):
    id_ = keep(cast, FRENCH)
    aline, agathe = person(cast, "aline"), person(cast, "agathe")
    for one in (aline, agathe):
        one.get(f"{saved}{id_}")
    aline.submit(aline.page.form(f"saved-answers/{id_}"), {"body_fr": "La présidente choisit."})

    form = agathe.page.form(f"saved-answers/{id_}")
    answer = agathe.submit(form, {"body_fr": "L’assemblée choisit."}, status=409)
    assert "La présidente choisit." in answer.page.words and "L’assemblée choisit." in answer.text
    assert words_in(cast)[0][1] == {"fr": "La présidente choisit."}

    agathe.submit(agathe.page.form(f"saved-answers/{id_}"))
    assert words_in(cast)[0][1] == {"fr": "L’assemblée choisit."}


def test_two_changes_at_the_same_instant_are_told_apart(cast):
    id_ = keep(cast, FRENCH)
    with cast.work_for("agathe") as work:
        drawn = saved_answer(work, id_).drawn
        assert change_answer(work, id_, BOTH, drawn)
        with pytest.raises(Conflict):
            change_answer(work, id_, FRENCH, drawn)


def test_what_was_removed_meanwhile_is_said(cast, saved):
    id_ = keep(cast, FRENCH)
    agathe = person(cast, "agathe")
    agathe.get(f"{saved}{id_}")
    with cast.work_for("aline") as work:
        assert remove_answer(work, id_)

    answer = agathe.submit(agathe.page.form(f"saved-answers/{id_}"), {"body_fr": "Autre chose."}, status=409)

    assert "Remettez-la d’abord" in answer.page.words and "Autre chose." in answer.text


def test_the_same_words_twice_are_kept_once(cast):
    assert keep(cast) == keep(cast)
    assert len(words_in(cast)) == 1


def test_another_centres_is_none_and_readers_change_nothing(cast, saved):
    id_ = keep(cast)

    person(cast, "rachel").get(saved, status=403)
    person(cast, "bruno").get(saved, status=403)
    person(cast, "chantal").get(saved, status=404)
    person(cast, "chantal").get(f"/centres/{cast.montreal.slug}/questions/saved-answers/{id_}", status=404)
    with cast.work_for("chantal") as work, pytest.raises(NotFound):
        remove_answer(work, id_)
    with cast.work_for("rachel") as work, pytest.raises(Refused):
        keep_answer(work, FRENCH)


@pytest.mark.parametrize(("asker", "said"), [("fr", "Un logo suffit."), ("en", "A logo is enough.")])
def test_inserted_in_the_language_of_who_asked(cast, asker, said):
    number, id_ = keep(cast), asked(cast)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Person).where(Person.id == cast.bruno.person_id).values(language=asker))
    agathe = person(cast, "agathe")
    agathe.get(f"{cast.les_amis.address}questions/{id_}")
    link = next(link["href"] for link in agathe.page.all("a") if "saved=" in link.get("href"))

    agathe.get(link)

    assert re.search(rf'<textarea id="words"[^>]*>\n{re.escape(said)}</textarea>', agathe.here.text)
    agathe.follow(agathe.submit(agathe.page.form("/messages")))
    assert said in agathe.page.words
    assert number


def test_an_address_that_names_none_fills_nothing(cast):
    number, id_ = keep(cast, who="chantal"), asked(cast)
    own = keep(cast)
    agathe, bruno = person(cast, "agathe"), person(cast, "bruno")
    at = f"{cast.les_amis.address}questions/{id_}"

    for asked_for in (str(number), str(2**40), "x", "-1"):
        assert re.search(r'<textarea id="words"[^>]*>\n</textarea>', agathe.get(f"{at}?saved={asked_for}").text)
    assert "logo" not in bruno.get(f"{at}?saved={own}").text
    assert "logo" not in person(cast, "rachel").get(f"{at}?saved={own}").text


def test_assigned_from_the_page_of_the_question(cast):
    id_ = asked(cast)
    at = f"{cast.les_amis.address}questions/{id_}"
    agathe = person(cast, "agathe")
    agathe.get(at)

    form = agathe.page.form("/assign")
    assert agathe.submit(form, {"to": str(cast.agathe.membership_id)}).location == f"{at}#team"
    assert "Vous." in agathe.get(at).page.words
    refused = agathe.submit(form, {"to": str(cast.rachel.membership_id), "request_key": "other"}, status=422)
    assert "Choisissez une personne de l’équipe" in refused.page.words
    assert cast.rows(select(Question.assigned_to)) == [cast.agathe.membership_id]


def test_the_teams_side_says_whom_to_telephone_what_they_asked_before_and_what_comes_next(cast):
    before, id_, following = asked(cast, words="Ma première?"), asked(cast, words="Ma deuxième?"), asked(cast, "paul")
    with cast.work_for("aline") as work:
        assign(work, [before], cast.aline.membership_id, Gesture())
    agathe = person(cast, "agathe")

    page = agathe.get(f"{cast.les_amis.address}questions/{id_}").page

    links = {link.text: link["href"] for link in page.all("a")}
    assert links["Ma première?"].endswith(f"/questions/{before}")
    assert links["La question suivante"].endswith(f"/le-phare/questions/{following}")  # the first one is Aline's
    assert "Sans personne-ressource." in page.words
    assert "Pour votre équipe" not in person(cast, "bruno").get(f"{cast.les_amis.address}questions/{id_}").page.words
