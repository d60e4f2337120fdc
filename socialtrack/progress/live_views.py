"""Two people on the same path see each other's ticks: open pages ask what is new, and mostly hear that nothing is."""

from flask import Response, current_app, g, request

from ..guide import queries as guide
from ..journal.actions import read_figures
from ..kernel.errors import Invalid
from ..kernel.permissions import Can
from ..notes.queries import count_by_task
from ..people.room_views import reads_private
from ..web import htmx
from ..web.access import access, may_here
from . import forms, live_page, live_queries, queries
from .blueprint import bp, reader
from .path_page import Beside
from .plan_queries import plans

_FRAGMENTS = (
    *("progress/_others.html", "progress/_overall.html", "progress/_next.html", "progress/_upkeep.html"),
    "progress/_networks_changed.html",
)


@bp.get("/changes")
@access(Can.VIEW_ORGANIZATION)
def changes() -> Response:
    """204 while nothing is new; else the regions that changed, as after a gesture, and the event to ask from next."""
    work, organization_id = g.work, g.organization.id
    since = _since(organization_id)
    news = live_queries.news_since(work, organization_id, since)
    if news is None:
        answer = Response(status=204)
        if not request.args["since"].isdecimal():
            htmx.trigger(answer, {"path:order": since})
        return answer
    present = queries.present(work, organization_id)
    facts = queries.task_facts(work, organization_id)
    figures = read_figures(work, organization_id)
    notes = count_by_task(work, organization_id, with_private=reads_private())
    beside = Beside(plans(work, organization_id), notes)
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
        "is_about_networks": news.is_about_networks,
    }
    html = "".join(templates.get_template(name).render(context) for name in _FRAGMENTS)
    saved = {"order": news.newest_id, "others": {task.key: task.state for task in view.others}, "told": view.told}
    return htmx.trigger(Response(html), {"task:saved": saved, "path:order": news.newest_id})


def _since(organization_id: int) -> int:
    """An event's number; from a page that has not asked yet, the moment of the newest thing that it shows."""
    text = request.args.get("since", "")
    if text.isascii() and text.isdecimal() and len(text) <= 18:
        return int(text)
    drawn_at = forms.drawn_at_of({"drawn_at": text})
    if not drawn_at:
        raise Invalid("no-such-change", field="since")
    return live_queries.event_by(g.work, organization_id, drawn_at)
