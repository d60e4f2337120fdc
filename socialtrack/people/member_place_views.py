"""One's own place: what one is called there, whether the centre may read it, what is shut and why, and leaving."""

from flask import abort, flash, g, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Refused
from ..kernel.permissions import Can
from ..web.access import access, even_archived
from ..web.errors import sentence
from ..web.forms import Reading
from ..web.pages import page
from . import member_actions
from .blueprint import bp, go
from .member_queries import member_of
from .member_views import signed_out_of
from .room_pages import Room, organization_room, room_notice, team_room
from .words import ROLES

TEAM_PLACE = "/centres/<slug:centre>/my-place"
ORGANIZATION_PLACE = "/centres/<slug:centre>/organizations/<slug:organization>/my-place"


@bp.get(TEAM_PLACE)
@access(Can.KEEP_OWN_PLACE)
def team_place() -> Response:
    return _place(_held(team_room()), Reading())


@bp.post(TEAM_PLACE)
@access(Can.KEEP_OWN_PLACE)
def team_keep() -> Response:
    return _keep(_held(team_room()))


@bp.post(f"{TEAM_PLACE}/leave")
@access(Can.KEEP_OWN_PLACE)
def team_leave() -> Response:
    return _leave(_held(team_room()))


@bp.get(ORGANIZATION_PLACE)
@access(Can.KEEP_OWN_PLACE)
def organization_place() -> Response:
    return _place(_held(organization_room()), Reading())


@bp.post(ORGANIZATION_PLACE)
@access(Can.KEEP_OWN_PLACE)
@even_archived
def organization_keep() -> Response:
    return _keep(_held(organization_room()))


@bp.post(f"{ORGANIZATION_PLACE}/leave")
@access(Can.KEEP_OWN_PLACE)
@even_archived
def organization_leave() -> Response:
    return _leave(_held(organization_room()))


def _held(room: Room) -> Room:
    """The room, if the membership that counts at this address is a place of its own there: the centre's staff walk
    through organizations without one."""
    if g.membership.organization_id != room.organization_id:
        abort(403)
    return room


def _place(room: Room, form: Reading, status: int = 200, problem: str = "") -> Response:
    mine = member_of(g.work, g.membership.id, room.organization_id)
    if not form.typed:
        form.typed.update(name=mine.name or "", named="1" if mine.is_named_to_centre else "")
    notice = room_notice()
    return page(
        "people/member_own_place.html",
        status,
        room=room,
        member=mine,
        form=form,
        problem=problem,
        shut=notice.shut_to_reader,
        role_names=ROLES,
        zone=g.centre.zone,
    )


def _keep(room: Room) -> Response:
    form = Reading(request.form)
    name = form.line("name", most=120)
    if form.errors:
        return _place(room, form, 422)
    if member_actions.keep_own_place(g.work, name, is_named_to_centre=form.is_ticked("named")):
        flash(_("C’est noté."))
    return go(room.url("place"))


def _leave(room: Room) -> Response:
    try:
        member_actions.leave(g.work)
    except Refused as error:
        if error.code not in ("last-manager", "last-lead"):
            raise
        return _place(room, Reading(), 409, sentence(error))
    return signed_out_of(room)
