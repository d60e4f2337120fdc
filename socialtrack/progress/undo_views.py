"""Taking a change back, from wherever it is offered."""

from flask import Response, flash, g, make_response, redirect, request, url_for

from ..guide import queries as guide
from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can, may
from ..people.room_queries import is_room_shut
from ..web import htmx
from ..web.access import access
from ..web.language import language
from . import forms, undo_actions, undo_sentences
from .actions import Answer
from .blueprint import bp
from .task_views import answered, refused


@bp.post("/undo")
@access(Can.TICK)
def undo() -> Response:
    work = g.work
    try:
        event_id, gesture = forms.undo_form(request.form, g.organization.id)
        taken = undo_actions.take_back(work, g.organization.id, event_id, gesture, reads_private=_reads_private())
    except (Conflict, Invalid) as error:
        return refused(error, None)
    if isinstance(taken.answer, Answer):
        return answered(taken.answer, gesture, "undo", "")
    flash(undo_sentences.undone(taken, guide.path(work), language()), "news")
    back = _where(taken.change)
    if htmx.wants_fragment():
        return htmx.redirect_whole_page(make_response(""), back)
    return redirect(back, 303)  # type: ignore[return-value]


def _reads_private() -> bool:
    work = g.work
    return may(work.actor.role, Can.READ_PRIVATE_NOTES) and not is_room_shut(work, g.visitor.device_id)


def _where(change: undo_actions.Change) -> str:
    """The page that shows the thing."""
    if change.network is not None:
        return url_for("progress.networks", _anchor=f"network-{change.network}")
    if change.task_key is not None:
        return url_for("progress.task", task_key=change.task_key)
    return url_for("progress.path")
