"""Every page × both languages × light and dark × 320, 390 and 1280 px × with and without JavaScript.

`make sweep` looks at all of it. `make test` opens every page once, each with another look.
"""

from __future__ import annotations

import itertools

import pytest

from tests.cast import Cast
from tests.checkers import HtmlChecker, assert_axe_clean
from tests.real_browser import RealBrowser
from tests.sweep.pages import LOOKS, NOT_PAGES, PAGES, STRIDE, Look, Page, address_of

_WIDER_THAN_THE_WINDOW = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > room + 1)
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120));
}"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "look" not in metafunc.fixturenames:
        return
    if metafunc.config.getoption("--whole"):
        visits = list(itertools.product(PAGES, LOOKS))
    else:
        visits = [(page, LOOKS[n * STRIDE % len(LOOKS)]) for n, page in enumerate(PAGES)]
    metafunc.parametrize(("page", "look"), visits, ids=[f"{page.name}-{look}" for page, look in visits])


def test_page_is_sound(browser: RealBrowser, cast: Cast, html_checker: HtmlChecker, page: Page, look: Look):
    address = address_of(page, cast)
    if page.status >= 400:
        browser.expect(f"status of {page.status}")
    window = browser.window(look.width, dark=look.dark, javascript=look.javascript, language=f"{look.language}-CA")
    if page.who:
        cast.sign_in(window, page.who)
    if page.then:
        page.then(cast)

    answer = window.goto(f"{address}{'&' if '?' in address else '?'}lang={look.language}")

    assert answer is not None
    assert answer.status == page.status
    assert window.locator("html").get_attribute("lang") in (look.language, f"{look.language}-CA")
    heading = window.locator("h1").inner_text()  # more than one would fail here
    words, title = (" ".join(text.split()) for text in (heading, window.title().removesuffix(" – SocialTrack")))
    assert title.startswith(words) or words.startswith(title), (title, words)  # a long heading may be cut short
    assert window.evaluate(_WIDER_THAN_THE_WINDOW) == []
    assert_axe_clean(window)
    html_checker.assert_valid(answer.text(), address)


def test_every_page_is_swept(app):
    answering_get = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    swept = {page.endpoint for page in PAGES}

    assert answering_get - swept - set(NOT_PAGES) == set(), "add these pages to tests/sweep/pages.py"
    assert swept - answering_get == set()


def test_every_look_is_given_to_some_page_of_the_slice():
    looks = [LOOKS[n * STRIDE % len(LOOKS)] for n in range(len(PAGES))]

    for aspect in ("language", "dark", "width", "javascript"):
        assert {getattr(look, aspect) for look in looks} == {getattr(look, aspect) for look in LOOKS}
