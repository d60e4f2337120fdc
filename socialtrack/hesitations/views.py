"""Hesitating: a reason is picked, its answer read there and then, and what came of it is said. Nothing is blocked."""

from flask import Response, flash, g, redirect, request, url_for

from ..journal.models import Event
from ..journal.row_queries import event_of
from ..kernel.errors import Conflict, Invalid, NotFound, Refused
from ..kernel.permissions import Can
from ..people.room_views import reads_private
from ..web.access import access, may_here
from ..web.errors import STATUS, sentence
from ..web.pages import page
from . import actions, forms, pages, queries, sentences, undo_actions
from .blueprint import bp
from .gestures import HesitationAnswer
from .row_actions import check_about
from .rules import KIND, HesitationState

__all__ = ["bp"]
_FIELDS = ("entry", "words", "share", "reason", "review_on")


@bp.get("/")
@access(Can.VIEW_ORGANIZATION)
def index() -> Response:
    return page("hesitations/index.html", hesitations=pages.hesitations_page())


@bp.get("/new")
@access(Can.HESITATE)
def hesitate() -> Response:
    if not may_here(Can.HESITATE):
        raise Refused("organization-archived")
    about = forms.about_of(request.args)
    check_about(g.work, about)
    return page("hesitations/hesitate.html", hesitate=pages.hesitate_page(about, chosen=request.args.get("reason", "")))


@bp.post("/")
@access(Can.HESITATE)
def open_this() -> Response:
    work, organization_id = g.work, g.organization.id
    about = forms.about_of(request.form)
    check_about(work, about)
    try:
        form = forms.open_form(request.form, organization_id)
        if form.words and not form.is_shared and not reads_private():
            raise Refused("words-not-yours-to-keep" if work.actor.is_centre_staff else "room-shut-to-you")
        answer = actions.open_hesitation(
            *(work, organization_id, form.about, form.gesture),
            entry=form.entry,
            words=form.words,
            is_shared=form.is_shared,
        )
    except (Conflict, Invalid) as error:
        drawn = pages.hesitate_page(about, typed=_typed(error))
        return page("hesitations/hesitate.html", STATUS[type(error)], hesitate=drawn)
    flash(sentences.opened(answer.about, is_new=answer.event_id is not None), "news")
    return _there(answer)


@bp.get("/<int:hesitation>")
@access(Can.VIEW_ORGANIZATION)
def one(hesitation: int) -> Response:
    return _page_of(hesitation)


@bp.post("/<int:hesitation>/outcome")
@access(Can.HESITATE)
def say_outcome(hesitation: int) -> Response:
    try:
        outcome, gesture = forms.outcome_form(request.form, g.organization.id, hesitation)
        answer = actions.say_outcome(g.work, g.organization.id, hesitation, outcome, gesture)
    except (Conflict, Invalid) as error:
        return _page_of(hesitation, error)
    return _said(answer, anchor="next")


@bp.post("/<int:hesitation>/share")
@access(Can.HESITATE)
def share(hesitation: int) -> Response:
    try:
        gesture = forms.gesture_form(request.form, g.organization.id, "share", hesitation)
        answer = actions.share_words(g.work, g.organization.id, hesitation, gesture, with_private=reads_private())
    except Conflict as error:
        return _page_of(hesitation, error)
    flash(sentences.shared(), "news")
    return _there(answer)


@bp.post("/<int:hesitation>/decline")
@access(Can.HESITATE)
def decline(hesitation: int) -> Response:
    work, organization_id = g.work, g.organization.id
    try:
        form = forms.decline_form(request.form, organization_id, hesitation, today=work.today)
        answer = actions.decide_not_to(
            *(work, organization_id, hesitation, form.gesture), reason=form.reason, review_on=form.review_on
        )
    except (Conflict, Invalid) as error:
        return _page_of(hesitation, error)
    return _said(answer)


@bp.post("/<int:hesitation>/settle")
@access(Can.HESITATE)
def settle(hesitation: int) -> Response:
    try:
        gesture = forms.gesture_form(request.form, g.organization.id, "settle", hesitation)
        answer = actions.settle(g.work, g.organization.id, hesitation, gesture)
    except (Conflict, Invalid) as error:
        return _page_of(hesitation, error)
    return _said(answer)


@bp.post("/<int:hesitation>/reopen")
@access(Can.HESITATE)
def reopen(hesitation: int) -> Response:
    try:
        gesture = forms.gesture_form(request.form, g.organization.id, "reopen", hesitation)
        answer = actions.reopen(g.work, g.organization.id, hesitation, gesture)
    except (Conflict, Invalid) as error:
        return _page_of(hesitation, error)
    return _said(answer)


@bp.post("/<int:hesitation>/undo")
@access(Can.HESITATE)
def undo(hesitation: int) -> Response:
    work, organization_id = g.work, g.organization.id
    try:
        event = _its_event(hesitation)
        gesture = forms.event_form(request.form, organization_id)[1]
        answer = undo_actions.undo_hesitation(work, organization_id, event, gesture)
    except (Conflict, Invalid) as error:
        is_overtaken = error.code == "undo-overtaken"
        return _page_of(hesitation, Conflict("hesitation-overtaken") if is_overtaken else error)
    if answer.state == HesitationState.WITHDRAWN:
        flash(sentences.said(answer.state), "news")
        return redirect(url_for("hesitations.index"), 303)  # type: ignore[return-value]
    flash(sentences.undone(), "news")
    return _there(answer)


def _its_event(hesitation: int) -> Event:
    """The change that a form names, if it is one of that hesitation.

    Raises:
        NotFound: it is not.
    """
    event = event_of(g.work, g.organization.id, forms.event_form(request.form, g.organization.id)[0])
    if event is None or event.kind != KIND or (event.value_after or {}).get("hesitation") != hesitation:
        raise NotFound("no-such-change")
    return event


def _page_of(hesitation: int, refused: Conflict | Invalid | None = None) -> Response:
    """The hesitation's page; after a refusal with what was typed, and as things stand now."""
    facts = queries.one(g.work, g.organization.id, hesitation, with_private=reads_private())
    if facts is None:
        raise NotFound("no-such-hesitation")
    drawn = pages.one_page(facts, _typed(refused) if refused else None)
    return page("hesitations/one.html", STATUS[type(refused)] if refused else 200, one=drawn)


def _typed(refused: Conflict | Invalid) -> pages.Typed:
    values = {name: forms.as_typed(request.form, name) for name in _FIELDS}
    return pages.Typed(values, refused.field or "", sentence(refused))


def _said(answer: HesitationAnswer, anchor: str | None = None) -> Response:
    flash(sentences.said(answer.state), "news")
    return _there(answer, anchor)


def _there(answer: HesitationAnswer, anchor: str | None = None) -> Response:
    where = url_for("hesitations.one", hesitation=answer.hesitation_id, _anchor=anchor)
    return redirect(where, 303)  # type: ignore[return-value]
