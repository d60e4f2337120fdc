"""Hostile requests at every address, from nobody, a member and a manager: refused in words, and nothing else happens.

`make test` throws a few at each view, a different few at each; `make sweep` throws them all.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from socialtrack.kernel.permissions import Can
from tests.sweep.hostile import REFLECTED, Stone, stones
from tests.walls.atlas import VISITS, Visit
from tests.walls.test_access import _token
from tests.walls.witness import Witness
from tests.walls.world import CANARIES, World, at

THROWERS = (None, "bruno", "aline")
MOST_SECONDS = 2  # of CPU, so that a busy machine is nobody's fault
# That somebody looked in, or took a file, is noted in the journal of access.
MEANT = frozenset({"access_event"})
SLICE = 5  # stones for each view and thrower in `make test`


def _thrown(visit: Visit, world: World, n: int, *, whole: bool) -> Iterator[Stone]:
    app, here = world.cast.app, at(visit, world.spot("here"), world.cast.app)
    path = visit.address(app, here)
    named = {"centre": here.centre, "organization": here.organization, **here.ids}
    segments = {name: str(named[name]) for name in visit.arguments(app) if name in named}
    segments |= {
        n: v
        for n, v in (("task_key", "name-backup"), ("token", "no-such-token"), ("key", "time-too-much"))
        if n in visit.arguments(app)
    }
    every = stones(visit.method, path, visit.send(here, n), segments)
    if whole:
        return every
    every = list(every)
    step = max(1, len(every) // SLICE)
    return islice(every, (n * 37) % step, None, step)


def _throw(client: FlaskClient, stone: Stone, token: str) -> TestResponse:
    options = dict(stone.options)
    headers = {"X-CSRFToken": token, **options.pop("headers", {})}
    return client.open(stone.path, method=stone.method, headers=headers, buffered=True, **options)


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_hostile_requests_are_refused_in_words(world, visit, request, record_property):
    whole = request.config.getoption("--whole")
    app = world.cast.app
    access = app.view_functions[visit.endpoint].access
    # What a public view of signing in notes of tries is a change that is meant.
    notes_tries = access == "public" and visit.endpoint.startswith("people.")
    witness, bad, count = Witness(world, but=MEANT), [], 0
    for n, (who, client) in enumerate(zip(THROWERS, world.cast.clients_for(*THROWERS), strict=True)):
        token = _token(client)
        witness.saw_a_change()
        for stone in _thrown(visit, world, n + VISITS.index(visit), whole=whole):
            begin = time.process_time()
            answer, count = _throw(client, stone, token), count + 1
            took = time.process_time() - begin
            problems = list(_problems(answer))
            if took > MOST_SECONDS:
                problems.append(f"took {took:.1f} s")
            kept = answer.status_code < 400 and answer.request.method == "POST"
            if witness.saw_a_change() and not kept and not notes_tries:
                problems.append("something was written")
            if who is None and isinstance(access, Can) and any(canary in answer.text for canary in CANARIES.values()):
                problems.append("words of a centre")
            bad += [f"{who} {stone.method} {stone.path[:90]} [{stone.name}] {answer.status}: {p}" for p in problems]

    record_property("stones", count)
    assert bad == [], f"{len(bad)} of {count}:\n" + "\n".join(bad[:40])
    assert count >= 3 * SLICE


def _problems(answer: TestResponse) -> Iterator[str]:
    text = answer.get_data().decode("utf-8", "replace")
    if answer.status_code >= 500:
        yield "a fault of ours"
    if "Traceback (most recent" in text or "sqlalchemy" in text.lower() or "psycopg" in text:
        yield "a trace"
    if answer.mimetype == "text/html":
        yield from (f"reflects {raw}" for raw in REFLECTED if raw in text)
    if "stolen" in str(answer.headers.getlist("Set-Cookie")):
        yield "a header of theirs"
    where = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
    if where.startswith(("//", "\\", "http")) and not where.startswith("http://127.0.0.1"):
        yield f"sends to {where[:60]}"
    is_plain = answer.request.method.upper() != "HEAD" and "HX-Request" not in answer.request.headers
    if is_plain and answer.mimetype == "text/html" and 400 <= answer.status_code < 500 and "<h1" not in text:
        yield "no words"


def test_hostile_words_that_were_kept_are_shown_escaped(world):
    """Names, reasons and addresses may hold anything that honest text may: what matters is how they are shown."""
    cast = world.cast
    script, image = "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'
    aline, bruno = cast.clients_for("aline", "bruno")
    said = {"csrf_token": _token(aline), "name": script, "region": image, "reference": image, "tags": image}
    added = aline.post(f"/centres/{cast.quebec.slug}/add-organization", data=said)
    reason = {"csrf_token": _token(bruno), "state": "declined", "reason": script + image, "request_key": "k"}
    declined = bruno.post(cast.les_amis.address + "tasks/org-email/state", data=reason)
    put_off = {"csrf_token": _token(bruno), "network": "x", "state": "not_now", "reason": image, "request_key": "l"}
    network = bruno.post(cast.les_amis.address + "networks", data=put_off)
    assert [added.status_code, declined.status_code] == [303, 303]
    assert network.status_code in (303, 404)
    shown = []
    for visit in VISITS:
        if visit.method != "GET" or visit.endpoint == "static":
            continue
        for client in (aline, bruno):
            address = visit.address(cast.app, at(visit, world.spot("here"), cast.app)).replace(
                "name-backup", "org-email"
            )
            answer = client.get(address, buffered=True)
            if answer.mimetype == "text/html":
                assert not [raw for raw in REFLECTED if raw in answer.text], address
                shown.append("&lt;script&gt;alert(1)" in answer.text)

    assert sum(shown) >= 3, "the words were shown nowhere: this test looked at nothing"
