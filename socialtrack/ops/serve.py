"""`flask serve`: everything between "start" and the first page, each thing that can be wrong said in one sentence.

Looks that the port is free and the database not newer than the code, brings the tables and the figures up to date,
prints the set-up link while there is no centre, then serves with waitress until Ctrl-C or SIGTERM. A demonstration is
filled first.
"""

import logging
import signal
import socket
import sys
from contextlib import suppress
from types import FrameType

import click
import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from waitress.server import create_server

from ..data.db import db
from ..home.demo import build_demo
from ..jobs.cli import told_on
from ..jobs.running import call_worker
from ..kernel.errors import Busy, Conflict
from ..kernel.settings import Settings
from ..mailing.sending import call_postman
from ..people.actions import setup_link
from ..progress.rebuild_due import centres_due, rebuild_due
from .logs import set_up_logs


class CannotStart(click.ClickException):
    """One sentence that says why, and what to do."""

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Bring the database up to date and serve, until Ctrl-C."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    settings: Settings = app.extensions["socialtrack-settings"]
    set_up_logs(settings.log_format)
    refuse_busy_port(settings.host, settings.port)
    bring_up_to_date()
    count_again()
    if settings.demo:
        invent(settings)
    announce(settings)
    call_postman(app)  # letters that waited when the process stopped
    call_worker(app)  # and long work
    run(app, settings)


def refuse_busy_port(host: str, port: int) -> None:
    """Say so now, rather than after the migration, if another program serves there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"{host}:{port} can't be used ({error.strerror}): stop the program that serves there, "
                f"or choose another port, for example SOCIALTRACK_PORT={port % 65535 + 1} make run."
            ) from error


def bring_up_to_date() -> None:
    """Run the migrations that the database has not seen.

    Raises:
        CannotStart: the database was made by a newer version, or can't be opened.
    """
    script = ScriptDirectory(current_app.extensions["migrate"].directory)
    known = {revision.revision for revision in script.walk_revisions()}
    try:
        with db.engine.connect() as connection:
            heads = set(MigrationContext.configure(connection).get_current_heads())
    except DBAPIError as error:
        raise CannotStart(f"The database can't be opened: {error.orig}.") from error
    if newer := heads - known:
        raise CannotStart(
            f"The database was made by a newer version of SocialTrack (its mark is {', '.join(sorted(newer))}): "
            "install that version again, or restore a backup from before it. Nothing was changed."
        )
    if heads != set(script.get_heads()):
        logging.getLogger("alembic").setLevel(logging.WARNING)
        try:
            flask_migrate.upgrade()
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", None) != "42501":  # insufficient_privilege
                raise
            raise CannotStart(
                "The database is not up to date, and the role that serves may not change its tables: run flask db "
                "upgrade with SOCIALTRACK_MIGRATION_DATABASE_URL, the address of the role that owns them."
            ) from error
    if sees_past_policies():
        click.echo(
            "Warning: the role in SOCIALTRACK_DATABASE_URL is a superuser or has BYPASSRLS, so PostgreSQL's own wall "
            "between centres does not hold it; docs/operator/hosting.md says how to give it a role of its own.",
            err=True,
        )


def count_again() -> None:
    """After an update that counts something else, or otherwise: tell the figures of each centre again, before anybody
    reads them. Once: other starts find nothing to do.

    Raises:
        CannotStart: something else keeps the database from being changed.
    """
    for centre in centres_due():
        click.echo(f"{centre.name}: this version counts what the one before did not; reading it in the journal …")
        try:
            with told_on(sys.stderr) as told:
                rows = rebuild_due(centre, told)
        except Busy as error:
            raise CannotStart(
                "The figures could not be counted: something else is changing the database. Start again in a moment; "
                "nothing was changed."
            ) from error
        click.echo(f"{centre.name}: counted ({rows} rows).")


def sees_past_policies() -> bool:
    """Whether PostgreSQL would let this process see every row, whatever its sessions were told."""
    if db.engine.dialect.name != "postgresql":
        return False
    with db.engine.connect() as connection:
        role = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(connection.scalar(role))


def invent(settings: Settings) -> None:
    """Fill a demonstration that is still empty."""
    click.echo("Inventing twelve organizations and eight months of their life …")
    with suppress(Conflict):
        build_demo(settings)


def announce(settings: Settings) -> None:
    """Say where it is served, and how to enter while there is no centre yet."""
    click.echo(f"SocialTrack is at {settings.base_url} (Ctrl-C stops it).")
    link = setup_link(settings.base_url)
    if link is not None:
        click.echo(f"Set up your space, once: {link}")
    if settings.demo:
        click.echo(f"Enter with one click: {settings.base_url}/demo")


def run(app: Flask, settings: Settings) -> None:
    """Serve until somebody stops it. Requests that have begun are finished."""
    try:
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident=None,
            clear_untrusted_proxy_headers=settings.proxy_count == 0,
            max_request_body_size=64 * 1024 * 1024,  # the app itself refuses above 4 MB, in the words of the reader
            channel_timeout=60,
        )
    except OSError as error:
        raise CannotStart(f"{settings.host}:{settings.port} can't be used: {error.strerror}.") from error
    signal.signal(signal.SIGTERM, _stop)
    with suppress(KeyboardInterrupt):
        server.run()  # returns at SIGTERM and at Ctrl-C, after the threads have finished their requests
    if settings.demo:
        click.echo("The demonstration has stopped.")
    else:
        click.echo("SocialTrack has stopped. Everything that was ticked is kept.")
    sys.exit(0)


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
