"""Everybody at once, for the walks over every address."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def clients(cast) -> dict[str | None, FlaskClient]:
    return dict(zip((None, *(m.key for m in cast.everyone)), cast.clients_for(None, *cast.everyone), strict=True))
