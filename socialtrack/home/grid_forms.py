"""What the address of the grid asks for: order, filters, columns, what is crossed, and where in the list one stands."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ..journal.rules import STEPS
from ..kernel.errors import Invalid
from ..reports.filter_forms import Asked as Address
from ..reports.filter_forms import FromMapping, address_of, filters_of, once, one_of
from ..reports.filter_rules import EVERYONE, Filters

LARGEST = 2**62
LONGEST_PLACE = 2_000


class Sort(StrEnum):
    """The first three are walked along an index, whatever the number of organizations. The others read each once."""

    NAME = "name"
    PROGRESS = "progress"
    ACTIVITY = "activity"
    STATUS = "status"
    STEP1 = "step1"
    STEP2 = "step2"
    STEP3 = "step3"
    STEP4 = "step4"
    REGION = "region"
    ADVISOR = "advisor"
    NETWORKS = "networks"
    QUESTIONS = "questions"
    HESITATIONS = "hesitations"
    WAITING = "waiting"
    STARTED = "started"
    COMPLETED = "completed"


INDEXED = frozenset({Sort.NAME, Sort.PROGRESS, Sort.ACTIVITY})
TEXTS = frozenset({Sort.NAME, Sort.REGION, Sort.ADVISOR, Sort.STARTED, Sort.COMPLETED})
ORDERS = tuple(sign + sort for sort in Sort for sign in ("", "-"))
# A first click on the head of these begins with what is most.
_MOST_FIRST = frozenset({Sort.PROGRESS, Sort.ACTIVITY, Sort.NETWORKS, Sort.QUESTIONS, Sort.HESITATIONS})


class By(StrEnum):
    """What the organizations are crossed with: their figures, or the tasks of one step."""

    FIGURES = "figures"
    TASKS = "tasks"


class Column(StrEnum):
    """In the order in which they stand."""

    STATUS = "status"
    ADVISOR = "advisor"
    REGION = "region"
    TAGS = "tags"
    NETWORKS = "networks"
    STEP1 = "step1"
    STEP2 = "step2"
    STEP3 = "step3"
    STEP4 = "step4"
    PROGRESS = "progress"
    QUESTIONS = "questions"
    HESITATIONS = "hesitations"
    WAITING = "waiting"
    STARTED = "started"
    COMPLETED = "completed"
    ACTIVITY = "activity"


USUAL = frozenset(
    {Column.STATUS, Column.STEP1, Column.STEP2, Column.STEP3, Column.STEP4, Column.PROGRESS, Column.ACTIVITY}
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two organizations: after (or before) the one of that id, which stood at `value` in the order
    under that `name` when the address was made. Nothing is read of it again: it may have moved, or be gone."""

    id: int
    value: int | str | None = 0
    name: str = ""
    is_before: bool = False

    def __str__(self) -> str:
        words = json.dumps([self.id, self.value, self.name], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(words.encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the grid, as its address says it. `step`: of the tasks that are shown, where those are crossed.
    `is_whole`: the form shows every filter there is."""

    sort: Sort = Sort.NAME
    is_descending: bool = False
    filters: Filters = EVERYONE
    cursor: Cursor | None = None
    columns: frozenset[Column] = USUAL
    by: By = By.FIGURES
    step: int = 1
    is_whole: bool = False

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
        if self.by is By.TASKS:
            said |= {"by": str(self.by), "step": str(self.step)}
        if self.order != Sort.NAME:
            said["sort"] = self.order
        if self.columns != USUAL:
            said["columns"] = [str(column) for column in Column if column in self.columns]
        if cursor is not None:
            said["before" if cursor.is_before else "after"] = str(cursor)
        return said

    def sorted_by(self, sort: Sort) -> "Asked":
        """The same view in another order; the same order the other way round."""
        is_descending = not self.is_descending if sort is self.sort else sort in _MOST_FIRST
        return replace(self, sort=sort, is_descending=is_descending, cursor=None)


def asked(address: Address | Mapping[str, str | Sequence[str]]) -> Asked:
    """Read the address. Empty parameters are as if they were not there.

    Where tasks are crossed (`by=tasks`), `step` says which ones are shown, and filters nobody.

    Raises:
        Invalid: an order, a filter, a column or a place that does not exist, or a text that no organization can have.
    """
    said = address if hasattr(address, "getlist") else FromMapping(address)
    order = one_of("sort", once(said, "sort"), ORDERS) or Sort.NAME
    sort, filters = Sort(order.removeprefix("-")), filters_of(said)
    by = By(one_of("by", once(said, "by"), tuple(By)) or By.FIGURES)
    shown = STEPS[0]
    if by is By.TASKS:
        shown, filters = filters.step or shown, replace(filters, step=None)
    return Asked(
        sort=sort,
        is_descending=order.startswith("-"),
        filters=filters,
        cursor=_cursor(said, sort),
        columns=_columns(said),
        by=by,
        step=shown,
        is_whole=bool(once(said, "whole")),
    )


def _columns(said: Address) -> frozenset[Column]:
    chosen = frozenset(value for value in said.getlist("columns") if value)
    if not chosen <= frozenset(Column):
        raise Invalid("not-a-choice", field="columns", name="columns", choices=", ".join(Column))
    return frozenset(map(Column, chosen)) or USUAL


def _cursor(said: Address, sort: Sort) -> Cursor | None:
    for name in ("after", "before"):
        if text := once(said, name):
            return _read(text, sort, name)
    return None


def _read(text: str, sort: Sort, name: str) -> Cursor:
    """A place that an address of this grid said: anything else is refused.

    Raises:
        Invalid: it was tampered with, or is of another order.
    """
    refusal = Invalid("unknown-place-in-list", field=name)
    if len(text) > LONGEST_PLACE or not text.isascii():
        raise refusal
    try:
        id_, value, words = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError) as error:
        raise refusal from error
    kind = str if sort in TEXTS else int
    is_value = type(value) is kind or (value is None and sort not in INDEXED)
    if type(id_) is not int or type(words) is not str or not is_value or not 0 <= id_ <= LARGEST:
        raise refusal
    if isinstance(value, int) and not -1 <= value <= (100 if sort is Sort.PROGRESS else LARGEST):
        raise refusal
    if any("\ud800" <= sign <= "\udfff" or sign < " " for sign in f"{value}{words}"):
        raise refusal
    return Cursor(id_, value, words, is_before=name == "before")
