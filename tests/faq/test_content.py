"""The hesitations as shipped: whole, in both languages, and written as the glossary asks."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest

from socialtrack.faq.edition import CONTENT, FaqEntryText, faq_from, shipped_entries, shipped_faq
from socialtrack.guide.edition import read_content, shipped_edition, shipped_sources
from socialtrack.kernel.languages import LANGUAGES, LocalText
from tests.typography import faults

FOLLOWS = re.compile(r"(utm_.*|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref|ref_src|referrer|source|si|_ga|trk)$")
ENTRIES = {entry.key: entry for entry in shipped_entries()}
each_entry = pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)


def texts_of(entry: FaqEntryText) -> Iterator[LocalText]:
    yield from (entry.question, entry.short, entry.answer, entry.also_said)
    if entry.caution:
        yield entry.caution


def word_count(text: str) -> int:
    return len(re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", re.sub(r"[*_#`]|^- ", " ", text, flags=re.MULTILINE)))


def test_hesitations_are_31_under_unique_keys():
    assert len(shipped_entries()) == len(ENTRIES) == 31


def test_hesitations_come_by_category_in_the_order_of_the_page():
    seen = list(dict.fromkeys(entry.category for entry in shipped_entries()))

    assert tuple(seen) == shipped_faq().categories
    assert [category.key for category in seen] == [
        "information",
        "time",
        "image",
        "law",
        "security",
        "continuity",
        "cost",
        "inclusion",
    ]


@each_entry
def test_hesitation_points_at_things_that_exist(entry: FaqEntryText):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.key)
    assert entry.actions, "every answer leads to a task"
    assert set(entry.actions) <= {task.key for task in shipped_edition().tasks}
    assert entry.sources, "every answer rests on a source"
    assert {source.id for source in entry.sources} <= set(shipped_sources())


@each_entry
@pytest.mark.parametrize("language", LANGUAGES)
def test_answer_is_neither_too_short_nor_too_long(entry: FaqEntryText, language: str):
    assert 80 <= word_count(entry.answer.in_(language)) <= 180
    assert len(re.findall(r"[.!?](?=\s|$)", entry.short.in_(language))) <= 2


@each_entry
def test_texts_of_a_hesitation_may_be_printed(entry: FaqEntryText):
    paragraphs = [
        (language, paragraph)
        for text in texts_of(entry)
        for language, said in text.to_mapping().items()
        for paragraph in said.split("\n")
        if paragraph
    ]

    assert all(said.strip() for text in texts_of(entry) for said in text.to_mapping().values())
    assert [fault for language, paragraph in paragraphs for fault in faults(paragraph, language)] == []


@each_entry
def test_what_could_not_be_checked_comes_with_its_caution(entry: FaqEntryText):
    assert entry.checked or entry.caution


def test_every_unverified_note_speaks_to_the_reader_in_both_languages():
    cautions = {key: entry.caution for key, entry in ENTRIES.items() if entry.caution}

    assert len(cautions) == 14
    for key, caution in cautions.items():
        assert re.search(r"[Nn]ous n’avons p(as p|as trouv)?u?", caution.fr), key
        assert re.search(r"[Ww]e (could (not|read only)|found no)", caution.en), key


def test_only_two_answers_could_not_be_checked_as_a_whole():
    assert [entry.key for entry in shipped_entries() if entry.checked is None] == [
        "law-comment-liability",
        "law-language",
    ]


def test_entry_of_an_unknown_category_is_refused():
    content = read_content(CONTENT / "faq.yaml")
    content["entries"][0]["category"] = "gossip"

    with pytest.raises(KeyError, match="gossip"):
        faq_from(content, shipped_sources())


def test_entry_is_found_by_its_key():
    assert shipped_faq().entry("law-25") == ENTRIES["law-25"]
    assert shipped_faq().entry("law-26") is None


def test_links_of_sources_are_plain_addresses_that_follow_nobody():
    """No warning of a browser, no shortener, nothing that tells where the reader came from."""
    links = {source.id: source.url for source in shipped_sources().values() if source.url}

    assert links
    for name, link in links.items():
        parts = urlsplit(link)
        assert (parts.scheme, parts.port, parts.username) == ("https", None, None), name
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc), name
        assert not re.match(r"(www\.)?(bit\.ly|t\.co|goo\.gl|tinyurl\.com|lnkd\.in|fb\.me|ow\.ly)$", parts.netloc), name
        followers = [key for key, _ in parse_qsl(parts.query, keep_blank_values=True) if FOLLOWS.match(key)]
        assert followers == [], name
        assert not re.search(r"[\s<>\"']", link), name


def test_answers_hold_no_link_of_their_own():
    assert [
        entry.key for entry in shipped_entries() for said in entry.answer.to_mapping().values() if "://" in said
    ] == []
