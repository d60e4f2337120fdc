"""500 open pages that ask what is new: what one question costs, and what share of one processor they all take."""

import tempfile
from pathlib import Path

from .centre import stage
from .measure import Figure, cpu_in_turn
from .requests import asking
from .tick import floor

PAGES = 500
EVERY = {"in use": 4.5, "left open": 30.0}  # seconds between two questions of a page (static/js/live.js)


def figures(*, rounds: int = 30, times: int = 60) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="socialtrack-floor-") as folder, stage(100) as there:
        someone = asking(there, there.lead)
        path = f"{there.address}organizations/{there.organization}/"
        idle, busy = f"{path}changes?since={2**40}", f"{path}changes?since=0"
        spent = cpu_in_turn(
            {
                "nothing new": lambda: someone.ask("GET", idle),
                "F": floor(Path(folder)),
                "forty tasks": lambda: someone.ask("GET", busy),
            },
            rounds=rounds,
            times=times,
        )
    once = spent["nothing new"]
    found = [
        Figure("F, the floor of a tick", spent["F"] * 1e6, "µs"),
        Figure("what is new: nothing", once * 1e6, "µs", once / spent["F"], "F", "at most 0.8"),
        Figure(
            "what is new: all that was ever said",
            spent["forty tasks"] * 1e6,
            "µs",
            spent["forty tasks"] / spent["F"],
            "F",
        ),
    ]
    for name, seconds in EVERY.items():
        share = PAGES / seconds * once * 100
        found.append(Figure(f"{PAGES} pages {name}, a question each {seconds:g} s", share, "% of one"))
    return found
