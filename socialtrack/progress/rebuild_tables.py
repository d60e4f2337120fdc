"""The tables that are only a cache of the journal: which of their columns it tells, how they are read and mended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from ..data.prepared import Prepared
from ..journal.figures import DAY_COUNTS, SUMMARY_COLUMNS, TOTALS
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
    read_one: Prepared
    write: Prepared
    remove: Prepared
    plain: Callable[[Row], Row] = tuple

    @property
    def is_of_organizations(self) -> bool:
        return "organization_id" in (*self.keys, *self.columns)


def _table(
    name: str,
    keys: str,
    columns: tuple[str, ...] = (),
    *,
    where: str = "",
    read: str = "",
    plain: Callable[[Row], Row] = tuple,
) -> _Table:
    """`keys`: the columns that tell a row from the others of its centre. `where`: which rows say anything at all.
    `read`: how they are read, where that is more than the columns."""
    names = tuple(keys.split())
    found_by = names if names == ("id",) else ("centre_id", *names)  # SQLite finds a row by its number alone
    whole = ("centre_id", *names, *columns)
    kept = read or f"SELECT {', '.join((*names, *columns))} FROM {name} WHERE centre_id = :centre_id"
    this = "".join(f" AND {one} = :{one}" for one in names)
    if "organization_id" in whole:
        where = "organization_id >= :first AND organization_id <= :last"
    changed = ", ".join(f"{one} = excluded.{one}" for one in columns)
    return _Table(
        names,
        columns,
        Prepared(f"{kept} AND {where}" if where else kept),
        Prepared(f"{kept}{this}"),
        Prepared(
            f"""INSERT INTO {name} ({", ".join(whole)}) VALUES ({", ".join(f":{one}" for one in whole)})
                ON CONFLICT ({", ".join(found_by)}) DO """
            + (f"UPDATE SET {changed} WHERE {name}.centre_id = excluded.centre_id" if columns else "NOTHING")
        ),
        Prepared(f"DELETE FROM {name} WHERE centre_id = :centre_id{this}"),
        plain,
    )


def _with_bool(row: Row) -> Row:
    return (*row[:-1], bool(row[-1]))


def _any_of(names: tuple[str, ...]) -> str:
    return f"({' OR '.join(f'{name} <> 0' for name in names)})"


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
    "organization_tag": _table("organization_tag", "organization_id tag"),
    "centre_totals": _table("centre_totals", "", (*TOTALS, "figures_version")),
    "centre_day_count": _table("centre_day_count", "day", DAY_COUNTS, where=_any_of(DAY_COUNTS)),
    "centre_day_movement": _table("centre_day_movement", "day", MOVEMENT_NAMES, where=_any_of(MOVEMENT_NAMES)),
}


def kept_of(session: Session, first: int, last: int) -> Rows:
    """What stands in the tables now of the organizations from that number to that one."""
    return {
        name: _by_key(table, table.read.rows(session, first=first, last=last))
        for name, table in TABLES.items()
        if table.is_of_organizations
    }


def kept_of_centre(session: Session) -> Rows:
    """What stands in the tables now of the centre itself."""
    return {
        name: _by_key(table, table.read.rows(session))
        for name, table in TABLES.items()
        if not table.is_of_organizations
    }


def _by_key(table: _Table, rows: list[Row]) -> dict[Row, Row]:
    return {row[: len(table.keys)]: table.plain(tuple(row[len(table.keys) :])) for row in rows}


def compare(kept: Rows, told: Rows) -> list[Difference]:
    return [
        Difference(name, key, rows.get(key), told[name].get(key))
        for name, rows in kept.items()
        for key in {*rows, *told[name]}
        if rows.get(key) != told[name].get(key)
    ]


def in_order(found: Iterable[Difference]) -> list[Difference]:
    """One for each row, table by table. Where a row stands with one organization, and the events tell it of another,
    each of the two finds half of the difference."""
    whole: dict[tuple[str, Row], Difference] = {}
    for one in found:
        other = whole.get((one.table, one.key))
        if other is not None:
            kept = one.kept if other.kept is None else other.kept
            one = replace(one, kept=kept, told=one.told if other.told is None else other.told)
        whole[one.table, one.key] = one
    return [one for table in TABLES for one in sorted(_of(table, whole.values()), key=lambda one: str(one.key))]


def _of(table: str, found: Iterable[Difference]) -> list[Difference]:
    return [one for one in found if one.table == table]


def mend(session: Session, found: list[Difference]) -> None:
    """Write each row as the events tell it: those that others point at first, and they are taken away last. What was
    to be taken away and is no longer as it was found stays: somebody has mended it."""
    for one in found:
        if one.told is not None:
            table = TABLES[one.table]
            told = dict(zip(table.columns, one.told, strict=True))
            table.write.run(session, **dict(zip(table.keys, one.key, strict=True)), **told)
    for one in reversed(found):
        if one.told is None:
            table = TABLES[one.table]
            keys = dict(zip(table.keys, one.key, strict=True))
            if _by_key(table, table.read_one.rows(session, **keys)) == {one.key: one.kept}:
                table.remove.run(session, **keys)
