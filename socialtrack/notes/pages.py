"""The notes of a task as a page shows them, and the form that writes one. `templates/notes/_notes.html` draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from flask import url_for

from ..kernel.errors import NotFound, Refused
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from ..people.room_queries import Pending, rooms_shut_to
from .queries import NoteFacts, Wording, every, of_task
from .rules import LONGEST, may_change
from .sentences import edited, worded, written


@dataclass(frozen=True, slots=True)
class WordingView:
    words: str | None
    by: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """`words` is None where they were erased; the addresses are '' where whoever reads may not change it."""

    id: int
    text_id: int
    words: str | None
    by: str
    edited: str
    is_private: bool
    edit_url: str
    remove_url: str
    before: Sequence[WordingView]


@dataclass(frozen=True, slots=True)
class Typed:
    """A note that was refused: what was typed, for whom, and what is wrong with it (`field` and `sentence`)."""

    words: str
    audience: str
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one task. `shut`: why private ones are out of reach in this session, or None."""

    key: str
    url: str
    notes: Sequence[NoteView]
    is_staff: bool
    can_write: bool
    can_write_private: bool
    shut: Pending | None
    longest: int
    request_key: str
    typed: Typed | None
    by_script: bool
    is_folded: bool


def notes_of(
    work: Work,
    organization_id: int,
    task_key: str,
    device_id: int,
    *,
    is_archived: bool,
    by_script: bool = False,
    typed: Typed | None = None,
) -> Notes:
    """What `_notes.html` takes, as `notes`. `by_script`: it stands in the fold of a row, where forms are sent by htmx.

    In an archived organization notes are read, and none is written.
    """
    role, room = work.actor.role, rooms_shut_to(work, device_id)
    is_shut = bool(room)
    facts = of_task(work, organization_id, task_key, with_private=may(role, Can.READ_PRIVATE_NOTES) and not is_shut)
    can_write = may(role, Can.WRITE_NOTE) and not is_archived
    return Notes(
        key=task_key,
        url=url_for("progress.write_note", task_key=task_key),
        notes=[_view(work, note, can_write=can_write) for note in facts],
        is_staff=work.actor.is_centre_staff,
        can_write=can_write,
        can_write_private=may(role, Can.WRITE_PRIVATE_NOTE) and not is_shut and not is_archived,
        shut=room[0] if room and may(role, Can.READ_PRIVATE_NOTES) else None,
        longest=LONGEST,
        request_key=token_hex(8),
        typed=typed,
        by_script=by_script,
        is_folded=typed is None,
    )


def _view(work: Work, note: NoteFacts, *, can_write: bool) -> NoteView:
    reader = _reader(work)
    actor, author = work.actor, note.author
    is_mine_to_change = can_write and may_change(
        actor.role,
        actor.membership_id,
        written_by=author.id if author else None,
        by_staff=author is not None and author.is_staff,
    )
    place = {"task_key": note.task_key, "note": note.id}
    return NoteView(
        id=note.id,
        text_id=note.text_id,
        words=note.words,
        by=written(note, **reader),
        edited=edited(note, **reader),
        is_private=note.is_private,
        edit_url=url_for("progress.edit_note", **place) if is_mine_to_change else "",  # type: ignore[arg-type]
        remove_url=url_for("progress.remove_note", **place) if is_mine_to_change else "",  # type: ignore[arg-type]
        before=[wording_view(work, wording) for wording in note.revisions],
    )


def wording_view(work: Work, wording: Wording) -> WordingView:
    return WordingView(wording.words, worded(wording, **_reader(work)))


def _reader(work: Work) -> dict[str, Any]:
    return {"today": work.today, "zone": work.centre.zone, "reader_is_staff": work.actor.is_centre_staff}


@dataclass(frozen=True, slots=True)
class EditPage:
    """One note in a form. `theirs`: after two people wrote at once, the wording that it has by now. `is_gone`: it was
    taken away meanwhile. `mistake`: the field and the sentence of a refusal."""

    note: NoteView
    audience: str
    url: str
    write_url: str
    words: str
    request_key: str
    longest: int
    theirs: WordingView | None = None
    is_gone: bool = False
    mistake: tuple[str, str] | None = None


def edit_page(
    work: Work,
    organization_id: int,
    task_key: str,
    note_id: int,
    *,
    with_private: bool,
    typed: str | None = None,
    overtaken: bool = False,
    mistake: tuple[str, str] | None = None,
) -> EditPage:
    """Raises:
    NotFound: no such note on that task, or it is not for whoever reads.
    Refused: it is somebody else's to change.
    """
    facts = next(
        (note for note in every(work, organization_id, task_key, with_private=with_private) if note.id == note_id), None
    )
    if facts is None or (facts.is_removed and not overtaken):
        raise NotFound("no-such-note")
    view = _view(work, facts, can_write=True)
    if not view.edit_url:
        raise Refused("note-not-yours")
    return EditPage(
        note=view,
        audience=facts.audience,
        url=view.edit_url,
        write_url=url_for("progress.write_note", task_key=task_key),
        words=view.words or "" if typed is None else typed,
        request_key=token_hex(8),
        longest=LONGEST,
        theirs=wording_view(work, facts.edited) if overtaken and facts.edited and not facts.is_removed else None,
        is_gone=facts.is_removed,
        mistake=mistake,
    )
