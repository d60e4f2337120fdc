"""What people type finds the hesitation they mean, in both languages, whatever the accents and the typing."""

import time
from dataclasses import replace

import pytest

from socialtrack.faq.edition import shipped_entries
from socialtrack.faq.near_words import ENGLISH, FRENCH, near_stems
from socialtrack.faq.search import LONGEST_QUERY, SearchIndex, shipped_index
from socialtrack.faq.words import stem, words
from socialtrack.kernel.languages import LANGUAGES, LocalText

FRENCH_FIRST = [
    ("temps", "time-too-much"),
    ("je n’ai pas le temps", "time-too-much"),
    ("je n'ai pas le TEMPS", "time-too-much"),
    ("photos d’enfants", "law-photos-minors"),
    ("mineurs", "law-photos-minors"),
    ("mot de passe", "security-shared-password"),
    ("mots de passe partagés", "security-shared-password"),
    ("OSBL", "law-25"),
    ("loi 25", "law-25"),
    ("piratage", "security-hacked"),
    ("je me suis fait hacker", "security-hacked"),
    ("faux profil", "law-fictitious-identity"),
    ("identite fictive", "law-fictitious-identity"),
    ("commentaires negatifs", "image-negative-comments"),
    ("comentaires", "image-negative-comments"),
    ("combien ça coûte", "cost-hidden"),
    ("argent", "cost-hidden"),
    ("accessibilite", "inclusion-accessibility"),
    ("handicappés", "inclusion-accessibility"),
    ("anglais", "law-language"),
    ("bilingue", "law-language"),
    ("article de journal", "law-news"),
    ("pourriel", "law-antispam"),
    ("droit d’auteur", "law-copyright"),
    ("musique", "law-copyright"),
    ("départ de la personne responsable", "continuity-person-leaves"),
    ("releve", "continuity-person-leaves"),
    ("acces perdu", "continuity-lost-access"),
    ("groupe fermé", "privacy-private-group"),
    ("profil personnel", "privacy-own-profile"),
    ("effacer une photo", "privacy-cannot-erase"),
    ("rien à dire", "skills-nothing-to-say"),
    ("quoi publier", "skills-nothing-to-say"),
    ("hameçonage", "security-phishing"),
    ("Twitter", "image-network-values"),
    ("X", "image-network-values"),
    ("intelligence artificielle", "privacy-platform-data"),
    ("ne pas y être", "inclusion-choose-not"),
    ("aînés", "inclusion-members-offline"),
    ("fausse page", "image-impersonation"),
    ("diffamation", "law-comment-liability"),
    ("page abandonnée", "time-page-dies"),
    ("trop vieux pour apprendre", "skills-not-enough"),
    ("faute d’orthographe", "image-mistake"),
    ("liste de membres", "privacy-members-data"),
    ("photo sans en avoir le droit", "law-photos-adults"),
]
ENGLISH_FIRST = [
    ("fake profile", "law-fictitious-identity"),
    ("photos of children", "law-photos-minors"),
    ("shared passwords", "security-shared-password"),
    ("hakced", "security-hacked"),
    ("negatve comments", "image-negative-comments"),
    ("copyright", "law-copyright"),
    ("newsletter", "law-antispam"),
    ("locked out", "continuity-lost-access"),
    ("scam", "security-phishing"),
    ("how much does it cost?", "cost-hidden"),
    ("AI", "privacy-platform-data"),
    ("too busy", "time-too-much"),
    ("screen reader", "inclusion-accessibility"),
    ("French or English", "law-language"),
]
AMONG_THREE = [
    ("fr", "photo", "law-photos-adults"),
    ("fr", "consentement photo", "law-photos-adults"),
    ("fr", "renseignements personnels", "law-25"),
    ("fr", "vie privée", "privacy-members-data"),
    ("fr", "obnl et infolettre", "law-antispam"),
    ("en", "personal information", "law-25"),
    ("en", "the person in charge leaves", "continuity-person-leaves"),
]


