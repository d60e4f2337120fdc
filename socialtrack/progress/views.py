"""An organization's path, its tasks and its networks."""

from flask import Blueprint, Response

from ..kernel.permissions import Can
from ..web.access import access
from ..web.pages import page

bp = Blueprint("progress", __name__, url_prefix="/centres/<slug:centre>/organizations/<slug:organization>")


@bp.get("/")
@access(Can.VIEW_ORGANIZATION)
def path() -> Response:
    return page("progress/path.html")


@bp.get("/networks")
@access(Can.VIEW_ORGANIZATION)
def networks() -> Response:
    return page("progress/networks.html")
