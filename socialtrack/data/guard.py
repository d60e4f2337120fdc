"""What PostgreSQL is told of each transaction, so that its own policies keep the wall too (migration 0003).

Five settings, local to the transaction: `socialtrack.centre`, `socialtrack.organization`, `socialtrack.everywhere` for
a session that said why it has no centre, `socialtrack.private`, which is `hidden` for one that does not read what
organizations keep to themselves (migration 0004), and `socialtrack.caseload`, the membership of an advisor to whom only
the organizations confided to them exist (migration 0006). They end with the transaction, whoever the
connection serves next; where none was set, no row is seen and none is written. SQLite has no such thing, and pays
nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .scope import Scope

DRIVER = "driver"  # in a session's info: the driver's connection, for as long as the session's transaction holds it
SCOPE = "scope"  # in a session's info: what it may touch


def _settings(scope: Scope | None) -> str:
    """All five each time, so that nothing is left of what was told before. Numbers alone, so nothing to quote."""
    centre = organization = everywhere = private = caseload = ""
    if scope is not None:
        everywhere = "on" if scope.centre_id is None else ""
        centre = "" if scope.centre_id is None else str(int(scope.centre_id))
        organization = "" if scope.organization_id is None else str(int(scope.organization_id))
        private = "hidden" if scope.hides_private else ""
        caseload = "" if scope.caseload is None else str(int(scope.caseload))
    return (
        f"SET LOCAL socialtrack.centre = '{centre}'; SET LOCAL socialtrack.organization = '{organization}'; "
        f"SET LOCAL socialtrack.everywhere = '{everywhere}'; SET LOCAL socialtrack.private = '{private}'; "
        f"SET LOCAL socialtrack.caseload = '{caseload}'"
    )


def _said(driver: Any, statements: str) -> bool:
    """Say several statements in one trip, without a cursor; whether PostgreSQL did them."""
    pg = driver.pgconn
    return pg.exec_(statements.encode()).status in (1, 2)  # PGRES_COMMAND_OK, PGRES_TUPLES_OK


def _begin(driver: Any) -> str:
    level = driver.isolation_level
    return "BEGIN" if level is None else f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}"


def is_idle(driver: Any) -> bool:
    return bool(driver.pgconn.transaction_status == 0)  # PQTRANS_IDLE


@event.listens_for(Session, "after_begin")
def _tell_at_the_beginning(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """The driver would say BEGIN in a trip of its own before the first statement: this one takes the settings along."""
    if connection.dialect.name != "postgresql":
        return
    driver = session.info[DRIVER] = connection.connection.driver_connection
    settings = _settings(session.info.get(SCOPE))
    if not _said(driver, f"{_begin(driver)}; {settings}" if is_idle(driver) else settings):
        connection.exec_driver_sql(settings)  # says what is wrong, as any statement does


def tell_again(session: Session) -> None:
    """The scope has changed within a transaction."""
    driver = session.info.get(DRIVER)
    if _is_postgresql(driver) and not _said(driver, _settings(session.info.get(SCOPE))):
        session.connection().exec_driver_sql(_settings(session.info.get(SCOPE)))


def _is_plain(session: Session, driver: Any) -> bool:
    """Not a session without a connection, in a snapshot or between savepoints: those go the long way."""
    return _is_postgresql(driver) and driver.isolation_level is None and not session.in_nested_transaction()


def begin_anew(session: Session, lock: int) -> bool:
    """Leave the transaction, begin another on the same connection and wait for its lock, in one trip; whether it was
    done."""
    driver: Any = session.info.get(DRIVER)
    if not _is_plain(session, driver):
        return False
    leave = "" if is_idle(driver) else "ROLLBACK; "
    return _said(driver, f"{leave}BEGIN; {_settings(session.info.get(SCOPE))}; {lock_statement(lock)}")


def lock_statement(lock: int) -> str:
    return f"SELECT pg_advisory_xact_lock(7221, {int(lock)})"


def commit_and_begin(session: Session) -> bool:
    """Commit, and begin the transaction in which the answer is read, in one trip; whether it was done.

    Raises:
        The driver's OperationalError: the commit was not said to be done.
    """
    driver: Any = session.info.get(DRIVER)
    if not _is_plain(session, driver) or driver.pgconn.transaction_status != 2:  # PQTRANS_INTRANS: nothing has failed
        return False
    if not _said(driver, f"COMMIT; BEGIN; {_settings(session.info.get(SCOPE))}"):
        raise driver.OperationalError(driver.pgconn.error_message.decode(errors="replace"))
    return True


@contextmanager
def whole_centre_seen(session: Session, driver: Any) -> Iterator[None]:
    """For one statement, a member's session on PostgreSQL reads its whole centre."""
    scope: Scope | None = session.info.get(SCOPE)
    if scope is None or scope.organization_id is None or not _is_postgresql(driver):
        yield
        return
    _said(driver, "SET LOCAL socialtrack.organization = ''")
    try:
        yield
    finally:
        # Should the statement have failed, so does this: and the end of the transaction undoes both.
        _said(driver, f"SET LOCAL socialtrack.organization = '{int(scope.organization_id)}'")


@contextmanager
def private_seen(session: Session, driver: Any) -> Iterator[None]:
    """For one statement, a session of the centre's team on PostgreSQL counts what organizations keep to themselves."""
    scope: Scope | None = session.info.get(SCOPE)
    if scope is None or not scope.hides_private or not _is_postgresql(driver):
        yield
        return
    _said(driver, "SET LOCAL socialtrack.private = ''")
    try:
        yield
    finally:
        _said(driver, "SET LOCAL socialtrack.private = 'hidden'")


@contextmanager
def beyond_caseload_seen(session: Session, driver: Any) -> Iterator[None]:
    """For one statement, the session of an advisor held to a caseload on PostgreSQL reads its whole centre."""
    scope: Scope | None = session.info.get(SCOPE)
    if scope is None or scope.caseload is None or not _is_postgresql(driver):
        yield
        return
    _said(driver, "SET LOCAL socialtrack.caseload = ''")
    try:
        yield
    finally:
        _said(driver, f"SET LOCAL socialtrack.caseload = '{int(scope.caseload)}'")


def _is_postgresql(driver: Any) -> bool:
    return hasattr(driver, "pgconn")