# Said otherwise than the answers say it: near words, one slip, what people blurt out.
SAID_OTHERWISE = [
    ("fr", "débordée", "time-too-much"),
    ("fr", "surcharge de travail", "time-too-much"),
    ("fr", "vol d’identité", "image-impersonation"),
    ("fr", "imposteur", "image-impersonation"),
    ("fr", "calomnie", "law-comment-liability"),
    ("fr", "injures", "image-negative-comments"),
    ("fr", "chanson dans une vidéo", "law-copyright"),
    ("fr", "gamins", "law-photos-minors"),
    ("fr", "alias", "law-fictitious-identity"),
    ("fr", "escroquerie", "security-phishing"),
    ("fr", "la bénévole est partie", "continuity-person-leaves"),
    ("fr", "je suis nul en informatique", "skills-not-enough"),
    ("fr", "pas envie d’être sur les réseaux", "inclusion-choose-not"),
    ("fr", "sous-titre", "inclusion-accessibility"),
    ("fr", "facebok bloque les nouvelles", "law-news"),
    ("en", "overwhelmed", "time-too-much"),
    ("en", "impostor", "image-impersonation"),
    ("en", "libel", "law-comment-liability"),
    ("en", "bad reviews", "image-negative-comments"),
    ("en", "song in a video", "law-copyright"),
    ("en", "alias", "law-fictitious-identity"),
    ("en", "fraud", "security-phishing"),
    ("en", "turnover", "continuity-person-leaves"),
    ("en", "not tech savvy", "skills-not-enough"),
    ("en", "not online", "inclusion-members-offline"),
    ("en", "is it free", "cost-hidden"),
    ("en", "delete a post", "privacy-cannot-erase"),
    ("en", "accesibility", "inclusion-accessibility"),
]


def keys(query: str, language: str) -> list[str]:
    return [entry.key for entry in shipped_index().search(query, language)]


@pytest.mark.parametrize(("query", "expected"), FRENCH_FIRST)
def test_french_query_finds_first(query, expected):
    assert keys(query, "fr")[:1] == [expected]


@pytest.mark.parametrize(("query", "expected"), ENGLISH_FIRST)
def test_english_query_finds_first(query, expected):
    assert keys(query, "en")[:1] == [expected]


@pytest.mark.parametrize(("language", "query", "expected"), AMONG_THREE)
def test_broad_query_finds_among_the_first_three(language, query, expected):
    assert expected in keys(query, language)[:3]


@pytest.mark.parametrize(("language", "query", "expected"), SAID_OTHERWISE)
def test_words_that_mean_about_the_same_find_among_the_first_three(language, query, expected):
    assert expected in keys(query, language)[:3]


def test_near_words_count_less_than_the_words_themselves():
    said, near = (
        replace(shipped_entries()[0], key=key, question=LocalText(text, text), also_said=LocalText("", ""))
        for key, text in (("said", "Une chanson"), ("near", "De la musique"))
    )
    index = SearchIndex([near, said])

    assert [entry.key for entry in index.search("chanson", "fr")] == ["said", "near"]
    assert [entry.key for entry in index.search("musique", "fr")] == ["near", "said"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_near_words_are_said_of_each_other_and_come_in_groups(language):
    lines = {"fr": FRENCH, "en": ENGLISH}[language].strip().splitlines()

    for line in lines:
        first, *others = (stem(word, language) for word in words(line))
        assert len({first, *others}) > 1, f"« {line.strip()} » says one word only"
        assert all(first in near_stems(other, language) for other in others if other != first)


@pytest.mark.parametrize(("query", "expected"), [*FRENCH_FIRST[:12], *ENGLISH_FIRST[:6]])
def test_query_in_the_other_language_still_finds(query, expected):
    other = "en" if (query, expected) in FRENCH_FIRST else "fr"

    assert expected in keys(query, other)[:3]


def test_accents_case_and_apostrophes_change_nothing():
    assert keys("l'HAMECONNAGE", "fr") == keys("l’hameçonnage", "fr") == keys("hameçonnage", "fr")


def test_words_that_stand_nowhere_find_nothing():
    assert keys("zymurgie quetzal", "fr") == []


def test_entry_that_says_one_word_of_three_is_left_out():
    assert keys("diffamation zymurgie quetzal", "fr") == []


def test_answers_far_behind_the_best_are_left_out():
    assert keys("photos d’enfants", "fr") == ["law-photos-minors"]


@pytest.mark.parametrize(
    "query",
    ["", "   ", "\x00", "\udcff\ud800", "🙂🙂", "' OR 1=1 --", "<script>", "%00", "‮כן", "de la le", "x" * 100_000,
     "photo " * 20_000, "é" * 100_000, "\u0301" * 100_000],
    ids=["empty", "spaces", "nul", "surrogates", "emoji", "sql", "html", "percent", "right-to-left", "empty-words",
         "long-word", "many-words", "accents", "marks"],
)  # fmt: skip
def test_absurd_query_is_answered_quickly(query):
    started = time.process_time()

    found = keys(query, "fr")

    assert len(found) <= 31
    assert time.process_time() - started < 1


def test_only_the_beginning_of_a_long_query_is_read():
    assert keys("photo " + "\u00e9" * LONGEST_QUERY + " diffamation", "fr") == keys("photo " + "\u00e9" * 194, "fr")


def test_index_of_no_entry_finds_nothing():
    assert SearchIndex([]).search("photo", "fr") == []
