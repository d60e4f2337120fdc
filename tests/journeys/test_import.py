"""A list with titles of its own, in a real browser on a phone: matched by hand, imported, taken back."""

import pytest

from tests.checkers import assert_axe_clean
from tests.tenancy.workbooks import saved, workbook


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_list_is_matched_by_hand_imported_and_taken_back(cast, browser, tmp_path, javascript):
    file = tmp_path / "membres.xlsx"
    book = workbook(
        ["Membres de 2026"], [], ["Qui", "Où", "Combien"], ["Le Jardin", "Basse-Rive", 3], ["La Popote", "", 5]
    )
    file.write_bytes(saved(book))
    page = browser.window(390, javascript=javascript)
    cast.sign_in(page, "aline")

    page.goto(f"/centres/{cast.quebec.slug}/import")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.get_by_label("Qui", exact=True).select_option(label="Nom")
    page.get_by_label("Où").select_option(label="Région")
    _look(page, javascript)
    page.get_by_role("button", name="Relire avec ces colonnes").click()
    page.get_by_role("heading", name="Aperçu de votre liste").wait_for()
    _look(page, javascript)
    page.get_by_role("button", name="Importer cette liste").click()
    page.get_by_text("2 organismes ajoutés.").wait_for()

    page.goto(f"/centres/{cast.quebec.slug}/imports")
    _look(page, javascript)
    page.get_by_role("link", name="Annuler cette importation").click()
    page.get_by_text("2 organismes à retirer").wait_for()
    _look(page, javascript)
    page.get_by_role("button", name="Annuler cette importation").click()
    page.get_by_text("L’importation est annulée. 2 organismes retirés.").wait_for()


def _look(page, javascript):
    """The checker itself is a script."""
    if javascript:
        assert_axe_clean(page)
