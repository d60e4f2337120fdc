"""What a workbook keeps in a cell, as the text that a person reads there. Only Python."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from .read_table import LONGEST_CELL

# Excel's own formats that are a date or a time, by number.
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_LITERALS = re.compile(r'"([^"]*)"|\\(.)')
_PICTURE = re.compile(r"[0#() /-]*[0#][0#() /-]*")
_HIDDEN_SIGN = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EXCEL_PHONE = "[<=9999999]"


@dataclass(frozen=True, slots=True)
class Format:
    """How a style shows a number: as a day, or through pictures such as `(000) 000-0000` (a short and a long one)."""

    is_date: bool = False
    pictures: tuple[str, ...] = ()


def format_of(number: int, code: str | None) -> Format:
    """What a format says, by its number and, if it is not one of Excel's own, its code."""
    if code is None:
        return Format(is_date=number in _DATES)
    if re.search("[dmyhs]", _ASIDE.sub("", code.split(";", maxsplit=1)[0]).lower()):
        return Format(is_date=True)
    parts = code.split(";")
    wanted = parts[:2] if code.startswith(_EXCEL_PHONE) else parts[:1]
    pictures = tuple(_LITERALS.sub(r"\1\2", re.sub(r"\[[^\]]*\]|_.|\*.", "", part)) for part in wanted)
    is_picture = all(_PICTURE.fullmatch(picture) for picture in pictures)
    return Format(pictures=pictures if is_picture and any(_is_telling(picture) for picture in pictures) else ())


def _is_telling(picture: str) -> bool:
    """Whether it shows more than the number itself: zeros before it, or signs between its digits."""
    return picture.count("0") > 1 or bool(re.search("[^0#]", picture))


def number_text(raw: str, shown: Format, *, is_1904: bool = False) -> str:
    """A number as it is read: 101.0 is « 101 », 5.14e9 is « 5140000000 », a day is « 2026-11-22 ».

    Raises:
        ValueError: it is no number.
    """
    if not shown.is_date and not shown.pictures and len(raw) < 16 and raw.isascii() and raw.isdecimal():
        return str(int(raw))
    value = float(raw)
    if not abs(value) < 1e300:
        raise ValueError(raw)
    if shown.is_date and (day := _day(value, is_1904=is_1904)) is not None:
        return day
    if value.is_integer():
        if shown.pictures and 0 <= value < 1e15:
            is_long = len(shown.pictures) > 1 and value > 9_999_999
            return _through(shown.pictures[int(is_long)], str(int(value)))
        # Digits beyond the fifteenth are noise in a workbook, but those that the file writes are kept.
        return str(int(raw)) if re.fullmatch(r"-?[0-9]{1,30}", raw) else str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def _day(value: float, *, is_1904: bool) -> str | None:
    if not 0 <= value < 2_958_466:  # 9999-12-31
        return None
    # Excel believes in a 29th of February 1900, the 60th day.
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 31 if value < 60 else 30)  # noqa: DTZ001
    moment = start + timedelta(seconds=round(value * 86_400))
    if value < 1:
        return f"{moment:%H:%M}"
    return f"{moment:%Y-%m-%d}" if value.is_integer() else f"{moment:%Y-%m-%d %H:%M}"


def _through(picture: str, digits: str) -> str:
    """The digits in the places of a picture, if it has one for each."""
    digits = digits.zfill(picture.count("0"))
    if len(digits) != len(re.findall("[0#]", picture)):
        return digits
    each = iter(digits)
    return "".join(next(each) if sign in "0#" else sign for sign in picture).strip()


def text_of(raw: str) -> str:
    """A text without the spelling of Excel for signs that XML can't hold: `_x000D_` is a carriage return. It counts in
    UTF-16: two halves make one sign, and half a sign, which no page could carry, is shown as missing."""
    text = raw
    if "_x" in raw:
        text = _HIDDEN_SIGN.sub(lambda found: chr(int(found[1], 16)), raw)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text[:LONGEST_CELL]
