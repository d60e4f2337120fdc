"""The command that founds a further centre."""

import click
from flask import current_app
from flask.cli import with_appcontext

from ..kernel.errors import DomainError
from ..kernel.languages import LANGUAGES
from ..kernel.moments import utc_now
from ..kernel.text import clean_line
from ..people.cli import refusal
from ..web.forms import clean_email
from .founding import create_centre


@click.command("create-centre")
@click.argument("name")
@click.option("--manager", required=True, help="The address of its first manager.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="fr", show_default=True)
@with_appcontext
def create_centre_command(name: str, manager: str, lang: str) -> None:
    """Found the centre NAME and print the link that lets its manager in, good for 14 days."""
    try:
        _, token = create_centre(clean_line(name, field="centre"), clean_email(manager), lang, utc_now())
    except DomainError as error:
        raise refusal(error) from error
    click.echo(f"{current_app.extensions['socialtrack-settings'].base_url}/invitations/{token}")
