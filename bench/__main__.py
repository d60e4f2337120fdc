"""`make bench`: every figure, or only the areas that are named: `python -m bench tick export`.

Ticks, pages and gestures for several are measured on both engines, on a PostgreSQL server of the bench's own, unless
`--engine=sqlite` or `--engine=postgresql` asks for one.
"""

import argparse
import json
import platform
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from . import export, gestures, live, pages, sign_in, tick
from .measure import Figure
from .postgresql import server

AREAS: dict[str, Callable[..., Iterable[Figure]]] = {
    "tick": tick.figures,
    "live": live.figures,
    "export": export.figures,
    "pages": pages.figures,
    "gestures": gestures.figures,
    "sign-in": sign_in.figures,
}
ON_BOTH = ("tick", "pages", "gestures")
ENGINES = ("sqlite", "postgresql")
KEPT = Path("build/bench.json")


def line(figure: Figure) -> str:
    ratio = "" if figure.ratio is None else f"{figure.ratio:6.2f} {figure.of}"
    return f"{figure.name:<66}{figure.value:>14,.1f} {figure.unit:<8}{ratio:<22}{figure.promise}"


def measured(areas: list[str], engine: str) -> Iterator[Figure]:
    if engine != "postgresql":
        for name in areas:
            yield from AREAS[name]()
    again = [name for name in areas if name in ON_BOTH]
    if engine != "sqlite" and again:
        with server() as on:
            for name in again:
                for figure in AREAS[name](on):
                    yield replace(figure, name=f"PostgreSQL: {figure.name}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("areas", nargs="*", metavar="area", help=", ".join(AREAS))
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    asked = parser.parse_args()
    if unknown := set(asked.areas) - set(AREAS):
        parser.error(f"no such area: {', '.join(sorted(unknown))}")
    wanted = asked.areas or list(AREAS)
    figures: list[Figure] = []
    for figure in measured(wanted, asked.engine):
        print(line(figure), flush=True)
        figures.append(figure)
    KEPT.parent.mkdir(exist_ok=True)
    about = {"python": platform.python_version(), "machine": platform.machine(), "areas": wanted}
    KEPT.write_text(json.dumps({**about, "figures": [f.as_json() for f in figures]}, indent=1), encoding="utf-8")


main()
