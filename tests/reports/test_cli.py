"""`flask export` writes the bytes of the page."""

import pytest

from socialtrack.kernel.work import COMMAND
from socialtrack.reports import queries
from socialtrack.reports.report import OpenReport
from socialtrack.reports.rules import Delimiter, FileFormat, Options, Report
from tests.support.giving import logged


@pytest.fixture
def export(cast):
    def run(*arguments):
        return cast.app.test_cli_runner().invoke(args=["export", *arguments])

    return run


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ((), ""),
        (("--delimiter", "tab", "--lang", "en", "--header", "keys"), "delimiter=tab&lang=en&header=keys"),
        (("--as-of", "2026-11-20", "--names"), "as_of=2026-11-20&names=1"),
        (("--status", "not_started", "--q", "phare"), "status=not_started&q=phare"),
    ],
)
def test_command_writes_the_bytes_of_the_page(cast, export, arguments, asked):
    for name in ("organizations", "tasks", "events") if "--q" not in arguments else ("organizations", "tasks"):
        result = export(name, "--centre", cast.quebec.slug, *arguments)

        page = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/{name}.csv?{asked}")
        assert (result.exit_code, result.stdout_bytes) == (0, page.data)
        assert result.stderr == ""


@pytest.mark.parametrize("name", [report.value for report in Report])
def test_command_writes_the_workbook_of_the_page(cast, export, name):
    result = export(name, "--centre", cast.quebec.slug, "--format", "xlsx", "--names", "--lang", "en")

    page = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/{name}.xlsx?names=1&lang=en")
    assert (result.exit_code, result.stdout_bytes, result.stderr) == (0, page.data, "")


def test_command_writes_the_new_reports_with_their_filters(cast, export):
    logged(cast, cast.les_amis, cast.le_phare, note="Rappeler lundi.")

    result = export("support", "--centre", cast.quebec.slug, "--notes", "--only", "le-phare")

    page = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/support.csv?notes=1&only=le-phare")
    assert (result.exit_code, result.stdout_bytes) == (0, page.data)
    assert "Rappeler lundi." in page.text and "Les Amis" not in page.text


@pytest.mark.parametrize("name", Report)
def test_report_tells_how_far_it_is_up_to_its_end(cast, monkeypatch, name):
    monkeypatch.setattr(queries, "AT_A_TIME", 1)
    heard = []
    with cast.app.test_request_context():
        opened = OpenReport(cast.quebec, COMMAND, name, Options("fr", Delimiter.COMMA))
        list(opened.pieces(lambda done, total: heard.append((done, total))))
        opened.close()

    assert heard == sorted(heard) and heard[-1][0] == heard[-1][1] > 0
    assert len({total for _, total in heard}) == 1


class _Cancelled(Exception):
    pass


def test_report_ends_where_whoever_listens_wants_no_more(cast, monkeypatch):
    monkeypatch.setattr(queries, "AT_A_TIME", 1)

    def told(_done, _total):
        raise _Cancelled

    with cast.app.test_request_context():
        options = Options("fr", Delimiter.COMMA, file_format=FileFormat.XLSX)
        opened = OpenReport(cast.quebec, COMMAND, Report.TASKS, options)
        with pytest.raises(_Cancelled):
            list(opened.pieces(told))
        opened.close()


MONTREAL = ("--centre", "cab-de-montreal")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tasks",), "There are several centres: name the one you want."),
        (("tasks", "--centre", "nowhere"), "No centre has this address."),
        (("tasks", *MONTREAL, "--delimiter", "pipe"), "For “delimiter”, the choices are: semicolon, comma, tab."),
        (("tasks", *MONTREAL, "--as-of", "2030-01-01"), "This day has not come yet. Choose today or a past day."),
    ],
)
def test_refusal_is_one_sentence_on_standard_error_with_a_status(export, arguments, said):
    result = export(*arguments)

    assert (result.exit_code, result.stdout_bytes, result.stderr) == (1, b"", f"Error: {said}\n")


def test_report_that_does_not_exist_is_refused_with_the_names_of_those_that_do(export):
    result = export("nothing", *MONTREAL)

    assert (result.exit_code, result.stdout_bytes) == (2, b"")
    assert "'organizations', 'tasks', 'events'" in result.stderr
