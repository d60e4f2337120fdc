"""A tick as a browser sends it, against the floor; among 100 organizations and among 10,000."""

import itertools
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from .centre import Stage, stage
from .floor import make_floor
from .measure import Figure, cpu_in_turn
from .postgresql import Server
from .requests import Asking, csrf_token

TASK = "name-responsible"


def ours(there: Stage) -> Callable[[], bytes]:
    """One tick, then one untick, and so on, each with a key of its own."""
    path = f"{there.address}organizations/{there.organization}/"
    someone, token = csrf_token(there, there.lead, path)
    states, salt, number = itertools.cycle(("todo", "done")), os.urandom(4).hex(), itertools.count()

    def tick() -> bytes:
        form = {
            "csrf_token": token,
            "request_key": f"{salt}-{next(number)}",
            "drawn_at": "",
            "state": next(states),
            "reason": "",
            "review_on": "",
        }
        return someone.ask("POST", f"{path}tasks/{TASK}/state", form, **HTMX)

    return tick


HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


def floor(folder: Path) -> Callable[[], bytes]:
    app = make_floor(folder)
    client = app.test_client()
    token = client.get("/enter").text
    cookie = client.get_cookie("session")
    assert cookie is not None
    someone = Asking(app, "http://localhost").with_cookie("session", cookie.value)
    states = itertools.cycle(("todo", "done"))

    def tick() -> bytes:
        return someone.ask("POST", f"/tasks/{TASK}/state", {"csrf_token": token, "state": next(states)}, **HTMX)

    return tick


def figures(on: Server | None = None, *, rounds: int = 30, times: int = 30) -> list[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="socialtrack-floor-") as folder,
        stage(100, on=on) as there,
        stage(10_000, on=on) as large,
    ):
        tick = ours(there)
        things = {"ours": tick, "large": ours(large), "F": floor(Path(folder))}
        spent = cpu_in_turn(things, rounds=rounds, times=times, clock=there.clock)
        size = len(tick())
    return [
        Figure("F, the floor of a tick", spent["F"] * 1e6, "µs"),
        Figure("a tick", spent["ours"] * 1e6, "µs", spent["ours"] / spent["F"], "F", "at most 1.5"),
        Figure("a tick among 10,000", spent["large"] * 1e6, "µs", spent["large"] / spent["ours"], "100", "at most 1.1"),
        Figure("answer to a tick", size, "bytes", None, "", "at most 1500"),
    ]
