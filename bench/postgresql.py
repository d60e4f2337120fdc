"""A PostgreSQL server for the figures alone, made and removed as the tests make theirs. What it spends is counted with
what the app spends: without it a statement that reads ten thousand rows there would look free."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import sql

from socialtrack.data.db import Base, db
from tests.postgres import MIGRATOR, Postgres

from .measure import own_time


class Server:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._name = ""

    def new_database(self) -> dict[str, str]:
        """Settings of an app on an empty database, with the roles and rights that hosts are told of."""
        self._name = self._postgres.create()
        return {
            "SOCIALTRACK_DATABASE_URL": self._postgres.url(self._name),
            "SOCIALTRACK_MIGRATION_DATABASE_URL": self._postgres.url(self._name, MIGRATOR),
        }

    def copy(self, model: type[Base], rows: list[dict[str, Any]]) -> None:
        """Rows by thousands, as a restored copy brings them: not planned, not looked at key by key. The server would
        spend a minute on 10,000 organizations otherwise."""
        dialect = db.engine.dialect
        columns, ways = [], []
        for column in model.__table__.columns:
            default = column.default.arg if column.default is not None and column.default.is_scalar else None
            if column.key not in rows[0] and default is None:
                continue
            stored = column.type.bind_processor(dialect) or _as_it_is
            columns.append(column.name)
            ways.append((column.key, default, stored))
        with self._postgres.connect(self._name) as connection:
            connection.execute("SET session_replication_role = replica")
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(model.__tablename__), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with connection.cursor().copy(into) as copy:
                for row in rows:
                    copy.write_row([stored(row.get(key, default)) for key, default, stored in ways])

    def settle(self) -> None:
        """After rows were written in bulk with numbers of their own: go on after the last ones, and know how many
        there are, as a server that has run for a night does."""
        with self._postgres.connect(self._name) as connection:
            numbered = connection.execute(
                "SELECT table_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND column_name = 'id' AND column_default LIKE 'nextval%'"
                " OR table_schema = 'public' AND column_name = 'id' AND is_identity = 'YES'"
            ).fetchall()
            for (table,) in numbered:
                connection.execute(
                    sql.SQL(
                        "SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) + 1 FROM {}), false)"
                    ).format(sql.Literal(table), sql.Identifier(table))
                )
            connection.execute("VACUUM ANALYZE")

    def cpu_time(self) -> float:
        """Seconds of CPU of this process and of those of the server (Linux)."""
        head = self._postgres.process.pid
        children = Path(f"/proc/{head}/task/{head}/children").read_text(encoding="ascii").split()
        return own_time() + sum(_run_time(pid) for pid in children)


def _as_it_is(value: Any) -> Any:
    return value


def _run_time(pid: str) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    except FileNotFoundError:
        return 0.0


@contextmanager
def server() -> Iterator[Server]:
    """Raises LookupError: there is no PostgreSQL on this machine."""
    postgres = Postgres.start()
    try:
        yield Server(postgres)
    finally:
        postgres.stop()
