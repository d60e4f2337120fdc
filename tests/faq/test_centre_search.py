"""A centre’s search: what the shipped one finds, with its own words found and what it retired left out."""

import pytest

from socialtrack.faq.queries import index_of
from tests.browser import Browser
from tests.cast import Cast
from tests.faq.own_words import OWN, say
from tests.faq.test_search import AMONG_THREE, ENGLISH_FIRST, FRENCH_FIRST, SAID_OTHERWISE

FIRST = [("fr", *each) for each in FRENCH_FIRST] + [("en", *each) for each in ENGLISH_FIRST]
RETIRED = {"law-language", "image-mistake"}


@pytest.fixture
def merged(cast: Cast) -> Cast:
    """Québec: one answer of its own, one in its own words, two that it retired."""
    say(cast)
    say(
        cast,
        "security-hacked",
        category="security",
        question={"fr": "J’ai peur de me faire pirater.", "en": "I am afraid of being hacked."},
        short={"fr": "Appelez Gontran, notre technicien.", "en": "Call Gontran, our technician."},
        also_said={"fr": "piratage, hackers, fraude, virus", "en": "hackers, stolen account, fraud, virus"},
    )
    for key in RETIRED:
        say(cast, key, "retired", text=None)
    return cast


def test_every_query_finds_in_the_centre_s_answers_what_it_finds_in_the_shipped_ones(merged):
    with merged.work_for("bruno") as work:
        index = index_of(work)
        missed = [
            (query, expected)
            for language, query, expected in FIRST
            if expected not in RETIRED and [entry.key for entry in index.search(query, language)][:1] != [expected]
        ]
        missed += [
            (query, expected)
            for language, query, expected in [*AMONG_THREE, *SAID_OTHERWISE]
            if expected not in [entry.key for entry in index.search(query, language)][:3]
        ]
        found = {entry.key for language, query, _ in FIRST for entry in index.search(query, language)}

    assert len(FIRST) + len(AMONG_THREE) + len(SAID_OTHERWISE) > 80
    assert missed == []
    assert not found & RETIRED


@pytest.mark.parametrize(
    ("query", "language"),
    [("taxi", "fr"), ("TAXIS", "en"), ("limousines", "fr"), ("repartitteur", "fr"), ("paratransit", "en")],
)
def test_own_answer_is_found_by_its_words_whatever_the_typing(merged, query, language):
    with merged.work_for("bruno") as work:
        assert [entry.key for entry in index_of(work).search(query, language)][:1] == [OWN]


def test_own_words_are_searched_in_place_of_the_shipped_ones(merged):
    with merged.work_for("bruno") as work:
        (found,) = index_of(work).search("Gontran", "fr")
        assert found.key == "security-hacked"
        assert found.is_of_centre
    with merged.work_for("victor") as work:
        assert index_of(work).search("Gontran", "fr") == index_of(work).search("limousine", "fr") == []


def test_search_is_one_request_with_a_plain_form_in_every_place(merged):
    for who, address in (("bruno", f"{merged.les_amis.address}faq"), ("rachel", f"/centres/{merged.quebec.slug}/faq")):
        browser = Browser(merged.client_for(who))
        browser.get(address)

        browser.submit(browser.page.form(address), {"q": "limousine"})

        assert f"{address}/{OWN}" in browser.page.links
        assert browser.page.element("q")["value"] == "limousine"
