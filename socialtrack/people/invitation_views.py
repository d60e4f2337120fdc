"""The page behind an invitation's link: a name, a box or two, one button, and the first task is in sight."""

from flask import g, request, url_for
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, NotFound, Refused
from ..kernel.moments import utc_now
from ..web.access import public
from ..web.forms import Reading
from ..web.pages import page
from . import actions, queries
from .blueprint import after_sign_in, bp, from_place, settings, this_browser
from .invitation_actions import Answer, accept
from .link_actions import note_wrong_link
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
    answer = Answer(form.line("name", most=120), form.is_ticked("named"), this_browser(is_shared=is_shared))
    try:
        opened = _opened(token)
        if opened.state is LinkState.OPEN and (form.errors or opened.needs_own_session):
            return _shown(opened, form)
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


def _shown(opened: OpenedInvitation, form: Reading) -> Response:
    if opened.needs_own_session:
        return page(
            "people/invitation_known.html",
            403 if request.method == "POST" else 200,
            invitation=opened,
            here=request.path,
        )
    return page("people/invitation.html", 422 if form.errors else 200, invitation=opened, form=form)


def _wrong(error: NotFound) -> Response:
    note_wrong_link(from_place(), utc_now())
    return page("people/dead_link.html", 404, reason=error.code, has_mail=settings().mail_url is not None)


def _dead(reason: str, opened: OpenedInvitation) -> Response:
    has_mail = settings().mail_url is not None
    return page("people/dead_link.html", 410, reason=reason, has_mail=has_mail, place=opened.place_name)
