"""Everything that is only a cache of the journal, computed again from the events alone, compared, and mended.

Task states, plans, networks, where each organization stood when it joined, its summary, the totals and the counts by
day of the centre.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..data.prepared import Prepared
from ..guide import queries as guide
from ..guide.rules import CentrePath, in_scope, is_in_scope
from ..journal.actions import DAY_COUNTS, SUMMARY_COLUMNS, TOTALS, Figures
from ..journal.rules import ACTIVITY, COUNT_NAMES, Counts, baseline_due_on
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work
from .rules import VALUE_KINDS, State, Value, contribution, counts_of, upkeep_due_on

CHUNK = 2_000
LIFE = frozenset(f"organization-{happened}" for happened in ("paused", "resumed", "archived", "restored", "removed"))
_EVENTS = Prepared(
    """SELECT id, organization_id, kind, happened_at, recorded_at, task_key, network, after, value_after, membership_id
       FROM event WHERE centre_id = :centre_id AND id > :after_id ORDER BY id LIMIT :chunk""",
    private="whatever an organization says is its activity: when, and nothing more of it",
)
_STATES = Prepared(
    """SELECT organization_id, task_key, state, reason_id, review_on, evidence_id, done_at, done_by, entered_by,
              confirmed_on, changed_at, changed_by, event_id
       FROM task_state WHERE centre_id = :centre_id"""
)
_NETWORKS = Prepared(
    """SELECT organization_id, network, state, reason_id, review_on, changed_at
       FROM network_choice WHERE centre_id = :centre_id"""
)
_BASELINES = Prepared(
    f"""SELECT organization_id, fixed_on, {", ".join(COUNT_NAMES)}, event_id
        FROM baseline WHERE centre_id = :centre_id"""
)
_PLAN_COLUMNS = ("responsible_id", "responsible_text_id", "due_on", "changed_at", "changed_by", "event_id")
_PLANS = Prepared(
    f"SELECT organization_id, task_key, {', '.join(_PLAN_COLUMNS)} FROM task_plan WHERE centre_id = :centre_id"
)
_SUMMARIES = Prepared(
    f"""SELECT organization_id, progress_order, {", ".join(SUMMARY_COLUMNS)}
        FROM organization_summary WHERE centre_id = :centre_id"""
)
_TOTALS = Prepared(f"SELECT {', '.join(TOTALS)} FROM centre_totals WHERE centre_id = :centre_id")
_DAYS = Prepared(
    f"""SELECT day, {", ".join(DAY_COUNTS)} FROM centre_day_count
        WHERE centre_id = :centre_id AND ({" OR ".join(f"{name} <> 0" for name in DAY_COUNTS)})"""
)


_STATE_COLUMNS = (
    *("state", "reason_id", "review_on", "evidence_id", "done_at", "done_by", "entered_by", "confirmed_on"),
    *("changed_at", "changed_by", "event_id"),
)
_NETWORK_COLUMNS = ("state", "reason_id", "review_on", "changed_at")
_BASELINE_COLUMNS = ("fixed_on", *COUNT_NAMES, "event_id")
_SUMMARY = ("progress_order", *SUMMARY_COLUMNS)


def _upsert(table: str, keys: tuple[str, ...], columns: tuple[str, ...]) -> Prepared:
    names = ("centre_id", *keys, *columns)
    return Prepared(
        f"""INSERT INTO {table} ({", ".join(names)}) VALUES ({", ".join(f":{name}" for name in names)})
            ON CONFLICT ({", ".join(("centre_id", *keys))}) DO UPDATE
            SET {", ".join(f"{name} = excluded.{name}" for name in columns)}"""
    )


def _delete(table: str, keys: tuple[str, ...]) -> Prepared:
    return Prepared(
        f"DELETE FROM {table} WHERE centre_id = :centre_id{''.join(f' AND {name} = :{name}' for name in keys)}"
    )


@dataclass(frozen=True)
class _Table:
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    write: Prepared
    remove: Prepared


def _table(name: str, keys: tuple[str, ...], columns: tuple[str, ...]) -> _Table:
    return _Table(keys, columns, _upsert(name, keys, columns), _delete(name, keys))


_TABLES = {
    "task_state": _table("task_state", ("organization_id", "task_key"), _STATE_COLUMNS),
    "task_plan": _table("task_plan", ("organization_id", "task_key"), _PLAN_COLUMNS),
    "network_choice": _table("network_choice", ("organization_id", "network"), _NETWORK_COLUMNS),
    "baseline": _table("baseline", ("organization_id",), _BASELINE_COLUMNS),
    "organization_summary": _table("organization_summary", ("organization_id",), _SUMMARY),
    "centre_totals": _table("centre_totals", (), TOTALS),
    "centre_day_count": _table("centre_day_count", ("day",), DAY_COUNTS),
}


class _Event(NamedTuple):
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

    @property
    def value(self) -> dict[str, Any]:
        return json.loads(self.value_after) if self.value_after else {}


@dataclass
class _Story:
    """One organization, as its events tell it."""

    states: dict[str, tuple[Value, int, int | None, int]] = field(default_factory=dict)
    plans: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    networks: dict[str, tuple[str, int | None, str | None, int]] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    last_activity_at: int = 0
    started_on: str | None = None
    completed_on: str | None = None
    paused_until: str | None = None
    has_members: bool = False
    baseline: tuple[Any, ...] | None = None
    baseline_due_on: str | None = None
    is_archived: bool = False
    is_removed: bool = False

    @property
    def chosen(self) -> frozenset[str]:
        return frozenset(key for key, (state, *_) in self.networks.items() if state == "chosen")


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that does not say what the events say. `kept` or `told` is None where there is no such row."""

    table: str
    key: tuple[Any, ...]
    kept: Any
    told: Any


