"""Writing, changing, taking away a note, and taking that back: each an event with ids alone, once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from ..guide import queries as guide
from ..journal.actions import count, keep_text, record
from ..journal.figures import read_figures
from ..journal.gestures import Gesture, first_receipt, keep_receipt
from ..journal.models import Event
from ..journal.row_queries import body_of, event_of
from ..journal.rules import Counts
from ..kernel.errors import Conflict, NotFound, Refused
from ..kernel.permissions import CENTRE_ROLES
from ..kernel.work import Work
from ..tenancy.models import Membership
from .models import Note
from .rules import Audience, Done, kind_of, may_change, writes_in


@dataclass(frozen=True, slots=True)
class NoteAnswer:
    """What a gesture did to a note. `event_id` is None where nothing changed; `is_last`: it can be taken back."""

    note_id: int
    task_key: str
    audience: str
    is_removed: bool
    event_id: int | None
    is_last: bool = True


def write_note(
    work: Work, organization_id: int, task_key: str, audience: Audience, words: str, gesture: Gesture
) -> NoteAnswer:
    """Write a note on a task.

    Raises:
        NotFound, Conflict: the centre has no such task, or it has left the path; the key was used for something else.
        Refused: the role may not, or the organization is archived.
    """
    _check_task(work, task_key)
    with work.write():
        by_host = work.actor.channel == "command" and audience == Audience.CENTRE  # the examples'
        if not by_host and not writes_in(work.actor.role, audience):
            raise Refused("note-not-yours")
        _check_open(work, organization_id)
        if (first := _first_answer(work, organization_id, gesture)) is not None:
            return first
        text_id = keep_text(work, words, audience=audience, organization_id=organization_id)
        note = Note(
            organization_id=organization_id,
            task_key=task_key,
            audience=audience,
            text_id=text_id,
            written_at=gesture.happened_at or work.now,
            written_by=work.actor.membership_id,
            changed_at=work.now,
            changed_by=work.actor.membership_id,
            event_id=any_event(work, organization_id),
        )
        work.session.add(note)
        work.session.flush()  # its own event names it
        return _told(work, note, Done.WRITTEN, gesture, before=None)


def edit_note(
    work: Work, organization_id: int, task_key: str, note_id: int, words: str, drawn_from: int, gesture: Gesture,
    *, with_private: bool,
) -> NoteAnswer:  # fmt: skip
    """Give a note another wording. `drawn_from`: the text that stood in the form.

    Raises:
        NotFound: no such note here, or it is not for whoever asks.
        Refused: it is somebody else's, or the organization is archived.
        Conflict: it has another wording by now (code `note-overtaken`), or it was taken away (`note-gone`).
    """
    with work.write():
        _check_open(work, organization_id)
        if (first := _first_answer(work, organization_id, gesture)) is not None:
            return first
        note = _own(work, organization_id, task_key, note_id, with_private=with_private)
        present = _present(work, note)
        if note.removed_at is not None:
            raise Conflict("note-gone")
        if words == present:
            keep_receipt(work, gesture, None)
            return NoteAnswer(note.id, note.task_key, note.audience, False, None)
        if note.text_id != drawn_from:
            raise Conflict("note-overtaken")
        before = _value(note)
        note.text_id = keep_text(work, words, audience=note.audience, organization_id=organization_id)
        return _told(work, note, Done.EDITED, gesture, before=before)


def remove_note(
    work: Work, organization_id: int, task_key: str, note_id: int, gesture: Gesture, *, with_private: bool
) -> NoteAnswer:
    """Take a note away; its words stay among the texts, and it can be taken back. Twice is once.

    Raises:
        NotFound, Refused: see `edit_note`.
    """
    with work.write():
        _check_open(work, organization_id)
        if (first := _first_answer(work, organization_id, gesture)) is not None:
            return first
        note = _own(work, organization_id, task_key, note_id, with_private=with_private)
        if note.removed_at is not None:
            keep_receipt(work, gesture, None)
            return NoteAnswer(note.id, note.task_key, note.audience, True, None)
        before = _value(note)
        note.removed_at = work.now
        return _told(work, note, Done.REMOVED, gesture, before=before)


def undo_note(work: Work, organization_id: int, event: Event, gesture: Gesture) -> NoteAnswer:
    """Take back what `event` did to a note: it is as it was before. Runs inside `work.write()`. Whether whoever asks
    may know of a private one is for the caller to find out first.

    Raises:
        Conflict: the note has changed since (code `undo-overtaken`).
        Refused: it is somebody else's, or the organization is archived.
    """
    with work.write():
        _check_open(work, organization_id)
        if (first := _first_answer(work, organization_id, gesture)) is not None:
            return first
        note = work.session.scalars(
            select(Note).where(
                Note.centre_id == work.centre.id, Note.organization_id == organization_id, Note.event_id == event.id
            )
        ).one_or_none()
        if note is None:
            raise Conflict("undo-overtaken", task_key=event.task_key)
        _check_own(work, note)
        before, earlier = _value(note), event.value_before or {}
        note.text_id = earlier.get("text", note.text_id)
        is_there = event.before == Done.WRITTEN
        note.removed_at = None if is_there else work.now
        done = Done.EDITED if event.before == event.after else Done.WRITTEN if is_there else Done.REMOVED
        return _told(work, note, done, gesture, before=before, undoes_id=event.id)


def _told(
    work: Work, note: Note, done: Done, gesture: Gesture, *, before: dict[str, Any] | None, undoes_id: int | None = None
) -> NoteAnswer:
    """The event, the figures and the receipt of what was done; the note itself says it already."""
    was_there = before is not None and not before.pop("removed")
    event_id = record(
        work,
        kind=kind_of(note.audience, done),
        organization_id=note.organization_id,
        task_key=note.task_key,
        before=None if before is None else Done.WRITTEN if was_there else Done.REMOVED,
        after=Done.WRITTEN if note.removed_at is None else Done.REMOVED,
        value_before=before,
        value_after={"note": note.id, "text": note.text_id},
        happened_at=gesture.happened_at,
        undoes_id=undoes_id,
    )
    note.changed_at, note.changed_by, note.event_id = work.now, work.actor.membership_id, event_id
    work.session.flush()
    count(work, note.organization_id, Counts(), happened_at=gesture.happened_at)
    keep_receipt(work, gesture, event_id)
    return NoteAnswer(note.id, note.task_key, note.audience, note.removed_at is not None, event_id)


def _value(note: Note) -> dict[str, Any]:
    return {"note": note.id, "text": note.text_id, "removed": note.removed_at is not None}


def _first_answer(work: Work, organization_id: int, gesture: Gesture) -> NoteAnswer | None:
    """Same key and content: the first answer again."""
    receipt = first_receipt(work, gesture)
    if receipt is None:
        return None
    event = event_of(work, organization_id, receipt.event_id)
    if event is None:
        return NoteAnswer(0, "", "", False, None)
    value = event.value_after or {}
    note = _row(work, organization_id, value["note"])
    is_last = note is not None and note.event_id == event.id
    audience = note.audience if note else Audience.CENTRE
    return NoteAnswer(value["note"], event.task_key or "", audience, event.after == Done.REMOVED, event.id, is_last)


def _row(work: Work, organization_id: int, note_id: int) -> Note | None:
    return work.session.scalars(
        select(Note).where(
            Note.centre_id == work.centre.id, Note.organization_id == organization_id, Note.id == note_id
        )
    ).one_or_none()


def _own(work: Work, organization_id: int, task_key: str, note_id: int, *, with_private: bool) -> Note:
    """A note that whoever acts may change.

    Raises:
        NotFound: there is no such note on that task, or whoever asks does not read it.
        Refused: it is somebody else's.
    """
    note = _row(work, organization_id, note_id)
    if note is None or note.task_key != task_key or (note.audience == Audience.ORGANIZATION and not with_private):
        raise NotFound("no-such-note")
    _check_own(work, note)
    return note


def _check_own(work: Work, note: Note) -> None:
    role = work.session.scalars(
        select(Membership.role).where(Membership.centre_id == work.centre.id, Membership.id == note.written_by)
    ).one_or_none()
    actor = work.actor
    by_staff = role in CENTRE_ROLES
    if not may_change(actor.role, actor.membership_id, written_by=note.written_by, by_staff=by_staff):
        raise Refused("note-not-yours")


def _present(work: Work, note: Note) -> str | None:
    return body_of(work, note.organization_id, note.text_id)


def _check_task(work: Work, task_key: str) -> None:
    if task_key not in guide.path(work).by_key:
        if task_key in guide.retired_keys(work, task_key):
            raise Conflict("task-retired")
        raise NotFound("no-such-task")


def _check_open(work: Work, organization_id: int) -> None:
    if not read_figures(work, organization_id).is_listed:
        raise Refused("organization-archived")


def any_event(work: Work, organization_id: int) -> int:
    """Something to point at until the note's own event is there: each names the other."""
    return work.session.scalars(
        select(func.max(Event.id)).where(Event.centre_id == work.centre.id, Event.organization_id == organization_id)
    ).one()
