"""Whether anything was written: every row of every table before and after, read again only where something was."""

from __future__ import annotations

import sqlite3

from flask import Flask
from sqlalchemy import text

from socialtrack.data.db import db
from tests.walls.world import World, contents

WITNESS = "tests-witness"
Rows = dict[str, list[tuple]]


class Witness:
    """Stands on a world as it was made, after everyone signed in (which leaves no trace that counts)."""

    def __init__(self, world: World, *, but: frozenset[str] = frozenset()) -> None:
        """`but`: tables in which writing is meant."""
        self._app, self._but = world.cast.app, but
        self._mark, self._rows = self._mark_now(), self._of_interest(world.rows)

    def _of_interest(self, rows: Rows) -> Rows:
        return {table: found for table, found in rows.items() if table not in self._but}

    def _mark_now(self) -> object:
        """What each writing changes, and each engine tells at once: it may also change where no row did."""
        if self._app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
            return _connection(self._app).execute("PRAGMA data_version").fetchone()
        with self._app.app_context(), db.engine.connect() as connection:
            return connection.execute(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")).scalar_one()

    def rows(self) -> Rows:
        """Every row that counts, as it is now."""
        mark, self._mark = self._mark, self._mark_now()
        if mark != self._mark:
            self._rows = self._of_interest(contents(self._app))
        return self._rows

    def saw_a_change(self) -> bool:
        """Whether anything was written since it was last asked."""
        before = self._rows
        return self.rows() != before


def _connection(app: Flask) -> sqlite3.Connection:
    """One of the test's own, which alone can tell that others wrote."""
    if WITNESS not in app.extensions:
        file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
        app.extensions[WITNESS] = sqlite3.connect(file)
    return app.extensions[WITNESS]
