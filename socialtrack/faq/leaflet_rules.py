"""Which answers a leaflet holds, from what its address names. Only Python."""

from collections.abc import Sequence
from dataclasses import dataclass

from .edition import FaqEdition, FaqEntryText

MOST_ANSWERS = 12  # seven pages of letter paper
MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Leaflet:
    """The answers, in the order of the subjects; how many names led to none; how many were too many."""

    entries: tuple[FaqEntryText, ...]
    unknown: int
    left_out: int


def leaflet_of(faq: FaqEdition, names: Sequence[str]) -> Leaflet:
    wanted = set(names[:MOST_NAMES])
    found = tuple(entry for entry in faq.entries if entry.key in wanted)
    return Leaflet(found[:MOST_ANSWERS], len(wanted) - len(found), max(0, len(found) - MOST_ANSWERS))
