"""What machines ask: is the process alive, can it serve, what may a search engine read."""

from flask import Blueprint, Response, make_response

from ..data.scope import Scope, open_session
from ..people.models import Installation
from ..web.access import public

bp = Blueprint("ops", __name__)

# Live addresses are not among them on purpose: Google Sheets obeys this file too and would no longer read them, and an
# engine that may not ask never sees that their answers say `noindex`.
ROBOTS = """User-agent: *
Disallow: /centres/
Disallow: /invitations/
Disallow: /letters/
Disallow: /setup/
Disallow: /sign-in/
"""


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers. Asks nothing of the database: a slow disk must not make a supervisor kill us."""
    return _plain("ok")


@bp.get("/readyz")
@public
def readyz() -> Response:
    """The database answers with its tables in place."""
    session = open_session(Scope(None, "is the database ready"))
    try:
        session.get(Installation, 1)
    finally:
        session.close()
    return _plain("ready")


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines are asked to leave alone: places of centres, and addresses that are somebody's key."""
    return _plain(ROBOTS)


def _plain(words: str) -> Response:
    response = make_response(words)
    response.mimetype = "text/plain"
    return response
