"""Words as people type them: accents, endings, typing mistakes. Knows both languages, nothing of what is searched."""

import re
import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})

# « x » is missing from the single letters on purpose: it is the name of a network.
FRENCH_EMPTY_WORDS = """
    a ai ait alors au aux avec avoir avons c ca ce cela ces cet cette comme comment d dans de des dois doit donc du elle
    en est et etait ete etre eu fait faire faut il ils j je l la le les leur lui m ma mais me mes mon n ne nos notre
    nous on ont ou par pas peut peux plus pour pourquoi qu quand que quel quelle qui quoi s sa se ses si son sont suis
    sur t ta te tes ton toute tous tout tres tu un une vais veux vos votre vous y
"""
ENGLISH_EMPTY_WORDS = """
    a about am an and any are as at be been but by can do does don for from had has have how i if in into is isn it its
    ll m me my no not of on or our ours out re s should so t that the their them there they this to too us ve was we
    what when where which who why will with would you your
"""
EMPTY_WORDS = frozenset(FRENCH_EMPTY_WORDS.split() + ENGLISH_EMPTY_WORDS.split())

FRENCH_ENDINGS = """
    issements issement ations ation atrices atrice ateurs ateur ements ement ments ment euses euse eux eurs eur ages age
    ives ive ifs if antes ante ants ant aient ait ables able iques ique ees ee ez er ir es e s x
"""
ENGLISH_ENDINGS = "ations ation ements ement ments ment ings ing ers er ies ied edly ed ely ly es e s y"
ENDINGS = {"fr": FRENCH_ENDINGS.split(), "en": ENGLISH_ENDINGS.split()}
SHORTEST_STEM = 4
SHORTEST_FORGIVEN = 5


def fold(text: str) -> str:
    """Lower case, without accents; « Œuvre » and « oeuvre » become one."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The folded words of a text; an apostrophe, curly or straight, and a hyphen end a word."""
    return re.findall(r"[a-z0-9]+", fold(text))


def stem(word: str, language: str) -> str:
    """What is left when plural, gender and the commonest endings go; rough on purpose, the same on both sides."""
    if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss"):
        word = word[:-1]
    for ending in ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    if len(word) > SHORTEST_STEM and word[-1] == word[-2]:
        word = word[:-1]
    return word


def one_slip_apart(one: str, other: str) -> bool:
    """True if one letter is missing, added, changed or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
