"""The journal of a centre, some organizations at a time: what is held at once stays bounded, whatever its size."""

import json
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from operator import attrgetter
from typing import Any, NamedTuple

from ..data.prepared import Prepared
from ..kernel.work import Work

Heard = Callable[[int, int], None] | None
CHUNK = 2_000  # events
_COLUMNS = """id, organization_id, kind, happened_at, recorded_at, task_key, network, after, value_after, membership_id,
              channel, undoes_id"""
_OF_SOME = Prepared(
    f"""SELECT {_COLUMNS} FROM event
        WHERE centre_id = :centre_id AND organization_id >= :first AND organization_id <= :last ORDER BY id""",
    private="whatever an organization says is its activity: when, and nothing more of it",
)
_OF_CENTRE = Prepared(
    f"""SELECT {_COLUMNS} FROM event
        WHERE centre_id = :centre_id AND organization_id IS NULL
          AND (kind = 'release-published' OR kind LIKE 'faq-%') ORDER BY id"""
)
_ORGANIZATIONS = Prepared("SELECT id FROM organization WHERE centre_id = :centre_id ORDER BY id")
_HOW_MANY = Prepared(
    "SELECT organization_id, count(*) FROM event WHERE centre_id = :centre_id GROUP BY organization_id",
    private="how many there are to read, and nothing of them",
)
_LAST = Prepared(
    "SELECT COALESCE(max(id), 0) FROM event WHERE centre_id = :centre_id",
    private="up to which event it has been read, and nothing of it",
)
_SINCE = Prepared(
    "SELECT DISTINCT organization_id FROM event WHERE centre_id = :centre_id AND id > :after_id",
    private="of whom something has been recorded since, and nothing of it",
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


class Part(NamedTuple):
    """Organizations whose numbers follow one another, and how many events they have."""

    first: int
    last: int
    events: int


def parts(work: Work) -> Iterator[Part]:
    """All organizations of the centre, those that were removed too, in parts of about `CHUNK` events."""
    there = dict(_HOW_MANY.rows(work.session))
    first = last = n = 0
    for (id_,) in _ORGANIZATIONS.rows(work.session):
        first, last, n = first or id_, id_, n + there.get(id_, 0)
        if n >= CHUNK:
            yield Part(first, last, n)
            first = n = 0
    if first:
        yield Part(first, last, n)


def events_of_centre(work: Work) -> list[Event]:
    """The releases of its path, and what it made of its own answers."""
    return [Event(*row) for row in _OF_CENTRE.rows(work.session)]


def events(work: Work, of_centre: Iterable[Event], part: Part) -> Iterator[Event]:
    """Those of these organizations, and of their centre, in the order in which they were recorded."""
    theirs = (Event(*row) for row in _OF_SOME.rows(work.session, first=part.first, last=part.last))
    return merge(of_centre, theirs, key=attrgetter("id"))


def last_event(work: Work) -> int:
    row = _LAST.row(work.session)
    assert row is not None
    return int(row[0])


def told_since(work: Work, event_id: int) -> set[int]:
    """The organizations of which something has been recorded after that event."""
    return {row[0] for row in _SINCE.rows(work.session, after_id=event_id) if row[0] is not None}
