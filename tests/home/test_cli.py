"""Commands: a list from a file, the examples, and the demonstration on a database of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from socialtrack.home.demo import build_demo
from socialtrack.home.queries import centre_figures
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import Conflict, Refused
from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import Installation
from socialtrack.progress.rebuild import differences
from socialtrack.tenancy.actions import command_work
from socialtrack.tenancy.models import Centre, Membership, Organization
from tests.cast import everything


@pytest.fixture
def run(app):
    def run(*arguments):
        return app.test_cli_runner().invoke(args=list(arguments))

    return run


@pytest.fixture
def names(app):
    """The names of all organizations that are not removed."""

    def names():
        with app.app_context(), everything() as session:
            statement = select(Organization.name).where(Organization.removed_at.is_(None)).order_by(Organization.id)
            return list(session.scalars(statement))

    return names


def test_import_prints_each_line_and_fails_if_one_was_refused(cast, run, names, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text("Nom;Référence\nLes Amis;12\nLe Jardin;13\nLe Jardin;13\n", encoding="cp1252")
    before = names()

    rehearsed = run("import-organizations", str(file), "--centre", cast.quebec.slug, "--dry-run")
    assert names() == before
    done = run("import-organizations", str(file), "--centre", cast.quebec.slug)

    assert (
        rehearsed.stdout
        == done.stdout
        == (
            "2\tupdated\tLes Amis\tRéférence\u00a0: 12\n3\tcreated\tLe Jardin\t13\n"
            "4\trefused\tLe Jardin\tMême organisme qu’à la ligne 3.\n"
        )
    )
    assert done.stderr == "created: 1, updated: 1, unchanged: 0, refused: 1\n"
    assert (rehearsed.exit_code, done.exit_code) == (1, 1)
    assert names() == [*before, "Le Jardin"]


@pytest.mark.parametrize("centre", [(), ("--centre", "nowhere")])
def test_import_needs_to_know_the_centre(cast, run, tmp_path, centre):
    file = tmp_path / "liste.csv"
    file.write_text("Nom\nLe Jardin\n")

    result = run("import-organizations", str(file), *centre)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr


def test_unreadable_file_is_one_sentence(cast, run, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_bytes(b"Nom\n\0")

    result = run("import-organizations", str(file), "--centre", cast.quebec.slug)

    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)


def test_examples_go_to_the_centre_that_is_named(cast, run, names):
    result = run("load-example", "--centre", cast.montreal.slug)

    assert (result.exit_code, result.stdout) == (0, f"{cast.montreal.slug}\n")
    assert len(names()) == 15
    assert run("load-example", "--centre", cast.montreal.slug).exit_code == 1


def test_examples_found_a_centre_where_there_is_none(run, names):
    result = run("load-example")

    assert (result.exit_code, result.stdout) == (0, "centre-d-action-benevole-d-exemple\n")
    assert len(names()) == 12


def test_demonstration_is_refused_without_the_setting_or_on_a_living_database(app, settings, run, cast):
    assert run("demo-data").exit_code == 1
    with app.app_context():
        with pytest.raises(Refused):
            build_demo(settings)
        with pytest.raises(Conflict):
            build_demo(replace(settings, demo=True))


@pytest.fixture
def demo(app, settings):
    with app.app_context():
        return build_demo(replace(settings, demo=True))


def test_demonstration_lived_eight_months_in_order(app, demo):
    with app.app_context(), everything() as session:
        moments = list(session.scalars(select(Event.recorded_at).order_by(Event.id)))
        assert moments == sorted(moments)
        assert moments[0] <= utc_now() - timedelta(days=240)
        assert moments[-1] <= utc_now()
        assert session.get_one(Installation, 1).is_demo
        assert session.scalars(select(func.count()).select_from(Centre)).one() == 1
        roles = set(session.scalars(select(Membership.role)))
        assert roles == {"manager", "advisor", "centre_reader", "lead", "member", "reader"}


def test_demonstration_shows_every_situation(app, demo):
    with app.app_context(), command_work(demo) as work:
        now = centre_figures(work)
        assert (now.organizations, now.moving, now.stalled, now.complete, now.not_started) == (12, 4, 3, 2, 1)
        assert (now.waiting, now.upkeep_due) == (1, 1)
        assert differences(work) == []
