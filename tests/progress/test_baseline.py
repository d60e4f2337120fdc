"""Where an organization stood when it joined: said once, taken back, or fixed by the passing of its days."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update

from socialtrack.journal.baseline_queries import start_of, starts_as_of
from socialtrack.journal.models import Baseline, Event, OrganizationSummary
from socialtrack.journal.rules import Counts
from socialtrack.kernel.moments import end_of_day, to_microseconds
from socialtrack.progress.models import TaskState
from socialtrack.progress.network_actions import begin_path
from socialtrack.progress.rebuild import differences
from socialtrack.tenancy.actions import add_membership, add_organization, command_work
from socialtrack.tenancy.models import NetworkChoice, Organization
from tests.browser import Browser
from tests.cast import Organization as Room
from tests.cast import everything

NOW = date(2026, 11, 23)  # of the tests; members join on it, and have until the 7th of December
DUE = date(2026, 12, 7)


@pytest.fixture
def nid(cast):
    """« Le Nid », which Paul has just joined: its place in the address."""
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        id_ = add_organization(work, name="Le Nid")
        begin_path(work, id_)
        add_membership(work, person_id=cast.nadia.person_id, role="lead", name="Nadia", organization_id=id_)
        slug = work.session.scalars(select(Organization.slug).where(Organization.id == id_)).one()
    return Room(id_, slug, "Le Nid", cast.quebec)


@pytest.fixture
def nadia(cast, nid):
    browser = Browser(cast.client_for("nadia"))
    browser.get(f"{nid.address}start")
    return browser


def plain(text):
    return " ".join(text.replace("\u00a0", " ").split())


def summary(cast, room):
    return cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == room.id))[0]


def baselines(cast, room):
    return cast.rows(select(Baseline).where(Baseline.organization_id == room.id))


def kinds(cast, room):
    return cast.rows(select(Event.kind).where(Event.organization_id == room.id).order_by(Event.id))


def agrees(cast):
    with cast.work_for("aline") as work:
        assert differences(work) == []


def start(cast, room):
    with cast.work_for("aline") as work:
        return start_of(work, room.id)


def tick(cast, room, key="name-backup", state="done"):
    browser = Browser(cast.client_for("aline"))
    browser.get(f"{room.address}networks")
    return browser.post(f"{room.address}tasks/{key}/state", {"state": state})


def test_first_member_opens_fourteen_days_and_the_second_changes_nothing(cast, nid, clock):
    assert summary(cast, nid).baseline_due_on == DUE

    clock.shift(timedelta(days=3))
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        add_membership(work, person_id=cast.denis.person_id, role="member", name="Denis", organization_id=nid.id)

    assert summary(cast, nid).baseline_due_on == DUE
    agrees(cast)


def test_one_button_says_it_all_with_its_real_date(nadia, nid, cast):
    answer = nadia.post(
        f"{nid.address}start",
        {"network": ["facebook"], "done": ["name-responsible", "facebook-create-page"], "on": "2024-05-01"},
    )

    page = nadia.follow(answer).page
    assert answer.location == f"{nid.address}start"
    assert "2 tâches essentielles étaient déjà faites." in plain(page.text)
    states = {row.task_key: row for row in cast.rows(select(TaskState).where(TaskState.organization_id == nid.id))}
    assert {key: row.state for key, row in states.items()} == {
        "name-responsible": "done",
        "facebook-create-page": "done",
    }
    assert states["name-responsible"].done_at.date() == date(2024, 5, 1)
    assert cast.rows(select(NetworkChoice.network).where(NetworkChoice.organization_id == nid.id)) == ["facebook"]
    [row] = baselines(cast, nid)
    assert (row.fixed_on, row.done, row.step1_settled, row.step3_settled) == (NOW, 2, 1, 1)
    assert summary(cast, nid).baseline_due_on is None
    agrees(cast)


def test_whoever_says_it_is_active_today_however_old_what_they_did(nadia, nid, cast):
    nadia.post(f"{nid.address}start", {"done": ["name-responsible"], "on": "2024-05-01"})

    with cast.work_for("aline") as work:
        assert summary(cast, nid).last_activity_at == to_microseconds(work.now)


def test_nothing_ticked_is_an_answer(nadia, nid, cast):
    page = nadia.follow(nadia.post(f"{nid.address}start")).page

    assert "Rien n’était encore coché." in plain(page.text)
    assert [row.done for row in baselines(cast, nid)] == [0]
    assert kinds(cast, nid)[-1:] == ["baseline-fixed"]
    agrees(cast)


def test_no_date_means_the_day_of_arrival(nadia, nid, cast, clock):
    clock.shift(timedelta(days=5))
    nadia.post(f"{nid.address}start", {"done": ["name-responsible"]})

    [done_at] = cast.rows(select(TaskState.done_at).where(TaskState.organization_id == nid.id))
    assert done_at.date() == NOW


def test_task_of_a_network_that_is_not_ticked_is_left_alone(nadia, nid, cast):
    nadia.post(f"{nid.address}start", {"done": ["facebook-create-page"]})

    assert cast.rows(select(TaskState.task_key).where(TaskState.organization_id == nid.id)) == []


def test_sent_twice_it_is_said_once(nadia, nid, cast):
    form = {"done": ["name-responsible"], "request_key": "once"}

    first, second = (nadia.post(f"{nid.address}start", form) for _ in range(2))

    assert (first.status, second.status) == (303, 303)
    assert kinds(cast, nid).count("baseline-fixed") == 1
    assert len(cast.rows(select(Event).where(Event.organization_id == nid.id, Event.kind == "task-state"))) == 1


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"on": "2027-01-01"}, "Cette date est dans l’avenir."),
        ({"on": "1998-01-01"}, "Cette date est d’avant l’an 2000."),
        ({"on": "hier"}, "Cette date n’existe pas."),
        ({"network": ["minitel"]}, "Ce réseau n’existe pas dans ce parcours."),
    ],
)
def test_refused_it_keeps_every_box(nadia, nid, cast, form, words):
    answer = nadia.post(f"{nid.address}start", {"done": ["name-backup"], "network": ["x"], **form}, status=422)

    assert words in plain(answer.page.text)
    ticked = [box.get("value") for box in answer.page.all("input") if box.get("checked") is not None]
    assert "name-backup" in ticked
    assert answer.page.element("on").get("value") == form.get("on", "")
    assert baselines(cast, nid) == []


def test_taking_it_back_takes_everything_that_was_said_with_it(nadia, nid, cast):
    page = nadia.follow(
        nadia.post(f"{nid.address}start", {"network": ["facebook"], "done": ["name-responsible", "name-backup"]})
    ).page
    undo = next(b.get("value") for b in page.all("button") if b.get("name") == "event")
    tick(cast, nid, "name-backup", "declined")

    answer = nadia.post(f"{nid.address}undo", {"event": undo})

    assert answer.location == f"{nid.address}start"
    assert "sauf ce qui avait changé depuis" in plain(nadia.follow(answer).page.text)
    states = {
        row.task_key: row.state for row in cast.rows(select(TaskState).where(TaskState.organization_id == nid.id))
    }
    assert states == {"name-responsible": "todo", "name-backup": "declined"}
    assert cast.rows(select(NetworkChoice).where(NetworkChoice.organization_id == nid.id)) == []
    assert baselines(cast, nid) == []
    assert summary(cast, nid).baseline_due_on == DUE
    agrees(cast)


def test_after_its_days_it_is_neither_said_nor_taken_back(nadia, nid, cast, clock):
    nadia.post(f"{nid.address}start", {"done": ["name-backup"]})
    [event_id] = [row.event_id for row in baselines(cast, nid)]
    clock.shift(timedelta(days=15))
    nadia = Browser(cast.client_for("nadia"))
    nadia.get(f"{nid.address}networks")

    again = nadia.post(f"{nid.address}start", {"done": ["name-responsible"]}, status=409)
    back = nadia.post(f"{nid.address}undo", {"event": str(event_id)}, status=409)

    assert "Le point de départ est déjà noté." in plain(again.page.text)
    assert "les deux premières semaines sont passées" in plain(back.page.text)
    assert [row.done for row in baselines(cast, nid)] == [1]


def test_first_change_after_its_days_fixes_what_was_before_it(cast, nid, clock):
    tick(cast, nid, "name-responsible")
    clock.shift(timedelta(days=15))
    assert start(cast, nid).counts.done == 1  # nothing ran, and it is already known

    tick(cast, nid, "name-backup")

    [row] = baselines(cast, nid)
    assert (row.done, row.fixed_on) == (1, DUE)
    assert summary(cast, nid).baseline_due_on is None
    [event] = cast.rows(select(Event).where(Event.kind == "baseline-passed", Event.organization_id == nid.id))
    assert (event.actor_role, event.membership_id) == ("system", None)
    assert event.happened_at == end_of_day(DUE, cast.quebec.zone) - timedelta(microseconds=1)
    agrees(cast)


def test_what_changes_no_figure_fixes_nothing(cast, nid, clock):
    clock.shift(timedelta(days=15))

    tick(cast, nid, "name-backup", "doing")

    assert baselines(cast, nid) == []
    agrees(cast)


def test_last_day_still_counts(cast, nid, clock):
    clock.shift(timedelta(days=14))

    tick(cast, nid, "name-backup")

    assert baselines(cast, nid) == []
    assert start(cast, nid).is_open


def test_as_of_a_past_day_never_moves(cast, nid, nadia, clock):
    def told(day):
        with cast.work_for("aline") as work:
            return starts_as_of(work, nid.id - 1, nid.id, day, end_of_day(day, cast.quebec.zone))[nid.id]

    tick(cast, nid, "name-responsible")
    clock.shift(timedelta(days=20))
    open_then, passed = told(DUE), told(DUE + timedelta(days=1))
    tick(cast, nid, "name-backup")
    clock.shift(timedelta(days=2))

    assert open_then.is_open
    assert passed.counts == Counts(
        step1_settled=1, step1_counted=5, step2_counted=4, step3_counted=2, step4_counted=5, done=1
    )
    assert (told(DUE), told(DUE + timedelta(days=1)), told(DUE + timedelta(days=22))) == (open_then, passed, passed)


def test_advisor_says_it_for_them_before_anybody_has_joined(cast):
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        id_ = add_organization(work, name="La Ruche")
        begin_path(work, id_)
        slug = work.session.scalars(select(Organization.slug).where(Organization.id == id_)).one()
    room = Room(id_, slug, "La Ruche", cast.quebec)
    browser = Browser(cast.client_for("agathe"))
    path = browser.get(room.address).page
    assert "Noter ce que l’organisme avait déjà fait" in path.text

    browser.get(f"{room.address}start")
    browser.post(f"{room.address}start", {"done": ["name-backup"]})
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        add_membership(work, person_id=cast.nadia.person_id, role="lead", name="Nadia", organization_id=id_)

    assert [row.done for row in baselines(cast, room)] == [1]
    assert summary(cast, room).baseline_due_on is None
    [event] = cast.rows(select(Event).where(Event.organization_id == id_, Event.kind == "task-state"))
    assert event.on_behalf
    agrees(cast)


def test_path_says_it_quietly_while_it_is_open(cast, nid, nadia, clock):
    line = "Déjà commencé avant d’arriver ici?"
    assert line in nadia.get(nid.address).page.text

    clock.shift(timedelta(days=15))
    nadia = Browser(cast.client_for("nadia"))

    assert line not in nadia.get(nid.address).page.text


def test_reader_may_not_say_it(cast):
    browser = Browser(cast.client_for("denis"))

    browser.get(f"{cast.les_amis.address}start", status=403)


@pytest.mark.parametrize(
    "spoil",
    [
        update(Baseline).values(done=9),
        delete(Baseline),
        update(OrganizationSummary).values(baseline_due_on=date(2030, 1, 1)),
    ],
    ids=["figures", "lost", "day"],
)
def test_what_drifted_is_seen(cast, spoil):
    with cast.app.app_context(), everything() as session:
        session.execute(spoil)
        session.commit()

    with cast.work_for("aline") as work:
        assert differences(work)
