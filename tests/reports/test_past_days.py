"""Past days of a centre that has lived: each report of each of them, what cannot be a day, and what happened since."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import openpyxl
import pytest
from sqlalchemy import select

from socialtrack.faq.edit_actions import publish, retire
from socialtrack.faq.edit_queries import edited
from socialtrack.home.merge_actions import merge_organizations, plan_merge
from socialtrack.home.settings_actions import change_settings
from socialtrack.journal.gestures import Gesture
from socialtrack.kernel.languages import LocalText
from socialtrack.people.erasure_actions import Order, erase_person
from socialtrack.people.member_actions import Somebody, change_role, keep_own_place
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.reports.rules import FileFormat, Report
from socialtrack.tenancy.actions import change_organizations
from socialtrack.tenancy.models import Organization
from socialtrack.tenancy.organization_actions import archive_organization
from socialtrack.tenancy.organization_rules import From
from socialtrack.tenancy.queries import details_of
from socialtrack.tenancy.settings_queries import centre_settings
from tests.reports.hesitations import hesitate
from tests.support.giving import logged

FOUNDED = date(2026, 11, 2)  # the centres of the cast
TODAY = date(2026, 11, 23)
FILES = list(product(Report, FileFormat))
NEVER = {
    "2026-11-01": ("Le centre a commencé le 2026-11-02.", "The centre began on 2026-11-02."),
    "0001-01-01": ("Le centre a commencé le 2026-11-02.", "The centre began on 2026-11-02."),
    "2026-11-24": ("Ce jour n’est pas encore venu.", "This day has not come yet."),
    "9999-12-31": ("Ce jour n’est pas encore venu.", "This day has not come yet."),
    **dict.fromkeys(
        ("2025-02-29", "0000-00-00", "2026-11-31", "2026-1-5", "20261105", "hier"),
        ("Cette date n’existe pas.", "This date does not exist."),
    ),
}


def address(cast, report, file_format, day, more=""):
    field = "until" if report is Report.MOVEMENT else "as_of"
    return f"/centres/{cast.quebec.slug}/reports/{report}.{file_format}?{field}={day}{more}"


@pytest.mark.parametrize(("report", "file_format"), FILES)
def test_day_that_cannot_be_is_refused_in_the_language_of_the_reader(cast, report, file_format):
    client = cast.client_for("aline")
    for day, said in NEVER.items():
        for language, words in zip(("fr", "en"), said, strict=True):
            answer = client.get(address(cast, report, file_format, day, f"&lang={language}"))

            assert (answer.status_code, answer.mimetype) == (422, "text/html"), day
            assert words in answer.text.replace("\u00a0", " "), (day, language)
            assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize("report", Report)
def test_command_refuses_the_same_days(cast, report):
    runner, option = cast.app.test_cli_runner(), "--until" if report is Report.MOVEMENT else "--as-of"
    for day in NEVER:
        result = runner.invoke(args=["export", str(report), "--centre", cast.quebec.slug, option, day])

        assert (result.exit_code, result.stdout_bytes, result.stderr.count("\n")) == (1, b"", 1), day


def lines_of(data, file_format):
    if file_format is FileFormat.CSV:
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    rows = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


@pytest.mark.parametrize(("report", "file_format"), FILES)
def test_each_day_since_the_first_has_its_file(example, report, file_format):
    client, counts = example.client_for("aline"), []
    first = FOUNDED + timedelta(days=report is Report.MOVEMENT)  # of which the first day is where it counts from
    for day in (first, FOUNDED + timedelta(days=1), TODAY - timedelta(days=7), TODAY - timedelta(days=1), TODAY):
        answer = client.get(address(example, report, file_format, day, "&header=keys&names=1"), buffered=True)

        assert answer.status_code == 200, answer.text
        assert f"-{day}.{file_format}" in answer.headers["Content-Disposition"]
        head, *lines = lines_of(answer.data, file_format)
        assert all(len(line) == len(head) for line in lines)
        dated = {line[-1][:10] for line in lines} if report is not Report.EVENTS else set()
        assert dated <= {day.isoformat()}
        counts.append(len(lines))
    present = client.get(address(example, report, file_format, "", "&header=keys&names=1"), buffered=True)
    assert present.data == answer.data
    assert counts[-1] > 0 and (counts == sorted(counts) or report.is_of_hesitations)


@pytest.fixture
def told(example):
    """The examples, and for each report something of Les Amis and Le Phare, whose people gave their names."""
    for who in ("bruno", "paul"):
        with example.work_for(who) as work:
            keep_own_place(work, example[who].name, is_named_to_centre=True)
    hesitate(example, "bruno", example.les_amis, "time-too-much", task="name-backup", words="Mes mots", is_shared=True)
    hesitate(example, "paul", example.le_phare, None, words="Pas le temps", is_shared=True, step="1")
    logged(example, example.les_amis, example.le_phare, note="Rappeler.", who="agathe")
    return example


def everything_changes(cast):
    """All that a report of before must not hear of."""
    with cast.work_for("aline") as work:
        ids = list(work.session.scalars(select(Organization.id).where(Organization.centre_id == work.centre.id)))
        with work.write():
            for id_ in ids:
                before = details_of(work.session.get(Organization, id_))
                renamed = replace(before, name=f"Nouveau {id_}", region="Ailleurs", tags=("neuf",), advisor_id=None)
                change_organizations(work, {id_: renamed})
        drawn = centre_settings(work)
        change_settings(work, replace(drawn, name="Autre centre", stalled_after_days=9), drawn=drawn.digest)
        shown = edited(work, "time-too-much").words
        publish(
            work, "time-too-much", replace(shown, question=LocalText("Autre", "Other")), shown.digest, "", Gesture()
        )
        retire(work, "skills-not-enough", Gesture())
    with cast.work_for("bruno") as work:
        change_role(work, Somebody(cast.denis.membership_id, cast.les_amis.id, "reader"), "member")
    with cast.work_for("aline") as work:
        for number, id_ in enumerate(ids[2:]):
            if number % 3 == 0:
                archive_organization(work, id_)
            elif number % 3 == 1:
                with work.write():
                    remove_organization(work, id_)
        plan = plan_merge(work, cast.les_amis.id, cast.le_phare.id)
        merge_organizations(work, cast.les_amis.id, plan.other.id, {"name": From.OTHER}, plan.digest)
    with cast.work_for("bruno") as work:
        set_network(work, cast.les_amis.id, "facebook", "dropped")
        set_network(work, cast.les_amis.id, "instagram", "chosen")


@pytest.mark.parametrize("names", ["", "&names=1&notes=1"])
def test_what_happens_since_changes_no_report_of_before_but_the_name_of_who_is_erased(told, clock, names):
    clock.shift(timedelta(days=1))
    client = told.client_for("aline")

    files = [*product(Report, [FileFormat.CSV]), (Report.TASKS, FileFormat.XLSX)]

    def read():
        return {file: client.get(address(told, *file, TODAY, names), buffered=True).data for file in files}

    before = read()
    everything_changes(told)
    assert read() == before

    with told.app.app_context():
        for who in ("bruno", "paul", "agathe"):
            settings = told.app.extensions["socialtrack-settings"]
            erase_person(told[who].person_id, Order("person", may_leave_alone=True), settings.data_dir)
    after = read()
    for file, data in before.items():
        if file[1] is FileFormat.CSV:
            text = re.sub(r"\b(Bruno|Paul|Agathe)\b", "Ancien membre", data.decode())
            assert after[file].decode() == text
    workbooks = [lines_of(read_[files[-1]], FileFormat.XLSX) for read_ in (before, after)]
    assert workbooks[1] == workbooks[0]  # nobody of those three said anything of a task
    assert (after == before) is (not names)
