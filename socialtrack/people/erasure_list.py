"""Erasures, listed beside the database: after a restore, the list is what the older copy does not know.

Numbers and moments alone, one line an erasure, only ever appended to. A centre's number stands where one centre alone
was left; none where the person went as a whole.
"""

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

FILE = "erasures.csv"
_COLUMNS = ("person", "centre", "with_texts", "asked_by", "erased_at")


@dataclass(frozen=True, slots=True)
class Line:
    person_id: int
    centre_id: int | None
    with_texts: bool
    asked_by: str
    erased_at: datetime

    def cells(self) -> tuple[str, ...]:
        centre = "" if self.centre_id is None else str(self.centre_id)
        return str(self.person_id), centre, str(int(self.with_texts)), self.asked_by, self.erased_at.isoformat()


def listed(data_dir: Path) -> list[Line]:
    """Every erasure of the list, in order; none where there is no list yet. A line cut short by a crash is left out:
    the database has that erasure, and the next one to be listed brings it along."""
    try:
        text = (data_dir / FILE).read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    rows = (row for row in csv.reader(text.splitlines()) if len(row) == len(_COLUMNS) and row[0].isdecimal())
    return [
        Line(int(person), int(centre) if centre else None, texts == "1", asked_by, datetime.fromisoformat(moment))
        for person, centre, texts, asked_by, moment in rows
    ]


def list_erasures(data_dir: Path, lines: Iterable[Line]) -> None:
    """Append what the list does not hold yet, and have it on the disk before this returns."""
    known = set(listed(data_dir))
    new = [line for line in lines if line not in known]
    if not new:
        return
    data_dir.mkdir(parents=True, exist_ok=True)
    file = data_dir / FILE
    start = "" if file.exists() else ",".join(_COLUMNS) + "\n"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="ascii") as out:
        out.write(start + "".join(",".join(line.cells()) + "\n" for line in new))
        out.flush()
        os.fsync(out.fileno())
