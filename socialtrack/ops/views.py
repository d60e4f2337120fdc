"""Health for whoever hosts: is the process alive, can it serve."""

from flask import Blueprint, Response, make_response

from ..data.scope import Scope, open_session
from ..people.models import Installation
from ..web.access import public

bp = Blueprint("ops", __name__)


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


def _plain(words: str) -> Response:
    response = make_response(words)
    response.mimetype = "text/plain"
    return response
