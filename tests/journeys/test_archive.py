"""An organization closes, and opens again: its centre on a phone, its person in charge on another."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_archived_read_and_restored(cast, browser, javascript):
    centre, phone = browser.window(390, javascript=javascript), browser.window(390, javascript=javascript)
    cast.sign_in(centre, "aline")
    cast.sign_in(phone, "bruno")
    phone.goto(cast.les_amis.address)
    task = phone.locator("#task-name-responsible")
    expect(task.get_by_role("checkbox", name="Nommer une personne responsable")).to_be_visible()

    centre.goto(cast.les_amis.address)
    centre.get_by_role("link", name="Fiche").click()
    centre.get_by_role("link", name="L’archiver").click()
    centre.get_by_role("button", name="Archiver cet organisme").click()
    expect(centre.get_by_text("Les Amis est archivé.")).to_be_visible()

    browser.expect("403")
    task.get_by_role("checkbox", name="Nommer une personne responsable").click()
    if javascript:
        expect(phone.get_by_text("Votre geste n’a pas été enregistré.").first).to_be_visible()
        phone.reload()
    else:
        expect(phone.get_by_role("heading", level=1)).to_have_text("Cet organisme est archivé")
        phone.goto(cast.les_amis.address)
    expect(phone.get_by_text(re.compile("tout se lit ici et rien ne change"))).to_be_visible()
    expect(phone.get_by_role("checkbox", name="Nommer une personne responsable")).to_have_count(0)

    centre.get_by_role("link", name="Le restaurer").click()
    centre.get_by_role("button", name="Restaurer cet organisme").click()
    expect(centre.get_by_text("son parcours reprend où il en était")).to_be_visible()

    phone.goto(cast.les_amis.address)
    task.get_by_role("checkbox", name="Nommer une personne responsable").click()
    expect(phone.locator("#form-name-responsible")).to_have_attribute("data-state", "done")
