"""What the address of the grid asks for: order, filters, and where in the list one stands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ..kernel.errors import Invalid
from ..reports.filter_forms import Asked as Address
from ..reports.filter_forms import FromMapping, address_of, filters_of, once
from ..reports.filter_rules import EVERYONE, Filters

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
    filters: Filters = EVERYONE
    cursor: Cursor | None = None

    @property
    def order(self) -> str:
        """As the address says it: `progress`, or `-progress` from the highest down."""
        return f"-{self.sort}" if self.is_descending else str(self.sort)

    @property
    def is_filtered(self) -> bool:
        return not self.filters.is_empty

    def address(self, cursor: Cursor | None = None) -> dict[str, str | list[str]]:
        """The parameters of this view, or of the page of it at another place."""
        said = address_of(self.filters)
        if self.order != Sort.NAME:
            said["sort"] = self.order
        if cursor is not None:
            said["before" if cursor.is_before else "after"] = str(cursor)
        return said

    def sorted_by(self, sort: Sort) -> "Asked":
        """The same view in another order; the same order the other way round."""
        is_descending = not self.is_descending if sort is self.sort else sort is not Sort.NAME
        return replace(self, sort=sort, is_descending=is_descending, cursor=None)


def asked(address: Address | Mapping[str, str | list[str]]) -> Asked:
    """Read the address. Empty parameters are as if they were not there.

    Raises:
        Invalid: an order, a filter or a place that does not exist, or a text that no organization can have.
    """
    said: Address = FromMapping(address) if isinstance(address, dict) else address  # type: ignore[assignment]
    order = once(said, "sort") or Sort.NAME
    if order not in ORDERS:
        raise Invalid("unknown-filter", field="sort")
    sort = Sort(order.removeprefix("-"))
    return Asked(sort, order.startswith("-"), filters_of(said), _cursor(said, sort))


def _cursor(said: Address, sort: Sort) -> Cursor | None:
    for name in ("after", "before"):
        if text := once(said, name):
            found = re.fullmatch(r"(-1|[0-9]{1,18})\.([0-9]{1,18})", text, re.ASCII)
            if found is None or int(found[2]) > LARGEST_ID or int(found[1]) > LARGEST_VALUE.get(sort, LARGEST_ID):
                raise Invalid("unknown-place-in-list", field=name)
            return Cursor(int(found[2]), int(found[1]), is_before=name == "before")
    return None
