"""Opening and ending a session, choosing a place and a language."""

from flask import Response as Page
from flask import abort, current_app, g, request, session, url_for
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, DomainError, Invalid, NotFound, TooMany
from ..kernel.languages import LANGUAGES
from ..kernel.moments import utc_now
from ..kernel.tokens import new_token
from ..mailing.sending import call_postman
from ..web.access import public, signed_in
from ..web.addresses import local_path, page_before
from ..web.errors import STATUS, say_when
from ..web.forms import Reading
from ..web.language import language
from ..web.pages import page
from . import actions, link_actions, mail, password_actions, queries
from .blueprint import (
    absolute,
    after_sign_in,
    bp,
    from_place,
    go,
    hasher,
    place_url,
    session_holder,
    settings,
    sign_out_here,
    this_browser,
)
from .known_browser import known_as
from .passkey_rules import party_of
from .rules import ASKS_PER_PLACE, LinkState
from .words import ROLES


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    if g.get("visitor") is not None:
        return go(local_path(request.args.get("next")) or url_for("people.places"))
    return show_sign_in(Reading())


@bp.post("/sign-in")
@public
def ask_for_link() -> Response:
    """One form, two ways in. The button says which; the Enter key says nothing, and what was filled in decides."""
    form = Reading({name: text for name, text in request.form.items() if name != "password"})
    email, password, way = form.email("email"), request.form.get("password", ""), request.form.get("way")
    wants_password = way == "password" or (way != "link" and bool(password))
    if wants_password and not password:
        form.refuse(Invalid("text-missing"), "password")
    if form.errors:
        return show_sign_in(form, 422)
    if wants_password:
        return _enter_with_password(form, email, password)
    if _has_mail():
        send_link(email, _next())
    return page("people/sign_in_asked.html", email=email, has_mail=_has_mail())


def show_sign_in(form: Reading, status: int = 200) -> Page:
    has_passkeys = party_of(settings().base_url, "") is not None
    return page("people/sign_in.html", status, form=form, has_mail=_has_mail(), has_passkeys=has_passkeys, next=_next())


def _enter_with_password(form: Reading, email: str, password: str) -> Response:
    is_shared = form.is_ticked("shared")
    attempt = password_actions.Attempt(email, password, from_place(), this_browser(is_shared=is_shared), known_as())
    try:
        signed = password_actions.open_with_password(attempt, hasher(), utc_now())
    except (Invalid, TooMany) as error:
        form.refuse(error, "password")
        return say_when(show_sign_in(form, STATUS[type(error)]), error)
    return after_sign_in(signed.device, _next(), is_shared=is_shared)


def send_link(email: str, wanted: str | None) -> None:
    """The same work for a known and an unknown address, so that the time it takes tells nothing."""
    token = new_token()
    with actions.outside("who asks to sign in belongs to no centre yet") as everywhere:
        person = queries.person_by_email(everywhere, email)
        reads = person.language if person else language()
        link = absolute(url_for("people.open_link", token=token, next=wanted))
        words = mail.sign_in_letter(reads, link)
        ask = link_actions.Ask(person.email if person else email, from_place(), token, reads, words)
        link_actions.ask_for_link(everywhere, ask, person.id if person else None, utc_now(), per_place=ASKS_PER_PLACE)
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]


@bp.get("/sign-in/<token>")
@public
def open_link(token: str) -> Response:
    try:
        with actions.outside("what became of this link") as everywhere:
            state = link_actions.state_of_link(everywhere, token, utc_now())
    except NotFound as error:
        return _wrong_link(error)
    if state is not LinkState.OPEN:
        return _dead_link(Conflict(f"link-{state}"))
    return page("people/open_link.html", next=_next())


@bp.post("/sign-in/<token>")
@public
def use_link(token: str) -> Response:
    is_shared = request.form.get("shared") == "1"
    wanted = _next()
    try:
        signed = link_actions.use_link(token, this_browser(is_shared=is_shared), utc_now())
    except NotFound as error:
        return _wrong_link(error)
    except Conflict as error:
        return _dead_link(error)
    return after_sign_in(signed.device, wanted, is_shared=is_shared)


@bp.get("/places")
@signed_in
def places() -> Response:
    """Straight to the only place a person holds; a choice where there are several."""
    with actions.outside("a person sees every place they hold") as everywhere:
        held = queries.places_held(everywhere, g.visitor.person_id)
    if len(held) == 1:
        return go(place_url(held[0]))
    return page("people/places.html", places=[(place, place_url(place)) for place in held], role_names=ROLES)


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    holder = session_holder()
    if holder is not None:
        actions.sign_out(holder.device_id)
    return sign_out_here()


@bp.post("/language")
@public
def choose_language() -> Response:
    wanted = request.form.get("lang", "")
    if wanted not in LANGUAGES:
        abort(422)
    if g.get("visitor") is not None:
        actions.choose_language(g.visitor.person_id, wanted)
    else:
        session["lang"] = wanted
    return go(local_path(request.form.get("next")) or page_before())


def _next() -> str | None:
    return local_path(request.values.get("next"))


def _has_mail() -> bool:
    return settings().mail_url is not None


def _wrong_link(error: NotFound) -> Response:
    link_actions.note_wrong_link(from_place(), utc_now())
    return page("people/dead_link.html", 404, reason=error.code, has_mail=_has_mail())


def _dead_link(error: DomainError) -> Response:
    return page("people/dead_link.html", 410, reason=error.code, has_mail=_has_mail())
