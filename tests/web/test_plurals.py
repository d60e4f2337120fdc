"""Zero is singular in French and plural in English, in pages and in the code that writes sentences."""

import pytest
from flask import Flask
from flask_babel import ngettext, npgettext

SENTENCE = "%(num)s tâche essentielle sur %(counted)s", "%(num)s tâches essentielles sur %(counted)s"


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("fr", 0, "0 tâche essentielle sur 5"),
        ("fr", 1, "1 tâche essentielle sur 5"),
        ("fr", 2, "2 tâches essentielles sur 5"),
        ("en", 0, "0 of 5 essential tasks"),
        ("en", 1, "1 of 5 essential tasks"),
    ],
)
def test_a_number_agrees_with_its_noun(app: Flask, language: str, number: int, words: str) -> None:
    template = app.jinja_env.from_string("{{ ngettext(one, many, number, counted=5) }}")

    with app.test_request_context(f"/?lang={language}"):
        said = ngettext(*SENTENCE, number, counted=5)
        shown = template.render(one=SENTENCE[0], many=SENTENCE[1], number=number)

    assert (said, shown) == (words, words)


def test_a_number_agrees_in_a_context(app: Flask) -> None:
    with app.test_request_context("/?lang=fr"):
        said = npgettext("people", "%(num)s membre", "%(num)s membres", 0)

    assert said == "0 membre"
