"""A server that can be hurt, on a database with the cast in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from socialtrack.kernel.settings import Settings
from tests.cast import Cast
from tests.conftest import close_app
from tests.faults.load import Crowd
from tests.faults.server import Server


@pytest.fixture
def crowd(cast: Cast) -> Iterator[Crowd]:
    crowd = Crowd(cast)
    yield crowd
    crowd.stop()


@pytest.fixture
def server(cast: Cast, crowd: Crowd, settings: Settings, tmp_path: Path) -> Iterator[Server]:
    """Started by the test. The tests' own connections are closed: alone, the server must recover alone."""
    close_app(cast.app)
    server = Server(settings, tmp_path / "server.log")
    yield server
    server.kill()


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    """`make faults`: all of it; `make test`: enough to see that it holds."""
    return bool(request.config.getoption("--whole"))
