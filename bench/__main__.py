"""`make bench`: every figure, or only the areas that are named: `python -m bench tick export`."""

import json
import platform
import sys
from pathlib import Path

from . import export, live, pages, sign_in, tick
from .measure import Figure

AREAS = {
    "tick": tick.figures,
    "live": live.figures,
    "export": export.figures,
    "pages": pages.figures,
    "sign-in": sign_in.figures,
}
KEPT = Path("build/bench.json")


def line(figure: Figure) -> str:
    ratio = "" if figure.ratio is None else f"{figure.ratio:6.2f} {figure.of}"
    return f"{figure.name:<52}{figure.value:>14,.1f} {figure.unit:<8}{ratio:<22}{figure.promise}"


def main() -> None:
    wanted = sys.argv[1:] or list(AREAS)
    figures: list[Figure] = []
    for name in wanted:
        for figure in AREAS[name]():
            print(line(figure), flush=True)
            figures.append(figure)
    KEPT.parent.mkdir(exist_ok=True)
    about = {"python": platform.python_version(), "machine": platform.machine(), "areas": wanted}
    KEPT.write_text(json.dumps({**about, "figures": [f.as_json() for f in figures]}, indent=1), encoding="utf-8")


main()
