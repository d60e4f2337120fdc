"""What in a text tells of which organization, or of whom, it speaks. Only Python: looks, and decides nothing.

It would rather show a word too many, which a person then keeps, than let a name through.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .words import EMPTY_WORDS, fold

SHORTEST_JOINED = 8  # letters: « lesamisdulac » inside an address is the name, « lamis » is nothing
SHORTEST_NOTE = 4
SHORTEST_PERSON = 3
LONGEST_LOOKED_AT = 20_000

_TOKEN = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"«»]+@[^\s@<>()\[\],;:\"«»]+\.[^\W\d_]{2,}")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+?1[\s.–-]*)?(?:\(\d{3}\)|\d{3})[\s.–-]*\d{3}[\s.–-]*\d{4}(?!\w)|\b\d{3}[-–]\d{4}\b"
)
_POSTAL_CODE = re.compile(r"(?i)\b[abceghj-nprstvxy]\d[a-z][\s-]?\d[a-z]\d\b")
_NUMBER = re.compile(r"(?<![\w/.-])\d[\d\s-]{3,}\d(?![\w/])")
_STREET = re.compile(
    r"(?i)\b\d{1,5}[\s,]+(?:(?:rue|avenue|av\.|boul\.|boulevard|chemin|ch\.|rang|route|place|côte|montée|allée)\s+[^\s,.;]+"
    r"(?:\s+[^\s,.;]+){0,3}|(?:[^\W\d_]+\s+){1,3}(?:street|st\.|avenue|ave\.|road|rd\.|boulevard|drive|lane)\b)"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}[\s–-]+\d{4}")
_ENDS_A_SENTENCE = ".!?:\n•«“"
# Words of a street, or of a province, which name none in particular.
STREETS = """
    rue avenue boulevard boul chemin rang route place cote montee allee bureau local suite casier case postale porte
    etage nord sud est ouest street road drive lane floor box saint sainte st ste quebec canada
"""
_OF_ANY_PLACE = frozenset(STREETS.split())
MAIL_HOSTS = "gmail hotmail outlook yahoo videotron bell live icloud example mail courriel globetrotter"
_OF_ANY_MAIL = frozenset(MAIL_HOSTS.split())
_THOUSANDS = re.compile(r"\d{1,3}(?:\s\d{3}){1,2}")


class Sign(StrEnum):
    """What a find is."""

    NAME = "name"
    WORD = "word"
    REFERENCE = "reference"
    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    POSTAL_CODE = "postal-code"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Signs:
    """What designates one organization. Each may be empty."""

    name: str = ""
    slug: str = ""
    reference: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    people: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Find:
    """Words as they were typed, what they are, and in which fields they stand."""

    sign: Sign
    words: str
    fields: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """How a person says of it that it designates nobody: the same wherever and however it was typed."""
        return f"{self.sign}:{' '.join(_TOKEN.findall(fold(self.words)))}"


@dataclass(slots=True)
class _Text:
    """One text, with its words folded, and where each stands."""

    text: str
    tokens: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> "_Text":
        shown = "".join(c for c in text[:LONGEST_LOOKED_AT] if unicodedata.category(c) != "Cf")
        read = cls(shown)
        for match in _TOKEN.finditer(shown):
            read.tokens.append(fold(match.group()))
            read.places.append(match.span())
        return read

    def words(self, first: int, count: int) -> str:
        return self.text[self.places[first][0] : self.places[first + count - 1][1]]

    def runs(self, wanted: Sequence[str]) -> Iterator[int]:
        """Where these words stand one after the other."""
        size = len(wanted)
        for place in range(len(self.tokens) - size + 1):
            if self.tokens[place] == wanted[0] and self.tokens[place : place + size] == wanted:
                yield place

    def is_named(self, place: int) -> bool:
        """Whether a word has its capital though no sentence begins there."""
        start, _end = self.places[place]
        before = self.text[:start].rstrip(" \t\u00a0*_-")
        return self.text[start].isupper() and bool(before) and before[-1] not in _ENDS_A_SENTENCE


def identifying(
    texts: Mapping[str, str], asker: Signs | None, others: Iterable[Signs] = (), common: Collection[str] = ()
) -> list[Find]:
    """What in these texts (by field) designates an organization, a person or a place. Each thing once, in the order of
    the texts.

    Of the one who asked, all is looked for; of the `others`, only the name and the reference; of anybody, telephones,
    addresses and numbers. `common`: folded words that anybody writes; alone they designate nobody.
    """
    known = _by_first_word(others)
    found: dict[str, Find] = {}
    for name, text in texts.items():
        read = _Text.read(text)
        of_asker = _of_organization(read, asker, common) if asker is not None else ()
        for find in (*of_asker, *_of_others(read, known, common), *_of_anyone(read)):
            first = found.setdefault(find.key, find)
            if name not in first.fields:
                found[find.key] = replace(first, fields=(*first.fields, name))
    return _once(found.values())


def left(finds: Iterable[Find], said_to_be_none: Collection[str]) -> list[Find]:
    """The finds of which nobody has said that they designate no organization."""
    return [find for find in finds if find.key not in said_to_be_none]


def _of_organization(read: _Text, signs: Signs, common: Collection[str]) -> Iterator[Find]:
    for name in (signs.name, signs.slug, *signs.former_names):
        yield from _of_name(read, name, common)
    if reference := _tokens(signs.reference):
        yield from (Find(Sign.REFERENCE, read.words(place, len(reference))) for place in read.runs(reference))
    yield from _of_phone(read, signs.phone)
    yield from _of_email(read, signs.email, common)
    yield from _of_address(read, signs.address, common)
    for person in signs.people:
        yield from _of_person(read, person, common)


def _of_name(read: _Text, name: str, common: Collection[str]) -> Iterator[Find]:
    """The name whole, run together as addresses write it, its initials, and its words of note."""
    tokens = _tokens(name)
    if not tokens:
        return
    of_note = [token for token in tokens if _is_of_note(token, common)]
    if len(tokens) > 1 or of_note:
        yield from (Find(Sign.NAME, read.words(place, len(tokens))) for place in read.runs(tokens))
    joined = "".join(tokens)
    if len(joined) >= SHORTEST_JOINED:
        yield from (Find(Sign.NAME, read.words(place, 1)) for place, token in enumerate(read.tokens) if joined in token)
    initials = "".join(token[0] for token in tokens if token not in EMPTY_WORDS)
    if len(initials) >= 3 and initials not in common:
        for place, token in enumerate(read.tokens):
            if token == initials and read.words(place, 1).isupper():
                yield Find(Sign.NAME, read.words(place, 1))
    for token in of_note:
        for place, said in enumerate(read.tokens):
            if said in (token, f"{token}s", f"{token}x"):
                yield Find(Sign.WORD, read.words(place, 1))


def _by_first_word(others: Iterable[Signs]) -> dict[str, list[tuple[Sign, list[str]]]]:
    """What is looked for of many organizations at once: whole names, and references that look like one."""
    known: dict[str, list[tuple[Sign, list[str]]]] = {}
    for signs in others:
        reference = _tokens(signs.reference) if any(map(str.isdigit, signs.reference)) else []
        for sign, tokens in ((Sign.NAME, _tokens(signs.name)), (Sign.REFERENCE, reference)):
            if len("".join(tokens)) >= SHORTEST_NOTE:
                known.setdefault(tokens[0], []).append((sign, tokens))
    return known


def _of_others(
    read: _Text, known: Mapping[str, list[tuple[Sign, list[str]]]], common: Collection[str]
) -> Iterator[Find]:
    """A name of common words counts only where its capitals say that it is one."""
    for place, token in enumerate(read.tokens):
        for sign, wanted in known.get(token, ()):
            size = len(wanted)
            if read.tokens[place : place + size] != wanted:
                continue
            is_telling = sign == Sign.REFERENCE or any(_is_of_note(word, common) for word in wanted)
            if is_telling or any(read.is_named(at) for at in range(place, place + size)):
                yield Find(sign, read.words(place, size))


def _of_phone(read: _Text, phone: str) -> Iterator[Find]:
    digits = re.sub(r"\D", "", phone)[-10:]
    if len(digits) >= 7:
        spread = r"[^\w]{0,3}".join(digits[-7:])
        yield from (Find(Sign.PHONE, match.group()) for match in re.finditer(spread, read.text))


def _of_email(read: _Text, email: str, common: Collection[str]) -> Iterator[Find]:
    """Its own host, where it is the organization's: « lesamis » of lesamis.example."""
    host = email.rpartition("@")[2].rpartition(".")[0]
    for token in _tokens(host):
        if _is_of_note(token, common) and token not in _OF_ANY_MAIL:
            yield from (Find(Sign.EMAIL, read.words(place, 1)) for place in read.runs([token]))


