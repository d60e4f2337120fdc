"""An advisor turns an answer into one for everyone; a shipped one put in the centre's words changes, and is taken."""

import re

import pytest
from playwright.sync_api import expect

from socialtrack.data.db import db
from tests.checkers import assert_axe_clean
from tests.faq.writing import newer_edition
from tests.questions.asking import answered, asked


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_from_an_answer_to_an_entry_to_a_newer_shipped_one(cast, browser, javascript):
    question = asked(cast, words="Peut-on publier les photos de notre souper?")
    answered(cast, cast.les_amis, question, words="Oui, Bruno, avec leur accord écrit.")
    desk, phone = browser.window(1280, javascript=javascript), browser.window(390, javascript=javascript)
    cast.sign_in(desk, "agathe")
    cast.sign_in(phone, "paul")
    editor = f"/centres/{cast.quebec.slug}/faq/edit/"

    desk.goto(f"{cast.les_amis.address}questions/{question}")
    desk.get_by_role("link", name="En faire une réponse pour tous").click()
    expect(desk.get_by_role("group", name="À retirer avant de publier").first).to_be_visible()
    desk.get_by_label("Sujet").select_option("image")
    desk.get_by_label("La question, en français").fill("Peut-on publier les photos d’un souper?")
    desk.get_by_label("La question, en anglais").fill("May we post photos of a supper?")
    browser.expect("422")
    desk.get_by_role("button", name="Garder et voir l’aperçu").click()
    expect(desk.get_by_text("Bruno (nom d’une personne)")).to_be_visible()
    expect(desk.get_by_label("La question, en anglais")).to_have_value("May we post photos of a supper?")
    desk.get_by_role("textbox", name="La réponse, en français").fill("Oui, avec leur accord écrit.")
    desk.get_by_role("button", name="Garder et voir l’aperçu").click()
    expect(desk.get_by_role("heading", name="Avant de publier, il manque")).to_be_visible()
    assert_axe_clean(desk)

    desk.get_by_role("link", name="Continuer à écrire").last.click()
    desk.get_by_label("La réponse, en anglais").fill("Yes, with their written agreement.")
    desk.get_by_label("En une phrase, en français").fill("Oui, avec leur accord.")
    desk.get_by_label("En une phrase, en anglais").fill("Yes, if they agree.")
    desk.get_by_role("button", name="Publier").click()
    expect(desk.get_by_text(re.compile("C’est publié"))).to_be_visible()
    phone.goto(f"{cast.le_phare.address}faq")
    phone.get_by_label("Qu’est-ce qui vous retient?").fill("souper")
    phone.get_by_role("button", name="Chercher").click()
    expect(phone.get_by_text("Peut-on publier les photos d’un souper?")).to_be_visible()

    desk.goto(f"{editor}time-too-much")
    desk.get_by_label("En une phrase, en français").fill("Une heure par semaine, chez nous.")
    desk.get_by_role("button", name="Publier").click()
    phone.goto(f"{cast.le_phare.address}faq/time-too-much")
    expect(phone.get_by_text("Une heure par semaine, chez nous.")).to_be_visible()

    with cast.app.app_context():
        engine = db.engine
    new = {"fr": "Une demi-heure par semaine, pour commencer.", "en": "Half an hour a week, to begin."}
    with newer_edition("time-too-much", engine, short=new):
        desk.goto(f"{editor}?show=changed")
        desk.get_by_role("link", name=re.compile("^Comparer")).click()
        expect(desk.locator("ins", has_text="demi-heure")).to_be_visible()
        assert_axe_clean(desk)
        desk.get_by_role("button", name="Prendre la nouvelle").click()
        expect(desk.get_by_text("La réponse livrée est en vigueur.")).to_be_visible()
        phone.reload()
        expect(phone.get_by_text("Une demi-heure par semaine, pour commencer.")).to_be_visible()
