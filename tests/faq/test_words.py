"""Words as people type them."""

import pytest

from socialtrack.faq.words import fold, one_slip_apart, stem, words


@pytest.mark.parametrize(
    ("typed", "folded"), [("Éléphant", "elephant"), ("ŒUVRE", "oeuvre"), ("ça", "ca"), ("ﬁn", "fin"), ("", "")]
)
def test_accents_case_and_ligatures_do_not_matter(typed, folded):
    assert fold(typed) == folded


def test_straight_and_curly_apostrophes_both_end_a_word():
    assert words("l’image d'un enfant") == words("l'image d’un enfant") == ["l", "image", "d", "un", "enfant"]


@pytest.mark.parametrize(
    ("language", "alike"),
    [
        ("fr", ["photo", "photos"]),
        ("fr", ["pirate", "pirates", "piratage", "pirater"]),
        ("fr", ["abandon", "abandonner", "abandonnee"]),
        ("fr", ["gratuit", "gratuite", "gratuites", "gratuitement"]),
        ("fr", ["reseau", "reseaux"]),
        ("en", ["hack", "hacks", "hacked", "hacker", "hackers", "hacking"]),
        ("en", ["comment", "comments"]),
        ("en", ["spam", "spammer", "spamming"]),
    ],
)
def test_endings_do_not_matter(language, alike):
    assert len({stem(word, language) for word in alike}) == 1


@pytest.mark.parametrize("typed", ["comentaire", "commentairee", "commantaire", "commnetaire", "ommentaire"])
def test_one_slip_is_forgiven(typed):
    assert one_slip_apart(typed, "commentaire")
    assert one_slip_apart("commentaire", typed)


@pytest.mark.parametrize("typed", ["comantaire", "commencer", "", "commentairees!"])
def test_two_slips_are_another_word(typed):
    assert not one_slip_apart(typed, "commentaire")
