"""Statements that PostgreSQL keeps prepared: they show nobody another's rows, outlive a request, and a migration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from socialtrack.data import postgresql
from socialtrack.data.db import db, immediate
from socialtrack.data.postgresql import PREPARED_AFTER
from socialtrack.data.prepared import Prepared
from socialtrack.data.scope import Scope, close_session, open_session
from socialtrack.kernel.errors import Busy
from socialtrack.kernel.settings import read_settings
from socialtrack.wiring import create_app
from tests.cast import Cast
from tests.conftest import close_app, settings_for
from tests.postgres import Postgres

pytestmark = pytest.mark.postgresql
# Without a condition on the organization: the policy alone keeps a member's rows apart.
NAMES = Prepared("SELECT id, region FROM organization WHERE centre_id = :centre_id ORDER BY id")
EVENTS = Prepared("SELECT DISTINCT organization_id FROM event WHERE centre_id = :centre_id ORDER BY 1")
PLANS = Prepared(
    """SELECT statement, generic_plans FROM pg_prepared_statements WHERE CAST(:centre_id AS bigint) IS NOT NULL"""
)
ALL = 4 * PREPARED_AFTER  # prepared, then planned five times for its values, then once for all


@pytest.fixture
def one_connection(cast: Cast, settings, tmp_path) -> Iterator[Cast]:
    (tmp_path / "one").mkdir()
    app = create_app(settings_for(tmp_path / "one", settings.database_url), {"TESTING": True})
    with app.app_context():
        db.engine.pool._pool.maxsize = 1  # type: ignore[attr-defined]
        db.engine.pool._max_overflow = 0  # type: ignore[attr-defined]
        yield Cast(app)
    close_app(app)


def seen(statement: Prepared, scope: Scope) -> list[tuple[Any, ...]]:
    """As a request does: a session of its own, given back at its end."""
    session = open_session(scope)
    try:
        return statement.rows(session)
    finally:
        close_session(session)


def test_one_plan_for_all_shows_each_their_own(one_connection: Cast):
    cast = one_connection
    scopes = {
        Scope(cast.quebec.id): {cast.les_amis.id, cast.le_phare.id},
        Scope(cast.montreal.id): {cast.elsewhere.id},
        Scope(cast.quebec.id, organization_id=cast.le_phare.id): {cast.le_phare.id},
        Scope(cast.quebec.id, organization_id=cast.les_amis.id): {cast.les_amis.id},
    }
    for turn in range(ALL):
        for scope, expected in scopes.items():
            found = {row[0] for row in seen(EVENTS, scope) if row[0] is not None}
            assert found <= expected, f"turn {turn}, {scope}"
            assert found == expected or scope.organization_id is not None
    planned = [generic for statement, generic in seen(PLANS, Scope(cast.quebec.id)) if "DISTINCT" in statement]
    assert planned, "nothing was prepared: this says nothing"
    assert max(planned) > 0, "each was planned for its own values: this says nothing"


def test_what_is_prepared_outlives_the_request(one_connection: Cast):
    scope = Scope(one_connection.quebec.id)
    for _ in range(PREPARED_AFTER + 3):
        seen(NAMES, scope)
    assert any("region" in statement for statement, _ in seen(PLANS, scope))
    assert any("region" in statement for statement, _ in seen(PLANS, scope)), "given back, it was forgotten"


def test_a_migration_beside_the_app_costs_one_answer(one_connection: Cast, postgres: Postgres):
    scope = Scope(one_connection.quebec.id)
    for _ in range(ALL):
        seen(NAMES, scope)
    name = db.engine.url.database or ""
    with postgres.connect(name) as connection:
        connection.execute("ALTER TABLE organization ALTER COLUMN region TYPE varchar(4000)")
    session = open_session(scope)
    with pytest.raises(Busy), immediate(session, one_connection.quebec.id):
        NAMES.rows(session)
    close_session(session)
    for _ in range(ALL):
        assert seen(NAMES, scope)


def test_a_read_recovers_from_a_migration_too(one_connection: Cast, postgres: Postgres):
    scope = Scope(one_connection.quebec.id)
    for _ in range(ALL):
        seen(NAMES, scope)
    with postgres.connect(db.engine.url.database or "") as connection:
        connection.execute("ALTER TABLE organization ALTER COLUMN region TYPE varchar(4001)")
    with pytest.raises(Exception, match="cached plan"):
        seen(NAMES, scope)
    assert seen(NAMES, scope)


def test_a_connection_that_was_cut_off_is_not_handed_out(one_connection: Cast, postgres: Postgres):
    scope = Scope(one_connection.quebec.id)
    before = seen(NAMES, scope)
    with postgres.connect(db.engine.url.database or "") as connection:
        cut = connection.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert cut is not None
    assert cut[0] > 0
    assert seen(NAMES, scope) == before


def test_a_host_may_say_that_a_pooler_stands_between(tmp_path, settings):
    environment = {"SOCIALTRACK_DATA_DIR": str(tmp_path), "SOCIALTRACK_DATABASE_URL": settings.database_url}
    assert read_settings(environment, tmp_path).through_pooler is False
    assert read_settings({**environment, "SOCIALTRACK_POOLER": "1"}, tmp_path).through_pooler is True
    assert postgresql.connect_arguments(through_pooler=True) == {"prepare_threshold": None}
