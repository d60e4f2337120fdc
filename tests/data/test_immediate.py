"""One transaction that writes: whole or not at all, one at a time, and « busy » said for what it is."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text, update

from socialtrack.data import db as data
from socialtrack.data.db import db, immediate, is_unavailable
from socialtrack.data.prepared import Prepared
from socialtrack.data.scope import Scope, open_session
from socialtrack.journal.models import CentreTotals
from socialtrack.kernel.errors import Busy
from socialtrack.tenancy.models import Centre, Organization

# ruff: noqa: PT012 — what fails stands inside the transaction that is to undo it


def test_change_is_kept_whole(open_, cast):
    session = open_(cast.quebec.id)

    with immediate(session, cast.quebec.id):
        session.execute(update(Organization).values(region="Ici"))

    assert cast.rows(select(Organization.region).distinct().order_by(Organization.region.nulls_last())) == ["Ici", None]


def test_change_is_undone_whole(open_, cast):
    session = open_(cast.quebec.id)

    with pytest.raises(ZeroDivisionError), immediate(session, cast.quebec.id):
        session.execute(update(Organization).values(region="Ici"))
        session.flush()
        _ = 1 / 0

    assert cast.rows(select(Organization.region)) == [None, None, None]


def test_what_was_read_before_the_lock_is_read_again(open_, cast):
    """A transaction that began with a read would see the database as it was then, and write over what came since."""
    session, other = open_(cast.quebec.id), open_(cast.quebec.id)
    assert session.scalar(select(CentreTotals.complete)) == 0
    with immediate(other, cast.quebec.id):
        other.execute(update(CentreTotals).values(complete=7))

    with immediate(session, cast.quebec.id):
        assert session.scalar(select(CentreTotals.complete)) == 7


def test_eight_writers_lose_nothing(cast):
    """Each reads, adds one in Python, and writes: without the lock most of these would be lost."""
    start = threading.Barrier(8)

    def add_one_at_a_time(times: int) -> None:
        start.wait()
        with cast.app.app_context():
            for _ in range(times):
                session = open_session(Scope(cast.quebec.id))
                with immediate(session, cast.quebec.id):
                    before = session.scalar(select(CentreTotals.complete))
                    session.execute(update(CentreTotals).values(complete=before + 1))
                session.close()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(add_one_at_a_time, 15) for _ in range(8)]:
            done.result()

    assert cast.rows(select(CentreTotals.complete).where(CentreTotals.centre_id == cast.quebec.id)) == [120]


@pytest.mark.sqlite
def test_lock_is_taken_before_anything_is_written(open_, cast, settings):
    session = open_(cast.quebec.id)
    other = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)

    with immediate(session, cast.quebec.id), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")  # and it is let go at the end
    other.close()


@pytest.mark.sqlite
def test_reading_waits_for_nobody(open_, cast):
    session, reader = open_(cast.quebec.id), open_(cast.quebec.id)

    with immediate(session, cast.quebec.id):
        session.execute(update(Organization).values(region="Ici"))
        session.flush()

        assert reader.scalars(select(Organization.region)).all() == [None, None]


@pytest.mark.postgresql
def test_lock_is_the_centres_own(open_, cast):
    session, here, there = open_(cast.quebec.id), open_(cast.quebec.id), open_(cast.montreal.id)
    here.connection().execute(text("SET lock_timeout = '50ms'"))
    here.commit()

    with immediate(session, cast.quebec.id):
        with immediate(there, cast.montreal.id):
            there.execute(update(Organization).values(region="Là"))
        here.connection().execute(text("SET LOCAL lock_timeout = '50ms'"))
        locked = here.connection().scalar(
            text("SELECT pg_try_advisory_xact_lock(7221, :centre)"), {"centre": cast.quebec.id}
        )

    assert locked is False


@pytest.mark.sqlite
def test_locked_database_is_busy(open_, cast, settings, monkeypatch):
    monkeypatch.setattr(data, "BUSY_TIMEOUT_MS", 20)
    db.engine.dispose()  # the connections that were opened before have the patience of real life
    other = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Busy), immediate(open_(cast.quebec.id), cast.quebec.id):
        pytest.fail("the lock was taken twice")
    other.close()


@pytest.mark.sqlite
def test_full_disk_is_busy_and_changes_nothing(open_, cast):
    session = open_(cast.quebec.id)

    with pytest.raises(Busy), immediate(session, cast.quebec.id):
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1")
        session.execute(update(Organization).values(address="x" * 300, contact="y" * 200, region="Ici"))
        for table in ("a", "b", "c"):
            session.connection().exec_driver_sql(f"CREATE TABLE {table} AS SELECT randomblob(9000) AS x")

    assert cast.rows(select(Organization.region)) == [None, None, None]


@pytest.mark.sqlite
def test_full_disk_in_a_prepared_statement_is_busy(open_, cast):
    session = open_(cast.quebec.id)
    grow = Prepared("UPDATE path_version SET edition = hex(randomblob(90000)) WHERE centre_id = :centre_id")

    with pytest.raises(Busy), immediate(session, cast.quebec.id):
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1")
        grow.run(session)


@pytest.mark.postgresql
@pytest.mark.parametrize("prepared", [True, False])
def test_statement_that_waits_too_long_is_busy(open_, cast, prepared):
    session = open_(cast.quebec.id)
    slow = Prepared("SELECT pg_sleep(5), :centre_id")

    with pytest.raises(Busy), immediate(session, cast.quebec.id):
        session.connection().execute(text("SET LOCAL statement_timeout = '30ms'"))
        if prepared:
            slow.row(session)
        else:
            session.connection().execute(text("SELECT pg_sleep(5)"))


@pytest.mark.postgresql
def test_server_that_went_away_is_busy_and_comes_back(open_, cast, postgres):
    session, name = open_(cast.quebec.id), db.engine.url.database

    with pytest.raises(Busy), immediate(session, cast.quebec.id):
        with postgres.connect("postgres") as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        session.execute(update(Organization).values(region="Ici"))
    with immediate(session, cast.quebec.id):
        session.execute(update(Organization).values(region="Là"))

    assert cast.rows(select(Organization.region).where(Organization.centre_id == cast.quebec.id)) == ["Là", "Là"]


def test_fault_of_ours_is_not_called_busy(open_, cast):
    session = open_(cast.quebec.id)

    with pytest.raises(Exception) as raised, immediate(session, cast.quebec.id):
        session.connection().exec_driver_sql("SELECT nothing FROM nowhere")

    assert not is_unavailable(raised.value)
    assert not isinstance(raised.value, Busy)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (psycopg.errors.SerializationFailure(), True),
        (psycopg.errors.DiskFull(), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.OperationalError("the server closed the connection"), True),
        (psycopg.errors.UniqueViolation(), False),
        (psycopg.errors.SyntaxError(), False),
        (sqlite3.IntegrityError(), False),
        (ValueError(), False),
    ],
    ids=repr,
)
def test_each_error_is_ours_or_the_databases(error, expected):
    assert is_unavailable(error) is expected


@pytest.mark.sqlite
def test_every_connection_is_safe(open_, cast):
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15_000}
    sessions = [open_(cast.quebec.id) for _ in range(3)]

    for session in sessions:
        connection = session.connection()
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}

        assert found == wanted


@pytest.mark.sqlite
def test_one_connection_stays_open(app, settings):
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    with app.app_context():
        db.engine.dispose()

    assert app.extensions["socialtrack-keeper"].execute("SELECT count(*) FROM centre").fetchone() == (0,)
    assert file.with_name(file.name + "-shm").exists()


def test_reading_needs_no_lock(open_, cast):
    """A page is shown while a change is under way."""
    session = open_(cast.quebec.id)

    with immediate(session, cast.quebec.id):
        assert open_(None).scalars(select(Centre.id).order_by(Centre.id)).all() == [1, 2]
