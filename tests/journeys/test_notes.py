"""Notes, at phone width: a member keeps one for their organization, shares another, changes it, and takes one back."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from socialtrack.notes.models import Note
from tests.checkers import assert_axe_clean

TASK = "tasks/name-backup"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_written_for_ourselves_and_for_the_centre(cast, browser, javascript):
    phone, centre = (browser.window(390, javascript=javascript) for _ in range(2))
    cast.sign_in(phone, "bruno")
    cast.sign_in(centre, "agathe")
    phone.goto(f"{cast.les_amis.address}{TASK}")

    notes = phone.get_by_role("region", name="Notes")
    notes.get_by_text("Écrire une note").click()
    expect(notes.get_by_role("radio", name="Votre organisme seulement")).to_be_checked()
    notes.get_by_label("Votre note").fill("Jocelyne hésite. Lui en reparler mardi, sans presser.")
    notes.get_by_role("button", name="Garder la note").click()
    expect(notes.get_by_text("Jocelyne hésite")).to_be_visible()
    expect(notes.get_by_text("Pour votre organisme seulement.")).to_be_visible()

    notes.get_by_text("Écrire une note").click()
    notes.get_by_role("radio", name="Votre organisme et votre centre").check()
    notes.get_by_label("Votre note").fill("Le mot de passe est Tulipe42!")
    browser.expect("422")
    notes.get_by_role("button", name="Garder la note").click()
    expect(phone.get_by_role("group", name=re.compile("n’a pas été"))).to_be_visible()
    expect(notes.get_by_label("Votre note")).to_have_value("Le mot de passe est Tulipe42!")
    expect(notes.get_by_role("radio", name="Votre organisme et votre centre")).to_be_checked()
    notes.get_by_label("Votre note").fill("Qui peut nous aider à former Jocelyne?")
    notes.get_by_role("button", name="Garder la note").click()
    expect(notes.get_by_text("Votre centre la lit aussi.")).to_be_visible()

    centre.goto(f"{cast.les_amis.address}{TASK}")
    expect(centre.get_by_text("Qui peut nous aider à former Jocelyne?")).to_be_visible()
    expect(centre.get_by_text("Jocelyne hésite")).to_have_count(0)
    assert len(cast.rows(select(Note.id))) == 2

    notes.get_by_role("link", name=re.compile("Modifier")).first.click()
    phone.get_by_label("La note").fill("Qui peut nous aider à former Jocelyne en janvier?")
    phone.get_by_role("button", name="Garder cette version").click()
    expect(notes.get_by_text("Modifiée\u00a0: aujourd’hui.")).to_be_visible()
    notes.get_by_role("button", name=re.compile("Retirer")).last.click()
    expect(notes.get_by_text("Jocelyne hésite")).to_have_count(0)
    phone.get_by_role("button", name="Annuler", exact=True).click()
    expect(notes.get_by_text("Jocelyne hésite")).to_be_visible()


def test_written_without_leaving_the_path(cast, browser):
    phone = browser.window(390)
    cast.sign_in(phone, "bruno")
    phone.goto(cast.les_amis.address)
    row = phone.locator("li", has=phone.locator("#task-name-backup")).or_(phone.locator("#task-name-backup")).last

    row.get_by_text(re.compile("ou autre réponse")).first.click()
    row.get_by_role("link", name=re.compile("^Note, repère")).click()
    notes = phone.get_by_role("region", name="Notes")
    notes.get_by_text("Écrire une note").click()
    notes.get_by_label("Votre note").fill("Voir avec Jocelyne")
    notes.get_by_role("button", name="Garder la note").click()

    expect(notes.get_by_text("Bruno, aujourd’hui.")).to_be_visible()
    expect(notes.get_by_label("Votre note")).to_have_value("")
    expect(row.get_by_text("1 note.")).to_be_visible()
    expect(phone.locator("#undo")).to_contain_text("Note gardée")
    assert_axe_clean(phone)
    phone.get_by_role("button", name="Annuler", exact=True).click()
    expect(phone.get_by_text(re.compile("C’est annulé. La note")).first).to_be_visible()


def test_two_who_write_at_once_both_keep_their_words(cast, browser):
    first, second = browser.window(390), browser.window(390)
    for window in (first, second):
        cast.sign_in(window, "bruno")
    first.goto(f"{cast.les_amis.address}{TASK}")
    first.get_by_text("Écrire une note").click()
    first.get_by_label("Votre note").fill("Première version")
    first.get_by_role("button", name="Garder la note").click()
    first.get_by_role("link", name=re.compile("Modifier")).click()
    second.goto(first.url)
    first.get_by_label("La note").fill("Version du bureau")
    first.get_by_role("button", name="Garder cette version").click()
    expect(first.get_by_text("Version du bureau")).to_be_visible()

    second.get_by_label("La note").fill("Version du téléphone")
    browser.expect("409")
    second.get_by_role("button", name="Garder cette version").click()

    expect(second.get_by_text("Cette note a changé pendant que vous écriviez")).to_be_visible()
    expect(second.get_by_text("Version du bureau")).to_be_visible()
    expect(second.get_by_label("Votre version")).to_have_value("Version du téléphone")
    assert_axe_clean(second)
    second.get_by_role("button", name="Garder les deux, la mienne à part").click()
    notes = second.get_by_role("region", name="Notes")
    expect(notes.get_by_text("Version du bureau")).to_be_visible()
    expect(notes.get_by_text("Version du téléphone")).to_be_visible()
