"""The order of names in French: accents ignored first, then told apart. The key is stored, so both engines agree."""

import unicodedata

KEY_LENGTH = 400


def folded(text: str) -> str:
    """Lower case, without accents or ligatures: « Œuvres d’Été » → "oeuvres d'ete"."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def sort_key(name: str) -> str:
    """Folded form first, then the form with accents: Éclair stands between Eau and Ed…, and after Eclair."""
    return f"{folded(name)}\u0001{unicodedata.normalize('NFC', name).casefold()}"[:KEY_LENGTH]
