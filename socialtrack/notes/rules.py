"""Who may write, read and change a note. Only Python."""

from enum import StrEnum

from ..kernel.permissions import Can, Role, may

LONGEST = 2_000


class Audience(StrEnum):
    """Who reads a note: its organization and the centre, or the organization alone. It never changes afterwards: what
    was written for a few is not opened to more by one click, nor taken back from those who have read it."""

    CENTRE = "centre"
    ORGANIZATION = "organization"


class Done(StrEnum):
    """What happens to a note, as its events say it."""

    WRITTEN = "written"
    EDITED = "edited"
    REMOVED = "removed"


def kind_of(audience: str, done: Done) -> str:
    """The kind of the event. A private note has kinds of its own, so that whoever reads the journal for the centre
    can leave them out without knowing any note (docs/decisions/0020)."""
    return f"private-note-{done}" if audience == Audience.ORGANIZATION else f"note-{done}"


KINDS = frozenset(kind_of(audience, done) for audience in Audience for done in Done)


def writes_in(role: str, audience: str) -> bool:
    return may(role, Can.WRITE_PRIVATE_NOTE if audience == Audience.ORGANIZATION else Can.WRITE_NOTE)


def may_change(role: str, membership_id: int | None, *, written_by: int | None, by_staff: bool) -> bool:
    """One's own; a lead's, all of their organization; the centre's team, what the team wrote."""
    if not may(role, Can.WRITE_NOTE):
        return False
    if written_by is not None and written_by == membership_id:
        return True
    return by_staff if may(role, Can.VIEW_CENTRE) else role == Role.LEAD
