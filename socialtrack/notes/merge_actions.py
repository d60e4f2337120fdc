"""Two organizations that are the same: the notes shared with the centre follow to the one that goes on.

What an organization keeps to itself stays where it was written: following, it would open to other people by the
centre's decision alone. No count here says whether there is any.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from ..guide import queries as guide
from ..journal.actions import count, record
from ..journal.models import Event, TextRevision
from ..journal.rules import Counts
from ..journal.text_actions import copy_text
from ..kernel.work import Work
from .actions import any_event
from .models import Note
from .rules import Audience, Done, kind_of

_WRITTEN = kind_of(Audience.CENTRE, Done.WRITTEN)


@dataclass(frozen=True, slots=True)
class SharedNote:
    """A note that follows, and the wording that it has."""

    id: int
    task_key: str
    text_id: int


def notes_that_follow(work: Work, into_id: int, other_id: int) -> tuple[SharedNote, ...]:
    """The other's shared notes, less those that followed in an earlier merge. Changes nothing; two statements."""
    path = guide.path(work)
    rows = work.session.scalars(
        select(Note)
        .join(TextRevision, (TextRevision.centre_id == Note.centre_id) & (TextRevision.id == Note.text_id))
        .where(
            Note.centre_id == work.centre.id,
            Note.organization_id == other_id,
            Note.audience == Audience.CENTRE,
            Note.removed_at.is_(None),
            TextRevision.blanked_at.is_(None),
        )
        .order_by(Note.written_at, Note.id)
    ).all()
    here = _followed_before(work, into_id) if rows else frozenset()
    return tuple(
        SharedNote(row.id, row.task_key, row.text_id)
        for row in rows
        if row.task_key in path.by_key and row.id not in here
    )


def _followed_before(work: Work, into_id: int) -> frozenset[int]:
    values = work.session.scalars(
        select(Event.value_after).where(
            Event.centre_id == work.centre.id,
            Event.organization_id == into_id,
            Event.kind == _WRITTEN,
            Event.channel == "merge",
        )
    )
    return frozenset((value or {}).get("copy_of", 0) for value in values)


def take_notes(work: Work, into_id: int, notes: tuple[SharedNote, ...], places: Mapping[int, int]) -> None:
    """Copy them, each with its author and its day. Runs inside `work.write()`.

    `places`: the membership that each member of the other holds in the one that goes on, so that one's note stays one's
    own.
    """
    work = replace(work, actor=replace(work.actor, channel="merge"))
    for note in notes:
        row = work.session.scalars(select(Note).where(Note.centre_id == work.centre.id, Note.id == note.id)).one()
        copy = Note(
            organization_id=into_id,
            task_key=row.task_key,
            audience=row.audience,
            text_id=copy_text(work, row.text_id, into_id),
            written_at=row.written_at,
            written_by=places.get(row.written_by or 0, row.written_by),
            changed_at=work.now,
            changed_by=work.actor.membership_id,
            event_id=any_event(work, into_id),
        )
        work.session.add(copy)
        work.session.flush()  # its own event names it
        copy.event_id = record(
            work,
            kind=_WRITTEN,
            organization_id=into_id,
            task_key=row.task_key,
            after=Done.WRITTEN,
            value_after={"note": copy.id, "text": copy.text_id, "copy_of": row.id},
            happened_at=row.written_at,
        )
        work.session.flush()
        count(work, into_id, Counts(), happened_at=row.written_at)