def _of_address(read: _Text, address: str, common: Collection[str]) -> Iterator[Find]:
    for line in re.split(r"[,\n;]", address):
        tokens = _tokens(line)
        of_note = [token for token in tokens if _is_of_note(token, common) and token not in _OF_ANY_PLACE]
        if len(tokens) > 1 and (of_note or any(token.isdigit() for token in tokens)):
            yield from (Find(Sign.ADDRESS, read.words(place, len(tokens))) for place in read.runs(tokens))
        for token in of_note:
            yield from (Find(Sign.ADDRESS, read.words(place, 1)) for place in read.runs([token]))


def _of_person(read: _Text, person: str, common: Collection[str]) -> Iterator[Find]:
    tokens = _tokens(person)
    if len(tokens) > 1:
        yield from (Find(Sign.PERSON, read.words(place, len(tokens))) for place in read.runs(tokens))
    for token in tokens:
        if len(token) < SHORTEST_PERSON or token in EMPTY_WORDS:
            continue
        for place in read.runs([token]):
            if token not in common or read.is_named(place):
                yield Find(Sign.PERSON, read.words(place, 1))


def _of_anyone(read: _Text) -> Iterator[Find]:
    """What designates somebody, whoever it is."""
    rest = read.text
    for sign, pattern in (
        (Sign.EMAIL, _EMAIL),
        (Sign.PHONE, _PHONE),
        (Sign.POSTAL_CODE, _POSTAL_CODE),
        (Sign.ADDRESS, _STREET),
    ):
        for match in pattern.finditer(rest):
            yield Find(sign, match.group().strip())
        rest = pattern.sub(lambda match: " " * len(match.group()), rest)
    for match in _NUMBER.finditer(rest):
        words = match.group().strip()
        if _DAY.fullmatch(words) or _THOUSANDS.fullmatch(words):
            continue
        if len(re.sub(r"\D", "", words)) >= 5:
            yield Find(Sign.NUMBER, words)


def _once(finds: Iterable[Find]) -> list[Find]:
    """The same words under two signs count under the first."""
    kept: dict[str, Find] = {}
    for find in finds:
        words = find.key.partition(":")[2]
        if words not in kept or list(Sign).index(find.sign) < list(Sign).index(kept[words].sign):
            kept[words] = find
    return list(kept.values())


def _is_of_note(token: str, common: Collection[str]) -> bool:
    return len(token) >= SHORTEST_NOTE and token not in EMPTY_WORDS and token not in common


def _tokens(text: str) -> list[str]:
    return [fold(token) for token in _TOKEN.findall(text)]
