"""What takes more than about two seconds in a large centre is made as long work: workbooks, and what moved."""

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
# So many organizations are told again as of a past day in about two seconds: 0.7 ms each with three years of events.
LONG = 2_500


def is_long(work: Work, report: Report, file_format: FileFormat) -> bool:
    """Whether making that file takes more than about two seconds. A CSV never does: it leaves as it is read."""
    if file_format is not FileFormat.XLSX or report is Report.HOLDING_BACK:
        return False
    return is_large(work)


def is_large(work: Work) -> bool:
    """Whether reading every organization of the centre as of a past day takes more than about two seconds."""
    return count_organizations(work) > LONG


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


def counted_words(done: int, total: int | None) -> str:
    return _("%(n)s sur %(total)s", n=number(done), total=number(total)) if total else number(done)


def init_app(app: Flask) -> None:
    export = Kind(
        run=_export,
        permission=Can.EXPORT,
        title=lambda _parameters: _("Préparer un fichier Excel"),
        counted=counted_words,
        back=lambda _parameters: (_("Rapports"), url_for("reports.index")),
    )
    register(app, EXPORT, export)
