"""PostgreSQL asked behind the application's back: what a role that was told a scope sees, and what it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from socialtrack.data.db import db
from socialtrack.data.scope import OrganizationOwned
from tests.data.rows import tables_of_a_centre
from tests.postgres import RUNTIME, Postgres

TENANT = sorted({table.name for table in tables_of_a_centre()} | {"centre"})


# A centre's own, which none of its organizations sees.
OF_THE_TEAM = frozenset({"job", "live_address", "saved_answer", "saved_view", "team_note"})
OF_AN_ORGANIZATION = sorted(
    {mapper.local_table.name for mapper in db.Model.registry.mappers if issubclass(mapper.class_, OrganizationOwned)}
    - OF_THE_TEAM
)


@contextmanager
def told(
    postgres: Postgres,
    database: str,
    *,
    centre: int | None = None,
    organization: int | None = None,
    role: str = RUNTIME,
) -> Iterator[psycopg.Connection]:
    """The driver alone, with the settings that a session of that scope has: no filter of ours at all."""
    with postgres.connect(database, role) as connection, connection.transaction(force_rollback=True):
        for name, value in (("centre", centre), ("organization", organization)):
            connection.execute(
                "SELECT set_config(%s, %s, true)", [f"socialtrack.{name}", "" if value is None else str(value)]
            )
        yield connection


def seen(connection: psycopg.Connection, table: str, column: str) -> set[int | None]:
    query = sql.SQL("SELECT DISTINCT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table))
    return {row[0] for row in connection.execute(query)}


@contextmanager
def refused(connection: psycopg.Connection, table: str) -> Iterator[None]:
    """By the policy, and by nothing that would say what is there."""
    said = f'row-level security policy for table "{table}"'
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=said), connection.transaction():
        yield
