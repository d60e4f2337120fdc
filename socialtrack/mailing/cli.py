"""Commands about letters: does the mail server work, and send what waits."""

import smtplib

import click
from flask import current_app
from flask.cli import with_appcontext

from ..kernel.settings import Settings
from .sending import deliver, message_to, send_waiting

UNSET = "No mail server: set SOCIALTRACK_MAIL_URL, for example smtp://user:password@mail.example.org:587."


def _settings() -> Settings:
    settings: Settings = current_app.extensions["socialtrack-settings"]
    if not settings.mail_url:
        raise click.ClickException(UNSET)
    return settings


@click.command("test-mail")
@click.argument("address")
@with_appcontext
def test_mail(address: str) -> None:
    """Send one letter to ADDRESS right now, and say what the mail server answers."""
    settings = _settings()
    text = "SocialTrack peut envoyer des lettres.\nSocialTrack can send letters.\n"
    try:
        deliver(settings, message_to(settings, address, "SocialTrack : essai / test", text))
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise click.ClickException(f"The mail server refused: {type(error).__name__}: {error}") from error
    click.echo(f"Sent to {address}.")


@click.command("send-mail")
@with_appcontext
def send_mail() -> None:
    """Send the letters that wait, for a timer, where no server process runs."""
    sent, failed = send_waiting(_settings())
    click.echo(f"{sent} sent, {failed} failed")
    if failed:
        raise SystemExit(1)
