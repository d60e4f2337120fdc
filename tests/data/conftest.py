"""Sessions opened by hand, closed at the end of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.orm import Session

from socialtrack.data.db import db
from socialtrack.data.scope import Scope, open_session
from tests.cast import Cast

Open = Callable[..., Session]


@pytest.fixture
def open_(cast: Cast) -> Iterator[Open]:
    """`open_(centre_id, organization_id)`: a session of that scope; None is everything; without argument, no scope."""
    sessions = []

    def open_one(*where: int | None) -> Session:
        if where:
            centre_id, organization_id = (*where, None)[:2]
            session = open_session(Scope(centre_id, "a test looks at everything", organization_id))
        else:
            session = db.session.session_factory()
        sessions.append(session)
        return session

    with cast.app.app_context():
        yield open_one
        for session in sessions:
            session.close()


@pytest.fixture
def furnished(cast: Cast) -> Cast:
    """A row in each table, in both centres, and in both organizations of Québec: so the database of a test that asks
    begins (tests/databases.py)."""
    return cast


@pytest.fixture
def database(furnished: Cast) -> str:
    with furnished.app.app_context():
        return str(db.engine.url.database)
