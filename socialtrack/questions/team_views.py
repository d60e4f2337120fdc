"""What the centre's team does beside a question: who follows it, the notes that the organization never reads."""

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from ..journal.forms import gesture_of, words_of
from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can
from ..web.access import access
from . import assign_actions, queries, team_actions
from .assign_forms import assign_form
from .blueprint import THREAD, bp
from .team_rules import LONGEST
from .thread_views import thread_page

NOTES = f"{THREAD}/team-notes"
NOTE = f"{NOTES}/<int:team_note>"


@bp.post(f"{THREAD}/assign")
@access(Can.ANSWER_QUESTION)
def assign_this(question: int) -> Response:
    work, organization_id = g.work, g.organization.id
    queries.thread(work, organization_id, question)
    try:
        form = assign_form(request.form, [question])
        changed = assign_actions.assign(work, [question], form.to, form.gesture, organization_id=organization_id)
    except (Conflict, Invalid) as error:
        return thread_page(question, beside=error)
    if not changed:
        flash(_("Rien n’a changé : c’était déjà ainsi."))
    elif form.to is None:
        flash(_("Plus personne ne suit cette question."))
    elif form.to == work.actor.membership_id:
        flash(_("C’est noté : vous vous en occupez."))
    else:
        flash(_("La question est confiée."))
    return _back(question)


@bp.post(NOTES)
@access(Can.ANSWER_QUESTION)
def write_team_note(question: int) -> Response:
    work, organization_id = g.work, g.organization.id
    queries.thread(work, organization_id, question)
    try:
        words = words_of(request.form, "note", most=LONGEST, required=True)
        gesture = gesture_of(request.form, organization_id, "team-note", question, words)
        team_actions.write_team_note(work, organization_id, question, words, gesture)
    except (Conflict, Invalid) as error:
        return thread_page(question, beside=error)
    flash(_("La note est gardée, pour votre équipe seulement."))
    return _back(question)


@bp.post(f"{NOTE}/remove")
@access(Can.ANSWER_QUESTION)
def remove_team_note(question: int, team_note: int) -> Response:
    gesture = gesture_of(request.form, g.organization.id, "team-note-remove", team_note)
    if team_actions.remove_team_note(g.work, g.organization.id, question, team_note, gesture):
        flash(_("La note est retirée. Elle se remet d’un geste, sous les notes."))
    else:
        flash(_("Elle était déjà retirée."))
    return _back(question)


@bp.post(f"{NOTE}/restore")
@access(Can.ANSWER_QUESTION)
def restore_team_note(question: int, team_note: int) -> Response:
    gesture = gesture_of(request.form, g.organization.id, "team-note-restore", team_note)
    if team_actions.restore_team_note(g.work, g.organization.id, question, team_note, gesture):
        flash(_("La note est remise."))
    else:
        flash(_("Elle était déjà là."))
    return _back(question)


def _back(question: int) -> Response:
    return redirect(url_for("questions.thread", question=question, _anchor="team"), 303)  # type: ignore[return-value]
