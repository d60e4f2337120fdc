"""The inbox as the team reads it, and what they do there: plain forms, in any role, and never twice."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.home.queries import centre_figures, longest_stalled
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.kernel.moments import utc_now
from socialtrack.questions.actions import About
from socialtrack.questions.assign_actions import assign
from socialtrack.questions.models import Question
from socialtrack.tenancy.models import Membership
from tests.browser import Browser
from tests.cast import everything
from tests.questions.asking import answered, asked, asked_again, settled
from tests.statements import counted


@pytest.fixture
def inbox(cast):
    return f"/centres/{cast.quebec.slug}/questions/"


def person(cast, who, **more):
    return Browser(cast.client_for(who, **more))


def plain(answer):
    return answer.page.words.replace("\u00a0", " ")


def holders(cast):
    return {question.id: question.assigned_to for question in cast.rows(select(Question))}


def test_lines_say_who_asks_what_how_long_and_who_follows_it(cast, clock, inbox):
    first = asked(cast, words="Qui peut nous aider?")
    clock.shift(timedelta(days=2))
    asked(cast, "paul", "Faut-il payer?", About(network="facebook"))
    with cast.work_for("agathe") as work:
        assign(work, [first], cast.agathe.membership_id, Gesture())
    clock.shift(timedelta(days=2))

    words = plain(person(cast, "aline").get(inbox))

    assert "2 questions attendent une réponse de votre centre." in words
    assert words.index("Qui peut nous aider?") < words.index("Faut-il payer?")
    assert "Attend depuis 4 jours, au-delà de trois jours. Agathe s’en occupe." in words
    assert "Attend depuis 2 jours. Personne ne s’en occupe encore." in words
    assert "Facebook" in words
    assert "Vous vous en occupez." in plain(person(cast, "agathe").get(inbox))


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "depuis aujourd’hui."), (1, "depuis hier."), (3, "depuis 3 jours."), (4, "depuis 4 jours, au-delà de trois")],
)
def test_how_long_is_said_in_words(cast, clock, inbox, days, said):
    asked(cast)
    clock.shift(timedelta(days=days))

    assert f"Attend {said}" in plain(person(cast, "rachel").get(inbox))


def test_taken_in_one_gesture_and_the_list_stays_filtered(cast, inbox):
    id_ = asked(cast)
    agathe = person(cast, "agathe")
    agathe.get(f"{inbox}?assigned=nobody&about=step-1")

    answer = agathe.submit(agathe.page.form("questions/assign"), {"take": str(id_)})

    assert answer.location == f"{inbox}?assigned=nobody&about=step-1#question-{id_}"
    assert holders(cast) == {id_: cast.agathe.membership_id}
    assert "vous vous en occupez" in plain(agathe.get(inbox))
    assert "Je m’en occupe" not in agathe.here.text


def test_several_are_given_at_once_and_taken_back(cast, inbox):
    ids = [asked(cast), asked(cast, "paul")]
    aline = person(cast, "aline")

    for to, holder in ((str(cast.agathe.membership_id), cast.agathe.membership_id), ("nobody", None)):
        aline.get(inbox)
        aline.submit(aline.page.form("questions/assign"), {"question": [str(id_) for id_ in ids], "to": to})
        assert set(holders(cast).values()) == {holder}

    assert len(cast.rows(select(Event).where(Event.kind == "question-assigned"))) == 4


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"to": "nobody"}, "Cochez d’abord"),
        ({"question": "Q"}, "Choisissez une personne de l’équipe"),
        ({"question": "Q", "to": "RACHEL"}, "Choisissez une personne de l’équipe"),
    ],
)
def test_what_is_refused_keeps_what_was_ticked(cast, inbox, values, said):
    id_ = asked(cast)
    stands_for = {"Q": str(id_), "RACHEL": str(cast.rachel.membership_id)}
    aline = person(cast, "aline")
    aline.get(inbox)

    form = aline.page.form("questions/assign")
    answer = aline.submit(form, {name: stands_for.get(value, value) for name, value in values.items()}, status=422)

    assert said in answer.page.words
    assert (f'value="{id_}" checked' in answer.text) == ("question" in values)
    assert holders(cast) == {id_: None}


def test_who_takes_too_late_is_told_and_changes_nothing(cast, inbox):
    id_ = asked(cast)
    aline, agathe = person(cast, "aline"), person(cast, "agathe")
    for one in (aline, agathe):
        one.get(inbox)
    agathe.submit(agathe.page.form("questions/assign"), {"take": str(id_)})

    answer = aline.submit(aline.page.form("questions/assign"), {"take": str(id_)}, status=409)

    assert "vient de la prendre" in answer.page.words
    assert holders(cast) == {id_: cast.agathe.membership_id}


def test_readers_read_and_change_nothing(cast, inbox):
    asked(cast)
    rachel = person(cast, "rachel")

    text = rachel.get(inbox).text

    assert "Je m’en occupe" not in text and "saved-answers" not in text and '<input type="checkbox"' not in text


@pytest.mark.parametrize(("who", "status"), [("bruno", 403), ("denis", 403), ("chantal", 404), ("nadia", 404)])
def test_inbox_is_for_the_team_alone(cast, inbox, who, status):
    person(cast, who).get(inbox, status=status)


@pytest.mark.parametrize("address", ["?state=lost", "?assigned=x%00", "?about=%3Cscript%3E", "?after=1", "?q=%ff%00"])
def test_hostile_filters_are_answered_clearly(cast, inbox, address):
    answer = person(cast, "agathe").get(inbox + address, status=422)

    assert "<script>alert" not in answer.text


def test_words_of_an_organization_are_escaped(cast, inbox):
    asked(cast, words="<script>alert(1)</script> & \u202e fin")

    text = person(cast, "agathe").get(inbox).text

    assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text


def test_views_have_their_own_address_and_say_which_is_open(cast, clock, inbox):
    waits = asked(cast, words="Celle qui attend?")
    done = asked(cast, words="Celle qui est réglée?")
    answered(cast, cast.les_amis, done)
    settled(cast, cast.les_amis, done)
    agathe = person(cast, "agathe")

    agathe.get(inbox)
    tabs = next(nav for nav in agathe.page.all("nav") if nav.get("aria-label") == "Vues")
    links = {link.text: link["href"] for link in tabs.all("a")}

    assert list(links) == [
        "En attente de nous, 1",
        "Les miennes, 0",
        "Sans personne, 1",
        "Répondues",
        "Réglées",
        "Toutes",
    ]
    assert "Celle qui est réglée?" in agathe.get(links["Réglées"]).page.words
    both = agathe.get(links["Toutes"]).page.words
    assert both.index("Celle qui attend?") < both.index("Celle qui est réglée?")
    assert "Il n’y en a aucune." in agathe.get(links["Répondues"]).page.words
    assert waits in holders(cast)


def test_pages_follow_one_another(cast, inbox):
    asked_again(cast, asked(cast, words="La première?"), 40)
    agathe = person(cast, "agathe")

    first = agathe.get(inbox)
    assert len(re.findall(r'<li id="question-', first.text)) == 30
    following = next(link["href"] for link in agathe.page.all("a") if link.text == "Les suivantes")
    second = agathe.get(following)

    assert len(re.findall(r'<li id="question-', second.text)) == 11
    assert not set(re.findall(r'id="(question-\d+)"', first.text)) & set(
        re.findall(r'id="(question-\d+)"', second.text)
    )


def test_delay_is_said_to_the_centre_alone(cast, clock, inbox):
    id_ = asked(cast)
    clock.shift(timedelta(days=2))
    answered(cast, cast.les_amis, id_)

    words = plain(person(cast, "agathe").get(inbox))

    assert "Sur les 30 derniers jours : une question sur deux a eu sa première réponse en 2 jours ou moins." in words
    theirs = plain(person(cast, "bruno").get(f"{cast.les_amis.address}questions/{id_}"))
    assert "une question sur deux" not in theirs and "délai" not in theirs


def test_a_page_asks_as_much_for_one_question_as_for_three_hundred(cast, inbox):
    id_ = asked(cast)
    agathe = person(cast, "agathe")
    agathe.get(inbox)

    with counted() as few:
        agathe.get(inbox)
    asked_again(cast, id_, 300)
    with counted() as many:
        agathe.get(inbox)

    assert len(many) == len(few)


def test_menu_says_how_many_wait_and_counts_no_further_than_nine(cast, inbox):
    agathe = person(cast, "agathe")
    assert ">Questions</a>" in agathe.get(inbox).text
    id_ = asked(cast)
    assert ">Questions, 1</a>" in agathe.get(inbox).text
    asked_again(cast, id_, 20)
    assert ">Questions, 9+</a>" in agathe.get(inbox).text
    assert "Questions, 9+" not in person(cast, "bruno").get(cast.les_amis.address).text


def test_board_says_first_who_waits_and_first_of_all_for_whom_who_reads(cast, clock, inbox):
    board = f"/centres/{cast.quebec.slug}/"
    agathe = person(cast, "agathe")
    assert "Personne n’attend de réponse." in agathe.get(board).page.words
    older = asked(cast, "paul")
    clock.shift(timedelta(days=4))
    mine = asked(cast)
    with cast.work_for("agathe") as work:
        assign(work, [mine], cast.agathe.membership_id, Gesture())

    def lines(who):
        page = person(cast, who).get(board).page
        section = next(one for one in page.all("section") if one.get("aria-labelledby") == "waits")
        return [(item.text.replace("\u00a0", " "), next(item.all("a"))["href"]) for item in section.all("li")]

    late = "Attend depuis 4 jours, au-delà de trois jours."
    phare, amis = (f"/centres/{cast.quebec.slug}/organizations/{slug}/questions/" for slug in ("le-phare", "les-amis"))
    hers, others = lines("agathe"), lines("aline")

    assert [url for _, url in hers] == [f"{amis}{mine}", f"{phare}{older}"]
    assert "Vous attend, vous." in hers[0][0] and late in hers[1][0]
    assert [url for _, url in others] == [f"{phare}{older}", f"{amis}{mine}"]
    assert "Vous attend, vous." not in others[1][0]


def test_board_asks_as_much_whatever_number_wait(cast):
    board = f"/centres/{cast.quebec.slug}/"
    agathe = person(cast, "agathe")
    agathe.get(board)
    id_ = asked(cast)
    with counted() as few:
        agathe.get(board)
    asked_again(cast, id_, 300)
    with counted() as many:
        agathe.get(board)

    assert len(many) == len(few)


def test_grid_shows_who_waits_for_us_with_real_questions(cast, clock):
    id_ = asked(cast)
    grid = f"/centres/{cast.quebec.slug}/organizations/?status=waiting"
    agathe = person(cast, "agathe")
    assert "Les Amis" not in agathe.get(grid).page.words
    clock.shift(timedelta(days=4))
    assert "Les Amis" in agathe.get(grid).page.words and "Le Phare" not in agathe.page.words
    board = agathe.get(f"/centres/{cast.quebec.slug}/").page
    assert board.h1 == "Un organisme attend votre réponse depuis plus de trois jours"
    answered(cast, cast.les_amis, id_)
    assert "Les Amis" not in agathe.get(grid).page.words


def test_answer_that_came_late_leaves_nobody_at_a_standstill(cast, clock):
    """The centre's delay counts against the centre: silence is counted from its answer."""
    id_ = asked(cast)
    stalled = f"/centres/{cast.quebec.slug}/organizations/?status=stalled"
    clock.shift(timedelta(days=60))
    answered(cast, cast.les_amis, id_)
    seen = []
    for days in (0, 29, 1):
        clock.shift(timedelta(days=days))
        agathe = person(cast, "agathe")
        with cast.work_for("aline") as work:
            figures, listed = centre_figures(work), [one.slug for one in longest_stalled(work)]
        seen.append(("Les Amis" in agathe.get(stalled).page.words, "les-amis" in listed, figures.stalled))

    assert seen == [(False, False, 0), (False, False, 0), (True, True, 1)]


