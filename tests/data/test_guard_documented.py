"""The guide to hosting works as it is written, with its roles; and the grid walks its index all the same."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
from flask_migrate import upgrade
from sqlalchemy import select

from socialtrack.data.scope import Scope, open_session
from socialtrack.home.grid_forms import Sort
from socialtrack.home.grid_queries import _statement
from socialtrack.tenancy.models import Organization
from socialtrack.wiring import create_app
from tests.cast import Cast, build
from tests.conftest import close_app, settings_for
from tests.data.guarding import seen, told
from tests.postgres import MIGRATOR, READER, Postgres, documented, find_programs

pytestmark = pytest.mark.postgresql


def test_whole_guide_works_on_a_server_of_its_own(tmp_path, monkeypatch):
    """docs/operator/hosting.md, step by step: roles, rights, tables, service, reader, and a copy that comes back."""
    programs = find_programs()
    roles, rights, afterwards = documented()
    monkeypatch.setattr(Postgres, "_make_roles", lambda self: None)
    server = Postgres.start()
    try:
        for restored in (False, True):
            with server.connect("postgres") as connection:
                for statement in filter(None, roles.split(";\n")):
                    if not restored or statement.startswith("CREATE DATABASE"):
                        connection.execute(statement)
            with server.connect("socialtrack") as connection:
                connection.execute(rights)
            owner = server.url("socialtrack", MIGRATOR)
            if restored:
                run([programs / "pg_restore", "--no-owner", f"--dbname={owner}", tmp_path / "socialtrack.dump"])
            app = create_app(settings_for(tmp_path, server.url("socialtrack")))
            with app.app_context():
                upgrade()
            if not restored:
                build(app)
            cast = Cast(app)
            with server.connect("socialtrack", MIGRATOR) as connection:
                connection.execute(afterwards)
            with app.app_context(), open_session(Scope(cast.montreal.id)) as session:
                assert session.scalars(select(Organization.name)).all() == ["Les Amis"]
            with told(server, "socialtrack", centre=cast.montreal.id, role=READER) as connection:
                assert seen(connection, "event", "centre_id") == {cast.montreal.id}
            close_app(app)
            if not restored:
                dump = [programs / "pg_dump", "--enable-row-security", "--format=custom"]
                run([*dump, "--file", tmp_path / "socialtrack.dump", owner], PGOPTIONS="-c socialtrack.everywhere=on")
                server.drop("socialtrack")
    finally:
        server.stop()


def run(command: list, **more: str) -> None:
    done = subprocess.run(command, env={**os.environ, **more}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("sort", "index"),
    [
        (Sort.NAME, "ix_organization_name"),
        (Sort.PROGRESS, "ix_summary_progress"),
        (Sort.ACTIVITY, "ix_summary_activity"),
    ],
)
def test_grid_walks_its_index_as_it_did_without_policies(postgres, database, furnished, sort, index):
    """The page's own conditions still lead the index: a policy that was looked at first would read every row."""
    statement = _statement(sort, False, True, False, ())._whole[1]
    values = {"centre_id": furnished.quebec.id, "yes": True, "is_listed": True, "most": 51}
    with told(postgres, database, centre=furnished.quebec.id) as connection:
        connection.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
        )
        plan = "\n".join(row[0] for row in connection.execute("EXPLAIN " + statement, values))

    assert index in plan
    assert re.search(rf"{index}.*\n\s+Index Cond: .*centre_id = ", plan), plan
    assert "Seq Scan" not in plan
    assert "Sort" not in plan
