"""Every word that begins with HX lives here, with the traps of htmx-flask under htmx 4 (`docs/decisions`)."""

import json

from flask import Flask, Response
from htmx_flask import Htmx, request

_htmx = Htmx()


def init_app(app: Flask) -> None:
    _htmx.init_app(app)


def wants_fragment() -> bool:
    """Whether htmx asks, and wants pieces rather than a page."""
    asked = request.htmx
    return bool(asked) and not asked.boosted and not asked.history_restore_request


def redirect_whole_page(response: Response, url: str) -> Response:
    """Tell htmx to leave for another page: a 302 would be followed and its page put inside the row."""
    response.headers["HX-Redirect"] = url
    return response


def retarget(response: Response, selector: str) -> Response:
    """The answer is this form again, whole (409 and 422)."""
    response.headers["HX-Retarget"] = selector
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def trigger(response: Response, events: dict[str, object]) -> Response:
    """Send events to the page's script; JSON in ASCII, since header values are Latin-1."""
    response.headers["HX-Trigger"] = json.dumps(events)
    return response
