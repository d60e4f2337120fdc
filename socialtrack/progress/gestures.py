"""What the gestures of this feature share: their words, and what they do to the next check."""

from enum import StrEnum

from sqlalchemy import select

from ..data.prepared import Prepared
from ..guide.rules import CentrePath, in_scope
from ..journal.actions import keep_text
from ..journal.gestures import OFFLINE, Gesture, actor_key_of, first_receipt, keep_receipt, was_answered
from ..journal.models import Event, TextRevision
from ..kernel.errors import Conflict
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from . import rules
from .rules import Value

__all__ = [
    "Gesture",
    "Part",
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


class Part(StrEnum):
    """What a late gesture may find changed: each has a last word of its own."""

    STATE = "state"
    EVIDENCE = "evidence"
    PLAN = "plan"
    NETWORK = "network"


_KINDS = {
    Part.STATE: rules.VALUE_KINDS,
    Part.EVIDENCE: rules.VALUE_KINDS,
    Part.PLAN: frozenset({"task-plan"}),
    Part.NETWORK: frozenset({"network"}),
}


def refuse_overtaken(
    work: Work, organization_id: int, gesture: Gesture, part: Part, *, task_key: str | None = None, network: str = ""
) -> None:
    """What waited for a network is not said over what its person had not seen: it is shown to them, and they decide.

    Somebody else's word counts from the moment it came in, one's own (said elsewhere) from the moment it was said.

    Raises:
        Conflict: something was said of the same thing since (code `said-overtaken`, with the event that said it).
    """
    if work.actor.channel != OFFLINE or gesture.happened_at is None:
        return
    latest = _latest(work, organization_id, part, task_key, network)
    if latest is None or latest.id == gesture.settled_id:
        return
    if latest.membership_id == work.actor.membership_id:
        is_overtaken = latest.happened_at > gesture.happened_at
    else:
        seen_at = gesture.drawn_at or to_microseconds(gesture.happened_at)
        is_overtaken = to_microseconds(latest.recorded_at) > seen_at
    if is_overtaken:
        names = {"task_key": task_key} if task_key else {}
        raise Conflict("said-overtaken", event_id=latest.id, **names)


def _latest(work: Work, organization_id: int, part: Part, task_key: str | None, network: str) -> Event | None:
    """The event that last said something of that part of a task, or of that network."""
    events = select(Event).where(
        Event.centre_id == work.centre.id, Event.organization_id == organization_id, Event.kind.in_(_KINDS[part])
    )
    about = Event.network == network if part is Part.NETWORK else Event.task_key == task_key
    rows = work.session.scalars(events.where(about).order_by(Event.id.desc()))
    return next((event for event in rows if _speaks_of(event, part)), None)


def _speaks_of(event: Event, part: Part) -> bool:
    """A « repère » and a state share one value: whoever keeps the one has not said the other."""
    before, after = dict(event.value_before or {}), dict(event.value_after or {})
    is_evidence = before.pop("evidence_id", None) != after.pop("evidence_id", None)
    if part is Part.EVIDENCE:
        return is_evidence
    return part is not Part.STATE or event.before != event.after or before != after


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
