"""Hesitating, at phone width: a member from doubt to settled, with the centre asked on the way."""

import re

from playwright.sync_api import expect
from sqlalchemy import select

from socialtrack.hesitations.models import Hesitation
from socialtrack.questions.models import Question
from tests.checkers import assert_axe_clean

DOUBT = "Je crains que notre page tombe à l’abandon."


def test_from_doubt_to_settled(cast, browser):
    phone, centre = browser.window(390), browser.window(390)
    cast.sign_in(phone, "beatrice")
    cast.sign_in(centre, "agathe")

    phone.goto(f"{cast.les_amis.address}tasks/name-backup")
    phone.get_by_role("link", name="J’hésite…").click()
    expect(phone.get_by_role("heading", name="J’hésite…", level=1)).to_be_visible()
    expect(phone.get_by_text("Votre centre verra la raison, la tâche, et si la réponse vous rassure.")).to_be_visible()
    assert_axe_clean(phone)
    phone.get_by_role("radio", name=DOUBT).check()
    phone.get_by_role("textbox", name="Vos mots").fill("Jocelyne s’en va tout l’été.")
    phone.get_by_role("button", name="Noter et lire la réponse").click()
    expect(phone.get_by_role("heading", name=DOUBT, level=1)).to_be_visible()
    expect(phone.get_by_text("Rien n’est bloqué")).to_be_visible()
    expect(phone.get_by_text("Prévoyez un rythme modeste")).to_be_visible()
    assert_axe_clean(phone)

    phone.get_by_role("button", name="En partie").click()
    expect(phone.get_by_role("heading", name="Est-ce que cette réponse vous rassure?")).to_be_in_viewport()
    # It stands above the view.
    expect(phone.locator("#status")).to_have_text("Noté\u00a0: la réponse rassure en partie.")
    asked = phone.get_by_label("Ce que votre centre lira")
    expect(asked).to_have_value(re.compile("La réponse nous rassure en partie."))
    expect(asked).not_to_have_value(re.compile("Jocelyne"))
    assert cast.rows(select(Question)) == []
    assert_axe_clean(phone)
    phone.get_by_role("button", name="Envoyer à votre centre").click()
    expect(phone.get_by_text("C’est envoyé à votre centre.")).to_be_visible()

    centre.goto(f"{cast.les_amis.address}hesitations/")
    centre.get_by_role("link", name=DOUBT, exact=True).click()
    expect(centre.get_by_text("L’organisme les garde pour lui.")).to_be_visible()
    expect(centre.get_by_text("Jocelyne")).to_have_count(0)
    assert_axe_clean(centre)

    phone.goto(f"{cast.les_amis.address}hesitations/")
    expect(phone.get_by_role("heading", name="En réflexion")).to_be_visible()
    phone.get_by_role("link", name=DOUBT, exact=True).click()
    expect(phone.get_by_role("link", name="Lire la question posée au centre")).to_be_visible()
    phone.get_by_role("button", name="C’est réglé").click()
    expect(phone.get_by_text("Noté\u00a0: c’est réglé.")).to_be_visible()
    expect(phone.get_by_role("button", name="Y réfléchir de nouveau")).to_be_visible()
    assert cast.rows(select(Hesitation.state)) == ["settled"]


def test_decided_not_to_without_a_script(cast, browser):
    phone = browser.window(390, javascript=False)
    cast.sign_in(phone, "bruno")

    phone.goto(f"{cast.les_amis.address}hesitations/new?step=4")
    phone.get_by_text("D’autres raisons, par sujet").click()
    phone.get_by_text("Image et réputation").click()
    expect(phone.get_by_role("radio", name="J’ai peur des commentaires négatifs.")).to_be_visible()
    phone.get_by_role("radio", name="Autre chose, dans vos mots").check()
    phone.get_by_role("textbox", name="Vos mots").fill("On a peur des comentaires méchants.")
    phone.get_by_role("button", name="Noter et lire la réponse").click()
    near = phone.get_by_role("region", name="Des réponses qui s’en approchent")
    expect(near.get_by_text("J’ai peur des commentaires négatifs.")).to_be_visible()
    expect(near.get_by_text("Il y en aura peut-être")).to_be_visible()

    phone.get_by_text("Nous avons décidé de ne pas le faire").click()
    phone.get_by_label("Pourquoi").fill("Le conseil préfère attendre.")
    phone.get_by_role("button", name="Noter cette décision").click()
    expect(phone.get_by_text("C’est une réponse, et elle compte.")).to_be_visible()
    expect(phone.get_by_text(re.compile("^À revoir le|À revoir le")).first).to_be_visible()
    phone.get_by_role("button", name="Y réfléchir de nouveau").click()
    expect(phone.get_by_role("button", name="Ça me rassure")).to_be_visible()
    assert cast.rows(select(Hesitation.state)) == ["open"]
