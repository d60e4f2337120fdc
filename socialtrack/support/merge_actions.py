"""Two organizations that are the same: the support that was given to one of them follows to the one that goes on.

It moves, whereas what organizations say is copied: what a centre gave counts once, on any day that a report speaks of.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import select

from ..kernel.work import Work
from .actions import give_again, take_away
from .models import Support


@dataclass(frozen=True, slots=True)
class Following:
    """Support that follows. `event_id`, its last event, says what was given."""

    id: int
    event_id: int


def support_that_follows(work: Work, other_id: int) -> tuple[Following, ...]:
    """What the other was given, in the order in which it was logged. Changes nothing."""
    return tuple(Following(row.id, row.event_id) for row in _rows(work, other_id))


def take_support(work: Work, into_id: int, other_id: int, support: Collection[Following]) -> None:
    """Take it away there, and log it here on its own day, by whoever logged it. Runs inside `work.write()`."""
    if not support:
        return
    work = replace(work, actor=replace(work.actor, channel="merge"))
    wanted = {one.id for one in support}
    for row in _rows(work, other_id):
        if row.id in wanted:
            take_away(work, row)
            give_again(work, into_id, row)


def _rows(work: Work, organization_id: int) -> list[Support]:
    return list(
        work.session.scalars(
            select(Support)
            .where(
                Support.centre_id == work.centre.id,
                Support.organization_id == organization_id,
                Support.removed_at.is_(None),
            )
            .order_by(Support.id)
        )
    )
