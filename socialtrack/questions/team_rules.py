"""The team's notes beside a question: what they are called, who may take one away. Only Python."""

from enum import StrEnum

TEAM = "team"  # the audience of their texts: nobody but the centre's team
LONGEST = 2_000  # characters


class TeamNoteKind(StrEnum):
    """The kinds of their events, which are of no organization (`rules.TEAM_NOTE_KINDS`)."""

    WRITTEN = "team-note-written"
    REMOVED = "team-note-removed"


def may_remove(written_by: int | None, who: int | None, *, is_manager: bool) -> bool:
    """Whoever wrote it, and the managers."""
    return is_manager or (written_by is not None and written_by == who)
