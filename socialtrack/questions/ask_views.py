"""The questions of an organization: the list, and the page that asks."""

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from ..journal.forms import as_typed
from ..kernel.errors import Conflict, Invalid, Refused
from ..kernel.permissions import Can
from ..web import htmx
from ..web.access import access, may_here
from ..web.errors import STATUS, sentence
from ..web.language import language
from ..web.pages import page
from . import actions, queries
from .about_queries import About, about_there
from .blueprint import IN_ORGANIZATION, bp
from .forms import about_of, ask_form
from .letter_views import letter, send_letters
from .pages import ask_view, list_view


@bp.get(f"{IN_ORGANIZATION}/")
@access(Can.VIEW_ORGANIZATION)
def index() -> Response:
    found = queries.every(g.work, g.organization.id)
    return page("questions/index.html", list=list_view(g.work, found, language()), can_ask=may_here(Can.ASK))


@bp.get(f"{IN_ORGANIZATION}/new")
@access(Can.ASK)
def ask() -> Response:
    if not may_here(Can.ASK):
        raise Refused("organization-archived")
    return _ask_page(about_there(g.work, g.organization.id, about_of(request.args)))


@bp.post(f"{IN_ORGANIZATION}/")
@access(Can.ASK)
def ask_this() -> Response:
    """The same fields as the page that asks; a hesitation's page sends them too."""
    work, organization_id = g.work, g.organization.id
    about = about_there(work, organization_id, about_of(request.form))
    try:
        form = ask_form(request.form, organization_id)
        answer = actions.ask(work, organization_id, form.about, form.words, form.gesture, letter=letter())
    except (Conflict, Invalid) as error:
        return _ask_page(about, error)
    send_letters()
    if work.actor.is_centre_staff:
        flash(_("La question est inscrite pour l’organisme. Votre équipe peut y répondre ici."))
    else:
        flash(_("C’est envoyé à votre centre. Sa réponse sera ici."))
    if not answer.question_id:
        return leave_for(url_for("questions.index"))
    return leave_for(url_for("questions.thread", question=answer.question_id))


def leave_for(url: str) -> Response:
    """Back to a page that is drawn anew, also from a form that htmx sent."""
    if htmx.wants_fragment():
        return htmx.redirect_whole_page(Response(""), url)
    return redirect(url, 303)  # type: ignore[return-value]


def _ask_page(about: About, refused: Conflict | Invalid | None = None) -> Response:
    """The form; after a refusal with what was typed, and what is wrong with it."""
    open_id = queries.open_by_task(g.work, g.organization.id).get(about.task_key or "")
    drawn = ask_view(
        g.work,
        g.organization.id,
        about,
        language(),
        words=as_typed(request.form, "words") if refused else "",
        mistake=sentence(refused) if refused else "",
        open_id=open_id,
    )
    return page("questions/ask.html", STATUS[type(refused)] if refused else 200, ask=drawn)
