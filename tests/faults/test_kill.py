"""The server dies in the middle of its work: what it acknowledged is there, once, and nothing else."""

import random
import time

from sqlalchemy import delete, update

from socialtrack.data.db import immediate
from socialtrack.journal.models import OrganizationSummary, Receipt
from socialtrack.progress.models import TaskState
from tests.cast import Cast, everything
from tests.faults.load import Crowd
from tests.faults.reckoning import reckon
from tests.faults.server import Server


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(cast: Cast, crowd: Crowd, server: Server, whole: bool):
    kills, changes = (50, 10_000) if whole else (2, 100)
    moment = random.Random(7)
    server.start()
    crowd.start()

    for _ in range(kills):
        crowd.wait_for(more=changes // kills)
        time.sleep(moment.random() / 20)
        server.kill()
        server.start()
    crowd.wait_for(more=10)
    crowd.stop()

    assert server.stop() == 0
    assert crowd.acknowledged >= changes
    assert {attempt.status for attempt in crowd.attempts} <= {None, 303, 503}
    assert reckon(cast, crowd.attempts) == []


def test_reckoning_sees_what_was_planted(cast: Cast, crowd: Crowd, server: Server):
    server.start()
    crowd.start()
    crowd.wait_for(more=40)
    crowd.stop()
    server.stop()
    whole_story = crowd.attempts
    assert reckon(cast, whole_story) == []

    changed = next(a for a in whole_story if a.is_acknowledged)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(delete(Receipt).where(Receipt.request_key == changed.request_key))
        session.execute(update(TaskState).where(TaskState.task_key == "org-email").values(state="declined"))
        session.execute(update(OrganizationSummary).values(done=OrganizationSummary.done + 1))
    found = "\n".join(reckon(cast, whole_story))

    assert f"lost: {changed}" in found
    assert "are not what the journal says" in found
    assert "done of " in found
