"""What undoing an import would do to each organization that it touched. Only Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .import_rules import Known
from .rules import Details


@dataclass(frozen=True, slots=True)
class Touched:
    """One organization that the import added or changed, and what has become of it.

    `left`: what the import made of it. `earlier`: what was said before, None if it was new. `now`: None once removed.
    """

    organization_id: int
    is_new: bool
    left: Details
    earlier: Details | None
    now: Known | None
    has_people: bool = False
    has_more_events: bool = False


class Undoing(StrEnum):
    REMOVED = "removed"
    RESTORED = "restored"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Undone:
    """What would become of it, and if it is kept, why: a code that pages put into words."""

    organization_id: int
    name: str
    slug: str
    undoing: Undoing
    why: str = ""
    earlier: Details | None = None


def undo_plan(touched: Iterable[Touched]) -> tuple[Undone, ...]:
    """What is there no more needs no undoing; what somebody has used or changed since stays as they left it."""
    return tuple(_undo(one, one.now) for one in touched if one.now is not None)


def _undo(one: Touched, now: Known) -> Undone:
    name, slug = now.details.name, now.slug
    if why := _reason_to_keep(one, now):
        return Undone(one.organization_id, name, slug, Undoing.KEPT, why)
    if one.is_new:
        return Undone(one.organization_id, name, slug, Undoing.REMOVED)
    return Undone(one.organization_id, name, slug, Undoing.RESTORED, earlier=one.earlier)


def _reason_to_keep(one: Touched, now: Known) -> str:
    if now.details != one.left:
        return "changed"
    if one.is_new:
        return "people" if one.has_people else "used" if one.has_more_events else ""
    if now.is_archived:
        return "archived"
    # Revisions from before an organization had all its details don't tell what the others were.
    return "unknown" if one.earlier is None or one.earlier.language is None else ""
