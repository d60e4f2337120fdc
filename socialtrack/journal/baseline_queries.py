"""Where organizations stood when they joined: now, and as of a past day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..data.prepared import Prepared
from ..kernel.moments import from_microseconds, local_day, to_microseconds
from ..kernel.work import Work
from .rules import COUNT_NAMES, Counts, baseline_due_on

_START = Prepared(
    f"""SELECT s.baseline_due_on, b.fixed_on, b.event_id, {", ".join(f"s.{name}" for name in COUNT_NAMES)},
               {", ".join(f"b.{name}" for name in COUNT_NAMES)}
        FROM organization_summary s
        LEFT JOIN baseline b ON b.centre_id = s.centre_id AND b.organization_id = s.organization_id
        WHERE s.centre_id = :centre_id AND s.organization_id = :organization_id"""
)
_SUMMARIES = Prepared(
    f"""SELECT organization_id, baseline_due_on, {", ".join(COUNT_NAMES)} FROM organization_summary
        WHERE centre_id = :centre_id AND organization_id > :after_id AND organization_id <= :last_id"""
)
_EVENTS = Prepared(
    """SELECT organization_id, kind, after, value_after, recorded_at FROM event
       WHERE centre_id = :centre_id AND organization_id > :after_id AND organization_id <= :last_id
         AND kind IN ('baseline-fixed', 'baseline-passed', 'membership-added')
       ORDER BY id"""
)


@dataclass(frozen=True, slots=True)
class Start:
    """Where an organization stood when it joined. `counts` and `fixed_on` are None while that may still be said.

    `due_on`: the last day for saying it; None where nobody has joined yet. `event_id`: what fixed it; None where time
    did, and nothing has changed since.
    """

    counts: Counts | None = None
    fixed_on: date | None = None
    due_on: date | None = None
    event_id: int | None = None

    @property
    def is_open(self) -> bool:
        return self.counts is None


def start_of(work: Work, organization_id: int) -> Start:
    """As it is now. Nothing needs to have run on the day itself: figures that have not changed since are those."""
    row = _START.row(work.session, organization_id=organization_id)
    if row is None:
        return Start()
    due_on, fixed_on, event_id, *counts = row
    present, fixed = counts[: len(COUNT_NAMES)], counts[len(COUNT_NAMES) :]
    if fixed_on is not None:
        return Start(Counts(*fixed), date.fromisoformat(fixed_on), None, event_id)
    return _by_time(Counts(*present), due_on, work.today)


def _by_time(counts: Counts, due_on: str | None, today: date) -> Start:
    due = date.fromisoformat(due_on) if due_on else None
    return Start(counts, due) if due is not None and due < today else Start(due_on=due)


def starts_as_of(work: Work, after_id: int, last_id: int, day: date, end: datetime) -> dict[int, Start]:
    """As it was at the end of `day`, for the organizations after `after_id` up to `last_id`; two statements.

    `end`: the first moment after that day. What is recorded later can't change it: figures stay as they are from the
    last day for saying it until what fixes them, and that event holds them.
    """
    organizations = {"after_id": after_id, "last_id": last_id}
    starts: dict[int, Start] = {}
    told_later: dict[int, Counts] = {}
    for id_, kind, after, value_after, recorded_at in _EVENTS.rows(work.session, **organizations):
        value = json.loads(value_after) if value_after else {}
        if recorded_at >= to_microseconds(end):
            if kind == "baseline-passed":
                told_later[id_] = _counts(value)
        elif kind == "membership-added":
            if "baseline_due_on" in value:
                starts[id_] = Start(due_on=date.fromisoformat(value["baseline_due_on"]))
            elif id_ not in starts:  # from before joining said it
                joined_on = local_day(from_microseconds(recorded_at), work.centre.zone)
                starts[id_] = Start(due_on=baseline_due_on(joined_on))
        elif after == "fixed":
            starts[id_] = Start(_counts(value), date.fromisoformat(value["fixed_on"]))
        else:
            due_on = value.get("due_on")
            starts[id_] = Start(due_on=date.fromisoformat(due_on) if due_on else None)
    for id_, _due_on, *counts in _SUMMARIES.rows(work.session, **organizations):
        known = starts.setdefault(id_, Start())
        if known.is_open and known.due_on is not None and known.due_on < day:
            starts[id_] = Start(told_later.get(id_, Counts(*counts)), known.due_on)
    return starts


def _counts(value: Mapping[str, Any]) -> Counts:
    return Counts(*(value["counts"][name] for name in COUNT_NAMES))
