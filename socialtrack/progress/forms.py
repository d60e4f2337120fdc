"""What people send of their tasks and networks: read with care, refused in words, never half understood."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from unicodedata import category

from ..journal.gestures import said_at_of
from ..kernel.errors import Invalid
from ..kernel.moments import parse_day, to_microseconds, utc_now
from ..kernel.secrets import secret_in
from ..kernel.text import clean_paragraph
from .gestures import Gesture
from .rules import WITH_REASON, State, Wanted, review_date, wanted

LONGEST_REASON = 500
_KEY = re.compile(r"[0-9a-z.-]{1,80}")
_STORED_KEY = 64  # characters; a longer key is kept as its hash
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


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
    return int(event), replace(gesture, request_key=_stored(f"{gesture.request_key}.{event}"))


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


def reason_of(form: Mapping[str, str]) -> str:
    """The reason in words, which must not hold a password, a recovery code or a card number.

    Raises:
        Invalid: too long, unprintable, or it looks like a secret; nothing of it is kept or logged.
    """
    reason = clean_paragraph(form.get("reason"), field="reason", most=LONGEST_REASON)
    kind = secret_in(reason)
    if kind is not None:
        raise Invalid(f"looks-like-{kind}", field="reason")
    return reason


def as_typed(form: Mapping[str, str], field: str) -> str:
    """What was typed, to stand in the field again, without the signs that no page can carry."""
    return "".join(
        "\ufffd" if category(c) in ("Cc", "Cs") and c not in "\r\n\t" else c for c in form.get(field, "")[:10_000]
    )


def drawn_at_of(form: Mapping[str, str]) -> int:
    """When the page was drawn, in microseconds; 0 where it does not say, or says nothing that makes sense."""
    try:
        moment = datetime.fromisoformat(form.get("drawn_at", "")[:40])
    except ValueError:
        return 0
    if moment.tzinfo is None or not datetime(1970, 1, 1, tzinfo=UTC) <= moment < _LATEST:
        return 0
    return to_microseconds(moment)


def day_of(form: Mapping[str, str], field: str) -> date | None:
    text = form.get(field, "").strip()
    return parse_day(text, field=field) if text else None


def gesture_of(form: Mapping[str, str], *content: object) -> Gesture:
    """The gesture's own key with a digest of what it says and of whom, so that one key can't say two things."""
    key = form.get("request_key", "")
    if key and not _KEY.fullmatch(key):
        raise Invalid("request-key-not-understood", field="request_key")
    key = _stored(key)
    digest = hashlib.sha256("\n".join(map(str, content)).encode()).hexdigest()
    happened_at = said_at_of(form, utc_now())
    return Gesture(key, digest, drawn_at_of(form), happened_at, settled_id_of(form))


def settled_id_of(form: Mapping[str, str]) -> int:
    """The event of somebody else that was shown beside one's own answer, and over which it is kept."""
    text = form.get("settled", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


def _stored(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest() if len(key) > _STORED_KEY else key
