"""One gesture for several organizations, whole or not at all: an event for each that changes, one that sums them up, a
receipt; and the way back."""

from dataclasses import dataclass
from typing import Any

from ..journal.actions import record
from ..journal.gestures import Gesture, first_receipt, keep_receipt
from ..kernel.errors import Conflict, Invalid, Refused
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from ..tenancy.bulk_actions import do_to_several, take_back
from ..tenancy.bulk_rules import Deed, Forecast, Wanted, forecast
from ..tenancy.organization_queries import advisors
from .several_forms import Selection
from .several_queries import KIND, UNDONE, chosen, past


@dataclass(frozen=True, slots=True)
class Done:
    """How many changed, and the event by which it can be taken back; None where nothing changed. `is_again`: it was
    done before, and this very form has come a second time."""

    changed: int
    event_id: int | None
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """What the page said: how many were chosen, how many would change, and the sign of those that would
    (`Forecast.mark`; '' where it named each of them)."""

    chosen: int
    changing: int
    mark: str = ""

    def is_still(self, seen: Forecast) -> bool:
        numbers = (seen.chosen, len(seen.changing))
        return numbers == (self.chosen, self.changing) and self.mark in ("", seen.mark)


class SelectionMoved(Conflict):
    """Those chosen are not those that the page counted. Carries what the gesture would do now."""

    def __init__(self, before: int, now: Forecast) -> None:
        if before == now.chosen:
            super().__init__("selection-changed")
        else:
            super().__init__("selection-moved", before=before, now=now.chosen)
        self.forecast = now


def foresee(work: Work, selection: Selection, wanted: Wanted) -> Forecast:
    """What the gesture would do now. Changes nothing.

    Raises:
        NotFound: one of those named is not there.
        Refused: the role may not do that.
        Invalid: nobody of the team has that number.
    """
    _check(work, wanted)
    return forecast(chosen(work, selection), wanted)


def change_several(work: Work, selection: Selection, wanted: Wanted, gesture: Gesture, counted: Counted) -> Done:
    """Do it to those of the selection that it changes, if they are those that the page counted.

    Raises:
        SelectionMoved: there are more by now, or fewer, or they are others, or others have changed them.
        Conflict: the key was used for something else.
        NotFound, Refused, Invalid: see `foresee`.
    """
    with work.write():
        known = first_receipt(work, gesture)
        if known is not None:
            return Done(past(work, known.event_id).changed if known.event_id else 0, known.event_id, is_again=True)
        seen = foresee(work, selection, wanted)
        if not counted.is_still(seen):
            raise SelectionMoved(counted.chosen, seen)
        event_id = None
        if seen.changing:
            events = do_to_several(work, seen.changing, wanted)
            event_id = record(work, kind=KIND, value_after=_told(wanted, events))
        keep_receipt(work, gesture, event_id)
        return Done(len(seen.changing), event_id)


def _told(wanted: Wanted, events: list[int]) -> dict[str, Any]:
    """Ids, days and numbers: the words of a tag stand in the records."""
    said: dict[str, Any] = {
        "deed": str(wanted.deed),
        "changed": len(events),
        "first": min(events),
        "last": max(events),
        "advisor_id": wanted.advisor_id,
        "until": wanted.until.isoformat() if wanted.until else None,
    }
    return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Undone:
    """How many are as they were before, how many others were changed meanwhile and stay; the names of these, but of
    those that were removed."""

    deed: Deed
    back: int
    kept: int
    names: tuple[str, ...]


def undo_several(work: Work, event_id: int) -> Undone | None:
    """Take a gesture back; None where it was taken back already.

    Raises:
        NotFound: the centre had no such gesture.
        Refused: the role may not do that.
    """
    with work.write():
        done = past(work, event_id)
        refuse_deed(work, done.deed)
        if done.is_undone:
            return None
        taken = take_back(work, done.first, done.last, done.deed)
        kept = done.changed - taken.back
        record(
            work,
            kind=UNDONE,
            value_after={"deed": str(done.deed), "changed": taken.back, "kept": kept},
            undoes_id=event_id,
        )
        return Undone(done.deed, taken.back, kept, tuple(one.name for one in taken.kept))


def may_do(work: Work, deed: Deed) -> bool:
    """An advisor to whom only their own organizations exist gives none of them away."""
    if deed in (Deed.ARCHIVE, Deed.RESTORE):
        return may(work.actor.role, Can.ARCHIVE_ORGANIZATION)
    if deed is Deed.ASSIGN and work.actor.sees_caseload_only:
        return False
    return may(work.actor.role, Can.EDIT_ORGANIZATION)


def refuse_deed(work: Work, deed: Deed) -> None:
    """Raises Refused: the role may not do that."""
    if not may_do(work, deed):
        raise Refused("deed-not-yours")


def _check(work: Work, wanted: Wanted) -> None:
    refuse_deed(work, wanted.deed)
    if wanted.advisor_id is not None and wanted.advisor_id not in {one.id for one in advisors(work)}:
        raise Invalid("assign-to-whom", field="to")
