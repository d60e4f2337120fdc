"""`/faq/<key>`: one hesitation, its answer, what could not be confirmed, what to do, and where it comes from."""

from dataclasses import replace

import pytest

from socialtrack.faq import queries, reader
from socialtrack.faq.edition import shipped_entries, shipped_faq
from socialtrack.guide.edition import shipped_edition
from socialtrack.kernel.languages import LANGUAGES, LocalText
from tests.browser import Browser

_read: dict[str, list] = {}


@pytest.fixture
def visitor(client) -> Browser:
    return Browser(client)


@pytest.fixture
def pages(visitor, language: str) -> list:
    """Every answer with its page in that language, fetched once for all the tests that read it."""
    if language not in _read:
        _read[language] = [
            (entry, visitor.get(f"/faq/{entry.key}?lang={language}"), visitor.page) for entry in shipped_entries()
        ]
    return _read[language]


def plain(markdown: str) -> list[str]:
    """The lines of an answer as they are read."""
    return [line.removeprefix("- ").replace("**", "") for line in markdown.splitlines() if line]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_whole_in_the_reader_s_language(pages, language: str):
    for entry, answer, page in pages:
        words = page.words
        assert page.h1 == entry.question[language]
        assert entry.short[language] in words
        assert [line for line in plain(entry.answer[language]) if line not in words] == []
        assert "**" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_is_shown_with_its_title_and_date(pages, language: str):
    for entry, _, page in pages:
        for source in entry.sources:
            assert f"{source.title[language]}, {source.dated[language]}" in page.words
            assert source.url is None or source.url in page.links


@pytest.mark.parametrize(("language", "label"), [("fr", "À vérifier."), ("en", "To be checked.")])
def test_every_caution_is_shown_and_no_other(pages, language: str, label: str):
    for entry, _, page in pages:
        cautions = [element.text for element in page.all("div") if element.get("class") == "caution"]
        assert cautions == ([f"{label} {entry.caution[language]}"] if entry.caution else [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_leads_to_its_tasks(pages, language: str):
    for entry, _, page in pages:
        for key in entry.actions:
            assert f"/guide?open={key}&lang={language}#task-{key}" in page.links
            assert shipped_edition().task(key).title[language] in page.words


def test_day_of_the_check_is_said(visitor):
    visitor.get("/faq/law-25")
    assert "Réponse vérifiée le 22\u00a0novembre 2026." in visitor.page.words

    visitor.get("/faq/law-25?lang=en")
    assert "Answer checked on November 22, 2026." in visitor.page.words


def test_answer_that_could_not_be_checked_says_so(visitor):
    visitor.get("/faq/law-language")
    assert (
        "Lue le 22\u00a0novembre 2026. Cette réponse n’a pas pu être vérifiée dans son ensemble." in visitor.page.words
    )

    visitor.get("/faq/law-language?lang=en")
    assert "Read on November 22, 2026. This answer could not be checked as a whole." in visitor.page.words


def test_source_in_another_language_says_so(visitor):
    visitor.get("/faq/law-comment-liability?lang=en")
    assert "SOQUIJ, defamation on Facebook, undated (in French)" in visitor.page.words

    visitor.get("/faq/law-comment-liability?lang=fr")
    assert "SOQUIJ, diffamation sur Facebook, sans date" in visitor.page.words
    assert "(en français)" not in visitor.page.words


def test_answers_can_be_read_one_after_the_other(visitor):
    entries = shipped_entries()
    visitor.get(f"/faq/{entries[0].key}")
    read = [visitor.page.h1]

    while following := [link for link in visitor.page.all("a") if link.get("rel") == "next"]:
        visitor.get(following[0]["href"])
        read.append(visitor.page.h1)

    assert read == [entry.question.fr for entry in entries]


def test_first_answer_has_none_before_it(visitor):
    visitor.get(f"/faq/{shipped_entries()[0].key}")

    assert [link.get("rel") for link in visitor.page.all("a") if link.get("rel") in ("prev", "next")] == ["next"]


def test_other_hesitations_of_the_subject_are_offered(visitor):
    visitor.get("/faq/security-hacked")

    beside = [link for link in visitor.page.all("a") if any(up.tag == "aside" for up in link.above())]
    assert [link.text for link in beside] == [
        entry.question.fr for entry in shipped_entries() if entry.category.key == "security"
    ]
    assert [link.text for link in beside if link.get("aria-current") == "page"] == ["J’ai peur de me faire pirater."]


@pytest.mark.parametrize(("language", "title"), [("fr", "Cette page n’existe pas"), ("en", "This page does not exist")])
def test_unknown_key_is_not_found_in_the_reader_s_language(visitor, language, title):
    for key in ("law-26", "x" * 5_000, "LAW-25", "law-25.html", "%00", "%ED%B3%BF", "..%2f", "%3Cb%3E", "law-25/"):
        answer = visitor.get(f"/faq/{key}?lang={language}", status=404)

        assert visitor.page.h1 == title
        assert "<b>" not in answer.text


def test_markdown_of_an_answer_lets_no_html_through(app, monkeypatch):
    planted = "<script>alert(1)</script> **gras** [ici](javascript:alert(1)) <img src=x onerror=alert(1)>"
    faq = shipped_faq()
    spoiled = replace(faq.entries[0], answer=LocalText(planted, planted))
    spoiled_faq = queries.CentreFaq((), replace(faq, entries=(spoiled, *faq.entries[1:])), {})
    monkeypatch.setattr(reader, "shipped", lambda: spoiled_faq)

    answer = app.test_client().get(f"/faq/{spoiled.key}").text

    assert "<strong>gras</strong>" in answer
    assert "<script>alert" not in answer
    assert "<img" not in answer
    assert 'href="javascript:' not in answer
