"""A report of a past day is told from the journal: the bytes of that evening, for ever, whatever happened since."""

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socialtrack.data.db import immediate
from socialtrack.data.scope import Scope, open_session
from socialtrack.guide.actions import give_first_path
from socialtrack.guide.edition import shipped_edition
from socialtrack.home.actions import load_example
from socialtrack.home.merge_actions import merge_organizations, plan_merge
from socialtrack.journal.queries import centre_story
from socialtrack.journal.rules import Status
from socialtrack.kernel.errors import Conflict, Invalid, NotFound, Refused
from socialtrack.kernel.moments import end_of_day, local_day, utc_now
from socialtrack.kernel.work import Actor, CentreFacts
from socialtrack.people.models import Person
from socialtrack.progress import actions as progress
from socialtrack.progress.evidence_actions import set_evidence
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.network_actions import begin_path, set_network
from socialtrack.progress.plan_actions import set_plan
from socialtrack.progress.plan_rules import WantedPlan
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.progress.rules import State, wanted
from socialtrack.progress.start_actions import Already, say_start
from socialtrack.progress.undo_actions import take_back
from socialtrack.reports import told_actions
from socialtrack.reports.filter_rules import Filters
from socialtrack.reports.history import at_days, past
from socialtrack.reports.report import OpenReport
from socialtrack.reports.rules import Delimiter, Header, Options, Report
from socialtrack.reports.told_actions import keep_told, told_differences
from socialtrack.support.actions import Said, log_support
from socialtrack.support.rules import Given, SupportKind
from socialtrack.tenancy.actions import (
    Details,
    add_membership,
    add_organization,
    change_organizations,
    command_work,
    found_centre,
    open_work,
)
from socialtrack.tenancy.organization_actions import (
    archive_organization,
    pause_organization,
    restore_organization,
    resume_organization,
)
from socialtrack.tenancy.organization_rules import From
from tests import asks

START = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)  # the clocks of North America go forward three days later
TASKS = sorted(task.key for task in shipped_edition().tasks if task.network in (None, "facebook", "x"))
RECURRING = sorted(task.key for task in shipped_edition().tasks if task.recurs_days is not None)
NETWORKS = ("facebook", "x")
STATES = frozenset(state.value for state in State)
ESSENTIAL = sorted(task.key for task in shipped_edition().tasks if task.essential)


@pytest.fixture(autouse=True)
def states_kept_often(monkeypatch):
    """So that histories of a few events are told from kept states too."""
    monkeypatch.setattr(told_actions, "EVERY", 3)


@dataclass
class World:
    """A centre whose days pass, and the reports that were kept at the end of some."""

    centre: CentreFacts
    clock: object
    person_id: int
    manager: int
    organizations: list[int] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)
    members: dict[int, int] = field(default_factory=dict)
    last_change: dict[int, int] = field(default_factory=dict)
    gestures: int = 0
    has_news: bool = False
    kept: dict[date, list[bytes]] = field(default_factory=dict)

    def gesture(self, happened_at: datetime | None = None) -> Gesture:
        self.gestures += 1
        return Gesture(f"gesture-{self.gestures}", "same", happened_at=happened_at)

    def reports(self, as_of: date | None) -> list[bytes]:
        """Each report of that day, and the archived ones that the first two leave out."""
        files, archived = [], Filters(status=Status.ARCHIVED)
        for report, filters in (*product(Report, [Filters()]), *product(list(Report)[:2], [archived])):
            options = Options(
                "fr", Delimiter.COMMA, Header.KEYS, as_of, with_names=True, filters=filters, with_organizations=True
            )
            opened = OpenReport(self.centre, Actor("manager"), report, options)
            files.append(b"".join(opened.pieces()))
            opened.close()
        return files

    def wait(self, hours: float) -> None:
        """Let time pass, and keep the reports of the evenings on the way: each with news, and some without."""
        until = utc_now() + timedelta(hours=hours)
        while (midnight := end_of_day(self.today(), self.centre.zone)) <= until:
            self.clock.move_to(midnight - timedelta(microseconds=1))
            if self.has_news or self.today().day % 10 == 0:
                self.kept[self.today()] = self.reports(None)
                self.has_news = False
            self.clock.move_to(midnight)
        self.clock.move_to(until)

    def today(self) -> date:
        return local_day(utc_now(), self.centre.zone)


