"""The databases of the tests. Each kind is made once in a process, from a copy of the one before it: empty, then with
the cast in it, then with what some tests find beside it. Each test has a copy of its kind (SQLite), or one that is put
back after it (PostgreSQL)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import time_machine
from flask import Flask
from flask_migrate import upgrade

from socialtrack.home.actions import load_example
from tests import cast as stage
from tests.data.rows import fill_each_table
from tests.postgres import Postgres
from tests.standing_database import StandingDatabase
from tests.walls.atlas import Spot
from tests.walls.world import World, contents, furnish

# Each kind is the name of the fixture that asks for it, and begins as a copy of another.
BEGINS_AS = {"furnished": "cast", "example": "cast", "world": "cast", "cast": "empty", "empty": None}


def kind_for(fixtures: list[str]) -> str:
    """What a test finds in its database, by the fixtures that it asks for."""
    return next((kind for kind in BEGINS_AS if kind in fixtures), "empty")


@dataclass
class Databases:
    """All of one engine. `app_on` builds an app on a database, `close` lets go of it."""

    engine: str
    folder: Path
    app_on: Callable[[str], Flask]
    close: Callable[[Flask], None]
    now: object
    postgres: Postgres | None = None
    _made: dict[str, str] = field(default_factory=dict)  # by kind: a file, or the name of a PostgreSQL database
    _standing: dict[str, StandingDatabase] = field(default_factory=dict)
    _spots: dict[str, Spot] = field(default_factory=dict)
    _rows: dict[str, list[tuple]] = field(default_factory=dict)

    def one(self, kind: str, folder: Path) -> Iterator[str]:
        """The address of a database of that kind for one test, whose own folder is `folder`."""
        template = self.template(kind)
        if self.postgres is None:
            file = folder / "socialtrack.db"
            shutil.copyfile(template, file)
            yield f"sqlite:///{file}"
            return
        if kind not in self._standing:
            self._standing[kind] = StandingDatabase(self.postgres, template)
        yield self.postgres.url(self._standing[kind].name)
        self._standing[kind].put_back()

    def world(self, cast: stage.Cast) -> World:
        """What stands where in a database of that kind."""
        return World(cast, deepcopy(self._spots), self._rows)

    def template(self, kind: str) -> str:
        if kind not in self._made:
            before = BEGINS_AS[kind]
            self._made[kind] = self._make(kind, before and self.template(before))
        return self._made[kind]

    def _make(self, kind: str, before: str | None) -> str:
        if self.postgres is None:
            name = str(self.folder / f"{kind}.db")
            if before is not None:
                shutil.copyfile(before, name)
            self._fill(kind, f"sqlite:///{name}")
            with sqlite3.connect(name) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            return name
        name = self.postgres.create(before or "template0")
        self._fill(kind, self.postgres.url(name))
        return name

    def _fill(self, kind: str, url: str) -> None:
        app = self.app_on(url)
        if kind == "empty":
            with app.app_context():
                upgrade()
        elif kind == "cast":
            stage.build(app)
        else:
            with time_machine.travel(self.now, tick=False):
                self._add(kind, stage.Cast(app))
        self.close(app)

    def _add(self, kind: str, cast: stage.Cast) -> None:
        if kind == "world":
            self._spots, self._rows = furnish(cast).spots, contents(cast.app)
        elif kind == "example":
            with cast.work_for("aline") as work:
                load_example(work)
        else:
            with cast.app.app_context(), stage.everything() as session:
                for room in (cast.les_amis, cast.le_phare, cast.elsewhere):
                    fill_each_table(session, room.centre.id, room.id)
