"""Everything that happened in an organization, in sentences, with the way back where there is one."""

from collections.abc import Mapping

from flask import Response, g, request

from ..guide import queries as guide
from ..kernel.errors import Invalid
from ..kernel.permissions import Can
from ..people.room_views import reads_private
from ..web.access import access, may_here
from ..web.pages import page
from .blueprint import bp, reader
from .history_forms import Asked, asked
from .history_pages import HistoryPage, history_page
from .history_queries import one_event, past


@bp.get("/history")
@access(Can.VIEW_ORGANIZATION)
def history() -> Response:
    return page("progress/history.html", history=drawn(request.args))


def place(address: Mapping[str, str]) -> Asked:
    """The stretch of history that an address asks for. What is elsewhere bounds it no more than what does not exist.

    Raises:
        Invalid: what the address asks for is not in this organization's history.
    """
    said = asked(address)
    if said.before and not one_event(g.work, g.organization.id, said.before, reads_private=reads_private()):
        raise Invalid("unknown-place-in-list", field="before")
    return said


def drawn(address: Mapping[str, str]) -> HistoryPage:
    """That stretch, in sentences.

    Raises:
        Invalid: see `place`.
    """
    work, said = g.work, place(address)
    found = past(work, g.organization.id, reads_private=reads_private(), group=said.group, before=said.before)
    return history_page(
        reader(),
        g.organization,
        guide.path(work),
        found,
        group=said.group,
        before=said.before,
        can_undo=may_here(Can.TICK),
    )
