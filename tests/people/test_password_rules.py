"""Which passwords are taken, and why the others are not. Only Python."""

import time

import pytest

from socialtrack.people.password_rules import LONGEST, as_kept, common_words, weakness

KNOWN = (
    "bruno.tremblay@example.org",
    "Bruno",
    "Les Amis de l’Étang",
    "Centre d’action bénévole de Québec",
    "SocialTrack",
)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "le chat dort sur la table",
        "tulipe canapé nuage onze",
        "xK9#vQ2!mZ7p",
        "grand-mère à vélo 12",
        "ouvre la porte du jardin",
        " commence et finit par un espace ",
        "שלום-עולם-ירוק-12",
        "🐢🍎🚲🌧️🎻🧶🍞🪁🫖🐝🌵🧭",
        "marie-jean-paul-andre",
        "Bruno mange des tartes au bleuet",
        "a" * 5 + "zrtpmlkvbn" * 19,
    ],
)
def test_long_and_unlikely_is_enough(password):
    assert weakness(as_kept(password), KNOWN) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "password-short"),
        ("onze signes!"[:11], "password-short"),
        ("e\u0301" * 6 + "abcde", "password-short"),  # eleven once composed
        ("zkq vpw jmx " * 16 + "zkq vpw j", "password-long"),
        ("zkq vpw jmx " * 900, "password-long"),
        ("ab\x00cd zkq vpw", "password-control-characters"),
        ("ab\ud800cd zkq vpw", "password-control-characters"),
        ("ab\ncd zkq vpw", "password-control-characters"),
        (" " * 12, "password-repeats"),
        ("aaaaaaaaaaab", "password-repeats"),
        ("bonjourbonjour", "password-repeats"),
        ("zkqzkqzkqzkqz", "password-repeats"),
        ("123456789012", "password-walk"),
        ("qwertyuiop12", "password-walk"),
        ("AZERTYuiop12", "password-walk"),
        ("1qaz2wsx3edc", "password-walk"),
        ("abcdefghijkl", "password-walk"),
        ("bruno2026!!!", "password-personal"),
        ("Tremblay.Bruno", "password-personal"),
        ("LesAmisDeLEtang", "password-personal"),
        ("cabquebec, quebec", "password-personal"),
        ("socialtrack2026", "password-personal"),
        ("motdepasse123", "password-common"),
        ("MotDePasse2026!", "password-common"),
        ("M0tD3P@ss3!!!", "password-common"),
        ("P@ssw0rd1234", "password-common"),
        ("Chocolat#1994", "password-common"),
        ("jetaimemaman!!", "password-common"),
        ("Canadiens#1993", "password-common"),
        ("marguerite1945", "password-common"),
        ("iloveyou2026", "password-common"),
        ("été-neige-2025", "password-common"),
    ],
)
def test_what_everybody_tries_first_is_refused(password, why):
    assert weakness(as_kept(password), KNOWN) == why


def test_composed_and_decomposed_are_one_password():
    assert as_kept("cafe\u0301 noir") == as_kept("café noir")


def test_nothing_is_trimmed_or_folded():
    assert as_kept("  A b ") == "  A b "


def test_longest_is_taken():
    password = ("zkq vpw jmx rth " * 20)[:LONGEST]

    assert weakness("un début, puis " + password[15:-3] + "fin") is None


def test_list_is_long_enough_to_matter():
    """With at most two of them, a million passwords before any decoration."""
    words, _longest = common_words()

    assert len(words) ** 2 > 1_000_000
    assert {"motdepasse", "chocolat", "canadiens", "helene"} <= words


@pytest.mark.parametrize("piece", ["lelalesdes", "motdepasse", "a1", "le", "🐢", "1qaz"])
def test_hostile_length_is_judged_at_once(piece):
    started = time.process_time()
    weakness((piece * LONGEST)[:LONGEST], [piece * 50] * 20)

    assert time.process_time() - started < 0.5  # quadratic at worst; what it guards against takes minutes
