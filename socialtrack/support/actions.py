"""Support given: logged, said otherwise, taken away, put back. One event each; it is never the organization's activity.

Rows and events are the organization's, so that its members read that support was given to it. The notes are the
centre's own texts, of no organization: no session of a member reaches one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ..journal.actions import keep_text, record
from ..journal.gestures import Gesture, first_receipt, keep_receipt
from ..journal.models import TextRevision
from ..kernel.errors import Conflict, NotFound, Refused
from ..kernel.moments import local_day
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from ..notes.actions import any_event
from ..tenancy.models import Centre
from ..tenancy.organization_actions import refuse_archived
from .models import Support
from .rules import KIND, TEAM, Given, SupportKind, SupportState, check_day, happened_at, value_of


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says was given, and a note for the team (empty where there is none)."""

    given: Given
    note: str = ""


def log_support(work: Work, organization_ids: Sequence[int], said: Said, gesture: Gesture) -> list[int]:
    """Log what was given to one organization, or to several at once; the numbers, in that order.

    None of them where this very gesture was answered before.

    Raises:
        NotFound: the centre has no such organization.
        Refused: the role may not, or one of them is archived.
        Invalid: the day has not come yet, or is before the centre was there (field `given_on`).
        Conflict: the key was used for something else.
    """
    with work.write():
        _check_role(work)
        for organization_id in organization_ids:
            refuse_archived(work, organization_id)
        if first_receipt(work, gesture) is not None:
            return []
        _check_day(work, said.given)
        note_id = keep_text(work, said.note, audience=TEAM) if said.note else None
        rows = [_new_row(work, organization_id, said.given, note_id) for organization_id in organization_ids]
        events = [_told(work, row, None) for row in rows]
        keep_receipt(work, gesture, events[0])
        return [row.id for row in rows]


def change_support(work: Work, organization_id: int, support_id: int, said: Said, gesture: Gesture) -> bool:
    """Say otherwise what was given; whether anything changed.

    Raises:
        NotFound: the organization was given no such support.
        Conflict: it was taken away meanwhile (`support-removed`); or as `log_support`.
        Refused, Invalid: as `log_support`.
    """
    with work.write():
        row = _row_there(work, organization_id, support_id)
        if first_receipt(work, gesture) is not None:
            return True
        if row.removed_at is not None:
            raise Conflict("support-removed")
        if said.given.on != row.given_on:
            _check_day(work, said.given)
        note_id = _note_id(work, row.note_id, said.note)
        if said.given == given(row) and note_id == row.note_id:
            keep_receipt(work, gesture, None)
            return False
        before = _value(row)
        row.kind, row.given_on, row.minutes = said.given.kind, said.given.on, said.given.minutes
        row.note_id = note_id
        keep_receipt(work, gesture, _told(work, row, SupportState.GIVEN, before))
        return True


def remove_support(work: Work, organization_id: int, support_id: int, gesture: Gesture) -> bool:
    """Take away what was logged by mistake; whether it was there. It stays in the journal, and can be put back.

    Raises:
        NotFound, Refused, Conflict: as `change_support`.
    """
    return _move(work, organization_id, support_id, SupportState.REMOVED, gesture)


def restore_support(work: Work, organization_id: int, support_id: int, gesture: Gesture) -> bool:
    """Put back what was taken away; whether it was away. Raises what `remove_support` does."""
    return _move(work, organization_id, support_id, SupportState.GIVEN, gesture)


def keep_given(work: Work, organization_id: int, said: Said) -> int:
    """Log support without asking who does it, nor since when the centre is here; its number. For examples. Runs inside
    `work.write()`."""
    note_id = keep_text(work, said.note, audience=TEAM) if said.note else None
    row = _new_row(work, organization_id, said.given, note_id)
    _told(work, row, None)
    return row.id


def take_away(work: Work, row: Support) -> None:
    """It counts no more where it is. Runs inside `work.write()`."""
    row.removed_at = work.now
    _told(work, row, SupportState.GIVEN, _value(row))


