"""A list of organizations in a person's own file: its titles are found, its columns recognized or matched by hand.

Only Python. What a line then does to the centre is the affair of `import_rules`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..kernel.errors import Invalid
from ..kernel.spreadsheet import unguarded
from .column_rules import COLUMN_FIELDS, clash, is_ours, is_title, recognized, titles_row
from .import_rules import Line
from .read_csv import read_csv
from .read_table import MOST_BYTES, MOST_LINES, TITLES_WITHIN, Row, Table
from .read_xlsx import is_workbook, read_xlsx

_SAMPLES = 2
# What spreadsheets write where a formula failed, in both languages: never the name or the phone of anyone.
_ERRORS = frozenset(
    {
        *("#DIV/0!", "#REF!", "#N/A", "#NAME?", "#NOM?", "#VALUE!", "#VALEUR!", "#NUM!", "#NOMBRE!", "#NULL!", "#NUL!"),
        *("#ERROR!", "#ERREUR!", "#SPILL!"),
    }
)
_LONGEST_SHOWN = 60
_RUNS = re.compile(r"[ \t\r\n\f\v]+")


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody said of the file by hand. None leaves it to us.

    `titles` is the number of the row that holds the titles, 0 if no row does; `fields` has one for each column.
    """

    sheet: int = 0
    titles: int | None = None
    fields: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class ReadList:
    """What was read. `unsettled` tells why somebody has to match the columns first: then there are no lines yet."""

    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    choices: Choices
    heads: tuple[Row, ...]  # the first rows: one of them holds the titles
    rows: tuple[Row, ...]  # those under the titles, as they came
    sheets: tuple[str, ...] = ()
    is_mixed: bool = False
    unsettled: Invalid | None = None

    @property
    def left_aside(self) -> tuple[str, ...]:
        """Titles of columns that nobody reads, without those of our own reports."""
        return tuple(one.title for one in self.columns if not one.field and one.title and not is_ours(one.title))


def read_list(data: bytes, choices: Choices | None = None) -> ReadList:
    """Read a whole file.

    Raises:
        Invalid: the file as a whole can't be read; single lines are judged later (`import_rules.plan`).
    """
    if len(data) > MOST_BYTES:
        raise Invalid("file-too-big", field="file", most=MOST_BYTES // 1_000_000)
    choices = choices or Choices()
    table = _table(data, choices.sheet)
    if not table.rows:
        raise Invalid("file-empty", field="file")
    titles, rows = _parted(table.rows, choices.titles)
    if not rows and titles is not None and choices.titles is None and not any(is_title(cell) for cell in titles.cells):
        titles, rows = None, table.rows  # a list of one name
    if not rows:
        raise Invalid("file-without-lines", field="file")
    if len(rows) > MOST_LINES:
        raise Invalid("file-too-long", field="file", most=MOST_LINES)
    width = max(len(row.cells) for row in ((titles, *rows) if titles else rows))
    heads = titles.cells if titles else ()
    said = [heads[n] if n < len(heads) else "" for n in range(width)]
    fields = _fields(said, choices.fields)
    unsettled = _unsettled(said, fields)
    lines = () if unsettled else tuple(_lines(rows, fields, table, titles.width if titles else 0))
    columns = tuple(Column(shortened(title), _samples(rows, n), fields[n]) for n, title in enumerate(said))
    settled = Choices(table.sheet, titles.number if titles else 0, fields)
    return ReadList(
        lines, columns, settled, table.rows[:TITLES_WITHIN], tuple(rows), table.sheets, table.is_mixed, unsettled
    )


def _table(data: bytes, sheet: int) -> Table:
    if is_workbook(data):
        return read_xlsx(data, sheet)
    _refuse_other_kinds(data)
    return read_csv(data, is_title)


def _refuse_other_kinds(data: bytes) -> None:
    """Files that are called a list, and are something else: said by name, since « not a text » helps nobody."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        raise Invalid("file-is-web-page", field="file")
    if start.startswith((b"%pdf", b"{\\rtf")):
        raise Invalid("file-not-a-list", field="file")


def _parted(rows: Sequence[Row], chosen: int | None) -> tuple[Row | None, tuple[Row, ...]]:
    """The titles, and what stands under them."""
    if chosen == 0:
        return None, tuple(rows)
    at = titles_row(rows)
    if chosen is not None:
        at = next((n for n, row in enumerate(rows[:TITLES_WITHIN]) if row.number == chosen), at)
    return rows[at], tuple(rows[at + 1 :])


def _fields(titles: Sequence[str], chosen: tuple[str, ...] | None) -> tuple[str, ...]:
    if chosen is None:
        return recognized(titles)
    known = [field if field in COLUMN_FIELDS else "" for field in chosen]
    return tuple((known + [""] * len(titles))[: len(titles)])


def _unsettled(titles: Sequence[str], fields: Sequence[str]) -> Invalid | None:
    if "name" not in fields:
        return Invalid("file-without-name-column", field="file")
    if (twice := clash(fields)) is not None:
        return Invalid("file-column-twice", field="file", column=shortened(titles[twice]) or str(twice + 1))
    return None


def _lines(rows: Sequence[Row], fields: Sequence[str], table: Table, width: int) -> Iterator[Line]:
    named = fields.index("name")
    for row in rows:
        said = {f: unguarded(cell) for f, cell in zip(fields, row.cells, strict=False) if f and cell.strip()}
        fault = next(((code, fields[n], value) for n, (code, value) in row.faults.items() if _says(fields, n)), None)
        if fault is None and (error := next((f for f, cell in said.items() if cell.strip() in _ERRORS), None)):
            fault = "cell-in-error", error, said[error].strip()
        if fault is None and table.is_ragged and width and len(row.cells) > width:
            fault = "line-too-wide", "", str(len(row.cells))
        if fault is None and not said.get("name") and any(one.hides(row.number, named) for one in table.merged):
            fault = "cell-is-merged", "name", ""
        yield Line(row.number, said, fault)


def _says(fields: Sequence[str], column: int) -> bool:
    return column < len(fields) and bool(fields[column])


def _samples(rows: Sequence[Row], column: int) -> tuple[str, ...]:
    """The first values that differ."""
    found: dict[str, None] = {}
    for row in rows[:200]:
        if column < len(row.cells) and (cell := row.cells[column].strip()):
            found.setdefault(shortened(unguarded(cell)))
            if len(found) == _SAMPLES:
                break
    return tuple(found)


def shortened(cell: str) -> str:
    """As much of a cell as a page shows of it, on one line; no-break spaces stay."""
    text = _RUNS.sub(" ", cell).strip()
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
