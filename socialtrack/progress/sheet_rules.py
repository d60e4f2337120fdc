"""The numbers of the printed sheet: what each task's is, how they are typed back, what they would change. Only Python.

A number is the step and the task's place in it, over all the tasks of one version of the path: choosing a network
never moves one. How they are typed: `docs/decisions/0023-the-sheet.md`.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ..guide.rules import CentrePath
from ..kernel.errors import Invalid
from ..kernel.moments import parse_day
from .rules import State

LONGEST_FIELD = 2_000  # characters: three times the 44 tasks, each with its day
OLDEST_DAY = date(2000, 1, 1)
FIELDS = (State.DONE, State.DOING, State.NOT_APPLICABLE, State.DECLINED)  # in the order of the page

_WORDS = re.compile(r"(?<=[\d\s])(?:(à|au|to)|(?:et|and))(?=[\d\s])", re.IGNORECASE)
_AROUND = re.compile(r"\s*([-=:])\s*")
_NUMBER = r"(?:\d\.\d{1,2}|\d{2,3})"
_PART = re.compile(rf"({_NUMBER})(?:-({_NUMBER}|\d))?(?:[=:](.+))?")
_DECIMAL_COMMA = re.compile(r"(\d),(\d{1,2})(?:-(\d),(\d{1,2}))?((?:[=:].+)?)")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_CODE = re.compile(r"(\d{1,9})-(\d{1,4})-(\d)")


class Number(NamedTuple):
    """« 2.5 »: the fifth task of the second step."""

    step: int
    rank: int

    def __str__(self) -> str:
        return f"{self.step}.{self.rank}"


@dataclass(frozen=True, slots=True)
class Mark:
    """One number typed into the field of a state. `in_range`: it stood between the two ends of « 1.4-1.7 »."""

    number: Number
    state: State
    day: date | None = None
    in_range: bool = False


@dataclass(frozen=True, slots=True)
class Misread:
    """Something typed that is not understood, or contradicts itself. `why` picks the sentence."""

    state: State
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed into the fields: each number once, in the order of the sheet."""

    marks: tuple[Mark, ...]
    misread: tuple[Misread, ...]


@lru_cache(maxsize=64)
def _numbered(tasks: tuple[tuple[str, ...], ...]) -> dict[Number, str]:
    return {
        Number(step, rank): key for step, keys in enumerate(tasks, start=1) for rank, key in enumerate(keys, start=1)
    }


def numbers_of(path: CentrePath) -> Mapping[Number, str]:
    """The key of each numbered task of one version, in the order of the sheet."""
    return _numbered(tuple(tuple(task.key for task in step.tasks) for step in path.steps))


def number_of(path: CentrePath, key: str) -> Number:
    return next(number for number, of in numbers_of(path).items() if of == key)


def read_fields(typed: Mapping[str, str], known: Collection[Number], today: date) -> Read:
    """The numbers in each field. A number said twice in the same way counts once; in two ways, it is not understood.

    Raises:
        Invalid: a field is longer than any sheet (`text-too-long`).
    """
    marks: dict[Number, Mark] = {}
    misread: list[Misread] = []
    for state in FIELDS:
        text = typed.get(state, "")
        if len(text) > LONGEST_FIELD:
            raise Invalid("text-too-long", field=state, most=LONGEST_FIELD, length=len(text))
        for part in _parts(text):
            try:
                read = _read_part(part, state, known, today)
            except Invalid as error:
                misread.append(Misread(state, part, error.code))
                continue
            for mark in read:
                other = marks.setdefault(mark.number, mark)
                if other.state != mark.state:
                    misread.append(Misread(state, str(mark.number), "sheet-two-answers"))
                elif other.day != mark.day:
                    misread.append(Misread(state, str(mark.number), "sheet-two-days"))
                elif other.in_range and not mark.in_range:
                    marks[mark.number] = mark
    wrong = {one.text for one in misread}
    kept = [mark for number, mark in sorted(marks.items()) if str(number) not in wrong]
    return Read(tuple(kept), tuple(dict.fromkeys(misread)))


