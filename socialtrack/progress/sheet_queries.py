"""What was keyed in of a sheet, as its page says it afterwards."""

from dataclasses import dataclass

from sqlalchemy import select

from ..journal.models import Event
from ..kernel.errors import NotFound
from ..kernel.work import Work
from .sheet_actions import KIND


@dataclass(frozen=True, slots=True)
class KeyedSheet:
    """One sheet that was keyed in, with the keys of its tasks; or the taking back of one (`is_undo`)."""

    event_id: int
    task_keys: tuple[str, ...]
    is_undo: bool
    is_taken_back: bool


def keyed_sheet(work: Work, organization_id: int, event_id: int) -> KeyedSheet:
    """Raises:
    NotFound: the organization has no such sheet.
    """
    mine = select(Event).where(Event.centre_id == work.centre.id, Event.organization_id == organization_id)
    event = work.session.scalars(mine.where(Event.id == event_id, Event.kind == KIND)).one_or_none()
    if event is None:
        raise NotFound("no-such-change")
    ids = (event.value_after or {}).get("events", ())
    entered = work.session.scalars(mine.where(Event.id.in_(ids)).order_by(Event.id)).all()
    undone = work.session.scalars(mine.where(Event.undoes_id == event_id).limit(1)).first()
    return KeyedSheet(
        event.id,
        tuple(row.task_key for row in entered if row.task_key),
        is_undo=event.undoes_id is not None,
        is_taken_back=undone is not None,
    )
