"""Somebody without a mouse looks for what holds them back, signed out, with JavaScript and without."""

import pytest

from tests.real_browser import RealBrowser


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "nojs"])
def test_answer_is_found_in_one_request_with_the_keyboard_alone(browser: RealBrowser, javascript: bool):
    window = browser.window(390, javascript=javascript)
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)
    window.goto("/faq")
    for _ in range(20):
        window.keyboard.press("Tab")
        if window.locator("#q:focus").count():
            break

    window.keyboard.type("enfnats")
    window.keyboard.press("Enter")

    window.wait_for_url("**/faq?q=enfnats")
    assert len(asked) == 2, asked
    assert window.locator("#q").input_value() == "enfnats"
    first = window.locator(".asks > li").first
    assert first.locator("summary").inner_text() == "Je crains de publier des photos d’enfants."
    assert first.locator("p").first.is_visible(), "what was found first is read without another gesture"

    for _ in range(20):
        window.keyboard.press("Tab")
        if window.get_by_role("link", name="Lire la réponse").first.evaluate("e => e === document.activeElement"):
            break
    window.keyboard.press("Enter")

    window.wait_for_url("**/faq/law-photos-minors")
    assert window.locator("h1").inner_text() == "Je crains de publier des photos d’enfants."
