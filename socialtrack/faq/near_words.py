"""Words that people use for one another, in each language. Only Python."""

from collections.abc import Mapping
from functools import lru_cache

from .words import stem, words

# One line, one meaning. Several meanings of a word are several lines; what only one answer needs is in its `also_said`.
FRENCH = """
    musique chanson
    photo image portrait cliché
    enfant mineur ado gamin élève
    parent tuteur tutrice titulaire
    permission autorisation consentement accord
    usurpation imposteur imitateur
    pseudonyme alias surnom fictif
    diffamation calomnie médisance
    poursuite procès tribunal
    critique avis plainte commentaire
    insulte injure haine harcèlement
    départ démission partir partie
    remplaçant relève successeur succession
    aîné âgé vieux
    pirate hacker cracker
    arnaque fraude escroquerie hameçonnage
    courriel email mail pourriel
    infolettre bulletin
    effacer supprimer retirer enlever
    erreur faute gaffe bévue coquille
    nouvelle actualité journal article média
    idée sujet contenu inspiration
    prix coût argent budget tarif frais payer
    débordé occupé surchargé temps
    ordinateur informatique techno technologie numérique
    aveugle malvoyant handicap sourd malentendant
    langue français anglais bilingue
    réseau Facebook Instagram
"""
ENGLISH = """
    music song
    photo picture image portrait
    child kid children minor teen
    parent guardian tutor
    permission consent authorization agreement
    impersonation impostor imposter
    pseudonym alias nickname
    defamation libel slander
    lawsuit sued court
    criticism review complaint comment
    insult abuse hate harassment
    quit resign turnover departure
    backup replacement successor succession
    senior elderly older
    hacker hacked hijacked
    scam fraud phishing
    email mail
    newsletter bulletin
    erase delete remove
    mistake error typo blunder
    news newspaper article media
    idea topic content inspiration
    price cost money budget fee pay
    busy overwhelmed swamped time
    computer technology tech digital
    blind deaf disability disabled
    language French English bilingual
    offline online Internet
"""


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, Mapping[str, frozenset[str]]]:
    near: dict[str, dict[str, frozenset[str]]] = {}
    for language, lines in (("fr", FRENCH), ("en", ENGLISH)):
        known = near.setdefault(language, {})
        for line in lines.strip().splitlines():
            group = frozenset(stem(word, language) for word in words(line))
            for word in group:
                known[word] = known.get(word, frozenset()) | group
    return near


def near_stems(asked: str, language: str) -> frozenset[str]:
    """Stems of the words that mean about the same as the one of that stem, without itself."""
    return _groups()[language].get(asked, frozenset()) - {asked}
