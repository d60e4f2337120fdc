"""Counts what a piece of code asks of the database, through SQLAlchemy and through prepared statements alike."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from socialtrack.data.prepared import Prepared


@contextmanager
def counted() -> Iterator[list[str]]:
    """`with counted() as asked:` … `len(asked)`. Opening and closing transactions is not counted."""
    asked: list[str] = []
    through_driver = Prepared._cursor

    def note(connection, cursor, statement, parameters, context, executemany) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            asked.append(statement)

    def note_prepared(self, session, values):
        asked.append(self._whole[0])
        return through_driver(self, session, values)

    event.listen(Engine, "before_cursor_execute", note)
    Prepared._cursor = note_prepared
    try:
        yield asked
    finally:
        Prepared._cursor = through_driver
        event.remove(Engine, "before_cursor_execute", note)
