"""The grid of organizations, one page at a time: walked along an index, never counted, never skipped over.

In any of its orders a page costs the same with 100 organizations and with 100,000; a filter or a search reads at most
each organization once.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ..data.prepared import Prepared
from ..guide.queries import path
from ..journal.rules import STEPS, Standing, Status, percent, quiet_since, status
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work
from ..reports.filter_queries import checked, conditions, values
from .grid_forms import Asked, Cursor, Sort
from .queries import current_step

PAGE = 50

_COLUMNS = ", ".join(f"s.step{n}_settled, s.step{n}_counted" for n in STEPS)
_ORDER = {
    Sort.NAME: ("o.name_key", "o.id"),
    Sort.PROGRESS: ("s.progress_order", "s.organization_id"),
    Sort.ACTIVITY: ("s.last_activity_at", "s.organization_id"),
}
_PLACE = {
    Sort.NAME: "(SELECT p.name_key FROM organization p WHERE p.centre_id = :centre_id AND p.id = :place_id)",
    Sort.PROGRESS: "CAST(:place AS SMALLINT)",
    Sort.ACTIVITY: "CAST(:place AS BIGINT)",
}


@dataclass(frozen=True, slots=True)
class GridRow:
    """One organization: `steps` holds (settled, counted) of each of the four."""

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
    completed_on: date | None


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
    """The organizations of one page of that view. One statement."""
    cursor, here = asked.cursor, path(work)
    filters = checked(work, asked.filters, here)
    is_listed = filters.status != Status.ARCHIVED
    statement = _statement(
        asked.sort,
        asked.is_descending != bool(cursor and cursor.is_before),
        is_listed,
        cursor is not None,
        tuple(conditions(filters, here)),
    )
    said = values(work, filters, here)
    if cursor is not None:
        said |= {"place": cursor.value, "place_id": cursor.id}
    found = statement.rows(work.session, is_listed=is_listed, most=most + 1, **said)
    has_more = len(found) > most
    found = found[:most]
    if cursor is not None and cursor.is_before:
        found.reverse()
    rows = tuple(_row(work, row, is_archived=not is_listed) for row in found)
    if not found:
        return GridPage((), None, None)
    first, last = (_place(asked.sort, found[end]) for end in (0, -1))
    before = Cursor(first.id, first.value, is_before=True)
    if cursor is None:
        return GridPage(rows, None, last if has_more else None)
    if cursor.is_before:
        return GridPage(rows, before if has_more else None, last)
    return GridPage(rows, before, last if has_more else None)


@lru_cache(maxsize=512)
def _statement(sort: Sort, is_downwards: bool, is_listed: bool, has_cursor: bool, kept: tuple[str, ...]) -> Prepared:
    """The statement of one shape of view, made of fixed pieces: what people typed is only ever bound."""
    order, way = _ORDER[sort], "DESC" if is_downwards else "ASC"
    said = ["s.centre_id = :centre_id", "s.is_listed = :is_listed"]
    said += ["o.centre_id = :centre_id", "o.id = s.organization_id"]
    if sort is Sort.NAME and is_listed:
        said.append("o.removed_at IS NULL")
    said += kept
    if has_cursor:
        sign = "<" if is_downwards else ">"
        said.append(f"({', '.join(order)}) {sign} ({_PLACE[sort]}, :place_id)")
    return Prepared(
        f"""SELECT o.id, o.slug, o.name, o.is_example, o.region, {_COLUMNS}, s.progress_order, s.last_activity_at,
                   s.started_on, s.completed_on, s.upkeep_due_on, s.waiting_since, s.paused_until,
                   s.answered_on
            FROM {_TABLES[sort]}
            WHERE {" AND ".join(said)}
            ORDER BY {", ".join(f"{column} {way}" for column in order)} LIMIT :most"""
    )


_ANY_ARCHIVED = Prepared(
    """SELECT 1 FROM organization_summary s
       JOIN organization o ON o.centre_id = s.centre_id AND o.id = s.organization_id
       WHERE s.centre_id = :centre_id AND s.is_listed = :is_listed AND o.archived_at IS NOT NULL
         AND o.removed_at IS NULL LIMIT 1"""
)
# CROSS JOIN keeps SQLite to the order of the index that the page walks along; to PostgreSQL it says nothing.
_TABLES = {
    Sort.NAME: """organization o CROSS JOIN organization_summary s""",
    Sort.PROGRESS: """organization_summary s CROSS JOIN organization o""",
    Sort.ACTIVITY: """organization_summary s CROSS JOIN organization o""",
}


def _place(sort: Sort, row: tuple[Any, ...]) -> Cursor:
    value = {Sort.NAME: 0, Sort.PROGRESS: row[13], Sort.ACTIVITY: row[14]}[sort]
    return Cursor(row[0], value)


def _row(work: Work, row: tuple[Any, ...], *, is_archived: bool) -> GridRow:
    _, slug, name, is_example, region, *steps = row[:13]
    last, started_on, completed_on, due_on, waiting_since, paused_until, answered_on = row[14:]
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
        completed_on=_day(completed_on),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
