"""The cookie of a session and the token of its forms: what was found well signed once is not worked out again.

Somebody who ticks twenty tasks sends the same cookie and the same token twenty times, and each signature costs about as
much as a statement. What a process remembers is the very text that it has verified, so nothing else is ever let in by
it; whatever it does not know goes to Flask and Flask-WTF, whole.
"""

from typing import Any

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf import CSRFProtect
from flask_wtf.csrf import same_origin
from itsdangerous import BadSignature, URLSafeTimedSerializer

from ..kernel.moments import utc_now

MOST = 1_000  # of each, in a process
_PLAIN = (str, int, bool, type(None))  # what a copy of a session can share with another


class _Known(dict[Any, Any]):
    """The latest ones, and no more than `MOST`."""

    def keep(self, key: Any, value: Any) -> None:
        while len(self) >= MOST:
            # Another thread may have taken the same one away.
            self.pop(next(iter(self), None), None)
        self[key] = value


class Cookies(SecureCookieSessionInterface):
    """Flask's own sessions; nothing is written for one that did not change."""

    def __init__(self) -> None:
        self._serializers: dict[Any, URLSafeTimedSerializer | None] = {}
        self._known = _Known()

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        key = app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ())
        if key not in self._serializers:
            self._serializers = {key: super().get_signing_serializer(app)}
        return self._serializers[key]

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        value = request.cookies.get(self.get_cookie_name(app))
        if serializer is None or not value:
            return super().open_session(app, request)
        longest = app.permanent_session_lifetime.total_seconds()
        known = self._known.get((app.secret_key, value))
        if known is None:
            try:
                data, signed_at = serializer.loads(value, max_age=int(longest), return_timestamp=True)
            except BadSignature:
                return self.session_class()
            known = data, signed_at.timestamp()
            if all(isinstance(one, _PLAIN) for one in data.values()):
                self._known.keep((app.secret_key, value), known)
        elif utc_now().timestamp() - known[1] > longest:
            return super().open_session(app, request)
        return self.session_class(known[0])

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.modified or "Vary" not in response.headers or app.config["SESSION_REFRESH_EACH_REQUEST"]:
            super().save_session(app, session, response)


class FormTokens(CSRFProtect):
    """Flask-WTF's own protection: a token that it has let through with this session is let through again."""

    def __init__(self, app: Flask) -> None:
        self._known = _Known()
        super().__init__(app)

    def protect(self, apply_exemptions: bool = False) -> None:
        pair = current_app.secret_key, request.form.get("csrf_token"), session.get("csrf_token")
        if pair in self._known and (not request.is_secure or _is_from_here()):
            g.csrf_valid = True
            return
        super().protect(apply_exemptions=apply_exemptions)
        if g.get("csrf_valid") and all(pair) and current_app.config["WTF_CSRF_TIME_LIMIT"] is None:
            self._known.keep(pair, True)


def _is_from_here() -> bool:
    return bool(request.referrer) and same_origin(request.referrer, f"https://{request.host}/")
