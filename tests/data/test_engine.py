"""How the engine is set: connections enough for every thread, nothing personal in its complaints."""

import pytest
from sqlalchemy.exc import IntegrityError

from socialtrack.data.db import engine_options
from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import Person
from tests.cast import everything


@pytest.mark.parametrize("url", ["sqlite:///x", "postgresql+psycopg://x"])
@pytest.mark.parametrize("threads", [1, 4, 16, 64])
def test_each_thread_may_hold_two_connections(url, threads):
    """A report holds one for the door and one of its own: else as many reports as connections wait for ever."""
    options = engine_options(url, threads)

    assert options["pool_size"] + options["max_overflow"] >= 2 * threads


def test_failed_statement_does_not_tell_what_it_carried(cast):
    same = Person(email="canary@example.org", email_key=cast.bruno.email, language="fr", created_at=utc_now())
    with cast.app.app_context(), everything() as session:
        session.add(same)
        with pytest.raises(IntegrityError) as refused:
            session.flush()

    assert "canary" not in str(refused.value)
