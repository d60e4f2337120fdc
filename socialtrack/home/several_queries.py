"""Which organizations a gesture for several is about, and which gesture that was."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..data.prepared import Prepared
from ..guide import queries as guide
from ..journal.models import Event
from ..journal.rules import Status
from ..kernel.errors import NotFound
from ..kernel.work import Work
from ..reports.filter_queries import conditions, values
from ..reports.filter_rules import Filters
from ..tenancy.bulk_queries import standings, standings_named
from ..tenancy.bulk_rules import Deed, Standing
from .several_forms import Selection

KIND, UNDONE = "several-changed", "several-undone"


def chosen(work: Work, selection: Selection) -> list[Standing]:
    """The organizations of a selection as they are, by name.

    Raises:
        NotFound: one that is named is none of the centre's, or not for whoever acts.
    """
    if selection.slugs is not None:
        return standings_named(work, selection.slugs)
    return standings(work, kept_ids(work, selection.filters))


def kept_ids(work: Work, filters: Filters) -> list[int]:
    """All the organizations that these filters keep, as the grid lists them. One statement."""
    path = guide.path(work)
    kept = " AND ".join(["1 = 1", *conditions(filters, path)])
    statement = Prepared(
        f"""SELECT o.id FROM organization_summary s
            JOIN organization o ON o.centre_id = s.centre_id AND o.id = s.organization_id
            WHERE s.centre_id = :centre_id AND s.is_listed = :is_listed AND o.removed_at IS NULL AND {kept}"""
    )
    is_listed = filters.status != Status.ARCHIVED
    rows = statement.rows(work.session, is_listed=is_listed, **values(work, filters, path))
    return [int(row[0]) for row in rows]


@dataclass(frozen=True, slots=True)
class Past:
    """A gesture for several that was made: by its event, with the events of the organizations between two others."""

    id: int
    deed: Deed
    changed: int
    first: int
    last: int
    advisor_id: int | None
    until: str
    is_undone: bool


def past(work: Work, event_id: int) -> Past:
    """Raises NotFound: the centre had no such gesture."""
    event = work.session.scalars(
        select(Event).where(Event.centre_id == work.centre.id, Event.id == event_id, Event.kind == KIND)
    ).one_or_none()
    if event is None:
        raise NotFound("no-such-gesture")
    undone = work.session.scalars(
        select(Event.id).where(
            Event.centre_id == work.centre.id,
            Event.id > event_id,
            Event.kind == UNDONE,
            Event.undoes_id == event_id,
        )
    ).first()
    said: dict[str, Any] = event.value_after or {}
    return Past(
        event.id,
        Deed(said["deed"]),
        said["changed"],
        said["first"],
        said["last"],
        said.get("advisor_id"),
        said.get("until", ""),
        undone is not None,
    )
