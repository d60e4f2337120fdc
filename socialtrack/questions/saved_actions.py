"""Keeping an answer for another time, changing it, taking it away and bringing it back.

Working material of the team, which no report reads: no event. What was sent with it is a message like any other.
"""

from datetime import timedelta

from sqlalchemy import select

from ..kernel.errors import Conflict, NotFound, Refused
from ..kernel.moments import to_microseconds
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from .models import SavedAnswer
from .saved_rules import MOST, Wording

_INSTANT = timedelta(microseconds=1)


def keep_answer(work: Work, wording: Wording) -> int:
    """Keep one more; its number. The same words twice are kept once.

    Raises:
        Refused: the role may not.
        Conflict: there are as many as a page can list (code `saved-answers-full`).
    """
    with work.write():
        _check(work)
        rows = work.session.scalars(
            select(SavedAnswer).where(SavedAnswer.centre_id == work.centre.id, SavedAnswer.removed_at.is_(None))
        ).all()
        titles, bodies = wording.as_titles(), wording.as_bodies()
        same = next((row for row in rows if (row.title, row.body) == (titles, bodies)), None)
        if same is not None:
            return same.id
        if len(rows) >= MOST:
            raise Conflict("saved-answers-full")
        who = work.actor.membership_id
        row = SavedAnswer(title=titles, body=bodies, written_by=who, changed_at=work.now, changed_by=who)
        work.session.add(row)
        work.session.flush()
        return row.id


def change_answer(work: Work, number: int, wording: Wording, drawn: str) -> bool:
    """Give it another wording; whether anything changed. `drawn`: the wording that stood in the form.

    Raises:
        NotFound, Refused: none of that number here; the role may not.
        Conflict: somebody changed it meanwhile (code `saved-answer-overtaken`), or took it away (`saved-answer-gone`).
    """
    with work.write():
        row = _row(work, number)
        if (row.title, row.body) == (wording.as_titles(), wording.as_bodies()) and row.removed_at is None:
            return False
        if row.removed_at is not None:
            raise Conflict("saved-answer-gone")
        if str(to_microseconds(row.changed_at)) != drawn:
            raise Conflict("saved-answer-overtaken")
        row.title, row.body = wording.as_titles(), wording.as_bodies()
        _changed(work, row)
        return True


def remove_answer(work: Work, number: int) -> bool:
    """Take it away; whether it was there. It can be brought back.

    Raises:
        NotFound, Refused: none of that number here; the role may not.
    """
    with work.write():
        row = _row(work, number)
        was_there = row.removed_at is None
        if was_there:
            row.removed_at = work.now
            work.session.flush()
        return was_there


def restore_answer(work: Work, number: int) -> bool:
    """Bring it back; whether it was away. Raises what `remove_answer` does."""
    with work.write():
        row = _row(work, number)
        was_away = row.removed_at is not None
        if was_away:
            row.removed_at = None
            work.session.flush()
        return was_away


def _changed(work: Work, row: SavedAnswer) -> None:
    """Two wordings are told apart by their moment: never the same one twice."""
    row.changed_at = max(work.now, row.changed_at + _INSTANT)
    row.changed_by = work.actor.membership_id
    work.session.flush()


def _row(work: Work, number: int) -> SavedAnswer:
    _check(work)
    row = work.session.scalars(
        select(SavedAnswer).where(SavedAnswer.centre_id == work.centre.id, SavedAnswer.id == number)
    ).one_or_none()
    if row is None:
        raise NotFound("no-such-saved-answer")
    return row


def _check(work: Work) -> None:
    if not may(work.actor.role, Can.ANSWER_QUESTION):
        raise Refused("question-not-yours")
