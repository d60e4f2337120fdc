"""The one blueprint of this feature, which several files of views share."""

import hashlib

from flask import Blueprint, current_app, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.settings import Settings
from ..kernel.text import email_key
from ..mailing.stopping import stop_path
from ..web.language import language
from .actions import Browser, Started, sign_out
from .known_browser import welcome
from .password_hashing import Hasher
from .queries import HeldPlace, Visitor

# The key under which the signed cookie holds the session token.
TOKEN = "device"  # noqa: S105
GONE = "gone"  # in the session, for one page: whose things this browser forgets

bp = Blueprint("people", __name__)


def settings() -> Settings:
    found: Settings = current_app.extensions["socialtrack-settings"]
    return found


def absolute(path: str) -> str:
    """An address that works from anywhere: in a letter, on paper, in a QR code."""
    return settings().base_url + path


def stop_link(centre_id: int, email: str) -> str:
    """Where whoever reads a letter that they did not ask for says that they want no more of them."""
    return absolute(stop_path(settings(), centre_id, email_key(email)))


def this_browser(*, is_shared: bool = False) -> Browser:
    return Browser(name=request.headers.get("User-Agent", ""), is_shared=is_shared)


def hasher() -> Hasher:
    """What hashes passwords, two at once at most."""
    found: Hasher = current_app.extensions["socialtrack-hasher"]
    return found


def from_place() -> str:
    """Where a request comes from, to count tries."""
    return request.remote_addr or "unknown"


def after_sign_in(started: Started, wanted: str | None, *, is_shared: bool = False) -> Response:
    """Where whoever has just signed in goes, by whichever door: to their second step if they have one, else to the
    page they wanted, else to their places."""
    begin_session(started.token, is_shared=is_shared)
    if started.is_waiting:
        return go(url_for("people.second_step", next=wanted))
    welcome(started.token, is_shared=is_shared)
    return go(wanted or url_for("people.places"))


def session_holder() -> Visitor | None:
    """Whoever the cookie names, also between the first step and the second."""
    holder: Visitor | None = g.get("visitor") or g.get("waiting")
    return holder


def begin_session(device_token: str, *, is_shared: bool = False) -> None:
    """Put a new session in the cookie. Nothing of the one before stays: its form token, nor the session itself."""
    before = session_holder()
    if before is not None:
        sign_out(before.device_id)
    put_in_cookie(device_token, is_shared=is_shared)


def put_in_cookie(device_token: str, *, is_shared: bool) -> None:
    session.clear()
    session[TOKEN] = device_token
    session.permanent = not is_shared


def own_key(person_id: int) -> str:
    """Under what name a browser keeps what that person says while the network is away. It tells nothing of them."""
    return hashlib.blake2s(
        b"kept %d" % person_id, key=hashlib.sha256(settings().secret_key.encode()).digest()
    ).hexdigest()


def sign_out_here() -> Response:
    """The session has been ended: nothing of it stays in this browser but the language it was read in, and the name
    under which the next page has the browser forget what was kept of that person."""
    lang, holder = language(), session_holder()
    session.clear()
    session["lang"] = lang
    if holder is not None:
        session[GONE] = own_key(holder.person_id)
    g.pop("visitor", None)
    flash(_("Votre session est fermée."))
    return go(url_for("people.sign_in"))


def place_url(place: HeldPlace) -> str:
    """The first page of a place: the board, or the organization's path."""
    if place.organization_slug is None:
        return url_for("home.board", centre=place.centre_slug)
    return url_for("progress.path", centre=place.centre_slug, organization=place.organization_slug)


def go(url: str) -> Response:
    return redirect(url, 303)
