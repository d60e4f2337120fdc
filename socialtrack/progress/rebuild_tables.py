"""The tables that are only a cache of the journal: which of their columns it tells, how they are read and mended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ..data.prepared import Prepared
from ..journal.actions import DAY_COUNTS, SUMMARY_COLUMNS, TOTALS
from ..journal.rules import COUNT_NAMES, MOVEMENT_NAMES

Row = tuple[Any, ...]
Rows = dict[str, dict[Row, Row]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that does not say what the events say. `kept` or `told` is None where there is no such row."""

    table: str
    key: Row
    kept: Any
    told: Any


@dataclass(frozen=True)
class _Table:
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    read: Prepared
    write: Prepared
    remove: Prepared
    plain: Callable[[Row], Row] = tuple


def _table(
    name: str,
    keys: str,
    columns: tuple[str, ...],
    *,
    where: str = "",
    read: str = "",
    plain: Callable[[Row], Row] = tuple,
) -> _Table:
    """`keys`: the columns that tell a row from the others of its centre. `where`: which rows say anything at all."""
    names = tuple(keys.split())
    found_by = names if names == ("id",) else ("centre_id", *names)  # SQLite finds a row by its number alone
    whole = ("centre_id", *names, *columns)
    kept = f"SELECT {', '.join((*names, *columns))} FROM {name} WHERE centre_id = :centre_id"
    return _Table(
        names,
        columns,
        Prepared(read or (f"{kept} AND ({where})" if where else kept)),
        Prepared(
            f"""INSERT INTO {name} ({", ".join(whole)}) VALUES ({", ".join(f":{one}" for one in whole)})
                ON CONFLICT ({", ".join(found_by)}) DO UPDATE
                SET {", ".join(f"{one} = excluded.{one}" for one in columns)}
                WHERE {name}.centre_id = excluded.centre_id"""
        ),
        Prepared(f"DELETE FROM {name} WHERE centre_id = :centre_id{''.join(f' AND {one} = :{one}' for one in names)}"),
        plain,
    )


def _with_bool(row: Row) -> Row:
    return (*row[:-1], bool(row[-1]))


# A row comes before those that point at it.
TABLES = {
    "task_state": _table(
        "task_state",
        "organization_id task_key",
        (
            *("state", "reason_id", "review_on", "evidence_id", "done_at", "done_by", "entered_by", "confirmed_on"),
            *("changed_at", "changed_by", "event_id"),
        ),
    ),
    "task_plan": _table(
        "task_plan",
        "organization_id task_key",
        ("responsible_id", "responsible_text_id", "due_on", "changed_at", "changed_by", "event_id"),
    ),
    "network_choice": _table(
        "network_choice", "organization_id network", ("state", "reason_id", "review_on", "changed_at")
    ),
    "baseline": _table("baseline", "organization_id", ("fixed_on", *COUNT_NAMES, "event_id")),
    "hesitation": _table(
        "hesitation",
        "id",
        (
            *("organization_id", "task_key", "network", "step", "faq_key", "words_id", "state", "reason_id"),
            *("review_on", "opened_at", "opened_by", "changed_at", "changed_by", "closed_on", "event_id"),
        ),
    ),
    "question": _table(
        "question",
        "id",
        (
            *("organization_id", "task_key", "network", "step", "hesitation_id", "state", "asked_at", "asked_by"),
            *("waiting_since", "last_at", "assigned_to", "settled_at", "event_id"),
        ),
    ),
    "support": _table(
        "support",
        "id",
        (
            *("organization_id", "kind", "given_on", "minutes", "note_id", "logged_at", "logged_by"),
            *("changed_at", "changed_by", "removed_at", "event_id"),
        ),
    ),
    # What is being written has no event: when that last changed, and by whom, is not the journal's to say.
    "faq_entry": _table(
        "faq_entry",
        "key",
        ("state", "text_id", "changed_at", "changed_by", "event_id"),
        read="""SELECT f.key, f.state, f.text_id, e.recorded_at, e.membership_id, f.event_id
                FROM faq_entry f LEFT JOIN event e ON e.centre_id = f.centre_id AND e.id = f.event_id
                WHERE f.centre_id = :centre_id""",
    ),
    "organization_summary": _table(
        "organization_summary", "organization_id", ("progress_order", *SUMMARY_COLUMNS), plain=_with_bool
    ),
    "centre_totals": _table("centre_totals", "", TOTALS),
    "centre_day_count": _table(
        "centre_day_count", "day", DAY_COUNTS, where=" OR ".join(f"{name} <> 0" for name in DAY_COUNTS)
    ),
    "centre_day_movement": _table(
        "centre_day_movement", "day", MOVEMENT_NAMES, where=" OR ".join(f"{name} <> 0" for name in MOVEMENT_NAMES)
    ),
}


def kept(session: Session) -> Rows:
    """What stands in the tables now."""
    return {
        name: {row[: len(table.keys)]: table.plain(tuple(row[len(table.keys) :])) for row in table.read.rows(session)}
        for name, table in TABLES.items()
    }


def mend(session: Session, found: list[Difference]) -> None:
    """Write each row as the events tell it: those that others point at first, and they are taken away last."""
    order = {name: place for place, name in enumerate(TABLES)}
    for difference in sorted(found, key=lambda one: order[one.table]):
        if difference.told is not None:
            table = TABLES[difference.table]
            told = dict(zip(table.columns, difference.told, strict=True))
            table.write.run(session, **dict(zip(table.keys, difference.key, strict=True)), **told)
    for difference in sorted(found, key=lambda one: -order[one.table]):
        if difference.told is None:
            table = TABLES[difference.table]
            table.remove.run(session, **dict(zip(table.keys, difference.key, strict=True)))
