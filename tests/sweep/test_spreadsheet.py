"""Our files as LibreOffice opens them: every text whole, accents and all, and not one formula alive."""

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pytest

from socialtrack.kernel.spreadsheet import guarded
from socialtrack.progress.network_actions import begin_path
from socialtrack.reports.cells import CsvCells
from socialtrack.reports.rules import BOM, Delimiter, Report
from socialtrack.tenancy.actions import Details, add_organizations, change_organizations
from tests.office import opened
from tests.reports.hesitations import hesitate
from tests.reports.test_xlsx import AWKWARD, check_in_libreoffice
from tests.sweep.page_states import hesitant

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1;1)", "|calc", "%0A=1", "＝1+1", "＋1", "－1", "＠A1", "-", "@ami")
HIDDEN = (" =1+1", "\u00a0=1+1", "\ufeff=1+1", "'=1+1", "''=1+1", "a\t=1+1", "=1+1;=2+2", ";=1+1", ",=1+1", 'dit "=1"')
CALLS = ('=HYPERLINK("http://x";"y")', "=cmd|' /C calc'!A0", "+1 418 555-0100")
HONEST = ("Les Aînés", "L’Été à Lévis", "Œuvre « Noël »", "日本 😀", "مرحبا", "2026-11-22")
# LibreOffice reads these as numbers, which it may show otherwise: no formula all the same.
NUMBERS = ("3/4", "007", "1e5", "TRUE", "12,5")
HOSTILE = (*FORMULAS, *HIDDEN, *CALLS, *HONEST, *NUMBERS)
LOCALES = ("fr-CA", "en-CA")
SIGNS = {"semicolon": 59, "comma": 44, "tab": 9}
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@pytest.fixture
def libreoffice():
    def sheet(file: Path, sign: int, locale: str = "fr-CA") -> ElementTree.Element:
        """The first sheet, as LibreOffice understood the file: UTF-8, that separator, cells read as it sees fit."""
        with ZipFile(opened(file, locale, to="ods", reading=f"CSV:{sign},34,76,1")) as book:
            return ElementTree.fromstring(book.read("content.xml"))

    return sheet


def rows_of(sheet):
    for row in sheet.iter(f"{TABLE}table-row"):
        cells = []
        for cell in row.iter(f"{TABLE}table-cell"):
            repeated = int(cell.get(f"{TABLE}number-columns-repeated", 1))
            said = "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p"))
            # A run of spaces is an element of its own.
            cells += [said] * min(repeated, 40)
        if any(cells):
            yield cells


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("delimiter", SIGNS)
def test_spreadsheet_shows_every_text_and_runs_nothing(cast, libreoffice, tmp_path, delimiter, locale):
    with cast.work_for("aline") as work, work.write():
        said = [Details(name, None, name, (name, "=fin"), None) for name in HOSTILE]
        for id_ in add_organizations(work, said):
            begin_path(work, id_)
    answer = cast.client_for("aline").get(
        f"/centres/{cast.quebec.slug}/reports/organizations.csv?delimiter={delimiter}&header=keys"
    )
    file = tmp_path / "organizations.csv"
    file.write_bytes(answer.data)

    sheet = libreoffice(file, SIGNS[delimiter], locale)

    assert [cell.attrib for cell in sheet.iter(f"{TABLE}table-cell") if cell.get(f"{TABLE}formula")] == []
    seen = list(rows_of(sheet))
    sent = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=chr(SIGNS[delimiter])))
    assert seen[0][: len(sent[0])] == sent[0]
    for shown, row in zip(seen[1:], sent[1:], strict=True):
        if row[1] not in NUMBERS:
            # Here `1-1` is a day, and no sign of ours may stand before what an address is made of.
            told = [place for place in range(5) if not re.fullmatch("[0-9]+(-[0-9]+)+", row[place])]
            assert [plain(shown[place]) for place in told] == [plain(row[place]) for place in told]
    assert [row[1] for row in sent[3:]] == [guarded(name) for name in HOSTILE]


@pytest.mark.parametrize("name", ["hesitations", "holding-back"])
def test_what_holds_people_back_opens_as_it_was_sent(cast, libreoffice, tmp_path, name):
    """In French, as Excel and LibreOffice of this country read it: semicolons, `<5` and `x` as text."""
    with cast.work_for("aline") as work, work.write():
        change_organizations(work, {cast.le_phare.id: Details("=1+1;2", None, None, (), None)})
    hesitant(cast)
    hesitate(cast, "paul", cast.le_phare, None, words="=2+2", is_shared=True, step="1")
    answer = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/{name}.csv?names=1&lang=fr")
    file = tmp_path / f"{name}.csv"
    file.write_bytes(answer.data)

    sheet = libreoffice(file, SIGNS["semicolon"])

    assert [cell.attrib for cell in sheet.iter(f"{TABLE}table-cell") if cell.get(f"{TABLE}formula")] == []
    seen = list(rows_of(sheet))
    sent = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    days = {place for place, head in enumerate(sent[0]) if head.endswith((" le", " au")) or head == "Mois"}
    for shown, row in zip(seen, sent, strict=True):
        for place, cell in enumerate(row):
            if place not in days or row is sent[0]:
                assert plain(shown[place]) == plain(cell)
    assert any(cell in ("<5", "'=2+2") for row in sent for cell in row)


@pytest.mark.parametrize("locale", LOCALES)
def test_workbook_holds_each_cell_as_it_was_written(tmp_path, locale):
    check_in_libreoffice(tmp_path, locale)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("delimiter", Delimiter)
def test_csv_read_as_text_holds_each_cell_as_it_was_written(tmp_path, delimiter, locale):
    """As somebody reads it who says that its column holds text: our apostrophe stands before what is dangerous."""
    cells, file = CsvCells(delimiter), tmp_path / "rapport.csv"
    file.write_bytes(BOM + b"".join(cells.line((text, "fin")) for text in AWKWARD))

    book = openpyxl.load_workbook(opened(file, locale, reading=f"CSV:{SIGNS[delimiter]},34,76,1,1/2/2/2"))

    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows] == [guarded(text) for text in AWKWARD]
    assert {row[1] for row in rows} == {"fin"}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("report", Report)
def test_report_opens_as_it_was_sent(cast, tmp_path, report, locale):
    """Each report of a centre with awkward names, for Excel: what LibreOffice saves again has the same cells."""
    with cast.work_for("aline") as work, work.write():
        for id_ in add_organizations(work, [Details(name, None, "=région", ("+1",), None) for name in HOSTILE]):
            begin_path(work, id_)
    hesitant(cast)
    answer = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/{report}.xlsx?names=1")
    file = tmp_path / f"{report}.xlsx"
    file.write_bytes(answer.data)

    sent, seen = openpyxl.load_workbook(file), openpyxl.load_workbook(opened(file, locale))

    assert sent.sheetnames == seen.sheetnames
    for ours, theirs in zip(sent.worksheets, seen.worksheets, strict=True):
        assert list(theirs.iter_rows(values_only=True)) == list(ours.iter_rows(values_only=True))
    assert {cell.data_type for row in seen.worksheets[0].iter_rows() for cell in row} <= {"s", "n", "d"}


def plain(text: str) -> str:
    """Spaces apart: the file format has its own way to keep them."""
    return re.sub(r"[ \t\u00a0]+", "", text)
