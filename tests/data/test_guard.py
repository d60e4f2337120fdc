"""The third wall: with the application's own filter out of the way, PostgreSQL itself refuses what is not one's own."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from socialtrack.data.private import PRIVATE_TABLES
from tests.cast import everything
from tests.data.guarding import OF_AN_ORGANIZATION, OF_THE_TEAM, TENANT, refused, seen, told
from tests.postgres import MIGRATOR, RUNTIME

pytestmark = pytest.mark.postgresql


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
        assert ("socialtrack.organization" in sees) == (table in {*OF_AN_ORGANIZATION, *OF_THE_TEAM}), table


def test_private_things_and_organizations_of_others_have_a_policy_that_takes_away(postgres, database):
    with postgres.connect(database) as connection:
        policies = connection.execute(
            "SELECT tablename, cmd, permissive, qual FROM pg_policies "
            "WHERE schemaname = 'public' AND policyname <> 'wall' ORDER BY tablename"
        ).fetchall()

    taking_away = sorted([*((table, "private") for table in PRIVATE_TABLES), ("organization", "caseload")])
    assert [policy[:3] for policy in policies] == [(table, "ALL", "RESTRICTIVE") for table, _ in taking_away]
    for (_, setting), policy in zip(taking_away, policies, strict=True):
        assert f"socialtrack.{setting}" in policy[3]


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
        for table in OF_THE_TEAM:
            assert seen(connection, table, "centre_id") == set(), table


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
