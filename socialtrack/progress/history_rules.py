"""Which events belong together in an organization's history. Only Python."""

from enum import StrEnum

from ..hesitations.rules import KIND as HESITATION
from ..questions.rules import QuestionKind
from ..support.rules import KIND as SUPPORT

NOTES = ("note-written", "note-edited", "note-removed")
PRIVATE_NOTES = tuple(f"private-{kind}" for kind in NOTES)


class Group(StrEnum):
    """What a reader may ask the history for. The words of each stand in the address."""

    TASKS = "tasks"
    NETWORKS = "networks"
    ASKS = "questions"
    PEOPLE = "people"
    SUPPORT = "support"
    RECORD = "record"


KINDS: dict[Group, tuple[str, ...]] = {
    Group.TASKS: (
        *("task-state", "task-confirmed", "task-evidence", "task-plan", "sheet-keyed", "baseline-fixed"),
        "baseline-passed",
        *NOTES,
        *PRIVATE_NOTES,
    ),
    Group.NETWORKS: ("network",),
    Group.ASKS: (HESITATION, *QuestionKind),
    Group.PEOPLE: (
        *("person-invited", "invitation-copied", "invitation-changed", "invitation-revoked", "new-link-asked"),
        *("membership-added", "membership-changed", "membership-ended", "membership-renamed", "membership-consent"),
        *("lead-named", "room-opened", "sign-in-link-copied"),
    ),
    Group.SUPPORT: (SUPPORT,),
    Group.RECORD: (
        *("organization-added", "organization-changed", "organization-paused", "organization-resumed"),
        *("organization-archived", "organization-restored", "organization-merged", "organization-removed"),
    ),
}
GROUP_OF = {kind: group for group, kinds in KINDS.items() for kind in kinds}
