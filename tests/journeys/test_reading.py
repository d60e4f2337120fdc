"""Someone who has no account reads the path and the hesitations, on a phone, on paper, with or without script."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_someone_who_hesitates_finds_an_answer_and_a_task(browser, javascript):
    page = browser.window(390, javascript=javascript)
    page.goto("/faq")

    page.get_by_label("Qu’est-ce qui vous retient?").fill("faux profil")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("heading", name="2 réponses pour")).to_be_visible()
    page.get_by_role("link", name="Lire la réponse").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "On nous a conseillé un faux nom pour le compte. Est-ce encore une bonne idée?"
    )
    page.get_by_role("link", name="Utiliser votre vrai profil, sans identité fictive").click()

    expect(page.get_by_text("Gardez-le. N’en créez pas un deuxième.")).to_be_visible()
    expect(page.get_by_text("Nommer une personne responsable").first).to_be_visible()
    expect(page.get_by_text("Choisissez une personne fiable")).to_be_hidden()


def test_paper_shows_every_task_open_and_no_gesture(browser):
    page = browser.window(1280)
    page.goto("/guide")

    page.emulate_media(media="print")

    expect(page.get_by_text("Choisissez une personne fiable")).to_be_visible()
    expect(page.get_by_text("Nous n’avons pas pu lire l’article 3.1 de la loi")).to_be_visible()
    assert page.locator(".paper:visible").count() == 44
    expect(page.get_by_role("link", name="Tout déplier, pour lire ou imprimer")).to_be_hidden()
    expect(page.locator(".foot")).to_be_hidden()


def test_language_changes_without_an_account(browser):
    page = browser.window(390)
    page.goto("/faq/law-25")

    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I don’t know whether Law 25 applies to us.")
    page.get_by_role("link", name="All hesitations").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("I’m hesitant…")
