"""The imports that were made, and taking one back: what would happen is read first."""

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..kernel.errors import Conflict
from ..kernel.permissions import Can
from ..tenancy.undo_rules import Undoing
from ..web.access import access
from ..web.errors import sentence
from ..web.pages import page
from . import import_actions as actions
from .blueprint import bp
from .import_actions import UndoOvertaken, UndoPreview
from .import_pages import undo_view
from .import_queries import past_imports


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
    try:
        done = actions.undo_import(g.work, import_id, digest=request.form.get("digest", ""))
    except UndoOvertaken as overtaken:
        return _show(overtaken.preview, 409, is_overtaken=True)
    except Conflict as error:
        return _back(sentence(error))
    return _back(_told(done))


def _told(done: UndoPreview) -> str:
    removed, restored, kept = (done.counts[u] for u in (Undoing.REMOVED, Undoing.RESTORED, Undoing.KEPT))
    said = [_("L’importation est annulée.")]
    if removed:
        said += [ngettext("%(num)s organisme retiré.", "%(num)s organismes retirés.", removed)]
    if restored:
        said += [ngettext("%(num)s organisme rétabli.", "%(num)s organismes rétablis.", restored)]
    if kept:
        said += [ngettext("%(num)s organisme gardé.", "%(num)s organismes gardés.", kept)]
    return " ".join(said)


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
