"""The centre's inbox: all organizations' questions, those that wait first; taking one, giving several to somebody."""

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..journal.forms import gesture_of, number_of
from ..kernel.errors import Conflict, DomainError, Invalid
from ..kernel.permissions import Can, may
from ..web.access import access
from ..web.errors import STATUS, sentence
from ..web.pages import page
from . import assign_actions
from .assign_forms import assign_form, numbers_of
from .blueprint import IN_CENTRE, bp
from .inbox_forms import Asked, asked
from .inbox_pages import inbox_view


@bp.get(f"{IN_CENTRE}/")
@access(Can.VIEW_CENTRE)
def inbox() -> Response:
    return _inbox_page(asked(request.args))


@bp.post(f"{IN_CENTRE}/assign")
@access(Can.ANSWER_QUESTION)
def assign_these() -> Response:
    """« Je m’en occupe » of one line, or the ticked ones to somebody."""
    wanted, taken = asked(request.args), number_of(request.form, "take")
    try:
        if taken:
            me = g.work.actor.membership_id
            gesture = gesture_of(request.form, "take", taken)
            assign_actions.assign(g.work, [taken], me, gesture, only_if_nobodys=True)
            flash(_("C’est noté : vous vous en occupez."))
        else:
            _give(numbers_of(request.form.getlist("question")))
    except (Conflict, Invalid) as error:
        return _inbox_page(wanted, refused=error)
    where = url_for("questions.inbox", **wanted.address(), _anchor=f"question-{taken}" if taken else None)  # type: ignore[arg-type]
    return redirect(where, 303)  # type: ignore[return-value]


def _give(ids: list[int]) -> None:
    form = assign_form(request.form, ids)
    n = assign_actions.assign(g.work, ids, form.to, form.gesture)
    if not n:
        flash(_("Rien n’a changé : c’était déjà ainsi."))
    elif form.to is None:
        flash(
            ngettext(
                "%(num)s question n’est plus suivie par personne.",
                "%(num)s questions ne sont plus suivies par personne.",
                n,
            )
        )
    else:
        flash(ngettext("%(num)s question est confiée.", "%(num)s questions sont confiées.", n))


def _inbox_page(wanted: Asked, refused: DomainError | None = None) -> Response:
    view = inbox_view(g.work, wanted, can_assign=may(g.work.actor.role, Can.ANSWER_QUESTION))
    return page(
        "questions/inbox.html",
        STATUS[type(refused)] if refused else 200,
        inbox=view,
        refused=sentence(refused) if refused else None,
        ticked=set(numbers_of(request.form.getlist("question"))) if refused else set(),
        to=request.form.get("to", "") if refused else "",
    )
