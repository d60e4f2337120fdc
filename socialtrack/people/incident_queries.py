"""Reading the register of incidents: the newest first, one by its number, its state as a form carries it."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select

from ..kernel.errors import NotFound
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from ..tenancy.models import Membership
from .incident_rules import Said
from .models import Incident

SAID = tuple(field.name for field in fields(Said))


@dataclass(frozen=True, slots=True)
class Kept:
    """An incident in the register. `written_by` is the name of who wrote it in, '' if that person was erased."""

    id: int
    said: Said
    written_at: datetime
    changed_at: datetime | None
    written_by: str

    @property
    def drawn(self) -> str:
        """The moment of its last change, as a form carries it."""
        return str(to_microseconds(self.changed_at or self.written_at))


def incidents(work: Work) -> list[Kept]:
    """The whole register: incidents are rare. Two statements."""
    rows = work.session.scalars(
        select(Incident)
        .where(Incident.centre_id == work.centre.id)
        .order_by(Incident.known_on.desc(), Incident.id.desc())
    ).all()
    names = _names(work, sorted({row.written_by for row in rows if row.written_by is not None}))
    return [_kept(row, names) for row in rows]


def incident(work: Work, incident_id: int) -> Kept:
    """Raises NotFound: the centre's register has none of that number."""
    row = work.session.scalars(
        select(Incident).where(Incident.centre_id == work.centre.id, Incident.id == incident_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return _kept(row, _names(work, [row.written_by] if row.written_by is not None else []))


def _names(work: Work, ids: list[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = work.session.execute(
        select(Membership.id, Membership.name).where(
            Membership.centre_id == work.centre.id, Membership.id.in_(ids), Membership.organization_id.is_(None)
        )
    )
    return {row.id: row.name for row in rows}


def _kept(row: Incident, names: dict[int, str]) -> Kept:
    said = Said(**{name: getattr(row, name) for name in SAID})
    return Kept(row.id, said, row.written_at, row.changed_at, names.get(row.written_by or 0, ""))
