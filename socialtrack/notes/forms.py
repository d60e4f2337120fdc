"""What people send of a note: read with care, refused in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..journal.forms import gesture_of, number_of, words_of
from ..journal.gestures import Gesture
from ..kernel.errors import Invalid
from .rules import LONGEST, Audience

__all__ = ["NoteForm", "edit_form", "note_form", "remove_form"]


@dataclass(frozen=True, slots=True)
class NoteForm:
    """`drawn_from`: the text that stood in the form, where a note gets another wording."""

    words: str
    audience: Audience
    gesture: Gesture
    drawn_from: int = 0


def note_form(form: Mapping[str, str], organization_id: int, task_key: str) -> NoteForm:
    """Raises:
    Invalid: nothing was written, or nobody was chosen to read it; too long, unprintable, or it looks like a secret.
    """
    words = words_of(form, "note", most=LONGEST, required=True)
    if form.get("audience") not in set(Audience):
        raise Invalid("note-for-whom", field="audience")
    audience = Audience(form["audience"])
    return NoteForm(words, audience, gesture_of(form, organization_id, "note", task_key, audience, words))


def edit_form(form: Mapping[str, str], organization_id: int, note_id: int) -> NoteForm:
    """Raises:
    Invalid: as `note_form`.
    """
    words, drawn_from = words_of(form, "note", most=LONGEST, required=True), number_of(form, "text")
    gesture = gesture_of(form, organization_id, "note-edit", note_id, drawn_from, words)
    return NoteForm(words, Audience.CENTRE, gesture, drawn_from)


def remove_form(form: Mapping[str, str], organization_id: int, note_id: int) -> Gesture:
    return gesture_of(form, organization_id, "note-remove", note_id)
