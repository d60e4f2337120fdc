"""The page behind an invitation's link: a name, a box or two, one button, and the first task is in sight."""

from collections.abc import Callable
from functools import partial

from flask import current_app, flash, g, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, NotFound, Refused
from ..kernel.moments import utc_now
from ..kernel.text import email_key
from ..mailing.actions import Words
from ..mailing.sending import call_postman
from ..web.access import public
from ..web.forms import Reading
from ..web.pages import page
from . import actions, member_mail, queries
from .arrival_actions import Answer, accept, ask_for_new_link
from .blueprint import absolute, after_sign_in, bp, from_place, go, settings, this_browser
from .link_actions import note_wrong_link
from .member_queries import name_elsewhere
from .queries import OpenedInvitation
from .rules import LinkState


@bp.get("/invitations/<token>")
@public
def invitation(token: str) -> Response:
    try:
        opened = _opened(token)
    except NotFound as error:
        return _wrong(error)
    if opened.state is not LinkState.OPEN:
        return _dead(f"invitation-{opened.state}", opened)
    return _shown(opened, Reading())


@bp.post("/invitations/<token>")
@public
def accept_invitation(token: str) -> Response:
    form = Reading(request.form)
    is_shared = form.is_ticked("shared")
    try:
        opened = _opened(token)
        name = _name_of_reader(opened) or form.line("name", most=120)
        if opened.state is LinkState.OPEN and (form.errors or opened.needs_own_session):
            return _shown(opened, form)
        answer = Answer(name, form.is_ticked("named"), this_browser(is_shared=is_shared), _device_id())
        arrival = accept(token, answer, _visitor_id(), utc_now())
    except NotFound as error:
        return _wrong(error)
    except (Conflict, Refused) as error:
        return _dead(error.code, opened)
    if arrival.organization_slug is None:
        place = url_for("home.board", centre=arrival.centre_slug)
    else:
        place = url_for("progress.path", centre=arrival.centre_slug, organization=arrival.organization_slug)
    return after_sign_in(arrival.device, place, is_shared=is_shared)


def _opened(token: str) -> OpenedInvitation:
    with actions.outside("an invitation is found by its link") as everywhere:
        return queries.opened_invitation(everywhere, token, utc_now(), _visitor_id())


def _visitor_id() -> int | None:
    visitor = g.get("visitor")
    return visitor.person_id if visitor is not None else None


def _device_id() -> int | None:
    visitor = g.get("visitor")
    return visitor.device_id if visitor is not None else None


def _name_of_reader(opened: OpenedInvitation) -> str | None:
    """What the person who is invited is called already, if it is they who read, in a session of their own: nobody is
    asked twice. To anyone else, nothing tells whether the address is known."""
    visitor = g.get("visitor")
    if visitor is None or email_key(visitor.email) != email_key(opened.email):
        return None
    with actions.outside("a name is asked once, wherever it was said") as everywhere:
        return name_elsewhere(everywhere, visitor.email)


def _shown(opened: OpenedInvitation, form: Reading) -> Response:
    if opened.needs_own_session:
        return page(
            "people/invitation_known.html",
            403 if request.method == "POST" else 200,
            invitation=opened,
            here=request.path,
        )
    status = 422 if form.errors else 200
    return page("people/invitation.html", status, invitation=opened, form=form, known_name=_name_of_reader(opened))


def _wrong(error: NotFound) -> Response:
    note_wrong_link(from_place(), utc_now())
    return page("people/dead_link.html", 404, reason=error.code, has_mail=settings().mail_url is not None)


def _dead(reason: str, opened: OpenedInvitation) -> Response:
    if reason == "invitation-expired":
        return page("people/invitation_expired.html", 410, invitation=opened)
    has_mail = settings().mail_url is not None
    return page("people/dead_link.html", 410, reason=reason, has_mail=has_mail, place=opened.place_name)


@bp.post("/invitations/<token>/new-link")
@public
def ask_for_invitation(token: str) -> Response:
    """Whoever holds a link that is too old asks for a newer one; the answer is the same whatever comes of it."""
    try:
        opened = _opened(token)
        if opened.state is not LinkState.EXPIRED:
            return go(url_for("people.invitation", token=token))
        ask_for_new_link(token, _letter(opened), utc_now())
    except NotFound as error:
        return _wrong(error)
    if settings().mail_url is not None:
        call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(_("Votre demande est faite. La personne qui a fait l’invitation la voit sur sa page."))
    return go(url_for("people.invitation", token=token))


def _letter(opened: OpenedInvitation) -> Callable[[str, str], Words] | None:
    if settings().mail_url is None:
        return None
    if opened.organization_slug is None:
        people = url_for("people.team", centre=opened.centre.slug)
    else:
        people = url_for("people.organization_people", centre=opened.centre.slug, organization=opened.organization_slug)
    return partial(_new_link_letter, place=opened.place_name, link=absolute(people))


def _new_link_letter(email: str, language: str, *, place: str, link: str) -> Words:
    return member_mail.new_link_letter(language, place=place, email=email, link=link)
