"""Passkeys, for whoever wants one: adding one to « Mon compte », opening a session with one, taking one away.

It needs a script (`static/js/passkey.js`): without one these gestures are not shown, and a link does as much.
"""

from typing import Any

from flask import Response as Page
from flask import abort, current_app, flash, g, jsonify, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Invalid, TooMany
from ..kernel.moments import utc_now
from ..mailing.sending import call_postman
from ..web.access import public, signed_in
from ..web.addresses import local_path
from ..web.errors import STATUS, say_when
from ..web.forms import Reading
from ..web.pages import page
from . import actions, passkey_actions
from .account_views import account_section
from .blueprint import after_sign_in, bp, from_place, go, settings, this_browser
from .device_mail import passkey_added_letter
from .device_queries import zone_of
from .device_words import browser_in_words, moment_in_words
from .passkey_rules import LONGEST_NAME, Party, party_of
from .proof_views import fresh
from .queries import Visitor
from .sign_in_views import show_sign_in

_CHALLENGE = "challenge"  # in the signed cookie: the token that finds what a passkey was asked


@account_section("people/_account_passkeys.html", place=20)
def _passkeys(visitor: Visitor) -> dict[str, Any]:
    with actions.outside("a person looks at their own account") as everywhere:
        count = passkey_actions.count_of(everywhere, visitor.person_id)
    return {"count": count, "is_possible": _party_or_none() is not None}


@bp.get("/account/passkeys")
@signed_in
@fresh("people.passkeys")
def passkeys() -> Response:
    return _shown(Reading(name=browser_in_words(this_browser().name)))


@bp.post("/account/passkeys/options")
@signed_in
@fresh("people.passkeys")
def ask_to_register_passkey() -> Response:
    return _ask(passkey_actions.ask_to_register(g.visitor, _party(), utc_now()))


@bp.post("/account/passkeys")
@signed_in
@fresh("people.passkeys")
def register_passkey() -> Response:
    form = Reading(request.form)
    name = form.line("name", most=LONGEST_NAME)
    token, party = session.pop(_CHALLENGE, ""), _party()
    if form.errors:
        return _shown(form, 422)
    tell = passkey_added_letter if settings().mail_url is not None else None
    try:
        said = request.form.get("credential", "")
        passkey_actions.register(g.visitor, party, token, said, name, utc_now(), tell)
    except Invalid as error:
        form.refuse(error, "name")
        return _shown(form, 422)
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(_("Cette clé d’accès ouvre maintenant votre session."))
    return go(url_for("people.passkeys"))


@bp.post("/account/passkeys/<int:passkey>/remove")
@signed_in
@fresh("people.passkeys")
def remove_passkey(passkey: int) -> Response:
    passkey_actions.remove(g.visitor, passkey, utc_now())
    flash(_("Cette clé d’accès n’ouvre plus rien ici. Vous pouvez aussi l’effacer de votre appareil."))
    return go(url_for("people.passkeys"))


@bp.post("/sign-in/passkey/options")
@public
def ask_for_passkey() -> Response:
    return _ask(passkey_actions.ask_to_sign_in(_party(), from_place(), utc_now()))


@bp.post("/sign-in/passkey")
@public
def enter_with_passkey() -> Response:
    form = Reading({name: text for name, text in request.form.items() if name not in ("password", "credential")})
    is_shared = form.is_ticked("shared")
    answered = passkey_actions.Answered(
        session.pop(_CHALLENGE, ""),
        request.form.get("credential", ""),
        from_place(),
        this_browser(is_shared=is_shared),
    )
    try:
        signed = passkey_actions.sign_in(_party(), answered, utc_now())
    except (Invalid, TooMany) as error:
        form.refuse(error, "email")
        return say_when(show_sign_in(form, STATUS[type(error)]), error)
    return after_sign_in(signed.device, local_path(request.form.get("next")), is_shared=is_shared)


def _ask(asked: passkey_actions.Asked) -> Response:
    session[_CHALLENGE] = asked.token
    return jsonify(asked.options)


def _party_or_none() -> Party | None:
    return party_of(settings().base_url, settings().secret_key)


def _party() -> Party:
    return _party_or_none() or abort(404)


def _shown(form: Reading, status: int = 200) -> Page:
    now = utc_now()
    _party()
    with actions.outside("a person looks at their own account") as everywhere:
        rows = passkey_actions.passkeys_of(everywhere, g.visitor.person_id)
        zone = zone_of(everywhere, g.visitor.person_id)
    lines = [(row, moment_in_words(row.last_used_at, now, zone) if row.last_used_at else None) for row in rows]
    return page("people/passkeys.html", status, form=form, passkeys=lines, zone=zone)
