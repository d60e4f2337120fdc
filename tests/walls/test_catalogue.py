"""Every word has its English, and the catalogue that is served is the one that was written."""

from socialtrack.translations import COMPILED, compiled, merged


def test_every_sentence_has_its_english():
    assert merged()[1] == []


def test_catalogue_that_is_served_is_not_stale():
    assert COMPILED.read_bytes() == compiled(merged()[0]), "run make catalogue"
