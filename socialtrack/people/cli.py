"""Commands that let people in: the first-run link, and a link for anyone, made by the host."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from ..kernel.errors import DomainError
from ..kernel.languages import LANGUAGES
from ..kernel.permissions import Role
from ..kernel.tokens import new_token
from ..tenancy.actions import command_work
from ..tenancy.queries import centre_facts, organization_by_slug
from ..web.errors import sentence
from ..web.forms import clean_email
from . import actions
from .invitation_actions import Offer, invite
from .link_actions import host_link


def _base_url() -> str:
    return str(current_app.extensions["socialtrack-settings"].base_url)


def refusal(error: DomainError) -> click.ClickException:
    """The sentence of a refusal, on standard error, with exit status 1."""
    with force_locale("en_CA"):
        return click.ClickException(sentence(error))


@click.command("setup-link")
@with_appcontext
def setup_link() -> None:
    """Print a new address for the first-run page; an earlier one stops working."""
    link = actions.setup_link(_base_url())
    if link is None:
        raise click.ClickException("The space is set up already. To let someone in: flask invite EMAIL --role ROLE.")
    click.echo(link)


@click.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--centre", "centre_slug", help="May be left out where there is one centre.")
@click.option("--organization", "organization_slug", help="For the roles lead, member and reader.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the invitation; the centre's by default.")
@with_appcontext
def invite_command(
    email: str, role: str, centre_slug: str | None, organization_slug: str | None, lang: str | None
) -> None:
    """Print one link that lets EMAIL in: 15 minutes for someone who has that place, else an invitation of 14 days."""
    if (role in ("lead", "member", "reader")) != (organization_slug is not None):
        raise click.UsageError("lead, member and reader need --organization; the other roles take none.")
    try:
        address = clean_email(email)
        with actions.outside("a command names its centre") as session:
            centre = centre_facts(session, centre_slug)
        with command_work(centre) as work:
            organization_id = organization_by_slug(work, organization_slug).id if organization_slug else None
            token = host_link(work, address, role, organization_id)
            if token is not None:
                click.echo(f"{_base_url()}/sign-in/{token}")
                return
            token = new_token()
            invite(work, Offer(address, role, lang or centre.language, token), organization_id)
            click.echo(f"{_base_url()}/invitations/{token}")
    except DomainError as error:
        raise refusal(error) from error
