"""Reading the journal: what was recorded before a moment. Plain tuples, in the order in which things happened."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ..data.prepared import Prepared
from ..kernel.moments import end_of_day, from_microseconds, to_microseconds, zone_named
from ..kernel.work import Work

SETTINGS = ("centre-founded", "settings-changed")
_OF_THE_CENTRE = Prepared(
    """SELECT id, kind, recorded_at, value_after FROM event
       WHERE centre_id = :centre_id AND organization_id IS NULL
         AND kind IN ('centre-founded', 'settings-changed', 'release-published')
       ORDER BY id"""
)
# Organizations first, each with the little that is told of it since: SQLite takes tables in the order of a CROSS JOIN,
# and a + keeps it from reading all that lies between the first and the last of them, or all of those days.
_LAST_KEPT = """SELECT max(n.event_id) FROM told_state n
    WHERE n.centre_id = o.centre_id AND n.organization_id = o.id AND n.form = :form AND n.recorded_at < :end"""
_KEPT = Prepared(
    f"""SELECT k.organization_id, k.event_id, k.recorded_at, k.told
        FROM organization o CROSS JOIN told_state k
        WHERE o.centre_id = :centre_id AND o.id > :after_id AND o.id <= :last_id
          AND k.centre_id = o.centre_id AND k.organization_id = o.id AND k.event_id = ({_LAST_KEPT})"""
)
_OF_ORGANIZATIONS = Prepared(
    """SELECT organization_id, id, kind, happened_at, recorded_at, task_key, network, before, after, value_after
       FROM event
       WHERE centre_id = :centre_id AND organization_id > :after_id AND organization_id <= :last_id
         AND recorded_at >= :since AND recorded_at < :end
       ORDER BY organization_id, id""",
    private="whatever an organization says is its activity: when, and nothing more of it",
)
_SINCE_KEPT = Prepared(
    f"""SELECT e.organization_id, e.id, e.kind, e.happened_at, e.recorded_at, e.task_key, e.network, e.before, e.after,
               e.value_after
        FROM organization o CROSS JOIN event e
        WHERE o.centre_id = :centre_id AND o.id > :after_id AND o.id <= :last_id
          AND e.centre_id = o.centre_id AND e.organization_id = +o.id AND e.id > coalesce(({_LAST_KEPT}), 0)
          AND +e.recorded_at >= :since AND +e.recorded_at < :end
        ORDER BY e.organization_id, e.id""",
    private="whatever an organization says is its activity: when, and nothing more of it",
)


class Told(NamedTuple):
    """One event of an organization. Moments in microseconds; `value_after` is JSON, as the database keeps it."""

    organization_id: int
    id: int
    kind: str
    happened_at: int
    recorded_at: int
    task_key: str | None
    network: str | None
    before: str | None
    after: str | None
    value_after: str | None


@dataclass(frozen=True, slots=True)
class SettingsThen:
    """What reports need of a centre's settings on a day, and the first moment after that day."""

    zone: ZoneInfo
    stalled_after_days: int
    end: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """From that event on, this version of the path was in force."""

    event_id: int
    version: int


@dataclass(frozen=True)
class CentreStory:
    """What the centre itself said, in order: its settings and its releases."""

    events: tuple[tuple[int, str, int, dict[str, Any]], ...]

    def founded_at(self) -> datetime | None:
        return from_microseconds(self.events[0][2]) if self.events else None

    def settings(self, work: Work, day: date) -> SettingsThen:
        """The settings at the end of `day`, whose hour itself depends on the time zone that was set then."""
        zone, stalled_after_days = work.centre.zone, work.centre.stalled_after_days
        is_first = True
        for _, kind, recorded_at, value in self.events:
            if kind not in SETTINGS:
                continue
            if not is_first and recorded_at >= to_microseconds(end_of_day(day, zone)):
                break
            is_first = False
            zone = zone_named(value["time_zone"]) if "time_zone" in value else zone
            stalled_after_days = value.get("stalled_after_days", stalled_after_days)
        return SettingsThen(zone, stalled_after_days, end_of_day(day, zone))

    def releases(self, end: datetime) -> list[Published]:
        last = to_microseconds(end)
        return [
            Published(id_, value["version"])
            for id_, kind, recorded_at, value in self.events
            if kind == "release-published" and recorded_at < last
        ]


def centre_story(work: Work) -> CentreStory:
    rows = _OF_THE_CENTRE.rows(work.session)
    return CentreStory(tuple((id_, kind, at, json.loads(value or "{}")) for id_, kind, at, value in rows))


@dataclass(frozen=True, slots=True)
class Kept:
    """The state of an organization after one of its events, as it was kept: JSON."""

    event_id: int
    recorded_at: int
    told: str


def kept_before(work: Work, after_id: int, last_id: int, form: int, end: datetime) -> dict[int, Kept]:
    """The last state that was kept of the organizations after `after_id` up to `last_id`, of what was recorded before
    `end`. `form`: of this telling alone."""
    asked = {"after_id": after_id, "last_id": last_id, "form": form, "end": to_microseconds(end)}
    return {id_: Kept(*rest) for id_, *rest in _KEPT.rows(work.session, **asked)}


def told_by_organization(
    work: Work, after_id: int, last_id: int, since: int, end: datetime, *, after_kept: int | None = None
) -> dict[int, list[tuple]]:
    """The events of the organizations after `after_id` up to `last_id`, recorded from `since` on and before `end`, one
    list for each: plain tuples in the order of `Told`, since a report as of a past day reads many.

    `after_kept`: only those after what `kept_before` gives of that form.
    """
    asked = {"after_id": after_id, "last_id": last_id, "since": since, "end": to_microseconds(end)}
    if after_kept is None:
        rows = _OF_ORGANIZATIONS.rows(work.session, **asked)
    else:
        rows = _SINCE_KEPT.rows(work.session, form=after_kept, **asked)
    return {id_: list(events) for id_, events in groupby(rows, key=itemgetter(0))}
