"""Migrations go both ways on both engines, and make what the models say."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, select, text

from socialtrack.data.db import db
from socialtrack.journal.models import OrganizationSummary
from socialtrack.kernel.moments import to_microseconds
from socialtrack.tenancy.models import OrganizationRevision
from socialtrack.wiring import create_app
from tests.cast import Cast, build, everything
from tests.conftest import close_app, settings_for

ROOT = Path(__file__).parents[2]
SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))


@pytest.fixture
def empty(engine, tmp_path, request):
    """An app on a database in which nothing was ever made."""
    if engine == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        postgres = request.getfixturevalue("postgres")
        url = postgres.url(postgres.create())
    app = create_app(settings_for(tmp_path, url))
    yield app
    close_app(app)


def _shape(app) -> dict:
    """Columns, keys and indexes, as the database itself tells them."""
    with app.app_context():
        inspector = inspect(db.engine)
        inspector.clear_cache()
        return {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)],
                sorted(str(key) for key in inspector.get_foreign_keys(table)),
                sorted(str(key) for key in inspector.get_unique_constraints(table)),
                sorted(_words(index) for index in inspector.get_indexes(table)),
                str(inspector.get_pk_constraint(table)),
            )
            for table in inspector.get_table_names()
        }


def _words(index: dict) -> str:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def test_up_down_and_up_again(empty):
    with empty.app_context():
        upgrade()
    first = _shape(empty)
    with empty.app_context():
        downgrade(revision="base")
    nothing = _shape(empty)
    with empty.app_context():
        upgrade()

    assert set(nothing) == {"alembic_version"}
    assert _shape(empty) == first
    assert set(first) == {table.name for table in db.metadata.sorted_tables} | {"alembic_version"}


def test_each_step_can_be_taken_back_and_taken_again(empty):
    steps = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
    with empty.app_context():
        for step in steps:
            upgrade(revision=step)
            there = _shape(empty)
            downgrade(revision="-1")
            upgrade(revision=step)
            assert _shape(empty) == there, step


def test_models_and_migrations_say_the_same(empty):
    with empty.app_context():
        upgrade()
        check()  # exits if it would write a new migration


def test_migrated_database_takes_a_whole_world(empty):
    with empty.app_context():
        upgrade()

    build(empty)

    assert Cast(empty).les_amis.name == "Les Amis"


def test_what_was_said_of_an_organization_before_is_in_its_revisions(empty):
    """The columns came with the second migration: without this, undoing an import would forget an older address."""
    with empty.app_context():
        upgrade(revision="0001")
        with db.engine.begin() as connection:
            connection.execute(
                text(
                    """INSERT INTO centre
                       (id, slug, name, language, time_zone, stalled_after_days, path_version, created_at)
                       VALUES (1, 'cab', 'CAB', 'fr', 'America/Toronto', 30, 1, 1)"""
                )
            )
            connection.execute(
                text(
                    """INSERT INTO organization
                       (id, centre_id, slug, name, name_key, language, email, tags, is_example, created_at)
                       VALUES (1, 1, 'popote', 'Popote', 'popote', 'en', 'popote@example.org', '[]', :no, 1)"""
                ),
                {"no": False},
            )
            connection.execute(
                text(
                    """INSERT INTO organization_revision (id, centre_id, organization_id, name, tags, recorded_at)
                       VALUES (1, 1, 1, 'Popote', '[]', 1)"""
                )
            )
        upgrade()
        with everything() as session:
            (revision,) = session.scalars(select(OrganizationRevision))

    assert (revision.email, revision.language, revision.phone) == ("popote@example.org", "en", None)


def test_organizations_with_members_get_their_days_for_saying_where_they_stood(empty):
    """From the first who joined, on the day it was in the centre's own zone; none where nobody has joined."""
    rows = (
        """INSERT INTO centre (id, slug, name, language, time_zone, stalled_after_days, path_version, created_at)
           VALUES (1, 'cab', 'CAB', 'fr', 'America/Toronto', 30, 1, 1)""",
        """INSERT INTO organization (id, centre_id, slug, name, name_key, language, tags, is_example, created_at)
           VALUES (1, 1, 'popote', 'Popote', 'popote', 'fr', '[]', :no, 1),
                  (2, 1, 'friperie', 'Friperie', 'friperie', 'fr', '[]', :no, 1)""",
        """INSERT INTO organization_summary (centre_id, organization_id, step1_settled, step1_counted, step2_settled,
               step2_counted, step3_settled, step3_counted, step4_settled, step4_counted, done, declined,
               not_applicable, further_done, progress_order, last_activity_at, is_listed)
           VALUES (1, 1, 0,0,0,0,0,0,0,0,0,0,0,0, 0, 0, :yes), (1, 2, 0,0,0,0,0,0,0,0,0,0,0,0, 0, 0, :yes)""",
        """INSERT INTO event
               (centre_id, organization_id, kind, happened_at, recorded_at, actor_role, on_behalf, channel)
           VALUES (1, 1, 'membership-added', :first, :first, 'host', :no, 'web'),
                  (1, 1, 'membership-added', :second, :second, 'host', :no, 'web')""",
    )
    first = to_microseconds(datetime(2026, 11, 3, 3, 0, tzinfo=UTC))  # the evening of the 2nd in Québec
    values = {"no": False, "yes": True, "first": first, "second": first + 10**12}
    with empty.app_context():
        upgrade(revision="0003")
        with db.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL socialtrack.everywhere = 'on'"))
            for row in rows:
                connection.execute(text(row), {key: value for key, value in values.items() if f":{key}" in row})
        upgrade()
        with everything() as session:
            days = session.scalars(
                select(OrganizationSummary.baseline_due_on).order_by(OrganizationSummary.organization_id)
            ).all()

    assert days == [date(2026, 11, 16), None]


def test_one_line_of_migrations_and_its_head_is_named():
    assert (ROOT / "migrations" / ".current-head").read_text().strip() == SCRIPTS.get_current_head()
    assert len(SCRIPTS.get_heads()) == 1


def test_migrations_do_not_use_the_models():
    """A migration is for ever; a model changes."""
    for script in SCRIPTS.walk_revisions():
        assert not re.search(r"^\s*(from|import)\s+socialtrack\b", Path(script.path).read_text(), re.MULTILINE), (
            script.path
        )
