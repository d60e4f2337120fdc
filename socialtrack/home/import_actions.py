"""Bringing a list of organizations, and taking it back."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import func, select

from ..journal.actions import record
from ..journal.models import Event
from ..kernel.errors import Conflict
from ..kernel.work import Work
from ..progress.network_actions import begin_path
from ..tenancy.actions import add_organizations, change_organizations
from ..tenancy.import_rules import Line, Outcome, Planned, TeamMember, plan, tally
from ..tenancy.organization_actions import remove_organizations
from ..tenancy.undo_rules import Undoing, Undone, undo_plan
from .import_queries import (
    IMPORTED,
    UNDONE,
    PastImport,
    Standing,
    import_to_undo,
    last_event,
    standing,
    touched_by,
    with_people,
)


@dataclass(frozen=True)
class Preview:
    """What a file would change now. `digest` names exactly that: another day, or after a change, it is another."""

    planned: tuple[Planned, ...]
    team: tuple[TeamMember, ...] = ()

    @property
    def counts(self) -> dict[Outcome, int]:
        return tally(self.planned)

    @property
    def changes_something(self) -> bool:
        return any(one.outcome in (Outcome.CREATED, Outcome.UPDATED) for one in self.planned)

    @cached_property
    def digest(self) -> str:
        return _digest(f"{one.line.number} {one.outcome} {one.organization_id} {one.details}" for one in self.planned)

    def of(self, outcome: Outcome) -> list[Planned]:
        return [one for one in self.planned if one.outcome == outcome]


def preview_import(work: Work, lines: Sequence[Line]) -> Preview:
    """What these lines would do to the centre as it is. Changes nothing."""
    return _preview(lines, standing(work))


def _preview(lines: Sequence[Line], now: Standing) -> Preview:
    return Preview(plan(lines, now.known, now.team), now.team)


def import_organizations(work: Work, lines: Sequence[Line], *, digest: str | None = None) -> Preview:
    """Do what the preview said, whole or not at all; lines that are refused stay aside. What was done is returned.

    `digest` is that of the preview somebody agreed to. The lines are judged before anyone has to wait; under the lock
    they are judged again only if the centre has changed meanwhile.

    Raises:
        ImportOvertaken: the centre has changed since, and the same file would now do something else.
    """
    work = replace(work, actor=replace(work.actor, channel="import"))
    before = standing(work)
    preview = _preview(lines, before)
    is_agreed = digest in (None, preview.digest)
    with work.write():
        now = standing(work)
        if now != before:
            preview = _preview(lines, now)
            is_agreed = digest in (None, preview.digest)
        if not preview.changes_something:
            return preview
        if not is_agreed:
            raise ImportOvertaken(preview)
        _write(work, preview)
        return preview


def _write(work: Work, preview: Preview) -> None:
    last_before = last_event(work)
    created = [one.details for one in preview.of(Outcome.CREATED) if one.details]
    updated = {one.organization_id: one.details for one in preview.of(Outcome.UPDATED)}
    if updated:
        change_organizations(work, {id_: said for id_, said in updated.items() if id_ and said})
    if created:
        begin_path(work, *add_organizations(work, created))
    first = work.session.scalars(
        select(func.min(Event.id)).where(Event.centre_id == work.centre.id, Event.id > last_before)
    ).one()
    said = {"created": len(created), "updated": len(updated), "first": first, "last": last_event(work)}
    record(work, kind=IMPORTED, value_after=said)


class ImportOvertaken(Conflict):
    """Carries what the same file would do now, for the preview to be shown again."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("import-overtaken")
        self.preview = preview


@dataclass(frozen=True)
class UndoPreview:
    """What undoing an import would do now."""

    past: PastImport
    planned: tuple[Undone, ...]

    @cached_property
    def digest(self) -> str:
        return _digest(f"{one.organization_id} {one.undoing} {one.why} {one.earlier}" for one in self.planned)

    def of(self, undoing: Undoing) -> list[Undone]:
        return [one for one in self.planned if one.undoing == undoing]

    @property
    def counts(self) -> dict[Undoing, int]:
        return {undoing: len(self.of(undoing)) for undoing in Undoing}

    @property
    def changes_something(self) -> bool:
        return any(one.undoing != Undoing.KEPT for one in self.planned)


def preview_undo(work: Work, import_id: int) -> UndoPreview:
    """What undoing that import would do. Changes nothing. Raises what `import_to_undo` raises."""
    past = import_to_undo(work, import_id)
    return UndoPreview(past, undo_plan(touched_by(work, past)))


def undo_import(work: Work, import_id: int, *, digest: str | None = None) -> UndoPreview:
    """Undo an import, whole or not at all, but for what has been used or changed since. What was done is returned.

    Raises:
        NotFound: the centre has no such import.
        Conflict: it is undone already, or it left no trace to go back on.
        UndoOvertaken: the centre has changed since the preview somebody agreed to.
    """
    work = replace(work, actor=replace(work.actor, channel="import"))
    before = last_event(work), with_people(work)
    preview = preview_undo(work, import_id)
    with work.write():
        # Everything that it depends on is an event, but for the invitations.
        if (last_event(work), with_people(work)) != before:
            preview = preview_undo(work, import_id)
        if digest not in (None, preview.digest):
            raise UndoOvertaken(preview)
        remove_organizations(work, [one.organization_id for one in preview.of(Undoing.REMOVED)])
        earlier = {one.organization_id: one.earlier for one in preview.of(Undoing.RESTORED)}
        change_organizations(work, {id_: said for id_, said in earlier.items() if said is not None})
        said = {undoing.value: n for undoing, n in preview.counts.items()}
        record(work, kind=UNDONE, value_after=said, undoes_id=import_id)
        return preview


class UndoOvertaken(Conflict):
    """Carries what undoing would do now, for the preview to be shown again."""

    def __init__(self, preview: UndoPreview) -> None:
        super().__init__("undo-import-overtaken")
        self.preview = preview


def _digest(told: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(told).encode("utf-8", "backslashreplace")).hexdigest()
