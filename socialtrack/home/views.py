"""Pages that compose several features: welcome, the centre's board, the grid of organizations."""

from flask import Blueprint, Response

from ..kernel.permissions import Can
from ..web.access import access, public
from ..web.pages import page

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def welcome() -> Response:
    return page("home/welcome.html")


@bp.get("/centres/<slug:centre>/")
@access(Can.VIEW_CENTRE)
def board() -> Response:
    return page("home/board.html")


@bp.get("/centres/<slug:centre>/organizations/")
@access(Can.VIEW_CENTRE)
def organizations() -> Response:
    return page("home/organizations.html")
