"""« Où en êtes-vous déjà? »: what an organization had done before it joined, said once."""

from flask import Response, g, redirect, request, url_for

from ..guide import queries as guide
from ..journal.baseline_queries import start_of
from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can
from ..web.access import access, may_here
from ..web.errors import STATUS, sentence
from ..web.pages import page
from . import baseline_pages, queries, start_actions
from .baseline_forms import StartForm
from .blueprint import bp, reader
from .start_queries import undoable_event_id


@bp.get("/start")
@access(Can.TICK)
def start() -> Response:
    return _start_page(StartForm())


@bp.post("/start")
@access(Can.TICK)
def say_start() -> Response:
    work, organization_id = g.work, g.organization.id
    form = StartForm(request.form)
    try:
        gesture = form.gesture(organization_id)
        said = form.already(guide.path(work).network_keys, work.today)
        start_actions.say_start(work, organization_id, said, gesture)
    except (Conflict, Invalid) as error:
        return _start_page(form, error, STATUS[type(error)])
    return redirect(url_for("progress.start"), 303)  # type: ignore[return-value]


def _start_page(form: StartForm, refused: Conflict | Invalid | None = None, status: int = 200) -> Response:
    work, organization_id = g.work, g.organization.id
    start = start_of(work, organization_id)
    drawn = baseline_pages.start_page(
        reader(),
        g.organization,
        guide.path(work),
        start,
        queries.present(work, organization_id),
        form,
        undo=undoable_event_id(work, organization_id, start) if may_here(Can.TICK) else None,
    )
    mistakes = [(_beside(refused), sentence(refused))] if refused else []
    return page("progress/start.html", status, start=drawn, mistakes=mistakes, may_say=may_here(Can.TICK))


def _beside(refused: Conflict | Invalid) -> str:
    """The field that a refusal speaks of, or all of them together."""
    return "on" if refused.field == "on" else "start-form"
