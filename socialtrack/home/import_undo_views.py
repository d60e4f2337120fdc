"""The imports that were made, and taking one back: what would happen is read first."""

from flask import Response, flash, g, redirect, request, url_for

from ..jobs.answers import begin
from ..kernel.errors import Conflict
from ..kernel.permissions import Can
from ..web.access import access
from ..web.errors import sentence
from ..web.pages import page
from . import import_actions as actions
from .blueprint import bp
from .import_actions import UndoOvertaken, UndoPreview
from .import_jobs import LONG, UNDO
from .import_pages import undo_view, undone_told
from .import_queries import import_to_undo, past_imports


@bp.get("/centres/<slug:centre>/imports")
@access(Can.IMPORT_ORGANIZATIONS)
def imports() -> Response:
    return page("tenancy/imports.html", imports=past_imports(g.work))


@bp.get("/centres/<slug:centre>/imports/<int(max=9223372036854775807):import_id>")
@access(Can.IMPORT_ORGANIZATIONS)
def preview_undo(import_id: int) -> Response:
    try:
        return _show(actions.preview_undo(g.work, import_id))
    except Conflict as error:
        return _back(sentence(error))


@bp.post("/centres/<slug:centre>/imports/<int(max=9223372036854775807):import_id>/undo")
@access(Can.IMPORT_ORGANIZATIONS)
def undo_import(import_id: int) -> Response:
    digest = request.form.get("digest", "")
    try:
        past = import_to_undo(g.work, import_id)
        if past.created + past.updated > LONG:
            return begin(g.work, UNDO, {"import": import_id, "digest": digest})  # type: ignore[return-value]
        done = actions.undo_import(g.work, import_id, digest=digest)
    except UndoOvertaken as overtaken:
        return _show(overtaken.preview, 409, is_overtaken=True)
    except Conflict as error:
        return _back(sentence(error))
    return _back(undone_told(actions.undone_said(done)))


def _show(preview: UndoPreview, status: int = 200, *, is_overtaken: bool = False) -> Response:
    return page(
        "tenancy/import_undo.html",
        status,
        preview=undo_view(preview),
        past=preview.past,
        digest=preview.digest,
        is_overtaken=is_overtaken,
    )


def _back(said: str) -> Response:
    flash(said)
    return redirect(url_for("home.imports"), 303)  # type: ignore[return-value]
