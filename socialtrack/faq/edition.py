"""The hesitations as the product ships them: a file of the project, read once. Knows no centre, table or page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..guide.edition import Source, caution_of, cited, read_content, shipped_sources
from ..kernel.languages import LocalText

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True, slots=True)
class FaqCategory:
    key: str
    title: LocalText


@dataclass(frozen=True, slots=True)
class FaqEntryText:
    """A hesitation and its answer (Markdown).

    `also_said` lists other words that people type for it: searched, never shown. `actions` are keys of tasks.
    `checked` is None where no check was possible. `is_of_centre`: in the words of a centre, not as shipped.
    """

    key: str
    category: FaqCategory
    question: LocalText
    short: LocalText
    answer: LocalText
    also_said: LocalText
    actions: tuple[str, ...]
    sources: tuple[Source, ...]
    checked: date | None
    caution: LocalText | None
    is_of_centre: bool = False


@dataclass(frozen=True, slots=True)
class FaqEdition:
    id: str
    version: str
    categories: tuple[FaqCategory, ...]
    entries: tuple[FaqEntryText, ...]

    def entry(self, key: str) -> FaqEntryText | None:
        return next((entry for entry in self.entries if entry.key == key), None)

    def of(self, category: FaqCategory) -> tuple[FaqEntryText, ...]:
        return tuple(entry for entry in self.entries if entry.category is category)

    def beside(self, entry: FaqEntryText) -> tuple[FaqEntryText | None, FaqEntryText | None]:
        """The entries before and after, in the order of the page."""
        place = self.entries.index(entry)
        return (
            self.entries[place - 1] if place else None,
            self.entries[place + 1] if place + 1 < len(self.entries) else None,
        )


@lru_cache(maxsize=1)
def shipped_faq() -> FaqEdition:
    return faq_from(read_content(CONTENT / "faq.yaml"), shipped_sources())


def shipped_entries() -> tuple[FaqEntryText, ...]:
    """Every entry, in the order of the categories."""
    return shipped_faq().entries


def faq_from(content: Mapping[str, Any], sources: Mapping[str, Source]) -> FaqEdition:
    categories = {
        category["key"]: FaqCategory(category["key"], LocalText.from_mapping(category["title"]))
        for category in content["categories"]
    }
    entries = [entry_from(entry, categories[entry["category"]], sources) for entry in content["entries"]]
    ranks = {key: rank for rank, key in enumerate(categories)}
    return FaqEdition(
        id=content["id"],
        version=content["version"],
        categories=tuple(categories.values()),
        entries=tuple(sorted(entries, key=lambda entry: ranks[entry.category.key])),
    )


def entry_from(entry: Mapping[str, Any], category: FaqCategory, sources: Mapping[str, Source]) -> FaqEntryText:
    return FaqEntryText(
        key=entry["key"],
        category=category,
        question=LocalText.from_mapping(entry["question"]),
        short=LocalText.from_mapping(entry["short"]),
        answer=LocalText.from_mapping(entry["answer"]),
        also_said=LocalText.from_mapping(entry["also_said"]),
        actions=tuple(entry["actions"]),
        sources=cited(entry["sources"], sources, by=entry["key"]),
        checked=date.fromisoformat(entry["checked"]) if entry["checked"] else None,
        caution=caution_of(entry),
    )
