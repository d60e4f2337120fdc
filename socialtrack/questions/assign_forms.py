"""Who is to follow which questions, as a form says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..journal.forms import gesture_of, number_of
from ..journal.gestures import Gesture
from ..kernel.errors import Invalid
from .inbox_forms import NOBODY


@dataclass(frozen=True, slots=True)
class AssignForm:
    """`to`: a membership of the team; None: nobody."""

    to: int | None
    gesture: Gesture


def assign_form(form: Mapping[str, str], ids: Iterable[int]) -> AssignForm:
    """Raises:
    Invalid: nobody was chosen, not even « personne ».
    """
    to = None if form.get("to") == NOBODY else number_of(form, "to")
    if to == 0:
        raise Invalid("assign-to-whom", field="to")
    return AssignForm(to, gesture_of(form, "assign", to, *sorted(ids)))


def numbers_of(texts: Iterable[str]) -> list[int]:
    """The numbers of the questions that were ticked; what can be no number names none, 0."""
    return sorted({number_of({"": text}, "") for text in texts})
