"""The way back from what was said of a hesitation: of one gesture, and of what had followed from another one."""

from sqlalchemy import select

from ..journal.actions import keep_text
from ..journal.gestures import Gesture
from ..journal.models import Event
from ..journal.row_queries import text_of
from ..kernel.errors import Conflict
from ..kernel.work import Work
from .gestures import HesitationAnswer, begin, told
from .models import Hesitation
from .row_actions import rows, value_of
from .rules import HesitationState, Value, WordsAudience

State = HesitationState


def undo_hesitation(work: Work, organization_id: int, event: Event, gesture: Gesture) -> HesitationAnswer:
    """Take back what `event` did: the hesitation is as it was before; one that was only just opened is withdrawn.

    Words that were shown to the centre are not shown any more.

    Raises:
        Conflict: it has changed since (code `undo-overtaken`), or the gesture's key was used for something else.
        Refused: the organization is archived.
    """
    with work.write():
        if (first := begin(work, organization_id, gesture)) is not None:
            return first
        row = work.session.scalars(rows(work, organization_id).where(Hesitation.event_id == event.id)).one_or_none()
        if row is None or (event.value_after or {}).get("hesitation") != row.id:
            raise Conflict("undo-overtaken", task_key=event.task_key)
        return _take_back(work, row, event, gesture)


def take_back_followed(
    work: Work, organization_id: int, event_id: int, *, caused_by: int | None = None
) -> list[HesitationAnswer]:
    """Take back what followed from that event, where nothing was said of it since: what it had closed is open again;
    where it was a way back, which `caused_by` takes back in its turn, what it had opened is closed again. Runs inside
    `work.write()`."""
    pairs = work.session.execute(
        select(Hesitation, Event)
        .join(Event, (Event.centre_id == Hesitation.centre_id) & (Event.id == Hesitation.event_id))
        .where(
            Hesitation.centre_id == work.centre.id,
            Hesitation.organization_id == organization_id,
            Event.organization_id == organization_id,
            Event.id > event_id,
        )
        .order_by(Hesitation.id)
    ).all()
    followed = [(row, event) for row, event in pairs if (event.value_after or {}).get("caused_by") == event_id]
    return [_take_back(work, row, event, Gesture(), caused_by=caused_by) for row, event in followed]


def _take_back(
    work: Work, row: Hesitation, event: Event, gesture: Gesture, *, caused_by: int | None = None
) -> HesitationAnswer:
    before = value_of(row)
    earlier = event.value_before or {}
    words = earlier.get("words")
    if event.before is None:
        words = before.words  # withdrawn, it keeps its words
    elif words != before.words:
        words = _words_again(work, row.organization_id, words, before.words)
    after = Value(
        state=event.before or State.WITHDRAWN,
        entry=earlier.get("entry", before.entry) if event.before else before.entry,
        words=words,
        reason=earlier.get("reason"),
        review_on=earlier.get("review_on"),
    )
    return told(work, row, before, after, gesture, undoes_id=event.id, caused_by=caused_by)


def _words_again(work: Work, organization_id: int, earlier_id: int | None, present_id: int | None) -> int | None:
    """The words that stood there earlier. What the centre read until now is blanked; what was blanked in this way, and
    is shown again, is a new text."""
    present = text_of(work, organization_id, present_id)
    earlier = text_of(work, organization_id, earlier_id)
    if present is not None and present.audience == WordsAudience.CENTRE and earlier_id is not None:
        present.blanked_at = work.now
    if earlier is not None and earlier.blanked_at is not None and present is not None and not present.blanked_at:
        return keep_text(work, present.body, audience=earlier.audience, organization_id=organization_id)
    return earlier_id
