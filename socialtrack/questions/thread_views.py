"""One question: read by both sides at one address, and what either does in it."""

from flask import Response, flash, g, request, url_for
from flask_babel import gettext as _

from ..journal.forms import as_typed
from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can
from ..people.who_words import named
from ..web.access import access, may_here
from ..web.errors import STATUS, sentence
from ..web.language import language
from ..web.pages import page
from . import actions, queries
from .ask_views import leave_for
from .blueprint import THREAD, bp
from .forms import gesture_form, say_form
from .letter_views import letter, send_letters
from .pages import thread_view
from .rules import QuestionState, side_of
from .team_page import team_side


@bp.get(THREAD)
@access(Can.VIEW_ORGANIZATION)
def thread(question: int) -> Response:
    return thread_page(question)


@bp.post(f"{THREAD}/messages")
@access(Can.ASK)
def say_this(question: int) -> Response:
    work, organization_id = g.work, g.organization.id
    before = queries.thread(work, organization_id, question)
    try:
        form = say_form(request.form, organization_id, question)
        answer = actions.say(work, organization_id, question, form.words, form.gesture, letter=letter())
    except (Conflict, Invalid) as error:
        return thread_page(question, error)
    send_letters()
    flash(
        _("Votre réponse est envoyée à l’organisme.")
        if work.actor.is_centre_staff
        else _("Votre message est envoyé à votre centre.")
    )
    if answer.event_id is not None:
        _say_what_changed(before, form.seen)
    return leave_for(url_for("questions.thread", question=question))


def _say_what_changed(before: queries.ThreadFacts, seen: int) -> None:
    """Somebody wrote while this one did: both are there, and the page says so. What was settled is open again."""
    meanwhile = [message for message in before.messages if seen and message.id > seen]
    if meanwhile:
        who = named(meanwhile[-1].who, reader_is_staff=g.work.actor.is_centre_staff) or _("quelqu’un")
        flash(_("Pendant que vous écriviez, %(who)s a écrit aussi. Votre message vient après.", who=who))
    if before.question.state is QuestionState.SETTLED:
        flash(_("La question était réglée; elle est rouverte."))


@bp.post(f"{THREAD}/settle")
@access(Can.ASK)
def settle_this(question: int) -> Response:
    gesture = gesture_form(request.form, g.organization.id, "settle", question)
    answer = actions.settle(g.work, g.organization.id, question, gesture)
    settled, was_settled = _("C’est réglé. La question reste ici, et se rouvre."), _("La question était déjà réglée.")
    flash(settled if answer.event_id else was_settled)
    return leave_for(url_for("questions.thread", question=question))


@bp.post(f"{THREAD}/reopen")
@access(Can.ASK)
def reopen_this(question: int) -> Response:
    gesture = gesture_form(request.form, g.organization.id, "reopen", question)
    answer = actions.reopen(g.work, g.organization.id, question, gesture, letter=letter())
    send_letters()
    flash(_("La question est rouverte.") if answer.event_id else _("La question était déjà ouverte."))
    return leave_for(url_for("questions.thread", question=question))


def thread_page(
    question: int, refused: Conflict | Invalid | None = None, *, beside: Conflict | Invalid | None = None
) -> Response:
    """The thread; after a refusal with what was typed, and what is wrong with it. `beside`: what was refused on the
    centre's side of the page."""
    found = queries.thread(g.work, g.organization.id, question)
    team = team_side(g.work, found, beside)
    error = refused or beside
    return page(
        "questions/thread.html",
        STATUS[type(error)] if error else 200,
        thread=thread_view(g.work, g.organization.id, found, organization=g.organization.name, language=language()),
        can_say=may_here(Can.ASK),
        typed=as_typed(request.form, "words") if refused else team.prefilled if team else "",
        mistake=sentence(refused) if refused else "",
        side=side_of(g.work.actor.role),
        team=team,
    )
