"""What the address of the inbox asks for: which questions, and where in the list one stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..kernel.collation import folded
from ..kernel.errors import Invalid
from ..kernel.text import clean_line

LARGEST = 2**62
LONGEST_NAME = 200


class Box(StrEnum):
    """Which questions: those that wait for the centre, those it has answered, those that are settled, all of them."""

    WAITING = "waiting"
    ANSWERED = "answered"
    SETTLED = "settled"
    ALL = "all"


IN_ORDER = (Box.WAITING, Box.ANSWERED, Box.SETTLED)  # of « all »
ME, NOBODY, SOMEBODY = "me", "nobody", "somebody"
STEPS = ("step-1", "step-2", "step-3", "step-4")
ABOUT = (*STEPS, "network", "hesitation", "nothing")


@dataclass(frozen=True, slots=True)
class Cursor:
    """After the question of that id, which stood at `value` (microseconds) in that box."""

    box: Box
    value: int
    id: int

    def __str__(self) -> str:
        return f"{self.box}.{self.value}.{self.id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the inbox, as its address says it. `assigned`: `me`, `nobody`, a membership's number, or ''."""

    box: Box = Box.WAITING
    assigned: str = ""
    organization: str = ""
    about: str = ""
    query: str = ""
    cursor: Cursor | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.assigned or self.organization or self.about or self.query)

    @property
    def whose(self) -> str:
        return SOMEBODY if self.assigned.isdecimal() else self.assigned

    @property
    def words(self) -> tuple[str, ...]:
        """What the organization's name must hold, in any order: folded, as the sort keys are."""
        return tuple(folded(self.query).split())

    def address(self, **other: str) -> dict[str, str]:
        """The parameters of this view, with some of them otherwise."""
        said = {
            "state": "" if self.box is Box.WAITING else str(self.box),
            "assigned": self.assigned,
            "organization": self.organization,
            "about": self.about,
            "q": self.query,
            **other,
        }
        return {name: value for name, value in said.items() if value}


def asked(address: Mapping[str, str]) -> Asked:
    """Read the address. Empty parameters are as if they were not there.

    Raises:
        Invalid: a filter or a place that does not exist, or a text that no organization can have.
    """
    box = Box(_one_of(address, "state", tuple(Box)) or Box.WAITING)
    return Asked(
        box=box,
        assigned=_matching(address, "assigned", r"me|nobody|[1-9][0-9]{0,17}"),
        organization=_matching(address, "organization", r"[a-z0-9]+(?:-[a-z0-9]+)*", most=80),
        about=_one_of(address, "about", ABOUT),
        query=clean_line(address.get("q"), field="q", most=LONGEST_NAME, required=False),
        cursor=_cursor(address, box),
    )


def _one_of(address: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = address.get(name, "")
    if value and value not in allowed:
        raise Invalid("unknown-filter", field=name)
    return value


def _matching(address: Mapping[str, str], name: str, pattern: str, *, most: int = 20) -> str:
    value = address.get(name, "")
    if value and (len(value) > most or not re.fullmatch(pattern, value, re.ASCII)):
        raise Invalid("unknown-filter", field=name)
    return value


def _cursor(address: Mapping[str, str], box: Box) -> Cursor | None:
    text = address.get("after", "")
    if not text:
        return None
    found = re.fullmatch(r"(waiting|answered|settled)\.([0-9]{1,18})\.([0-9]{1,18})", text, re.ASCII)
    if found is None or box not in (Box.ALL, found[1]) or max(int(found[2]), int(found[3])) > LARGEST:
        raise Invalid("unknown-place-in-list", field="after")
    return Cursor(Box(found[1]), int(found[2]), int(found[3]))
