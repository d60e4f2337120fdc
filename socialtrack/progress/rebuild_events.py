"""The whole journal of a centre, in order, a bounded number of events at a time."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..data.prepared import Prepared
from ..kernel.work import Work

Heard = Callable[[int, int], None] | None
CHUNK = 2_000
_EVENTS = Prepared(
    """SELECT id, organization_id, kind, happened_at, recorded_at, task_key, network, after, value_after, membership_id,
              channel, undoes_id
       FROM event WHERE centre_id = :centre_id AND id > :after_id ORDER BY id LIMIT :chunk""",
    private="whatever an organization says is its activity: when, and nothing more of it",
)
_HOW_MANY = Prepared(
    "SELECT count(*) FROM event WHERE centre_id = :centre_id", private="how many there are to read, and nothing of them"
)
_OF_ONE = Prepared(
    """SELECT id, organization_id, kind, happened_at, recorded_at, task_key, network, after, value_after, membership_id,
              channel, undoes_id
       FROM event WHERE centre_id = :centre_id AND organization_id = :organization_id
       UNION ALL
       SELECT id, organization_id, kind, happened_at, recorded_at, task_key, network, after, value_after, membership_id,
              channel, undoes_id
       FROM event WHERE centre_id = :centre_id AND organization_id IS NULL AND kind = 'release-published'
       ORDER BY id""",
    private="whatever an organization says is its activity: when, and nothing more of it",
)


class Event(NamedTuple):
    """One event. Moments in microseconds; `value_after` is JSON, as the database keeps it."""

    id: int
    organization_id: int | None
    kind: str
    happened_at: int
    recorded_at: int
    task_key: str | None
    network: str | None
    after: str | None
    value_after: str | None
    membership_id: int | None
    channel: str
    undoes_id: int | None

    @property
    def value(self) -> dict[str, Any]:
        return json.loads(self.value_after) if self.value_after else {}


def events(work: Work, heard: Heard = None) -> Iterator[Event]:
    """All of them. `heard` is told after each chunk how many have been read, of how many."""
    after_id = done = 0
    row = _HOW_MANY.row(work.session) if heard is not None else None
    while rows := _EVENTS.rows(work.session, after_id=after_id, chunk=CHUNK):
        yield from (Event(*row) for row in rows)
        after_id = rows[-1][0]
        done += len(rows)
        if heard is not None and row is not None:
            heard(done, row[0])


def events_of(work: Work, organization_id: int) -> Iterator[Event]:
    """Those of one organization, and the releases of its centre's path."""
    return (Event(*row) for row in _OF_ONE.rows(work.session, organization_id=organization_id))
