"""Any list, written in any of the usual ways, says the same lines."""

import csv
import io

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from socialtrack.tenancy.import_rules import Known, Outcome, plan
from socialtrack.tenancy.read_list import Choices, read_list
from tests.tenancy.workbooks import saved, workbook

# What Windows-1252 holds too, without what spreadsheets write for an error, or take an apostrophe off.
LETTERS = st.characters(codec="cp1252", exclude_categories=("Cc", "Cf", "Zl", "Zp"), exclude_characters="\u00a0")
TEXT = st.text(LETTERS, min_size=1, max_size=30).map(str.strip).filter(lambda text: text and text[0] not in "#'=+-@|%")
LINES = st.lists(
    st.fixed_dictionaries({"name": TEXT}, optional={"reference": TEXT, "region": TEXT, "contact": TEXT}),
    min_size=1,
    max_size=8,
)
TITLES = {"name": "Nom", "reference": "Référence", "region": "Région", "contact": "Personne à joindre"}


def as_rows(lines):
    return [list(TITLES.values()), *([line.get(field, "") for field in TITLES] for line in lines)]


def as_csv(lines, delimiter, encoding, end="\r\n"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(as_rows(lines))
    return out.getvalue().encode(encoding)


def reads_as_utf8(line):
    try:
        return not line.isascii() and bool(line.decode())
    except UnicodeDecodeError:
        return False


def said(data):
    found = read_list(data)
    assert found.unsettled is None
    return [dict(line.said) for line in found.lines]


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from(",;\t"), st.sampled_from(("utf-8", "utf-8-sig", "cp1252", "utf-16")))
def test_any_csv_says_what_was_written(lines, delimiter, encoding):
    data = as_csv(lines, delimiter, encoding)
    # « Â¡ » in Windows-1252 is « ¡ » in UTF-8: nobody could tell, and nobody writes it.
    assume(encoding != "cp1252" or not any(reads_as_utf8(line) for line in data.splitlines()))

    assert said(data) == lines


@settings(max_examples=30, deadline=None)
@given(LINES)
def test_any_workbook_says_what_was_written(lines):
    # The writer would take a text such as « 12 » for text all the same, and so do we.
    assert said(saved(workbook(*as_rows(lines)))) == lines


@settings(max_examples=60, deadline=None)
@example([{"name": "00"}, {"name": "00", "reference": "0"}, {"name": "0", "reference": "0"}])
@example([{"name": "0", "reference": "0"}, {"name": "00", "reference": "0"}, {"name": "00"}])
@given(LINES)
def test_any_list_brought_twice_changes_nothing_the_second_time(lines):
    found = read_list(as_csv(lines, ";", "utf-8"))
    first = plan(found.lines, ())
    known = [
        Known(number, f"address-{number}", one.details)
        for number, one in enumerate(first, start=1)
        if one.outcome is Outcome.CREATED and one.details
    ]

    again = plan(found.lines, known)

    assert {one.outcome for one in again} <= {Outcome.UNCHANGED, Outcome.REFUSED}
    refused = ([one.line.number for one in each if one.outcome is Outcome.REFUSED] for each in (first, again))
    assert len({tuple(numbers) for numbers in refused}) == 1


def test_titles_under_other_lines_are_found_in_a_csv_too():
    text = "Centre d’action bénévole;;\n\nImprimé le;2026-11-22;\nNom;No de membre;Ville\nLe Jardin;12;Lévis\n"

    found = read_list(text.encode())

    assert (found.choices.titles, found.left_aside) == (4, ("Ville",))
    assert [(line.number, dict(line.said)) for line in found.lines] == [(5, {"name": "Le Jardin", "reference": "12"})]


def test_two_encodings_in_one_file_are_told():
    mixed = "Nom;Région\nÉté;Lévis\n".encode() + "Noël;Île\n".encode("cp1252")

    found = read_list(mixed)

    assert found.is_mixed and [line.said["name"] for line in found.lines] == ["Été", "Noël"]
    assert not read_list("Nom\nNoël\n".encode("cp1252")).is_mixed


def test_separator_that_nobody_quoted_refuses_its_line_alone():
    found = read_list("Nom,Référence\nLe Jardin, à Lévis,12\nLa Popote,13\nSeul\n".encode())

    assert [line.fault and line.fault[0] for line in found.lines] == ["line-too-wide", None, None]


def test_notes_beside_a_table_that_has_no_title_there_are_no_fault():
    found = read_list("Nom,Référence,,\nLe Jardin,12,,une note\n".encode())

    assert found.lines[0].fault is None


@pytest.mark.parametrize("cell", ["#REF!", "#NOM?", "#DIV/0!"])
def test_error_of_a_formula_is_nobodys_name(cell):
    (line,) = read_list(f"Nom;Ville\n{cell};Lévis\n".encode()).lines

    assert line.fault == ("cell-in-error", "name", cell)


def test_columns_chosen_by_hand_win_over_their_titles():
    data = b"Nom;Organisme\nOdile;Le Jardin\n"
    assert read_list(data).unsettled.code == "file-column-twice"

    found = read_list(data, Choices(0, 1, ("contact", "name")))

    assert dict(found.lines[0].said) == {"contact": "Odile", "name": "Le Jardin"}


def test_row_that_is_no_row_of_titles_is_chosen_again():
    found = read_list(b"Nom\nLe Jardin\n", Choices(0, 77))

    assert (found.choices.titles, len(found.lines)) == (1, 1)
