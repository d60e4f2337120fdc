"""A change for many organizations, by keyboard alone, on a phone."""

from sqlalchemy import select

from socialtrack.tenancy.models import Organization


def test_confided_by_keyboard_on_a_phone(cast, browser):
    """Tick two rows, open the fold, choose, read it over, agree; then take it back."""
    page = browser.window(width=390)
    cast.sign_in(page, "aline")
    page.goto(f"/centres/{cast.quebec.slug}/organizations/")
    for name in ("Les Amis", "Le Phare"):
        page.get_by_role("checkbox", name=f"Cocher, {name}").focus()
        page.keyboard.press("Space")
    page.locator("details:has(#several) > summary").focus()
    page.keyboard.press("Enter")
    page.locator("#deed").focus()
    page.keyboard.type("Agathe")
    page.locator("#several button").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Confier à Agathe").wait_for()

    page.get_by_role("button", name="Confier ces 2 organismes").focus()
    page.keyboard.press("Enter")

    page.get_by_text("2 organismes sont confiés à Agathe.").first.wait_for()
    held = select(Organization.advisor_id).where(Organization.centre_id == cast.quebec.id)
    assert set(cast.rows(held)) == {cast.agathe.membership_id}
    page.get_by_role("link", name="Annuler ce geste").press("Enter")
    page.get_by_role("button", name="Annuler ce geste").press("Enter")
    page.get_by_text("2 organismes sont comme avant").first.wait_for()
    assert set(cast.rows(held)) == {None}