def give_again(work: Work, organization_id: int, row: Support) -> int:
    """The same to another organization, under the same note, by whoever logged it first; its number. Runs inside
    `work.write()`."""
    copy = _new_row(work, organization_id, given(row), row.note_id)
    copy.logged_by = row.logged_by
    _told(work, copy, None, copy_of=row.id)
    return copy.id


def given(row: Support) -> Given:
    return Given(SupportKind(row.kind), row.given_on, row.minutes)


def state_of(row: Support) -> SupportState:
    return SupportState.GIVEN if row.removed_at is None else SupportState.REMOVED


def _move(work: Work, organization_id: int, support_id: int, to: SupportState, gesture: Gesture) -> bool:
    with work.write():
        row = _row_there(work, organization_id, support_id)
        if first_receipt(work, gesture) is not None:
            return True
        before = state_of(row)
        if before == to:
            keep_receipt(work, gesture, None)
            return False
        row.removed_at = work.now if to == SupportState.REMOVED else None
        keep_receipt(work, gesture, _told(work, row, before, _value(row)))
        return True


def _new_row(work: Work, organization_id: int, said: Given, note_id: int | None) -> Support:
    """A row that has its number, so that its event can name it."""
    row = Support(
        organization_id=organization_id,
        kind=said.kind,
        given_on=said.on,
        minutes=said.minutes,
        note_id=note_id,
        logged_at=work.now,
        logged_by=work.actor.membership_id,
        changed_at=work.now,
        changed_by=work.actor.membership_id,
        event_id=any_event(work, organization_id),
    )
    work.session.add(row)
    work.session.flush()
    return row


def _told(
    work: Work,
    row: Support,
    before: SupportState | None,
    value_before: dict | None = None,
    *,
    copy_of: int | None = None,
) -> int:
    """Record that it became as its row is, and keep in the row which event says so.

    `copy_of` another organization's, in a merge: the event then says by whom that was logged.
    """
    copied = {"copy_of": copy_of, "logged_by": row.logged_by} if copy_of is not None else {}
    row.event_id = record(
        work,
        kind=KIND,
        organization_id=row.organization_id,
        before=before,
        after=state_of(row),
        value_before=value_before,
        value_after=_value(row) | copied,
        happened_at=happened_at(row.given_on, work.centre.zone, work.now),
    )
    row.changed_at, row.changed_by = work.now, work.actor.membership_id
    work.session.flush()
    return row.event_id


def _value(row: Support) -> dict:
    return value_of(row.id, given(row), row.note_id)


def _note_id(work: Work, kept_id: int | None, words: str) -> int | None:
    """The text that says those words: the one that is kept, where they are its own."""
    if not words:
        return None
    kept = None
    if kept_id is not None:
        kept = work.session.scalars(
            select(TextRevision).where(TextRevision.centre_id == work.centre.id, TextRevision.id == kept_id)
        ).one_or_none()
    if kept is not None and kept.blanked_at is None and kept.body == words:
        return kept.id
    return keep_text(work, words, audience=TEAM)


def _row_there(work: Work, organization_id: int, support_id: int) -> Support:
    _check_role(work)
    refuse_archived(work, organization_id)
    row = work.session.scalars(
        select(Support).where(
            Support.centre_id == work.centre.id,
            Support.organization_id == organization_id,
            Support.id == support_id,
        )
    ).one_or_none()
    if row is None:
        raise NotFound("no-such-support")
    return row


def _check_role(work: Work) -> None:
    if not may(work.actor.role, Can.LOG_SUPPORT):
        raise Refused("support-not-yours")


def _check_day(work: Work, said: Given) -> None:
    founded_at = work.session.scalars(select(Centre.created_at).where(Centre.id == work.centre.id)).one()
    check_day(said.on, work.today, local_day(founded_at, work.centre.zone))