def a_world(clock, zone: str) -> World:
    clock.move_to(START)
    finder = open_session(Scope(None, "the tests set the stage"))
    with immediate(finder):
        centre = found_centre(finder, "Centre d’essai", "fr", zone, utc_now())
        person = Person(email="b@example.org", email_key=f"b{centre.id}@example.org", created_at=utc_now())
        finder.add(person)
        finder.flush()
        person_id = person.id
    finder.close()
    with command_work(centre) as work, work.write():
        give_first_path(work, shipped_edition())
        manager = add_membership(work, person_id=person_id, role="manager", name="Aline")
    return World(centre, clock, person_id, manager)


def join(world: World, name: str) -> None:
    world.has_news = True
    with command_work(world.centre) as work, work.write():
        id_ = add_organization(work, name=name, region="Lévis" if len(name) % 2 else None, tags=("a", "=b"))
        begin_path(work, id_)
        world.members[id_] = add_membership(
            work, person_id=world.person_id, role="lead", name="Bruno", organization_id=id_
        )
    world.organizations.append(id_)


def act(world: World, which: int, kind: str, what: int, name: str) -> None:
    """One gesture on one of the organizations that are there."""
    world.has_news = True
    if kind == "upkeep":
        upkeep(world)
        return
    there = [id_ for id_ in world.organizations if id_ not in world.removed]
    if kind == "join" or not there:
        join(world, name)
        return
    id_ = there[which % len(there)]
    session = open_session(Scope(world.centre.id, organization_id=id_))
    member = open_work(session, Actor("lead", world.members[id_], world.person_id, id_), world.centre)
    try:
        if kind in STATES:
            said = wanted(kind, "Parce que; oui" if what % 2 else "", today=member.today)
            answer = progress.set_task_state(member, id_, TASKS[what % len(TASKS)], said, world.gesture())
            world.last_change[id_] = answer.event_id or world.last_change.get(id_, 0)
        elif kind == "late":  # said long after it was done: on paper, or before joining
            gesture = world.gesture(member.now - timedelta(days=what))
            progress.set_task_state(member, id_, TASKS[what % len(TASKS)], wanted("done", today=member.today), gesture)
        elif kind == "undo" and world.last_change.get(id_):
            take_back(member, id_, world.last_change[id_], world.gesture())
        elif kind == "confirm":
            progress.confirm_task(member, id_, RECURRING[what % len(RECURRING)], world.gesture())
        elif kind == "all":
            for key in ESSENTIAL:
                progress.set_task_state(member, id_, key, wanted("done", today=member.today), world.gesture())
        elif kind in ("chosen", "not_now", "dropped"):
            set_network(member, id_, NETWORKS[what % 2], kind)
        elif kind == "plan":
            due_on = member.today + timedelta(days=what) if what % 3 else None
            someone = WantedPlan(world.members[id_], "", due_on) if what % 2 else WantedPlan(None, name, due_on)
            plan = set_plan(member, id_, TASKS[what % len(TASKS)], someone, world.gesture())
            world.last_change[id_] = plan.event_id or world.last_change.get(id_, 0)
        elif kind == "evidence":
            task, words = WITH_EVIDENCE[what % len(WITH_EVIDENCE)]
            answer = set_evidence(member, id_, task, words, world.gesture())
            world.last_change[id_] = answer.event_id or world.last_change.get(id_, 0)
        elif kind in (*asks.HESITATIONS, *asks.QUESTIONS):
            if kind in ("give", "say", "settle", "reopen") and (what % 3 == 0 or kind == "give"):
                _as_staff(world, id_, kind, what)
            else:
                asks.ask_something(member, id_, kind, what)
        elif kind == "ask late":  # in a browser that had no network
            asks.ask_something(member, id_, "ask", what, days_ago=what % 9)
        elif kind == "start":
            already = Already(NETWORKS[: what % 3], frozenset(ESSENTIAL[what % 7 : what % 11]), None)
            world.last_change[id_] = say_start(member, id_, already, world.gesture()) or 0
    except (Conflict, Invalid, NotFound, Refused):
        pass  # an undo that came too late, or nothing to confirm: nothing changed, and that too is a history
    finally:
        session.close()
    if kind == "support":
        on = max(world.today() - timedelta(days=what), local_day(START, world.centre.zone))
        with suppress(Refused):
            _give(world, id_, Given(tuple(SupportKind)[what % 5], on, what * 5 or None))
    if kind in LIFE:
        with command_work(world.centre) as work, suppress(Refused):
            LIFE[kind](work, id_)
    if kind == "merge":
        with command_work(world.centre) as work, suppress(Conflict, Invalid):
            plan = plan_merge(work, id_, there[what % len(there)])
            merge_organizations(work, id_, plan.other.id, {"name": From.OTHER}, plan.digest)
    if kind in ("rename", "remove", "pause", "confide"):
        with command_work(world.centre) as work, suppress(Refused), work.write():
            if kind == "pause":
                pause_organization(work, id_, work.today + timedelta(days=what), "Le temps de déménager")
            elif kind == "confide":
                advisor = world.manager if what % 2 else None
                change_organizations(work, {id_: Details("Confié", advisor_id=advisor)})
            elif kind == "rename":
                change_organizations(work, {id_: Details(name, None, f"Région {what}", (name,), None)})
            else:
                remove_organization(work, id_)
                world.removed.add(id_)


