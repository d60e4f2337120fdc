"""What the address of an organization's history asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..kernel.errors import Invalid
from .history_rules import Group


@dataclass(frozen=True, slots=True)
class Asked:
    """`before`: older than that event."""

    group: Group | None
    before: int | None


def asked(address: Mapping[str, str]) -> Asked:
    """Read the address, or the fields of a form that say where it stood. Empty parameters are as if not there.

    Raises:
        Invalid: a group that does not exist, a place in the list that is none.
    """
    group, before = address.get("kind", ""), address.get("before", "")
    if group and group not in set(Group):
        raise Invalid("unknown-filter", field="kind")
    if before and not (before.isascii() and before.isdecimal() and len(before) <= 18):
        raise Invalid("unknown-place-in-list", field="before")
    return Asked(Group(group) if group else None, int(before) if before else None)
