"""A mail server that takes the call and then says nothing: whoever presses a button is answered as if it were well."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from socialtrack.mailing import sending
from socialtrack.mailing.models import Letter
from socialtrack.mailing.sending import Postman
from tests.browser import Browser
from tests.cast import Cast, everything
from tests.mailing.conftest import set_mail

PATIENCE = 6  # seconds that the postman waits for the server, in this test
AT_ONCE = 3  # seconds that a page may take on a busy machine; one that waited for the letter would take PATIENCE


class Mute:
    """It accepts each call, and keeps it open without a word."""

    def __init__(self) -> None:
        self.called = threading.Event()
        self.calls: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                call, _ = self._door.accept()
            except OSError:
                return
            self.calls.append(call)
            self.called.set()

    def close(self) -> None:
        self._door.close()
        for call in self.calls:
            call.close()


@pytest.fixture
def mute() -> Iterator[Mute]:
    server = Mute()
    yield server
    server.close()


@pytest.fixture
def served(app: Flask, mute: Mute, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app as it is served: its letters leave by the postman's own thread."""
    monkeypatch.setattr(sending, "TIMEOUT", PATIENCE)
    set_mail(app, f"smtp://127.0.0.1:{mute.port}")
    postman = app.extensions["socialtrack-postman"] = Postman(app, app.extensions["socialtrack-settings"])
    app.testing = False
    yield app
    mute.close()
    postman.dismiss()


def test_mail_server_that_says_nothing_slows_no_page(served: Flask, cast: Cast, mute: Mute):
    people = f"{cast.les_amis.address}people"
    stranger, bruno = Browser(served.test_client()), Browser(cast.client_for("bruno"))
    took = []

    def timed(gesture, *args):
        begin = time.perf_counter()
        answer = gesture(*args)
        took.append(time.perf_counter() - begin)
        return answer

    form = stranger.get("/sign-in").page.form("/sign-in")
    timed(lambda: stranger.submit(form, {"email": "bruno@example.org"}, status=200))
    assert mute.called.wait(AT_ONCE), "the postman was never sent"
    # From here on one letter is held up, and the postman with it: the next gestures write theirs all the same.
    timed(bruno.get, people)
    timed(bruno.post, people, {"email": "lea@example.org", "role": "member", "lang": "fr", "way": "mail"})
    timed(lambda: stranger.submit(form, {"email": "aline@example.org"}, status=200))
    with served.app_context(), everything() as session:
        kinds = sorted(session.scalars(select(Letter.kind)))

    assert max(took) < AT_ONCE, took
    assert kinds == ["invitation", "sign-in", "sign-in"]