def upkeep(world: World) -> int:
    """Keep states of what was said so far, as the server does between two pieces of long work."""
    with command_work(world.centre) as work:
        return keep_told(work)


def _give(world: World, id_: int, given: Given) -> None:
    session = open_session(Scope(world.centre.id))
    try:
        log_support(
            open_work(session, Actor("manager", world.manager), world.centre), [id_], Said(given), world.gesture()
        )
    finally:
        session.close()


def _as_staff(world: World, id_: int, kind: str, what: int) -> None:
    session = open_session(Scope(world.centre.id))
    try:
        asks.ask_something(open_work(session, Actor("manager", world.manager), world.centre), id_, kind, what)
    finally:
        session.close()


_TYPED = {"link": "https://exemple.org/page", "date": "2026-03-01", "name": "=Zoé"}
WITH_EVIDENCE = [(task.key, _TYPED[task.evidence]) for task in shipped_edition().tasks if task.evidence in _TYPED]
LIFE = {"archive": archive_organization, "restore": restore_organization, "resume": resume_organization}
KINDS = (
    *sorted(STATES),
    *("start", "plan", "evidence", "done", "late", "all", "confirm", "undo", "chosen", "not_now", "dropped"),
    *("hesitate", "hesitate", *asks.HESITATIONS, "ask", "ask", "say", *asks.QUESTIONS, "ask late"),
    *("rename", "remove", "join", "pause", "pause", "resume", "archive", "restore", "merge"),
    *("support", "confide", "upkeep", "upkeep"),
)
STEP = st.tuples(
    st.sampled_from((0, 0, 1, 5, 11, 24, 30, 75, 24 * 45)),
    st.integers(0, 2),
    st.sampled_from(KINDS),
    st.integers(0, 60),
    st.sampled_from(("Les Amis", "=Été", "L’Entraide; Lévis", "Zoé")),
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(("America/Toronto", "Pacific/Auckland", "UTC")), steps=st.lists(STEP, min_size=3, max_size=14)
)
def test_report_of_each_past_day_is_the_one_of_that_evening(app, clock, zone, steps):
    with app.app_context():
        world = a_world(clock, zone)
        join(world, "Première")
        for hours, which, kind, what, name in steps:
            world.wait(hours)
            act(world, which, kind, what, name)
        world.wait(30)
        first_reading = {day: world.reports(day) for day in world.kept}
        upkeep(world)
        for id_ in set(world.organizations) - world.removed:
            act(world, 0, "rename", 1, "Autre nom")
            act(world, 0, "remove", id_, "")

        assert first_reading == world.kept
        assert {day: world.reports(day) for day in world.kept} == world.kept
        with command_work(world.centre) as work:
            assert told_differences(work) == []


