"""An organization's path. The other pages of this feature stand in files of their own, named below."""

from flask import Response, g, request, session

from ..guide import queries as guide
from ..journal.baseline_queries import start_of
from ..kernel.moments import to_microseconds
from ..kernel.permissions import Can, may
from ..notes.queries import count_by_task
from ..people.room_pages import room_notice
from ..tenancy.organization_queries import pause_of
from ..web.access import access, may_here
from ..web.pages import page
from . import (
    baseline_views,
    certificate_views,
    history_views,
    live_views,
    more_views,
    network_views,
    note_views,
    pages,
    queries,
    sheet_views,
    task_views,
    undo_views,
)
from .ask_queries import open_asks
from .blueprint import STAYS, TOLD, bp, reader
from .filter_rules import choice_of
from .path_page import Beside, path_page
from .plan_queries import plans

# The blueprint is whole once each file of views has hung its own on it.
__all__ = [
    "baseline_views",
    "bp",
    "certificate_views",
    "history_views",
    "live_views",
    "more_views",
    "network_views",
    "note_views",
    "sheet_views",
    "task_views",
    "undo_views",
]


@bp.get("/")
@access(Can.VIEW_ORGANIZATION)
def path() -> Response:
    work, by = g.work, reader()
    asks = open_asks(work, g.organization.id)  # first: what comes in meanwhile is asked for again, and not missed
    facts = queries.path_facts(work, g.organization.id, since=to_microseconds(work.now) - pages.NOTICE_FOR)
    pause, rooms = pause_of(work, g.organization.id), room_notice()
    reads_private = may(work.actor.role, Can.READ_PRIVATE_NOTES) and not rooms.shut_to_reader
    notes = count_by_task(work, g.organization.id, with_private=reads_private)
    drawn = path_page(
        by,
        g.organization,
        guide.path(work),
        facts,
        Beside(plans(work, g.organization.id), notes, asks),
        can_tick=may_here(Can.TICK),
        choice=choice_of(request.args),
        told=session.pop(TOLD, "") if TOLD in session else "",
        stays=session.pop(STAYS) if STAYS in session else None,
    )
    start = start_of(work, g.organization.id)
    return page("progress/path.html", path=drawn, start=start, pause=pause, rooms=rooms, zone=g.centre.zone)
