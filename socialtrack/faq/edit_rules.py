"""What a centre may make of an entry, what it lacks before people read it, and when the shipped one has changed.

Only values: no centre, no table, no page.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from ..kernel.errors import Invalid
from ..kernel.languages import LANGUAGES, LocalText
from ..kernel.text import clean_line, slug_of
from .edition import FaqEntryText

OWN = "own-"  # how the key of an entry begins that is not shipped
LONGEST_KEY = 60
LONGEST_LINK = 500
LEAST_WORDS, MOST_WORDS = 80, 180  # advice, never a refusal
WORDS_A_MINUTE = 180
NOTHING = LocalText("", "")

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_MARKS = re.compile(r"\]\([^)]*\)|[*_#`]|^\s*(?:[-+]|\d+[.)])\s", re.MULTILINE)
_OURS = re.compile(r"(?<=\S) (?=[:»](?:\s|$|[.,;)]))|(?<=«) ")
_LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")


class EntryState(StrEnum):
    """`draft` was never published; nobody finds what is `retired`; `shipped` is in force again as shipped."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"
    SHIPPED = "shipped"


class FaqKind(StrEnum):
    """The kinds of its events, all of them the centre's. `value_after` holds the `key`, the `text` in force (the last
    that was, where none is), and in place of a shipped entry the digest (`shipped`) of the one that was looked at."""

    DRAFTED = "faq-drafted"
    PUBLISHED = "faq-published"
    RETIRED = "faq-retired"
    SHIPPED = "faq-shipped"
    KEPT = "faq-kept"


@dataclass(frozen=True, slots=True)
class WrittenSource:
    """Where an answer comes from. Without an address it is a document that is not online."""

    title: LocalText
    url: str
    read_on: date

    def to_mapping(self) -> dict[str, object]:
        return {"title": self.title.to_mapping(), "url": self.url or None, "read_on": self.read_on.isoformat()}


@dataclass(frozen=True, slots=True)
class EntryWords:
    """All that is written of an entry, whole or not yet. `actions` are keys of tasks."""

    category: str
    question: LocalText = NOTHING
    short: LocalText = NOTHING
    answer: LocalText = NOTHING
    also_said: LocalText = NOTHING
    caution: LocalText = NOTHING
    actions: tuple[str, ...] = ()
    sources: tuple[WrittenSource, ...] = ()
    checked_on: date | None = None

    def to_mapping(self) -> dict[str, object]:
        texts = ("question", "short", "answer", "also_said", "caution")
        return {
            "category": self.category,
            **{name: getattr(self, name).to_mapping() for name in texts},
            "actions": list(self.actions),
            "sources": [source.to_mapping() for source in self.sources],
            "checked_on": self.checked_on.isoformat() if self.checked_on else None,
        }

    @property
    def digest(self) -> str:
        """The same for the same words: what a form was drawn from."""
        return _digest(self.to_mapping())


def words_of_shipped(entry: FaqEntryText) -> EntryWords:
    """A shipped entry as the editor opens it."""
    return EntryWords(
        category=entry.category.key,
        question=entry.question,
        short=entry.short,
        answer=entry.answer,
        also_said=entry.also_said,
        caution=entry.caution or NOTHING,
        actions=entry.actions,
        sources=tuple(WrittenSource(source.title, source.url or "", source.read_on) for source in entry.sources),
        checked_on=entry.checked,
    )


def shipped_digest(entry: FaqEntryText) -> str:
    """Another digest tells that the shipped entry says something else. A source that was merely read again says the
    same."""
    said = {
        **words_of_shipped(entry).to_mapping(),
        "sources": [
            [source.id, source.title.to_mapping(), source.url, source.language, source.dated.to_mapping()]
            for source in entry.sources
        ],
    }
    return _digest(said)


def _digest(said: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_own(key: str) -> bool:
    return key.startswith(OWN)


def own_key(question: LocalText, taken: Collection[str]) -> str:
    """A key made of the French question, or of the English one where there is none; never one that is taken."""
    made = OWN + slug_of(question.fr or question.en, most=LONGEST_KEY - len(OWN) - 4)
    number = 1
    key = made
    while key in taken:
        number += 1
        key = f"{made}-{number}"
    return key


def missing(words: EntryWords) -> Iterator[tuple[str, str]]:
    """What people would miss if this were published: pairs (field, language). A caution is whole, or not there."""
    for language in LANGUAGES:
        for field in ("question", "short", "answer"):
            if not getattr(words, field)[language]:
                yield field, language
        if (words.caution.fr or words.caution.en) and not words.caution[language]:
            yield "caution", language


def typeset(french: str) -> str:
    """The no-break spaces that few people type: before a colon, inside « »."""
    return _OURS.sub("\u00a0", french)


def word_count(markdown: str) -> int:
    """How many words are read; what is written for links and lists is none."""
    return len(_WORD.findall(_MARKS.sub(" ", markdown)))


def https_address(text: str | None, *, field: str) -> str:
    """An address that a reader may be sent to; '' where none was typed.

    Raises:
        Invalid: another scheme, a name and a password inside, or no host.
    """
    address = clean_line(text, field=field, most=LONGEST_LINK, required=False)
    if not address:
        return ""
    if not is_https(address):
        raise Invalid("faq-address-not-https", field=field)
    return address


def is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and "." in host.strip(".") and "@" not in parts.netloc and " " not in address


def refuse_other_links(markdown: str, *, field: str) -> None:
    """Raises:
    Invalid: a link of the text does not lead to an https address: readers would find no link there.
    """
    for address in _LINK.findall(markdown):
        if not is_https(address):
            raise Invalid("faq-link-not-https", field=field)
