"""Letters: which of the centre's did not leave, and the page behind « no more letters »."""

from flask import Response, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from ..data.db import immediate
from ..kernel.errors import NotFound
from ..kernel.moments import utc_now
from ..kernel.permissions import Can
from ..mailing import actions as mailing
from ..mailing import stopping
from ..mailing.sending import call_postman
from ..people.actions import outside
from ..people.address_queries import addresses_read_by_centre
from ..people.blueprint import from_place, settings
from ..people.link_actions import note_wrong_link
from ..tenancy.queries import centre_name
from ..web.access import access, from_elsewhere, public
from ..web.pages import page
from .blueprint import bp

KINDS = {
    "invitation": _l("invitation"),
    "question": _l("avis d’une question"),
    "answer": _l("avis d’une réponse"),
    "lead-named": _l("annonce d’une nouvelle personne responsable"),
    "role-changed": _l("annonce d’un changement de rôle"),
    "factor-removed": _l("annonce du retrait d’une vérification en deux étapes"),
    "membership-ended": _l("annonce d’un retrait"),
}
_REASONS = (
    ("SMTPRecipientsRefused", _l("le serveur de courriel ne connaît pas cette adresse")),
    ("SMTPSenderRefused", _l("le serveur de courriel refuse l’adresse d’envoi")),
    ("SMTPAuthenticationError", _l("le serveur de courriel refuse notre mot de passe")),
    ("SMTPDataError", _l("le serveur de courriel refuse la lettre")),
    ("SMTPNotSupportedError", _l("le serveur de courriel ne sait pas écrire à cette adresse")),
    ("too late", _l("elle n’a pas pu partir à temps")),
)


def reason(error: str) -> str:
    """What went wrong, for a manager; the log has the rest."""
    for beginning, words in _REASONS:
        if error.startswith(beginning):
            return str(words)
    return _("le serveur de courriel ne répond pas")


@bp.get("/centres/<slug:centre>/letters")
@access(Can.VIEW_LETTERS)
def letters() -> Response:
    found = mailing.failed_letters(_session(), g.centre.id)
    return page(
        "home/letters.html",
        has_mail=settings().mail_url is not None,
        trying=[letter for letter in found if letter.next_try_at is not None],
        given_up=[letter for letter in found if letter.next_try_at is None],
        kinds=KINDS,
        reason=reason,
        seen=addresses_read_by_centre(g.work, {letter.to_address for letter in found}),
        zone=g.centre.zone,
    )


@bp.post("/centres/<slug:centre>/letters")
@access(Can.VIEW_LETTERS)
def send_again() -> Response:
    with g.work.write():
        n = mailing.try_again(_session(), g.centre.id, g.work.now)
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    if n:
        flash(
            ngettext("Un nouvel essai commence pour une lettre.", "Un nouvel essai commence pour %(num)s lettres.", n)
        )
    else:
        flash(_("Aucune lettre n’attend un nouvel essai."))
    return redirect(url_for("home.letters"), 303)  # type: ignore[return-value]


def _session() -> Session:
    session: Session = g.work.session
    return session


@bp.get("/letters/stop/<token>")
@public
def stop_page(token: str) -> Response:
    """Reading the page stops nothing: mail programs open links by themselves."""
    try:
        stop = stopping.read_stop(settings(), token)
        with outside("who stops letters need not have an account") as session:
            name, has_stopped = centre_name(session, stop.centre_id), stopping.has_stopped(session, stop)
    except NotFound:
        return _wrong_link()
    return page("home/letters_stop.html", centre_name=name, has_stopped=has_stopped)


@bp.post("/letters/stop/<token>")
@public
def stop_letters(token: str) -> Response:
    try:
        _change(token, is_stopped=request.form.get("again") != "1")
    except NotFound:
        return _wrong_link()
    return redirect(url_for("home.stop_page", token=token), 303)  # type: ignore[return-value]


@bp.get("/letters/one-click/<token>")
@public
def one_click_page(token: str) -> Response:
    """Mail programs that do not know the button open its address instead."""
    return redirect(url_for("home.stop_page", token=token), 303)  # type: ignore[return-value]


@bp.post("/letters/one-click/<token>")
@from_elsewhere
@public
def one_click(token: str) -> Response:
    """The button that mail programs show by themselves (RFC 8058): no page of ours was seen before."""
    try:
        _change(token, is_stopped=True)
    except NotFound:
        return _wrong_link()
    return Response("", 200)


def _change(token: str, *, is_stopped: bool) -> None:
    stop = stopping.read_stop(settings(), token)
    with outside("who stops letters need not have an account") as session, immediate(session):
        centre_name(session, stop.centre_id)
        if is_stopped:
            stopping.stop_letters(session, stop, utc_now())
        else:
            stopping.take_letters_again(session, stop)


def _wrong_link() -> Response:
    note_wrong_link(from_place(), utc_now())
    return page("people/dead_link.html", 404, reason="link-unknown", has_mail=settings().mail_url is not None)
