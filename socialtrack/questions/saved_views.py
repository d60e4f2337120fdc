"""Saved answers: the list, and the form that keeps or changes one."""

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from ..kernel.errors import Conflict
from ..kernel.permissions import Can
from ..web.access import access
from ..web.errors import sentence
from ..web.language import language
from ..web.pages import page
from . import saved_actions
from .blueprint import IN_CENTRE, bp
from .saved_forms import LABELS, SavedForm
from .saved_queries import Saved, saved_answer
from .saved_queries import saved_answers as every

SAVED = f"{IN_CENTRE}/saved-answers"


@bp.get(f"{SAVED}/")
@access(Can.ANSWER_QUESTION)
def saved_answers() -> Response:
    return page(
        "questions/saved_answers.html",
        saved=every(g.work, language()),
        removed=every(g.work, language(), removed=True),
        language=language(),
    )


@bp.get(f"{SAVED}/new")
@access(Can.ANSWER_QUESTION)
def new_saved_answer() -> Response:
    return _form_page(SavedForm())


@bp.post(f"{SAVED}/new")
@access(Can.ANSWER_QUESTION)
def keep_saved_answer() -> Response:
    form = SavedForm(request.form)
    wording = form.wording()
    if wording is None:
        return _form_page(form, 422)
    try:
        saved_actions.keep_answer(g.work, wording)
    except Conflict as error:
        form.refuse(error, "title_fr")
        return _form_page(form, 409)
    flash(_("La réponse est gardée."))
    return _to_list()


@bp.get(f"{SAVED}/<int:saved>")
@access(Can.ANSWER_QUESTION)
def edit_saved_answer(saved: int) -> Response:
    kept = saved_answer(g.work, saved)
    return _form_page(SavedForm.of(kept), kept=kept)


@bp.post(f"{SAVED}/<int:saved>")
@access(Can.ANSWER_QUESTION)
def change_saved_answer(saved: int) -> Response:
    form, kept = SavedForm(request.form), saved_answer(g.work, saved)
    wording = form.wording()
    if wording is None:
        return _form_page(form, 422, kept=kept)
    try:
        changed = saved_actions.change_answer(g.work, saved, wording, form.typed.get("drawn", ""))
    except Conflict as error:
        now = saved_answer(g.work, saved)
        form.typed["drawn"] = now.drawn
        return _form_page(form, 409, kept=now, overtaken=sentence(error))
    flash(_("La réponse gardée est à jour.") if changed else _("Rien n’a changé : elle disait déjà cela."))
    return _to_list()


@bp.post(f"{SAVED}/<int:saved>/remove")
@access(Can.ANSWER_QUESTION)
def remove_saved_answer(saved: int) -> Response:
    if saved_actions.remove_answer(g.work, saved):
        flash(_("La réponse est retirée. Elle se remet d’un geste, au bas de cette page."))
    else:
        flash(_("Elle était déjà retirée."))
    return _to_list()


@bp.post(f"{SAVED}/<int:saved>/restore")
@access(Can.ANSWER_QUESTION)
def restore_saved_answer(saved: int) -> Response:
    if saved_actions.restore_answer(g.work, saved):
        flash(_("La réponse est remise."))
    else:
        flash(_("Elle était déjà là."))
    return _to_list()


def _to_list() -> Response:
    return redirect(url_for("questions.saved_answers"), 303)  # type: ignore[return-value]


def _form_page(
    form: SavedForm, status: int = 200, *, kept: Saved | None = None, overtaken: str | None = None
) -> Response:
    return page(
        "questions/saved_answer.html",
        status,
        form=form,
        labels={name: str(words) for name, words in LABELS.items()},
        kept=kept,
        overtaken=overtaken,
    )
