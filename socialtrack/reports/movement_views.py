"""What moved between two days: the page that a funder reads, and the same as a PDF."""

from typing import Any

from flask import Response, g, request

from ..journal.access_actions import note_export
from ..kernel.errors import Invalid
from ..kernel.permissions import Can
from ..web.access import access, may_here
from ..web.errors import sentence
from ..web.language import language
from ..web.pages import page
from .blueprint import bp
from .forms import options_of
from .movement_forms import DAYS, address_of, narrowing, typed
from .movement_pages import MovementPage, days_between, movement_page, organization_heads, preset_labels, support_heads
from .movement_pdf import can_make_pdf, movement_pdf
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
    return page(
        "reports/movement.html",
        view=view,
        errors={},
        days=days_between(view.span),
        presets=[
            (words, address_of(span, narrowed, with_organizations=ticked), span == view.span)
            for words, span in ((preset_labels()[preset], span) for preset, span in view.presets.items())
        ],
        address=address_of(view.span, narrowed, with_organizations=ticked),
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
    """The page's figures, and the name of a PDF of them."""
    options = options_of(request.args, language(), Report.MOVEMENT)
    opened = OpenReport(g.centre, g.work.actor, Report.MOVEMENT, options)
    try:
        view = movement_page(
            opened.movement(),
            g.work.today,
            with_organizations=options.with_organizations,
            is_narrow=not options.filters.is_empty,
        )
        return view, opened.file_name.removesuffix("csv") + "pdf"
    finally:
        opened.close()