Rows = dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]


def differences(work: Work) -> list[Difference]:
    """Every cached row that the events contradict. Changes nothing, and lets nothing change meanwhile."""
    with work.write():
        kept, told = _kept(work), _told(work)
    return [
        Difference(table, key, kept[table].get(key), told[table].get(key))
        for table in told
        for key in sorted({*kept[table], *told[table]}, key=str)
        if kept[table].get(key) != told[table].get(key)
    ]


def rebuild(work: Work) -> list[Difference]:
    """Mend every row that the events contradict, in one transaction; what was mended."""
    with work.write():
        found = differences(work)
        for difference in found:
            _mend(work, difference)
        return found


def _mend(work: Work, difference: Difference) -> None:
    table = _TABLES[difference.table]
    key = dict(zip(table.keys, difference.key, strict=True))
    if difference.told is None:
        table.remove.run(work.session, **key)
    else:
        table.write.run(work.session, **key, **dict(zip(table.columns, difference.told, strict=True)))


def _told(work: Work) -> Rows:
    stories = _stories(work)
    path = guide.path(work)
    figures = {id_: _figures(work, path, story) for id_, story in stories.items()}
    totals = [figure.totals() for figure in figures.values()]
    days: dict[str, Counter[str]] = {}
    for figure in figures.values():
        for day, name in figure.by_day(work):
            days.setdefault(day.isoformat(), Counter())[name] += 1
    return {
        "task_state": {
            (id_, key): (*_columns(value), changed_at, changed_by, event_id)
            for id_, story in stories.items()
            for key, (value, changed_at, changed_by, event_id) in story.states.items()
        },
        "task_plan": {(id_, key): plan for id_, story in stories.items() for key, plan in story.plans.items()},
        "network_choice": {
            (id_, network): choice for id_, story in stories.items() for network, choice in story.networks.items()
        },
        "baseline": {(id_,): story.baseline for id_, story in stories.items() if story.baseline is not None},
        "organization_summary": {(id_,): _summary(figure) for id_, figure in figures.items()},
        "centre_totals": {(): tuple(sum(column) for column in zip(*totals, strict=True)) or (0,) * len(TOTALS)},
        "centre_day_count": {(day,): tuple(n[name] for name in DAY_COUNTS) for day, n in days.items()},
    }


def _kept(work: Work) -> Rows:
    session = work.session
    return {
        "task_state": {(row[0], row[1]): tuple(row[2:]) for row in _STATES.rows(session)},
        "task_plan": {(row[0], row[1]): tuple(row[2:]) for row in _PLANS.rows(session)},
        "network_choice": {(row[0], row[1]): tuple(row[2:]) for row in _NETWORKS.rows(session)},
        "baseline": {(row[0],): tuple(row[1:]) for row in _BASELINES.rows(session)},
        "organization_summary": {(row[0],): (row[1], *_plain(row[2:])) for row in _SUMMARIES.rows(session)},
        "centre_totals": {(): tuple(_TOTALS.row(session) or ())},
        "centre_day_count": {(row[0],): tuple(row[1:]) for row in _DAYS.rows(session)},
    }


def _plain(columns: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*columns[:-1], bool(columns[-1]))


def _columns(value: Value) -> tuple[Any, ...]:
    return (
        *(str(value.state), value.reason_id, value.review_on, value.evidence_id),
        *(value.done_at, value.done_by, value.entered_by, value.confirmed_on),
    )


def _events(work: Work) -> Iterator[_Event]:
    after_id = 0
    while rows := _EVENTS.rows(work.session, after_id=after_id, chunk=CHUNK):
        yield from (_Event(*row) for row in rows)
        after_id = rows[-1][0]


