"""The database: engine options, names of constraints, and the one way to open a transaction that writes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry

from ..kernel.errors import Busy
from . import postgresql
from .guard import DRIVER, begin_anew, commit_and_begin, lock_statement

BUSY_TIMEOUT_MS = 15_000
_CURSOR = "cursor"  # in a session's info, beside `DRIVER`
_CHANGES = "changes"  # in the `info` of a session whose transaction writes


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model  # what every table inherits


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver's own transactions begin too late (at the first write) and lose updates: we say BEGIN ourselves.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",  # an acknowledged tick survives a power cut; NORMAL may roll it back
        "foreign_keys = ON",
        "secure_delete = ON",  # what was erased is overwritten in the file, not only left out
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        immediate = connection.get_execution_options().get("immediate")
        connection.connection.driver_connection.execute("BEGIN IMMEDIATE" if immediate else "BEGIN")


def engine_options(database_url: str, threads: int, *, through_pooler: bool = False) -> dict[str, Any]:
    """A request may hold two connections (a report has a session of its own): with fewer than two for each thread,
    requests that hold one would all wait for a second.

    `hide_parameters`: a statement that fails is logged without the names, addresses and words that it carried.
    """
    is_sqlite = database_url.startswith("sqlite:")
    options = {"pool_size": 8, "max_overflow": max(24 if is_sqlite else 8, 2 * threads - 8), "hide_parameters": True}
    if is_sqlite:
        return {**options, "pool_timeout": 30}
    arguments = postgresql.connect_arguments(through_pooler=through_pooler)
    checked = [(postgresql.refuse_dead, "checkout")]
    return {**options, "pool_timeout": 15, "connect_args": arguments, "pool_events": checked}


def keep_one_open(app: Flask) -> None:
    """Hold one SQLite connection for the life of the process.

    With none open, the next reader must create the shared-memory file anew, which a full disk refuses: then reading
    would go down together with writing.
    """
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            keeper = db.engine.raw_connection()
            keeper.detach()
            app.extensions["socialtrack-keeper"] = keeper


def is_unavailable(error: BaseException) -> bool:
    """Whether the database can't take a change right now (locked, full, restarting), as opposed to a fault of ours."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.OperationalError):
        name = getattr(original, "sqlite_errorname", "")
        return name.startswith(("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY"))
    # psycopg is optional, so its errors are known by the names that every driver must use.
    kinds = {kind.__name__ for kind in type(original).__mro__}
    if isinstance(error, OperationalError) or kinds & {"OperationalError", "InterfaceError"}:
        state = getattr(original, "sqlstate", None)
        return state is None or state[:2] in ("08", "53", "55", "57", "40")
    # A table changed under a prepared statement, by a migration beside the app: the next one is prepared anew.
    return getattr(getattr(original, "diag", None), "source_function", None) == "RevalidateCachedQuery"


@contextmanager
def immediate(session: Session, lock: int = 0) -> Iterator[None]:
    """One transaction that writes, begun at once: nobody else writes until its end, and it commits or undoes whole.

    On SQLite it is `BEGIN IMMEDIATE`. On PostgreSQL an advisory lock on `lock` (a centre's id, 0 for the whole
    installation) gives a centre the same order of things: one change at a time, and `recorded_at` in the order of
    commits, without which a report of a past day could change after midnight.

    Raises:
        Busy: the database can't take a change now. Nothing was changed; but with the code `outcome-unknown`, the
            database went away while it committed, and only a look at it will tell.
    """
    is_committing = False
    try:
        _begin_at_once(session, lock)
        session.info[_CHANGES] = True
        yield
        is_committing = True
        _commit(session)
    except BaseException as error:
        try:
            session.rollback()
        except DBAPIError:
            session.invalidate()  # the connection is lost, and the database has undone its own side
        if is_unavailable(error):  # also the driver's own errors, which prepared statements raise as they are
            is_unknown = is_committing and session.get_bind().dialect.name == "postgresql"
            raise Busy("outcome-unknown" if is_unknown else "busy") from error
        raise
    finally:
        session.info.pop(_CHANGES, None)


def shuts_others_out(session: Session) -> bool:
    """Whether nobody else can change anything until this session has finished its own change: on SQLite, which has one
    writer at a time."""
    return _CHANGES in session.info and session.get_bind().dialect.name == "sqlite"


def _begin_at_once(session: Session, lock: int) -> None:
    """Leave what the session was reading, and begin the transaction that writes; what it had read is read again."""
    reading = session.info.get(DRIVER)
    is_clean = not (session.new or session.dirty or session.deleted)
    if isinstance(reading, sqlite3.Connection) and is_clean:
        # The same connection serves: giving it back and taking it again costs as much as three statements.
        session.expire_all()
        if reading.in_transaction:
            reading.execute("ROLLBACK")
        reading.execute("BEGIN IMMEDIATE")
        return
    if is_clean and begin_anew(session, lock):
        session.expire_all()
        return
    session.rollback()
    session.connection(execution_options={"immediate": True})
    if session.get_bind().dialect.name == "postgresql":
        driver_of(session).execute(lock_statement(lock))


def _commit(session: Session) -> None:
    """Commit, and keep the connection, on which the answer is read next: on SQLite in no transaction of its own."""
    driver = session.info.get(DRIVER)
    session.flush()
    if isinstance(driver, sqlite3.Connection):
        driver.execute("COMMIT")
    elif not commit_and_begin(session):
        session.commit()


def forget_old_pages(session: Session) -> None:
    """On SQLite, what was changed stands for a while in the log beside the file: begin that log anew, if nobody is
    reading just now. Else it is overwritten little by little. After a commit."""
    if session.get_bind().dialect.name != "sqlite":
        return
    session.rollback()
    connection = session.connection().connection.driver_connection
    assert connection is not None
    connection.execute("ROLLBACK")  # the session's own transaction, which would hold the log open
    connection.execute("PRAGMA busy_timeout = 500")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute("BEGIN")
    session.rollback()


def driver_of(session: Session) -> Any:
    """The driver's own connection of the session's transaction, which begins if there is none."""
    driver = session.info.get(DRIVER)
    if driver is None:
        driver = session.info[DRIVER] = session.connection().connection.driver_connection
    return driver


def cursor_of(session: Session) -> Any:
    """One cursor of PostgreSQL's driver for all that is read at once: making one costs half as much as a statement."""
    cursor = session.info.get(_CURSOR)
    if cursor is None:
        cursor = session.info[_CURSOR] = driver_of(session).cursor()
    return cursor


@event.listens_for(Session, "after_transaction_end")
def _forget_driver(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(DRIVER, None)
        session.info.pop(_CURSOR, None)


def one_snapshot(session: Session) -> None:
    """All that this session reads from now on is of one moment, however many statements it takes: for long reports.

    SQLite gives that to every transaction; PostgreSQL when asked.
    """
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    session.rollback()
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"} if is_postgresql else {})
