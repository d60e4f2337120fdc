"""A long list is brought in as long work: whole or not at all, whatever happens meanwhile."""

import pytest
from sqlalchemy import select

from socialtrack.home import actions, import_undo_views, import_views
from socialtrack.home.import_queries import past_imports
from socialtrack.jobs.models import Job
from socialtrack.jobs.reporting import Reporter
from socialtrack.jobs.running import worker_of
from socialtrack.tenancy.models import Organization
from tests.home.test_import import agree, events, preview, rows

LIST = "Nom;Référence\n" + "".join(f"Organisme {n};R{n}\n" for n in range(12))


@pytest.fixture
def address(cast, monkeypatch):
    monkeypatch.setattr(import_views, "LONG", 10)
    monkeypatch.setattr(import_undo_views, "LONG", 10)
    monkeypatch.setattr("socialtrack.home.import_actions._AT_ONCE", 4)
    return f"/centres/{cast.quebec.slug}/import"


@pytest.fixture
def steps(monkeypatch):
    """How far it said it was; `steps.at` is called each time."""
    said, report = [], Reporter.__call__

    def watched(self, done, total=None):
        said.append((done, total))
        steps_at(done)
        report(self, done, total)

    def steps_at(done):
        if call := getattr(watched, "at", None):
            call(done)

    monkeypatch.setattr(Reporter, "__call__", watched)
    watched.said = said
    return watched


def test_long_list_is_brought_in_and_its_page_tells_what_was_done(cast, aline, address, steps):
    answer = agree(aline, preview(aline, address, LIST).page)
    assert "/jobs/" in answer.location and "Ce travail va commencer." in aline.follow(answer).page.words
    assert len(rows(cast)) == 2

    worker_of(cast.app).work_off()

    assert "12 organismes ajoutés. Inviter leurs personnes responsables" in aline.follow(answer).page.words
    assert len(rows(cast)) == 14
    assert steps.said == [(0, None), (0, 12), (4, 12), (8, 12), (12, 12)]
    imported = [one for one in cast.rows(select(Job)) if one.state == "done"]
    assert [(one.kind, one.result) for one in imported] == [
        ("import-organizations", {"created": 12, "refused": 0, "unchanged": 0, "updated": 0})
    ]
    assert not list(worker_of(cast.app).folder._path.glob("*"))


def test_agreeing_twice_is_one_work(cast, aline, address):
    page = preview(aline, address, LIST).page

    assert agree(aline, page).location == agree(aline, page).location
    assert worker_of(cast.app).work_off() == 1
    assert len(rows(cast)) == 14


def test_short_list_is_done_at_once(cast, aline, address):
    answer = agree(aline, preview(aline, address, "Nom\nLa Popote\n").page)

    assert answer.location.endswith("/organizations/")
    assert len(rows(cast)) == 3


def test_cancelled_half_way_nothing_is_left_of_it(cast, aline, address, steps):
    answer = agree(aline, preview(aline, address, LIST).page)
    worker, before = worker_of(cast.app), (rows(cast), events(cast))

    def cancel(done):
        if done == 8:
            worker.standing.is_cancelled = True

    steps.at = cancel
    worker.work_off()

    assert steps.said[-1] == (8, 12)
    assert "C’est annulé. Rien n’a été fait à moitié." in aline.follow(answer).page.words
    assert (rows(cast), events(cast)) == before


def test_centre_that_changed_meanwhile_is_told_and_nothing_is_done(cast, aline, address):
    answer = agree(aline, preview(aline, address, LIST).page)
    with cast.work_for("agathe") as work:
        actions.add_organization(work, actions.Details("Organisme 3", "R3"))
    before = rows(cast)

    worker_of(cast.app).work_off()

    words = aline.follow(answer).page.words
    assert "Votre centre a changé depuis l’aperçu. Rien n’a été importé." in words
    assert "Recommencer" not in words and "Importer une autre liste" in words
    assert rows(cast) == before


def test_long_import_is_taken_back_as_long_work_too(cast, aline, address, steps):
    agree(aline, preview(aline, address, LIST).page)
    worker_of(cast.app).work_off()
    with cast.work_for("aline") as work:
        (brought,) = past_imports(work)
    page = aline.get(f"/centres/{cast.quebec.slug}/imports/{brought.id}").page

    answer = aline.submit(page.form("/undo"))
    worker_of(cast.app).work_off()

    assert "L’importation est annulée. 12 organismes retirés." in aline.follow(answer).page.words
    assert steps.said[-1] == (12, 12)
    kept = [one for one in cast.rows(select(Organization)) if one.removed_at is None]
    assert len(kept) == 3  # the two of Québec, and Montréal's
