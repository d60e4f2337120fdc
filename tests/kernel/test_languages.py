"""A text in two languages."""

import pytest

from socialtrack.kernel.languages import LocalText

TEXT = LocalText(fr="tâche", en="task")


@pytest.mark.parametrize(
    ("language", "read"),
    [("fr", "tâche"), ("en", "task"), ("en-CA", "task"), ("en_US", "task"), ("fr_CA", "tâche"), ("es", "tâche")],
)
def test_reader_gets_their_language_and_french_otherwise(language, read):
    assert TEXT.in_(language) == TEXT[language] == read


def test_text_goes_to_a_mapping_and_back():
    assert LocalText.from_mapping(TEXT.to_mapping()) == TEXT


@pytest.mark.parametrize("mapping", [{"fr": "seul"}, {"fr": "a", "en": "b", "es": "c"}, {"fr": "a", "en": None}, {}])
def test_text_that_lacks_a_language_is_refused(mapping):
    with pytest.raises(ValueError, match="exactly the languages fr, en"):
        LocalText.from_mapping(mapping)
