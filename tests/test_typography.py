"""The editor that reads our texts sees what it should, and leaves good texts alone."""

import pytest

from tests.typography import faults


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "L'organisme"),
        ("fr", "Oui : non"),
        ("fr", "Oui: non"),
        ("fr", "Vraiment ?"),
        ("fr", "Vraiment\u00a0?"),
        ("fr", "Le mot « oui »"),
        ("fr", "Le mot “oui”"),
        ("fr", "Dans 14 ans"),
        ("fr", "95 % des adultes"),
        ("fr", "Les bénévole·s"),
        ("fr", "Un(e) responsable"),
        ("fr", "Il suffit de cliquer."),
        ("fr", "Vous devez cliquer."),
        ("fr", "Bravo!"),
        ("fr", "Un email"),
        ("fr", "Attendez..."),
        ("fr", "Deux  espaces"),
        ("en", "The organization's page"),
        ("en", "The organisation"),
        ("en", "The « page »"),
        ("en", "Really ?"),
        ("en", "You must click."),
        ("en", "Great!"),
        ("en", "IMPORTANTLY so"),
    ],
)
def test_fault_is_seen(language, text):
    assert faults(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "L’organisme\u00a0: «\u00a0oui\u00a0», dès 14\u00a0ans? Non; voir https://exemple.ca"),
        ("fr", "Exemple\u00a0: «\u00a0Appelez-nous!\u00a0»"),
        ("en", "The organization’s page: “yes”, from 14? No; see https://example.ca"),
        ("fr", "Le lien\u00a0: https://exemple.ca/invitations/2LVLBFOQWJU87IB0C-poster-12%20ans"),
        ("en", "Example: “Call us!”"),
    ],
)
def test_good_text_is_left_alone(language, text):
    assert faults(text, language) == []
