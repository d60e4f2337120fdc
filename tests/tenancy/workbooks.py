"""Workbooks for the tests: written by openpyxl, or bent by hand in ways that no spreadsheet would."""

import io
import zipfile
from collections.abc import Iterable, Sequence

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*rows: Sequence[object], more: Iterable[tuple[str, Sequence[Sequence[object]]]] = ()) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    for title, others in more:
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append(list(row))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bent(parts: dict[str, bytes | str | None], *, base: bytes | None = None) -> bytes:
    """A workbook with some parts replaced, added or (None) left out."""
    out = io.BytesIO()
    base = base or saved(workbook(["Nom"], ["Le Jardin"]))
    with (
        zipfile.ZipFile(io.BytesIO(base)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in [*old.namelist(), *(name for name in parts if name not in old.namelist())]:
            content = parts.get(name, old.read(name) if name in old.namelist() else None)
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def with_rows(rows: str, *, head: str = "", tail: str = "") -> bytes:
    """A workbook whose one sheet holds these rows, as XML."""
    return bent({SHEET: f'{head}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{tail}</worksheet>'})


def text_cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'
