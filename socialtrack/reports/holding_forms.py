"""What the address of « Ce qui retient » asks for: a period, filters, and where in the list one stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from ..kernel.errors import Invalid
from ..kernel.moments import parse_day
from .filter_forms import FromMapping
from .forms import wanted_of
from .holding_rules import Wanted

NAMES = ("since", "as_of", "step", "network", "outcome")


class Spot(NamedTuple):
    """A place in the list of what is open, the oldest first: after the hesitation of that number, opened that day (as
    `date.toordinal` counts it)."""

    day: int
    id: int

    def __str__(self) -> str:
        return f"{self.day}.{self.id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the page. `as_of` None is the present; `after`: where the list goes on."""

    wanted: Wanted
    as_of: date | None = None
    after: Spot | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.wanted.is_narrow or self.wanted.since or self.as_of)

    def period(self) -> dict[str, str]:
        """The days alone: what the file made to leave the centre takes."""
        said = {"since": self.wanted.since, "as_of": self.as_of}
        return {name: day.isoformat() for name, day in said.items() if day is not None}

    def address(self, after: Spot | None = None) -> dict[str, str]:
        """The parameters of this view, or of its list from another place on."""
        wanted = self.wanted
        said = {"step": str(wanted.step or ""), "network": wanted.network, "outcome": wanted.outcome}
        return self.period() | {name: words for name, words in (*said.items(), ("after", str(after or ""))) if words}


def asked(address: MultiDict[str, str]) -> Asked:
    """Read the address. Empty parameters are as if they were not there.

    Raises:
        Invalid: a day that is none, a step, an outcome or a place that does not exist.
    """
    as_of, after = address.get("as_of", ""), address.get("after", "")
    place = re.fullmatch(r"([0-9]{1,7})\.([0-9]{1,18})", after, re.ASCII)
    if after and place is None:
        raise Invalid("unknown-place-in-list", field="after")
    return Asked(
        wanted=wanted_of(FromMapping({name: address.get(name, "") for name in NAMES})),
        as_of=parse_day(as_of, field="as_of") if as_of else None,
        after=Spot(int(place[1]), int(place[2])) if place else None,
    )


def typed(address: Mapping[str, str]) -> dict[str, str]:
    """What stands in the fields, understood or not."""
    return {name: address.get(name, "")[:40] for name in NAMES}
