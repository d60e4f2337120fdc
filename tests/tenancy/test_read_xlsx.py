"""Workbooks as they come: honest ones are read as a person reads them, the others are refused by name, and at once."""

import io
import random
import struct
import time
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from socialtrack.kernel.errors import Invalid
from socialtrack.tenancy.read_list import Choices, read_list
from socialtrack.tenancy.read_table import MOST_LINES
from tests.tenancy.workbooks import SHEET, bent, saved, text_cell, with_rows, workbook

FILES = Path(__file__).parent / "files"
TITLES = ("Nom", "Référence", "Téléphone")


def said(data, choices=None):
    found = read_list(data, choices)
    if found.unsettled:
        raise found.unsettled
    return [dict(line.said) for line in found.lines]


def refusal(data):
    with pytest.raises(Invalid) as refused:
        said(data)
    return refused.value.code


def test_workbook_that_libreoffice_saved_is_read():
    """A title above the list, a merged region, a hidden row, a blank one, formulas, a second sheet."""
    found = read_list((FILES / "liste-libreoffice.xlsx").read_bytes())

    assert [(line.number, dict(line.said), line.fault) for line in found.lines] == [
        (
            4,
            {"name": "Les Aînés de l’Île", "reference": "0007", "phone": "4185550101", "region": "Basse-Rive"},
            None,
        ),
        (5, {"name": "Œuvre cachée", "reference": "0042", "phone": "418 555-0102"}, None),
        (7, {"name": "Le Jardin", "reference": "101"}, ("cell-in-error", "phone", "#DIV/0!")),
    ]
    assert (found.choices.titles, found.left_aside, found.sheets) == (
        3,
        ("Membre depuis",),
        ("Membres 2026", "Brouillon"),
    )


def test_csv_that_libreoffice_saved_of_the_same_list_says_the_same():
    of_csv, of_xlsx = (read_list((FILES / f"liste-libreoffice.{kind}").read_bytes()) for kind in ("csv", "xlsx"))

    assert [line.number for line in of_csv.lines] == [line.number for line in of_xlsx.lines]
    assert [dict(line.said) for line in of_csv.lines][:2] == [dict(line.said) for line in of_xlsx.lines][:2]
    assert of_csv.lines[2].fault == ("cell-in-error", "phone", "#DIV/0!")


@pytest.mark.parametrize(("kind", "code"), [("ods", "file-is-open-document"), ("xls", "file-is-old-workbook")])
def test_other_files_of_a_spreadsheet_are_called_by_their_name(kind, code):
    assert refusal((FILES / f"liste-libreoffice.{kind}").read_bytes()) == code


def test_other_sheet_is_read_when_it_is_chosen():
    data = (FILES / "liste-libreoffice.xlsx").read_bytes()

    assert said(data, Choices(sheet=1)) == [{"name": "Riverbend Visitors", "sector": "Friendly visits"}]
    assert said(data, Choices(sheet=99)) == said(data)


def test_hidden_sheet_is_not_offered():
    book = workbook(TITLES, ("Caché",), more=[("Liste", [TITLES, ("Visible",)])])
    book.worksheets[0].sheet_state = "hidden"

    found = read_list(saved(book))

    assert (found.sheets, [line.said["name"] for line in found.lines]) == (("Liste",), ["Visible"])


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (101.0, "General", "101"),
        (4185550101, "General", "4185550101"),
        (5.14e9, "General", "5140000000"),
        (7, "0000", "0007"),
        ("0007", "General", "0007"),
        (4185550101, "(000) 000-0000", "(418) 555-0101"),
        (5550101, "[<=9999999]###-####;(###) ###-####", "555-0101"),
        (4185550101, "[<=9999999]###-####;(###) ###-####", "(418) 555-0101"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "#,##0.00", "1234.5"),
        (12, "0.00", "12"),
        (-3, "General", "-3"),
        (date(2026, 11, 22), "yyyy-mm-dd", "2026-11-22"),
        (datetime(2026, 11, 22, 14, 5), "dd/mm/yyyy hh:mm", "2026-11-22 14:05"),  # noqa: DTZ001
        (True, "General", "VRAI"),
    ],
)
def test_cell_says_what_a_person_reads_there(value, shown, text):
    book = workbook(("Nom", "Référence"), ("Le Jardin", value))
    book.active["B2"].number_format = shown

    assert said(saved(book)) == [{"name": "Le Jardin", "reference": text}]


