"""The grid of organizations, one page at a time: never counted, never skipped over.

In its indexed orders a page is walked along an index, and costs the same with 100 organizations and with 100,000; a
filter or a search reads at most each organization once. In the others, the place of each organization is read, and
put in order here (French collation): once each, whatever the page. Then come the rows of the page alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ..data.prepared import Prepared
from ..guide.queries import path
from ..journal.rules import STEPS, Standing, Status, percent, quiet_since, status
from ..kernel.collation import sort_key
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work
from ..reports.filter_queries import STATUS, checked, conditions, values
from .grid_forms import INDEXED, TEXTS, Asked, Cursor, Sort
from .queries import current_step

PAGE = 50

_STEPS = ", ".join(f"s.step{n}_settled, s.step{n}_counted" for n in STEPS)
_COLUMNS = f"""o.id, o.slug, o.name, o.is_example, o.region, {_STEPS}, s.progress_order, s.last_activity_at,
    s.started_on, s.completed_on, s.upkeep_due_on, s.waiting_since, s.paused_until, s.answered_on, o.advisor_id,
    o.tags, s.open_questions, s.open_hesitations"""
_ORDER = {
    Sort.NAME: ("o.name_key", "o.id"),
    Sort.PROGRESS: ("s.progress_order", "s.organization_id"),
    Sort.ACTIVITY: ("s.last_activity_at", "s.organization_id"),
}
# CROSS JOIN keeps SQLite to the order of the index that the page walks along; to PostgreSQL it says nothing.
_FROM_NAMES = "organization o CROSS JOIN organization_summary s"
_FROM_FIGURES = "organization_summary s CROSS JOIN organization o"
# Whoever waits for somebody first, those who are done last.
URGENCY = (
    *(Status.WAITING, Status.STALLED, Status.UPKEEP_DUE, Status.MOVING, Status.NOT_STARTED, Status.PAUSED),
    *(Status.COMPLETE, Status.ARCHIVED),
)
_URGENCY = " ".join(f"WHEN {STATUS[status]} THEN {n}" for n, status in enumerate(URGENCY[:-1]))
_NETWORKS_CHOSEN = """(SELECT count(*) FROM network_choice n WHERE n.centre_id = :centre_id
    AND n.organization_id = s.organization_id AND n.state = 'chosen')"""
_VALUE = {
    Sort.STATUS: f"CASE WHEN o.archived_at IS NOT NULL THEN {len(URGENCY) - 1} {_URGENCY} ELSE {len(URGENCY)} END",
    **{
        Sort(f"step{n}"): f"CASE WHEN s.step{n}_counted = 0 THEN 1000 ELSE s.step{n}_settled * 1000 / s.step{n}_counted"
        " END"
        for n in STEPS
    },
    Sort.REGION: "o.region",
    Sort.ADVISOR: """(SELECT m.name FROM membership m WHERE m.centre_id = :centre_id AND m.id = o.advisor_id)""",
    Sort.NETWORKS: _NETWORKS_CHOSEN,
    Sort.QUESTIONS: "s.open_questions",
    Sort.HESITATIONS: "s.open_hesitations",
    Sort.WAITING: "s.waiting_since",
    Sort.STARTED: "s.started_on",
    Sort.COMPLETED: "s.completed_on",
}
_COLLATED = frozenset({Sort.REGION, Sort.ADVISOR})


@dataclass(frozen=True, slots=True)
class GridRow:
    """One organization: `steps` holds (settled, counted) of each of the four."""

    id: int
    slug: str
    name: str
    is_example: bool
    region: str
    status: Status
    steps: tuple[tuple[int, int], ...]
    percent: int | None
    step: int
    last_activity_on: date | None
    silent_days: int
    paused_until: date | None
    started_on: date | None
    completed_on: date | None
    waiting_on: date | None
    advisor_id: int | None
    tags: str
    open_questions: int
    open_hesitations: int


@dataclass(frozen=True, slots=True)
class GridPage:
    """A page of the grid, and the places of its neighbours (None at either end)."""

    rows: tuple[GridRow, ...]
    previous: Cursor | None
    following: Cursor | None


def has_archived(work: Work) -> bool:
    """Whether the centre has an archived organization."""
    return _ANY_ARCHIVED.row(work.session, is_listed=False) is not None


def grid_page(work: Work, asked: Asked, most: int = PAGE) -> GridPage:
    """The organizations of one page of that view. One statement in an indexed order, else two."""
    here = path(work)
    filters = checked(work, asked.filters, here)
    is_listed = filters.status != Status.ARCHIVED
    said = values(work, filters, here) | {"is_listed": is_listed}
    kept = tuple(conditions(filters, here))
    page = _walked if asked.sort in INDEXED else _ordered
    found, places, has_more = page(work, asked, is_listed, kept, said, most)
    rows = tuple(_row(work, row, is_archived=not is_listed) for row in found)
    if not found:
        return GridPage((), None, None)
    cursor = asked.cursor
    first, last = (_place(asked.sort, found[end], places) for end in (0, -1))
    before = Cursor(first.id, first.value, first.name, is_before=True)
    if cursor is None:
        return GridPage(rows, None, last if has_more else None)
    if cursor.is_before:
        return GridPage(rows, before if has_more else None, last)
    return GridPage(rows, before, last if has_more else None)


Found = tuple[list[tuple[Any, ...]], dict[int, Any], bool]


def _walked(work: Work, asked: Asked, is_listed: bool, kept: tuple[str, ...], said: dict[str, Any], most: int) -> Found:
    """Along the index: the rows themselves, and whether there are more."""
    cursor = asked.cursor
    is_back = cursor is not None and cursor.is_before
    statement = _statement(asked.sort, asked.is_descending != is_back, is_listed, cursor is not None, kept)
    if cursor is not None:
        place = sort_key(str(cursor.value)) if asked.sort is Sort.NAME else cursor.value
        said |= {"place": place, "place_id": cursor.id}
    found = statement.rows(work.session, most=most + 1, **said)
    has_more, found = len(found) > most, found[:most]
    return (found[::-1] if is_back else found), {}, has_more


def _ordered(
    work: Work, asked: Asked, is_listed: bool, kept: tuple[str, ...], said: dict[str, Any], most: int
) -> Found:
    """The place of each organization, put in order; then the rows of the page."""
    rows = _places(asked.sort, is_listed, kept).rows(work.session, **said)
    places = {row[0]: row[1] for row in rows}
    keys = {value: _key(asked.sort, value) for value in set(places.values())}
    ids = _around(asked, [(keys[value], name_key, id_) for id_, value, name_key in rows])
    is_back = asked.cursor is not None and asked.cursor.is_before
    some = ids[-most:] if is_back else ids[:most]
    named = {f"id{n}": id_ for n, id_ in enumerate(some)}
    by_id = {row[0]: row for row in _rows(len(some)).rows(work.session, **named)} if some else {}
    return [by_id[id_] for id_ in some if id_ in by_id], places, len(ids) > most


Key = tuple[int | str | None, str, int]


def _around(asked: Asked, keys: list[Key]) -> list[int]:
    """The ids that come after the cursor in that order (or before it), the empty values last whichever way it goes, and
    the same values by name."""
    cursor = asked.cursor
    place: Key | None = None
    if cursor is not None:
        place = _key(asked.sort, cursor.value), sort_key(cursor.name), cursor.id
        keys = [*(key for key in keys if key != place), place]
    keys.sort(key=_by_name)
    there = [key for key in keys if key[0] is not None]
    there.sort(key=_by_value, reverse=asked.is_descending)
    there += [key for key in keys if key[0] is None]
    if cursor is None or place is None:
        return [key[2] for key in there]
    at = there.index(place)
    return [key[2] for key in (there[:at] if cursor.is_before else there[at + 1 :])]


def _by_name(key: Key) -> tuple[str, int]:
    return key[1], key[2]


def _by_value(key: Key) -> Any:
    return key[0]


def _key(sort: Sort, value: int | str | None) -> int | str | None:
    return sort_key(value) if sort in _COLLATED and isinstance(value, str) else value


@lru_cache(maxsize=512)
def _statement(sort: Sort, is_downwards: bool, is_listed: bool, has_cursor: bool, kept: tuple[str, ...]) -> Prepared:
    """The statement of one shape of view, made of fixed pieces: what people typed is only ever bound."""
    order, way = _ORDER[sort], "DESC" if is_downwards else "ASC"
    said = _listed(is_listed and sort is Sort.NAME, kept)
    if has_cursor:
        kind = {Sort.NAME: "VARCHAR", Sort.PROGRESS: "SMALLINT", Sort.ACTIVITY: "BIGINT"}[sort]
        sign = "<" if is_downwards else ">"
        said.append(f"({', '.join(order)}) {sign} (CAST(:place AS {kind}), :place_id)")
    return Prepared(
        f"""SELECT {_COLUMNS}
            FROM {_FROM_NAMES if sort is Sort.NAME else _FROM_FIGURES}
            WHERE {" AND ".join(said)}
            ORDER BY {", ".join(f"{column} {way}" for column in order)} LIMIT :most"""
    )


@lru_cache(maxsize=512)
def _places(sort: Sort, is_listed: bool, kept: tuple[str, ...]) -> Prepared:
    """Of each organization of a view: its id, its value in that order, the key of its name."""
    return Prepared(
        f"""SELECT o.id, {_VALUE[sort]}, o.name_key FROM {_FROM_FIGURES}
            WHERE {" AND ".join(_listed(is_listed, kept))}"""
    )


def _listed(is_there: bool, kept: Iterable[str]) -> list[str]:
    said = ["s.centre_id = :centre_id", "s.is_listed = :is_listed"]
    said += ["o.centre_id = :centre_id", "o.id = s.organization_id"]
    return [*said, *(["o.removed_at IS NULL"] if is_there else []), *kept]


@lru_cache(maxsize=PAGE)
def _rows(count: int) -> Prepared:
    return Prepared(
        f"""SELECT {_COLUMNS} FROM {_FROM_NAMES}
            WHERE o.centre_id = :centre_id AND o.id IN ({", ".join(f":id{n}" for n in range(count))})
              AND s.centre_id = :centre_id AND s.organization_id = o.id"""
    )


_ANY_ARCHIVED = Prepared(
    """SELECT 1 FROM organization_summary s
       JOIN organization o ON o.centre_id = s.centre_id AND o.id = s.organization_id
       WHERE s.centre_id = :centre_id AND s.is_listed = :is_listed AND o.archived_at IS NOT NULL
         AND o.removed_at IS NULL LIMIT 1"""
)


def _place(sort: Sort, row: tuple[Any, ...], places: dict[int, Any]) -> Cursor:
    """Where that row stands: with all that the order looks at, so that the row itself need not be read again."""
    if sort is Sort.NAME:
        return Cursor(row[0], row[2])
    if sort in INDEXED:
        return Cursor(row[0], row[13] if sort is Sort.PROGRESS else row[14])
    value = places[row[0]]
    return Cursor(row[0], value if value is None or sort in TEXTS else int(value), row[2])


def _row(work: Work, row: tuple[Any, ...], *, is_archived: bool) -> GridRow:
    id_, slug, name, is_example, region, *steps = row[:13]
    last, started_on, completed_on, due_on, waiting_since, paused_until, answered_on = row[14:21]
    last_on = local_day(from_microseconds(last), work.centre.zone) if last else None
    standing = Standing(
        is_archived=is_archived,
        paused_until=_day(paused_until),
        waiting_since=local_day(from_microseconds(waiting_since), work.centre.zone) if waiting_since else None,
        started_on=_day(started_on),
        is_complete=completed_on is not None,
        upkeep_due_on=_day(due_on),
        last_activity_on=last_on,
        answered_on=_day(answered_on),
    )
    silent_from = quiet_since(last_on, standing.paused_until, standing.answered_on) if last_on else work.today
    return GridRow(
        id=id_,
        slug=slug,
        name=name,
        is_example=bool(is_example),
        region=region or "",
        status=status(standing, work.today, work.centre.stalled_after_days),
        steps=tuple(zip(steps[::2], steps[1::2], strict=True)),
        percent=percent(sum(steps[::2]), sum(steps[1::2])),
        step=current_step(tuple(steps)),
        last_activity_on=last_on,
        silent_days=(work.today - silent_from).days,
        paused_until=standing.paused_until,
        started_on=standing.started_on,
        completed_on=_day(completed_on),
        waiting_on=standing.waiting_since,
        advisor_id=row[21],
        tags=row[22],
        open_questions=row[23],
        open_hesitations=row[24],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_CHOSEN = """SELECT organization_id, network FROM network_choice
             WHERE centre_id = :centre_id AND state = 'chosen' AND organization_id IN ({})"""
_STATES = """SELECT organization_id, task_key, state FROM task_state
             WHERE centre_id = :centre_id AND organization_id IN ({}) AND task_key IN ({})"""


@lru_cache(maxsize=512)
def _about(statement: str, ids: int, keys: int = 0) -> Prepared:
    names = (", ".join(f":{name}{n}" for n in range(count)) for name, count in (("id", ids), ("key", keys)))
    return Prepared(statement.format(*names))


def networks_of(work: Work, rows: Sequence[GridRow]) -> dict[int, set[str]]:
    """By organization of a page, the networks that it chose. One statement."""
    chosen: dict[int, set[str]] = {row.id: set() for row in rows}
    if rows:
        ids = {f"id{n}": row.id for n, row in enumerate(rows)}
        for organization_id, network in _about(_CHOSEN, len(rows)).rows(work.session, **ids):
            chosen[organization_id].add(network)
    return chosen


def states_of(work: Work, rows: Sequence[GridRow], task_keys: Sequence[str]) -> dict[tuple[int, str], str]:
    """By organization of a page and task, the states that somebody said. One statement."""
    if not rows or not task_keys:
        return {}
    said = {f"id{n}": row.id for n, row in enumerate(rows)} | {f"key{n}": key for n, key in enumerate(task_keys)}
    statement = _about(_STATES, len(rows), len(task_keys))
    return {(id_, key): state for id_, key, state in statement.rows(work.session, **said)}
