"""The floor that every test stands on: a fixed clock, an app on an empty database of its own, the cast, a browser.

Each test that touches the database runs on the engines that `--engine` names: sqlite (by default), postgresql or both
(tests/engines.py says how much of both).
Nothing here skips: without PostgreSQL, Chromium or Java the tests that need them fail, and say what to install.
"""

from __future__ import annotations

import gc
import os
import socket
from collections import Counter
from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, sync_playwright

from socialtrack.data.db import db
from socialtrack.kernel.settings import Settings, read_settings
from socialtrack.people.password_hashing import Cost
from socialtrack.wiring import create_app
from tests import cast as stage
from tests import real_browser
from tests.checkers import HtmlChecker
from tests.databases import Databases, kind_for
from tests.engines import BROWSER_FIXTURES, engines_of, is_left_to_the_whole, is_on_postgresql
from tests.postgres import MIGRATOR, RUNTIME, Postgres, in_memory
from tests.standing import StandingApp
from tests.walls.witness import WITNESS
from tests.walls.world import World

NOW = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)  # a Monday, 10 h 5 in Québec
SERVED = {"live_server", "server"}  # fixtures that answer on a port of their own


if root := in_memory():  # a database is copied for each test, and each commit is synced: a disk would be the bottleneck
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", root)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine", default="sqlite", choices=("sqlite", "postgresql", "both"), help="database of the tests"
    )
    parser.addoption(
        "--whole", action="store_true", help="all that can be tried: both engines everywhere, every look, every fault"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", engines_of(metafunc), scope="session")


TOLD = {
    "visits": "requests of everyone, everywhere, at every address (tests/walls/test_access.py)",
    "questions": "requests that carried a foreign id (tests/walls/test_foreign_ids.py)",
    "stones": "hostile requests (tests/sweep/test_hostile.py)",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much the walls were tried: what tests counted with `record_property`, put together. And what they `told`."""
    calls = [r for rs in terminalreporter.stats.values() for r in rs if getattr(r, "when", "") == "call"]
    for name, words in TOLD.items():
        if count := sum(value for report in calls for key, value in report.user_properties if key == name):
            terminalreporter.write_line(f"{count:,} {words}")
    for line in (value for report in calls for key, value in report.user_properties if key == "told"):
        terminalreporter.write_line(line)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what drives a browser or PostgreSQL, since tests/took_part.py counts them; leave out (not skip) what would
    need an engine that was not asked for."""
    kept, left, turns = [], [], Counter()
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
            item.user_properties.append(("kind", "browser"))
        if is_on_postgresql(item):
            item.user_properties.append(("kind", "postgresql"))
        nothing_to_run_on = item.get_closest_marker("skip") is not None and "NOTSET" in item.nodeid
        (left if nothing_to_run_on or is_left_to_the_whole(item, turns) else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def pytest_collection_finish() -> None:
    """Thousands of tests and their modules stay until the end: what is thrown away is looked for without them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The private PostgreSQL of this process of the tests."""
    try:
        server = Postgres.start()
    except LookupError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield server
    server.stop()


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller]:
    """Time stands still at `NOW`; `clock.shift(timedelta(days=3))` and `clock.move_to(…)` move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _time_stands_still(request: pytest.FixtureRequest) -> None:
    """Everywhere but in front of a real browser or a real server, which wait for the clock to move."""
    if not (BROWSER_FIXTURES | SERVED) & set(request.fixturenames):
        request.getfixturevalue("clock")


def settings_for(folder: Path, database_url: str, **more: str) -> Settings:
    environment = {
        "SOCIALTRACK_DATA_DIR": str(folder / "instance"),
        "SOCIALTRACK_DATABASE_URL": database_url,
        "SOCIALTRACK_MIGRATION_DATABASE_URL": database_url.replace(f"//{RUNTIME}@", f"//{MIGRATOR}@"),
        "SOCIALTRACK_SECRET_KEY": "a key that only the tests know, and that guards nothing",
        **{f"SOCIALTRACK_{name}": value for name, value in more.items()},
    }
    return read_settings(environment, folder)


def close_app(app: Flask) -> None:
    """Let go of every connection of an app, so that its database can be copied or dropped."""
    for name in ("socialtrack-keeper", WITNESS):
        if (connection := app.extensions.pop(name, None)) is not None:
            connection.close()
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Databases]:
    """By engine: the databases of this process of the tests; see tests/databases.py."""
    return {}


@pytest.fixture
def database_url(
    engine: str,
    databases: dict[str, Databases],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[str]:
    """A migrated database of this test alone: empty; with the cast in it for a test that asks for `cast`; with what
    tests/walls/world.py adds for one that asks for `world`."""
    if engine not in databases:
        folder = tmp_path_factory.mktemp("databases")
        postgres = request.getfixturevalue("postgres") if engine == "postgresql" else None
        databases[engine] = Databases(
            engine, folder, lambda url: create_app(settings_for(folder, url)), close_app, NOW, postgres
        )
    yield from databases[engine].one(kind_for(request.fixturenames), tmp_path)


@pytest.fixture
def settings(tmp_path: Path, database_url: str, request: pytest.FixtureRequest) -> Settings:
    port = "8000"
    if SERVED & set(request.fixturenames):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
    return settings_for(tmp_path, database_url, PORT=port)


class Client(FlaskClient):
    """A test client that asks at the address where the app believes it is served."""

    def open(self, *args, **kwargs):
        if args and isinstance(args[0], str):
            kwargs.setdefault("base_url", self.application.extensions["socialtrack-settings"].base_url)
        return super().open(*args, **kwargs)

    def session_transaction(self, *args, **kwargs):
        kwargs.setdefault("base_url", self.application.extensions["socialtrack-settings"].base_url)
        return super().session_transaction(*args, **kwargs)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


def _build_app(settings: Settings, compiled_templates: FileSystemBytecodeCache) -> Flask:
    app = create_app(settings, {"TESTING": True, "PASSWORD_COST": Cost(passes=1, memory=8)})
    app.jinja_env.bytecode_cache = compiled_templates
    app.test_client_class = Client
    return app


@pytest.fixture
def own_app() -> None:
    """Asked for by tests that change what an app is made of: `@pytest.mark.usefixtures("own_app")`."""


@pytest.fixture(scope="session")
def standing_apps() -> dict[str, StandingApp]:
    """By engine: the app that the tests of this process share; see tests/standing.py."""
    return {}


@pytest.fixture
def app(
    engine: str,
    settings: Settings,
    compiled_templates: FileSystemBytecodeCache,
    standing_apps: dict[str, StandingApp],
    request: pytest.FixtureRequest,
) -> Iterator[Flask]:
    """The app as it is served, on an empty database of its own; CSRF tokens are asked for as in real life."""
    if "own_app" in request.fixturenames:
        app = _build_app(settings, compiled_templates)
        yield app
        close_app(app)
        return
    if engine not in standing_apps:
        app = _build_app(settings, compiled_templates)
        close_app(app)
        standing_apps[engine] = StandingApp(app)
    standing = standing_apps[engine]
    yield standing.stand_on(settings)
    try:
        standing.leave(close_app)
    except AssertionError:
        del standing_apps[engine]  # the next test gets a new one
        raise


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen, of someone who is not signed in."""
    return app.test_client()


@pytest.fixture(scope="session")
def known_casts() -> dict[str, stage.Cast]:
    """By engine: the cast that was read from a template, whose ids and moments are those of each of its copies."""
    return {}


@pytest.fixture
def cast(app: Flask, engine: str, known_casts: dict[str, stage.Cast]) -> stage.Cast:
    """Two centres and everyone in them; see tests/cast.py."""
    if engine not in known_casts:
        known_casts[engine] = stage.Cast(app)
    cast = copy(known_casts[engine])
    cast.app = app
    return cast


@pytest.fixture
def world(cast: stage.Cast, engine: str, databases: dict[str, Databases]) -> World:
    """The cast, and in each room something that nobody else may read; see tests/walls/world.py."""
    return databases[engine].world(cast)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for each process of the tests."""
    with sync_playwright() as playwright:
        try:
            program = real_browser.launch(playwright)
        except LookupError as missing:
            pytest.fail(str(missing), pytrace=False)
        yield program
        program.close()


@pytest.fixture
def live_server(app: Flask, settings: Settings) -> Iterator[real_browser.LiveServer]:
    """The app of this test behind its real server, on a port of its own."""
    app.testing = False
    server = real_browser.LiveServer(app, settings.port)
    yield server
    server.stop()


@pytest.fixture
def browser(chromium: Browser, live_server: real_browser.LiveServer) -> Iterator[real_browser.RealBrowser]:
    """Windows on the live server: `browser.window(390)`; what they complain of fails the test."""
    windows = real_browser.RealBrowser(chromium, live_server)
    yield windows
    windows.close()


@pytest.fixture(scope="session")
def html_checker() -> Iterator[HtmlChecker]:
    try:
        checker = HtmlChecker()
    except LookupError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield checker
    checker.stop()
