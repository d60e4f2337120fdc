"""Bringing a list of organizations, and taking it back."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import func, select

from ..journal.actions import record
from ..journal.models import Event
from ..kernel.errors import Conflict
from ..kernel.work import Work
from ..progress.network_actions import begin_path
from ..tenancy.actions import add_organizations, change_organizations
from ..tenancy.import_rules import Line, Outcome, Planned, TeamMember, plan, tally
from ..tenancy.organization_actions import remove_silent_organizations
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

_AT_ONCE = 1_000  # organizations written between two words of how far it is


class Watched(Protocol):
    """Long work that is watched: it says how far it is, may be told to stop, and ends with what it changed."""

    def __call__(self, done: int, total: int | None = None) -> None: ...

    def settle(self, said: Mapping[str, Any]) -> None: ...


class Unwatched:
    """Nobody stops it; `told` may hear how far it is."""

    def __init__(self, told: Callable[[int, int], None] | None = None) -> None:
        self._told = told

    def __call__(self, done: int, total: int | None = None) -> None:
        if self._told is not None:
            self._told(done, total or 0)

    def settle(self, said: Mapping[str, Any]) -> None: ...


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


def import_organizations(
    work: Work, lines: Sequence[Line], *, digest: str | None = None, watched: Watched | None = None
) -> Preview:
    """Do what the preview said, whole or not at all; lines that are refused stay aside. What was done is returned.

    `digest` is that of the preview somebody agreed to. The lines are judged before anyone has to wait; under the lock
    they are judged again only if the centre has changed meanwhile. Whatever `watched` raises undoes all of it.

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
        watched = watched or Unwatched()
        _write(work, preview, watched)
        watched.settle(counts_said(preview))
        return preview


def _write(work: Work, preview: Preview, watched: Watched) -> None:
    last_before = last_event(work)
    created = [one.details for one in preview.of(Outcome.CREATED) if one.details]
    updated = [(one.organization_id, one.details) for one in preview.of(Outcome.UPDATED)]
    done, total = 0, len(created) + len(updated)
    for start in range(0, len(updated), _AT_ONCE):
        watched(done, total)
        some = dict(updated[start : start + _AT_ONCE])
        change_organizations(work, {id_: said for id_, said in some.items() if id_ and said})
        done += len(some)
    for start in range(0, len(created), _AT_ONCE):
        watched(done, total)
        new = add_organizations(work, created[start : start + _AT_ONCE])
        begin_path(work, *new)
        done += len(new)
    watched(done, total)
    first = work.session.scalars(
        select(func.min(Event.id)).where(Event.centre_id == work.centre.id, Event.id > last_before)
    ).one()
    said = {"created": len(created), "updated": len(updated), "first": first, "last": last_event(work)}
    record(work, kind=IMPORTED, value_after=said)


def counts_said(done: Preview) -> dict[str, int]:
    """How many lines of each outcome, in plain values."""
    return {outcome.value: n for outcome, n in done.counts.items()}


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


def undo_import(
    work: Work, import_id: int, *, digest: str | None = None, watched: Watched | None = None
) -> UndoPreview:
    """Undo an import, whole or not at all, but for what has been used or changed since. What was done is returned.
    Whatever `watched` raises leaves all of it as it was.

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
        watched = watched or Unwatched()
        _undo(work, preview, watched)
        said = undone_said(preview)
        record(work, kind=UNDONE, value_after=said, undoes_id=import_id)
        watched.settle(said)
        return preview


def _undo(work: Work, preview: UndoPreview, watched: Watched) -> None:
    new = [one.organization_id for one in preview.of(Undoing.REMOVED)]
    changed = [(one.organization_id, one.earlier) for one in preview.of(Undoing.RESTORED) if one.earlier is not None]
    done, total = 0, len(new) + len(changed)
    for start in range(0, len(new), _AT_ONCE):
        watched(done, total)
        remove_silent_organizations(work, new[start : start + _AT_ONCE])
        done += len(new[start : start + _AT_ONCE])
    for start in range(0, len(changed), _AT_ONCE):
        watched(done, total)
        change_organizations(work, dict(changed[start : start + _AT_ONCE]))
        done += len(changed[start : start + _AT_ONCE])
    watched(done, total)


def undone_said(done: UndoPreview) -> dict[str, int]:
    """How many organizations of each fate, in plain values."""
    return {undoing.value: n for undoing, n in done.counts.items()}


class UndoOvertaken(Conflict):
    """Carries what undoing would do now, for the preview to be shown again."""

    def __init__(self, preview: UndoPreview) -> None:
        super().__init__("undo-import-overtaken")
        self.preview = preview


def _digest(told: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(told).encode("utf-8", "backslashreplace")).hexdigest()
