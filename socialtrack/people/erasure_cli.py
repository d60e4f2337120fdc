"""Erasure by the host: on request, and again after a restore."""

import click
from flask import current_app
from flask.cli import with_appcontext

from ..kernel.errors import DomainError, NotFound
from ..kernel.settings import Settings
from .actions import outside
from .cli import refusal
from .erasure_actions import Order, erase_person
from .erasure_list import FILE, listed
from .erasure_replay import replay
from .queries import person_by_email


def _settings() -> Settings:
    found: Settings = current_app.extensions["socialtrack-settings"]
    return found


@click.command("erase-person")
@click.argument("email")
@click.option("--with-texts", is_flag=True, help="What they wrote goes too.")
@click.option("--force", is_flag=True, help="Even if a centre is left without a manager: invite another with it.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@with_appcontext
def erase_person_command(email: str, with_texts: bool, force: bool, yes: bool) -> None:
    """Erase a person everywhere, at their request: name and address go, what they did stays as « ancien membre »."""
    try:
        with outside("the host erases somebody who asked for it") as session:
            person = person_by_email(session, email)
            if person is None:
                raise NotFound("no-such-person")
            person_id = person.id
        if not yes:
            click.confirm("This cannot be undone. Erase this person?", abort=True, err=True)
        erase_person(person_id, Order("host", with_texts, is_forced=force), _settings().data_dir)
    except DomainError as error:
        raise refusal(error) from error
    click.echo("Erased.", err=True)


@click.command("replay-erasures")
@with_appcontext
def replay_erasures() -> None:
    """After a restore: erase again whoever the older copy brought back. Twice does no more than once."""
    data_dir = _settings().data_dir
    done = replay(listed(data_dir), data_dir)
    click.echo(f"{FILE}: {done.listed} erasures listed, {done.done} done again.", err=True)
