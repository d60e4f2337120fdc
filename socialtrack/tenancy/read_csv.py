"""A CSV file as rows of cells: read with patience, refused with reasons. Only Python.

UTF-8 with or without its mark, Windows-1252, or the UTF-16 of Excel's « Unicode text »; comma, semicolon or tab.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator

from ..kernel.errors import Invalid
from .read_table import MOST_COLUMNS, MOST_LINES, TITLES_WITHIN, Row, Table

_MARKS = ";,\t"


def read_csv(data: bytes, is_title: Callable[[str], bool]) -> Table:
    """Read a whole file. `is_title` tells the titles of columns that are known, by which the separator is found.

    Raises:
        Invalid: the file as a whole can't be read.
    """
    text, is_mixed = decoded(data)
    mark, text = _delimiter(text, is_title)
    rows = []
    for row in _rows(text, mark):
        rows.append(row)
        if len(rows) > MOST_LINES + TITLES_WITHIN:
            raise Invalid("file-too-long", field="file", most=MOST_LINES)
    return Table(tuple(rows), is_ragged=True, is_mixed=is_mixed)


def decoded(data: bytes) -> tuple[str, bool]:
    """The text of a file, and whether two encodings are mixed in it: each line is then read in its own.

    Raises:
        Invalid: it is not a text, or not one that can be read without guessing.
    """
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text, is_mixed = data.decode("utf-16"), False
        else:
            text, is_mixed = _decoded_bytes(data)
    except UnicodeDecodeError as error:
        raise Invalid("file-not-text", field="file") from error
    if "\0" in text:
        raise Invalid("file-not-text", field="file")
    return text, is_mixed


def _decoded_bytes(data: bytes) -> tuple[str, bool]:
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    lines, has_utf8 = [], data.startswith(codecs.BOM_UTF8)
    for line in data.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True):
        try:
            lines.append(line.decode())
            has_utf8 = has_utf8 or not line.isascii()
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252"))
    return "".join(lines), has_utf8


def _delimiter(text: str, is_title: Callable[[str], bool]) -> tuple[str, str]:
    """The separator under which the first rows name the most columns. Excel's own « sep=; » line is obeyed."""
    if (said := re.match(r"sep=([,;\t])(?:\r\n|\r|\n|$)", text)) is not None:
        # The line stays, empty, so that the others keep their numbers.
        return said[1], "\n" + text[said.end() :]
    start = text.lstrip("\r\n")[:20_000]
    return max(_MARKS, key=lambda mark: _likelihood(start, mark, is_title)), text


def _likelihood(text: str, mark: str, is_title: Callable[[str], bool]) -> tuple[int, int]:
    """How many titles the best row has with that separator; then how many cells the rows share."""
    known, widths = 0, []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        for row, _ in zip(reader, range(TITLES_WITHIN), strict=False):
            known = max(known, sum(is_title(cell) for cell in row))
            widths += [len(row)] if any(row) else []
    except csv.Error:
        pass
    widths.sort()
    return known, widths[len(widths) // 2] if widths else 0


def _rows(text: str, mark: str) -> Iterator[Row]:
    """Each row that says something, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    number = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Invalid("file-line-unreadable", field="file", line=number) from error
        width = len(row)
        while row and not row[-1].strip():
            row.pop()
        if row:
            if len(row) > MOST_COLUMNS:
                raise Invalid("file-too-wide", field="file", line=number, most=MOST_COLUMNS)
            yield Row(number, tuple(row), width=width)
        number = reader.line_num + 1
