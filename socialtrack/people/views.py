"""Getting in: first run, sign-in, invitations, and the people of a centre or an organization."""

from flask import Blueprint, Response

from ..kernel.permissions import Can
from ..web.access import access, public
from ..web.pages import page

bp = Blueprint("people", __name__)


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    return page("people/sign_in.html")


@bp.get("/centres/<slug:centre>/team")
@access(Can.INVITE_TO_CENTRE)
def team() -> Response:
    return page("people/team.html")


@bp.get("/centres/<slug:centre>/organizations/<slug:organization>/people")
@access(Can.INVITE_TO_ORGANIZATION)
def organization_people() -> Response:
    return page("people/organization_people.html")
