"""« Rapports »: every file that a centre can take, and the options that they share."""

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, g, request, url_for
from werkzeug.datastructures import MultiDict

from ..guide.queries import path as path_in_force
from ..kernel.errors import Invalid
from ..kernel.permissions import Can
from ..web.access import access, may_here
from ..web.errors import sentence
from ..web.pages import page
from .blueprint import bp
from .filter_forms import address_of, filters_of
from .filter_queries import checked
from .filter_rules import EVERYONE
from .filter_words import said as filters_said
from .index_pages import FROM_PAGE, OPTIONS, OVERALL, sections


@bp.get("/reports/")
@access(Can.EXPORT)
def index() -> Response:
    return reports_page(request.args)


def reports_page(asked: MultiDict[str, str], refusal: Invalid | None = None) -> Response:
    """The page, with what was chosen; with `refusal`, what is wrong in it."""
    path = path_in_force(g.work)
    try:
        filters = checked(g.work, filters_of(asked), path)
    except Invalid as error:
        refusal, filters = refusal or error, EVERYONE
    shown: dict[str, Any] = {"typed": {name: asked.get(name, "")[:40] for name in OPTIONS}, "from_page": FROM_PAGE}
    narrowing: dict[str, Any] = address_of(filters)
    carried = [(name, value) for name, said in narrowing.items() for value in _each(said)]
    has_live = "reports.live_addresses" in current_app.view_functions and may_here(Can.OPEN_LIVE_ADDRESS)
    return page(
        "reports/index.html",
        422 if refusal else 200,
        sections=sections(),
        overall=OVERALL,
        narrowed=filters_said(g.work, filters),
        carried=carried,
        movement_url=url_for("reports.movement", **narrowing),
        live_url=url_for("reports.live_addresses") if has_live else "",
        errors=[(_field(refusal), sentence(refusal))] if refusal else [],
        **shown,
    )


def _each(said: str | Sequence[str]) -> Sequence[str]:
    return [said] if isinstance(said, str) else said


def _field(refusal: Invalid) -> str:
    """Where on the page what was refused was chosen: one of its fields, else the files themselves."""
    return refusal.field if refusal.field in OPTIONS else "files"
