"""A workbook of a large centre is made as long work: a spreadsheet's own format takes a hundred times a CSV's time."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import Flask, url_for
from flask_babel import gettext as _

from ..jobs.kinds import Kind, Made, Parameters, Progress, register
from ..kernel.permissions import Can
from ..kernel.work import Work
from ..web.formats import number
from .filter_forms import Asked, FromMapping
from .forms import options_of
from .queries import count_organizations
from .report import OpenReport
from .rules import FileFormat, Report

EXPORT = "export"
# So many organizations are read and written in about two seconds; a report with a line a task has fifty times more.
LONG = 2_000
LONG_BY_REPORT: Mapping[Report, int] = {Report.TASKS: 150, Report.EVENTS: 150, Report.MOVEMENT: 1_000}


def is_long(work: Work, report: Report, file_format: FileFormat) -> bool:
    """Whether making that file takes more than about two seconds. A CSV never does: it leaves as it is read."""
    if file_format is not FileFormat.XLSX or report is Report.HOLDING_BACK:
        return False
    return count_organizations(work) > LONG_BY_REPORT.get(report, LONG)


def asked_of(address: Any) -> bytes:
    """What the report is asked, as a file of the work: its filters may hold words, which a job does not."""
    return urlencode([(name, value) for name in address for value in address.getlist(name)]).encode()


def _export(work: Work, parameters: Parameters, progress: Progress) -> Made:
    asked: Asked = FromMapping(parse_qs(progress.given.read_text()))
    report = Report(parameters["report"])
    options = options_of(asked, parameters["lang"], report, FileFormat(parameters["format"]))
    opened = OpenReport(work.centre, work.actor, report, options)
    pieces = opened.pieces(progress)
    try:
        with progress.out.open("wb") as out:
            for piece in pieces:
                out.write(piece)
    finally:
        pieces.close()  # type: ignore[attr-defined]
        opened.close()
    return Made(file_name=opened.file_name)


def _counted(done: int, total: int | None) -> str:
    return _("%(n)s sur %(total)s", n=number(done), total=number(total)) if total else number(done)


def init_app(app: Flask) -> None:
    export = Kind(
        run=_export,
        permission=Can.EXPORT,
        title=lambda _parameters: _("Préparer un fichier Excel"),
        counted=_counted,
        back=lambda _parameters: (_("Rapports"), url_for("reports.index")),
    )
    register(app, EXPORT, export)
