"""Connections to a PostgreSQL server: what may be prepared on one, whether one taken from the pool still answers, and
leaving a transaction without forgetting what was prepared."""

import select
import time
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from .guard import is_idle

PREPARED_AFTER = 5  # times that a statement ran on a connection
QUIET_FOR = 30  # seconds: something between us and the server may have dropped a connection that was left alone
_USED_AT = "used_at"  # in the info of a pool's connection: seconds of the monotonic clock
_TUPLES_OK, _EMPTY_QUERY, _IN_TRANSACTION = 2, 0, 2  # as libpq counts


def connect_arguments(*, through_pooler: bool) -> dict[str, Any]:
    """`through_pooler`: the host said so (`SOCIALTRACK_POOLER`); else each connection is looked at when it opens."""
    return {"prepare_threshold": None if through_pooler else PREPARED_AFTER}


@event.listens_for(Engine, "connect")
def _prepare_nothing_through_a_pooler(driver: Any, record: ConnectionPoolEntry) -> None:
    """What is prepared on a server's connection would be missing on the next one that a transaction pooler hands out.

    A pooler gives its clients numbers of its own in place of the server's process: then nothing is prepared.
    """
    if not hasattr(driver, "pgconn") or driver.prepare_threshold is None:
        return
    answer = driver.pgconn.exec_(b"SELECT pg_backend_pid()")
    if answer.status != _TUPLES_OK or answer.get_value(0, 0) != b"%d" % driver.info.backend_pid:
        driver.prepare_threshold = None


def refuse_dead(driver: Any, record: ConnectionPoolEntry, proxy: object) -> None:
    """Of a pool, as a connection is taken from it. A server that went away has said so: there is an end to read. Asking
    it each time would be a trip for each transaction.

    Raises:
        InvalidatePoolError: the pool opens another, and trusts none of those that it has.
    """
    now = time.monotonic()
    quiet_for = now - record.info.get(_USED_AT, now)
    record.info[_USED_AT] = now
    if driver.closed:
        raise InvalidatePoolError
    readable = select.poll()
    readable.register(driver.fileno(), select.POLLIN)
    if (quiet_for > QUIET_FOR or readable.poll(0)) and driver.pgconn.exec_(b"").status != _EMPTY_QUERY:
        raise InvalidatePoolError


@event.listens_for(Engine, "rollback")
def _keep_what_is_prepared(connection: Connection) -> None:
    """The driver forgets all that it prepared when it undoes a transaction, for tables may have changed in it: ours
    change none. One that has failed is left to the driver, so that a statement whose plan no longer stands after a
    migration is prepared anew."""
    if connection.dialect.name != "postgresql" or connection.invalidated:
        return
    driver: Any = connection.connection.driver_connection
    if not is_idle(driver) and driver.pgconn.transaction_status == _IN_TRANSACTION:
        driver.pgconn.exec_(b"ROLLBACK")
