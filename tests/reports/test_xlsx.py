"""Reports for Excel: what a cell holds, that the file is the CSV's lines, and what its second sheet explains."""

import csv
import io
import re
import tempfile
import zipfile
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialtrack.data.db import db
from socialtrack.kernel.spreadsheet import unguarded
from socialtrack.reports import queries, workbook
from socialtrack.reports.cells import CUT, LONGEST, XlsxCells, shortened
from socialtrack.reports.rules import Report
from socialtrack.reports.workbook import About, Column, Kind, xlsx_pieces
from tests.office import opened
from tests.reports.hesitations import hesitate
from tests.support.giving import logged

AWKWARD = (
    *("=1+1", "+1", "-1+1", "@SUM(1)", "|calc", "%0A", "＝1+1", " =1+1", "\ufeff=1", "\t=1", "'=1", "''=1"),
    *("0012", "1e5", "TRUE", "12,5", "12.5", "3/4", "2026-11-22", "22/11/2026", "1:30", "1 000", "$5", "#REF!"),
    *('dit "oui"', "a;b,c\td", "deux\nlignes", "a\n\nb\n", "  espaces  ", "é’Œ«\u00a0»\u202f", "😀👩\u200d👧"),
    *("مرحبا", "\u202eabc"),
    *("<b>&amp;</b>", "]]>", "_x0041_", "a_x000D_b", "é" * 5_000, "{=1}", "=cmd|' /C calc'!A0"),
    *("0123", "1E5", "0x1F", "1e400", "12 %", "1 234,56", "\u0663", "VRAI", "FAUX", "#N/A", "#NOM?", "=", "+", "-5,5"),
    *("1899-12-31", "1/1/1900", "1900-02-29", "http://exemple.ca", "mailto:a@b.c", "'", '"', "＝", "＋1", "\ufeffabc"),
    *(
        "\u00a0",
        " ",
        "\n",
        "\t",
        "a\u2028b",
        "\u00adx",
        "\u200b",
        "\u202e=1",
        "\u2066=1\u2069",
        "e\u0301",
        "\U000e0001x",
    ),
    *("é" * LONGEST, "😀" * (LONGEST // 2)),
)
# Nobody types these, and the product takes none of them in: from elsewhere they would spoil a whole file.
NOT_TYPED = ("\x00", "a\x01b", "\x0b\x1f", "\x1b[31m", "\x7f", "a\x85b", "a\ufffeb", "\uffff", "\r", "a\rb")
# What LibreOffice reads as something else than it is: two signs for the end of a line, a sign of Excel's own escaped.
NOT_FOR_LIBREOFFICE = ("a\r\nb", "\r\n=1", "_x005F_x0041_")
TOO_LONG = ("é" * (LONGEST + 1), "😀" * (LONGEST // 2 + 1), "a" + "😀" * (LONGEST // 2 + 1))
COLUMNS = [
    Column("Texte", "text", Kind.TEXT, "Texte", "Ce qu’il dit", "Un texte"),
    Column("Jour", "day", Kind.DAY, "Jour", "", ""),
    Column("Moment", "moment", Kind.MOMENT, "Moment", "", ""),
    Column("Nombre", "number", Kind.NUMBER, "Nombre", "", ""),
]
ABOUT = About("Titre", ("Lignes", "Colonnes"), COLUMNS, ("A", "B", "C", "D"), ["Une note."], date(2026, 11, 23))
AS_EXCEL_WRITES = re.compile("_x([0-9A-Fa-f]{4})_")
DAY = datetime(2026, 11, 23)  # noqa: DTZ001  # spreadsheets know no zones
MOMENT = datetime(2026, 11, 1, 5, 30, 59, tzinfo=UTC).astimezone(ZoneInfo("America/Toronto"))


def written(texts, about=ABOUT):
    """A workbook with a line for each text, one in each piece."""
    cells = XlsxCells()
    lines = (
        cells.begin
        + b"".join((cells.text(text), cells.day("2026-11-23"), cells.moment(MOMENT), cells.number(place)))
        + cells.end
        for place, text in enumerate(texts)
    )
    return b"".join(xlsx_pieces(about, lines))


def unescaped(text):
    """As Excel reads it: openpyxl leaves those signs as they are written."""
    return None if text is None else AS_EXCEL_WRITES.sub(lambda sign: chr(int(sign[1], 16)), text)


def rows_of(data, sheet=0):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


def test_texts_stay_texts_and_days_and_numbers_are_what_they_are():
    texts = [*AWKWARD, *NOT_TYPED, *NOT_FOR_LIBREOFFICE, *TOO_LONG]
    book = openpyxl.load_workbook(io.BytesIO(written(texts)))
    rows = list(book.worksheets[0].iter_rows(min_row=2))

    assert [unescaped(row[0].value) for row in rows] == [shortened(text) for text in texts]
    assert {row[0].data_type for row in rows} == {"s"}
    assert {row[0].number_format for row in rows} == {"General", "@"}
    assert {(row[1].value, row[1].number_format) for row in rows} == {(DAY, "yyyy-mm-dd")}
    assert {(row[2].value, row[2].number_format) for row in rows} == {
        (MOMENT.replace(tzinfo=None), "yyyy-mm-dd hh:mm:ss")
    }
    assert [row[3].value for row in rows] == list(range(len(texts)))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_well_formed_and_kept(text):
    (read,) = [row[0] for row in rows_of(written([text]))[1:]] or [None]

    # XML has one end of line: what stands before it is written as a sign.
    assert (unescaped(read) or "") == text


@given(st.integers(0, 40), st.integers(LONGEST // 2 - 30, LONGEST // 2 + 30))
def test_text_that_a_cell_cannot_hold_is_cut_and_says_so(letters, faces):
    text = "é" * letters + "😀" * faces  # a face counts twice

    cut = shortened(text)

    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    if letters + 2 * faces <= LONGEST:
        assert cut == text
    else:
        assert cut.endswith(CUT) and text.startswith(cut.removesuffix(CUT)) and len(cut) > faces // 2


def test_days_that_excel_cannot_count_are_texts():
    cells = XlsxCells()

    assert b"<v>46349</v>" in cells.day("2026-11-23")
    assert (b"0001-01-01" in cells.day("0001-01-01"), b"inlineStr" in cells.day(date(1900, 2, 28))) == (True, True)


def test_lines_that_one_sheet_cannot_hold_go_on_in_another(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_LINES", 4)

    book = openpyxl.load_workbook(io.BytesIO(written([str(n) for n in range(10)])))

    assert book.sheetnames == ["Lignes", "Lignes 2", "Lignes 3", "Colonnes"]
    assert [sheet.auto_filter.ref for sheet in book.worksheets[:3]] == ["A1:D5", "A1:D5", "A1:D3"]
    said = [row[0] for sheet in book.worksheets[:3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert said == [str(n) for n in range(10)]


def test_libreoffice_reads_each_cell_as_it_was_written(tmp_path):
    check_in_libreoffice(tmp_path, "fr-CA")


def check_in_libreoffice(tmp_path, locale):
    """What LibreOffice saves again holds the same texts, days and numbers, and no formula."""
    texts = [*AWKWARD, *NOT_TYPED, *TOO_LONG, "é😀" * 20_000]
    file = tmp_path / "rapport.xlsx"
    file.write_bytes(written(texts))

    book = openpyxl.load_workbook(opened(file, locale))

    rows = list(book.worksheets[0].iter_rows(min_row=2))
    # It saves what looks like Excel's way of writing a sign as it is: there is no knowing which of the two it was.
    seen = [
        row[0].value if AS_EXCEL_WRITES.search(text) else unescaped(row[0].value)
        for row, text in zip(rows, texts, strict=True)
    ]
    assert seen == [shortened(text) for text in texts]
    assert {cell.data_type for row in rows for cell in row[:1]} == {"s"}
    assert {(row[1].value, row[2].value) for row in rows} == {(DAY, MOMENT.replace(tzinfo=None))}
    assert [row[3].value for row in rows] == list(range(len(texts)))
    assert book.worksheets[1]["C2"].value == "Ce qu’il dit"


@pytest.fixture
def furnished_centre(cast):
    """Something for each report to say."""
    hesitate(cast, "bruno", cast.les_amis, "time-too-much", task="name-backup")
    hesitate(cast, "paul", cast.le_phare, None, words="=2+2", is_shared=True, step="1")
    logged(cast, cast.les_amis, cast.le_phare, note="+1", key="a")
    return cast


def asked(cast, name, more="", who="aline"):
    answer = cast.client_for(who).get(f"/centres/{cast.quebec.slug}/reports/{name}{more}")
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("report", Report)
@pytest.mark.parametrize("more", ["?names=1&notes=1&lang=fr", "?header=keys&lang=en&as_of=2026-11-23"])
def test_workbook_has_the_lines_of_the_csv(furnished_centre, report, more):
    data = asked(furnished_centre, f"{report}.xlsx", more).data
    text = asked(furnished_centre, f"{report}.csv", f"{more}&delimiter=comma").data.decode("utf-8-sig")

    sheet = [["" if value is None else said(value) for value in row] for row in rows_of(data)]

    lines = [[unguarded(cell) for cell in line] for line in csv.reader(io.StringIO(text, newline=""))]
    if report is Report.EVENTS:  # moments there carry their distance from UTC
        lines = [[re.sub(r"(T\d\d:\d\d:\d\d)[+-]\d\d:\d\d$", r"\1", cell) for cell in line] for line in lines]
    assert sheet == lines


def said(value):
    if isinstance(value, datetime):
        return value.date().isoformat() if value == datetime.combine(value, datetime.min.time()) else value.isoformat()
    return str(value)


@pytest.mark.parametrize("report", Report)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_second_sheet_explains_each_column(furnished_centre, report, language):
    data = asked(furnished_centre, f"{report}.xlsx", f"?lang={language}").data
    heads, explained = rows_of(data)[0], rows_of(data, 1)

    assert [row[0] for row in explained[1 : len(heads) + 1]] == heads
    keys = [row[1] for row in explained[1 : len(heads) + 1]]
    assert set(report.columns) <= set(keys)
    assert all(row[2] and row[3] for row in explained[1 : len(heads) + 1])
    notes = " ".join(row[0] for row in explained[len(heads) + 1 :] if row[0])
    assert "America/Toronto" in notes and CUT.strip() in notes


def test_same_day_and_data_give_the_same_bytes_and_name_nobody(cast, clock):
    first = asked(cast, "tasks.xlsx", "?as_of=2026-11-22").data
    clock.shift(3_600)
    again = asked(cast, "tasks.xlsx", "?as_of=2026-11-22").data

    assert first == again
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = package.read("docProps/core.xml").decode()
    assert "2026-11-22T00:00:00Z" in properties and "<dc:creator></dc:creator>" in properties
    assert "Aline" not in properties


def test_workbook_says_what_it_is(cast):
    answer = asked(cast, "organizations.xlsx")

    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="organizations-centre-d-action-benevole-de-quebec-2026-11-23.xlsx"'
    )
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("Organismes", "A2", "A1:Z3")
    assert sheet.column_dimensions["B"].width > sheet.column_dimensions["Z"].width


def test_reader_who_goes_away_leaves_nothing_open(cast, monkeypatch, tmp_path):
    monkeypatch.setattr(queries, "AT_A_TIME", 1)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    client = cast.client_for("aline")
    with cast.app.app_context():
        pool = db.engine.pool
    before = pool.checkedout()

    answer = client.get(f"/centres/{cast.quebec.slug}/reports/tasks.xlsx", buffered=False)
    first = next(answer.response)
    while_reading = pool.checkedout()
    answer.close()

    assert first.startswith(b"PK")
    assert (while_reading, pool.checkedout()) == (before + 1, before)
    assert list(temporary.iterdir()) == []


def test_whoever_may_not_export_gets_no_workbook(cast):
    answer = cast.client_for("bruno").get(f"/centres/{cast.quebec.slug}/reports/tasks.xlsx")

    assert answer.status_code in (403, 404)
    assert cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/nothing.xlsx").status_code == 404
