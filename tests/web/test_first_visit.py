"""What a first visit asks for: as little as it can, all of it from here."""

import re

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast


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


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_holds_nothing_that_the_policy_forbids(cast: Cast, language: str) -> None:
    page = cast.client_for("bruno", language).get(cast.les_amis.address).get_data(as_text=True)

    assert not re.findall(r"<style|<script>|\sstyle=|\son[a-z]+=|hx-on|javascript:|https?://", page)


def test_the_icon_of_the_site_is_where_browsers_look(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")

    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
