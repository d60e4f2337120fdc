"""Pages of a centre with 100, 1,000 and 10,000 organizations: what the board and the grid cost must not depend on the
number; what has to read them all stays short of what a person notices."""

from collections.abc import Iterator
from contextlib import ExitStack

from .centre import Stage, stage
from .measure import Figure, cpu_in_turn
from .postgresql import Server
from .requests import asking

SIZES = (100, 1_000, 10_000)
FLAT, SHORT = "at most 1.1", "at most 300 ms"
MANAGER, ADVISOR, HELD = "manager", "advisor", "held"
PAGES = {
    "board": ("", MANAGER, FLAT),
    "board of an advisor": ("", ADVISOR, "at most 2"),
    "board of an advisor held to their caseload": ("", HELD, SHORT),
    "grid by progress": ("organizations/?sort=progress", MANAGER, FLAT),
    "grid by last activity": ("organizations/?sort=-activity", MANAGER, FLAT),
    "grid by name": ("organizations/", MANAGER, SHORT),
    "grid of an advisor's organizations": ("organizations/?advisor=me", ADVISOR, SHORT),
    "grid of an advisor held to their caseload": ("organizations/?sort=progress", HELD, SHORT),
    "grid searched": ("organizations/?q=entraide", MANAGER, SHORT),
    "grid of those that wait": ("organizations/?status=waiting", MANAGER, SHORT),
    "grid of a rare tag": ("organizations/?tag=transport", MANAGER, SHORT),
    "grid of a task still to settle": ("organizations/?task=name-backup", MANAGER, SHORT),
    "grid of a hesitation": ("organizations/?hesitation=any", MANAGER, SHORT),
    "grid by region, without an index": ("organizations/?sort=region", MANAGER, SHORT),
    "grid by urgency, without an index": ("organizations/?sort=status", MANAGER, SHORT),
    "grid by tasks": ("organizations/?by=tasks&step=2", MANAGER, SHORT),
    "grid with every column": (
        "organizations/?columns=advisor&columns=region&columns=tags&columns=networks&columns=questions"
        "&columns=hesitations&columns=waiting&columns=started&columns=completed&columns=status",
        MANAGER,
        SHORT,
    ),
    "one organization, for the centre": ("organizations/organisme-1/overview", MANAGER, FLAT),
    "inbox": ("questions/", MANAGER, SHORT),
    "inbox of an advisor held to their caseload": ("questions/", HELD, SHORT),
    "what holds people back": ("hesitations/", MANAGER, SHORT),
    "reports": ("reports/", MANAGER, SHORT),
}


def figures(on: Server | None = None, *, rounds: int = 15, times: int = 4) -> Iterator[Figure]:
    with ExitStack() as open_stages:
        stages = {size: open_stages.enter_context(stage(size, on=on)) for size in SIZES}
        for name, (address, who, promise) in PAGES.items():
            yield from _one(stages, name, address, who, promise, rounds, times)
        # Narrowed by what keeps everybody: whole, a large centre counts it as long work, which is no page.
        yield from _one(stages, "what moved", "reports/movement?q=o", MANAGER, "linear", 2, 1)


def _one(
    stages: dict[int, Stage], name: str, address: str, who: str, promise: str, rounds: int, times: int
) -> Iterator[Figure]:
    things = {}
    for size, there in stages.items():
        someone = asking(there, getattr(there, who))
        where = there.address + address
        things[str(size)] = lambda someone=someone, where=where: someone.ask("GET", where)
    clock = stages[SIZES[0]].clock
    spent = cpu_in_turn(things, rounds=rounds, times=times, clock=clock)
    yield Figure(f"{name}, {SIZES[0]} organizations", spent[str(SIZES[0])] * 1e3, "ms")
    for size in SIZES[1:]:
        ratio = spent[str(size)] / spent[str(SIZES[0])]
        kept = promise if size == SIZES[-1] else ""
        yield Figure(f"{name}, {size:,} organizations", spent[str(size)] * 1e3, "ms", ratio, "100", kept)
