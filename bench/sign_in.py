"""What an address tells by the time its answer takes: known with a password, known without one, and nobody's.

Wall-clock time, as whoever guesses sees it; CPU time would leave out what the disk does.
"""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlalchemy import delete, select

from socialtrack.data.db import immediate
from socialtrack.data.scope import Scope, open_session
from socialtrack.people.models import Person, Throttle

from .centre import Stage, stage
from .measure import Figure

ROUNDS = 60
PROMISE = "from 0.75 to 1.33"


def figures() -> Iterator[Figure]:
    with stage(1) as scene:
        settings = scene.app.extensions["socialtrack-settings"]
        scene.app.extensions["socialtrack-settings"] = replace(settings, mail_url="smtp://127.0.0.1:9")
        scene.app.testing = True  # letters wait in the outbox: sending them is nobody's wait
        known, without = _addresses(scene)
        visitor = _visitor(scene)
        for way, words in (("password", "wrong password"), ("link", "link asked for")):
            took = _in_turn(visitor, way, [known, without, "nobody@example.org"])
            base = took["nobody@example.org"]
            yield Figure(f"{words}, address that nobody has", base * 1000, "ms", 1.0, "itself")
            yield Figure(f"{words}, known", took[known] * 1000, "ms", took[known] / base, "that", PROMISE)
            yield Figure(
                f"{words}, known without one", took[without] * 1000, "ms", took[without] / base, "that", PROMISE
            )


def _addresses(scene: Stage) -> tuple[str, str]:
    session = open_session(Scope(None, "figures are made on a stage of their own"))
    with immediate(session):
        first, second = session.scalars(select(Person).order_by(Person.id).limit(2))
        first.password_hash = scene.app.extensions["socialtrack-hasher"].hash("tulipe canapé nuage onze")
        found = first.email, second.email
    session.close()
    return found


def _visitor(scene: Stage) -> Callable[[dict[str, str]], int]:
    """Somebody on the sign-in page, who sends its form again and again: the status of the answer."""
    base_url = scene.app.extensions["socialtrack-settings"].base_url
    client = scene.app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in", base_url=base_url).text)
    assert token is not None
    return lambda form: client.post("/sign-in", data={"csrf_token": token[1], **form}, base_url=base_url).status_code


def _in_turn(visitor: Callable[[dict[str, str]], int], way: str, emails: list[str]) -> dict[str, float]:
    """Seconds of each address: the median over the rounds, one of each in turn."""
    took: dict[str, list[float]] = {email: [] for email in emails}
    for n in range(ROUNDS + 5):
        _forget_tries()
        for email in emails[n % 3 :] + emails[: n % 3]:
            form = {"email": email, "way": way, "password": "pas celui-ci, non"}
            begin = time.perf_counter()
            status = visitor(form)
            took[email].append(time.perf_counter() - begin)
            assert status == (422 if way == "password" else 200), status
    return {email: statistics.median(seconds[5:]) for email, seconds in took.items()}


def _forget_tries() -> None:
    session = open_session(Scope(None, "figures are made on a stage of their own"))
    with immediate(session):
        session.execute(delete(Throttle))
    session.close()