def test_from_an_organization_to_its_questions(cast):
    agathe = person(cast, "agathe")
    for page in ("", "record"):
        agathe.get(cast.les_amis.address + page)
        link = next(
            link
            for link in agathe.page.all("a")
            if link.text == "Questions" and link["href"].startswith(cast.les_amis.address)
        )
        assert (
            "Questions" in agathe.get(cast.les_amis.address + link["href"].removeprefix(cast.les_amis.address)).page.h1
        )


def test_questions_of_who_left_show_nobody_in_the_page(cast, inbox):
    id_ = asked(cast)
    with cast.work_for("agathe") as work:
        assign(work, [id_], cast.agathe.membership_id, Gesture())
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Membership).where(Membership.id == cast.agathe.membership_id).values(ended_at=utc_now()))

    words = plain(person(cast, "aline").get(f"{inbox}?assigned=nobody"))

    assert "Personne ne s’en occupe encore." in words and "Agathe" not in words


def test_all_is_whole_in_english(cast, clock, inbox):
    asked(cast, words="Who can help us?")
    clock.shift(timedelta(days=5))
    agathe = person(cast, "agathe", language="en")
    agathe.get(inbox)
    agathe.post("/language", {"lang": "en"})

    words = agathe.get(inbox).page.words

    assert "Waiting for 5 days, more than three." in words
    assert "One question is waiting for an answer from your centre." in words
