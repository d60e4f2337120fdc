"""For the host: the copy of what is held about somebody who asked for it."""

import sys

import click
from flask.cli import with_appcontext

from ..kernel.errors import NotFound
from ..kernel.moments import utc_now
from ..people.actions import outside
from ..people.cli import refusal
from ..people.queries import person_by_email
from .my_data_pages import zipped


@click.command("export-person")
@click.argument("email")
@with_appcontext
def export_person(email: str) -> None:
    """Write a ZIP with all that is held about a person to standard output."""
    with outside("the host answers somebody who asked what is held about them") as session:
        person = person_by_email(session, email)
        if person is None:
            raise refusal(NotFound("no-such-person"))
        person_id, language = person.id, person.language
    sys.stdout.buffer.write(zipped(person_id, language, utc_now()))
