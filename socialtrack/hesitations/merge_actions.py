"""Two organizations that are the same: what the other hesitated about follows to the one that goes on.

What is in reflection on both sides is there once. Words that an organization keeps to itself stay where they were
written, and so does a hesitation that has no other reason than those: no count here says whether there is any.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from ..guide import queries as guide
from ..journal.actions import count
from ..journal.gestures import Gesture
from ..journal.models import Event
from ..journal.row_queries import body_of, text_of
from ..journal.rules import Counts
from ..journal.text_actions import copy_text
from ..kernel.work import Work
from .models import Hesitation
from .row_actions import about_of, new_row, open_rows, put, rows
from .rules import KIND, OPEN_STATES, About, HesitationState, Value

State = HesitationState


@dataclass(frozen=True, slots=True)
class Following:
    """A hesitation that follows. `event_id`, its last event, says where it stands."""

    id: int
    event_id: int
    is_open: bool


def hesitations_that_follow(
    work: Work, into_id: int, other_id: int, answered: Collection[str]
) -> tuple[Following, ...]:
    """The other's hesitations, less those that followed in an earlier merge, those about what has left the path, and
    those that the one that goes on has too. Changes nothing.

    `answered`: the tasks that the one that goes on will have answered: nothing is in reflection there.
    """
    found = work.session.scalars(
        rows(work, other_id).where(Hesitation.state != State.WITHDRAWN).order_by(Hesitation.id)
    )
    theirs = [row for row in found if row.faq_key or _shared(work, row.organization_id, row.words_id) is not None]
    if not theirs:
        return ()
    here, path = _followed_before(work, into_id), guide.path(work)
    ours = {_reason(work, row) for row in open_rows(work, into_id)}
    following = []
    for row in theirs:
        in_path = row.step is not None or row.task_key in path.by_key or row.network in path.network_keys
        is_there = row.state in OPEN_STATES and (_reason(work, row) in ours or row.task_key in answered)
        if in_path and not is_there and row.id not in here:
            following.append(Following(row.id, row.event_id, row.state in OPEN_STATES))
    return tuple(following)


def _reason(work: Work, row: Hesitation) -> tuple[About, str | None, str | None]:
    """What it is about and why: an entry, or own words where there is none."""
    return about_of(row), row.faq_key, None if row.faq_key else body_of(work, row.organization_id, row.words_id)


def _shared(work: Work, organization_id: int, text_id: int | None) -> int | None:
    """That text, if the centre reads it and it still says something."""
    text = text_of(work, organization_id, text_id)
    return text.id if text is not None and text.audience == "centre" and text.blanked_at is None else None


def _followed_before(work: Work, into_id: int) -> frozenset[int]:
    values = work.session.scalars(
        select(Event.value_after).where(
            Event.centre_id == work.centre.id,
            Event.organization_id == into_id,
            Event.kind == KIND,
            Event.channel == "merge",
        )
    )
    return frozenset((value or {}).get("copy_of", 0) for value in values)


def take_hesitations(
    work: Work, into_id: int, hesitations: Collection[Following], places: Mapping[int, int]
) -> dict[int, int]:
    """Say them again in the one that goes on; the copy of each. Runs inside `work.write()`.

    `places`: the membership that each member of the other holds in the one that goes on.
    """
    work = replace(work, actor=replace(work.actor, channel="merge"))
    copies = {}
    for one in hesitations:
        row = work.session.scalars(
            select(Hesitation).where(Hesitation.centre_id == work.centre.id, Hesitation.id == one.id)
        ).one()
        copies[row.id] = _say_again(work, into_id, row, places)
    return copies


def _say_again(work: Work, into_id: int, row: Hesitation, places: Mapping[int, int]) -> int:
    """Opened when it was, then as it is now if that is something else."""
    words, reason = (
        copy_text(work, shared, into_id) if (shared := _shared(work, row.organization_id, id_)) is not None else None
        for id_ in (row.words_id, row.reason_id)
    )
    first = Value(row.state if row.state in OPEN_STATES else State.OPEN, row.faq_key, words)
    opened = Gesture(happened_at=row.opened_at)
    copy = new_row(work, into_id, about_of(row), first, opened)
    copy.opened_by = places.get(row.opened_by or 0, row.opened_by)
    put(work, copy, None, first, opened, copy_of=row.id, opened_by=copy.opened_by)
    count(work, into_id, Counts(), open_hesitations=1, happened_at=row.opened_at)
    if row.state not in OPEN_STATES:
        review_on = row.review_on.isoformat() if row.review_on else None
        closed = Gesture(happened_at=row.changed_at)
        put(work, copy, first, replace(first, state=row.state, reason=reason, review_on=review_on), closed)
        count(work, into_id, Counts(), open_hesitations=-1, happened_at=row.changed_at)
    return copy.id