def test_every_kind_of_gesture_is_told_again(app, clock):
    """The histories above are drawn; this one has each kind in it."""
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        join(world, "Première")
        join(world, "Deuxième")
        act(world, 0, "start", 5, "")
        for n, kind in enumerate(dict.fromkeys((*KINDS, "all"))):
            act(world, n % 2, "chosen" if n == 0 else kind, n, "Nouveau nom")
            world.wait(20)
        for which, kind in product((0, 1), ("restore", "resume")):
            act(world, which, kind, 0, "")
        for kind, what in (("ask", 1), ("hesitate", 1), ("outcome", 0), ("give", 7)):
            act(world, 0, kind, what, "")
        world.wait(24 * 5)
        act(world, 0, "rename", 1, "Qui attend")
        world.wait(24)
        for kind, what in (("say", 6), ("say", 1), ("settle", 6), ("reopen", 6), ("settle", 1)):
            act(world, 0, kind, what, "")
            world.wait(24)
        act(world, -1, "done", 0, "")
        world.wait(24 * 40)
        for n in range(3):  # the days for saying where they stood are past
            act(world, n, "done", 7, "")
        world.wait(30)

        assert {day: world.reports(day) for day in world.kept} == world.kept
        files = [file for day in world.kept for file in world.kept[day]]
        for word in (
            b",done,",
            b",doing,",
            b",declined,",
            b",not_applicable,",
            b",complete,",
            b",moving,",
            b",stalled,",
            b",paused,",
            b",archived,",
            b",baseline-fixed,",
            b",baseline-passed,",
            b",task-plan,",
            *(b",waiting,", b",hesitation,", b",question-asked,", b",question-said,", b",question-settled,"),
            *(b",question-answered,", b",question-assigned,", b",question-reopened-by-centre,", b",reassured,"),
            b",2026-03-01,",
        ):
            assert any(word in file for file in files), word


def test_several_days_are_told_in_one_pass_as_each_of_them_alone(app, clock):
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        join(world, "Première")
        act(world, 0, "start", 5, "")
        for n, kind in enumerate(dict.fromkeys((*KINDS, "all"))):
            act(world, n % 2, kind, n, "Nouveau nom")
            world.wait(20)
        act(world, 0, "remove", 0, "")
        world.wait(30)
        with command_work(world.centre) as work:
            story = centre_story(work)
            thens = [story.settings(work, day) for day in reversed(world.kept)]  # in any order
            whole = [organization for chunk in at_days(work, story, thens) for organization in chunk]

            for place, then in enumerate(thens):
                alone = [one for chunk in past(work, story, then) for one in chunk]
                assert [stood[place] for stood in whole if stood[place] is not None] == alone
            assert any(None in stood for stood in whole)
            assert len({one.counts for stood in whole for one in stood if one is not None}) > 5
            for stood in whole:
                id_ = next(one.id for one in stood if one is not None)
                assert list(at_days(work, story, thens, organization_id=id_)) == [[stood]]
            assert list(at_days(work, story, thens, organization_id=10**9)) == []


def test_change_of_the_last_second_is_in_and_of_the_next_day_is_not(app, clock):
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        join(world, "Première")
        day = world.today()
        midnight = end_of_day(day, world.centre.zone)
        clock.move_to(midnight - timedelta(microseconds=1))
        act(world, 0, "done", 0, "")
        clock.move_to(midnight)
        act(world, 0, "done", 1, "")

        tasks = world.reports(day)[1].decode()

        assert tasks.count(",done,") == 1
        assert world.reports(None)[1].decode().count(",done,") == 2


def test_report_just_after_midnight_waits_for_the_change_that_is_under_way(app, clock):
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        join(world, "Première")
    day, id_ = world.today(), world.organizations[0]
    midnight = end_of_day(day, world.centre.zone)
    clock.move_to(midnight - timedelta(seconds=1))
    under_way, may_commit, read = threading.Event(), threading.Event(), []

    def change() -> None:
        with app.app_context(), command_work(world.centre) as work, work.write():
            progress.set_task_state(work, id_, TASKS[0], wanted("done", today=day), world.gesture())
            under_way.set()
            may_commit.wait(10)

    def report() -> None:
        with app.app_context():
            read.append(world.reports(day)[1])

    writer, reader = threading.Thread(target=change), threading.Thread(target=report)
    writer.start()
    assert under_way.wait(10)
    clock.move_to(midnight + timedelta(seconds=1))
    reader.start()
    reader.join(0.3)
    assert reader.is_alive()
    may_commit.set()
    writer.join(10)
    reader.join(10)

    assert read[0].count(b",done,") == 1


def test_example_organizations_are_tomorrow_what_they_are_tonight(cast, clock):
    """All that they said was recorded today, and happened over months: their dates are those of what happened."""
    client, centre = cast.client_for("aline"), f"/centres/{cast.quebec.slug}"
    with cast.work_for("aline") as work:
        load_example(work)
    reports = [f"{centre}/reports/{report}.csv?as_of=2026-11-23" for report in Report]
    tonight = [client.get(report).data for report in reports]

    clock.shift(timedelta(days=1))

    assert [client.get(report).data for report in reports] == tonight
