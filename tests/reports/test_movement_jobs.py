"""In a large centre what moved is counted as long work, which leads to the page that there would have been at once."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.jobs.models import Job
from socialtrack.jobs.running import worker_of
from socialtrack.kernel.moments import utc_now
from socialtrack.reports import export_jobs
from tests.browser import Browser
from tests.reports.test_csv import tick


@pytest.fixture
def address(cast, clock):
    tick(cast, "bruno", cast.les_amis, "name-responsible")
    clock.shift(timedelta(days=3))
    tick(cast, "bruno", cast.les_amis, "name-backup")
    since, until = utc_now().date() - timedelta(days=2), utc_now().date()
    return f"/centres/{cast.quebec.slug}/reports/movement?since={since}&until={until}"


@pytest.fixture
def large(monkeypatch):
    """Two organizations are a large centre here."""
    return lambda most=1: monkeypatch.setattr(export_jobs, "LONG", most)


def figures(page):
    return re.findall(r"<t[dh][^>]*>([^<]*)|<p>([^<]*\d[^<]*)", page.text)


def test_it_says_what_the_page_would_have_said_at_once(cast, address, large):
    aline = Browser(cast.client_for("aline"))
    at_once = aline.get(address).page
    large()

    answer = aline.get(address, status=303)
    assert worker_of(cast.app).work_off() == 1
    done = aline.follow(answer).page
    onward = next(link for link in done.links if "counted=" in link)
    page = aline.get(onward).page

    assert figures(at_once)
    assert figures(page) == figures(at_once)
    assert cast.client_for("aline").get(onward.replace("/movement?", "/movement.pdf?")).data.startswith(b"%PDF")


def test_what_was_counted_serves_its_own_days_and_its_own_asker(cast, address, large):
    large()
    aline, agathe = cast.client_for("aline"), cast.client_for("agathe")
    number = int(aline.get(address).location.rsplit("/", 1)[-1])
    worker_of(cast.app).work_off()

    assert aline.get(f"{address}&counted={number}").status_code == 200
    assert agathe.get(f"{address}&counted={number}").status_code == 303
    assert aline.get(f"{address.replace('since=', 'x=')}&counted={number}").status_code == 303
    assert aline.get(f"{address}&counted={number + 7}").status_code == 303


def test_who_was_held_to_a_caseload_since_counts_again(cast, address, large):
    large(0)
    agathe = cast.client_for("agathe")
    number = int(agathe.get(address).location.rsplit("/", 1)[-1])
    worker_of(cast.app).work_off()
    assert agathe.get(f"{address}&counted={number}").status_code == 200

    cast.confide("agathe", cast.les_amis)

    assert agathe.get(f"{address}&counted={number}").status_code == 303


def test_filters_are_counted_at_once_and_kept_with_no_work(cast, address, large):
    large()

    assert cast.client_for("aline").get(f"{address}&q=canari").status_code == 200
    assert cast.rows(select(Job)) == []
