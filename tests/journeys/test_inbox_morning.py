"""An advisor's morning at her desk, with the keyboard alone: who waits, taking it, answering, the next, none left."""

import re
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.kernel.moments import utc_now
from socialtrack.questions.about_queries import About
from socialtrack.questions.models import Question, QuestionMessage
from socialtrack.questions.saved_actions import keep_answer
from socialtrack.questions.saved_rules import Wording
from socialtrack.support.models import Support
from socialtrack.tenancy.models import Centre
from tests.cast import everything
from tests.checkers import assert_axe_clean
from tests.questions.asking import asked

SAVED = "Une page se tient très bien sans visage : un logo suffit."


def reach(page: Page, what: Locator) -> None:
    """Tab to it, as somebody without a mouse does: it has the focus, in sight."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if what.evaluate("element => element === document.activeElement"):
            expect(what).to_be_in_viewport()
            return
    raise AssertionError(f"the Tab key never reaches {what}")


def press(page: Page, what: Locator) -> None:
    reach(page, what)
    page.keyboard.press("Enter")


@pytest.fixture
def desk(cast, browser):
    with time_machine.travel(utc_now() - timedelta(days=5), tick=True):
        asked(cast, "bruno", "Notre présidente ne veut pas que sa photo paraisse. Que faire?")
    asked(cast, "paul", "Qui choisit le nom de la page?", About(network="facebook"))
    with cast.work_for("agathe") as work:
        keep_answer(work, Wording(("Sans visage", ""), (SAVED, "")))
    page = browser.window(1280)
    cast.sign_in(page, "agathe")
    return page


def test_from_the_board_to_an_empty_inbox(cast, desk):
    desk.goto(f"/centres/{cast.quebec.slug}/")
    waits = desk.get_by_role("region", name="Qui attend après nous")
    expect(waits.get_by_role("listitem").first).to_contain_text("Les Amis")
    expect(waits).to_contain_text("Attend depuis 5 jours, au-delà de trois jours.")

    press(desk, waits.get_by_role("link", name="Voir toutes les questions"))
    expect(desk.get_by_role("heading", name="Questions", level=1)).to_be_visible()
    expect(desk.get_by_text("2 questions attendent une réponse de votre centre.")).to_be_visible()
    press(desk, desk.get_by_role("button", name=re.compile("^Je m’en occupe.*Les Amis")))
    expect(desk.get_by_text("au-delà de trois jours. Vous vous en occupez.")).to_be_visible()
    assert_axe_clean(desk)

    press(desk, desk.get_by_role("link", name=re.compile("^Les Amis")))
    expect(desk.get_by_role("heading", name="Question de Les Amis")).to_be_visible()
    assert_axe_clean(desk)
    press(desk, desk.get_by_role("link", name="Sans visage"))
    answer = desk.get_by_label("Votre réponse")
    expect(answer).to_have_value(SAVED)
    reach(desk, answer)
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" À bientôt.")
    press(desk, desk.get_by_role("button", name="Envoyer la réponse"))
    expect(desk.get_by_text(f"{SAVED} À bientôt.")).to_be_visible()
    expect(desk.get_by_text(re.compile("La suite est à l’organisme"))).to_be_visible()

    press(desk, desk.get_by_role("link", name="La question suivante"))
    expect(desk.get_by_role("heading", name="Question de Le Phare")).to_be_visible()
    reach(desk, desk.get_by_label("Votre réponse"))
    desk.keyboard.type("Le conseil d’administration.")
    press(desk, desk.get_by_role("button", name="Envoyer la réponse"))
    expect(desk.get_by_text("Le conseil d’administration.")).to_be_visible()

    press(desk, desk.get_by_role("link", name="Revenir aux questions"))
    expect(desk.get_by_text("Aucune question n’attend votre centre.")).to_be_visible()
    expect(desk.get_by_text("Vous avez répondu à tout le monde.")).to_be_visible()
    press(desk, desk.get_by_role("link", name="Répondues"))
    expect(desk.get_by_text(re.compile(r"^Répondue\s: aujourd’hui"))).to_have_count(2)
    assert set(cast.rows(select(Question.state))) == {"answered"}
    assert cast.rows(select(QuestionMessage.side).order_by(QuestionMessage.id)).count("centre") == 2


@pytest.fixture
def phone(cast, browser):
    """The same advisor, on Monday morning in the train: Le Phare waits, Les Amis has been silent for two weeks."""
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Centre).where(Centre.id == cast.quebec.id).values(stalled_after_days=14))
    asked(cast, "paul", "Qui choisit le nom de la page?")
    page = browser.window(390)
    cast.sign_in(page, "agathe")
    return page


def test_from_a_question_to_a_call_that_is_logged_in_two_gestures(cast, phone):
    phone.goto(f"/centres/{cast.quebec.slug}/")
    press(phone, phone.get_by_role("region", name="Qui attend après nous").get_by_role("link", name="Le Phare"))
    expect(phone.get_by_role("heading", name="Question de Le Phare")).to_be_visible()
    phone.go_back()

    stalled = phone.get_by_role("region", name="À l’arrêt")
    expect(stalled).to_contain_text("jours, étape 1.")
    press(phone, stalled.get_by_role("link", name=re.compile("^Inscrire un appel.*Les Amis")))
    form = phone.get_by_role("group", name="Soutien donné à Les Amis")
    expect(form).to_be_focused()
    expect(form.get_by_label("Genre")).to_have_value("call")
    assert_axe_clean(phone)
    press(phone, form.get_by_role("button", name="Garder"))

    expect(phone.get_by_text("C’est inscrit pour Les Amis")).to_be_visible()
    expect(stalled).to_contain_text("Dernier geste du centre\u00a0: aujourd’hui.")
    assert cast.rows(select(Support.kind)) == ["call"]