def test_text_in_several_styles_and_with_hidden_signs_is_one_text():
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><r><t>Le </t></r><r><t xml:space="preserve">Jardin</t></r>'
        "<rPh><t>ジ</t></rPh></is></c></row>"
        '<row r="3"><c t="str"><f>A2</f><v>Une_x0009_Popote</v></c></row>'
    )

    assert said(with_rows(rows)) == [{"name": "Le Jardin"}, {"name": "Une\tPopote"}]


@pytest.mark.parametrize(
    ("kept", "text"), [("_xD83D__xDE00_", "😀"), ("_xD800_ A", "\ufffd A"), ("A_xDE00_", "A\ufffd")]
)
def test_half_a_sign_is_no_trap(kept, text):
    """A lone surrogate would stop every page that shows it."""
    assert said(with_rows(f'<row r="1">{text_cell("A1", "Nom")}</row><row r="2">{text_cell("A2", kept)}</row>')) == [
        {"name": text}
    ]


def test_formula_that_was_never_computed_says_so_for_its_line():
    book = workbook(TITLES, ("Le Jardin", "=1+1"), ("La Popote", "12"))

    first, second = read_list(saved(book)).lines

    assert first.fault == ("cell-formula-without-value", "reference", "")
    assert (second.fault, second.said["reference"]) == (None, "12")


def test_name_under_a_merged_cell_says_so():
    book = workbook(TITLES, ("Le Jardin", "1"), (None, "2"), (None, "3"))
    book.active.merge_cells("A2:A3")

    lines = read_list(saved(book)).lines

    assert [line.fault for line in lines] == [None, ("cell-is-merged", "name", ""), None]


def test_titles_below_other_rows_are_found():
    book = workbook(("Centre d’action bénévole",), (), ("Imprimé le", "2026-11-22"), TITLES, ("Le Jardin", 12))

    found = read_list(saved(book))

    assert (found.choices.titles, dict(found.lines[0].said)) == (4, {"name": "Le Jardin", "reference": "12"})


def test_macros_links_and_pictures_are_never_opened():
    more = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macro",
        "xl/externalLinks/externalLink1.xml": b"<not xml at all",
        "xl/media/image1.png": b"\x89PNG",
        "docProps/custom.xml": b"\x00\x01",
    }

    assert said(bent(more)) == [{"name": "Le Jardin"}]


def test_rows_of_nothing_down_to_the_bottom_cost_nothing():
    nothing = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(3, 400_000))
    data = with_rows(f'<row r="1">{text_cell("A1", "Nom")}</row><row r="2">{text_cell("A2", "Jardin")}</row>{nothing}')

    assert said(data) == [{"name": "Jardin"}]


def test_dimensions_that_lie_are_not_believed():
    head = '<?xml version="1.0"?>'
    rows = f'<row r="1">{text_cell("A1", "Nom")}</row><row r="1048576">{text_cell("A1048576", "Jardin")}</row>'
    data = with_rows(rows, head=head)
    found = read_list(data)

    assert [(line.number, dict(line.said)) for line in found.lines] == [(1_048_576, {"name": "Jardin"})]


def bomb(size):
    return with_rows(f'<row r="1">{text_cell("A1", "Nom")}</row>' + " " * size)


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FAR = "".join(text_cell(f"{letters}1", "x") for letters in ("A", "ZZ"))


