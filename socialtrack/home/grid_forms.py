"""What the address of the grid asks for: order, filters, and where in the list one stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ..journal.rules import STEPS, Status
from ..kernel.collation import folded
from ..kernel.errors import Invalid
from ..kernel.text import clean_line
from ..tenancy.rules import LONGEST

LARGEST_ID = 2**62


class Sort(StrEnum):
    NAME = "name"
    PROGRESS = "progress"
    ACTIVITY = "activity"


LARGEST_VALUE = {Sort.PROGRESS: 100}
ORDERS = tuple(sign + sort for sort in Sort for sign in ("", "-"))


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two organizations: after (or before) the one of that id, which stood at `value` in the order.

    The order by name has no value here: the name is read from the organization itself.
    """

    id: int
    value: int = 0
    is_before: bool = False

    def __str__(self) -> str:
        return f"{self.value}.{self.id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the grid, as its address says it."""

    sort: Sort = Sort.NAME
    is_descending: bool = False
    query: str = ""
    status: Status | None = None
    step: int | None = None
    region: str = ""
    cursor: Cursor | None = None

    @property
    def order(self) -> str:
        """As the address says it: `progress`, or `-progress` from the highest down."""
        return f"-{self.sort}" if self.is_descending else str(self.sort)

    @property
    def is_filtered(self) -> bool:
        return bool(self.query or self.status or self.step or self.region)

    @property
    def words(self) -> tuple[str, ...]:
        """What a name must hold, in any order: folded, as the sort keys are."""
        return tuple(folded(self.query).split())

    def filters(self) -> dict[str, str]:
        """The filters alone, as reports take them too."""
        said = {"q": self.query, "status": self.status or "", "step": str(self.step or ""), "region": self.region}
        return {name: value for name, value in said.items() if value}

    def address(self, cursor: Cursor | None = None) -> dict[str, str]:
        """The parameters of this view, or of the page of it at another place."""
        said = self.filters()
        if self.order != Sort.NAME:
            said["sort"] = self.order
        if cursor is not None:
            said["before" if cursor.is_before else "after"] = str(cursor)
        return said

    def sorted_by(self, sort: Sort) -> "Asked":
        """The same view in another order; the same order the other way round."""
        is_descending = not self.is_descending if sort is self.sort else sort is not Sort.NAME
        return replace(self, sort=sort, is_descending=is_descending, cursor=None)


def asked(address: Mapping[str, str]) -> Asked:
    """Read the address. Empty parameters are as if they were not there.

    Raises:
        Invalid: an order, a filter or a place that does not exist, or a text that no organization can have.
    """
    status, step = address.get("status", ""), address.get("step", "")
    order = _one_of(address, "sort", ORDERS) or Sort.NAME
    sort = Sort(order.removeprefix("-"))
    return Asked(
        sort=sort,
        is_descending=order.startswith("-"),
        query=clean_line(address.get("q"), field="q", most=LONGEST["name"], required=False),
        status=Status(status) if _one_of(address, "status", tuple(Status)) else None,
        step=int(step) if _one_of(address, "step", tuple(str(number) for number in STEPS)) else None,
        region=clean_line(address.get("region"), field="region", most=LONGEST["region"], required=False),
        cursor=_cursor(address, sort),
    )


def _one_of(address: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = address.get(name, "")
    if value and value not in allowed:
        raise Invalid("unknown-filter", field=name)
    return value


def _cursor(address: Mapping[str, str], sort: Sort) -> Cursor | None:
    for name in ("after", "before"):
        if text := address.get(name, ""):
            found = re.fullmatch(r"(-1|[0-9]{1,18})\.([0-9]{1,18})", text, re.ASCII)
            if found is None or int(found[2]) > LARGEST_ID or int(found[1]) > LARGEST_VALUE.get(sort, LARGEST_ID):
                raise Invalid("unknown-place-in-list", field=name)
            return Cursor(int(found[2]), int(found[1]), is_before=name == "before")
    return None
