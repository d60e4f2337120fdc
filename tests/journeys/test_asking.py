"""A question, at phone width: a member asks from a task, an advisor answers, the member settles it."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from socialtrack.questions.models import Question
from tests.checkers import assert_axe_clean

ASK = "questions/new?task=name-backup"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_asked_answered_settled(cast, browser, javascript):
    phone, centre = (browser.window(390, javascript=javascript) for _ in range(2))
    cast.sign_in(phone, "beatrice")
    cast.sign_in(centre, "agathe")

    phone.goto(f"{cast.les_amis.address}{ASK}")
    expect(phone.get_by_text("À propos de la tâche")).to_be_visible()
    expect(phone.get_by_text("Votre organisme et l’équipe de votre centre la liront.")).to_be_visible()
    phone.get_by_label("Votre question").fill("Le mot de passe est Tulipe42!")
    browser.expect("422")
    phone.get_by_role("button", name="Envoyer à votre centre").click()
    expect(phone.get_by_role("group", name="Cette question n’est pas partie")).to_be_focused()
    expect(phone.get_by_label("Votre question")).to_have_value("Le mot de passe est Tulipe42!")
    assert_axe_clean(phone)
    phone.get_by_label("Votre question").fill("Qui peut être notre relève?\n\nNous sommes trois.")
    phone.get_by_role("button", name="Envoyer à votre centre").click()
    expect(phone.get_by_text("C’est envoyé à votre centre.")).to_be_visible()
    expect(phone.get_by_text("En attente d’une réponse de votre centre depuis aujourd’hui.")).to_be_visible()
    assert_axe_clean(phone)

    centre.goto(phone.url)
    centre.get_by_label("Votre réponse").fill("Une bénévole convient. Voir https://exemple.org/releve.")
    centre.get_by_role("button", name="Envoyer la réponse").click()
    expect(centre.get_by_text("Votre réponse est envoyée à l’organisme.")).to_be_visible()
    expect(centre.get_by_text(re.compile("^Votre centre a répondu aujourd’hui"))).to_be_visible()
    assert_axe_clean(centre)

    phone.goto(f"{cast.les_amis.address}questions/")
    expect(phone.get_by_role("heading", name="À lire")).to_be_visible()
    assert_axe_clean(phone)
    phone.get_by_role("link", name=re.compile("^Qui peut être notre relève")).click()
    expect(phone.get_by_role("link", name="https://exemple.org/releve", exact=True)).to_be_visible()
    phone.get_by_role("button", name="C’est réglé").click()
    expect(phone.get_by_text("Réglée aujourd’hui.")).to_be_visible()
    expect(phone.get_by_role("button", name="Rouvrir")).to_be_visible()
    assert cast.rows(select(Question.state)) == ["settled"]


def test_what_was_typed_is_kept_when_the_network_fails(cast, browser):
    phone = browser.window(390)
    cast.sign_in(phone, "beatrice")
    phone.goto(f"{cast.les_amis.address}{ASK}")
    expect(phone.locator("script[src*=later]")).to_be_attached()

    browser.expect("ERR_FAILED")
    phone.route("**/questions/", lambda route: route.abort())
    phone.get_by_label("Votre question").fill("Qui peut être notre relève?")
    phone.get_by_role("button", name="Envoyer à votre centre").click()
    expect(phone.locator(".unsent")).to_contain_text("Qui peut être notre relève?")
    phone.unroute("**/questions/")
    phone.reload()
    expect(phone.get_by_text("Tout est envoyé.")).to_be_visible()
    expect(phone.locator(".unsent")).to_have_count(0)

    phone.goto(f"{cast.les_amis.address}questions/")
    expect(phone.get_by_role("link", name="Qui peut être notre relève?")).to_be_visible()
    assert len(cast.rows(select(Question))) == 1
