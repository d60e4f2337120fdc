"""What moves at a centre, by the day on which it is recorded. Runs inside `work.write()`, always.

Only what somebody says, of now: not what an organization had done before it joined, nor what it takes over from another
(`docs/decisions/0041`). `progress/rebuild_movement.py` tells the same from the journal.
"""

import json
from datetime import date

from ..data.prepared import Prepared
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work
from .models import Event
from .row_queries import event_of
from .rules import MOVEMENT_NAMES, TAKEN_OVER, Movement

ADD_TO_MOVEMENT = Prepared(
    f"""INSERT INTO centre_day_movement (centre_id, day, {", ".join(MOVEMENT_NAMES)})
        VALUES (:centre_id, :day, {", ".join(f":{name}" for name in MOVEMENT_NAMES)})
        ON CONFLICT (centre_id, day) DO UPDATE
        SET {", ".join(f"{name} = centre_day_movement.{name} + :{name}" for name in MOVEMENT_NAMES)}"""
)
_ADDED_AT = Prepared(
    """SELECT recorded_at FROM event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND kind = 'organization-added'
       ORDER BY id LIMIT 1"""
)
_SAID_WITH = Prepared(
    """SELECT value_after FROM event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND kind = 'baseline-fixed'
         AND value_after LIKE '%said_with%'"""
)
_NOTHING = Movement()


def note_movement(work: Work, organization_id: int, movement: Movement, said_on: str) -> None:
    """Add it to the day of the centre on which it is recorded, today. `said_on`: the day on which it happened."""
    if movement == _NOTHING or not _is_of_here_and_now(work, organization_id, work.actor.channel, said_on):
        return
    add_movement(work, work.today, movement)


def add_movement(work: Work, day: date, movement: Movement, sign: int = 1) -> None:
    values = (sign * n for n in movement.values())
    ADD_TO_MOVEMENT.run(work.session, day=day.isoformat(), **dict(zip(MOVEMENT_NAMES, values, strict=True)))


def was_new(work: Work, organization_id: int, event: Event) -> bool:
    """Whether an event that is taken back had moved something, or had only told what was so before. What takes back,
    and what takes that back again, is as the first of them was."""
    first: Event | None = event
    while first is not None and first.undoes_id is not None:
        first = event_of(work, organization_id, first.undoes_id)
    if first is None:
        return True
    said_on = local_day(first.happened_at, work.centre.zone).isoformat()
    recorded_on = local_day(first.recorded_at, work.centre.zone).isoformat()
    if first.channel in TAKEN_OVER or (said_on < recorded_on and said_on < _added_on(work, organization_id)):
        return False
    fixed = _SAID_WITH.rows(work.session, organization_id=organization_id)
    return not any(first.id in json.loads(value).get("said_with", ()) for (value,) in fixed)


def _is_of_here_and_now(work: Work, organization_id: int, channel: str, said_on: str) -> bool:
    if channel in TAKEN_OVER:
        return False
    return said_on >= work.today.isoformat() or said_on >= _added_on(work, organization_id)


def _added_on(work: Work, organization_id: int) -> str:
    """The day on which the organization came to be here, as ISO text."""
    row = _ADDED_AT.row(work.session, organization_id=organization_id)
    return local_day(from_microseconds(row[0]), work.centre.zone).isoformat() if row else ""
