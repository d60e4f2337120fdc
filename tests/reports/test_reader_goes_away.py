"""A reader who closes the line half-way, on each kind of file, under the server that serves: nothing stays open."""

import os
import socket
import struct
import tempfile
import threading
import time

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from waitress.server import create_server

from socialtrack.data.db import db
from socialtrack.jobs.models import Job
from socialtrack.jobs.running import worker_of
from socialtrack.reports import events, export_jobs, history, queries
from socialtrack.reports.report import OpenReport
from socialtrack.reports.rules import FileFormat, Report

LITTLE = 1024  # bytes: the line holds as little as the system lets it, and an answer stands still until it is read
FILES = [f"{report}.{file_format}" for report in Report for file_format in FileFormat]


class Served:
    """The app behind waitress, which hands on a few bytes at a time and waits for whoever reads them."""

    def __init__(self, app):
        heard = socket.socket()
        heard.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LITTLE)  # each line that it takes has as much
        heard.bind(("127.0.0.1", 0))
        self.port = heard.getsockname()[1]
        self._server = create_server(app, sockets=[heard], threads=3, outbuf_overflow=512, outbuf_high_watermark=LITTLE)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def ask(self, address, cookie, method="GET"):
        """A line on which that was asked, and the first bytes of its answer."""
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
        line.connect(("127.0.0.1", self.port))
        line.settimeout(20)
        line.sendall(f"{method} {address} HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nCookie: {cookie}\r\n\r\n".encode())
        return line, line.recv(64)

    @property
    def is_idle(self):
        return not self._server.active_channels and not self._server.task_dispatcher.active_count

    def stop(self):
        self._server.trigger.pull_trigger(self._server.close)
        self._thread.join(timeout=10)
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)


def hang_up(line):
    """As a telephone out of reach: no farewell, and what was on its way is refused."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def wait_for(is_so, what):
    until = time.perf_counter() + 20
    while not is_so():
        assert time.perf_counter() < until, what
        time.sleep(0.01)


@pytest.fixture
def opened(monkeypatch):
    """The reports that are open, by name."""
    there, begin, end = [], OpenReport.__init__, OpenReport.close

    def opening(self, centre, actor, report, options):
        begin(self, centre, actor, report, options)
        there.append(self)

    def closing_(self):
        if self in there:
            there.remove(self)
        end(self)

    monkeypatch.setattr(OpenReport, "__init__", opening)
    monkeypatch.setattr(OpenReport, "close", closing_)
    return there


@pytest.fixture
def served(cast, monkeypatch, tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for module in (queries, history, events):
        monkeypatch.setattr(module, "AT_A_TIME", 1)
    server = Served(cast.app)
    yield server
    server.stop()
    assert list(folder.iterdir()) == []


def cookie_of(client):
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in client._cookies.values())


def open_files():
    return len(os.listdir("/proc/self/fd"))


class Counted:
    """What may not grow: handles of this process, connections that are out, reports that are open, work asked for."""

    def __init__(self, cast, opened):
        with cast.app.app_context():
            self._pool = db.engine.pool
        self._cast, self._opened = cast, opened
        self.before = self.now()

    def now(self):
        return {
            "files": open_files(),
            "connections": self._pool.checkedout(),
            "reports": len(self._opened),
            "work": len(self._cast.rows(select(Job))),
        }


def check_nothing_stays(served, counted, opened, address, cookie, *, stands_still):
    line, first = served.ask(address, cookie)
    assert first.startswith(b"HTTP/1.1 200"), first
    if stands_still:
        assert opened, "the answer had left whole: nothing was interrupted"
    hang_up(line)
    wait_for(lambda: served.is_idle and not opened, f"{address} stays open")
    wait_for(lambda: counted.now() == counted.before, f"{address}: {counted.now()}, and before {counted.before}")


# Files of this small centre that are twice as much as the line holds.
LONG = {"tasks.csv", "tasks.xlsx", "events.csv"}


@pytest.mark.usefixtures("own_app")
def test_files_that_are_left_half_way_leave_nothing_open(example, served, opened, open_one):
    cookie = cookie_of(example.client_for("aline"))
    live = {open_one(report=report): report for report in ("organizations", "tasks", "support", "movement")}
    reports = f"/centres/{example.quebec.slug}/reports"
    line, _first = served.ask(f"{reports}/people.csv", cookie)  # the first opens what the server keeps for itself
    hang_up(line)
    wait_for(lambda: served.is_idle and not opened, "the first")
    counted = Counted(example, opened)

    for file in FILES:
        check_nothing_stays(served, counted, opened, f"{reports}/{file}?names=1", cookie, stands_still=file in LONG)
    check_nothing_stays(served, counted, opened, f"{reports}/tasks.csv?as_of=2026-11-22", cookie, stands_still=False)
    for address, report in live.items():
        check_nothing_stays(served, counted, opened, address, "", stands_still=f"{report}.csv" in LONG)
    check_nothing_stays(served, counted, opened, f"{reports}/movement.pdf", cookie, stands_still=False)


@pytest.mark.usefixtures("own_app")
def test_file_of_long_work_that_is_left_half_way_is_there_for_the_next_try(example, served, opened, monkeypatch):
    monkeypatch.setattr(export_jobs, "LONG", 1)
    client = example.client_for("aline")
    page = client.get(f"/centres/{example.quebec.slug}/reports/tasks.xlsx").location
    worker_of(example.app).work_off()
    whole = client.get(f"{page}/file", buffered=True).data
    counted = Counted(example, opened)

    for _ in range(3):
        check_nothing_stays(served, counted, opened, f"{page}/file", cookie_of(client), stands_still=False)

    assert client.get(f"{page}/file", buffered=True).data == whole


@pytest.mark.postgresql
def test_database_that_goes_away_half_way_leaves_no_connection_out(cast, postgres, monkeypatch):
    """What was sent stays a file that is not whole: the line is cut, and nobody takes it for the end."""
    monkeypatch.setattr(queries, "AT_A_TIME", 1)
    with cast.app.app_context():
        pool = db.engine.pool
    client = cast.client_for("aline")
    before = pool.checkedout()
    answer = client.get(f"/centres/{cast.quebec.slug}/reports/tasks.csv", buffered=False)
    next(answer.response)
    with cast.app.app_context(), postgres.connect("postgres") as other:
        name = db.engine.url.database
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])

    with pytest.raises(DBAPIError):
        list(answer.response)
    answer.close()

    assert pool.checkedout() == before
