"""Everybody at once, for the walks over every address; and a database in which nothing was ever made."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from socialtrack.wiring import create_app
from tests.conftest import close_app, settings_for


@pytest.fixture
def clients(cast) -> dict[str | None, FlaskClient]:
    return dict(zip((None, *(m.key for m in cast.everyone)), cast.clients_for(None, *cast.everyone), strict=True))


@pytest.fixture
def empty(engine, tmp_path, request):
    """An app on a database in which nothing was ever made."""
    if engine == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        postgres = request.getfixturevalue("postgres")
        url = postgres.url(postgres.create())
    app = create_app(settings_for(tmp_path, url))
    yield app
    close_app(app)
