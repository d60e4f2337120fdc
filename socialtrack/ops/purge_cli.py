"""`flask purge`: what is kept for a time only goes when that time is over. For a timer, once a day."""

import click
from flask import current_app
from flask.cli import with_appcontext

from ..jobs.running import worker_of
from ..kernel.errors import DomainError
from ..kernel.moments import utc_now
from ..people.cli import refusal
from .purge import purge as let_go


@click.command("purge")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--incidents", is_flag=True, help="Also the confidentiality incidents known for more than five years.")
@with_appcontext
def purge(dry_run: bool, incidents: bool) -> None:
    """Let go of what is kept for a time only, and say how much went."""
    try:
        for name, n in let_go(utc_now(), with_incidents=incidents, is_rehearsal=dry_run):
            if n:
                click.echo(f"{name}: {n} {'would go' if dry_run else 'gone'}")
        folder = worker_of(current_app._get_current_object()).folder  # type: ignore[attr-defined]
        if n := len(folder.old(utc_now())) if dry_run else folder.sweep(utc_now()):
            click.echo(f"files of long work: {n} {'would go' if dry_run else 'gone'}")
    except DomainError as error:
        raise refusal(error) from error
