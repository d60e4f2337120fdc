"""A lead sees to the people of an organization, on a phone: invites, changes a role, removes, and may not go."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.checkers import assert_axe_clean
from tests.real_browser import RealBrowser


def test_lead_sees_to_their_people_on_a_phone(browser: RealBrowser, cast: Cast):
    bruno, marie = browser.window(390), browser.window(390)
    denis = browser.window(390)
    cast.sign_in(bruno, "bruno")
    cast.sign_in(denis, "denis")
    denis.goto(cast.les_amis.address)

    bruno.goto(cast.les_amis.address)
    bruno.get_by_role("link", name="Personnes", exact=True).click()
    bruno.get_by_label("Son courriel").fill("marie@example.org")
    bruno.get_by_role("button", name="Faire le lien d’invitation").click()
    link = bruno.get_by_role("textbox", name="Le lien").input_value()
    bruno.get_by_role("link", name="Revenir aux personnes").click()
    _offer_another_role(bruno)

    marie.goto(urlsplit(link).path)
    marie.get_by_label("Votre nom").fill("Marie")
    marie.get_by_role("button", name="Entrer").click()
    expect(marie.get_by_role("heading", level=1)).to_have_text("Notre parcours")
    expect(marie.get_by_role("link", name="Personnes", exact=True)).to_be_visible()

    bruno.goto(f"{cast.les_amis.address}people")
    bruno.get_by_role("link", name=re.compile("Rôle et accès.*Denis")).click()
    bruno.get_by_label("Membre\xa0: coche et choisit les réseaux").check()
    assert_axe_clean(bruno)
    bruno.get_by_role("button", name="Changer le rôle").click()
    expect(bruno.locator(".news")).to_contain_text("C’est fait.")
    denis.reload()
    expect(denis.get_by_role("heading", level=1)).to_have_text("Ouvrir une session")

    bruno.get_by_role("link", name=re.compile("Rôle et accès.*Marie")).click()
    bruno.get_by_text("Retirer cette personne").first.click()
    bruno.get_by_role("button", name="Retirer cette personne").click()
    expect(bruno.locator("#here ~ ul")).not_to_contain_text("Marie")
    marie.reload()
    expect(marie.get_by_role("heading", level=1)).to_have_text("Ouvrir une session")

    browser.expect("status of 409")
    bruno.get_by_role("link", name="Ma place", exact=True).click()
    bruno.get_by_text("Ce qui se passe si vous quittez").click()
    bruno.get_by_role("button", name="Quitter cet organisme").click()
    expect(bruno.get_by_role("alert")).to_contain_text("Donnez d’abord ce rôle à quelqu’un d’autre")
    assert_axe_clean(bruno)
    bruno.get_by_role("link", name="Parcours", exact=True).click()
    expect(bruno.get_by_role("heading", level=1)).to_have_text("Notre parcours")


def _offer_another_role(window: Page) -> None:
    window.get_by_role("link", name=re.compile("Voir l’invitation.*marie@example.org")).click()
    window.get_by_label("Lecture\xa0: voit le parcours").check()
    window.get_by_role("button", name="Changer le rôle offert").click()
    expect(window.locator(".news")).to_contain_text("lecture seulement")
