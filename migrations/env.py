"""Runs migrations on the app's own engine and settings. Reads no configuration of its own."""

from typing import Any

from alembic import context
from flask import current_app

from socialtrack.data.db import db


def _plain_types(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations name storage types, never the app's own column types: those may change, a migration may not."""
    from socialtrack.data import types

    if kind == "type" and type(item).__module__ == types.__name__:
        impl = item.impl_instance if hasattr(item, "impl_instance") else item.impl
        return f"sa.{impl!r}"
    return False


def run() -> None:
    engine = db.engine
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
