"""People who tick without a pause, each remembering what the server acknowledged, refused, or left unanswered."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from dataclasses import dataclass, field
from secrets import token_hex
from urllib.parse import urlencode

from tests.cast import Cast, Member

TASKS = ("name-responsible", "name-backup", "org-email", "password-vault", "account-register", "define-goals")
STATES = ("done", "todo", "doing")
UNKNOWN = "au moment d’enregistrer".encode()  # the one refusal that says it does not know


@dataclass(frozen=True)
class Attempt:
    request_key: str
    membership_id: int
    task_key: str
    state: str
    status: int | None  # None: no answer came, or one that does not know

    @property
    def is_acknowledged(self) -> bool:
        return self.status in (200, 204, 303)

    @property
    def is_refused(self) -> bool:
        return self.status is not None and not self.is_acknowledged


class Ticker(threading.Thread):
    """One person at one browser. Knocks again and again while the server is away."""

    def __init__(self, cast: Cast, member: Member, address: str, seed: int) -> None:
        super().__init__(daemon=True)
        settings = cast.app.extensions["socialtrack-settings"]
        assert member.membership_id is not None
        self.port = settings.port
        self.member_id = member.membership_id
        self.address = address
        self.attempts: list[Attempt] = []
        self.over = threading.Event()
        self._random = random.Random(seed)
        self._connection: http.client.HTTPConnection | None = None
        client = cast.client_for(member)
        name = cast.app.config["SESSION_COOKIE_NAME"]
        page = client.get(address)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token is not None, f"no form on {address}: {page.status}"
        cookie = client.get_cookie(name, domain="127.0.0.1")
        assert cookie is not None
        self.cookie = f"{name}={cookie.value}"
        self._token = token[1]

    def run(self) -> None:
        while not self.over.is_set():
            attempt = self.tick(self._random.choice(TASKS), self._random.choice(STATES))
            if attempt.status is None:
                self.over.wait(0.05)

    def tick(self, task_key: str, state: str, timeout: float = 30) -> Attempt:
        """Say it once, and keep what came back."""
        request_key = token_hex(16)
        body = urlencode({"csrf_token": self._token, "request_key": request_key, "drawn_at": "", "state": state})
        status = self._post(f"{self.address}tasks/{task_key}/state", body, timeout)
        attempt = Attempt(request_key, self.member_id, task_key, state, status)
        self.attempts.append(attempt)
        return attempt

    def _post(self, address: str, body: str, timeout: float) -> int | None:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            self._connection.request("POST", address, body, headers)
            answer = self._connection.getresponse()
            words = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            return None
        if answer.status == 303 and "/sign-in" in answer.headers.get("Location", ""):
            return 401
        return None if UNKNOWN in words else answer.status


@dataclass
class Crowd:
    """Everyone of Les Amis and their centre who may tick, all at once."""

    cast: Cast
    tickers: list[Ticker] = field(default_factory=list)

    def __post_init__(self) -> None:
        members = (self.cast.bruno, self.cast.beatrice, self.cast.aline, self.cast.agathe)
        self.tickers = [Ticker(self.cast, member, self.cast.les_amis.address, n) for n, member in enumerate(members)]

    @property
    def attempts(self) -> list[Attempt]:
        return [attempt for ticker in self.tickers for attempt in list(ticker.attempts)]

    @property
    def acknowledged(self) -> int:
        return sum(attempt.is_acknowledged for attempt in self.attempts)

    def start(self) -> None:
        for ticker in self.tickers:
            ticker.start()

    def stop(self) -> None:
        for ticker in self.tickers:
            ticker.over.set()
        for ticker in self.tickers:
            if ticker.ident is not None:
                ticker.join(timeout=40)
                assert not ticker.is_alive()

    def wait_for(self, *, more: int, within: float = 60) -> None:
        """Wait until so many more changes were acknowledged.

        Raises:
            TimeoutError: the server does not take changes any more.
        """
        goal, until = self.acknowledged + more, time.perf_counter() + within
        while self.acknowledged < goal:
            if time.perf_counter() > until:
                lately = [attempt.status for attempt in self.attempts[-20:]]
                raise TimeoutError(
                    f"{self.acknowledged} of {goal} changes within {within} s; the last answers: {lately}"
                )
            time.sleep(0.02)
