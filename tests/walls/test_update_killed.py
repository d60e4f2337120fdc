"""The power goes in the middle of an update, or of a rebuild: nothing is half done, and starting again ends it."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import downgrade
from sqlalchemy import inspect, text

from socialtrack.data.db import db
from socialtrack.progress.rebuild import differences
from socialtrack.progress.rebuild_due import centres_due
from socialtrack.tenancy.actions import command_work
from tests.cast import everything
from tests.postgres import die_with_the_tests
from tests.walls.test_migrations import a_year, shown

ROOT = Path(__file__).parents[2]
NEW = {"centre_day_movement", "organization_tag", "support", "saved_view", "live_address", "job"}
# For each number that it reads: a process that dies, without a last word, before its statement of that number; answers
# with how that process ended. What takes long, loading the code, is done once.
DYING = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from socialtrack.data.prepared import Prepared
from socialtrack.ops.serve import bring_up_to_date, count_again
from socialtrack.wiring import create_app

last = so_far = 0
run = Prepared._cursor

def count(*given):
    global so_far
    so_far += 1
    if so_far == last:
        os.kill(os.getpid(), signal.SIGKILL)

def counted(*given):
    count()
    return run(*given)

event.listen(Engine, "before_cursor_execute", count)
Prepared._cursor = counted
for line in sys.stdin:
    last = int(line)
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    sys.stdout = sys.stderr
    app = create_app()
    if sys.argv[1] == "update":
        with app.app_context():
            bring_up_to_date()
            count_again()
    else:
        app.cli.main(["rebuild-progress"], standalone_mode=False)
    os._exit(0)
"""


@contextmanager
def dying(app, what):
    """A function: whether it ended, killed before its statement of that number."""
    settings = app.extensions["socialtrack-settings"]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SOCIALTRACK_")},
        "SOCIALTRACK_DATA_DIR": str(settings.data_dir),
        "SOCIALTRACK_DATABASE_URL": settings.database_url,
        "SOCIALTRACK_MIGRATION_DATABASE_URL": settings.migration_database_url,
        "SOCIALTRACK_SECRET_KEY": settings.secret_key,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", DYING, what],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=die_with_the_tests,
    )

    def run(last):
        process.stdin.write(f"{last}\n")
        process.stdin.flush()
        status = int(process.stdout.readline())
        assert status in (0, -9)
        return status == 0

    with process:
        yield run


def test_update_that_is_killed_has_not_begun_or_is_done(empty, clock):
    cast = a_year(empty, clock)
    before = shown(cast)
    with empty.app_context():
        downgrade(revision="0005")
    seen, last, has_ended = set(), 3, False

    with dying(empty, "update") as ends:
        while not has_ended:
            has_ended = ends(last)
            last += 11 + last // 3
            seen.add(where_it_stands(empty, cast))

    assert seen >= {"not begun", "2 to count", "0 to count"}
    assert shown(cast) == before


def where_it_stands(app, cast):
    """Each thing wholly so, or wholly otherwise."""
    with app.app_context(), db.engine.connect() as connection:
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        inspector = inspect(connection)
        there = NEW & set(inspector.get_table_names())
        columns = {column["name"] for column in inspector.get_columns("centre_totals")}
    assert (there, "figures_version" in columns) == ((NEW, True) if revision == "0006" else (set(), False))
    if revision != "0006":
        return "not begun"
    with app.app_context():
        due = {centre.id for centre in centres_due()}
        for centre in (cast.quebec, cast.montreal):
            with command_work(centre) as work:
                assert bool(differences(work)) is (centre.id in due)
    return f"{len(due)} to count"


def test_rebuild_that_is_killed_has_not_begun_or_is_done(empty, clock):
    cast = a_year(empty, clock)
    with empty.app_context(), everything() as session:
        for change in (
            "UPDATE organization_summary SET step1_settled = step1_settled + 1",
            "DELETE FROM centre_day_movement",
            "DELETE FROM task_state WHERE task_key = 'weekly-rhythm'",
            "UPDATE centre_totals SET complete = complete + 1",
        ):
            session.connection().exec_driver_sql(change)
        session.commit()

    def wrong(centre):
        with empty.app_context(), command_work(centre) as work:
            return differences(work)

    spoiled, last, has_ended, kills = wrong(cast.quebec), 3, False, 0
    assert len(spoiled) > 10
    with dying(empty, "rebuild") as ends:
        while not has_ended:
            has_ended = ends(last)
            last, kills = last + len(spoiled) // 2, kills + (not has_ended)  # so that it is killed while it writes
            assert wrong(cast.quebec) in ([], spoiled)

    assert kills > 2
    assert wrong(cast.quebec) == wrong(cast.montreal) == []
