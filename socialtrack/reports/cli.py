"""Reports on the command line: the bytes of the page on standard output, what there is to say on standard error."""

import sys

import click
from flask.cli import with_appcontext

from ..data.scope import Scope, open_session
from ..jobs.cli import told_on
from ..journal.access_actions import note_export
from ..journal.rules import Status
from ..kernel.errors import DomainError
from ..kernel.work import COMMAND
from ..people.cli import refusal
from ..tenancy.actions import command_work
from ..tenancy.queries import centre_facts
from .filter_forms import FromMapping
from .forms import options_of
from .report import OpenReport
from .rules import FileFormat, Report


@click.command("export")
@click.argument("report", type=click.Choice([report.value for report in Report]))
@click.option("--centre", metavar="SLUG", help="Which centre; may be left out where there is only one.")
@click.option(
    "--format", "file_format", type=click.Choice([one.value for one in FileFormat]), default="csv", show_default=True
)
@click.option("--delimiter", metavar="semicolon|comma|tab", help="By default the one of the language.")
@click.option("--lang", metavar="fr|en", help="By default the language of the centre.")
@click.option("--header", metavar="labels|keys", help="By default labels.")
@click.option("--as-of", metavar="YYYY-MM-DD", help="As things stood at the end of that day.")
@click.option("--status", metavar="|".join(Status), help="Only the organizations of that status.")
@click.option("--region", help="Only the organizations of that region.")
@click.option("--step", metavar="1|2|3|4", help="Only the organizations at that step; hesitations: those about it.")
@click.option(
    "--since", metavar="YYYY-MM-DD", help="hesitations, holding-back: opened since that day; movement: since its end."
)
@click.option("--until", metavar="YYYY-MM-DD", help="movement: until the end of that day.")
@click.option("--organizations", is_flag=True, help="movement: with a line for each organization.")
@click.option("--network", help="Only the organizations that chose that network; hesitations: those about it.")
@click.option("--task", metavar="KEY", help="Only the organizations that still have that task to settle.")
@click.option("--tag", multiple=True, help="Only the organizations that bear that tag; may be said several times.")
@click.option("--advisor", metavar="NUMBER|none", help="Only the organizations of that advisor, or of none.")
@click.option("--hesitation", metavar="KEY|words|any", help="Only the organizations that hesitate about that.")
@click.option("--active-since", metavar="YYYY-MM-DD", help="Only the organizations active on that day or later.")
@click.option("--silent-since", metavar="YYYY-MM-DD", help="Only the organizations silent since that day.")
@click.option("--only", metavar="SLUG", multiple=True, help="Only that organization; may be said several times.")
@click.option("--outcome", metavar="open|partly|no|reassured|settled|declined", help="hesitations: only those.")
@click.option("--q", help="Only the organizations whose name holds these letters.")
@click.option("--names", is_flag=True, help="With the names of persons.")
@click.option("--notes", is_flag=True, help="support: with the team's own notes.")
@with_appcontext
def export(
    report: str,
    centre: str | None,
    file_format: str,
    names: bool,
    notes: bool,
    organizations: bool,
    **asked: str | tuple[str, ...] | None,
) -> None:
    """Write a report to standard output."""
    finder = open_session(Scope(None, "a command finds the centre that it was asked for"))
    try:
        facts = centre_facts(finder, centre)
        ticked: dict[str, str | tuple[str, ...] | None] = {
            "names": "1" if names else None,
            "notes": "1" if notes else None,
            "organizations": "1" if organizations else None,
        }
        options = options_of(FromMapping(asked | ticked), facts.language, Report(report), FileFormat(file_format))
        opened = OpenReport(facts, COMMAND, Report(report), options)
    except DomainError as error:
        raise refusal(error) from error
    finally:
        finder.close()
    try:
        with command_work(facts) as work:
            note_export(work, report)
        with told_on(sys.stderr) as told:
            for piece in opened.pieces(told):
                sys.stdout.buffer.write(piece)
    finally:
        opened.close()
