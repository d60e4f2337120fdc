"""What people send of what holds them back: read with care, refused in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..journal.forms import as_typed, gesture_of, number_of, stored_key, words_of
from ..journal.gestures import Gesture
from ..kernel.errors import Invalid, NotFound
from ..kernel.moments import parse_day
from .rules import LONGEST, OUTCOMES, About, HesitationState, about, review_date

__all__ = [
    "DeclineForm",
    "OpenForm",
    "about_of",
    "as_typed",
    "decline_form",
    "event_form",
    "gesture_form",
    "open_form",
    "outcome_form",
]

LONGEST_REASON = 500
_SLUG = 60


@dataclass(frozen=True, slots=True)
class OpenForm:
    about: About
    entry: str | None
    words: str
    is_shared: bool
    gesture: Gesture


@dataclass(frozen=True, slots=True)
class DeclineForm:
    reason: str
    review_on: date
    gesture: Gesture


def about_of(said: Mapping[str, str]) -> About:
    """What an address or a form says one hesitates about.

    Raises:
        Invalid: nothing, or several things at once.
        NotFound: something that no row can be.
    """
    task, network, step = (said.get(name, "") for name in ("task", "network", "step"))
    for text in (task, network):
        if len(text) > _SLUG or not text.isascii() or not text.isprintable():
            raise NotFound
    return about(task=task, network=network, step=step)


def open_form(form: Mapping[str, str], organization_id: int) -> OpenForm:
    """Raises:
    NotFound: it is about nothing that may be there.
    Invalid: it is about several things; words too long, unprintable, or they look like a secret.
    """
    said = about_of(form)
    entry, words = form.get("entry", ""), words_of(form, "words", most=LONGEST)
    if len(entry) > _SLUG or not entry.isascii() or not entry.isprintable():
        raise Invalid("no-such-reason", field="entry")
    is_shared = form.get("share") == "1"
    gesture = gesture_of(form, organization_id, "hesitate", said.name, said.value, entry, words, is_shared)
    return OpenForm(said, entry or None, words, is_shared, gesture)


def outcome_form(form: Mapping[str, str], organization_id: int, hesitation_id: int) -> tuple[HesitationState, Gesture]:
    """Raises:
    Invalid: it is none of the three.
    """
    outcome = form.get("outcome", "")
    if outcome not in OUTCOMES:
        raise Invalid("choice-missing", field="outcome")
    gesture = gesture_of(form, organization_id, "outcome", hesitation_id, outcome)
    return HesitationState(outcome), _of_its_button(gesture, outcome)


def decline_form(form: Mapping[str, str], organization_id: int, hesitation_id: int, *, today: date) -> DeclineForm:
    """Raises:
    Invalid: a reason that can't be kept, or a review date out of range.
    """
    reason = words_of(form, "reason", most=LONGEST_REASON)
    text = form.get("review_on", "").strip()
    review_on = review_date(parse_day(text, field="review_on") if text else None, today)
    return DeclineForm(
        reason, review_on, gesture_of(form, organization_id, "decline", hesitation_id, reason, review_on)
    )


def gesture_form(form: Mapping[str, str], organization_id: int, what: str, hesitation_id: int) -> Gesture:
    """A gesture without words: share, settle, reopen."""
    return gesture_of(form, organization_id, what, hesitation_id)


def event_form(form: Mapping[str, str], organization_id: int) -> tuple[int, Gesture]:
    """Which change is taken back."""
    event_id = number_of(form, "event")
    return event_id, gesture_of(form, organization_id, "undo", event_id)


def _of_its_button(gesture: Gesture, said: str) -> Gesture:
    """One form has several buttons and one key: each is a gesture of its own."""
    if not gesture.request_key:
        return gesture
    return replace(gesture, request_key=stored_key(f"{gesture.request_key}.{said}"))
