"""The Excel workbook around the lines of a report, written as it is read: memory does not grow with its lines.

XlsxWriter makes every part of the package; into its empty sheet go the lines of `cells.XlsxCells`. The package is
written from its beginning to its end, without going back: nothing stands on the disk. Nothing in it depends on the hour
or on who asks. See `docs/decisions/0038`.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .cells import DAY, MOMENT, PLAIN

MOST_LINES = 1_048_575  # of a sheet of Excel, besides its head
MOST_BYTES = 1 << 30  # of a sheet, before it is packed
_END_OF_LINES = b"</sheetData>"
_LETTER = 1  # the paper of Quebec
_HEAD_HEIGHT = 48


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    LONG = "long"
    KEY = "key"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"


_WIDTHS = {Kind.TEXT: 24, Kind.LONG: 44, Kind.KEY: 20, Kind.NUMBER: 12, Kind.DAY: 12, Kind.MOMENT: 20}


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and how the second sheet explains it."""

    head: str
    key: str
    kind: Kind
    label: str
    meaning: str
    values: str


@dataclass(frozen=True, slots=True)
class About:
    """What a workbook says besides its lines. `sheets`: the names of the two; `heads`: of the columns of the second."""

    title: str
    sheets: tuple[str, str]
    columns: Sequence[Column]
    heads: tuple[str, str, str, str]
    notes: Sequence[str]
    day: date


class _Pipe(io.RawIOBase):
    """A file that only goes on, and is taken away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def xlsx_pieces(about: About, lines: Iterator[bytes]) -> Iterator[bytes]:
    """The whole file. `lines`: some whole lines a piece; more than a sheet holds go on in another."""
    file, counts = _Pipe(), [0]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        _add(package, _FIRST, _parts(about, counts)[_FIRST])
        piece = next(lines, None)
        while True:
            name = f"xl/worksheets/sheet{len(counts)}.xml"
            size = 0
            with package.open(name, "w") as sheet:
                sheet.write(_parts(about, counts)[name].partition(_END_OF_LINES)[0])
                while piece is not None:
                    more = piece.count(b"</row>")
                    if counts[-1] and (counts[-1] + more > MOST_LINES or size + len(piece) > MOST_BYTES):
                        break
                    sheet.write(piece)
                    counts[-1] += more
                    size += len(piece)
                    yield file.taken()
                    piece = next(lines, None)
                sheet.write(b"".join(_parts(about, counts)[name].partition(_END_OF_LINES)[1:]))
            if piece is None:
                break
            counts.append(0)
        written = {_FIRST, *(f"xl/worksheets/sheet{number}.xml" for number in range(1, len(counts) + 1))}
        for name, part in _parts(about, counts).items():
            if name not in written:
                _add(package, name, part)
    yield file.taken()


_FIRST = "_rels/.rels"  # by which a file is known as one of Office


def _add(package: zipfile.ZipFile, name: str, part: bytes) -> None:
    with package.open(name, "w") as file:  # `open` dates it 1980, `writestr` would date it now
        file.write(part)


def _parts(about: About, counts: Sequence[int]) -> dict[str, bytes]:
    """The parts of a workbook whose sheets have that many lines, all empty."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(file, options)
    made_at = datetime.combine(about.day, time())
    book.set_properties({"title": about.title, "author": "", "created": made_at})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    plain = book.add_format({"num_format": "@"})
    if [style._get_xf_index() for style in (day, moment, plain)] != [DAY, MOMENT, PLAIN]:
        raise RuntimeError("styles of cells have lost their places")
    formats = {Kind.DAY: day, Kind.MOMENT: moment}
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    told = book.add_format({"text_wrap": True, "valign": "top"})
    for number, count in enumerate(counts, 1):
        sheet = book.add_worksheet(about.sheets[0] if number == 1 else f"{about.sheets[0]} {number}")
        _head(sheet, about, head, formats, count)
    _explain(book.add_worksheet(about.sheets[1]), about, head, told)
    book.close()
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def _head(sheet: Worksheet, about: About, head: Format, formats: dict[Kind, Format], count: int) -> None:
    sheet.set_row(0, _HEAD_HEIGHT)
    for place, column in enumerate(about.columns):
        sheet.set_column(place, place, _WIDTHS[column.kind], formats.get(column.kind))
        sheet.write_string(0, place, column.head, head)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, len(about.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(_LETTER)
    sheet.fit_to_pages(1, 0)


def _explain(sheet: Worksheet, about: About, head: Format, told: Format) -> None:
    for place, (words, width) in enumerate(zip(about.heads, (30, 20, 60, 60), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, words, head)
    for row, column in enumerate(about.columns, 1):
        for place, words in enumerate((column.label, column.key, column.meaning, column.values)):
            sheet.write_string(row, place, words, told)
    for row, note in enumerate(about.notes, len(about.columns) + 2):
        sheet.merge_range(row, 0, row, 3, "", told)
        sheet.write_string(row, 0, note, told)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(_LETTER)
    sheet.fit_to_pages(1, 0)
