"""CPU time of things done in turn, so that a noisy moment of the machine falls on all of them."""

import gc
import resource
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

Thing = Callable[[], object]
Clock = Callable[[], float]


def own_time() -> float:
    """Seconds of CPU of this process."""
    return time.process_time()


@dataclass(frozen=True)
class Figure:
    """One line of the table. `promise` is the ratio that must not be passed (at most, or at least)."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    of: str = ""
    promise: str = ""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def cpu_in_turn(things: Mapping[str, Thing], *, rounds: int, times: int, clock: Clock = own_time) -> dict[str, float]:
    """Seconds of CPU of each thing, once: the median over the rounds of the mean over `times`."""
    for thing in things.values():
        for _ in range(max(3, times // 10)):
            thing()
    spent: dict[str, list[float]] = {name: [] for name in things}
    for _ in range(rounds):
        for name, thing in things.items():
            gc.collect()
            begin = clock()
            for _ in range(times):
                thing()
            spent[name].append((clock() - begin) / times)
    return {name: statistics.median(seconds) for name, seconds in spent.items()}


def resident_memory() -> int:
    """Bytes that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()
