"""The cookie by which a browser is known to have been used by somebody before, and what follows from a new session.

It opens nothing. It gives the person whose browser it is a count of password tries of their own, so that whoever
guesses elsewhere makes nobody wait here. It is signed, lives for 400 days, and is never left on a shared computer.
"""

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from ..kernel.moments import utc_now
from ..kernel.settings import Settings
from ..kernel.tokens import new_token
from ..mailing.sending import call_postman
from .device_actions import note_new_browser
from .device_mail import new_device_letter

LIFE = 400 * 24 * 3600  # seconds; no browser keeps a cookie for longer
MOST_PERSONS = 8


def welcome(device_token: str, *, is_shared: bool) -> None:
    """A session has just opened, its second step done if there is one: remember the browser, and tell its person if
    they never used one of that family."""
    has_mail = _settings().mail_url is not None
    person_id = note_new_browser(device_token, utc_now(), new_device_letter if has_mail else None)
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    if person_id is not None and not is_shared:
        _remember(person_id)


def known_as() -> tuple[str, frozenset[int]] | None:
    """This browser's own number, and the persons who opened a session in it before; None if nobody did."""
    number, persons = _read()
    return (number, frozenset(persons)) if number else None


def _remember(person_id: int) -> None:
    number, persons = _read()
    if persons[:1] == [person_id]:
        return
    persons = [person_id, *(other for other in persons if other != person_id)][:MOST_PERSONS]
    value = _signer().dumps([number or new_token(), persons])

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _name(), value, max_age=LIFE, secure=_settings().is_https, httponly=True, samesite="Lax", path="/"
        )
        return response


def _read() -> tuple[str | None, list[int]]:
    try:
        number, persons = _signer().loads(request.cookies.get(_name(), ""))
        return str(number), [int(person) for person in persons]
    except (BadSignature, TypeError, ValueError):
        return None, []


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-browser")


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-known"


def _settings() -> Settings:
    found: Settings = current_app.extensions["socialtrack-settings"]
    return found
