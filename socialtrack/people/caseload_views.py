"""Which organizations an advisor sees: those confided to them, or the whole centre. Said by who manages the team."""

from flask import flash, g, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict
from ..kernel.permissions import Can
from ..web.access import access
from ..web.forms import Reading
from .blueprint import bp, go
from .caseload_actions import hold_to_caseload
from .member_queries import member_of
from .member_views import gone, member_page
from .room_pages import TEAM, team_room

SEES = ("confided", "all")


@bp.post(f"{TEAM}/<int:membership>/caseload")
@access(Can.MANAGE_TEAM)
def team_caseload(membership: int) -> Response:
    room, form = team_room(), Reading(request.form)
    member = member_of(g.work, membership, None)
    sees = form.one_of("sees", SEES)
    if form.errors and not member.has_ended:
        return member_page(room, membership, form, 422)
    try:
        is_changed = hold_to_caseload(g.work, membership, is_held=sees == "confided")
    except Conflict:
        return gone(room)
    if not is_changed:
        flash(_("Rien n’a changé : c’était déjà ainsi."))
    elif sees == "confided":
        flash(_("C’est fait. %(name)s voit les organismes qui lui sont confiés, et eux seuls.", name=member.name))
    else:
        flash(_("C’est fait. %(name)s voit de nouveau tous les organismes du centre.", name=member.name))
    return go(room.url("member", membership=membership))
