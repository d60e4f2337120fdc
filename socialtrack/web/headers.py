"""Headers of every answer, written by hand: the policy of what a page may load, and who may keep a copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
A_YEAR = 365 * 24 * 3600


_ALWAYS = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
]
_HTTPS = ("Strict-Transport-Security", f"max-age={A_YEAR}; includeSubDomains")


def init_app(app: Flask, *, is_https: bool) -> None:
    fixed = [*_ALWAYS, _HTTPS] if is_https else _ALWAYS
    answer = app.wsgi_app

    def with_fixed_headers(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The same ones on every answer, at once: one by one they would each be looked at again."""

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            return start_response(status, headers + fixed, *error)

        return answer(environ, start)

    app.wsgi_app = with_fixed_headers  # type: ignore[method-assign]

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        if request.endpoint == "static" and response.status_code < 400:
            fresh = "v" in request.args
            headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if fresh else "public, max-age=3600"
            return response
        headers["Vary"] = "HX-Request, Cookie, Accept-Language"
        if "Cache-Control" not in headers or g.get("visitor") is not None:
            headers["Cache-Control"] = "no-store"
        return response
