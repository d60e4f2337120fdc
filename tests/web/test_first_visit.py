"""What a first visit asks for: as little as it can, all of it from here."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast

ROOT = Path(__file__).parents[2]


def asked_for(html: str) -> list[str]:
    """The files that a page makes the browser fetch, without their checksums."""
    found = re.findall(r'<(?:link rel="stylesheet" href|script src|img src|link rel="icon" href)="([^"?]+)', html)
    return sorted(address.removeprefix("/static/") for address in found)


def test_a_public_page_asks_for_its_style_and_one_small_script(client: FlaskClient) -> None:
    page = client.get("/sign-in").get_data(as_text=True)

    assert asked_for(page) == ["css/style.css", "js/app.js"]
    assert "htmx" not in page


def test_a_signed_in_page_asks_for_htmx_too(cast: Cast) -> None:
    page = cast.client_for("bruno").get(cast.les_amis.address).get_data(as_text=True)

    assert asked_for(page) == ["css/style.css", "js/app.js", "vendor/htmx.min.js"]


def test_a_page_that_goes_to_paper_asks_for_its_style_and_no_other_page_does(cast: Cast) -> None:
    """Whoever draws a class of paper.css asks for it, or is drawn inside a page that does."""
    rules = re.sub(r"{[^{}]*}", "", (ROOT / "static/css/paper.css").read_text())
    classes = set(re.findall(r"\.([a-z][a-z0-9-]*)", rules)) - set(
        re.findall(r"\.([a-z][a-z0-9-]*)", (ROOT / "static/css/style.css").read_text())
    )
    drawn, asking = set(), set()
    for page in (ROOT / "templates").rglob("*.html"):
        source = page.read_text()
        shown = re.sub(r"{%.*?%}", " ", source)  # what a condition names is no class
        words = {word for found in re.findall(r'class="([^"]*)"', shown) for word in re.split(r"[^\w-]+", found)}
        if "css/paper.css" in source:
            asking.add(page.name)
        if words & classes:
            drawn.add(page.name)

    assert drawn - {"_sheet.html"} | {"sheets.html"} == asking
    page = cast.client_for("bruno").get(f"{cast.les_amis.address}sheet").get_data(as_text=True)
    assert asked_for(page) == ["css/paper.css", "css/style.css", "js/app.js", "vendor/htmx.min.js"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_holds_nothing_that_the_policy_forbids(cast: Cast, language: str) -> None:
    page = cast.client_for("bruno", language).get(cast.les_amis.address).get_data(as_text=True)

    assert not re.findall(r"<style|<script>|\sstyle=|\son[a-z]+=|hx-on|javascript:|https?://", page)


def test_the_icon_of_the_site_is_where_browsers_look(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")

    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
