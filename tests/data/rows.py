"""A row in each table of a centre, made from what the tables themselves say: a new table gets one too."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table, insert, select
from sqlalchemy.orm import Session

from socialtrack.data.db import db
from socialtrack.data.types import Day, Json, Moment
from tests.cast import FOUNDED_AT


def tables_of_a_centre() -> list[Table]:
    return [table for table in db.metadata.sorted_tables if "centre_id" in table.c]


def fill_each_table(session: Session, centre_id: int, organization_id: int) -> None:
    """In an unscoped session. Where the centre (and the organization, for a table that names one) has a row, none is
    added."""
    for table in tables_of_a_centre():
        here = [table.c.centre_id == centre_id]
        if "organization_id" in table.c:
            here.append(table.c.organization_id == organization_id)
        if session.execute(select(table).where(*here)).first() is None:
            session.execute(insert(table).values(_row(session, table, centre_id, organization_id)))
    session.commit()


def _row(session: Session, table: Table, centre_id: int, organization_id: int) -> dict[str, Any]:
    known: dict[str, Any] = {"centre_id": centre_id, "organization_id": organization_id, "into_id": organization_id}
    for key in table.foreign_key_constraints:
        for element in key.elements:
            if element.parent.name not in known:
                known[element.parent.name] = _first(session, element.column, centre_id)
    row = {}
    for column in table.columns:
        if column.name in known:
            row[column.name] = known[column.name]
        elif not column.nullable and not (column.primary_key and column.autoincrement is True):
            row[column.name] = _plain(column, f"x{organization_id}")
    return row


def _first(session: Session, column: Column[Any], centre_id: int) -> Any:
    """What a key of the centre's own may point at; nothing if the centre has no such thing."""
    owner = column.table.c.id if column.table.name == "centre" else column.table.c.get("centre_id")
    here = [] if owner is None else [owner == centre_id]
    return session.execute(select(column).where(*here)).scalars().first()


def _plain(column: Column[Any], word: str) -> Any:
    kind = column.type
    if isinstance(kind, Moment):
        return FOUNDED_AT
    if isinstance(kind, Day):
        return FOUNDED_AT.date()
    if isinstance(kind, Json):
        return {}
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, LargeBinary):
        return b""
    return 7 if isinstance(kind, Integer) else word
