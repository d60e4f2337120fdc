"""A workbook of a large centre is made as long work, and is the one that the page would have given at once."""

import io
import zipfile

import pytest
from sqlalchemy import select

from socialtrack.jobs.models import Job
from socialtrack.jobs.running import worker_of
from socialtrack.journal.models import AccessEvent
from socialtrack.reports import export_jobs
from tests.browser import Browser


@pytest.fixture
def large(monkeypatch):
    """Two organizations are a large centre here."""
    monkeypatch.setattr(export_jobs, "LONG", 1)


def sheets(data):
    """All that a workbook says; when it was made apart."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist() if not name.startswith("docProps/")}


@pytest.mark.parametrize("address", ["organizations.xlsx?status=moving", "tasks.xlsx?q=amis&lang=en", "support.xlsx"])
def test_it_is_the_same_file(cast, monkeypatch, request, address):
    aline, reports = Browser(cast.client_for("aline")), f"/centres/{cast.quebec.slug}/reports"
    at_once = aline.get(f"{reports}/{address}", buffered=True).response
    request.getfixturevalue("large")

    answer = aline.get(f"{reports}/{address}", status=303)
    assert worker_of(cast.app).work_off() == 1

    page = aline.follow(answer).page
    file = aline.get(next(link for link in page.links if link.endswith("/file")), buffered=True).response
    assert sheets(file.data) == sheets(at_once.data)
    assert (
        file.headers["Content-Disposition"].split("filename=")[1].strip('"') in at_once.headers["Content-Disposition"]
    )


def test_asked_twice_it_is_made_once_and_noted_as_what_leaves(cast, large):
    client, address = cast.client_for("rachel"), f"/centres/{cast.quebec.slug}/reports/organizations.xlsx"

    assert client.get(address).location == client.get(address).location
    assert client.get(f"{address}?q=amis").location != client.get(address).location
    assert len(cast.rows(select(Job))) == 2
    assert {row.after for row in cast.rows(select(AccessEvent))} == {"organizations"}


def test_words_of_its_filters_are_not_kept_with_the_work(cast, large):
    cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/organizations.xlsx?q=canari")

    (job,) = cast.rows(select(Job))
    assert "canari" not in str(job.parameters)
    worker_of(cast.app).work_off()
    assert sorted(path.suffix for path in worker_of(cast.app).folder._path.iterdir()) == [".given", ".made"]


def test_head_of_it_and_a_csv_ask_for_no_work(cast, large):
    client, reports = cast.client_for("aline"), f"/centres/{cast.quebec.slug}/reports"

    assert client.head(f"{reports}/organizations.xlsx", buffered=True).status_code == 200
    assert client.get(f"{reports}/tasks.csv", buffered=True).status_code == 200
    assert cast.rows(select(Job)) == []


def test_what_is_refused_is_refused_at_once(cast, large):
    answer = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/organizations.xlsx?as_of=2099-01-01")

    assert answer.status_code == 422
    assert cast.rows(select(Job)) == []
