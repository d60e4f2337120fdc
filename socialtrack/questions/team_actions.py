"""The team's notes beside a question: written, taken away, brought back. No organization ever reads one.

Rows, texts and events are the centre's own, of no organization: so no session of a member reaches them, on any engine.
"""

from sqlalchemy import select

from ..journal.actions import keep_text, record
from ..journal.gestures import Gesture, first_receipt, keep_receipt
from ..kernel.errors import NotFound, Refused
from ..kernel.permissions import Can, Role, may
from ..kernel.work import Work
from ..tenancy.organization_actions import refuse_archived
from .actions import question_there
from .models import TeamNote
from .team_rules import TEAM, TeamNoteKind, may_remove


def write_team_note(work: Work, organization_id: int, question_id: int, words: str, gesture: Gesture) -> int | None:
    """Keep a note for the team; its number, None where this very gesture was answered before.

    Raises:
        NotFound: the organization has no such question.
        Refused: the role may not, or the organization is archived.
        Conflict: the key was used for something else.
    """
    with work.write():
        _check(work, organization_id, question_id)
        if first_receipt(work, gesture) is not None:
            return None
        note = TeamNote(
            question_id=question_id,
            text_id=keep_text(work, words, audience=TEAM),
            written_at=work.now,
            written_by=work.actor.membership_id,
        )
        work.session.add(note)
        work.session.flush()
        keep_receipt(work, gesture, _told(work, note, TeamNoteKind.WRITTEN, before=None, after="written"))
        return note.id


def remove_team_note(work: Work, organization_id: int, question_id: int, note_id: int, gesture: Gesture) -> bool:
    """Take a note away; whether it was there. Its words stay among the texts, and it can be brought back.

    Raises:
        NotFound: that question has no such note.
        Refused: it is somebody else's; or as `write_team_note`.
    """
    with work.write():
        note = _own(work, organization_id, question_id, note_id)
        if first_receipt(work, gesture) is not None:
            return True
        if note.removed_at is not None:
            keep_receipt(work, gesture, None)
            return False
        note.removed_at = work.now
        keep_receipt(work, gesture, _told(work, note, TeamNoteKind.REMOVED, before="written", after="removed"))
        return True


def restore_team_note(work: Work, organization_id: int, question_id: int, note_id: int, gesture: Gesture) -> bool:
    """Bring back a note that was taken away; whether it was away. Raises what `remove_team_note` does."""
    with work.write():
        note = _own(work, organization_id, question_id, note_id)
        if first_receipt(work, gesture) is not None:
            return True
        if note.removed_at is None:
            keep_receipt(work, gesture, None)
            return False
        note.removed_at = None
        keep_receipt(work, gesture, _told(work, note, TeamNoteKind.WRITTEN, before="removed", after="written"))
        return True


def _told(work: Work, note: TeamNote, kind: TeamNoteKind, *, before: str | None, after: str) -> int:
    work.session.flush()
    value = {"question": note.question_id, "note": note.id, "text": note.text_id}
    return record(work, kind=kind, before=before, after=after, value_after=value)


def _own(work: Work, organization_id: int, question_id: int, note_id: int) -> TeamNote:
    _check(work, organization_id, question_id)
    note = work.session.scalars(
        select(TeamNote).where(
            TeamNote.centre_id == work.centre.id, TeamNote.question_id == question_id, TeamNote.id == note_id
        )
    ).one_or_none()
    if note is None:
        raise NotFound("no-such-note")
    actor = work.actor
    if not may_remove(note.written_by, actor.membership_id, is_manager=actor.role == Role.MANAGER):
        raise Refused("note-not-yours")
    return note


def _check(work: Work, organization_id: int, question_id: int) -> None:
    if not may(work.actor.role, Can.ANSWER_QUESTION):
        raise Refused("question-not-yours")
    refuse_archived(work, organization_id)
    question_there(work, organization_id, question_id)
