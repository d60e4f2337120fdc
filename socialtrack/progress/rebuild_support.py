"""Support given, as its events tell it: rows of `rebuild_tables.TABLES`."""

from dataclasses import dataclass

from ..support.rules import KIND, SupportState
from .rebuild_events import Event


@dataclass(frozen=True, slots=True)
class _Support:
    organization_id: int | None
    kind: str
    given_on: str
    minutes: int | None
    note_id: int | None
    logged_at: int
    logged_by: int | None
    changed_at: int
    changed_by: int | None
    removed_at: int | None
    event_id: int


def support_told(told: dict[int, _Support], event: Event) -> None:
    """One event further; those of other kinds say nothing here."""
    if event.kind != KIND:
        return
    value = event.value
    known = told.get(value["support"])
    told[value["support"]] = _Support(
        organization_id=event.organization_id,
        kind=value["kind"],
        given_on=value["on"],
        minutes=value.get("minutes"),
        note_id=value.get("note"),
        logged_at=known.logged_at if known else event.recorded_at,
        logged_by=known.logged_by if known else value.get("logged_by", event.membership_id),
        changed_at=event.recorded_at,
        changed_by=event.membership_id,
        removed_at=event.recorded_at if event.after == SupportState.REMOVED else None,
        event_id=event.id,
    )
