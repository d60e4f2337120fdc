"""What is kept beside the journal says what the journal says, whatever happens to an organization."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count, groupby, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from socialtrack.data.scope import Scope, open_session
from socialtrack.faq import edit_actions as faq
from socialtrack.home.settings_actions import change_settings
from socialtrack.journal.baseline_queries import start_of
from socialtrack.journal.figures import read_figures
from socialtrack.journal.models import CentreDayMovement, Event
from socialtrack.journal.rules import MOVEMENT_NAMES
from socialtrack.kernel.errors import Conflict, Invalid, NotFound, Refused
from socialtrack.kernel.work import Actor
from socialtrack.notes.actions import write_note
from socialtrack.notes.rules import Audience
from socialtrack.progress import actions, network_actions, rebuild_events, rules
from socialtrack.progress.evidence_actions import set_evidence
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.plan_actions import set_plan
from socialtrack.progress.plan_rules import WantedPlan
from socialtrack.progress.rebuild import differences, rebuild
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.progress.start_actions import Already, say_start
from socialtrack.progress.undo_actions import WAYS, take_back
from socialtrack.support import actions as support
from socialtrack.support.models import Support
from socialtrack.support.rules import Given, SupportKind
from socialtrack.tenancy import organization_actions as life
from socialtrack.tenancy.actions import add_membership, add_organization, change_organizations, command_work, open_work
from socialtrack.tenancy.queries import as_it_is
from socialtrack.tenancy.rules import Details
from socialtrack.tenancy.settings_queries import centre_settings
from tests import asks
from tests.cast import everything

TASKS = (
    *("name-responsible", "name-backup", "succession-plan", "choose-networks", "review-choice", "weekly-rhythm"),
    *("two-admin-check", "understand-facebook", "facebook-create-page", "instagram-create-account", "explore"),
)
NETWORKS = ("facebook", "instagram", "x")
LIFE = {
    "archive": life.archive_organization,
    "restore": life.restore_organization,
    "resume": life.resume_organization,
}
WHO = ("lead", "member", "staff")
numbers = count(1)

said = st.one_of(
    st.tuples(st.just("tick"), st.sampled_from(WHO), st.sampled_from(TASKS), st.sampled_from(list(rules.State)),
              st.sampled_from(["", "Parce que", "Non merci"]), st.sampled_from([None, 0, 3, 400])),
    st.tuples(st.just("confirm"), st.sampled_from(WHO), st.sampled_from(TASKS)),
    st.tuples(st.just("undo"), st.sampled_from(WHO), st.integers(0, 3)),
    st.tuples(st.just("network"), st.sampled_from(WHO), st.sampled_from(NETWORKS),
              st.sampled_from(["chosen", "not_now", "dropped"])),
    st.tuples(st.just("evidence"), st.sampled_from(WHO), st.sampled_from(TASKS),
              st.sampled_from(["", "https://exemple.org/page", "2026-11-01", "Jocelyne"])),
    st.tuples(st.just("plan"), st.sampled_from(WHO), st.sampled_from(TASKS), st.sampled_from(["", "Jocelyne"]),
              st.sampled_from([None, 0, 30])),
    st.tuples(st.just("note"), st.sampled_from(WHO), st.sampled_from(TASKS), st.sampled_from(list(Audience))),
    st.tuples(st.just("ask"), st.sampled_from(WHO), asks.drawn),
    st.tuples(st.just("ask"), st.sampled_from(WHO), asks.drawn),
    st.tuples(st.just("ask"), st.sampled_from(WHO), asks.drawn),
    st.tuples(st.sampled_from(["archive", "restore", "resume"]), st.just("staff")),
    st.tuples(st.just("pause"), st.just("staff"), st.integers(0, 200)),
    st.tuples(st.sampled_from(["start", "undo-start", "join"]), st.sampled_from(WHO), st.integers(0, 8)),
    st.tuples(st.just("support"), st.just("staff"), st.sampled_from(["log", "change", "remove", "restore"]),
              st.integers(0, 3)),
    st.tuples(st.just("days"), st.integers(1, 20)),
    st.tuples(st.just("days"), st.integers(1, 120)),
)  # fmt: skip
histories = st.lists(said, min_size=1, max_size=25)


@contextmanager
def work_as(cast, actor):
    with cast.app.app_context():
        session = open_session(Scope(cast.quebec.id, organization_id=actor.organization_id))
        try:
            yield as_it_is(open_work(session, actor, cast.quebec))
        finally:
            session.close()


def found(cast, name):
    """A new organization of the centre, with the persons who will speak for it."""
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        work = as_it_is(work)
        id_ = add_organization(work, name=name)
        network_actions.begin_path(work, id_)
        person = cast.bruno.person_id
        people = {
            role: Actor(
                role,
                add_membership(work, person_id=person, role=role, name=role, organization_id=id_),
                person,
                id_,
            )
            for role in ("lead", "member")
        }  # fmt: skip
    people["staff"] = Actor(cast.aline.role, cast.aline.membership_id, cast.aline.person_id)
    return id_, people


def live(cast, clock, id_, people, history):
    for kind, *details in history:
        if kind == "days":
            clock.shift(timedelta(days=details[0]))
            continue
        clock.shift(timedelta(minutes=7))
        who, *what = details
        with work_as(cast, people[who]) as work:
            try:
                say(work, id_, kind, what)
            except (Conflict, Invalid, NotFound, Refused):
                continue  # refused: nothing may have changed, and the comparison will tell


def say(work, id_, kind, what):
    gesture = Gesture(f"key-{next(numbers)}", "digest")
    if kind == "tick":
        key, state, reason, days_ago = what
        if days_ago is not None:
            gesture = Gesture(happened_at=work.now - timedelta(days=days_ago))
        actions.set_task_state(work, id_, key, rules.wanted(state, reason, today=work.today), gesture)
    elif kind == "confirm":
        actions.confirm_task(work, id_, what[0], gesture)
    elif kind == "network":
        network_actions.set_network(work, id_, what[0], what[1], gesture=gesture)
    elif kind == "ask":
        asks.ask_something(work, id_, *what[0], key=gesture.request_key)
    elif kind == "pause":
        life.pause_organization(work, id_, work.today + timedelta(days=what[0]))
    elif kind in LIFE:
        LIFE[kind](work, id_)
    elif kind == "start":
        on = work.today - timedelta(days=what[0]) if what[0] else None
        say_start(work, id_, Already(NETWORKS[: what[0] % 3], TASKS[what[0] % 4 : what[0]], on), gesture)
    elif kind == "undo-start":
        events = select(Event.id).where(Event.organization_id == id_, Event.kind == "baseline-fixed")
        for event_id in work.session.scalars(events.order_by(Event.id.desc()).limit(1)).all():
            take_back(work, id_, event_id, gesture)
    elif kind == "support":
        give(work, id_, what[0], what[1], gesture)
    elif kind == "join":
        with work.write():
            add_membership(work, person_id=work.actor.person_id, role="reader", name="Aussi", organization_id=id_)
    elif kind == "evidence":
        set_evidence(work, id_, what[0], what[1], gesture)
    elif kind == "plan":
        due_on = None if what[2] is None else work.today + timedelta(days=what[2])
        set_plan(work, id_, what[0], WantedPlan(None, what[1], due_on), gesture)
    elif kind == "note":
        write_note(work, id_, what[0], what[1], "Une note", gesture)
    else:
        events = select(Event.id).where(Event.organization_id == id_, Event.kind.in_(WAYS))
        ids = work.session.scalars(events.order_by(Event.id.desc())).all()
        if len(ids) > what[0]:
            take_back(work, id_, ids[what[0]], gesture, reads_private=not work.actor.is_centre_staff)


def give(work, id_, what, n, gesture):
    """Log support, or do something with one that was."""
    said = support.Said(Given(list(SupportKind)[n], work.today, n * 10 or None), "Une note" if n % 2 else "")
    if what == "log":
        support.log_support(work, [id_], said, gesture)
        return
    given = work.session.scalars(select(Support.id).where(Support.organization_id == id_).order_by(Support.id)).all()
    if given and what == "change":
        support.change_support(work, id_, given[n % len(given)], said, gesture)
    elif given:
        move = support.remove_support if what == "remove" else support.restore_support
        move(work, id_, given[n % len(given)], gesture)


def broken_links(cast, id_):
    """Changes whose `before` is not what the change before it left."""
    events = cast.rows(
        select(Event).where(Event.organization_id == id_, Event.kind.in_((*rules.VALUE_KINDS, "network")))
        .order_by(Event.task_key, Event.network, Event.id)
    )  # fmt: skip
    broken = []
    for _, chain in groupby(events, key=lambda event: (event.task_key, event.network)):
        states = [*chain]
        first = states[0]
        if first.before not in ("todo", None) or first.value_before:
            broken.append(first.id)
        for earlier, later in pairwise(states):
            if (earlier.after, earlier.value_after) != (later.before, later.value_before):
                broken.append(later.id)
    return broken


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories)
def test_no_history_makes_the_figures_drift(cast, clock, history):
    id_, people = found(cast, f"Organisme {next(numbers)}")

    live(cast, clock, id_, people, history)

    with cast.app.app_context(), command_work(cast.quebec) as work:
        assert differences(work) == []
    assert broken_links(cast, id_) == []


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories)
def test_what_time_fixes_is_what_was_so_on_the_last_day(cast, clock, history):
    id_, people = found(cast, f"Organisme {next(numbers)}")
    with work_as(cast, people["staff"]) as work:
        so = read_figures(work, id_).counts

    for step in history:
        live(cast, clock, id_, people, [step])
        with work_as(cast, people["staff"]) as work:
            start, figures = start_of(work, id_), read_figures(work, id_)
        if start.is_open or start.fixed_on is None:
            so = figures.counts
        elif start.event_id is None:
            assert start.counts == figures.counts == so, "time fixed it, and nothing has changed since"
        elif cast.rows(select(Event.kind).where(Event.id == start.event_id)) == ["baseline-passed"]:
            assert start.counts == so


@pytest.fixture
def lived(cast, clock):
    """An organization with a past, and one that was taken away."""
    id_, people = found(cast, "Le Fanal")
    live(cast, clock, id_, people, [
        ("network", "lead", "facebook", "chosen"),
        ("tick", "lead", "weekly-rhythm", "done", "", None),
        ("tick", "staff", "name-backup", "declined", "Nous sommes deux", None),
        ("days", 40),
        ("confirm", "member", "weekly-rhythm"),
        ("ask", "lead", ("hesitate", 3, None)),
        ("ask", "lead", ("hesitate", 4, None)),
        ("ask", "member", ("decide not to", 1, None)),
        ("ask", "lead", ("ask", 4, None)),
        ("days", 1),
        ("ask", "member", ("say", 4, None)),
        ("ask", "staff", ("give", 1, None)),
        ("ask", "lead", ("ask", 2, None)),
        ("ask", "lead", ("settle", 0, None)),
    ])  # fmt: skip
    with work_as(cast, people["staff"]) as work:
        faq.retire(work, "time-too-much", Gesture())
        with work.write():
            change_organizations(work, {id_: Details("Le Fanal", tags=("eau", "Été"))})
    gone, gone_people = found(cast, "Le Phare d’hier")
    live(cast, clock, gone, gone_people, [("tick", "lead", "name-responsible", "done", "", None)])
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        change_organizations(work, {gone: Details("Le Phare d’hier", tags=("zoo",))})
        remove_organization(work, gone)
    return id_


SPOILED = {
    "a state that was changed by hand": "UPDATE task_state SET state = 'todo' WHERE task_key = 'name-backup'",
    "a state that nobody said": "UPDATE task_state SET task_key = 'explore' WHERE task_key = 'name-backup'",
    "a network that was lost": "DELETE FROM network_choice WHERE network = 'facebook'",
    "figures that drifted": "UPDATE organization_summary SET step1_settled = step1_settled + 1",
    "a summary that was lost": "DELETE FROM organization_summary",
    "totals that drifted": "UPDATE centre_totals SET complete = complete + 3",
    "counts by day that drifted": "UPDATE centre_day_count SET organizations = organizations + 1",
    "paused ones that drifted": "UPDATE centre_day_count SET paused_complete = paused_complete + 1",
    "checks to do again that drifted": "UPDATE centre_day_count SET upkeep_due = upkeep_due + 1",
    "a movement that drifted": "UPDATE centre_day_movement SET started = started + 1",
    "a movement that was lost": "DELETE FROM centre_day_movement",
    "a pause that nobody said": "UPDATE organization_summary SET paused_until = '2027-01-01'",
    "a starting point that was changed by hand": "UPDATE baseline SET done = done + 1",
    "a starting point that was lost": "DELETE FROM baseline",
    "a hesitation that was lost": "DELETE FROM hesitation WHERE task_key IS NULL",
    "a hesitation that was changed by hand": "UPDATE hesitation SET state = 'reassured'",
    "a hesitation about something else": "UPDATE hesitation SET task_key = NULL, step = 1",
    "a review that nobody put off": "UPDATE hesitation SET review_on = '2030-01-01' WHERE state = 'declined'",
    "a question that waits for nobody": "UPDATE question SET waiting_since = NULL",
    "a question given to nobody": "UPDATE question SET assigned_to = NULL",
    "a question of another day": "UPDATE question SET asked_at = asked_at + 1, last_at = last_at + 1",
    "a question that was not settled": "UPDATE question SET settled_at = NULL",
    "an answer that nobody retired": "UPDATE faq_entry SET state = 'published'",
    "an answer that nobody touched": "DELETE FROM faq_entry",
    "questions that nobody counted": "UPDATE organization_summary SET open_questions = 7",
    "hesitations that nobody counted": "UPDATE organization_summary SET open_hesitations = open_hesitations + 1",
    "one that waits for nothing": "UPDATE organization_summary SET waiting_since = 1 WHERE waiting_since IS NOT NULL",
    "waiting ones that drifted": "UPDATE centre_day_count SET waiting_under_way = waiting_under_way + 1",
    "waiting ones that nobody counted": "UPDATE centre_totals SET asking_under_way = 0",
    "days for it that nobody gave": "UPDATE organization_summary SET baseline_due_on = '2030-01-01'",
    "a tag that was lost": "DELETE FROM organization_tag WHERE tag = 'eau'",
    "a tag that nobody gave": "UPDATE organization_tag SET tag = 'neuf' WHERE tag = 'eau'",
    "a tag of one that was removed": (
        "INSERT INTO organization_tag (centre_id, tag, organization_id)"
        " SELECT centre_id, 'zoo', id FROM organization WHERE removed_at IS NOT NULL"
    ),
    "a hesitation of another organization": (
        "UPDATE hesitation SET organization_id ="
        " (SELECT min(o.id) FROM organization o WHERE o.centre_id = hesitation.centre_id)"
    ),
    "figures that an older version has counted": "UPDATE centre_totals SET figures_version = 0",
    "a day that never was": (
        "INSERT INTO centre_day_count (centre_id, day, organizations) SELECT id, '1999-01-01', 4 FROM centre"
    ),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED.keys())
def test_what_was_spoiled_is_seen_and_mended(cast, lived, spoil):
    with cast.app.app_context(), everything() as session:
        session.connection().exec_driver_sql(spoil)
        session.commit()

    with cast.app.app_context(), command_work(cast.quebec) as work:
        seen = differences(work)
        mended = rebuild(work)
        left = differences(work)

    assert seen
    assert mended == seen
    assert left == []


def test_many_organizations_are_read_some_at_a_time(cast, lived, clock, monkeypatch):
    monkeypatch.setattr(rebuild_events, "CHUNK", 3)
    heard = []
    with cast.app.app_context(), everything() as session:
        session.connection().exec_driver_sql(f"UPDATE hesitation SET organization_id = {cast.les_amis.id}")
        session.connection().exec_driver_sql("DELETE FROM organization_summary")
        session.connection().exec_driver_sql("UPDATE centre_totals SET complete = complete + 3")
        session.commit()

    with cast.app.app_context(), command_work(cast.quebec) as work:
        seen = differences(work)
        mended = rebuild(work, lambda done, total: heard.append((done, total)))
        left = differences(work)

    assert mended == seen
    assert left == []
    assert len(heard) > 2 and heard[-1][0] == heard[-1][1]
    assert len({(one.table, one.key) for one in seen}) == len(seen)
    moved = [one for one in seen if one.table == "hesitation"]
    assert moved and all(one.kept and one.told for one in moved), "one row that stands with another organization"


def in_the_middle(work, what, do, monkeypatch):
    """Run `what` on this work, and `do` once its journal has been read up to somewhere, in other sessions."""
    monkeypatch.setattr(rebuild_events, "CHUNK", 3)
    done = []

    def heard(n, total):
        if not done and n < total:
            done.append(n)
            do()

    found = what(work, heard)
    assert done, "it was read in one go"
    return found


def tick(work, organization):
    actions.set_task_state(work, organization.id, "name-backup", rules.wanted("done", today=work.today), Gesture())


def test_checking_holds_nobody_up_and_finds_nothing_that_is_said_meanwhile(cast, lived, monkeypatch):
    def go_on():
        with cast.work_for("bruno") as bruno:
            tick(bruno, cast.les_amis)
        with cast.work_for("aline") as aline:
            life.archive_organization(aline, lived)

    with cast.app.app_context(), command_work(cast.quebec) as work:
        assert in_the_middle(work, differences, go_on, monkeypatch) == []
        assert differences(work) == []


def add_one(cast, clock):
    _id, people = found(cast, "Le tout neuf")
    live(cast, clock, _id, people, [("tick", "lead", "name-responsible", "done", "", None)])


def tick_one(cast, clock):
    with cast.work_for("bruno") as bruno:
        tick(bruno, cast.les_amis)
    with cast.work_for("paul") as paul:
        tick(paul, cast.le_phare)


def retire_an_answer(cast, clock):
    with cast.work_for("aline") as aline:
        faq.retire(aline, "skills-not-enough", Gesture())


def move_the_zone(cast, clock):
    with cast.work_for("aline") as aline:
        now = centre_settings(aline)
        change_settings(aline, replace(now, time_zone="Pacific/Auckland"), drawn=now.digest)


def mend_it_too(cast, clock):
    with command_work(cast.quebec) as work:
        rebuild(work)
    with cast.work_for("aline") as aline, aline.write():
        change_organizations(aline, {cast.le_phare.id: Details("Le Phare", tags=("neuf",))})


@pytest.mark.parametrize("what", [add_one, tick_one, retire_an_answer, move_the_zone, mend_it_too])
def test_what_is_said_while_the_journal_is_read_is_counted_too(cast, lived, clock, what, monkeypatch):
    with cast.app.app_context(), everything() as session:
        session.connection().exec_driver_sql("UPDATE organization_summary SET step1_settled = step1_settled + 1")
        session.connection().exec_driver_sql("DELETE FROM centre_day_movement")
        session.connection().exec_driver_sql(f"UPDATE hesitation SET organization_id = {cast.les_amis.id}")
        session.connection().exec_driver_sql(
            f"UPDATE organization_tag SET tag = 'neuf', organization_id = {cast.le_phare.id} WHERE tag = 'eau'"
        )
        session.commit()

    with cast.app.app_context(), command_work(cast.quebec) as work:
        in_the_middle(work, rebuild, lambda: what(cast, clock), monkeypatch)
        assert differences(work) == []


def test_what_is_taken_away_no_longer_counts_as_having_moved(cast, clock):
    with work_as(cast, Actor(cast.aline.role, cast.aline.membership_id)) as work:
        before = moved_in_all(work)
    id_, people = found(cast, "Le Fanal")
    live(cast, clock, id_, people, [("tick", "lead", "name-responsible", "done", "", None), ("days", 3),
                                    ("tick", "lead", "name-backup", "done", "", None)])  # fmt: skip

    with work_as(cast, people["staff"]) as work:
        assert moved_in_all(work) != before
        with work.write(), pytest.raises(ValueError, match="have said something"):
            life.remove_silent_organizations(work, [id_])
        with work.write():
            remove_organization(work, id_)
        assert moved_in_all(work) == before
        assert differences(work) == []


def moved_in_all(work):
    rows = work.session.scalars(select(CentreDayMovement)).all()
    return [sum(getattr(row, name) for row in rows) for name in MOVEMENT_NAMES]


def test_command_says_what_differs_and_mends_it(cast, lived):
    run = cast.app.test_cli_runner().invoke
    with cast.app.app_context(), everything() as session:
        session.connection().execute(text("UPDATE centre_totals SET complete = 7"))
        session.commit()

    checked = run(args=["rebuild-progress", "--check"])
    mended = run(args=["rebuild-progress", "--centre", cast.quebec.slug])
    again = run(args=["rebuild-progress", "--check", "--centre", cast.quebec.slug])
    unknown = run(args=["rebuild-progress", "--centre", "nowhere"])

    assert checked.exit_code == 1
    assert f"{cast.quebec.slug}: 1 rows differ from the journal" in checked.stdout
    assert "centre_totals" in checked.stderr
    assert (mended.exit_code, mended.stdout) == (0, f"{cast.quebec.slug}: 1 rows mended\n")
    assert (again.exit_code, again.stdout) == (0, f"{cast.quebec.slug}: 0 rows differ from the journal\n")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
