"""A list of organizations as a spreadsheet saves it: read with patience, refused with reasons. Only Python.

UTF-8 with or without its mark, or Windows-1252; comma, semicolon or tab; headers in French or in English.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..kernel.collation import folded
from ..kernel.errors import Invalid
from ..kernel.spreadsheet import unguarded
from .import_rules import Line

MOST_LINES = 10_000
MOST_BYTES = 4_000_000
_WIDEST = 200  # columns

# What columns may be called, folded (no accents, no capitals, one space): French, English, our own export's keys.
_HEADERS = {
    "name": "nom, organisme, nom de l'organisme, organisation, name, organization, organization name, nom organisme",
    "reference": "reference, numero, no, n°, ref, numero de membre, no de membre, votre numero, member number, number",
    "slug": "slug, nom dans l'adresse, name in the address",
    "region": "region, secteur geographique, territoire, area",
    "tags": "tags, etiquettes, etiquette, mots cles, mots-cles, tag, labels",
    "email": "courriel, adresse courriel, email, e-mail, email address, courriel de l'organisme, adresse de courriel",
}
COLUMNS = {header: field for field, headers in _HEADERS.items() for header in headers.split(", ")}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a file, and the columns that were left aside."""

    lines: tuple[Line, ...]
    left_aside: tuple[str, ...] = ()


def read_csv(data: bytes) -> Sheet:
    """Read a whole file.

    Raises:
        Invalid: the file as a whole can't be read; single lines are judged later (`rules.plan`).
    """
    if len(data) > MOST_BYTES:
        raise Invalid("file-too-big", field="file", most=MOST_BYTES // 1_000_000)
    text = decoded(data)
    delimiter, text = _delimiter(text)
    rows = _rows(text, delimiter)
    try:
        _, header = next(rows)
    except StopIteration:
        raise Invalid("file-empty", field="file") from None
    fields, left_aside = _fields(header)
    lines = tuple(_lines(rows, fields))
    if not lines:
        raise Invalid("file-without-lines", field="file")
    return Sheet(lines, left_aside)


def decoded(data: bytes) -> str:
    """The text of a file.

    Raises:
        Invalid: it is not a text, or not one that can be read without guessing.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Invalid("file-is-workbook", field="file")
    if b"\0" in data or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Invalid("file-not-text", field="file")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("file-not-text", field="file")


def _delimiter(text: str) -> tuple[str, str]:
    """The delimiter under which the first line names the most columns. Excel's own « sep=; » line is obeyed."""
    first, _, rest = text.partition("\n")
    if (said := re.fullmatch(r"sep=([,;\t])\r?", first)) is not None:
        return said[1], rest
    start = text.lstrip("\r\n")[:10_000]
    return max(";,\t", key=lambda mark: _known_in_header(start, mark)), text


def _known_in_header(text: str, delimiter: str) -> tuple[int, int]:
    try:
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return 0, 0
    return sum(_header(cell) in COLUMNS for cell in header), len(header)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that says something, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Invalid("file-line-unreadable", field="file", line=number) from error
        if any(cell.strip() for cell in row):
            if len(row) > _WIDEST:
                raise Invalid("file-line-unreadable", field="file", line=number)
            yield number, row
        number = reader.line_num + 1


def _header(cell: str) -> str:
    return " ".join(folded(cell).replace("_", " ").split())


def _fields(header: list[str]) -> tuple[list[str | None], tuple[str, ...]]:
    fields = [COLUMNS.get(_header(unguarded(cell))) for cell in header]
    named = [field for field in fields if field is not None]
    if "name" not in named:
        raise Invalid("file-without-name-column", field="file")
    if len(set(named)) < len(named):
        twice = next(cell for cell, field in zip(header, fields, strict=True) if field and named.count(field) > 1)
        raise Invalid("file-column-twice", field="file", column=twice.strip()[:40])
    aside = (cell.strip()[:40] for cell, field in zip(header, fields, strict=True) if field is None)
    return fields, tuple(cell for cell in aside if cell)


def _lines(rows: Iterator[tuple[int, list[str]]], fields: list[str | None]) -> Iterator[Line]:
    for count, (number, row) in enumerate(rows, start=1):
        if count > MOST_LINES:
            raise Invalid("file-too-long", field="file", most=MOST_LINES)
        cells = ((field, unguarded(cell)) for field, cell in zip(fields, row, strict=False) if field is not None)
        yield Line(number, {field: cell for field, cell in cells if cell.strip()})
