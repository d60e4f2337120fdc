"""Whom the files of a centre name: nobody, unless asked; and what the team wrote for itself stays with it."""

import io
import re
import zipfile
from itertools import product

import pytest
from sqlalchemy import select

from socialtrack.people.models import Person
from socialtrack.reports.live_rules import LIVE_REPORTS
from socialtrack.reports.rules import FileFormat, Report
from socialtrack.tenancy.models import Membership
from tests.reports.hesitations import hesitate
from tests.support.giving import logged

CANARY = "Le mot du canari"
ASKED = ("?lang=en", "?names=0&header=keys&as_of=2026-11-23")


def parts_of(data, file_format):
    """Each part of a file as text: of a workbook its sheets, its properties, and all that is beside them."""
    if file_format is FileFormat.CSV:
        return {"": data.decode("utf-8-sig")}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


@pytest.fixture
def peopled(example):
    """The examples; people of two organizations hesitate, and the team helps them and notes it."""
    for who, room in (("bruno", example.les_amis), ("paul", example.le_phare)):
        hesitate(example, who, room, "time-too-much", task="name-backup")
    logged(example, example.les_amis, example.le_phare, note=CANARY)
    return example


def persons(cast):
    """Whatever says who somebody is: names as the places have them, and addresses of letters."""
    names = {name for name in cast.rows(select(Membership.name)) if name}
    return names | {email for email in cast.rows(select(Person.email)) if email}


def named_in(text, persons):
    return set(re.findall(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(persons)))})(?!\w)", text))


@pytest.mark.parametrize("file_format", FileFormat)
def test_no_part_of_a_file_names_anybody_unless_asked(peopled, file_format):
    client, everybody = peopled.client_for("aline"), persons(peopled)
    assert len(everybody) > 15

    for report, asked in product(Report, ASKED):
        address = f"/centres/{peopled.quebec.slug}/reports/{report}.{file_format}{asked}"
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200
        for name, part in parts_of(answer.data, file_format).items():
            assert named_in(part, everybody) == set(), (address, name)
            assert CANARY not in part, (address, name)


def test_files_that_were_asked_for_names_do_name_and_say_so_of_the_others(peopled):
    client, everybody = peopled.client_for("aline"), persons(peopled)
    reports = f"/centres/{peopled.quebec.slug}/reports"
    for report in (Report.ORGANIZATIONS, Report.TASKS, Report.EVENTS, Report.SUPPORT, Report.PEOPLE):
        without, with_names = (
            parts_of(client.get(f"{reports}/{report}.xlsx?names={n}", buffered=True).data, FileFormat.XLSX)
            for n in "01"
        )
        sheets = {name: named_in(part, everybody) for name, part in with_names.items()}
        assert report is Report.ORGANIZATIONS or sheets["xl/worksheets/sheet1.xml"], report
        # Not in the sheet that explains, nor in what Office shows of a file beside its cells.
        assert {name for name, found in sheets.items() if found} <= {"xl/worksheets/sheet1.xml"}
        assert ("sans les noms" in str(without), "sans les noms" in str(with_names)) == (True, False)


@pytest.mark.parametrize("file_format", FileFormat)
def test_notes_of_the_team_are_in_one_file_alone_and_only_when_asked(peopled, file_format):
    client, reports = peopled.client_for("aline"), f"/centres/{peopled.quebec.slug}/reports"

    holding = {
        report
        for report in Report
        for part in parts_of(
            client.get(f"{reports}/{report}.{file_format}?notes=1&names=1", buffered=True).data, file_format
        ).values()
        if CANARY in part
    }

    assert holding == {Report.SUPPORT}


def test_no_file_that_an_organization_can_take_holds_notes_of_the_team(peopled):
    bruno, organization = peopled.client_for("bruno"), peopled.les_amis.address
    for report, file_format in product(Report, FileFormat):
        address = f"/centres/{peopled.quebec.slug}/reports/{report}.{file_format}?notes=1"
        assert bruno.get(address).status_code == 403, address
    pages = [bruno.get(organization, buffered=True), bruno.get(f"{organization}history", buffered=True)]
    assert all(page.status_code == 200 and CANARY not in page.text for page in pages)


@pytest.mark.parametrize("report", LIVE_REPORTS)
def test_live_address_holds_no_note_even_with_names(peopled, open_one, reader, report):
    answer = reader.get(open_one(report=report, names="1", notes="1"))

    assert answer.status_code == 200
    assert CANARY not in answer.text
    assert bool(named_in(answer.text, persons(peopled))) is (report in (Report.TASKS, Report.SUPPORT))
