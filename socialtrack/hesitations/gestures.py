"""What every gesture on a hesitation shares: its receipt, its row, the figures that follow. Inside `work.write()`."""

from dataclasses import dataclass, replace

from ..journal.actions import count
from ..journal.figures import read_figures
from ..journal.gestures import Gesture, first_receipt, keep_receipt
from ..journal.row_queries import event_of
from ..journal.rules import Counts
from ..kernel.errors import NotFound, Refused
from ..kernel.work import Work
from .models import Hesitation
from .row_actions import about_of, put, rows
from .rules import About, Value


@dataclass(frozen=True, slots=True)
class HesitationAnswer:
    """What a gesture did. `event_id` is None where nothing changed; `is_last`: it can be taken back."""

    hesitation_id: int
    about: About
    state: str
    event_id: int | None
    is_last: bool = True


def told(
    work: Work,
    row: Hesitation,
    before: Value | None,
    after: Value,
    gesture: Gesture,
    *,
    undoes_id: int | None = None,
    caused_by: int | None = None,
) -> HesitationAnswer:
    """The row, the event, the figures and the receipt of what was said."""
    if gesture.happened_at is not None and gesture.happened_at < row.opened_at:
        gesture = replace(gesture, happened_at=row.opened_at)  # a clock that runs late: nothing is said of it before it
    event_id = put(work, row, before, after, gesture, undoes_id=undoes_id, caused_by=caused_by)
    more = int(after.is_open) - int(before is not None and before.is_open)
    count(work, row.organization_id, Counts(), open_hesitations=more, happened_at=gesture.happened_at)
    keep_receipt(work, gesture, event_id)
    return HesitationAnswer(row.id, about_of(row), row.state, event_id)


def unchanged(work: Work, row: Hesitation, gesture: Gesture) -> HesitationAnswer:
    keep_receipt(work, gesture, None)
    return as_it_is(row)


def as_it_is(row: Hesitation) -> HesitationAnswer:
    """Nothing changed: it is as it was."""
    return HesitationAnswer(row.id, about_of(row), row.state, None)


def begin(work: Work, organization_id: int, gesture: Gesture) -> HesitationAnswer | None:
    """The first answer, where this gesture arrives again.

    Raises:
        Refused: the organization is archived.
        Conflict: the gesture's key was used for something else.
    """
    if not read_figures(work, organization_id).is_listed:
        raise Refused("organization-archived")
    receipt = first_receipt(work, gesture)
    if receipt is None:
        return None
    event = event_of(work, organization_id, receipt.event_id)
    if event is None:
        return HesitationAnswer(0, About(), "", None)
    row = row_there(work, organization_id, (event.value_after or {})["hesitation"])
    return HesitationAnswer(row.id, about_of(row), row.state, event.id, row.event_id == event.id)


def row_and_first(
    work: Work, organization_id: int, hesitation_id: int, gesture: Gesture
) -> tuple[Hesitation, HesitationAnswer | None]:
    """The organization's hesitation, and the first answer where this gesture arrives again. Raises as `begin`;
    NotFound: it has none of that number.
    """
    row = row_there(work, organization_id, hesitation_id)
    first = begin(work, organization_id, gesture)
    if first is not None and first.event_id is None:  # it changed nothing then, so it names nothing
        first = as_it_is(row)
    return row, first


def row_there(work: Work, organization_id: int, hesitation_id: int) -> Hesitation:
    row = work.session.scalars(rows(work, organization_id).where(Hesitation.id == hesitation_id)).one_or_none()
    if row is None:
        raise NotFound("no-such-hesitation")
    return row
