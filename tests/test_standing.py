"""What the tests of a process share is, after each of them, as it was before: the app, and PostgreSQL's database."""

import os

import psycopg
import pytest
from sqlalchemy import select

from socialtrack.people.models import Device, Person
from socialtrack.tenancy.models import Organization
from tests.cast import everything
from tests.postgres import PREFIX, _sweep_up
from tests.standing import StandingApp
from tests.standing_database import StandingDatabase
from tests.walls.world import contents


def closed(app):
    """The connections stay for the test that uses this app."""


@pytest.fixture
def standing(own_app, app, settings) -> StandingApp:
    standing = StandingApp(app)
    standing.stand_on(settings)
    return standing


def test_what_a_test_sets_is_forgotten(standing, settings):
    app = standing.app
    app.config["PASSWORD_COST"] = app.extensions["socialtrack-settings"] = app.extensions["planted"] = None
    app.testing = False

    standing.leave(closed)
    standing.stand_on(settings)

    assert app.config["PASSWORD_COST"] is not None
    assert app.extensions["socialtrack-settings"] is settings
    assert "planted" not in app.extensions
    assert app.testing


@pytest.mark.parametrize("plant", ["view", "function", "global"])
def test_app_that_was_made_into_another_is_not_handed_on(standing, plant):
    app = standing.app
    if plant == "view":
        app.view_functions["home.board"] = lambda: "planted"
    elif plant == "function":
        app.before_request_funcs.setdefault(None, []).append(lambda: None)
    else:
        app.jinja_env.globals["planted"] = "planted"

    with pytest.raises(AssertionError, match="own_app"):
        standing.leave(closed)


@pytest.fixture
def database(postgres, databases, cast) -> StandingDatabase:
    """One more, beside the one that this test stands on."""
    return StandingDatabase(postgres, databases["postgresql"].template("cast"))


@pytest.mark.postgresql
def test_rows_and_numbers_are_put_back(cast, postgres, database):
    app, name = cast.app, database.name
    before = contents(app)
    with postgres.connect(name) as connection:
        connection.execute("DELETE FROM organization_summary")
        connection.execute("UPDATE organization SET name = 'planted'")
        connection.execute("INSERT INTO person (email, email_key, language, created_at) VALUES ('a', 'a', 'fr', 1)")
        assert connection.execute("SELECT max(id) FROM person").fetchone() == (len(cast.everyone) + 1,)

    database.put_back()

    assert database.name == name, "it was made anew, which costs more"
    assert rows_of(postgres, name) == rows_of(postgres, postgres_name(cast)) != {}
    assert contents(app) == before
    with postgres.connect(name) as connection:
        added = connection.execute(
            "INSERT INTO person (email, email_key, language, created_at) VALUES ('a', 'a', 'fr', 1) RETURNING id"
        )
        assert added.fetchone() == (len(cast.everyone) + 1,)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE organization ADD COLUMN planted text",
        "ALTER TABLE organization DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE planted (id int)",
        "DROP INDEX ix_device_person_id",
        "TRUNCATE device CASCADE",
    ],
)
def test_database_whose_tables_were_changed_is_made_anew(postgres, database, change):
    name = database.name
    with postgres.connect(name) as connection:
        connection.execute(change)

    database.put_back()

    assert database.name != name
    assert "planted" not in str(rows_of(postgres, database.name))


def postgres_name(cast) -> str:
    return cast.app.config["SQLALCHEMY_DATABASE_URI"].split("/@/")[-1].split("@/")[-1].split("?")[0]


def rows_of(postgres, name) -> dict[str, list]:
    with postgres.connect(name) as connection:
        tables = connection.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 2200::oid")
        named = sorted(table for (table,) in tables if table != "device")
        return {table: sorted(map(str, connection.execute(f'SELECT * FROM "{table}"'))) for table in named}


def test_each_test_finds_nobody_signed_in(cast):
    """Run twice and more, on both engines: what the one before left would be here."""
    with cast.app.app_context(), everything() as session:
        assert session.scalars(select(Device)).all() == []
        assert len(session.scalars(select(Person)).all()) == len(cast.everyone)
        assert {found.name for found in session.scalars(select(Organization))} == {"Les Amis", "Le Phare"}
    cast.client_for("bruno")


@pytest.mark.postgresql
def test_template_that_somebody_still_holds_is_copied(engine, postgres):
    template = postgres.create()
    held = postgres.connect(template)

    copy = postgres.create(template)

    with postgres.connect(copy) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == (copy,)
    with pytest.raises(psycopg.OperationalError):
        held.execute("SELECT 1")
    postgres.drop(copy)
    postgres.drop(template)


def test_only_what_dead_processes_left_is_swept_up(tmp_path):
    """While PostgreSQL is being made, its file of numbers says the one of a program that is gone."""
    ours, theirs = tmp_path / f"{PREFIX}{os.getpid()}-x", tmp_path / f"{PREFIX}{2**22 + 1}-x"
    for folder in (ours, theirs):
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "postmaster.pid").write_text("-4194305\n")

    _sweep_up(tmp_path)

    assert (ours.exists(), theirs.exists()) == (True, False)
