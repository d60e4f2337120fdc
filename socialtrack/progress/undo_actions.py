"""Taking back: one way for whatever can be taken back, each kind of change by the action that knows it.

A change can be taken back while it is the last on its thing. Taking back is a change like any other: while it is the
last, it can be taken back too, and what it had undone stands again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..hesitations.rules import KIND as HESITATION
from ..hesitations.undo_actions import undo_hesitation
from ..journal.models import Event
from ..journal.row_queries import event_of
from ..kernel.errors import NotFound
from ..kernel.work import Work
from ..notes.actions import undo_note
from ..notes.rules import KINDS as NOTE_KINDS
from . import actions, network_actions, plan_actions, sheet_actions, start_actions
from .gestures import Gesture
from .rules import VALUE_KINDS

Way = Callable[[Work, int, Event, Gesture], object]
# By kind of event. Each runs inside `work.write()`, raises Conflict("undo-overtaken") where the event is no longer the
# last on its thing, and answers what the sentence about it needs.
WAYS: Mapping[str, Way] = {
    **dict.fromkeys(VALUE_KINDS, actions.undo_task),
    "network": network_actions.undo_network,
    plan_actions.KIND: plan_actions.undo_plan,
    sheet_actions.KIND: sheet_actions.undo_sheet,
    start_actions.KIND: start_actions.undo_start,
    **dict.fromkeys(NOTE_KINDS, undo_note),
    HESITATION: undo_hesitation,
}
PRIVATE = "private-"  # how the kinds begin that only the organization's own people may know of


@dataclass(frozen=True, slots=True)
class Change:
    """The change that was taken back, as it was recorded."""

    id: int
    kind: str
    task_key: str | None
    network: str | None
    was_undo: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken back, and what its own action answered: where that stands now."""

    change: Change
    answer: object


def take_back(
    work: Work, organization_id: int, event_id: int, gesture: Gesture, *, reads_private: bool = False
) -> TakenBack:
    """Take back a change of an organization.

    `reads_private`: whoever asks may read what the organization keeps to itself.

    Raises:
        NotFound: the organization has no such change, or it is not for whoever asks.
        Conflict: something else has changed there since (code `undo-overtaken`).
        Refused: the organization is archived.
    """
    with work.write():
        event = event_of(work, organization_id, event_id)
        if event is None or event.kind not in WAYS or (event.kind.startswith(PRIVATE) and not reads_private):
            raise NotFound("no-such-change")
        change = Change(event.id, event.kind, event.task_key, event.network, event.undoes_id is not None)
        return TakenBack(change, WAYS[event.kind](work, organization_id, event, gesture))
