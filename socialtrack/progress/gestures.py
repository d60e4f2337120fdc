"""What every gesture has in common: its own key, its receipt, its words, and what it does to the next check."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..data.prepared import Prepared
from ..guide.rules import CentrePath, in_scope
from ..journal.actions import keep_text
from ..journal.models import TextRevision
from ..kernel.errors import Conflict
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from . import rules
from .rules import Value

_KEEP_RECEIPT = Prepared(
    """INSERT INTO receipt (centre_id, actor_key, request_key, digest, event_id, answered_at)
       VALUES (:centre_id, :actor_key, :request_key, :digest, :event_id, :answered_at)"""
)
_RECEIPT = Prepared(
    """SELECT digest FROM receipt
       WHERE centre_id = :centre_id AND actor_key = :actor_key AND request_key = :request_key"""
)
_RECURRING = Prepared(
    """SELECT task_key, state, done_at, confirmed_on FROM task_state
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND state = 'done'"""
)


@dataclass(frozen=True, slots=True)
class Gesture:
    """One gesture of a person: its own key, a digest of what it says, and when the page it came from was drawn.

    `happened_at` is given where what is said happened earlier than now.
    """

    request_key: str = ""
    digest: str = ""
    drawn_at: int = 0
    happened_at: datetime | None = None


def actor_key_of(work: Work) -> str:
    """Whose gestures a receipt is among: another person's key can't be guessed into one's own."""
    return str(work.actor.membership_id or work.actor.channel)


def was_answered(work: Work, gesture: Gesture) -> bool:
    """Whether this very gesture was answered before.

    Raises:
        Conflict: its key was used for something else.
    """
    row = _RECEIPT.row(work.session, actor_key=actor_key_of(work), request_key=gesture.request_key)
    if row is not None and row[0] != gesture.digest:
        raise Conflict("request-key-reused")
    return row is not None


def keep_receipt(work: Work, gesture: Gesture, event_id: int | None) -> None:
    """In the transaction of the change, so that the same gesture sent again finds it."""
    if gesture.request_key:
        _KEEP_RECEIPT.run(
            work.session,
            actor_key=actor_key_of(work),
            request_key=gesture.request_key,
            digest=gesture.digest,
            event_id=event_id,
            answered_at=to_microseconds(work.now),
        )


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
