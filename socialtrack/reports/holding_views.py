"""« Ce qui retient »: the page that a centre reads of what makes its organizations hesitate."""

from typing import Any

from flask import Response, g, request

from ..guide.queries import path as path_in_force
from ..kernel.errors import Invalid
from ..kernel.permissions import Can
from ..web.access import access, may_here
from ..web.errors import sentence
from ..web.formats import month
from ..web.pages import page
from .blueprint import bp
from .holding_forms import NAMES, asked, typed
from .holding_pages import holding_page
from .holding_words import outcome_labels


@bp.get("/hesitations/")
@access(Can.VIEW_CENTRE)
def holding_back() -> Response:
    shown: dict[str, Any] = {
        "typed": typed(request.args),
        "outcomes": [(str(key), words) for key, words in outcome_labels().items()],
    }
    shown |= {"month": month, "may_edit": may_here(Can.EDIT_FAQ), "networks": path_in_force(g.work).networks}
    try:
        view = holding_page(g.work, asked(request.args), may_edit=shown["may_edit"])
    except Invalid as error:
        if error.field not in NAMES:
            raise
        return page("reports/holding_back.html", 422, view=None, errors={error.field: sentence(error)}, **shown)
    return page("reports/holding_back.html", view=view, errors={}, **shown)
