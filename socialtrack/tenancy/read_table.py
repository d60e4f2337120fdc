"""What a file is before anyone knows what its columns say: rows of cells, and how much of it we read. Only Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_BYTES = 4_000_000
MOST_LINES = 10_000  # under the titles
MOST_COLUMNS = 200
TITLES_WITHIN = 20  # rows: the titles stand in one of the first that say something
LONGEST_CELL = 32_767  # characters: no spreadsheet holds more


@dataclass(frozen=True, slots=True)
class Row:
    """One row that says something: its number as the spreadsheet shows it, and how many cells it had there.

    `faults` names what is wrong with single cells, by column: a code of `web/sentences.py` and its value.
    """

    number: int
    cells: tuple[str, ...]
    faults: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    width: int = 0


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one on the screen: what they say stands in the first, the others are empty."""

    top: int
    bottom: int
    left: int
    right: int

    def hides(self, number: int, column: int) -> bool:
        return self.top < number <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `sheets` names all that the file has, `sheet` is which of them this is.

    `is_ragged`: a row that is wider than its titles is a fault (a separator that nobody quoted), not a note beside
    the table. `is_mixed`: part of the text was written in another encoding than the rest.
    """

    rows: tuple[Row, ...]
    sheets: tuple[str, ...] = ()
    sheet: int = 0
    is_ragged: bool = False
    is_mixed: bool = False
    merged: tuple[Merged, ...] = ()
