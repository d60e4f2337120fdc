"""The third wall: with the application's own filter out of the way, PostgreSQL itself refuses what is not one's own."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from socialtrack.data import scope as walls
from socialtrack.data.db import db, immediate, one_snapshot
from socialtrack.data.prepared import Prepared
from socialtrack.data.private import PRIVATE_TABLES
from socialtrack.data.scope import OrganizationOwned, Scope, narrow, open_session
from socialtrack.home.grid_forms import Sort
from socialtrack.home.grid_queries import _statement
from socialtrack.journal.models import Event
from socialtrack.tenancy.models import Centre, Membership, NetworkChoice, Organization
from socialtrack.wiring import create_app
from tests.cast import FOUNDED_AT, Cast, build, everything
from tests.conftest import close_app, settings_for
from tests.data.rows import fill_each_table, tables_of_a_centre
from tests.postgres import MIGRATOR, READER, RUNTIME, Postgres, documented, find_programs

pytestmark = pytest.mark.postgresql
TENANT = sorted({table.name for table in tables_of_a_centre()} | {"centre"})
OF_AN_ORGANIZATION = sorted(
    mapper.local_table.name for mapper in db.Model.registry.mappers if issubclass(mapper.class_, OrganizationOwned)
)


@pytest.fixture
def furnished(cast: Cast) -> Cast:
    """A row in each table, in both centres, and in both organizations of Québec."""
    with cast.app.app_context(), everything() as session:
        for room in (cast.les_amis, cast.le_phare, cast.elsewhere):
            fill_each_table(session, room.centre.id, room.id)
    return cast


@pytest.fixture
def database(furnished: Cast) -> str:
    with furnished.app.app_context():
        return str(db.engine.url.database)


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


# Every table of a centre has its policy


def test_each_table_of_a_centre_has_its_policy_and_forces_it(postgres, database):
    """A new table with a `centre_id` fails here until a migration guards it."""
    with postgres.connect(database) as connection:
        guarded = {
            name
            for name, *flags in connection.execute(
                "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind IN ('r', 'p')"
            )
            if all(flags)
        }
        policies = connection.execute(
            "SELECT tablename, cmd, permissive, qual, with_check FROM pg_policies "
            "WHERE schemaname = 'public' AND policyname = 'wall'"
        ).fetchall()

    assert guarded == set(TENANT)
    assert sorted(policy[0] for policy in policies) == TENANT
    for table, command, permissive, sees, writes in policies:
        assert (command, permissive) == ("ALL", "PERMISSIVE"), table
        assert sees == writes, table
        assert "socialtrack.centre" in sees, table
        assert ("socialtrack.organization" in sees) == (table in OF_AN_ORGANIZATION), table


def test_each_table_that_may_hold_private_things_has_a_policy_that_takes_away(postgres, database):
    with postgres.connect(database) as connection:
        policies = connection.execute(
            "SELECT tablename, cmd, permissive, qual FROM pg_policies "
            "WHERE schemaname = 'public' AND policyname <> 'wall' ORDER BY tablename"
        ).fetchall()

    assert [policy[:3] for policy in policies] == [(table, "ALL", "RESTRICTIVE") for table in sorted(PRIVATE_TABLES)]
    assert all("socialtrack.private" in policy[3] for policy in policies)


def test_no_view_shows_what_its_owner_may_see(postgres, database):
    """A view reads with the rights of whoever owns it, unless it says otherwise."""
    with postgres.connect(database) as connection:
        views = connection.execute(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname = 'public' AND relkind IN ('v', 'm') "
            "AND NOT coalesce(reloptions @> '{security_invoker=true}', false)"
        ).fetchall()

    assert views == []


def test_app_under_test_serves_with_a_role_that_the_policies_hold(furnished):
    with furnished.app.app_context(), everything() as session:
        role = session.connection().exec_driver_sql(
            "SELECT current_user, rolsuper, rolbypassrls, "
            "(SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        assert tuple(role.one()) == (RUNTIME, False, False, 0)


# What the database refuses, with nothing of ours in front of it


def test_centre_sees_its_own_rows_and_without_settings_none_is_seen(postgres, database, furnished):
    for role in (RUNTIME, MIGRATOR):
        for centre in (furnished.montreal.id, None):
            with told(postgres, database, centre=centre, role=role) as connection:
                for table in TENANT:
                    found = seen(connection, table, "id" if table == "centre" else "centre_id")
                    assert found == ({centre} if centre else set()), f"{table} to {role}"


def test_organization_sees_its_own_rows_in_each_table(postgres, database, furnished):
    room = furnished.le_phare
    with told(postgres, database, centre=room.centre.id, organization=room.id) as connection:
        for table in OF_AN_ORGANIZATION:
            assert seen(connection, table, "organization_id") == {room.id}, table


def test_organization_of_another_centre_sees_nothing(postgres, database, furnished):
    with told(postgres, database, centre=furnished.quebec.id, organization=furnished.elsewhere.id) as connection:
        for table in OF_AN_ORGANIZATION:
            assert seen(connection, table, "organization_id") == set(), table


def test_foreign_rows_can_be_neither_changed_nor_deleted_nor_taken(postgres, database, furnished):
    here, there = furnished.montreal.id, furnished.quebec.id
    with told(postgres, database, centre=here) as connection:
        for table in TENANT:
            name, key = sql.Identifier(table), sql.Identifier("id" if table == "centre" else "centre_id")
            change = sql.SQL("UPDATE {0} SET {1} = {1} WHERE {1} = %s").format(name, key)
            assert connection.execute(change, [there]).rowcount == 0, table
            delete = sql.SQL("DELETE FROM {} WHERE {} = %s").format(name, key)
            assert connection.execute(delete, [there]).rowcount == 0, table
            give = sql.SQL("UPDATE {0} SET {1} = %s WHERE {1} = %s").format(name, key)
            with refused(connection, table):
                connection.execute(give, [there, here])


def test_copy_of_a_foreign_row_cannot_be_added(postgres, database, furnished):
    """The policy speaks before any key: the error says nothing of what is there."""
    with told(postgres, database, centre=furnished.montreal.id) as connection, postgres.connect(database) as whole:
        for table in TENANT:
            name, key = sql.Identifier(table), sql.Identifier("id" if table == "centre" else "centre_id")
            find = sql.SQL("SELECT to_jsonb(t)::text FROM {} t WHERE {} = %s").format(name, key)
            row = whole.execute(find, [furnished.quebec.id]).fetchone()
            copy = sql.SQL("INSERT INTO {0} SELECT * FROM jsonb_populate_record(null::{0}, %s)").format(name)
            with refused(connection, table):
                connection.execute(copy, row)


def test_row_cannot_be_given_to_another_organization(postgres, database, furnished):
    room, other = furnished.les_amis, furnished.le_phare
    with told(postgres, database, centre=room.centre.id, organization=room.id) as connection:
        for table in OF_AN_ORGANIZATION:
            with refused(connection, table):
                connection.execute(
                    sql.SQL("UPDATE {} SET organization_id = %s").format(sql.Identifier(table)), [other.id]
                )


def test_settings_end_with_their_transaction(postgres, database, furnished):
    """And leave '' behind, not NULL: which is no centre either."""
    with postgres.connect(database, RUNTIME) as connection:
        with connection.transaction():
            connection.execute("SELECT set_config('socialtrack.centre', %s, true)", [str(furnished.quebec.id)])
            assert seen(connection, "organization", "centre_id") == {furnished.quebec.id}
        assert connection.execute("SELECT current_setting('socialtrack.centre', true)").fetchone() == ("",)
        assert seen(connection, "organization", "centre_id") == set()


def test_runtime_role_can_neither_make_tables_nor_take_the_guard_away(postgres, database):
    for statement in (
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "DROP TABLE event",
        "TRUNCATE event",
        "ALTER TABLE event DISABLE ROW LEVEL SECURITY",
        "DROP POLICY wall ON event",
        f"SET ROLE {MIGRATOR}",
    ):
        with postgres.connect(database, RUNTIME) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


# The app's own sessions, with the app's own filter switched off


@pytest.fixture
def without_our_filter(furnished: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    """The narrowing of the ORM, its look at what is written, and the centre of prepared statements: all gone."""
    event.remove(Session, "do_orm_execute", walls._narrow)
    event.remove(Session, "before_flush", walls._keep_inside)
    monkeypatch.setattr(Prepared, "_bind", lambda self, session, values: {"centre_id": 0, **values})
    with furnished.app.app_context():
        yield furnished
    event.listen(Session, "do_orm_execute", walls._narrow)
    event.listen(Session, "before_flush", walls._keep_inside)


def test_orm_reads_nothing_foreign(without_our_filter, open_):
    cast = without_our_filter
    session = open_(cast.montreal.id)

    assert set(session.scalars(select(Organization.id))) == {cast.elsewhere.id}
    assert session.get(Organization, cast.les_amis.id) is None
    assert session.scalars(select(Centre.id)).all() == [cast.montreal.id]
    assert set(open_(cast.quebec.id, cast.les_amis.id).scalars(select(Event.organization_id))) == {cast.les_amis.id}


def test_core_and_text_read_nothing_foreign(without_our_filter, open_):
    cast = without_our_filter
    connection = open_(cast.montreal.id).connection()

    assert connection.scalar(select(func.count()).select_from(Organization.__table__)) == 1
    assert connection.exec_driver_sql("SELECT DISTINCT centre_id FROM membership").all() == [(cast.montreal.id,)]


def test_orm_writes_nothing_foreign(without_our_filter, open_):
    cast = without_our_filter
    session = open_(cast.montreal.id)
    assert (
        session.execute(update(Membership).where(Membership.centre_id == cast.quebec.id).values(name="x")).rowcount == 0
    )

    session.add(
        NetworkChoice(
            centre_id=cast.quebec.id,
            organization_id=cast.les_amis.id,
            network="x",
            state="chosen",
            changed_at=FOUNDED_AT,
        )
    )

    with pytest.raises(ProgrammingError, match="row-level security"):
        session.flush()


def test_member_writes_nothing_next_door(without_our_filter, open_):
    cast = without_our_filter
    session = open_(cast.quebec.id, cast.les_amis.id)

    with pytest.raises(ProgrammingError, match="row-level security"):
        session.execute(
            insert(NetworkChoice.__table__).values(
                centre_id=cast.quebec.id,
                organization_id=cast.le_phare.id,
                network="x",
                state="chosen",
                changed_at=FOUNDED_AT,
            )
        )


def test_prepared_statement_told_another_centre_finds_nothing(without_our_filter, open_):
    cast = without_our_filter
    names = Prepared("SELECT name FROM organization WHERE centre_id = :centre_id")
    everyone = Prepared("SELECT name FROM organization", unscoped="a test forgot the centre")
    rename = Prepared("UPDATE organization SET region = 'x' WHERE centre_id = :centre_id")
    session = open_(cast.montreal.id)

    assert names.rows(session, centre_id=cast.quebec.id) == []
    assert everyone.rows(session) == [("Les Amis",)]
    assert rename.run(session, centre_id=cast.quebec.id) == 0


# The settings follow the session


EVERY = Prepared("SELECT DISTINCT centre_id FROM organization ORDER BY 1", unscoped="a test counts what it sees")


def _settings(session: Session) -> tuple[str, ...]:
    names = ("centre", "organization", "everywhere")
    columns = ", ".join(f"current_setting('socialtrack.{name}', true)" for name in names)
    return tuple(session.connection().exec_driver_sql(f"SELECT {columns}").one())


def test_each_transaction_of_a_session_is_told_its_scope(open_, cast):
    session, here = open_(cast.quebec.id, cast.les_amis.id), (str(cast.quebec.id), str(cast.les_amis.id), "")

    assert _settings(session) == here
    session.commit()
    assert _settings(session) == here
    session.rollback()
    assert _settings(session) == here
    with immediate(session, cast.quebec.id):
        assert _settings(session) == here
    assert _settings(session) == here
    with session.begin_nested():
        assert _settings(session) == here
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        _ = 1 / 0
    assert _settings(session) == here
    one_snapshot(session)
    assert _settings(session) == here
    level = session.connection().exec_driver_sql("SHOW transaction_isolation").scalar_one()
    assert level == "repeatable read"


def test_session_that_is_shut_in_halfway_is_told_so(open_, cast):
    session = open_(None)
    assert _settings(session) == ("", "", "on")
    assert EVERY.rows(session) == [(cast.quebec.id,), (cast.montreal.id,)]

    narrow(session, Scope(cast.montreal.id))

    assert _settings(session) == (str(cast.montreal.id), "", "")
    assert session.connection().exec_driver_sql("SELECT DISTINCT centre_id FROM organization").all() == [
        (cast.montreal.id,)
    ]
    session.rollback()
    assert _settings(session) == (str(cast.montreal.id), "", "")


def test_statement_of_the_whole_centre_widens_itself_alone(open_, cast):
    session = open_(cast.quebec.id, cast.le_phare.id)
    own = Prepared("SELECT count(DISTINCT organization_id) FROM event WHERE centre_id = :centre_id")
    whole = Prepared(own._whole[0], whole_centre="a test counts in the whole centre")

    assert own.row(session) == (1,)
    assert whole.row(session) == (2,)
    assert own.row(session) == (1,)


def test_connection_that_serves_another_session_next_keeps_nothing(cast):
    with cast.app.app_context():
        pids = set()
        for room in (cast.les_amis, cast.elsewhere, cast.le_phare):
            session = open_session(Scope(room.centre.id, organization_id=room.id))
            pids.add(session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
            assert set(session.connection().exec_driver_sql("SELECT organization_id FROM event").scalars()) == {room.id}
            session.close()
        with db.engine.connect() as bare:
            pids.add(bare.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
            assert bare.exec_driver_sql("SELECT count(*) FROM event").scalar_one() == 0
    assert len(pids) == 1, "one connection served them all, or this says nothing"


def test_reader_reads_the_centre_it_names_and_writes_nothing(postgres, database, furnished):
    with postgres.connect(database, MIGRATOR) as owner:
        owner.execute(documented()[2])
    with told(postgres, database, centre=furnished.montreal.id, role=READER) as connection:
        assert seen(connection, "task_state", "centre_id") == {furnished.montreal.id}
        for forbidden in ("SELECT 1 FROM person", "SELECT 1 FROM device", "SELECT 1 FROM letter", "DELETE FROM event"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(forbidden)
    with told(postgres, database, role=READER) as connection:
        assert seen(connection, "organization", "centre_id") == set()


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
    statement = _statement(sort, False, None, None, False, 0, False)._whole[1]
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
