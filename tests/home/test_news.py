"""The latest news of the board: what stands beside tasks is told, once, and never what is kept from the centre."""

import pytest
from sqlalchemy import select

from socialtrack.home.actions import add_organization
from socialtrack.journal.models import Event
from socialtrack.notes.actions import write_note
from socialtrack.notes.rules import Audience
from socialtrack.progress.evidence_actions import set_evidence
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.plan_actions import set_plan
from socialtrack.progress.plan_rules import WantedPlan
from socialtrack.progress.start_actions import Already, say_start
from socialtrack.progress.undo_actions import take_back
from socialtrack.tenancy.rules import Details
from tests.browser import Browser

TITLE = "«\u00a0Nommer une personne responsable\u00a0»"


def do(cast, action, *said, who="bruno"):
    with cast.work_for(who) as work:
        return action(work, cast.les_amis.id, *said, Gesture())


@pytest.fixture
def told(aline, home):
    """The sentences of the news, the newest first."""
    return lambda: aline.get(home).page.words


def test_shared_note_is_told_and_a_private_one_is_not(cast, told):
    do(cast, write_note, "name-responsible", Audience.ORGANIZATION, "Entre nous")
    assert "note" not in told()

    do(cast, write_note, "name-responsible", Audience.CENTRE, "Pour vous aussi")

    words = told()
    assert f"Les Amis a une nouvelle note sur {TITLE}" in words
    assert words.count("note sur") == 1
    assert "vous aussi" not in words


def test_plan_and_detail_are_told_until_they_are_taken_away(cast, told):
    do(cast, set_plan, "name-responsible", WantedPlan(responsible_name="Rose"))
    event_id = do(cast, set_evidence, "name-responsible", "Rose Cantin").event_id

    words = told()
    assert f"Les Amis a prévu {TITLE}" in words
    assert f"Les Amis a noté un repère à {TITLE}" in words
    assert "Rose" not in words

    do(cast, take_back, event_id)
    do(cast, set_plan, "name-responsible", WantedPlan())

    assert told().count(f"Les Amis a prévu {TITLE}") == 1
    assert told().count("un repère") == 1


def test_starting_point_is_told_once_for_all_that_was_said_with_it(cast, told):
    with cast.work_for("aline") as work:
        new = add_organization(work, Details("Le Fanal"))
        say_start(work, new, Already(done={"name-responsible", "name-backup"}), Gesture())

    words = told()

    assert "Le Fanal a noté son point de départ" in words
    assert "a coché" not in words


def test_sheet_is_told_once_and_so_is_taking_it_back(cast, told):
    agathe = Browser(cast.client_for("agathe"))
    agathe.get(f"{cast.les_amis.address}sheet/keying")
    typed = {"done": "1.1 1.2", "on": "2026-11-23", "way": "paper"}
    agathe.post("keying", typed, status=200)
    agathe.submit(agathe.page.form("keying"), {"keep": "1"})

    words = told()
    assert "La feuille de l’organisme Les Amis est inscrite" in words
    assert "Par Agathe" in words
    assert "a coché" not in words

    [event_id] = cast.rows(select(Event.id).where(Event.kind == "sheet-keyed"))
    do(cast, take_back, event_id, who="agathe")

    assert "La feuille de l’organisme Les Amis est retirée" in told()
    assert "a annulé" not in told()
