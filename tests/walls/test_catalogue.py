"""Every word has its English, and the catalogue that is served is the one that was written."""

import pytest

from socialtrack.translations import COMPILED, compiled, merged


@pytest.fixture(scope="module")
def read():
    """Every source and template is read for it: once for both tests."""
    return merged()


def test_every_sentence_has_its_english(read):
    assert read[1] == []


def test_catalogue_that_is_served_is_not_stale(read):
    assert COMPILED.read_bytes() == compiled(read[0]), "run make catalogue"
