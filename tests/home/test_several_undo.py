"""A gesture for several organizations is taken back as a whole, once, and says what stays as it is."""

from datetime import date

import pytest
from sqlalchemy import select

from socialtrack.home import several_pages
from socialtrack.home.several_actions import Undone, undo_several
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import NotFound, Refused
from socialtrack.tenancy import organization_actions as life
from socialtrack.tenancy.bulk_rules import Deed, Wanted
from tests.home.test_several import do, kinds, rows, to, whole


@pytest.fixture
def grid(home):
    return f"{home}organizations/"


DEEDS = [
    Wanted(Deed.TAG, tag="Transport"),
    Wanted(Deed.PAUSE, until=date(2027, 1, 15)),
    Wanted(Deed.ARCHIVE),
    Wanted(Deed.ASSIGN, 1),
]


@pytest.mark.parametrize("wanted", DEEDS, ids=lambda one: str(one.deed))
def test_the_whole_gesture_is_taken_back_once(cast, wanted):
    was = {slug: (row.advisor_id, row.tags, row.archived_at) for slug, row in rows(cast).items()}
    done = do(cast, "aline", wanted)
    assert whole(cast)

    with cast.work_for("aline") as work:
        undone = undo_several(work, done.event_id)
        assert undo_several(work, done.event_id) is None

    assert (undone.back, undone.kept) == (2, 0)
    assert {slug: (row.advisor_id, row.tags, row.archived_at) for slug, row in rows(cast).items()} == was
    assert kinds(cast)["several-undone"] == 1
    assert whole(cast)


def test_taking_back_says_which_changed_meanwhile(cast, aline, grid):
    done = do(cast, "aline", Wanted(Deed.ARCHIVE))
    with cast.work_for("aline") as work:
        life.restore_organization(work, cast.les_amis.id)

    words = undo(aline, grid, done)

    assert (
        "C’est annulé : 1 organisme est comme avant. 1 autre a changé depuis et reste comme il est : Les Amis." in words
    )
    event = cast.rows(select(Event).where(Event.kind == "several-undone"))[0]
    assert event.value_after == {"deed": "archive", "changed": 1, "kept": 1}
    assert whole(cast)


def undo(browser, grid, done):
    """Take a gesture back by its page; what is said then."""
    page = browser.get(f"{grid}bulk/{done.event_id}").page
    return browser.follow(browser.submit(page.form("/undo"))).page.words


def test_nothing_is_given_back_to_who_left_meanwhile_and_that_is_said(cast, aline, grid, home):
    do(cast, "aline", to(cast, "agathe"), key="before", counted=(1, 1), slugs=("les-amis",))
    done = do(cast, "aline", to(cast, "aline"))
    leaving = aline.get(f"{home}team/{cast.agathe.membership_id}/leaving").page.form("/leaving")
    aline.submit(leaving, {"to": "none"})

    words = undo(aline, grid, done)

    assert "C’est annulé : 1 organisme est comme avant." in words
    assert "ou la personne d’avant n’est plus de l’équipe. Reste comme il est : Les Amis." in words
    assert {slug: row.advisor_id for slug, row in rows(cast).items()} == {
        "les-amis": cast.aline.membership_id,
        "le-phare": None,
    }


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (Wanted(Deed.TAG, tag="Transport"), "Rien n’est annulé : ces organismes ont changé depuis, et restent comme"),
        (Wanted(Deed.ASSIGN, 1), "ou la personne d’avant n’est plus de l’équipe."),
    ],
    ids=["tag", "assign"],
)
def test_where_all_changed_meanwhile_nothing_is_taken_back_and_a_second_time_says_so(cast, aline, grid, deed, words):
    done = do(cast, "aline", deed)
    do(cast, "aline", Wanted(Deed.ARCHIVE), key="after")
    before = {slug: (row.tags, row.advisor_id) for slug, row in rows(cast).items()}
    page = aline.get(f"{grid}bulk/{done.event_id}").page

    answers = [aline.follow(aline.submit(page.form("/undo"))).page.words for _ in range(2)]

    assert words in answers[0] and "Ce geste était déjà annulé." in answers[1]
    assert {slug: (row.tags, row.advisor_id) for slug, row in rows(cast).items()} == before
    assert kinds(cast)["several-undone"] == 1


def test_a_tag_that_was_said_otherwise_meanwhile_stays_so(cast, aline, grid):
    done = do(cast, "aline", Wanted(Deed.TAG, tag="Transport"))
    do(cast, "agathe", Wanted(Deed.UNTAG, tag="transport"), counted=(1, 1), slugs=("le-phare",), key="her")

    assert "reste comme il est : Le Phare." in undo(aline, grid, done)
    assert {slug: row.tags for slug, row in rows(cast).items()} == {"les-amis": [], "le-phare": []}


def test_a_message_names_few_of_many_and_says_how_many_others(app):
    undone = Undone(Deed.TAG, 2, 6, ("Le long nom " * 20, "Deux", "Trois", "Quatre", "Cinq"))
    with app.test_request_context("/?lang=en"):
        words = several_pages.undone(undone)

    assert words.startswith("Undone: 2 organizations are as they were. 6 others have changed since")
    assert words.endswith("Deux, Trois and 3 others.")
    assert len(words) < 300


def test_an_advisor_takes_no_archiving_back(cast):
    done = do(cast, "aline", Wanted(Deed.ARCHIVE))

    with cast.work_for("agathe") as work, pytest.raises(Refused):
        undo_several(work, done.event_id)
    with cast.work_for("chantal") as work, pytest.raises(NotFound):
        undo_several(work, done.event_id)
