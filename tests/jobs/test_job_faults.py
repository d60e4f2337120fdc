"""What goes wrong around long work, and what is asked of it out of turn."""

import os
import resource
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from socialtrack.jobs import actions, reporting, running
from socialtrack.jobs.files import GIVEN, MADE
from socialtrack.jobs.models import Job
from socialtrack.jobs.rules import MOST_OPEN
from socialtrack.kernel.errors import Busy, Refused
from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import Device
from tests.browser import Browser
from tests.jobs.test_jobs import change, one, start


@pytest.fixture
def page(cast, counting):
    return f"/centres/{cast.quebec.slug}/jobs"


@pytest.fixture
def aline(cast):
    return Browser(cast.client_for("aline"))


def given(cast, who="aline", data=b"Nom\nLa Popote\n", **parameters):
    """Work on a file."""
    with cast.work_for(who) as work:
        return actions.start(work, "count", parameters, 10, given=(running.worker_of(cast.app).folder, data))


def files(worker):
    return sorted(path.suffix for path in worker.folder._path.glob("*"))


@contextmanager
def full_disk(room=0):
    """No file may hold more than so many bytes. (SQLite's own are larger already, and are not written meanwhile.)"""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# Begun again


def test_begun_again_twice_by_a_double_press_it_is_one_work(cast, worker, page, counting, aline, caplog):
    job = given(cast)
    counting.at = lambda n: 1 // 0
    worker.work_off()
    form = aline.get(f"{page}/{job}").page.form("/again")

    first, second = aline.submit(form), aline.submit(form)

    assert first.location == second.location != f"{page}/{job}"
    assert len(cast.rows(select(Job))) == 2


def test_file_whose_hour_has_passed_is_made_again_from_what_was_given(cast, worker, page, aline, clock):
    job = given(cast)
    worker.work_off()
    clock.shift(timedelta(minutes=61))

    answer = aline.get(f"{page}/{job}/file", status=303)  # a page left open for an hour
    said = aline.follow(answer).page
    assert "Ce fichier n’est plus là" in said.words and not [link for link in said.links if link.endswith("/file")]
    again = aline.submit(said.form("/again"))
    worker.work_off()

    assert "C’est prêt." in aline.follow(again).page.words


def test_where_nothing_is_left_of_what_was_given_nothing_is_offered(cast, worker, page, aline, clock):
    job = given(cast)
    worker.work_off()
    clock.shift(timedelta(hours=26))
    for path in worker.folder._path.iterdir():
        os.utime(path, (0, (utc_now() - timedelta(hours=26)).timestamp()))
    assert worker.folder.sweep(utc_now()) == 2

    said = aline.get(f"{page}/{job}").page
    assert "Ce fichier n’est plus là" in said.words and "Recommencer" not in said.words
    assert "Organismes" in said.words
    aline.get("/account")
    assert "Ce que ce travail lisait n’est plus là." in aline.post(f"{page}/{job}/again", status=409).page.words


def test_cancelled_before_it_began_nothing_of_what_was_given_is_kept(cast, worker, page, aline):
    job = given(cast)
    assert files(worker) == [".given"]
    aline.get(f"{page}/{job}")

    aline.submit(aline.page.form("/cancel"))

    assert files(worker) == [] and worker.work_off() == 0


# The disk is full


def test_what_it_is_given_can_not_be_kept_on_a_full_disk_and_nothing_is_asked(cast, worker, counting):
    with cast.work_for("aline") as work:
        folder = worker.folder
        folder._path.mkdir(parents=True)
        with full_disk(room=8), pytest.raises(Busy):
            _start_without_committing(work, folder)

    assert cast.rows(select(Job)) == [] and files(worker) == []


def _start_without_committing(work, folder):
    return actions.start(work, "count", {}, given=(folder, b"longer than the room that is left"))


def test_file_that_finds_no_room_can_be_made_again(cast, worker, page, counting, aline, caplog):
    job = given(cast)

    def fill(n):
        if n == 3:
            raise OSError(28, "No space left on device")

    counting.at = fill
    worker.work_off()

    assert files(worker) == [".given"]
    assert "Quelque chose s’est brisé de notre côté." in aline.get(f"{page}/{job}").page.words
    counting.at = lambda n: None
    again = aline.submit(aline.page.form("/again"))
    worker.work_off()
    assert "C’est prêt." in aline.follow(again).page.words
    assert files(worker) == [".given", ".made"]


