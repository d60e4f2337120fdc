"""A call is logged in two gestures, by the keyboard alone, on a phone: from the organization's page, then from the
board's list, where the form opens in its own row."""

from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.support.models import Support
from socialtrack.tenancy.models import Centre
from tests.cast import Cast, everything
from tests.checkers import assert_axe_clean
from tests.real_browser import RealBrowser


def given(cast: Cast) -> list[tuple[str, int | None]]:
    return [(row.kind, row.minutes) for row in cast.rows(select(Support).order_by(Support.id))]


def press_on(page: Page, words: str) -> None:
    """Walk by the keyboard to what says so, and press it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith(words):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard does not reach « {words} »")


def test_a_call_is_logged_in_two_gestures_by_the_keyboard_on_a_phone(browser: RealBrowser, cast: Cast) -> None:
    page = browser.window(width=390)
    cast.sign_in(page, "agathe")
    page.goto(f"{cast.les_amis.address}overview")

    press_on(page, "Inscrire un appel")
    expect(page.get_by_label("Genre")).to_be_visible()
    assert_axe_clean(page)
    press_on(page, "Garder")

    expect(page.get_by_text("C’est inscrit pour Les Amis")).to_be_visible()
    assert given(cast) == [("call", None)]

    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Centre).values(stalled_after_days=7))  # nobody has said anything for longer
    board = f"/centres/{cast.quebec.slug}/"
    page.goto(board)
    press_on(page, "Inscrire un appel")
    form = page.get_by_role("group", name="Soutien donné à Les Amis")
    expect(form).to_be_focused()
    form.get_by_label("Minutes").fill("15")
    press_on(page, "Garder")

    expect(page.get_by_text("C’est inscrit pour Les Amis")).to_be_visible()
    assert page.url.endswith(board)
    assert given(cast) == [("call", None), ("call", 15)]
