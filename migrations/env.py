"""Runs migrations on the app's own settings: on PostgreSQL as the role that owns the tables, where it is another."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from socialtrack.data.db import db


def _plain_types(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations name storage types, never the app's own column types: those may change, a migration may not."""
    from socialtrack.data import types

    if kind == "type" and type(item).__module__ == types.__name__:
        impl = item.impl_instance if hasattr(item, "impl_instance") else item.impl
        return f"sa.{impl!r}"
    return False


def _engine() -> Engine:
    """The policies hold for the owner too: a migration says that it works on the rows of every centre."""
    if db.engine.dialect.name == "sqlite":
        return db.engine
    engine = create_engine(
        current_app.extensions["socialtrack-settings"].migration_database_url,
        poolclass=NullPool,
        connect_args={"prepare_threshold": None},
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def everywhere(connection: Connection) -> None:
        connection.connection.driver_connection.execute("SET LOCAL socialtrack.everywhere = 'on'")  # type: ignore[union-attr]

    return engine


def run() -> None:
    engine = _engine()
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if is_sqlite:
            connection = connection.execution_options(immediate=True)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=_plain_types,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
