"""What a centre gives an organization, as it is logged. Only Python."""

from enum import StrEnum

KIND = "support"  # of its events: `before` and `after` are SupportStates, the rest of the value is beside them
LONGEST_NOTE = 2_000
MOST_MINUTES = 24 * 60


class SupportKind(StrEnum):
    CALL = "call"
    VISIT = "visit"
    WORKSHOP = "workshop"
    MESSAGE = "message"
    OTHER = "other"


class SupportState(StrEnum):
    """`removed`: logged by mistake; it counts nowhere any more, and can be put back."""

    GIVEN = "given"
    REMOVED = "removed"
