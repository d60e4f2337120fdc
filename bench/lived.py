"""What the organizations of a bench's centre said before their last gesture: as many events as one likes, over years.

SQLite alone: what is measured of past days is the reading of the journal, not the engine.
"""

import json
import sqlite3
from collections.abc import Iterator
from itertools import count, zip_longest
from pathlib import Path
from typing import Any

DAY = 86_400 * 1_000_000
OVER = 3 * 365 * DAY
SPREAD = 40
FIRST = ("organization-added", "network")  # said before anything of a task
KINDS = ("task-state", "task-state", "task-confirmed", "task-state", "task-plan", "task-state")
MOVE = "UPDATE event SET id = :new, happened_at = :at, recorded_at = :at WHERE centre_id = :centre AND id = :old"
ADD = """INSERT INTO event (id, centre_id, organization_id, kind, happened_at, recorded_at, task_key, after,
                            value_after, actor_role, on_behalf, channel)
         VALUES (:new, :centre, :id, :kind, :at, :at, :key, :after, :value, 'lead', 0, 'web')"""
STATES = ("doing", "done", "todo", "done", "declined", "done", "done")


def live_on(file: Path, centre_id: int, events: int, first_id: int) -> None:
    """Bring each organization to so many events, those of all in turn; the centre was founded before. Rows of the
    present stay as they are: each task says again last what it said."""
    connection = sqlite3.connect(file)
    for table in ("event", "release", "centre_revision"):
        of_the_centre = "AND organization_id IS NULL" if table == "event" else ""
        connection.execute(
            f"UPDATE {table} SET recorded_at = recorded_at - ? WHERE centre_id = ? {of_the_centre}",
            (3 * OVER, centre_id),
        )
    said = connection.execute(
        """SELECT organization_id, count(*), min(recorded_at) FROM event
           WHERE centre_id = ? AND organization_id IS NOT NULL GROUP BY organization_id""",
        (centre_id,),
    ).fetchall()
    ids = count(first_id + 1)
    # Some said a little more, some a little less, so that they do not all stand just after a state that was kept.
    told = [
        _more(connection, centre_id, id_, max(events - n + id_ % SPREAD - SPREAD // 2, 1), at) for id_, n, at in said
    ]
    for all_at_once in zip_longest(*told):
        for change in filter(None, all_at_once):
            statement, values = change
            connection.execute(statement, {"new": next(ids), "centre": centre_id, **values})
    connection.commit()
    connection.close()


def _more(connection: sqlite3.Connection, centre_id: int, id_: int, more: int, at: int) -> Iterator[tuple[str, Any]]:
    """What one organization said before `at`, statement after statement; its first events, moved before all others."""
    first = connection.execute(
        f"""SELECT id FROM event WHERE centre_id = ? AND organization_id = ? AND kind IN {FIRST!r} ORDER BY id""",
        (centre_id, id_),
    ).fetchall()
    for (event_id,) in first:
        yield MOVE, {"old": event_id, "at": at - OVER - DAY}
    keys = [
        key
        for (key,) in connection.execute(
            "SELECT task_key FROM task_state WHERE centre_id = ? AND organization_id = ? ORDER BY task_key",
            (centre_id, id_),
        )
    ]
    for n in range(more):
        moment = at - OVER + n * OVER // more
        yield ADD, {"id": id_, "at": moment, **_said(keys[n * 7 % len(keys)], n, id_, moment)}


def _said(key: str, n: int, id_: int, moment: int) -> dict[str, Any]:
    state = STATES[n % len(STATES)]
    by = 100 + id_
    value: dict[str, Any] = {"done_at": moment, "done_by": by, "entered_by": by} if state == "done" else {}
    kind = KINDS[n % len(KINDS)]
    if kind == "task-plan":
        value, state = {"responsible_id": by, "due_on": "2026-12-01"}, None
    elif kind == "task-confirmed":
        value, state = {**value, "done_at": moment, "confirmed_on": "2026-06-01"}, "done"
    return {"kind": kind, "key": key, "after": state, "value": json.dumps(value) if value else None}
