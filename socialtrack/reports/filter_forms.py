"""Filters as an address or a command says them: read, refused in one sentence, and written again."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from ..journal.rules import STEPS, Status
from ..kernel.errors import Invalid
from ..kernel.moments import parse_day
from ..kernel.text import clean_line
from .filter_rules import ME, MOST_CHOSEN, MOST_TAGS, NOBODY, Filters

NAMES = (
    *("q", "status", "step", "task", "network", "tag", "region", "advisor", "hesitation"),
    *("active_since", "silent_since", "only"),
)
EARLIEST = date(1970, 1, 2)  # before it there is no moment to compare with

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}", re.ASCII)
_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


class Asked(Protocol):
    """The parameters of an address: each name may come several times."""

    def getlist(self, key: str) -> Sequence[str]: ...


class FromMapping:
    """The same for a command, or for parameters that were kept: a name has one value, several, or none."""

    def __init__(self, values: Mapping[str, str | Sequence[str] | None]) -> None:
        self._values = values

    def getlist(self, key: str) -> Sequence[str]:
        value = self._values.get(key)
        return [] if value is None else [value] if isinstance(value, str) else value


def filters_of(asked: Asked) -> Filters:
    """Which organizations. Empty parameters are as if they were not there, and other names are left aside.

    Whether the centre's path has that task or that network, and its team that advisor: `filter_queries.checked`.

    Raises:
        Invalid: a value that can't be understood, said twice, or too many of them.
    """
    step = one_of("step", once(asked, "step"), tuple(map(str, STEPS)))
    return Filters(
        query=clean_line(once(asked, "q"), field="q", required=False),
        status=one_of("status", once(asked, "status"), tuple(status.value for status in Status)),
        step=int(step) if step else None,
        task=_shaped(_KEY, asked, "task", "no-such-task"),
        network=_shaped(_KEY, asked, "network", "no-such-network"),
        tags=tuple(clean_line(tag, field="tag", most=40, required=False) for tag in _several(asked, "tag", MOST_TAGS)),
        region=clean_line(once(asked, "region"), field="region", most=120, required=False),
        advisor=_advisor(once(asked, "advisor")),
        hesitation=_shaped(_KEY, asked, "hesitation", "unknown-reason"),
        active_since=_day(asked, "active_since"),
        silent_since=_day(asked, "silent_since"),
        only=tuple(_slug(slug) for slug in _several(asked, "only", MOST_CHOSEN)),
    )


def address_of(filters: Filters) -> dict[str, str | list[str]]:
    """The parameters that say these filters, the empty ones left out: `filters_of` reads the same filters of them."""
    said: dict[str, str | list[str]] = {
        "q": filters.query,
        "status": str(filters.status),
        "step": str(filters.step or ""),
        "task": filters.task,
        "network": filters.network,
        "tag": list(filters.tags),
        "region": filters.region,
        "advisor": filters.advisor,
        "hesitation": filters.hesitation,
        "active_since": filters.active_since.isoformat() if filters.active_since else "",
        "silent_since": filters.silent_since.isoformat() if filters.silent_since else "",
        "only": list(filters.only),
    }
    return {name: value for name, value in said.items() if value}


def once(asked: Asked, name: str) -> str:
    """The one value of that name; empty where nothing was said."""
    values = [value for value in asked.getlist(name) if value]
    if len(values) > 1:
        raise Invalid("said-twice", field=name, name=name)
    return values[0] if values else ""


def one_of(name: str, value: str, choices: Sequence[str]) -> str:
    """That choice; empty where nothing was said."""
    if value and value not in choices:
        raise Invalid("not-a-choice", field=name, name=name, choices=", ".join(choices))
    return value


def _several(asked: Asked, name: str, most: int) -> list[str]:
    """Each value once, in the order in which they were said."""
    values = list(dict.fromkeys(value for value in asked.getlist(name) if value.strip()))
    if len(values) > most:
        raise Invalid("too-many-values", field=name, name=name, most=most)
    return values


def _shaped(shape: re.Pattern[str], asked: Asked, name: str, refusal: str) -> str:
    value = once(asked, name)
    if value and not shape.fullmatch(value):
        raise Invalid(refusal, field=name)
    return value


def _advisor(value: str) -> str:
    if value and value not in (ME, NOBODY) and not _ID.fullmatch(value):
        raise Invalid("no-such-advisor", field="advisor")
    return value


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise Invalid("unknown-filter", field="only")
    return value


def _day(asked: Asked, name: str) -> date | None:
    value = once(asked, name)
    if not value:
        return None
    day = parse_day(value, field=name)
    if not EARLIEST <= day < date.max:
        raise Invalid("day-not-understood", field=name)
    return day