def many_cells():
    cells = "".join(f'<c r="{letter}%(n)s"><v>%(n)s</v></c>' for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return with_rows("".join(f'<row r="{n}">{cells % {"n": n}}</row>' for n in range(1, 10_001)))


def lying(data):
    """Every declared size says one byte."""
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 24 : at + 28] = struct.pack("<I", 1)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def encrypted_zip():
    data = bytearray(saved(workbook(TITLES)))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def deep():
    return with_rows("".join(f'<a b="{random.getrandbits(64)}">' for _ in range(100_000)))


def empty_elements():
    return with_rows("".join(f"<c></c>{random.getrandbits(16)}" for _ in range(10_000)) * 105)


def long_tag():
    return with_rows(f'<row a="{random.getrandbits(20_000_000):x}"/>')


HOSTILE = {
    "bomb": (lambda: bomb(150_000_000), "file-unpacks-too-big"),
    "small bomb": (lambda: bomb(20_000_000), "file-unpacks-too-big"),
    "bomb that lies": (lambda: lying(bomb(5_000_000)), "file-is-damaged"),
    "billion laughs": (lambda: with_rows("&c;", head=LAUGHS), "file-is-damaged"),
    "deep": (deep, "file-has-too-many-cells"),
    "elements": (empty_elements, "file-has-too-many-cells"),
    "one tag": (long_tag, "file-unpacks-too-big"),
    "cells": (many_cells, "file-has-too-many-cells"),
    "wide": (lambda: with_rows(f'<row r="1">{FAR}</row>'), "file-too-wide"),
    "long": (
        lambda: with_rows("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 100_000))),
        "file-too-long",
    ),
    "no such text": (lambda: with_rows("<row><c t='s'><v>99</v></c></row>"), "file-is-damaged"),
    "no number": (lambda: with_rows("<row><c><v>abc</v></c></row>"), "file-is-damaged"),
    "unknown encoding": (lambda: with_rows("", head='<?xml version="1.0" encoding="x-klingon"?>'), "file-is-damaged"),
    "encoding that is none": (lambda: with_rows("", head='<?xml version="1.0" encoding="hex"?>'), "file-is-damaged"),
    "torn XML": (lambda: with_rows("<row"), "file-is-damaged"),
    "no sheet": (lambda: bent({SHEET: None}), "file-is-damaged"),
    "document": (lambda: bent({"xl/workbook.xml": None, "word/document.xml": "<w/>"}), "file-not-a-list"),
    "cut short": (lambda: saved(workbook(TITLES))[:-200], "file-is-damaged"),
    "zip with a password": (encrypted_zip, "file-is-locked"),
    "password": (lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "file-is-locked"),
    "web page": (lambda: b"<html><table><tr><td>Nom</td></tr></table></html>", "file-is-web-page"),
    "PDF": (lambda: b"%PDF-1.7\n", "file-not-a-list"),
    "nothing": (lambda: saved(openpyxl.Workbook()), "file-empty"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_workbook_is_refused_by_name_and_at_once(what):
    make, code = HOSTILE[what]
    data = make()
    before = time.process_time()

    found = refusal(data)

    # Two seconds on a quiet machine; twice that leaves room for a busy one.
    assert (found, time.process_time() - before < 4) == (code, True)


@pytest.mark.parametrize("what", ["bomb", "small bomb", "bomb that lies", "billion laughs", "deep", "one tag", "long"])
def test_hostile_workbook_takes_little_memory(what):
    data = HOSTILE[what][0]()
    tracemalloc.start()

    refusal(data)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40_000_000


def test_too_many_parts_are_not_even_listed():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for n in range(3_000):
            new.writestr(f"{n}", b"")

    assert refusal(out.getvalue()) == "file-unpacks-too-big"


def test_as_many_lines_as_are_allowed_are_read():
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", f"Organisme {n}")}</row>' for n in range(2, MOST_LINES + 2))
    data = with_rows(f'<row r="1">{text_cell("A1", "Nom")}</row>{rows}')

    assert len(said(data)) == MOST_LINES
