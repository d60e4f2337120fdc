"""PostgreSQL restarts without a word: changes are refused for a moment, none is lost, and the app needs no restart."""

import pytest

from tests.cast import Cast
from tests.faults.load import Crowd
from tests.faults.reckoning import reckon
from tests.faults.server import Server
from tests.postgres import Postgres

RECOVERY = 5  # seconds


@pytest.mark.postgresql
def test_nothing_is_lost_when_postgresql_restarts(
    cast: Cast, crowd: Crowd, server: Server, postgres: Postgres, whole: bool
):
    server.start()
    crowd.start()

    for _ in range(10 if whole else 2):
        crowd.wait_for(more=30)
        postgres.restart_at_once()
        crowd.wait_for(more=5, within=RECOVERY)
    crowd.stop()
    server.stop()

    assert {attempt.status for attempt in crowd.attempts} <= {None, 303, 503}
    assert reckon(cast, crowd.attempts) == []
