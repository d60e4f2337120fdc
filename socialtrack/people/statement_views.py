"""Two public statements: what a centre sees, made from the permission table itself; how accessible the pages are."""

from werkzeug.wrappers import Response

from ..web.access import public
from ..web.pages import page
from .blueprint import bp


@bp.get("/privacy")
@public
def privacy() -> Response:
    return page("people/privacy.html")


@bp.get("/accessibility")
@public
def accessibility() -> Response:
    return page("people/accessibility.html")
