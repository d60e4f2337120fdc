"""The first page: calm for whoever passes by, a way in for whoever belongs."""

import pytest

from tests.browser import Browser


def test_visitor_reads_what_this_is_and_may_enter(cast):
    page = Browser(cast.client_for()).get("/").page

    assert page.h1 == "Un pas à la fois sur les réseaux sociaux"
    assert {"/sign-in", "/guide", "/faq"} <= set(page.links)


def test_space_that_is_not_open_yet_says_who_has_the_link(client):
    page = Browser(client).get("/").page

    assert "La personne qui l’héberge a le lien de première ouverture" in page.words
    assert "/setup" not in page.text


@pytest.mark.parametrize("who", ["aline", "bruno"])
def test_whoever_is_signed_in_goes_to_their_place(cast, who):
    browser = Browser(cast.client_for(who))

    answer = browser.follow(browser.get("/", status=303), status=303)

    organization = cast[who].organization
    assert answer.location == (organization.address if organization else f"/centres/{cast.quebec.slug}/")


def test_in_english(client):
    page = Browser(client).get("/?lang=en").page

    assert page.all("html")[0]["lang"] == "en-CA"
    assert page.h1 == "Social networks, one step at a time"
