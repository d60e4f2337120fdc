"""The host lets somebody in who has lost both their phone and their backup codes."""

import click
from flask.cli import with_appcontext

from ..kernel.errors import DomainError
from ..kernel.moments import utc_now
from ..web.forms import clean_email
from .cli import refusal
from .factor_own_actions import reset_by_host


@click.command("reset-factor")
@click.argument("email")
@with_appcontext
def reset_factor(email: str) -> None:
    """Take the second step of EMAIL away and end their sessions: they sign in with one step, and may set it up anew.

    Make sure of who is asking, by voice or in person: a request by email may come from whoever broke into it.
    """
    try:
        reset_by_host(clean_email(email), utc_now())
    except DomainError as error:
        raise refusal(error) from error
    click.echo(f"{email} signs in with one step now. Every session of theirs has ended.")
