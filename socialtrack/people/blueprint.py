"""The one blueprint of this feature, which several files of views share."""

from flask import Blueprint, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from ..kernel.settings import Settings
from .actions import Browser, sign_out
from .queries import HeldPlace

# The key under which the signed cookie holds the session token.
TOKEN = "device"  # noqa: S105

bp = Blueprint("people", __name__)


def settings() -> Settings:
    found: Settings = current_app.extensions["socialtrack-settings"]
    return found


def absolute(path: str) -> str:
    """An address that works from anywhere: in a letter, on paper, in a QR code."""
    return settings().base_url + path


def this_browser(*, is_shared: bool = False) -> Browser:
    return Browser(name=request.headers.get("User-Agent", ""), is_shared=is_shared)


def from_place() -> str:
    """Where a request comes from, to count tries."""
    return request.remote_addr or "unknown"


def begin_session(device_token: str, *, is_shared: bool = False) -> None:
    """Put a new session in the cookie. Nothing of the one before stays: its form token, nor the session itself."""
    before = g.get("visitor")
    if before is not None:
        sign_out(before.device_id)
    session.clear()
    session[TOKEN] = device_token
    session.permanent = not is_shared


def place_url(place: HeldPlace) -> str:
    """The first page of a place: the board, or the organization's path."""
    if place.organization_slug is None:
        return url_for("home.board", centre=place.centre_slug)
    return url_for("progress.path", centre=place.centre_slug, organization=place.organization_slug)


def go(url: str) -> Response:
    return redirect(url, 303)
