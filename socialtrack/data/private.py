"""What an organization keeps to itself: which rows of which tables, said once for both ways to the database.

A session that serves a whole centre (its team's, a report's, a command's) hides them (`Scope.hides_private`): ORM
statements are narrowed, the tables that a prepared statement reads become what is left of them, and on PostgreSQL
policies say the same again (migration 0004).
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy.orm import with_loader_criteria

from .db import db

_LEFT: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "event": ("kind NOT LIKE 'private-%'", lambda cls: cls.kind.not_like("private-%")),
    "note": ("audience <> 'organization'", lambda cls: cls.audience != "organization"),
    "text_revision": ("audience <> 'organization'", lambda cls: cls.audience != "organization"),
}
PRIVATE_TABLES = frozenset(_LEFT)
_READ = re.compile(rf"\b(FROM|JOIN)\s+({'|'.join(_LEFT)})\b(?:\s+(?:AS\s+)?([a-z]\w*))?")


def without_private(sql: str) -> str:
    """The same statement over what is left of those tables. Keywords are in capitals, names are not."""
    if sql.lstrip().startswith("DELETE"):
        return sql
    return _READ.sub(lambda m: f"{m[1]} (SELECT * FROM {m[2]} WHERE {_LEFT[m[2]][0]}) {m[3] or m[2]}", sql)


@cache
def criteria() -> tuple[Any, ...]:
    """What narrows an ORM statement, for each class of those tables."""
    classes = {mapper.local_table.name: mapper.class_ for mapper in db.Model.registry.mappers}  # type: ignore[attr-defined]
    return tuple(
        with_loader_criteria(classes[table], left(classes[table]), include_aliases=True)
        for table, (_, left) in _LEFT.items()
        if table in classes
    )


def is_private(row: Any) -> bool:
    """Whether a row that is about to be written is one of those."""
    table = getattr(row, "__tablename__", "")
    if table == "event":
        return str(row.kind).startswith("private-")
    return table in _LEFT and row.audience == "organization"
