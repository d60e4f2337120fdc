"""Which passwords are taken: long, and not one of those that everybody tries first. Only Python.

No sign is asked for and none is forbidden: length does the work. What is refused, and why it can be said to the person,
is in `weakness`. The words beside it (`common_words.txt`) were written for SocialTrack, in French and in English: what
people here make passwords of. One such word or two, however often repeated, however decorated with digits and signs or
with digits for letters, make a password that a list of guesses holds: a thousand words have a million pairs, before any
decoration. Four words that have nothing to do with each other are welcome.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

SHORTEST, LONGEST = 12, 200  # characters, once composed
FEWEST_DIFFERENT = 5
LEFT_OF_PERSONAL = 8  # characters that must remain once what everybody knows of the person is taken out
MOSTLY = 0.7

_ROWS = (
    "1234567890-=",
    "qwertyuiop",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn,;:!",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
)
# Down and up the slanted columns of the two keyboards: 1qaz2wsx, aqwzsx.
_COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "aqw", "zsx", "1aq", "2zs", "3ed")
_STEPS = frozenset(
    pair for line in (*_ROWS, *_COLUMNS) for one, two in pairwise(line) for pair in (one + two, two + one)
)
# Digits and signs that stand for letters. A 1 is an i to some and an l to others.
_AS_LETTERS = str.maketrans(
    {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i", "€": "e"}
)


def as_kept(typed: str) -> str:
    """A password as it is measured and hashed: composed, so that é is the same from every keyboard. Never trimmed."""
    return unicodedata.normalize("NFC", typed)


def weakness(password: str, personal: Iterable[str] = ()) -> str | None:
    """The code of what is wrong with a new password (as kept), or None.

    `personal`: what others know of the person: address, names of the person and of their places.
    """
    if len(password) < SHORTEST:
        return "password-short"
    if len(password) > LONGEST:
        return "password-long"
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Co") for sign in password):
        return "password-control-characters"
    if len(set(password.casefold())) < FEWEST_DIFFERENT or _repeats(password.casefold()):
        return "password-repeats"
    if _is_a_walk(password.casefold()):
        return "password-walk"
    if _is_personal(password, personal):
        return "password-personal"
    if _is_common(password):
        return "password-common"
    return None


def _repeats(text: str) -> bool:
    """Whether it is one short piece again and again: abcabcabcabc, bonjourbonjour."""
    return any(
        text == (text[:length] * (len(text) // length + 1))[: len(text)] for length in range(1, len(text) // 2 + 1)
    )


def _is_a_walk(text: str) -> bool:
    """Whether most signs stand beside the one before: on a keyboard, in the alphabet, or among the digits."""
    pairs = [one + two for one, two in pairwise(text)]
    return sum(pair in _STEPS or pair[0] == pair[1] for pair in pairs) >= MOSTLY * len(pairs)


def _is_personal(password: str, personal: Iterable[str]) -> bool:
    left = _folded(password)
    known = sorted({piece for text in personal for piece in _pieces(text)}, key=len, reverse=True)
    is_touched = False
    for piece in known:
        if piece in left:
            left, is_touched = left.replace(piece, ""), True
    return is_touched and len(left) < LEFT_OF_PERSONAL


def _pieces(text: str) -> set[str]:
    """A name or an address: each of its words, and all of them run together."""
    words = "".join(sign if sign.isalnum() else " " for sign in _unaccented(text)).split()
    return {piece for piece in (*words, "".join(words)) if len(piece) >= 3}


def _is_common(password: str) -> bool:
    plain = _unaccented(password)
    bare = plain.strip("".join({sign for sign in plain if not sign.isalpha()}))
    readings = {_letters(plain)}
    for text in (plain, bare):
        for one in "il":
            readings.add(_letters(text.replace("1", one).translate(_AS_LETTERS)))
    return any(_is_made_of_common_words(reading) for reading in readings)


def _is_made_of_common_words(letters: str) -> bool:
    """Whether at most two different common words, with up to three letters more, are all there is."""
    words, longest = common_words()
    if not letters:
        return False
    # For each place reached from the start: the sets of words that lead there, and the letters left over.
    reached: list[set[tuple[frozenset[str], int]]] = [set() for _ in range(len(letters) + 1)]
    reached[0].add((frozenset(), 0))
    for start in range(len(letters)):
        for used, over in reached[start]:
            if over < 3:
                reached[start + 1].add((used, over + 1))
            for end in range(start + 3, min(len(letters), start + longest) + 1):
                word = letters[start:end]
                if word in words and len(used | {word}) <= 2:
                    reached[end].add((used | {word}, over))
    return any(used for used, _ in reached[-1])


@cache
def common_words() -> tuple[frozenset[str], int]:
    """The words, folded, and the length of the longest."""
    lines = (Path(__file__).parent / "common_words.txt").read_text(encoding="utf-8").splitlines()
    words = frozenset(
        _letters(_unaccented(word)) for line in lines if not line.startswith("#") for word in line.split()
    )
    return words, max(map(len, words))


def _unaccented(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


def _folded(text: str) -> str:
    return "".join(sign for sign in _unaccented(text) if sign.isalnum())
