"""Two organizations to merge, as managers do it."""

from datetime import timedelta

from sqlalchemy import select

from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.models import TaskState
from socialtrack.progress.rules import wanted


def say(cast, who, room, key, state, reason="", days_ago=0):
    with cast.work_for(who) as work:
        gesture = Gesture(happened_at=work.now - timedelta(days=days_ago))
        set_task_state(work, room.id, key, wanted(state, reason, today=work.today), gesture)


def states(cast, room):
    rows = cast.rows(select(TaskState).where(TaskState.organization_id == room.id))
    return {row.task_key: row.state for row in rows}
