"""What people type is tidied, measured, and refused only where no honest text looks so."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialtrack.kernel.errors import Invalid
from socialtrack.kernel.text import LINE, PARAGRAPH, clean_line, clean_paragraph, email_key, slug_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Les\u00a0Amis \t du  Québec ", "Les Amis du Québec"),
        ("Les\r\nAmis", "Les Amis"),
        ("e\u0301te\u0301", "été"),
        ("L’Œuvre de l’Île", "L’Œuvre de l’Île"),
        ("=1+1", "=1+1"),
        ("<b>Gras</b>", "<b>Gras</b>"),
        ("שלום", "שלום"),
        ("👩‍👧 famille", "👩‍👧 famille"),
    ],
)
def test_line_is_tidied(typed, kept):
    assert clean_line(typed, field="name") == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "text-missing"),
        (None, "text-missing"),
        (" \u00a0\t\n ", "text-missing"),
        ("x" * (LINE + 1), "text-too-long"),
        ("a\0b", "text-has-control-characters"),
        ("a\x1b[31mb", "text-has-control-characters"),
        ("a\ud800b", "text-has-control-characters"),
        ("a\ue000b", "text-has-control-characters"),
        ("a\uffffb", "text-has-control-characters"),
    ],
)
def test_line_that_cannot_be_kept_is_refused(typed, code):
    with pytest.raises(Invalid) as refused:
        clean_line(typed, field="name")

    assert (refused.value.code, refused.value.field) == (code, "name")


def test_line_may_be_empty_where_nobody_asks_for_it():
    assert clean_line("  ", field="region", required=False) == ""


@given(st.text(max_size=300))
def test_line_is_kept_as_it_is_or_refused(typed):
    """Cleaning twice changes nothing more, and what is kept can be encoded and fits."""
    try:
        kept = clean_line(typed, field="name", required=False)
    except Invalid:
        return

    assert clean_line(kept, field="name", required=False) == kept
    assert len(kept.encode("utf-8")) <= 4 * LINE
    assert unicodedata.is_normalized("NFC", kept)
    assert "\n" not in kept


def test_paragraph_keeps_its_lines():
    assert clean_paragraph(" Un\r\ndeux\rtrois\n", field="reason") == "Un\ndeux\ntrois"


@given(st.text(max_size=PARAGRAPH + 50))
def test_paragraph_is_kept_as_it_is_or_refused(typed):
    try:
        kept = clean_paragraph(typed, field="reason")
    except Invalid:
        return

    assert clean_paragraph(kept, field="reason") == kept
    assert len(kept) <= PARAGRAPH
    assert "\0" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Les Amis du Québec", "les-amis-du-quebec"),
        ("L’Œuvre & l’Île, n° 3", "l-oeuvre-l-ile-n-3"),
        ("ÉTÉ", "ete"),
        ("שלום", "sans-nom"),
        ("---", "sans-nom"),
        ("x" * 100, "x" * 60),
    ],
)
def test_slug_is_made_of_the_name(name, slug):
    assert slug_of(name) == slug


@given(st.text(max_size=200))
def test_slug_can_always_stand_in_an_address(name):
    import re

    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug_of(name))
    assert len(slug_of(name)) <= 60


@pytest.mark.parametrize(
    ("one", "other"),
    [("a@faß.de", "a@fass.de"), ("ﬁlip@example.org", "filip@example.org"), ("ſimon@example.org", "simon@example.org")],
)
def test_address_of_somebody_else_is_another_address(one, other):
    """Their mail goes elsewhere: what is sent to the one must not open what the other has."""
    assert email_key(one) != email_key(other)


def test_capitals_of_an_address_do_not_count():
    assert email_key("É.Roy@Example.ORG") == email_key("E\u0301.roy@example.org")
