"""Prepared statements for the hot paths (tick, board, export): the driver's own, without ORM objects.

They keep the wall: a statement must name `:centre_id`, which is bound from the session's scope and can't be passed.
Only the door, which has to find out the centre first, may say `unscoped="why"`. On PostgreSQL a member's session reads
its organization alone; a statement that has to read the whole centre there says `whole_centre="why"`. For the centre's
team, tables are read without what organizations keep to themselves; a statement that has to count it says
`private="why"`, and tells nothing of it. For an advisor held to a caseload, tables are read without the organizations
of others (`caseload.py`); a statement that can't be is refused there, unless it says `beyond_caseload="why"`. One may
name `:caseload`, bound from the scope as well: empty for everyone else.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, nullcontext
from sqlite3 import Connection
from typing import Any

from sqlalchemy.orm import Session

from .caseload import check_written, within_caseload, written_table
from .db import cursor_of, driver_of
from .guard import beyond_caseload_seen, private_seen, whole_centre_seen
from .private import without_private
from .scope import RawStatement, scope_of

_AT_A_TIME = 1_000
_NAME = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")
_NOT_BY_INDEX = re.compile(r"(?<=[\s(=<>])\+(?=[a-z_]+\.)")


def _in_both(sql: str) -> tuple[str, str]:
    """As SQLite's driver reads it, and as PostgreSQL's does.

    `+table.column` keeps SQLite from an index. PostgreSQL would take it for a function that may tell of rows behind a
    policy, and read the whole table before it: there it goes.
    """
    return sql, _NAME.sub(r"%(\1)s", _NOT_BY_INDEX.sub("", sql.replace("%", "%%")))


class Prepared:
    """One statement in the SQL that both engines share, with `:names`.

    Rows come back as plain tuples, in the types of the columns' storage: moments are whole microseconds, days are
    ISO text (`data/types.py`).
    """

    def __init__(
        self, sql: str, *, unscoped: str = "", whole_centre: str = "", private: str = "", beyond_caseload: str = ""
    ) -> None:
        if not unscoped and not re.search(r":centre_id\b", sql):
            raise RawStatement(f"a prepared statement names :centre_id, or says why it is unscoped: {sql[:60]}")
        self._unscoped = bool(unscoped)
        self._whole_centre = bool(whole_centre)
        self._private = bool(private)
        self._beyond_caseload = bool(beyond_caseload)
        self._names_caseload = re.search(r":caseload\b", sql) is not None
        self._writes_to = written_table(sql)
        self._within: tuple[str, str] | None = None
        self._whole = _in_both(sql)
        self._left = self._whole if private else _in_both(without_private(sql))

    def _bind(self, session: Session, values: dict[str, Any]) -> dict[str, Any]:
        scope = scope_of(session)
        if self._unscoped:
            if scope.centre_id is not None:
                raise RawStatement("an unscoped statement in a scoped session")
        else:
            if scope.centre_id is None or "centre_id" in values:
                raise RawStatement("a prepared statement takes its centre from the session's scope alone")
            values["centre_id"] = scope.centre_id
            if self._names_caseload or scope.caseload is not None:
                values["caseload"] = scope.caseload
            if scope.caseload is not None and self._writes_to is not None and not self._beyond_caseload:
                check_written(session, self._writes_to, values)
        return values

    @property
    def is_for_a_caseload(self) -> bool:
        """Whether an advisor held to one may have it run at all."""
        return not (self._unscoped or self._beyond_caseload)

    def within_caseload(self) -> tuple[str, str]:
        """Its words for an advisor held to a caseload. Raises BeyondCaseload: it has none."""
        if self._within is None:
            within = within_caseload(self._whole[0])
            self._within = _in_both(within if self._private else without_private(within))
        return self._within

    def _words(self, session: Session, driver: Any) -> str:
        scope = scope_of(session)
        if scope.caseload is not None and not self._beyond_caseload:
            sqlite, postgresql = self.within_caseload()
        else:
            sqlite, postgresql = self._left if scope.hides_private else self._whole
        return sqlite if isinstance(driver, Connection) else postgresql

    def _cursor(self, session: Session, values: dict[str, Any], *, own: bool = False) -> Any:
        """`own`: read little by little, while others run."""
        values = self._bind(session, values)
        driver = driver_of(session)
        words = self._words(session, driver)
        if isinstance(driver, Connection):
            return driver.execute(words, values)
        cursor = driver.cursor() if own else cursor_of(session)
        if not (self._whole_centre or self._private or self._beyond_caseload):
            return cursor.execute(words, values)
        with ExitStack() as seen:
            if self._whole_centre:
                seen.enter_context(whole_centre_seen(session, driver))
            if self._private:
                seen.enter_context(private_seen(session, driver))
            if self._beyond_caseload:
                seen.enter_context(beyond_caseload_seen(session, driver))
            return cursor.execute(words, values)

    def row(self, session: Session, **values: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        return self._cursor(session, values).fetchone()

    def rows(self, session: Session, **values: Any) -> list[tuple[Any, ...]]:
        return self._cursor(session, values).fetchall()

    def run(self, session: Session, **values: Any) -> int:
        """Run a change; the number of rows it touched."""
        return int(self._cursor(session, values).rowcount)

    def run_each(self, session: Session, every: Iterable[dict[str, Any]]) -> None:
        """Run a change once for each of these values: thousands in a few trips to the database."""
        bound = [self._bind(session, values) for values in every]
        driver = driver_of(session)
        if bound:
            driver.cursor().executemany(self._words(session, driver), bound)

    def row_each(self, session: Session, every: Iterable[dict[str, Any]]) -> list[tuple[Any, ...] | None]:
        """The first row for each of these values, in their order: what `run_each` does, for one that returns."""
        bound = [self._bind(session, values) for values in every]
        driver = driver_of(session)
        words = self._words(session, driver)
        if isinstance(driver, Connection):
            return [driver.execute(words, values).fetchone() for values in bound]
        rows: list[tuple[Any, ...] | None] = []
        for start in range(0, len(bound), _AT_A_TIME):
            cursor = driver.cursor()
            with private_seen(session, driver) if self._private else nullcontext():
                cursor.executemany(words, bound[start : start + _AT_A_TIME], returning=True)
            rows.append(cursor.fetchone())
            while cursor.nextset():
                rows.append(cursor.fetchone())
        return rows

    def stream(self, session: Session, *, size: int = 2000, **values: Any) -> Iterator[list[tuple[Any, ...]]]:
        """Chunks of at most `size` rows: for exports, whose memory must not grow with rows.

        On PostgreSQL the driver would hold the whole answer on this side: callers ask for a bounded range of
        organizations per statement instead.
        """
        cursor = self._cursor(session, values, own=True)
        while chunk := cursor.fetchmany(size):
            yield chunk
