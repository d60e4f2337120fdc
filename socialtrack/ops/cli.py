"""Commands of the house, one place where they are hung on the app."""

from flask import Flask

from ..home.cli import import_organizations, load_example, undo_import
from ..home.demo import demo_data
from ..home.founding_cli import create_centre_command
from ..home.my_data_cli import export_person
from ..mailing.cli import send_mail, test_mail
from ..people.cli import invite_command, setup_link
from ..people.erasure_cli import erase_person_command, replay_erasures
from ..people.factor_cli import reset_factor
from ..reports.cli import export
from .demo import demo
from .purge_cli import purge
from .rebuild_cli import rebuild_progress
from .serve import serve


def register(app: Flask) -> None:
    """Each feature's commands join here, since `ops` is the highest feature."""
    app.cli.add_command(serve)
    app.cli.add_command(demo)
    app.cli.add_command(export)
    app.cli.add_command(rebuild_progress)
    app.cli.add_command(purge)
    for command in (import_organizations, undo_import, load_example, demo_data):
        app.cli.add_command(command)
    for command in (setup_link, invite_command, create_centre_command, send_mail, test_mail):
        app.cli.add_command(command)
    for command in (erase_person_command, replay_erasures, export_person, reset_factor):
        app.cli.add_command(command)
