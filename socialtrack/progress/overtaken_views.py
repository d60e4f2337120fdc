"""What waited for a network and may not be said over what came meanwhile: both sides, and nothing has changed."""

from flask import Response, g, make_response, render_template, request

from ..guide import queries as guide
from ..journal.gestures import said_at_of
from ..kernel.errors import Conflict
from ..web import htmx
from ..web.pages import page
from . import overtaken_page
from .blueprint import reader
from .gestures import Part
from .history_queries import one_event
from .plan_queries import members

CODE = "said-overtaken"


def is_settled_for_theirs() -> bool:
    """Whether this form says that what somebody else said stands: there is nothing to change then."""
    return request.form.get("settle") == "theirs"


def both_sides(error: Conflict, part: Part) -> Response:
    work, organization_id = g.work, g.organization.id
    event = one_event(work, organization_id, int(str(error.values["event_id"])), reads_private=False)
    assert event is not None
    known = {who.id: who for who in members(work, organization_id)}
    said_at = said_at_of(request.form, work.now) or work.now
    both = overtaken_page.overtaken(reader(), guide.path(work), part, request.form, said_at, event, known)
    if not htmx.wants_fragment():
        return page("progress/overtaken.html", 409, overtaken=both)
    return make_response(render_template("progress/_overtaken.html", overtaken=both), 409)
