"""`flask rebuild-progress`: what is kept beside the journal, compared with it and mended."""

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from ..data.scope import Scope, open_session
from ..jobs.cli import told_on
from ..kernel.errors import DomainError
from ..kernel.work import CentreFacts
from ..people.cli import refusal
from ..progress.rebuild import differences, rebuild
from ..progress.rebuild_tables import Difference
from ..reports.told_actions import rebuild_told, told_differences
from ..tenancy.actions import command_work
from ..tenancy.models import Centre
from ..tenancy.queries import centre_facts, facts_of

SHOWN = 50


@click.command("rebuild-progress")
@click.option("--check", is_flag=True, help="Only compare; exit status 1 if something differs.")
@click.option("--centre", metavar="SLUG", help="Which centre; all of them if it is left out.")
@with_appcontext
def rebuild_progress(check: bool, centre: str | None) -> None:
    """Compute states, networks and figures again from the journal, and mend what differs."""
    differ = False
    for facts in _centres(centre):
        with command_work(facts) as work, told_on(sys.stderr) as told:
            found = differences(work, told) if check else rebuild(work, told)
            found += told_differences(work) if check else rebuild_told(work)
        differ = differ or bool(found)
        for difference in found[:SHOWN]:
            click.echo(_line(difference), err=True)
        if len(found) > SHOWN:
            click.echo(f"… and {len(found) - SHOWN} more", err=True)
        click.echo(f"{facts.slug}: {len(found)} rows {'differ from the journal' if check else 'mended'}")
    if check and differ:
        raise SystemExit(1)


def _centres(slug: str | None) -> list[CentreFacts]:
    session = open_session(Scope(None, "a command looks at every centre of this installation, or finds the one named"))
    try:
        if slug is not None:
            return [centre_facts(session, slug)]
        return [facts_of(centre) for centre in session.scalars(select(Centre).order_by(Centre.id))]
    except DomainError as error:
        raise refusal(error) from error
    finally:
        session.close()


def _line(difference: Difference) -> str:
    where = " ".join(map(str, (difference.table, *difference.key)))
    return f"{where}: kept {difference.kept}, the journal says {difference.told}"
