"""Taking a change back, from wherever it is offered."""

from flask import Response, current_app, flash, g, make_response, redirect, request, url_for

from ..guide import queries as guide
from ..hesitations.gestures import HesitationAnswer
from ..hesitations.rules import HesitationState
from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can
from ..people.room_views import reads_private
from ..web import htmx
from ..web.access import access
from ..web.errors import STATUS, error_page, sentence
from ..web.language import language
from ..web.pages import after_change, page
from . import forms, network_views, start_actions, undo_actions, undo_sentences
from .actions import Answer, newest_event_id
from .blueprint import bp, reader
from .history_forms import asked
from .history_pages import lines
from .history_queries import one_event, since
from .history_views import drawn, place
from .more_views import answered_beside
from .network_actions import Chosen
from .pages import Notice
from .plan_actions import PlanAnswer
from .task_views import answered, refused

# The field `was` of a form that stands on one of these pages: the answer stays there.
HISTORY, NETWORKS = "history", "networks"


@bp.post("/undo")
@access(Can.TICK)
def undo() -> Response:
    work, was = g.work, request.form.get("was")
    event_id = 0
    if was == HISTORY:
        place(request.form)  # else what was asked would be done, and the answer could not be drawn
    try:
        event_id, gesture = forms.undo_form(request.form, g.organization.id)
        taken = undo_actions.take_back(work, g.organization.id, event_id, gesture, reads_private=reads_private())
    except (Conflict, Invalid) as error:
        return _refused(error, event_id)
    if was == HISTORY:
        return _told_on_history(taken)
    if was == NETWORKS and isinstance(taken.answer, Chosen):
        words = undo_sentences.undone(taken, guide.path(work), language())
        return network_views.told_here(Notice(words, taken.answer.event_id, is_redo=True))
    if isinstance(taken.answer, PlanAnswer):
        return answered_beside("plan", taken.answer, is_undo=True)
    if isinstance(taken.answer, Answer):
        if taken.change.kind == "task-evidence":
            return answered_beside("evidence", taken.answer, is_undo=True)
        return answered(taken.answer, gesture, "undo", "")
    flash(undo_sentences.undone(taken, guide.path(work), language()), "news")
    back = _where(taken)
    if htmx.wants_fragment():
        return htmx.redirect_whole_page(make_response(""), back)
    return redirect(back, 303)  # type: ignore[return-value]


def _told_on_history(taken: undo_actions.TakenBack) -> Response:
    work = g.work
    words = undo_sentences.undone(taken, guide.path(work), language())
    if not htmx.wants_fragment():
        flash(words, "news")
    event_id = getattr(taken.answer, "event_id", None)
    return after_change(
        "progress/_history.html",
        "progress/_undo.html",
        back=_history_address,
        events={"task:saved": {"order": newest_event_id(work, g.organization.id)}},
        history=drawn(request.form),
        notice=Notice(words, event_id, is_redo=True),
    )


def _history_address() -> str:
    said = asked(request.form)
    stretch = {"kind": said.group, "before": said.before}
    return url_for("progress.history", **{name: value for name, value in stretch.items() if value})  # type: ignore[arg-type]


def _where(taken: undo_actions.TakenBack) -> str:
    """The page that shows the thing."""
    change = taken.change
    if isinstance(taken.answer, HesitationAnswer):
        if request.form.get("back") == "task" and change.task_key is not None:
            return url_for("progress.task", task_key=change.task_key, _anchor="more")
        if taken.answer.state == HesitationState.WITHDRAWN:
            return url_for("hesitations.index")
        return url_for("hesitations.one", hesitation=taken.answer.hesitation_id)
    if change.network is not None:
        return url_for("progress.networks", _anchor=f"network-{change.network}")
    if change.task_key is not None:
        return url_for("progress.task", task_key=change.task_key)
    return url_for("progress.start" if change.kind == start_actions.KIND else "progress.path")


def _refused(error: Conflict | Invalid, event_id: int) -> Response:
    """What was wanted and what happened since, in words, where the page shows both."""
    status, words, was = STATUS[type(error)], sentence(error), request.form.get("was")
    row_shows_it = htmx.wants_fragment() and was != HISTORY and "task_key" in error.values
    if error.code == "undo-overtaken" and not row_shows_it:
        words = " ".join([_overtaken(error), *_both_sides(event_id)])
    notice = Notice(words, is_problem=True)
    if was == NETWORKS and htmx.wants_fragment():
        return network_views.refused_here(notice, status)
    if was != HISTORY:
        return refused(error, None) if htmx.wants_fragment() else error_page(status, words)
    if not htmx.wants_fragment():
        return page("progress/history.html", status, history=drawn(request.form), refusal=words)
    templates, seen = current_app.jinja_env, drawn(request.form)
    html = templates.get_template("progress/_undo.html").render(notice=notice)
    html += templates.get_template("progress/_history.html").render(history=seen, oob=True)
    return htmx.retarget(make_response(html, status), "#undo")


def _overtaken(error: Conflict | Invalid) -> str:
    return undo_sentences.overtaken(is_task="task_key" in error.values)


def _both_sides(event_id: int) -> list[str]:
    """What somebody wanted to take back, and what came after it on the same thing."""
    work, organization_id, private = g.work, g.organization.id, reads_private()
    mine = one_event(work, organization_id, event_id, reads_private=private)
    if mine is None:
        return []
    theirs = since(work, organization_id, mine, reads_private=private)
    drawn_lines = lines(reader(), guide.path(work), [mine, *theirs], can_undo=False)
    return undo_sentences.both_sides(drawn_lines[0].thing, *(line.sentence for line in drawn_lines))
