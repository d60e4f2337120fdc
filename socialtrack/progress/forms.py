"""What people send of their tasks and networks: read with care, refused in words, never half understood."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..journal.forms import as_typed, drawn_at_of, gesture_of, stored_key, words_of
from ..kernel.errors import Invalid
from ..kernel.moments import parse_day
from .gestures import Gesture
from .rules import WITH_REASON, State, Wanted, review_date, wanted

__all__ = [
    "NetworkForm",
    "TaskForm",
    "as_typed",
    "day_of",
    "drawn_at_of",
    "gesture_of",
    "hesitation_of",
    "network_form",
    "reason_of",
    "task_form",
    "undo_form",
]

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class TaskForm:
    """What was asked of a task: a state, or (None) that it is still true."""

    wanted: Wanted | None
    gesture: Gesture


@dataclass(frozen=True, slots=True)
class NetworkForm:
    state: str
    reason: str
    review_on: date | None
    gesture: Gesture


def task_form(form: Mapping[str, str], organization_id: int, task_key: str, *, today: date) -> TaskForm:
    """Raises:
    Invalid: an unknown state, a reason that can't be kept, a review date or a day of doing out of range, a broken key.
    """
    if form.get("confirm") == "1":
        return TaskForm(None, gesture_of(form, organization_id, "confirm", task_key))
    state = form.get("state", "")
    if state not in WITH_REASON:
        done_on = day_of(form, "done_on") if state == State.DONE else None
        said = wanted(state, done_on=done_on, today=today)
        content = (state,) if done_on is None else (state, done_on)
        return TaskForm(said, gesture_of(form, organization_id, "state", task_key, *content))
    reason, review_on = reason_of(form), day_of(form, "review_on")
    said = wanted(state, reason, review_on, today=today)
    return TaskForm(said, gesture_of(form, organization_id, "state", task_key, state, reason, review_on))


def undo_form(form: Mapping[str, str], organization_id: int) -> tuple[int, Gesture]:
    """Raises:
    Invalid: no event that could be taken back is named.
    """
    event = form.get("event", "")
    if not (event.isascii() and event.isdecimal() and len(event) <= 18):
        raise Invalid("no-such-change", field="event")
    gesture = gesture_of(form, organization_id, "undo", event)
    if not gesture.request_key:
        return int(event), gesture
    # One form offers several ways back, with one key: each way is a gesture of its own.
    return int(event), replace(gesture, request_key=stored_key(f"{gesture.request_key}.{event}"))


def network_form(form: Mapping[str, str], organization_id: int, network: str, *, today: date) -> NetworkForm:
    """Raises:
    Invalid: an unknown state, a reason that can't be kept, a review date out of range, a broken key.
    """
    state = form.get("state", "")
    if state not in ("chosen", "not_now", "dropped"):
        raise Invalid("unknown-network-state", field="state")
    reason, review_on = "", None
    if state == "not_now":
        reason, review_on = reason_of(form), review_date(day_of(form, "review_on"), today)
    return NetworkForm(
        state, reason, review_on, gesture_of(form, organization_id, "network", network, state, reason, review_on)
    )


def hesitation_of(form: Mapping[str, str]) -> int | None:
    """The hesitation from whose page a form was sent, to go back there; None where it comes from elsewhere."""
    number = form.get("hesitation", "")
    is_number = number.isascii() and number.isdecimal() and len(number) <= 18
    return int(number) if form.get("back") == "hesitation" and is_number else None


def reason_of(form: Mapping[str, str]) -> str:
    """The reason in words, which must not hold a password, a recovery code or a card number.

    Raises:
        Invalid: too long, unprintable, or it looks like a secret; nothing of it is kept or logged.
    """
    return words_of(form, "reason", most=LONGEST_REASON)


def day_of(form: Mapping[str, str], field: str) -> date | None:
    text = form.get(field, "").strip()
    return parse_day(text, field=field) if text else None
