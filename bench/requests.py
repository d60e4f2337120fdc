"""Requests straight to a WSGI app: no server and no client between the clock and the code."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from socialtrack.entry import TOKEN

from .centre import Stage


class Asking:
    """Somebody signed in, who asks the same thing again and again."""

    def __init__(self, app: Flask, base_url: str) -> None:
        self.app = app
        parts = urlsplit(base_url)
        self._environ: dict[str, Any] = {
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": parts.scheme,
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "SERVER_NAME": parts.hostname,
            "SERVER_PORT": str(parts.port or 80),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": parts.netloc,
            "HTTP_ACCEPT_LANGUAGE": "fr-CA",
            "REMOTE_ADDR": "127.0.0.1",
            "SCRIPT_NAME": "",
        }

    def with_cookie(self, name: str, value: str) -> "Asking":
        self._environ["HTTP_COOKIE"] = f"{name}={value}"
        return self

    def pieces(self, method: str, address: str, form: dict[str, str] | None = None, **headers: str) -> Iterator[bytes]:
        body = urlencode(form).encode() if form is not None else b""
        path, _, query = address.partition("?")
        environ = {**self._environ, "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, **headers}
        environ["wsgi.input"] = io.BytesIO(body)
        if form is not None:
            environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body))}
        status: list[str] = []

        def start(line: str, _headers: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], object]:
            status.append(line)
            return lambda _: None

        answer = self.app.wsgi_app(environ, start)
        last = b""
        try:
            for last in answer:
                yield last
        finally:
            if hasattr(answer, "close"):
                answer.close()
        if status[0][:3] not in ("200", "204"):
            said = re.sub(r"<[^>]*>|\s+", " ", last.decode(errors="replace"))
            raise RuntimeError(f"{method} {address}: {status[0]}: {said[-400:]}")

    def ask(self, method: str, address: str, form: dict[str, str] | None = None, **headers: str) -> bytes:
        return b"".join(self.pieces(method, address, form, **headers))


def asking(stage: Stage, token: str) -> Asking:
    """Somebody of the stage, by the token of their session."""
    base_url = stage.app.extensions["socialtrack-settings"].base_url
    client: FlaskClient = stage.app.test_client()
    with client.session_transaction(base_url=base_url) as session:
        session[TOKEN] = token
    one = Asking(stage.app, base_url)
    return one.with_cookie(*_cookie(client, stage.app, base_url))


def _cookie(client: FlaskClient, app: Flask, base_url: str) -> tuple[str, str]:
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name, domain=urlsplit(base_url).hostname or "")
    assert cookie is not None
    return name, cookie.value


def csrf_token(stage: Stage, token: str, address: str) -> tuple[Asking, str]:
    """Somebody who opened that page: the page's token belongs to the cookie that came with it."""
    base_url = stage.app.extensions["socialtrack-settings"].base_url
    client: FlaskClient = stage.app.test_client()
    with client.session_transaction(base_url=base_url) as session:
        session[TOKEN] = token
    page = client.get(address, base_url=base_url).text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None, page[:400]
    one = Asking(stage.app, base_url).with_cookie(*_cookie(client, stage.app, base_url))
    return one, found[1]
