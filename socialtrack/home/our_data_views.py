"""« Nos données »: all that an organization has here, for whoever leads it to take away."""

from flask import Response, g
from flask_babel import gettext as _

from ..journal.access_actions import note_access
from ..kernel.errors import Refused
from ..kernel.permissions import Can
from ..people.room_queries import is_room_shut
from ..web.access import access, even_archived
from ..web.pages import page
from . import our_data_pages
from .blueprint import bp
from .my_data_views import download

ADDRESS = "/centres/<slug:centre>/organizations/<slug:organization>/data"


@bp.get(ADDRESS)
@access(Can.TAKE_ORGANIZATION_DATA)
def our_data() -> Response:
    return page("home/our_data.html", titles=our_data_pages.TITLES.values(), is_shut=_is_shut())


@bp.post(ADDRESS)
@access(Can.TAKE_ORGANIZATION_DATA)
@even_archived
def take_our_data() -> Response:
    """That they left is noted, so that every member can see who took them.

    Raises:
        Refused: private notes are shut to this session, and they are part of the file.
    """
    if _is_shut():
        raise Refused("room-shut-to-you")
    work, organization = g.work, g.organization
    file = our_data_pages.zipped(work, organization.id)
    with work.write():
        note_access(work, "exported", organization_id=organization.id, after="organization-data")
    return download(file, _("donnees-%(slug)s", slug=organization.slug), work.today.isoformat())


def _is_shut() -> bool:
    return is_room_shut(g.work, g.visitor.device_id)
