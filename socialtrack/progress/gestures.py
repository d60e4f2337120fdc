"""What the gestures of this feature share: their words, and what they do to the next check."""

from sqlalchemy import select

from ..data.prepared import Prepared
from ..guide.rules import CentrePath, in_scope
from ..journal.actions import keep_text
from ..journal.gestures import OFFLINE, Gesture, actor_key_of, first_receipt, keep_receipt, was_answered
from ..journal.models import TextRevision
from ..kernel.errors import Conflict
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from . import rules
from .rules import Value

__all__ = [
    "Gesture",
    "actor_key_of",
    "first_receipt",
    "keep_reason",
    "keep_receipt",
    "refuse_overtaken",
    "upkeep",
    "was_answered",
    "words_of",
]

_RECURRING = Prepared(
    """SELECT task_key, state, done_at, confirmed_on FROM task_state
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND state = 'done'"""
)
_HAPPENED = Prepared("SELECT happened_at FROM event WHERE centre_id = :centre_id AND id = :event_id")


def refuse_overtaken(
    work: Work, gesture: Gesture, task_key: str, *, changed_at: int, changed_by: int | None, event_id: int | None
) -> None:
    """What waited for a network is not said over what its person had not seen: it is shown to them, and they decide.

    Somebody else's word counts from the moment it came in, one's own (said elsewhere) from the moment it was said.

    Raises:
        Conflict: something was said of the task since (code `said-overtaken`, with the event that said it).
    """
    if work.actor.channel != OFFLINE or gesture.happened_at is None or event_id in (None, gesture.settled_id):
        return
    said_at = to_microseconds(gesture.happened_at)
    if changed_by == work.actor.membership_id:
        row = _HAPPENED.row(work.session, event_id=event_id)
        is_overtaken = row is not None and row[0] > said_at
    else:
        is_overtaken = changed_at > (gesture.drawn_at or said_at)
    if is_overtaken:
        raise Conflict("said-overtaken", task_key=task_key, event_id=event_id)


def words_of(work: Work, text_id: int | None) -> str:
    """The words of a kept text; nothing where there is none, or where it was blanked."""
    if text_id is None:
        return ""
    text = work.session.scalars(select(TextRevision).where(TextRevision.id == text_id)).one()
    return "" if text.blanked_at else text.body


def keep_reason(work: Work, organization_id: int, words: str) -> int:
    """Keep a reason, which the centre may read: the page says so beside the field."""
    return keep_text(work, words, audience="centre", organization_id=organization_id)


def upkeep(work: Work, organization_id: int, path: CentrePath, networks: frozenset[str]) -> str | None:
    """The first day on which something done comes due again, as ISO text."""
    rows = _RECURRING.rows(work.session, organization_id=organization_id)
    values = {key: Value(state=state, done_at=done_at, confirmed_on=on) for key, state, done_at, on in rows}
    day = rules.upkeep_due_on(in_scope(path, networks), values, work.centre.zone)
    return day.isoformat() if day else None
