"""Finding the hesitation that someone means, in memory. Pure rules: the same answer whatever keeps the data."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from math import log

from ..kernel.languages import LANGUAGES
from .edition import FaqEntryText, shipped_entries
from .near_words import near_stems
from .words import EMPTY_WORDS, SHORTEST_FORGIVEN, SHORTEST_STEM, one_slip_apart, stem, words

LONGEST_QUERY = 200
MOST_WORDS = 12

QUESTION, ALSO_SAID, SHORT, ANSWER, CATEGORY = 8.0, 6.0, 4.0, 2.0, 1.0
TOGETHER = 4.0
EXACT, BEGUN, MISTYPED, NEAR = 1.0, 0.6, 0.5, 0.4
OTHER_LANGUAGE = 0.5
FAR_BEHIND = 0.1


class SearchIndex:
    """Built once for a set of entries; asked many times."""

    def __init__(self, entries: Iterable[FaqEntryText]) -> None:
        self.entries = tuple(entries)
        # language -> stem -> {place of the entry: weight of the fields where it stands}
        self.places: dict[str, dict[str, dict[int, float]]] = {language: {} for language in LANGUAGES}
        self.phrases: list[tuple[int, float, str]] = []
        for place, entry in enumerate(self.entries):
            for language in LANGUAGES:
                self._read(place, entry, language)

    def _read(self, place: int, entry: FaqEntryText, language: str) -> None:
        fields = (
            (QUESTION, entry.question),
            (ALSO_SAID, entry.also_said),
            (SHORT, entry.short),
            (ANSWER, entry.answer),
            (CATEGORY, entry.category.title),
        )
        for weight, text in fields:
            said, stems = read(text.in_(language), language)
            self.phrases.append((place, weight, said))
            for found in stems:
                weights = self.places[language].setdefault(found, {})
                weights[place] = weights.get(place, 0.0) + weight

    def search(self, query: str, language: str) -> list[FaqEntryText]:
        """The best first. Left out: who says less than half of the words asked, or comes far behind the best."""
        typed = words(query[:LONGEST_QUERY])
        asked = meaningful(typed)
        scores: dict[int, float] = defaultdict(float)
        matched: dict[int, int] = defaultdict(int)
        for word in asked:
            for place, score in self._matches(word, language).items():
                scores[place] += score
                matched[place] += 1
        for place, weight in self._said_together(typed):
            scores[place] += weight * TOGETHER
        whole = {place: score * (matched[place] / len(asked)) ** 2 for place, score in scores.items()}
        least = FAR_BEHIND * max(whole.values(), default=0.0)
        kept = [place for place in whole if 2 * matched[place] >= len(asked) and whole[place] >= least]
        return [self.entries[place] for place in sorted(kept, key=lambda place: (-whole[place], place))]

    def _said_together(self, typed: Sequence[str]) -> Iterator[tuple[int, float]]:
        """Place and weight of each text that says several words exactly as typed, « rien à dire » for instance."""
        phrase = f" {' '.join(typed)} "
        if len(typed) > 1:
            yield from ((place, weight) for place, weight, said in self.phrases if phrase in said)

    def _matches(self, word: str, language: str) -> dict[int, float]:
        """Place of each entry that says the word, in either language, with how much that counts."""
        found = self._gather(word, language, begins_with if len(word) >= SHORTEST_STEM else is_same)
        if not found and len(word) >= SHORTEST_FORGIVEN:
            found = self._gather(word, language, is_mistyped)
        for place, score in self._near(word, language).items():
            found[place] = max(found.get(place, 0.0), score)
        return found

    def _near(self, word: str, language: str) -> dict[int, float]:
        """Entries that say another word for the same thing: in the reader's language alone, and for half as much."""
        best: dict[int, float] = {}
        for near in near_stems(stem(word, language), language):
            places = self.places[language].get(near, {})
            for place, weight in places.items():
                score = weight * NEAR * log(1 + len(self.entries) / len(places))
                best[place] = max(best.get(place, 0.0), score)
        return best

    def _gather(self, word: str, language: str, alike: Callable[[str, str], float]) -> dict[int, float]:
        best: dict[int, float] = {}
        for read in LANGUAGES:
            asked = stem(word, read)
            nearness = 1.0 if read == language else OTHER_LANGUAGE
            for found, places in self.places[read].items():
                if quality := alike(found, asked):
                    factor = quality * nearness * log(1 + len(self.entries) / len(places))
                    for place, weight in places.items():
                        best[place] = max(best.get(place, 0.0), weight * factor)
        return best


@lru_cache(maxsize=4096)
def read(text: str, language: str) -> tuple[str, frozenset[str]]:
    """A text's words as a phrase, and their stems: read once, however often a centre changes another entry."""
    said = words(text)
    return f" {' '.join(said)} ", frozenset(stem(word, language) for word in said)


def is_same(found: str, asked: str) -> float:
    return EXACT if found == asked else 0.0


def begins_with(found: str, asked: str) -> float:
    return EXACT if found == asked else BEGUN if found.startswith(asked) else 0.0


def is_mistyped(found: str, asked: str) -> float:
    return MISTYPED if one_slip_apart(found, asked) else 0.0


def readable(query: str) -> str:
    """What was typed, as a page may say it back: no control character, no mark that turns the writing around."""
    visible = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in query[:LONGEST_QUERY])
    return " ".join(visible.split())


def meaningful(asked: Sequence[str]) -> list[str]:
    """The words that carry meaning, each once; all of them if none does."""
    kept = [word for word in asked if word not in EMPTY_WORDS] or list(asked)
    return list(dict.fromkeys(kept))[:MOST_WORDS]


@lru_cache(maxsize=1)
def shipped_index() -> SearchIndex:
    return SearchIndex(shipped_entries())
