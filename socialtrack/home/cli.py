"""Commands on a centre's organizations: bring a list, load the examples."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from ..jobs.cli import told_on
from ..kernel.errors import DomainError, NotFound
from ..kernel.moments import utc_now
from ..kernel.work import CentreFacts, Work
from ..people.actions import outside
from ..people.cli import refusal
from ..tenancy.actions import command_work
from ..tenancy.import_rules import Outcome
from ..tenancy.queries import any_centre, centre_facts
from ..tenancy.read_list import read_list
from ..tenancy.read_table import MOST_BYTES
from . import actions
from . import import_actions as imports
from .example import EXAMPLES
from .founding import found_example_centre
from .import_pages import undo_view, words_of
from .import_queries import past_imports

_LONG = 1_000  # lines


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
    """Add and update organizations from FILE, a CSV or an XLSX workbook (its first visible sheet).

    Prints a line for each line of the file: its number, what became of it, the organization, and why. Exit status 1 if
    a line was refused; the others are done all the same. A long list says on stderr how far it is.
    """
    try:
        with file.open("rb") as opened:
            found = read_list(opened.read(MOST_BYTES + 1))
        if found.unsettled is not None:
            raise found.unsettled
        if len(found.lines) > _LONG:
            click.echo(f"{len(found.lines)} lines read, now compared with the centre…", err=True)
        with _in_its_language(_centre(centre)) as work:
            if dry_run:
                done = imports.preview_import(work, found.lines)
            else:
                with told_on(sys.stderr) as told:
                    done = imports.import_organizations(work, found.lines, watched=imports.Unwatched(told))
            if len(found.lines) > _LONG and not dry_run:
                click.echo("Written.", err=True)
            for planned in done.planned:
                said = str(planned.line.number), planned.outcome, planned.name, words_of(planned, done)
                click.echo("\t".join(said))
    except DomainError as error:
        raise refusal(error) from error
    counts = done.counts
    click.echo(", ".join(f"{outcome}: {counts[outcome]}" for outcome in Outcome), err=True)
    if counts[Outcome.REFUSED]:
        raise SystemExit(1)


@click.command("undo-import")
@click.option("--centre", help="Its name in addresses; may be left out where there is one centre.")
@click.option("--dry-run", is_flag=True, help="Say what would become of each organization, and change nothing.")
@with_appcontext
def undo_import(centre: str | None, *, dry_run: bool) -> None:
    """Undo the last import that is not undone yet.

    Prints a line for each organization: what becomes of it, its name, and why if it is kept as it is. Exit status 1 if
    there is nothing to undo.
    """
    try:
        with _in_its_language(_centre(centre)) as work:
            last = next((one for one in past_imports(work) if one.can_be_undone), None)
            if last is None:
                raise NotFound("no-import-to-undo")
            done = (imports.preview_undo if dry_run else imports.undo_import)(work, last.id)
            shown = undo_view(done, most=len(done.planned)).shown
            for undoing, organizations in shown.items():
                for name, _, why in organizations:
                    click.echo("\t".join((undoing, name, why)))
    except DomainError as error:
        raise refusal(error) from error
    click.echo(", ".join(f"{undoing}: {n}" for undoing, n in done.counts.items()), err=True)


@click.command("load-example")
@click.option("--centre", help="Its name in addresses; may be left out where there is one centre.")
@with_appcontext
def load_example(centre: str | None) -> None:
    """Add the twelve example organizations, to a new centre if there is none. Prints the centre's name in addresses."""
    try:
        facts = _centre_or_new(centre)
        with command_work(facts) as work, told_on(sys.stderr) as told:
            actions.load_example(work, told)
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
