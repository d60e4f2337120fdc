"""What moved between two days: the page that a funder reads, and the same as a PDF."""

from contextlib import suppress
from typing import Any

from flask import Response, abort, g, request

from ..jobs.answers import begin
from ..jobs.queries import own_job
from ..journal.access_actions import note_export
from ..kernel.errors import Invalid, NotFound
from ..kernel.permissions import Can
from ..web.access import access, may_here
from ..web.errors import sentence
from ..web.language import language
from ..web.pages import page
from .blueprint import bp
from .export_jobs import is_large
from .forms import options_of
from .movement_forms import COUNTED, DAYS, address_of, narrowing, typed
from .movement_jobs import MOVEMENT, asked, tally_of
from .movement_pages import (
    MovementPage,
    counted,
    days_between,
    movement_page,
    organization_heads,
    preset_labels,
    support_heads,
)
from .movement_pdf import can_make_pdf, movement_pdf
from .movement_rules import Move, Span, Tally
from .report import OpenReport
from .rules import Report


@bp.get("/reports/movement")
@access(Can.VIEW_CENTRE)
def movement() -> Response:
    narrowed = narrowing(request.args)
    shown: dict[str, Any] = {"typed": typed(request.args), "narrowed": narrowed, "may_export": may_here(Can.EXPORT)}
    try:
        view, _name = _view()
    except Invalid as error:
        if error.field not in DAYS:
            raise
        return page("reports/movement.html", 422, view=None, errors={error.field: sentence(error)}, **shown)
    shown["typed"] |= {"since": view.span.since.isoformat(), "until": view.span.until.isoformat()}
    ticked = view.is_with_organizations
    address = address_of(view.span, narrowed, with_organizations=ticked)
    return page(
        "reports/movement.html",
        view=view,
        errors={},
        days=days_between(view.span),
        presets=[
            (words, address_of(span, narrowed, with_organizations=ticked), span == view.span)
            for words, span in ((preset_labels()[preset], span) for preset, span in view.presets.items())
        ],
        address=address,
        pdf_address={**address, **{name: value for name, value in request.args.items() if name == COUNTED}},
        by_organization=address_of(view.span, narrowed, with_organizations=True),
        organization_heads=organization_heads(),
        support_heads=support_heads(),
        can_make_pdf=can_make_pdf(),
        **shown,
    )


@bp.get("/reports/movement.pdf", endpoint="movement_pdf")
@access(Can.EXPORT)
def movement_as_pdf() -> Response:
    view, name = _view()
    made = movement_pdf(view, language())
    if request.method == "GET":
        note_export(g.work, Report.MOVEMENT)
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _view() -> tuple[MovementPage, str]:
    """The page's figures, and the name of a PDF of them. Those of a large centre are counted first, as long work."""
    options = options_of(request.args, language(), Report.MOVEMENT)
    opened = OpenReport(g.centre, g.work.actor, Report.MOVEMENT, options)
    try:
        moved = opened.movement()
        is_narrow = not options.filters.is_empty
        if request.method == "GET" and not is_narrow and is_large(opened.work):
            tally, rows = _counted_before(moved.days.span, with_organizations=options.with_organizations), list[Move]()
        else:
            tally, rows = counted(moved, with_organizations=options.with_organizations)
        view = movement_page(
            moved, tally, rows, g.work.today, with_organizations=options.with_organizations, is_narrow=is_narrow
        )
        return view, opened.file_name.removesuffix("csv") + "pdf"
    finally:
        opened.close()


def _counted_before(span: Span, *, with_organizations: bool) -> Tally:
    """What a job of whoever reads has counted; else the way leads to the job that counts it."""
    number = request.args.get(COUNTED, type=int)
    tally = None
    if number is not None:
        with suppress(NotFound):
            tally = tally_of(own_job(g.work, number), span, g.work.actor)
    if tally is None:
        abort(begin(g.work, MOVEMENT, asked(span, with_organizations=with_organizations)))
    return tally
