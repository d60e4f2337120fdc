"""What moved in a large centre is counted as long work; the page and the PDF are drawn from the figures it kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _

from ..jobs.kinds import JobFacts, Kind, Made, Parameters, Progress, register
from ..jobs.rules import SEEN_AS, JobState, seen_as
from ..kernel.permissions import Can
from ..kernel.work import Actor, Work
from .export_jobs import counted_words
from .filter_forms import FromMapping
from .forms import options_of
from .movement_forms import address_of
from .movement_pages import counted
from .movement_rules import Span, Tally
from .report import OpenReport
from .rules import Report

MOVEMENT = "movement"


def asked(span: Span, *, with_organizations: bool) -> dict[str, Any]:
    """The parameters of such a count: filters are not among them, since they may hold words."""
    days = {"since": span.since.isoformat(), "until": span.until.isoformat()}
    return {**days, "organizations": with_organizations}


def tally_of(job: JobFacts, span: Span, actor: Actor) -> Tally | None:
    """The figures that this job kept, if they are those of that span, counted for whoever reads them."""
    said = job.result or {}
    is_it = job.kind == MOVEMENT and job.state == JobState.DONE and said.get(SEEN_AS) == seen_as(actor)
    if not is_it or _span(job.parameters) != span:
        return None
    return Tally.of(said["tally"])


def _span(parameters: Parameters) -> Span:
    return Span(date.fromisoformat(parameters["since"]), date.fromisoformat(parameters["until"]))


def _count(work: Work, parameters: Parameters, progress: Progress) -> Made:
    days = FromMapping({name: parameters[name] for name in ("since", "until")})
    opened = OpenReport(
        work.centre, work.actor, Report.MOVEMENT, options_of(days, work.centre.language, Report.MOVEMENT)
    )
    try:
        tally, _rows = counted(opened.movement(), told=progress)
    finally:
        opened.close()
    return Made(said={"tally": tally.said(), SEEN_AS: seen_as(work.actor)})


def _onward(job: JobFacts) -> tuple[str, str]:
    has_lines = job.parameters["organizations"]
    address: dict[str, Any] = address_of(_span(job.parameters), {}, with_organizations=has_lines)
    return _("Lire ce qui a bougé"), url_for("reports.movement", counted=job.id, **address)


def _told(_parameters: Parameters, _said: Mapping[str, Any]) -> str:
    return _("C’est compté.")


def init_app(app: Flask) -> None:
    kind = Kind(
        run=_count,
        permission=Can.VIEW_CENTRE,
        title=lambda _parameters: _("Compter ce qui a bougé"),
        counted=counted_words,
        back=lambda _parameters: (_("Rapports"), url_for("reports.index")),
        told=_told,
        onward=_onward,
    )
    register(app, MOVEMENT, kind)
