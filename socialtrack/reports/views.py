"""Reports to download, written to the reader as they are read from the database."""

from collections.abc import Iterator

from flask import Flask, Response, current_app, g, request

from ..journal.access_actions import note_export
from ..kernel.permissions import Can
from ..web.access import access
from ..web.language import language
from . import holding_views, movement_views
from .blueprint import bp
from .forms import options_of
from .report import OpenReport
from .rules import FileFormat, Report

__all__ = [
    "bp",
    "events_csv",
    "hesitations_csv",
    "holding_back_csv",
    "holding_views",
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
    options = options_of(request.args, language(), report, file_format)
    opened = OpenReport(g.centre, g.work.actor, report, options)
    if request.method == "GET":
        _leave_a_trace(opened, report)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    response = Response(_with_app(app, opened), mimetype=MEDIA_TYPES[file_format])
    response.call_on_close(opened.close)  # the reader may leave before the end, or have asked for the head only
    response.headers["Content-Disposition"] = f'attachment; filename="{opened.file_name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _leave_a_trace(opened: OpenReport, report: Report) -> None:
    """Before the first byte leaves; the report itself is read in a snapshot that is open already."""
    try:
        note_export(g.work, report)
    except BaseException:
        opened.close()
        raise


def _with_app(app: Flask, opened: OpenReport) -> Iterator[bytes]:
    """The session finds its engine through the app, which is not there any more when the server asks for a piece."""
    pieces = opened.pieces()
    try:
        while True:
            with app.app_context():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece
    finally:
        opened.close()
