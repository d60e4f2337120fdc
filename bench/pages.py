"""The board and the grid with 100, 1,000 and 10,000 organizations: what they cost must not depend on the number."""

from contextlib import ExitStack

from .centre import stage
from .measure import Figure, cpu_in_turn
from .requests import asking

SIZES = (100, 1_000, 10_000)
PAGES = {
    "board": "",
    "grid by progress": "organizations/?sort=progress",
    "grid by last activity": "organizations/?sort=-activity",
    "grid by name": "organizations/",
    "grid searched": "organizations/?q=entraide",
    "grid of those that wait": "organizations/?status=waiting",
    "grid of a rare tag": "organizations/?tag=transport",
    "grid of a task still to settle": "organizations/?task=name-backup",
    "grid of a hesitation": "organizations/?hesitation=any",
    "grid by region, without an index": "organizations/?sort=region",
    "grid by urgency, without an index": "organizations/?sort=status",
    "grid by tasks": "organizations/?by=tasks&step=2",
    "grid with every column": "organizations/?columns=advisor&columns=region&columns=tags&columns=networks"
    "&columns=questions&columns=hesitations&columns=waiting&columns=started&columns=completed&columns=status",
    "inbox": "questions/",
    "what holds people back": "hesitations/",
}
PROMISED = {"board": "at most 1.1", "grid by progress": "at most 1.1", "grid by last activity": "at most 1.1"}


def figures(*, rounds: int = 25, times: int = 5) -> list[Figure]:
    found = []
    with ExitStack() as open_stages:
        stages = {size: open_stages.enter_context(stage(size)) for size in SIZES}
        for name, address in PAGES.items():
            things = {}
            for size, there in stages.items():
                someone = asking(there, there.manager)
                where = there.address + address
                things[str(size)] = lambda someone=someone, where=where: someone.ask("GET", where)
            spent = cpu_in_turn(things, rounds=rounds, times=times)
            found.append(Figure(f"{name}, 100 organizations", spent["100"] * 1e3, "ms"))
            for size in SIZES[1:]:
                promise = PROMISED.get(name, "at most linear") if size == SIZES[-1] else ""
                ratio = spent[str(size)] / spent["100"]
                found.append(
                    Figure(f"{name}, {size:,} organizations", spent[str(size)] * 1e3, "ms", ratio, "100", promise)
                )
    return found
