"""One sheet of a workbook, element by element, as rows of cells. Only Python.

A million elements pass here within two seconds, or the file is refused: hence one function that hears all of them.
"""

import re
from collections.abc import Sequence
from xml.parsers import expat

from ..kernel.errors import Invalid
from .cell_rules import Format, number_text, text_of
from .read_table import LONGEST_CELL, MOST_COLUMNS, MOST_LINES, TITLES_WITHIN, Merged, Row

MOST_CELLS = 250_000
DEEPEST = 64
_MOST_MERGED = 200
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PLAIN = Format()


class CellValues:
    """What a cell's raw text stands for."""

    def __init__(self, strings: Sequence[str], formats: Sequence[Format], *, is_1904: bool) -> None:
        self._strings, self._formats, self._is_1904 = strings, formats, is_1904

    def value(
        self, kind: str, style: int, raw: str, *, has_value: bool, has_formula: bool
    ) -> tuple[str, tuple[str, str] | None]:
        """The text of a cell, or what is wrong with it.

        Raises:
            ValueError, IndexError: the file contradicts itself.
        """
        if kind == "s":
            return (self._strings[int(raw)] if raw else ""), None
        if has_formula and not raw and (kind == "n" or not has_value):
            return "", ("cell-formula-without-value", "")
        if kind == "n":
            shown = self._formats[style] if style < len(self._formats) else _PLAIN
            return (number_text(raw, shown, is_1904=self._is_1904) if raw else ""), None
        if kind == "e":
            return "", ("cell-in-error", raw[:20])
        if kind == "b":
            return ("VRAI" if raw == "1" else "FAUX"), None
        return text_of(raw.removesuffix("T00:00:00") if kind == "d" else raw), None


class SheetReader:
    """`rows` and `merged` fill as the parser is fed."""

    def __init__(self, values: CellValues, most_elements: int) -> None:
        self.rows: list[Row] = []
        self.merged: list[Merged] = []
        self._values, self._most_elements = values, most_elements

    def parser(self) -> expat.XMLParserType:
        value_of, most_elements = self._values.value, self._most_elements
        columns: dict[str, int] = {}
        cells: dict[int, str] = {}
        faults: dict[int, tuple[str, str]] = {}
        heard: list[str] = []
        elements = depth = count = number = column = style = length = aside = 0
        kind = ""
        is_listening = has_value = has_formula = False

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal elements, depth, number, column, kind, style, length, aside, is_listening, has_value, has_formula
            elements += 1
            depth += 1
            if elements > most_elements or depth > DEEPEST:
                raise Invalid("file-has-too-many-cells", field="file")
            tag = name[name.rfind(" ") + 1 :]
            if tag == "c":
                if (ref := given.get("r")) is None:
                    column += 1
                else:
                    letters = ref.rstrip("0123456789")
                    if letters not in columns:
                        columns[letters] = _place(f"{letters}1")[1]
                    column = columns[letters]
                kind, style, length = given.get("t", "n"), int(given.get("s", 0)), 0
                has_value = has_formula = False
                heard.clear()
            elif tag in ("v", "t"):
                has_value, is_listening = True, not aside
            elif tag == "row":
                number, column = int(given.get("r", number + 1)), -1
            elif tag == "f":
                has_formula = True
            elif tag == "rPh":
                aside += 1
            elif tag == "mergeCell" and len(self.merged) < _MOST_MERGED:
                first, _, last = given["ref"].partition(":")
                (top, left), (bottom, right) = _place(first), _place(last or first)
                self.merged.append(Merged(top, bottom, left, right))

        def hear(text: str) -> None:
            nonlocal length
            if is_listening and length <= LONGEST_CELL:
                length += len(text)
                heard.append(text)

        def end(name: str) -> None:
            nonlocal depth, is_listening, aside
            depth -= 1
            tag = name[name.rfind(" ") + 1 :]
            if tag == "c":
                if has_value or has_formula:
                    close_cell()
            elif tag in ("v", "t"):
                is_listening = False
            elif tag == "row":
                if cells or faults:
                    self._close_row(number, cells, faults)
                    cells.clear()
                    faults.clear()
            elif tag == "rPh":
                aside -= 1

        def close_cell() -> None:
            nonlocal count
            raw = heard[0] if len(heard) == 1 else "".join(heard)
            text, fault = value_of(kind, style, raw, has_value=has_value, has_formula=has_formula)
            if fault is None and (not text or text.isspace()):
                return
            count += 1
            if count > MOST_CELLS:
                raise Invalid("file-has-too-many-cells", field="file")
            if column >= MOST_COLUMNS:
                raise Invalid("file-too-wide", field="file", line=number, most=MOST_COLUMNS)
            if fault is not None:
                faults[column] = fault
            else:
                cells[column] = text

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, hear
        return parser

    def _close_row(self, number: int, cells: dict[int, str], faults: dict[int, tuple[str, str]]) -> None:
        if len(self.rows) >= MOST_LINES + TITLES_WITHIN:
            raise Invalid("file-too-long", field="file", most=MOST_LINES)
        texts = [""] * (max(cells, default=-1) + 1)
        for column, text in cells.items():
            texts[column] = text
        self.rows.append(Row(number, tuple(texts), dict(faults)))


def _place(ref: str) -> tuple[int, int]:
    """(row, column) of « B12 »: the row as the spreadsheet numbers it, the column from 0."""
    found = _REF.fullmatch(ref)
    if found is None:
        raise ValueError(ref)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1
