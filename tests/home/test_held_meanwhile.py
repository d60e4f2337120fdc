"""An advisor is held to a caseload, or loses one of it, while their pages are open: what those pages send no longer
reaches what they may not see, and what is theirs still goes on."""

import pytest
from sqlalchemy import select

from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.people.caseload_actions import hold_to_caseload
from socialtrack.questions.assign_actions import assign
from tests.browser import Browser
from tests.home.test_several import rows
from tests.questions.asking import asked


@pytest.fixture
def agathe(cast):
    return Browser(cast.client_for("agathe"))


@pytest.fixture
def grid(home):
    return f"{home}organizations/"


def hold(cast, is_held=True):
    with cast.work_for("aline") as work:
        assert hold_to_caseload(work, cast.agathe.membership_id, is_held=is_held)


def journal(cast):
    return len(cast.rows(select(Event.id)))


def test_what_was_chosen_before_is_not_there_any_more(cast, agathe, grid):
    agathe.get(grid)
    said = {"deed": "tag", "tag": "Transport", "only": ["les-amis", "le-phare"]}
    named = agathe.post(f"{grid}bulk", said, status=200).page.form("bulk/do")
    agathe.get(grid)
    whole = agathe.post(f"{grid}bulk", {**said, "only": [], "which": "all"}, status=200).page.form("bulk/do")
    hold(cast)
    before = journal(cast)

    agathe.submit(named, status=404)
    moved = agathe.submit(whole, status=409).page

    assert "Rien ne change." in moved.words and "Les Amis" not in moved.words
    assert journal(cast) == before and {len(row.tags) for row in rows(cast).values()} == {0}


def test_what_is_theirs_goes_on_and_the_rest_comes_back_with_the_whole_centre(cast, agathe, grid):
    cast.confide("agathe", cast.les_amis)
    agathe.get(f"{cast.les_amis.address}support/")
    mine = agathe.page.form("/support/")
    hold(cast, is_held=False)
    agathe.get(f"{cast.le_phare.address}support/")
    other = agathe.page.form("/support/")
    hold(cast)
    before = journal(cast)

    agathe.submit(other, status=404)
    assert journal(cast) == before
    agathe.submit(mine)
    hold(cast, is_held=False)
    agathe.submit(other)

    assert [one.kind for one in cast.rows(select(Event).order_by(Event.id))][-1] == "support"


@pytest.mark.parametrize("path", ["support/", "record", "overview"])
def test_an_organization_taken_away_while_its_page_is_open_is_not_there(cast, agathe, path):
    cast.confide("agathe", cast.les_amis, cast.le_phare)
    forms = [
        form
        for form in agathe.get(f"{cast.le_phare.address}{path}").page.forms
        if form.method == "POST" and "/organizations/le-phare/" in form.address
    ]
    assert forms
    cast.confide("agathe", cast.les_amis)
    before = journal(cast)

    for form in forms:
        agathe.submit(form, status=404)

    assert journal(cast) == before


def test_a_question_of_an_organization_taken_away_is_not_there(cast, agathe, home):
    cast.confide("agathe", cast.les_amis, cast.le_phare)
    question = asked(cast, "paul")
    agathe.get("/account")
    with cast.work_for("aline") as work:
        assign(work, [question], cast.agathe.membership_id, Gesture())
    cast.confide("agathe", cast.les_amis)
    before = journal(cast)

    agathe.get(f"{cast.le_phare.address}questions/{question}", status=404)
    assert "Le Phare" not in agathe.get(f"{home}questions/").page.words
    assert journal(cast) == before


def test_who_has_no_organization_yet_reads_a_board_that_says_so(cast, agathe, home, grid):
    cast.confide("agathe")

    board, list_ = agathe.get(home).page, agathe.get(grid).page

    for page in (board, list_):
        assert "Aucun organisme ne vous est confié pour le moment" in page.words
        assert "Les Amis" not in page.words and "Le Phare" not in page.words
    assert "La personne qui gère le centre vous en confiera." in board.words
    for path in ("reports/", "reports/movement", "reports/organizations.csv", "organizations/views", "questions/"):
        assert "phare" not in agathe.get(f"{home}{path}", buffered=True).text.lower()