def test_database_that_is_busy_at_the_end_is_no_cancelling(cast, worker, page, aline, monkeypatch, caplog):
    """Nobody cancelled: the file was made, and that could not be said."""
    job, calls = given(cast), []
    really = reporting.immediate

    def busy_once(session, lock=0):
        if worker.standing is not None and worker.standing.done == (10, 10) and not calls:
            calls.append(lock)
            raise Busy
        return really(session, lock)

    monkeypatch.setattr(reporting, "immediate", busy_once)
    worker.work_off()

    assert len(calls) == 1
    said = aline.get(f"{page}/{job}").page
    assert "Quelque chose s’est brisé de notre côté. Rien n’a été fait à moitié." in said.words
    assert files(worker) == [".given"]
    aline.submit(said.form("/again"))
    worker.work_off()
    assert files(worker) == [".given", ".made"]


# Who does what when


def test_what_this_very_process_does_is_not_dead_however_silent(cast, worker, page, counting, aline, clock):
    """An import holds SQLite's one pen: for as long as it writes, nothing of how far it is can be stored."""
    job, seen = start(cast), []

    def look(n):
        if n == 5:
            change(cast, update(Job).where(Job.id == job).values(beat_at=utc_now() - timedelta(minutes=5)))
            seen.append(aline.get(f"{page}/{job}").page.words)
            seen.append(aline.post(f"{page}/{job}/again").location)

    counting.at = look
    worker.work_off()

    assert "C’est en cours." in seen[0] and "4 organismes sur 10" in seen[0]
    assert seen[1] == f"{page}/{job}"
    assert [row.state for row in cast.rows(select(Job))] == ["done"]


def test_many_of_one_person_keep_nobody_waiting_for_more_than_one(cast, worker, counting, clock):
    mine = [start(cast, step=n) for n in range(5)]
    hers = [start(cast, "agathe", step=n) for n in range(2)]
    montreal = start(cast, "chantal", kind="count")

    done = []

    def note(n):
        clock.shift(timedelta(milliseconds=1))
        if n == 0:
            done.append(worker.standing.job_id)

    counting.at = note
    worker.work_off()

    assert done == [mine[0], hers[0], montreal, mine[1], hers[1], *mine[2:]]


def test_one_person_has_so_many_open_at_most(cast, worker, page, aline):
    for n in range(MOST_OPEN):
        start(cast, step=n)
    assert start(cast, step=0)  # the very same is no other

    with pytest.raises(Refused, match="too-many-jobs"):
        start(cast, step=MOST_OPEN)

    start(cast, "agathe", step=0)
    worker.work_off()
    start(cast, step=MOST_OPEN)


def test_signed_out_meanwhile_it_goes_on_and_waits_for_them(cast, worker, page, counting, aline):
    job = start(cast)
    aline.get(f"{page}/{job}")

    def leave(n):
        if n == 3:
            change(cast, update(Device).values(ended_at=utc_now()))

    counting.at = leave
    worker.work_off()

    assert one(cast, job).state == "done"
    assert aline.get(f"{page}/{job}?part=1", status=303).location.startswith("/sign-in")
    assert "C’est prêt." in Browser(cast.client_for("aline")).get(f"{page}/{job}").page.words


def test_cancelled_just_as_it_ends_it_is_one_or_the_other(cast, worker, page, counting, aline):
    """Pressed at the last step, from another thread, again and again: never a file of what is said to be cancelled."""
    ends = set()
    for n in range(6):
        job = start(cast, step=n)
        aline.get(f"{page}/{job}")
        form = aline.page.form("/cancel")
        with ThreadPoolExecutor(1) as thread:
            presses = []
            counting.at = lambda at: presses.append(thread.submit(aline.submit, form)) if at == 9 else None  # noqa: B023
            worker.work_off()
            presses[0].result(60)
        row = one(cast, job)
        ends.add(row.state)
        assert row.state in ("done", "cancelled")
        assert worker.folder.of(cast.quebec.id, job, MADE).exists() == (row.state == "done")
        assert not worker.folder.of(cast.quebec.id, job, GIVEN).exists() or row.state == "done"
    assert ends


def test_number_that_no_row_can_have_is_nobodys(cast, page, aline):
    for number in ("0", "9" * 18, "9" * 19, "9" * 40, "-1", "1.5"):
        aline.get(f"{page}/{number}", status=404)
        aline.get(f"{page}/{number}/file", status=404)