def _parts(text: str) -> list[str]:
    """« 1.1 1.4 à 1.7, 2.3=2026-05-02 » in pieces. A comma parts numbers, unless it stands for the point: « 1,1 »."""
    text = unicodedata.normalize("NFKC", text).translate(_DASHES)
    text = _WORDS.sub(lambda found: "-" if found[1] else " ", text)
    parts: list[str] = []
    for chunk in re.split(r"[\s;]+", _AROUND.sub(r"\1", text)):
        chunk = chunk.strip(",.")
        if found := _DECIMAL_COMMA.fullmatch(chunk):
            until = f"-{found[3]}.{found[4]}" if found[3] else ""
            parts.append(f"{found[1]}.{found[2]}{until}{found[5]}")
        else:
            parts += filter(None, (part.strip(".") for part in chunk.split(",")))
    return parts


def _read_part(part: str, state: State, known: Collection[Number], today: date) -> list[Mark]:
    """Raises:
    Invalid: not understood; `code` says what to mend.
    """
    found = _PART.fullmatch(part) if part.isascii() else None
    if found is None:
        raise Invalid("sheet-not-understood")
    first, last, day = found.groups()
    said_on = _day(day, today) if day else None
    begin = _number(first)
    if last is None:
        if begin not in known:
            raise Invalid("sheet-unknown-number")
        return [Mark(begin, state, said_on)]
    short = "." not in last and ("." in first or len(last) == 1)  # « 1.4-7 »: the seventh of the same step
    end = Number(begin.step, int(last)) if short else _number(last)
    if begin not in known or end not in known:
        raise Invalid("sheet-unknown-number")
    if end < begin:
        raise Invalid("sheet-range-backwards")
    return [Mark(n, state, said_on, n not in (begin, end)) for n in sorted(known) if begin <= n <= end]


def _number(text: str) -> Number:
    """« 1.12 », or « 112 »: a step is one digit, so that the point may be left out."""
    return Number(int(text[0]), int(text[1:].removeprefix(".")))


def _day(text: str, today: date) -> date:
    try:
        said = parse_day(text, field="on")
    except Invalid as error:
        raise Invalid("sheet-day-not-understood") from error
    if said > today:
        raise Invalid("sheet-day-in-the-future")
    if said < OLDEST_DAY:
        raise Invalid("sheet-day-too-old")
    return said


def said_as(marks: Sequence[Mark], state: State) -> str:
    """The marks of one field, as they could be typed again."""
    return " ".join(f"{m.number}={m.day}" if m.day else str(m.number) for m in marks if m.state == state)


# The code printed on each page of the sheet


class SheetCode(NamedTuple):
    """Whose sheet it is, and the version of the path whose numbers it bears."""

    organization_id: int
    version: int

    def __str__(self) -> str:
        return f"{self.organization_id}-{self.version}-{_check_digit(f'{self.organization_id}0{self.version}')}"


def read_code(text: str) -> SheetCode | None:
    """What a printed code says; None where nothing was typed.

    Raises:
        Invalid: no sheet bears that code (`sheet-code-wrong`): a digit is wrong, or two stand in each other's place.
    """
    tidy = unicodedata.normalize("NFKC", text[:100]).translate(_DASHES).strip()
    if not tidy:
        return None
    found = _CODE.fullmatch(re.sub(r"[\s./-]+", "-", tidy)) if tidy.isascii() else None
    code = SheetCode(int(found[1]), int(found[2])) if found else None
    if found is None or code is None or str(code) != "-".join((str(int(found[1])), str(int(found[2])), found[3])):
        raise Invalid("sheet-code-wrong", field="sheet")
    return code


def _check_digit(digits: str) -> int:
    """Luhn's: one wrong digit always shows, and two neighbours exchanged nearly always (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10
