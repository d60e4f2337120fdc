"""Long work: one at a time, for whoever asked, whole or not at all, and its page tells where it stands."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.jobs import actions
from socialtrack.jobs.models import Job
from socialtrack.jobs.reporting import Reporter
from socialtrack.jobs.running import _here
from socialtrack.kernel.moments import utc_now
from socialtrack.tenancy.models import Membership, Organization
from tests.browser import Browser
from tests.cast import everything


def start(cast, who="aline", kind="count", **parameters):
    with cast.work_for(who) as work:
        return actions.start(work, kind, parameters, 10)


def one(cast, job):
    return cast.rows(select(Job).where(Job.id == job))[0]


def change(cast, statement):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(statement)


def meanwhile(call):
    """What another thread of the server does while the work goes on."""
    with ThreadPoolExecutor(1) as one_more:
        return one_more.submit(call).result()


@pytest.fixture
def page(cast, counting):
    return f"/centres/{cast.quebec.slug}/jobs"


@pytest.fixture
def aline(cast):
    return Browser(cast.client_for("aline"))


def test_it_is_done_and_its_file_taken_by_whoever_asked(cast, worker, page, aline):
    job = start(cast)
    assert "Ce travail va commencer" in aline.get(f"{page}/{job}").page.words

    assert worker.work_off() == 1

    assert "C’est prêt." in aline.get(f"{page}/{job}").page.words
    answer = aline.get(f"{page}/{job}/file")
    assert answer.response.data == b"".join(b"%d\n" % n for n in range(10))
    assert answer.headers["Content-Disposition"] == "attachment; filename=compte.csv"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (one(cast, job).done, one(cast, job).total) == (10, 10)


@pytest.mark.parametrize("who", ["aline", "rachel", "chantal", "bruno"])
def test_others_do_not_know_of_it_nor_does_a_manager(cast, worker, page, who):
    job = start(cast, "agathe")
    worker.work_off()
    browser = Browser(cast.client_for(who))
    refused = 403 if who == "bruno" else 404

    for address in (f"{page}/{job}", f"{page}/{job}?part=1", f"{page}/{job}/file"):
        browser.get(address, status=refused)
    browser.get("/account")
    for gesture in ("cancel", "again"):
        browser.post(f"{page}/{job}/{gesture}", status=refused)
    assert len(cast.rows(select(Job))) == 1


def test_asked_twice_it_is_one_and_the_same_until_it_is_over(cast, worker, counting):
    first = start(cast, step=1)

    assert start(cast, step=1) == first
    assert start(cast, "agathe", step=1) != first
    assert start(cast, step=2) != first
    worker.work_off()
    assert start(cast, step=1) != first
    assert counting.runs == 3


def test_its_page_says_how_far_it_is(cast, worker, page, counting, aline, clock):
    job, seen = start(cast), []

    def look(n):
        clock.shift(timedelta(seconds=1))
        if n == 5:
            html = meanwhile(lambda: aline.get(f"{page}/{job}?part=1").text)
            seen.append((html, one(cast, job).done))

    counting.at = look
    worker.work_off()

    ((html, stored),) = seen
    assert "4 organismes sur 10" in html and 'value="4" max="10"' in html and 'data-state="running"' in html
    assert stored == 4


def test_cancelled_it_stops_at_its_next_step_and_leaves_nothing(cast, worker, page, counting, aline):
    job, reached = start(cast), []

    def cancel(n):
        reached.append(n)
        if n == 3:
            meanwhile(lambda: aline.get(f"{page}/{job}"))
            meanwhile(lambda: aline.submit(aline.page.form("/cancel")))

    counting.at = cancel
    worker.work_off()

    assert reached == [0, 1, 2, 3]
    assert "C’est annulé. Rien n’a été fait à moitié." in aline.get(f"{page}/{job}").page.words
    aline.get(f"{page}/{job}/file", status=404)
    assert not list(worker.folder._path.glob("*"))


def test_cancelled_before_it_begins_it_never_does(cast, worker, page, counting, aline):
    job = start(cast)
    aline.get(f"{page}/{job}")

    aline.submit(aline.page.form("/cancel"))

    assert worker.work_off() == 0
    assert one(cast, job).state == "cancelled"
    aline.get("/account")
    assert "C’était déjà fini." in aline.follow(aline.post(f"{page}/{job}/cancel")).page.words


@pytest.mark.parametrize(
    "change_to", [{"ended_at": utc_now()}, {"role": "centre_reader"}, {"sees_caseload_only": True}]
)
def test_whoever_lost_their_place_gets_no_file(cast, worker, counting, clock, change_to):
    job, reached = start(cast, "agathe"), []

    def end(n):
        reached.append(n)
        clock.shift(timedelta(seconds=1))
        if n == 3:
            change(cast, update(Membership).where(Membership.id == cast.agathe.membership_id).values(**change_to))

    counting.at = end
    worker.work_off()

    assert reached == [0, 1, 2, 3]
    assert (one(cast, job).state, one(cast, job).problem) == ("failed", {"code": "membership-changed"})
    assert not list(worker.folder._path.glob("*"))


@pytest.mark.parametrize("change_to", [{"role": "centre_reader"}, {"sees_caseload_only": True}])
def test_file_made_for_another_place_is_given_no_more(cast, worker, page, change_to):
    agathe, job = Browser(cast.client_for("agathe")), start(cast, "agathe")
    worker.work_off()
    agathe.get(f"{page}/{job}/file")

    change(cast, update(Membership).where(Membership.id == cast.agathe.membership_id).values(**change_to))

    agathe.get(f"{page}/{job}/file", status=404)
    said = agathe.get(f"{page}/{job}").page
    assert "pour une place que vous n’avez plus" in said.words
    assert not [link for link in said.links if link.endswith("/file")]


def test_refusal_is_said_in_the_readers_language(cast, worker, page, aline):
    job = start(cast, refused=1)
    worker.work_off()

    assert "La référence 12 est déjà celle de Les Amis." in aline.get(f"{page}/{job}").page.words
    answer = cast.client_for("aline").get(f"{page}/{job}?lang=en")
    assert "The reference 12 is already that of Les Amis." in answer.text


def test_what_breaks_is_said_plainly_and_can_be_begun_again(cast, worker, page, counting, aline, caplog):
    job = start(cast)
    counting.at = lambda n: 1 // 0
    worker.work_off()

    assert "Quelque chose s’est brisé de notre côté." in aline.get(f"{page}/{job}").page.words
    assert "long work of kind count failed" in caplog.text
    counting.at = lambda n: None
    answer = aline.submit(aline.page.form("/again"))
    worker.work_off()
    assert answer.location != f"{page}/{job}"
    assert "C’est prêt." in aline.follow(answer).page.words


def test_work_whose_process_died_is_said_to_be_interrupted(cast, worker, page, aline, clock):
    job = start(cast)
    change(cast, update(Job).where(Job.id == job).values(state="running", beat_at=utc_now(), result={"host": "other"}))
    assert "C’est en cours." in aline.get(f"{page}/{job}").page.words

    clock.shift(timedelta(seconds=61))

    assert "Le serveur s’est arrêté pendant ce travail." in aline.get(f"{page}/{job}").page.words
    answer = aline.submit(aline.page.form("/again"))
    assert one(cast, job).state == "failed"
    assert answer.location != f"{page}/{job}"
    assert worker.work_off() == 1


def test_one_that_this_machine_no_longer_runs_is_known_at_once(cast, worker, page, aline, clock):
    job = start(cast)
    values = {"state": "running", "beat_at": utc_now(), "result": {**_here(), "pid": 2**22 + 1}}
    change(cast, update(Job).where(Job.id == job).values(**values))

    assert "Le serveur s’est arrêté" in aline.get(f"{page}/{job}").page.words


def test_one_that_still_runs_is_not_begun_again(cast, worker, page, aline):
    job = start(cast)
    change(cast, update(Job).where(Job.id == job).values(state="running", beat_at=utc_now()))
    aline.get("/account")

    assert aline.post(f"{page}/{job}/again").location == f"{page}/{job}"
    assert len(cast.rows(select(Job))) == 1


def test_stopping_server_stops_the_work(cast, worker, page, counting, aline):
    job, reached = start(cast), []

    def stop(n):
        reached.append(n)
        worker.is_leaving = n >= 3

    counting.at = stop
    worker.work_off()

    assert reached == [0, 1, 2, 3]
    assert "Le serveur s’est arrêté" in aline.get(f"{page}/{job}").page.words


def test_file_is_gone_after_an_hour(cast, worker, page, aline, clock):
    job = start(cast)
    worker.work_off()
    clock.shift(timedelta(minutes=61))

    assert aline.get(f"{page}/{job}/file", status=303).location == f"{page}/{job}"
    assert "gardé une heure" in aline.get(f"{page}/{job}").page.words


def test_what_changes_something_is_done_in_the_same_transaction_or_not_at_all(cast, worker, page, aline):
    job = start(cast, kind="add", organization=cast.les_amis.id, region="Nord")
    worker.work_off()

    assert cast.rows(select(Organization.region).where(Organization.id == cast.les_amis.id)) == ["Nord"]
    assert "1 organisme changé." in aline.get(f"{page}/{job}").page.words
    assert "Voir les organismes" in aline.page.words


def test_what_was_done_stays_done_whatever_comes_after(cast, worker, counting, caplog):
    job = start(cast, kind="add", organization=cast.les_amis.id, region="Nord", breaks=1)
    worker.work_off()

    assert one(cast, job).state == "done"


def test_cancelled_while_it_changes_something_all_of_it_is_undone(cast, worker, counting, monkeypatch):
    job = start(cast, kind="add", organization=cast.les_amis.id, region="Nord")
    settle = running_settle(monkeypatch, lambda: setattr(worker.standing, "is_cancelled", True))
    worker.work_off()

    assert settle == [job]
    assert one(cast, job).state == "cancelled"
    assert cast.rows(select(Organization.region).where(Organization.id == cast.les_amis.id)) == [None]


def test_cancelled_through_another_process_nothing_is_changed_either(cast, worker, counting):
    job = start(cast, kind="add", organization=cast.les_amis.id, region="Nord")
    counting.at = lambda n: change(cast, update(Job).where(Job.id == job).values(state="cancelled"))
    worker.work_off()

    assert one(cast, job).state == "cancelled"
    assert cast.rows(select(Organization.region).where(Organization.id == cast.les_amis.id)) == [None]


def running_settle(monkeypatch, before):
    """Something happens just before a job is settled; the numbers of those that were."""
    settled, settle = [], Reporter.settle

    def cancelled_first(self, said):
        before()
        settled.append(self._taken.id)
        settle(self, said)

    monkeypatch.setattr(Reporter, "settle", cancelled_first)
    return settled
