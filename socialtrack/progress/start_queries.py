"""Whether « voilà où nous en sommes » can still be taken back."""

from datetime import date

from ..journal.baseline_queries import Start
from ..journal.row_queries import event_of
from ..kernel.work import Work


def undoable_event_id(work: Work, organization_id: int, start: Start) -> int | None:
    """The event that fixed it, while somebody's word can be taken back; None where time fixed it, or its days are
    past."""
    event = event_of(work, organization_id, start.event_id)
    if event is None:
        return None
    due_on = (event.value_after or {}).get("due_on")
    is_past = due_on is not None and work.today > date.fromisoformat(due_on)
    return None if event.kind != "baseline-fixed" or is_past else event.id
