"""A leaflet of chosen answers: the choice in a plain form, then pages for a board's table, signed out too."""

import pytest

from socialtrack.faq.edition import shipped_faq
from socialtrack.faq.leaflet_rules import MOST_ANSWERS, leaflet_of
from socialtrack.kernel.languages import LANGUAGES
from tests.browser import Browser
from tests.faq.own_words import OWN, say
from tests.sweep.faq_states import open_to_all

FAQ = shipped_faq()
KEYS = [entry.key for entry in FAQ.entries]


@pytest.fixture
def visitor(client) -> Browser:
    return Browser(client)


def headings(browser: Browser) -> list[str]:
    return [heading.text for heading in browser.page.all("h2")]


def test_answers_are_chosen_by_boxes_and_come_in_the_order_of_the_subjects(visitor):
    visitor.get("/faq/leaflet?lang=en")
    form = visitor.page.form("/faq/leaflet")
    assert form.method == "GET"

    visitor.submit(form, {"key": ["cost-hidden", "time-too-much"]})

    wanted = [entry for entry in FAQ.entries if entry.key in ("time-too-much", "cost-hidden")]
    assert visitor.page.h1 == "What makes people hesitate, and what can be said in answer"
    assert headings(visitor) == [entry.question.en for entry in wanted]
    for entry in wanted:
        assert entry.short.en in visitor.page.words
        assert entry.caution is None or entry.caution.en in visitor.page.words
        assert all(source.title.en in visitor.page.words for source in entry.sources)
    assert "2 answers about social networks, printed on November 23, 2026." in visitor.page.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_can_be_in_a_leaflet(visitor, language):
    for start in range(0, len(KEYS), MOST_ANSWERS):
        part = FAQ.entries[start : start + MOST_ANSWERS]
        visitor.get("/faq/leaflet", query_string={"key": [entry.key for entry in part], "lang": language})
        assert headings(visitor) == [entry.question[language] for entry in part]


def test_choice_can_be_changed_with_what_was_ticked(visitor):
    visitor.get("/faq/leaflet?key=law-25&key=time-too-much")
    (back,) = [link for link in visitor.page.links if "choose=1" in link]

    visitor.get(back)

    ticked = visitor.page.form("/faq/leaflet").values["key"]
    assert sorted(ticked) == ["law-25", "time-too-much"]


def test_name_that_leads_nowhere_is_left_out_with_a_word(visitor):
    visitor.get("/faq/leaflet?key=law-25&key=nope&key=%3Cb%3E&key=")
    assert headings(visitor) == [FAQ.entry("law-25").question.fr]
    assert "le feuillet s’en passe" in visitor.page.words

    visitor.get("/faq/leaflet?key=nope")
    assert visitor.page.h1 == "Un feuillet de réponses"
    assert "Une réponse demandée n’existe pas ou n’est plus offerte." in visitor.page.words


def test_leaflet_holds_so_many_answers_and_says_so(visitor):
    visitor.get("/faq/leaflet", query_string={"key": KEYS})

    assert headings(visitor) == [entry.question.fr for entry in FAQ.entries[:MOST_ANSWERS]]
    assert f"Un feuillet tient {MOST_ANSWERS} réponses au plus" in visitor.page.words
    chosen = leaflet_of(FAQ, KEYS)
    assert (chosen.unknown, chosen.left_out) == (0, len(KEYS) - MOST_ANSWERS)


@pytest.mark.parametrize(
    "query", ["key=%00", "key=%ED%B3%BF", "key=" + "x" * 20_000, "&".join(["key=law-25"] * 3_000), "choose=1", "key"]
)
def test_absurd_choice_is_answered_calmly(visitor, query):
    visitor.get(f"/faq/leaflet?{query}")


def test_centre_s_own_answers_are_in_its_leaflet_with_its_name(cast):
    open_to_all(cast)
    public, bruno = Browser(cast.client_for(None)), Browser(cast.client_for("bruno"))

    public.get(f"/centres/{cast.quebec.slug}/faq/leaflet?key={OWN}")
    assert headings(public) == ["Et si notre taxi ne vient pas?"]
    assert "Réponse de votre centre." in public.page.words
    assert cast.quebec.name in public.page.words

    bruno.get(f"{cast.les_amis.address}faq/leaflet?key={OWN}")
    assert "Les Amis" in bruno.page.words
    say(cast, OWN, "retired", text=None)
    bruno.get(f"{cast.les_amis.address}faq/leaflet?key={OWN}&key=law-25")
    assert headings(bruno) == [FAQ.entry("law-25").question.fr]
