"""What differs between two texts, word by word, for a page that shows them side by side. Only Python."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words, and whether the other text has it too."""

    words: str
    is_only_here: bool


def differences(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Each text in pieces, in its own order."""
    here, there = _PIECES.findall(one), _PIECES.findall(other)
    left: list[Piece] = []
    right: list[Piece] = []
    for said, i, j, k, m in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        is_same = said == "equal"
        _add(left, "".join(here[i:j]), not is_same)
        _add(right, "".join(there[k:m]), not is_same)
    return list(_joined(left)), list(_joined(right))


def _add(pieces: list[Piece], words: str, is_only_here: bool) -> None:
    if words:
        pieces.append(Piece(words, is_only_here))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """A space between two changed runs is part of one change: fewer, longer pieces are easier to read."""
    waiting: Piece | None = None
    for place, piece in enumerate(pieces):
        follows = place + 1 < len(pieces) and pieces[place + 1].is_only_here
        is_bridge = waiting is not None and not piece.words.strip() and follows
        if waiting is not None and (piece.is_only_here or is_bridge):
            waiting = Piece(waiting.words + piece.words, True)
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        if piece.is_only_here:
            waiting = piece
        else:
            yield piece
    if waiting is not None:
        yield waiting
