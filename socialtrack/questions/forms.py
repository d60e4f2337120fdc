"""What people send of a question: read with care, refused in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..journal.forms import gesture_of, number_of, words_of
from ..journal.gestures import Gesture
from ..kernel.errors import NotFound
from .about_queries import About
from .rules import LONGEST

_SLUG = 60


@dataclass(frozen=True, slots=True)
class AskForm:
    about: About
    words: str
    gesture: Gesture


@dataclass(frozen=True, slots=True)
class SayForm:
    """`seen`: the last message that stood on the page; 0 where it does not say."""

    words: str
    gesture: Gesture
    seen: int


def about_of(asked: Mapping[str, str]) -> About:
    """What an address or a form says that a question is about; a hesitation comes before the rest.

    Raises:
        NotFound: something that no row can be.
    """
    if asked.get("hesitation"):
        return About(hesitation_id=number_of(asked, "hesitation"))
    if task := asked.get("task", ""):
        return About(task_key=_slug(task))
    if network := asked.get("network", ""):
        return About(network=_slug(network))
    if asked.get("step"):
        return About(step=number_of(asked, "step"))
    return About()


def _slug(text: str) -> str:
    if len(text) > _SLUG or not text.isascii() or not text.isprintable():
        raise NotFound
    return text


def ask_form(form: Mapping[str, str], organization_id: int) -> AskForm:
    """Raises:
    NotFound: what it is about is nothing.
    Invalid: nothing was written; too long, unprintable, or it looks like a secret.
    """
    about = about_of(form)
    words = words_of(form, "words", most=LONGEST, required=True)
    return AskForm(about, words, gesture_of(form, organization_id, "ask", about, words))


def say_form(form: Mapping[str, str], organization_id: int, question_id: int) -> SayForm:
    """Raises:
    Invalid: as `ask_form`.
    """
    words = words_of(form, "words", most=LONGEST, required=True)
    gesture = gesture_of(form, organization_id, "say", question_id, words)
    return SayForm(words, gesture, number_of(form, "seen"))


def gesture_form(form: Mapping[str, str], organization_id: int, what: str, question_id: int) -> Gesture:
    """A gesture without words: settle, reopen."""
    return gesture_of(form, organization_id, what, question_id)
