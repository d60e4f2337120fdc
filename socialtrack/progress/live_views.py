"""Two people on the same path see each other's ticks: open pages ask what is new, and mostly hear that nothing is."""

from flask import Response, current_app, g, request

from ..guide import queries as guide
from ..journal.figures import read_figures
from ..kernel.errors import Invalid
from ..kernel.permissions import Can
from ..notes.queries import count_by_task
from ..people.room_views import reads_private
from ..web import htmx
from ..web.access import access, may_here
from . import live_page, live_queries, queries
from .ask_queries import open_asks
from .blueprint import bp, reader
from .path_page import Beside
from .plan_queries import plans

_FRAGMENTS = (
    *("progress/_others.html", "progress/_overall.html", "progress/_next.html", "progress/_upkeep.html"),
    *("progress/_step_asks.html", "progress/_networks_changed.html"),
)


@bp.get("/changes")
@access(Can.VIEW_ORGANIZATION)
def changes() -> Response:
    """204 while nothing is new; else the regions that changed, as after a gesture, and the event to ask from next."""
    work, organization_id = g.work, g.organization.id
    news = live_queries.news_since(work, organization_id, _since())
    if news is None:
        return Response(status=204)
    present = queries.present(work, organization_id)
    facts = queries.task_facts(work, organization_id)
    figures = read_figures(work, organization_id)
    notes = count_by_task(work, organization_id, with_private=reads_private())
    beside = Beside(plans(work, organization_id), notes, open_asks(work, organization_id))
    view = live_page.live_view(reader(), guide.path(work), news, present, facts, figures, beside)
    templates = current_app.jinja_env
    context = {
        "oob": True,
        "can_tick": may_here(Can.TICK),
        "path": view.path,
        "next": view.next,
        "others": view.others,
        "other_steps": view.other_steps,
        "upkeep": view.upkeep,
        "step_asks": view.step_asks,
        "is_about_networks": news.is_about_networks,
    }
    html = "".join(templates.get_template(name).render(context) for name in _FRAGMENTS)
    saved = {"order": news.newest_id, "others": {task.key: task.state for task in view.others}, "told": view.told}
    return htmx.trigger(Response(html), {"task:saved": saved, "path:order": news.newest_id})


def _since() -> int:
    """The last event that the page has seen: as it was drawn, or in the answer before.

    Raises:
        Invalid: no event's number.
    """
    text = request.args.get("since", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Invalid("no-such-change", field="since")
    return int(text)
