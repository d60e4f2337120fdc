"""A PostgreSQL server for the figures alone, made and removed as the tests make theirs. What it spends is counted with
what the app spends: without it a statement that reads ten thousand rows there would look free."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import sql

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
