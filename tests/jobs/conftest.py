"""A kind of long work for the tests: it counts to ten, and writes what it counted."""

import pytest

from socialtrack.jobs import running
from socialtrack.jobs.kinds import KINDS, Kind, Made
from socialtrack.kernel.errors import Conflict
from socialtrack.kernel.permissions import Can
from socialtrack.tenancy.models import Organization


class Counting:
    """`at` is called at each step, with its number: a test does there what happens meanwhile."""

    def __init__(self):
        self.at = lambda n: None
        self.runs = 0

    def run(self, work, parameters, progress):
        self.runs += 1
        with progress.out.open("wb") as out:
            for n in range(10):
                self.at(n)
                progress(n, 10)
                out.write(b"%d\n" % n)
        progress(10, 10)
        if parameters.get("refused"):
            raise Conflict("reference-taken", reference="12", name="Les Amis")
        return Made(file_name="compte.csv")


def adding(work, parameters, progress):
    """Changes something, and is done in the same transaction."""
    with work.write():
        row = work.session.get(Organization, parameters["organization"])
        row.region = parameters["region"]
        progress(1, 1)
        progress.settle({"changed": 1})
    if parameters.get("breaks"):
        raise ValueError("after the end")
    return Made()


@pytest.fixture
def worker(app, monkeypatch):
    return running.worker_of(app)


@pytest.fixture
def counting(app):
    """Registered for this test alone."""
    counting = Counting()
    words = {
        "permission": Can.EXPORT,
        "counted": lambda done, total: f"{done} organismes sur {total}",
        "back": lambda parameters: ("Organismes", "/"),
    }
    app.extensions[KINDS] = {
        **app.extensions.get(KINDS, {}),
        "count": Kind(counting.run, title=lambda parameters: "Compter", **words),
        "add": Kind(
            lambda work, parameters, progress: (counting.at(0), adding(work, parameters, progress))[1],
            title=lambda parameters: "Ajouter",
            told=lambda parameters, said: f"{said['changed']} organisme changé.",
            onward=lambda job: ("Voir les organismes", "/"),
            **words,
        ),
    }
    return counting