def _stories(work: Work) -> dict[int, _Story]:
    stories: dict[int, _Story] = {}
    path: CentrePath | None = None
    for event in _events(work):
        if event.kind == "release-published":
            path = guide.path(work, event.value["version"])
            for story in stories.values():
                story.counts = _count(path, story)
        elif event.organization_id is not None and path is not None:
            _tell(work, path, stories.setdefault(event.organization_id, _Story()), event)
    return stories


def _tell(work: Work, path: CentrePath, story: _Story, event: _Event) -> None:
    """Go one event further. Counts move by what each event changes, as they did when it was recorded."""
    if event.kind == "organization-added":
        story.counts = counts_of(path, (), {})
    elif event.kind in LIFE:
        _go_on(story, event)
    elif event.kind in ("membership-added", "baseline-fixed", "baseline-passed"):
        _stand(work, story, event)
    elif event.kind in VALUE_KINDS and event.task_key is not None:
        before = story.states[event.task_key][0] if event.task_key in story.states else Value()
        after = Value.from_event(event.after, event.value)
        story.states[event.task_key] = after, event.recorded_at, event.membership_id, event.id
        task = path.by_key.get(event.task_key)
        if task is not None and is_in_scope(task, story.chosen):
            story.counts += contribution(task, after.state) - contribution(task, before.state)
        _live(work, story, event)
    elif event.kind == "network" and event.network is not None:
        value = event.value
        if event.after is None:  # the first choice of all was taken back
            story.networks.pop(event.network, None)
        else:
            choice = event.after, value.get("reason_id"), value.get("review_on"), event.recorded_at
            story.networks[event.network] = choice
        story.counts = _count(path, story)
        _live(work, story, event)
    elif event.kind in ACTIVITY:
        if event.kind == "task-plan" and event.task_key is not None:
            said = (event.value.get(name) for name in ("responsible_id", "responsible_text_id", "due_on"))
            story.plans[event.task_key] = (*said, event.recorded_at, event.membership_id, event.id)
        _live(work, story, event)


def _go_on(story: _Story, event: _Event) -> None:
    """What the centre decides of an organization: it is not its activity."""
    if event.kind in ("organization-paused", "organization-resumed"):
        story.paused_until = event.value.get("paused_until")
    elif event.kind == "organization-removed":
        story.is_removed = True
    else:
        story.is_archived = event.kind == "organization-archived"


def _stand(work: Work, story: _Story, event: _Event) -> None:
    """Where the organization stood when it joined: awaited once its first member is there, then fixed, or open."""
    value = event.value
    if event.kind == "membership-added":
        if not story.has_members and story.baseline is None:
            joined_on = local_day(from_microseconds(event.recorded_at), work.centre.zone)
            story.baseline_due_on = value.get("baseline_due_on") or baseline_due_on(joined_on).isoformat()
        story.has_members = True
    elif event.after == "fixed":
        story.baseline = value["fixed_on"], *(value["counts"][name] for name in COUNT_NAMES), event.id
        story.baseline_due_on = None
    else:
        story.baseline, story.baseline_due_on = None, value.get("due_on")
    if event.kind in ACTIVITY:
        _live(work, story, event)


def _live(work: Work, story: _Story, event: _Event) -> None:
    """The organization said something: when it began, when it last spoke, since when it is complete."""
    day = local_day(from_microseconds(event.happened_at), work.centre.zone).isoformat()
    story.last_activity_at = max(story.last_activity_at, event.happened_at)
    story.started_on = story.started_on or day
    is_complete = story.counts.counted <= story.counts.settled
    story.completed_on = (story.completed_on or day) if is_complete else None


def _count(path: CentrePath, story: _Story) -> Counts:
    return counts_of(path, story.chosen, {key: value.state for key, (value, *_) in story.states.items()})


def _figures(work: Work, path: CentrePath, story: _Story) -> Figures:
    values = {key: value for key, (value, *_) in story.states.items() if value.state == State.DONE}
    due = upkeep_due_on(in_scope(path, story.chosen), values, work.centre.zone)
    return Figures(
        counts=_count(path, story),
        last_activity_at=story.last_activity_at,
        started_on=story.started_on,
        completed_on=story.completed_on,
        upkeep_due_on=due.isoformat() if due else None,
        paused_until=story.paused_until,
        baseline_due_on=story.baseline_due_on,
        waiting_since=None,
        open_questions=0,
        open_hesitations=0,
        is_listed=not (story.is_archived or story.is_removed),
    )


def _summary(figures: Figures) -> tuple[Any, ...]:
    counts = figures.counts
    order = -1 if counts.counted == 0 else counts.settled * 100 // counts.counted
    dates = figures.started_on, figures.completed_on, figures.upkeep_due_on, figures.paused_until
    asks = figures.waiting_since, figures.open_questions, figures.open_hesitations
    return order, *counts.values(), figures.last_activity_at, *dates, figures.baseline_due_on, *asks, figures.is_listed
