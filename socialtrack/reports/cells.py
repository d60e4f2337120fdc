"""The cells of a report's lines, written by hand as bytes that are joined as they are: for CSV, and for Excel's XLSX.

Writing by hand lets each text that comes back on thousands of lines be quoted or escaped once. The csv module of Python
is the reference of one (`tests/reports/test_rules.py`), what openpyxl and LibreOffice read back that of the other. See
`docs/decisions/0038`.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from ..kernel.spreadsheet import guarded, is_dangerous
from .rules import BETWEEN_VALUES, Delimiter


class Cells(Protocol):
    """A line is `begin`, cells joined by `between`, `end`. Every cell of a line is written, if only as `nothing`."""

    begin: bytes
    between: bytes
    end: bytes
    nothing: bytes

    def text(self, value: str) -> bytes: ...

    def texts(self, values: Iterable[str]) -> bytes:
        """Several values in one cell."""
        ...

    def number(self, value: int | None) -> bytes:
        """A whole number, or an empty cell where there is none."""
        ...

    def day(self, value: date | str | None) -> bytes:
        """A day, as itself or as its ISO text."""
        ...

    def moment(self, value: datetime) -> bytes:
        """To the second, in the zone of `value`."""
        ...


class CsvCells:
    """For one separator: text guarded, quoted where needed."""

    begin = b""
    end = b"\r\n"
    nothing = b""

    def __init__(self, delimiter: Delimiter) -> None:
        self.between = delimiter.sign.encode("ascii")
        self._to_quote = re.compile(f'["\r\n{delimiter.sign}]')
        self._days: dict[date | str | None, bytes] = {None: self.nothing}

    def text(self, value: str) -> bytes:
        value = guarded(value)
        if self._to_quote.search(value):
            value = '"' + value.replace('"', '""') + '"'
        return value.encode("utf-8")

    def texts(self, values: Iterable[str]) -> bytes:
        return self.text(BETWEEN_VALUES.join(values))

    def number(self, value: int | None) -> bytes:
        return b"" if value is None else b"%d" % value

    def day(self, value: date | str | None) -> bytes:
        known = self._days.get(value)
        if known is None:
            known = self._days[value] = str(value).encode("ascii")
        return known

    def moment(self, value: datetime) -> bytes:
        """With its distance from UTC."""
        return value.isoformat(timespec="seconds").encode("ascii")

    def line(self, values: Iterable[str]) -> bytes:
        return self.between.join(map(self.text, values)) + self.end


# The styles of cells, by their place in the workbook that `workbook.py` makes around the lines.
DAY, MOMENT, PLAIN = 1, 2, 3
LONGEST = 32_767  # UTF-16 units that Excel keeps in a cell
CUT = " […]"  # stands at the end of a text that was longer
_FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29th of February 1900, and no day before 1900
_DAY_ZERO = date(1899, 12, 30).toordinal()
_SECONDS = 86_400
_NOT_FOR_XML = re.compile("[\0-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class XlsxCells:
    """Elements of a sheet's XML: texts are texts and never formulas, days and numbers are what they are."""

    begin = b"<row>"
    between = b""
    end = b"</row>"
    nothing = b"<c/>"

    def __init__(self) -> None:
        self._days: dict[date | str | None, bytes] = {None: self.nothing}

    def text(self, value: str) -> bytes:
        if not value:
            return self.nothing
        style = f' s="{PLAIN}"' if is_dangerous(value) else ""  # so that it stays text when somebody edits the cell
        kept = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
        value = _NOT_FOR_XML.sub(_as_excel_writes, shortened(value)).translate(_ENTITIES)
        return f'<c t="inlineStr"{style}><is><t{kept}>{value}</t></is></c>'.encode()

    def texts(self, values: Iterable[str]) -> bytes:
        return self.text(BETWEEN_VALUES.join(values))

    def number(self, value: int | None) -> bytes:
        return self.nothing if value is None else b"<c><v>%d</v></c>" % value

    def day(self, value: date | str | None) -> bytes:
        known = self._days.get(value)
        if known is None:
            known = self._days[value] = self._day(date.fromisoformat(str(value)))
        return known

    def _day(self, value: date) -> bytes:
        if value < _FIRST_DAY:
            return self.text(value.isoformat())
        return b'<c s="%d"><v>%d</v></c>' % (DAY, value.toordinal() - _DAY_ZERO)

    def moment(self, value: datetime) -> bytes:
        """As the clock there showed it: Excel knows no zones."""
        day, seconds = value.toordinal() - _DAY_ZERO, (value.hour * 60 + value.minute) * 60 + value.second
        return b'<c s="%d"><v>%.9f</v></c>' % (MOMENT, day + seconds / _SECONDS)


def shortened(text: str) -> str:
    """The text, cut where it is longer than a cell of Excel may be, with a sign that says so."""
    if len(text) * 2 <= LONGEST or len(text.encode("utf-16-le", "surrogatepass")) <= LONGEST * 2:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: (LONGEST - len(CUT)) * 2]
    return kept.decode("utf-16-le", "ignore") + CUT


def _as_excel_writes(found: re.Match[str]) -> str:
    """Signs that XML does not have, and what would be read as one of them."""
    return f"_x{ord(found[0]):04X}_"
