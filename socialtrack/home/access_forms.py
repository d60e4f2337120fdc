"""What the address of the journal of access asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ..journal.access_actions import KINDS
from ..kernel.errors import Invalid
from ..kernel.moments import parse_day
from ..kernel.text import clean_line


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the journal. `person` is a membership of the team, `query` words of an organization's name."""

    kind: str = ""
    person: int | None = None
    query: str = ""
    day: date | None = None
    older_than: int | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.kind or self.person or self.query or self.day)

    def address(self, older_than: int | None = None) -> dict[str, str]:
        """The parameters of this view, or of the page of it that follows that row."""
        said = {
            "kind": self.kind,
            "person": str(self.person or ""),
            "q": self.query,
            "day": self.day.isoformat() if self.day else "",
            "after": str(older_than or ""),
        }
        return {name: value for name, value in said.items() if value}


def asked(address: Mapping[str, str]) -> Asked:
    """Read the address. Empty parameters are as if they were not there.

    Raises:
        Invalid: a kind or a number that does not exist, a day that is none.
    """
    kind, day = address.get("kind", ""), address.get("day", "")
    if kind and kind not in KINDS:
        raise Invalid("unknown-filter", field="kind")
    return Asked(
        kind=kind,
        person=_number(address, "person", "unknown-filter"),
        query=clean_line(address.get("q"), field="q", required=False),
        day=parse_day(day, field="day") if day else None,
        older_than=_number(address, "after", "unknown-place-in-list"),
    )


def _number(address: Mapping[str, str], name: str, code: str) -> int | None:
    text = address.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Invalid(code, field=name)
    return int(text)
