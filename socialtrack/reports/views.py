"""Reports to download, written to the reader as they are read from the database."""

from flask import Flask, Response, current_app, g, request

from ..jobs.answers import begin
from ..journal.access_actions import note_export
from ..kernel.errors import Invalid
from ..kernel.permissions import Can
from ..web.access import access
from ..web.language import language
from . import holding_views, index_views, live_views, movement_views
from .blueprint import bp
from .export_jobs import EXPORT, asked_of, is_long
from .forms import options_of
from .index_pages import FROM_PAGE
from .index_views import reports_page
from .report import OpenReport
from .rules import FileFormat, Report
from .streams import streamed

__all__ = [
    "bp",
    "events_csv",
    "hesitations_csv",
    "holding_back_csv",
    "holding_views",
    "index_views",
    "live_views",
    "movement_csv",
    "movement_views",
    "organizations_csv",
    "tasks_csv",
]

MEDIA_TYPES = {
    FileFormat.CSV: "text/csv",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_ANY = ",".join(f'"{report}"' for report in Report)


@bp.get("/reports/organizations.csv")
@access(Can.EXPORT)
def organizations_csv() -> Response:
    return _download(Report.ORGANIZATIONS)


@bp.get("/reports/tasks.csv")
@access(Can.EXPORT)
def tasks_csv() -> Response:
    return _download(Report.TASKS)


@bp.get("/reports/events.csv")
@access(Can.EXPORT)
def events_csv() -> Response:
    return _download(Report.EVENTS)


@bp.get("/reports/hesitations.csv")
@access(Can.EXPORT)
def hesitations_csv() -> Response:
    return _download(Report.HESITATIONS)


@bp.get("/reports/holding-back.csv")
@access(Can.EXPORT)
def holding_back_csv() -> Response:
    """The one that is made to leave the centre."""
    return _download(Report.HOLDING_BACK)


@bp.get("/reports/movement.csv")
@access(Can.EXPORT)
def movement_csv() -> Response:
    """Made to leave the centre too: what it says of hesitations is withheld where it is little."""
    return _download(Report.MOVEMENT)


@bp.get("/reports/support.csv")
@access(Can.EXPORT)
def support_csv() -> Response:
    return _download(Report.SUPPORT)


@bp.get("/reports/people.csv")
@access(Can.EXPORT)
def people_csv() -> Response:
    return _download(Report.PEOPLE)


@bp.get(f"/reports/<any({_ANY}):report>.xlsx")
@access(Can.EXPORT)
def xlsx(report: str) -> Response:
    """Any of them, for Excel."""
    return _download(Report(report), FileFormat.XLSX)


def _download(report: Report, file_format: FileFormat = FileFormat.CSV) -> Response:
    try:
        options = options_of(request.args, language(), report, file_format)
        opened = OpenReport(g.centre, g.work.actor, report, options)
    except Invalid as error:
        if request.args.get(FROM_PAGE):
            return reports_page(request.args, error)
        raise
    if request.method == "GET":
        _leave_a_trace(opened, report)
        if is_long(opened.work, report, file_format):
            opened.close()
            asked = {"report": str(report), "format": str(file_format), "lang": options.language}
            return begin(g.work, EXPORT, asked, given=asked_of(request.args))  # type: ignore[return-value]
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    response = streamed(app, opened, MEDIA_TYPES[file_format])
    response.headers["Content-Disposition"] = f'attachment; filename="{opened.file_name}"'
    return response


def _leave_a_trace(opened: OpenReport, report: Report) -> None:
    """Before the first byte leaves; the report itself is read in a snapshot that is open already."""
    try:
        note_export(g.work, report)
    except BaseException:
        opened.close()
        raise
