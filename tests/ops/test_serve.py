"""Starting: each thing that can be wrong is said in one sentence, and stopping leaves no trace."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from socialtrack.data.db import db
from socialtrack.ops.serve import CannotStart, bring_up_to_date, refuse_busy_port
from tests.conftest import close_app, create_app, settings_for
from tests.faults.server import Server
from tests.postgres import SUPERUSER

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        return other.getsockname()[1]


def test_port_in_use_is_said_with_what_to_do(taken_port: int):
    with pytest.raises(CannotStart) as refusal:
        refuse_busy_port("127.0.0.1", taken_port)

    assert f"127.0.0.1:{taken_port}" in refusal.value.message
    assert "SOCIALTRACK_PORT=" in refusal.value.message


def test_database_newer_than_the_code_is_refused_and_untouched(app):
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999_from_tomorrow'"))

        with pytest.raises(CannotStart) as refusal:
            bring_up_to_date()

        with db.engine.connect() as connection:
            mark = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert "newer version of SocialTrack" in refusal.value.message
    assert "9999_from_tomorrow" in refusal.value.message
    assert mark == "9999_from_tomorrow"


def test_database_up_to_date_is_left_alone(app):
    with app.app_context():
        bring_up_to_date()
        bring_up_to_date()


def test_empty_database_gets_its_tables(tmp_path: Path):
    app = create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'new.db'}"))
    with app.app_context():
        bring_up_to_date()

        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM event")).scalar_one() == 0
    close_app(app)


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_no_trace(settings, server, number):
    server.start()

    server.process.send_signal(number)

    assert server.process.wait(timeout=20) == 0
    said = server.log.read_text()
    assert f"is at {settings.base_url} " in said
    assert f"once: {settings.base_url}/setup/" in said
    assert said.endswith("SocialTrack has stopped. Everything that was ticked is kept.\n")
    assert "Traceback" not in said


def start(**settings: str) -> tuple[int, str, str]:
    """Run `flask serve` where it can't start; its exit status, and what it says."""
    environment = {**os.environ, **{f"SOCIALTRACK_{name}": value for name, value in settings.items()}}
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "serve"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_started_on_a_taken_port_says_one_sentence(settings, taken_port):
    status, out, said = start(DATA_DIR=str(settings.data_dir), DATABASE_URL=settings.database_url, PORT=str(taken_port))

    assert (status, out) == (1, "")
    assert said.count("\n") == 1
    assert said.startswith(f"127.0.0.1:{taken_port} can't be used")


def test_setting_that_can_not_be_right_names_its_variable(tmp_path: Path):
    assert start(DATA_DIR=str(tmp_path), PORT="eighty") == (
        1,
        "",
        "SOCIALTRACK_PORT must be a whole number from 1 to 65535, not 'eighty'.\n",
    )


def test_database_that_can_not_be_opened_says_one_sentence(tmp_path: Path):
    status, out, said = start(DATA_DIR=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path}/nowhere/at-all.db")

    assert (status, out) == (1, "")
    assert said == "The database can't be opened: unable to open database file.\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_demonstration_opens_with_one_click_and_leaves_nothing(number, tmp_path: Path, free_port: int):
    environment = {**os.environ, "TMPDIR": str(tmp_path), "SOCIALTRACK_PORT": str(free_port)}
    environment["SOCIALTRACK_DATABASE_URL"] = f"sqlite:///{tmp_path / 'real.db'}"  # not for a demonstration to touch
    demo = subprocess.Popen(
        [sys.executable, "-m", "flask", "demo"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert demo.stdout is not None
    try:
        said = [demo.stdout.readline() for _ in range(3)]
        assert said[-1] == f"Enter with one click: http://127.0.0.1:{free_port}/demo\n"
        page = answer(f"http://127.0.0.1:{free_port}/demo")
        assert "Mireille Gagnon" in page and "Jocelyne Bédard" in page
    finally:
        # Ctrl-C reaches the whole group; SIGTERM only the process that was started.
        os.killpg(demo.pid, number) if number == signal.SIGINT else demo.send_signal(number)
        rest = demo.communicate(timeout=30)[0]

    assert demo.returncode == 0
    assert rest == "The demonstration has stopped.\n"
    assert [left.name for left in tmp_path.iterdir()] == ["real.db"]
    with closing(sqlite3.connect(tmp_path / "real.db")) as real:
        assert real.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def answer(address: str) -> str:
    """The page at an address, once somebody answers there."""
    until = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=20) as opened:
                return opened.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def test_no_set_up_link_once_there_is_a_centre(cast, server):
    server.start()

    assert server.stop() == 0
    assert "/setup/" not in server.log.read_text()


@pytest.fixture
def server(settings, tmp_path):
    server = Server(settings, tmp_path / "server.log")
    yield server
    server.kill()


@pytest.mark.postgresql
def test_role_that_no_policy_holds_is_warned_of(app, settings, postgres, tmp_path, capsys):
    with app.app_context():
        bring_up_to_date()
    assert capsys.readouterr().err == ""
    name = db_name(settings)
    superuser = create_app(settings_for(tmp_path, postgres.url(name, SUPERUSER)))
    with superuser.app_context():
        bring_up_to_date()
    close_app(superuser)

    said = capsys.readouterr().err
    assert said.startswith("Warning: the role in SOCIALTRACK_DATABASE_URL is a superuser or has BYPASSRLS")
    assert said.count("\n") == 1


@pytest.mark.postgresql
def test_role_that_owns_no_table_says_who_makes_them(engine, postgres, tmp_path):
    url = postgres.url(postgres.create())
    app = create_app(replace(settings_for(tmp_path, url), migration_database_url=url))
    with app.app_context(), pytest.raises(CannotStart) as refusal:
        bring_up_to_date()
    close_app(app)

    assert "flask db upgrade with SOCIALTRACK_MIGRATION_DATABASE_URL" in refusal.value.message


def db_name(settings) -> str:
    return urlsplit(settings.database_url).path.removeprefix("/")
