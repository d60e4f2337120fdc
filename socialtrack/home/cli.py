"""Commands on a centre's organizations: bring a list, load the examples."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from ..kernel.errors import DomainError
from ..kernel.moments import utc_now
from ..kernel.work import CentreFacts, Work
from ..people.actions import outside
from ..people.cli import refusal
from ..tenancy.actions import command_work
from ..tenancy.import_rules import Outcome
from ..tenancy.queries import any_centre, centre_facts
from ..tenancy.read_csv import MOST_BYTES, read_csv
from . import actions
from .example import EXAMPLES
from .founding import found_example_centre
from .import_pages import words_of


def _centre(slug: str | None) -> CentreFacts:
    with outside("a command names its centre") as session:
        return centre_facts(session, slug)


@contextmanager
def _in_its_language(centre: CentreFacts) -> Iterator[Work]:
    with command_work(centre) as work, force_locale(f"{centre.language}_CA"):
        yield work


@click.command("import-organizations")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--centre", help="Its name in addresses; may be left out where there is one centre.")
@click.option("--dry-run", is_flag=True, help="Say what each line would do, and change nothing.")
@with_appcontext
def import_organizations(file: Path, centre: str | None, *, dry_run: bool) -> None:
    """Add and update organizations from the CSV FILE.

    Prints a line for each line of the file: its number, what became of it, the organization, and why. Exit status 1 if
    a line was refused; the others are done all the same.
    """
    try:
        with file.open("rb") as opened:
            sheet = read_csv(opened.read(MOST_BYTES + 1))
        with _in_its_language(_centre(centre)) as work:
            done = (actions.preview_import if dry_run else actions.import_organizations)(work, sheet.lines)
            for planned in done.planned:
                click.echo("\t".join((str(planned.line.number), planned.outcome, planned.name, words_of(planned))))
    except DomainError as error:
        raise refusal(error) from error
    counts = done.counts
    click.echo(", ".join(f"{outcome}: {counts[outcome]}" for outcome in Outcome), err=True)
    if counts[Outcome.REFUSED]:
        raise SystemExit(1)


@click.command("load-example")
@click.option("--centre", help="Its name in addresses; may be left out where there is one centre.")
@with_appcontext
def load_example(centre: str | None) -> None:
    """Add the twelve example organizations, to a new centre if there is none. Prints the centre's name in addresses."""
    try:
        facts = _centre_or_new(centre)
        with command_work(facts) as work:
            actions.load_example(work)
    except DomainError as error:
        raise refusal(error) from error
    click.echo(facts.slug)
    click.echo(f"{len(EXAMPLES)} example organizations were added to {facts.name}.", err=True)
    click.echo("To enter: flask invite EMAIL --role manager", err=True)


def _centre_or_new(slug: str | None) -> CentreFacts:
    with outside("is there a centre at all") as session:
        is_there = any_centre(session)
    if is_there or slug is not None:
        return _centre(slug)
    return found_example_centre(utc_now())
