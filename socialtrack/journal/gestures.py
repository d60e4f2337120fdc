"""What every gesture of a person has in common: its own key, and its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..data.prepared import Prepared
from ..kernel.errors import Conflict, Invalid
from ..kernel.moments import EPOCH, to_microseconds
from ..kernel.work import Work

_KEEP_RECEIPT = Prepared(
    """INSERT INTO receipt (centre_id, actor_key, request_key, digest, event_id, answered_at)
       VALUES (:centre_id, :actor_key, :request_key, :digest, :event_id, :answered_at)"""
)
_RECEIPT = Prepared(
    """SELECT digest, event_id FROM receipt
       WHERE centre_id = :centre_id AND actor_key = :actor_key AND request_key = :request_key"""
)

OFFLINE = "offline"  # the channel of what was said without a network, and sent when it came back
OLDEST_SAID = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Gesture:
    """One gesture of a person: its own key, a digest of what it says, and when the page it came from was drawn.

    `happened_at` is given where what is said happened earlier than now. `settled_id`: of a gesture that comes late, the
    event of somebody else that its person was shown, and over which they keep their own word. `is_new`: False where it
    tells, or takes back, what was so before the organization joined.
    """

    request_key: str = ""
    digest: str = ""
    drawn_at: int = 0
    happened_at: datetime | None = None
    settled_id: int = 0
    is_new: bool = True


def said_at_of(form: Mapping[str, str], now: datetime) -> datetime | None:
    """When a gesture was made that waited in a browser for its network; None where it comes at once.

    A clock that runs ahead says no more than now.

    Raises:
        Invalid: it waited for more than two months, or its moment makes no sense.
    """
    text = form.get("said_at", "")[:40]
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("request-key-not-understood", field="said_at") from error
    if moment.tzinfo is None or moment < EPOCH:
        raise Invalid("request-key-not-understood", field="said_at")
    if moment < now - OLDEST_SAID:
        raise Invalid("said-too-long-ago", field="said_at")
    return min(moment, now)


def hear(work: Work, form: Mapping[str, str]) -> None:
    """Note in the journal, as its channel, that what this form says waited for its network."""
    if form.get("said_at"):
        work.actor = replace(work.actor, channel=OFFLINE)


def actor_key_of(work: Work) -> str:
    """Whose gestures a receipt is among: another person's key can't be guessed into one's own."""
    return str(work.actor.membership_id or work.actor.channel)


@dataclass(frozen=True, slots=True)
class FirstReceipt:
    """What a gesture did when it came first; `event_id` is None where it changed nothing."""

    event_id: int | None


def first_receipt(work: Work, gesture: Gesture) -> FirstReceipt | None:
    """The receipt of this very gesture, if it was answered before.

    Raises:
        Conflict: its key was used for something else.
    """
    row = _RECEIPT.row(work.session, actor_key=actor_key_of(work), request_key=gesture.request_key)
    if row is None:
        return None
    if row[0] != gesture.digest:
        raise Conflict("request-key-reused")
    return FirstReceipt(row[1])


def was_answered(work: Work, gesture: Gesture) -> bool:
    """Whether this very gesture was answered before.

    Raises:
        Conflict: its key was used for something else.
    """
    return first_receipt(work, gesture) is not None


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
