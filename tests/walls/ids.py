"""A hand-made id in each field that bears one: a foreign thing must answer exactly like one that exists nowhere.

The mistake that keeps breaking tools like this one is a single one: the permission is checked on the place in the
address, and the thing is loaded by its own number. So each number in an address, a query, a form or a hidden field is
replaced by that of a thing next door, of a thing abroad, and of nothing at all; whoever asks, script or no script.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tests.walls.atlas import Spot, Visit
from tests.walls.known_fields import IDS_IN
from tests.walls.world import at

NOWHERE, NO_SLUG = 2**40 + 12_345_678, "nothing-has-this-name"
ADDRESS_WORDS = {"centre", "organization", "task_key", "key", "token", "filename", "report"}
SCRIPT = {"HX-Request": "true", "HX-Request-Type": "partial"}
FIRST = 910_000  # the numbers of these gestures, which a page may repeat, are like no number of a thing


@dataclass(frozen=True)
class Case:
    """One id in one place of one visit: `where` is "address" or the name of a field."""

    visit: Visit
    where: str
    kind: str

    def __str__(self) -> str:
        return f"{self.visit} [{self.where}: {self.kind}]"


def cases(app: Flask, visit: Visit) -> Iterator[Case]:
    for name in sorted(visit.arguments(app) - ADDRESS_WORDS):
        yield Case(visit, "address", name)
    for name, kind in sorted(IDS_IN.get(str(visit), {}).items()):
        yield Case(visit, name, kind)


def token_of(client: FlaskClient) -> str:
    """A token as each form of this client's pages has one."""
    with client.session_transaction() as session:
        raw = session.setdefault("csrf_token", secrets.token_hex(20))
    signer = URLSafeTimedSerializer(client.application.config["SECRET_KEY"], salt="wtf-csrf-token")
    return str(signer.dumps(raw))


@dataclass
class Asker:
    """Somebody who sends hand-made ids from the place where they stand."""

    client: FlaskClient
    own: Spot
    token: str
    n: int = FIRST

    def answer(self, case: Case, value: Any, *, htmx: bool) -> TestResponse:
        """What the app says to that id in that place."""
        app, visit = self.client.application, case.visit
        spot = at(visit, self.own, app)
        if case.where == "address":
            spot = replace(spot, ids={**spot.ids, case.kind: value})
        self.n += 2  # a gesture of its own, of the same kind
        form = {"csrf_token": self.token, **visit.send(spot, self.n)} if visit.method == "POST" else None
        said = {} if case.where == "address" else {case.where: f"0.{value}" if case.kind == "place" else str(value)}
        return self.client.open(
            visit.address(app, spot),
            method=visit.method,
            data=None if form is None else {**form, **said},
            query_string=said if form is None else None,
            headers=SCRIPT if htmx else {},
            buffered=True,
        )


def _seen(answer: TestResponse, *values: Any) -> tuple[Any, ...]:
    """All that can be told apart of an answer: status, headers, body; without tokens and the ids that were sent.

    Both of the ids that are compared are left out of both answers: another thing of the page may bear the same number.
    """
    ids = "|".join(re.escape(str(value)) for value in values)

    def masked(text: str) -> str:
        text = re.sub(r'name="(?:csrf_token|request_key)" value="[^"]+"', "", text)
        # The id where an address or a field repeats it; elsewhere the same figures may say something.
        shown = rf"""((?:/|%2F|[?&;]\w+(?:=|%3D)|(?:%3F|%26)\w+%3D|value=")(?:0\.)?)(?:{ids})(?![0-9a-z-])"""
        text = re.sub(shown, r"\1…", text)
        text = re.sub(r"/live/[\w-]{43}\.csv", "…", text)  # a token is of one gesture, whatever it names
        text = re.sub(r".*;exported;.*\n", "", text)  # the journal of access tells of the question before
        return re.sub(r"(?<!\d)91\d{4}(?!\d)", "…", text)

    headers = [(name, masked(text)) for name, text in answer.headers if name not in ("Set-Cookie", "Content-Length")]
    return answer.status_code, masked(answer.data.decode("utf-8", "replace")), sorted(headers)


@dataclass
class Tally:
    """How many questions were asked, and what could be told apart. Each is asked by a link or by a script, in turns;
    if `whole` by both."""

    whole: bool = True
    turns: int = 0
    questions: int = 0
    asked: int = 0

    def leaks(self, asker: Asker, case: Case, foreign: dict[str, Any], who: str | None) -> list[str]:
        """Each foreign id of this case that does not answer like nothing."""
        nothing = NO_SLUG if case.kind == "slug" else NOWHERE
        found = []
        self.turns += 1
        for htmx in (False, True) if self.whole else (bool(self.turns % 2),):
            missing = asker.answer(case, nothing, htmx=htmx)
            self.questions += 1
            for place, value in foreign.items():
                self.questions += 1
                self.asked += 1
                if _seen(asker.answer(case, value, htmx=htmx), value, nothing) == _seen(missing, value, nothing):
                    continue
                # A gesture that ignores the id may have changed the page meanwhile: the two are asked anew.
                again = _seen(asker.answer(case, value, htmx=htmx), value, nothing)
                missing = asker.answer(case, nothing, htmx=htmx)
                self.questions += 2
                if again != _seen(missing, value, nothing):
                    parts = _first_word(again, _seen(missing, value, nothing))
                    found.append(f"{who} tells {place} from nothing by {case}, htmx: {htmx}: {parts}")
        return found


def _first_word(one: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    """Where two answers part."""
    a, b = str(one), str(other)
    n = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
    return f"{a[max(0, n - 60) : n + 60]!r} against {b[max(0, n - 60) : n + 60]!r}"
