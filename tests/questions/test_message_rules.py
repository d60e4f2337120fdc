"""Which addresses in a message become links, and how a message begins on one line. Only Python."""

import pytest

from socialtrack.questions.message_rules import beginning, pieces


def links(words):
    return [url for _, url in pieces(words) if url is not None]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Voir https://exemple.org/a?b=1#c.", ["https://exemple.org/a?b=1#c"]),
        (
            "(https://exemple.org), «\u00a0https://exemple.org/b\u00a0»!",
            ["https://exemple.org", "https://exemple.org/b"],
        ),
        ("https://exemple.org\nhttps://exemple.ca/", ["https://exemple.org", "https://exemple.ca/"]),
        ("http://exemple.org www.exemple.org javascript:alert(1) data:text/html,x ftp://exemple.org", []),
        ("https:// https://localhost https://intranet/x", []),
        ("https://banque.example@voleur.example https://exemple.org:8443/x https://exemple.org:x/", []),
        ("https://exemple.org\\@voleur.example https://[::1]/ https://[", []),
        ("https://ехаmple.org https://exem\u202eplе.org", []),  # letters that resemble ours, marks of direction
        ("xhttps://exemple.org", []),
        (f"https://exemple.org/{'a' * 600}", []),
    ],
)
def test_only_plain_https_addresses_are_links(words, found):
    assert links(words) == found


@pytest.mark.parametrize(
    "words", ["", "Bonjour", "Voir https://exemple.org, puis https://exemple.org/b.\n\n=1+1 <b>", "https://exemple.org"]
)
def test_no_letter_is_lost(words):
    assert "".join(text for text, _ in pieces(words)) == words


def test_beginning_is_one_line_cut_at_a_word():
    assert beginning("Bonjour,\n\nqui  peut?") == "Bonjour, qui peut?"
    assert beginning("un deux trois, quatre", 14) == "un deux trois…"
    assert beginning("a" * 100, 20) == f"{'a' * 20}…"
