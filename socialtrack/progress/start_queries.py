"""Whether « voilà où nous en sommes » can still be taken back."""

from datetime import date

from sqlalchemy import select

from ..journal.baseline_queries import Start
from ..journal.models import Event
from ..kernel.work import Work


def undoable_event_id(work: Work, organization_id: int, start: Start) -> int | None:
    """The event that fixed it, while somebody's word can be taken back; None where time fixed it, or its days are
    past."""
    if start.event_id is None:
        return None
    event = work.session.scalars(
        select(Event).where(
            Event.centre_id == work.centre.id, Event.organization_id == organization_id, Event.id == start.event_id
        )
    ).one()
    due_on = (event.value_after or {}).get("due_on")
    is_past = due_on is not None and work.today > date.fromisoformat(due_on)
    return None if event.kind != "baseline-fixed" or is_past else event.id
