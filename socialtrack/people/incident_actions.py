"""Writing in the register of incidents. Nothing is deleted here: only `flask purge` may, five years later."""

from sqlalchemy import select

from ..journal.access_actions import note_access
from ..kernel.errors import Conflict, NotFound
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from .incident_queries import SAID
from .incident_rules import Said
from .models import Incident


def add_incident(work: Work, said: Said) -> int:
    """Write an incident in; its number."""
    with work.write():
        row = Incident(
            written_by=work.actor.membership_id,
            written_at=work.now,
            **{name: getattr(said, name) for name in SAID},
        )
        work.session.add(row)
        work.session.flush()
        note_access(work, "incident-added")
        return row.id


def change_incident(work: Work, incident_id: int, said: Said, *, drawn: str) -> bool:
    """Say something else of an incident; whether anything changed. `drawn` is what the form carried (`Kept.drawn`).

    Raises:
        NotFound: the centre's register has none of that number.
        Conflict: somebody changed it meanwhile (code `incident-overtaken`).
    """
    with work.write():
        row = work.session.scalars(
            select(Incident).where(Incident.centre_id == work.centre.id, Incident.id == incident_id)
        ).one_or_none()
        if row is None:
            raise NotFound
        if all(getattr(row, name) == getattr(said, name) for name in SAID):
            return False
        if drawn != str(to_microseconds(row.changed_at or row.written_at)):
            raise Conflict("incident-overtaken")
        for name in SAID:
            setattr(row, name, getattr(said, name))
        row.changed_at = work.now
        work.session.flush()
        note_access(work, "incident-changed")
        return True
