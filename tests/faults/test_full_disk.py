"""The disk is full: pages stay readable, a change is refused with 503, and all is well again when there is room."""

import time

import pytest

from tests.cast import Cast
from tests.faults.load import Crowd
from tests.faults.reckoning import reckon
from tests.faults.server import Server

RECOVERY = 5  # seconds, without a restart


@pytest.mark.sqlite
def test_pages_are_readable_and_nothing_is_lost_while_the_disk_is_full(
    cast: Cast, crowd: Crowd, server: Server, whole: bool
):
    reader = crowd.tickers[0]
    server.start()
    crowd.start()

    for _ in range(5 if whole else 1):
        crowd.wait_for(more=30)
        server.fill_disk()
        time.sleep(0.5)  # what had begun is over
        before, acknowledged = len(crowd.attempts), crowd.acknowledged
        pages = [server.status(address, reader.cookie) for address in (cast.les_amis.address, "/guide", "/readyz")]
        time.sleep(1)
        assert pages == [200, 200, 200]
        assert crowd.acknowledged == acknowledged
        assert len(crowd.attempts) > before
        server.free_disk()
        crowd.wait_for(more=1, within=RECOVERY)
    crowd.stop()
    server.stop()

    assert {attempt.status for attempt in crowd.attempts} == {303, 503}
    assert reckon(cast, crowd.attempts) == []
