"""A past day told from a kept state is the one told from the first event on, whatever came between, releases too."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from socialtrack.data.db import db, immediate
from socialtrack.data.scope import Scope, open_session
from socialtrack.guide.models import PathVersion, Release, Step, TaskText
from socialtrack.jobs.kinds import chores_of
from socialtrack.journal.actions import record
from socialtrack.journal.models import ToldState
from socialtrack.journal.queries import centre_story, told_by_organization
from socialtrack.kernel.moments import utc_now
from socialtrack.progress.rebuild import rebuild
from socialtrack.reports import told_actions
from socialtrack.reports.history import at_days
from socialtrack.reports.told_actions import ToldChore, rebuild_told, told_differences
from socialtrack.tenancy.actions import command_work
from socialtrack.tenancy.models import Centre
from socialtrack.tenancy.queries import centre_facts
from tests.reports.test_history import ESSENTIAL, STEP, World, a_world, act, join, upkeep


@pytest.fixture
def every(monkeypatch):
    def said(n: int) -> None:
        monkeypatch.setattr(told_actions, "EVERY", n)

    said(3)
    return said


def release(world: World, what: int) -> None:
    """A new edition: some tasks are retired, others are no longer essential, or are again."""
    session = open_session(Scope(None, "the tests set the stage"))
    with immediate(session):
        version = world.centre.path_version + 1
        for model in (PathVersion, Step, TaskText):
            rows = select(model).where(model.centre_id == world.centre.id, model.version == 1)
            for row in session.scalars(rows).all():
                values = {column.key: getattr(row, column.key) for column in model.__table__.columns}
                if model is TaskText:
                    place = ESSENTIAL.index(row.key) if row.key in ESSENTIAL else -1
                    if place >= 0 and place % 7 == what % 7:
                        continue
                    values["essential"] = row.essential and place % 5 != what % 5
                session.add(model(**{**values, "version": version}))
            session.flush()
        session.add(Release(centre_id=world.centre.id, version=version, recorded_at=utc_now()))
        session.execute(update(Centre).where(Centre.id == world.centre.id).values(path_version=version))
    session.close()
    finder = open_session(Scope(None, "the tests set the stage"))
    world.centre = centre_facts(finder, world.centre.slug)
    finder.close()
    with command_work(world.centre) as work, work.write():
        record(work, kind="release-published", value_after={"version": version})
    with command_work(world.centre) as work:
        rebuild(work)


def told(world: World, days, *, from_the_first: bool, **asked):
    with command_work(world.centre) as work:
        story = centre_story(work)
        thens = [story.settings(work, day) for day in days]
        return [one for chunk in at_days(work, story, thens, from_the_first=from_the_first, **asked) for one in chunk]


def kept(world: World) -> list[ToldState]:
    with command_work(world.centre) as work:
        return list(work.session.scalars(select(ToldState).order_by(ToldState.organization_id, ToldState.event_id)))


def lived(world: World) -> None:
    join(world, "Première")
    for n, kind in enumerate(("start", "done", "plan", "hesitate", "ask", "all", "chosen", "confirm", "pause", "late")):
        act(world, 0, kind, n + 1, "Nouveau nom")
        world.wait(20)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    n=st.integers(1, 6),
    steps=st.lists(st.one_of(STEP, STEP, STEP, st.tuples(st.just(5), st.integers(0, 40))), min_size=3, max_size=18),
    pick=st.data(),
)
def test_kept_states_tell_each_day_as_the_first_event_does(app, clock, every, n, steps, pick):
    every(n)
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        join(world, "Première")
        first = world.today()
        for step in steps:
            clock.shift(timedelta(hours=step[0]))
            if len(step) == 2:
                release(world, step[1])
            else:
                act(world, *step[1:])
        upkeep(world)
        clock.shift(timedelta(days=2))
        every_day = [first + timedelta(days=n) for n in range((world.today() - first).days)]
        days = pick.draw(st.lists(st.sampled_from(every_day), min_size=1, max_size=4))

        assert told(world, days, from_the_first=False) == told(world, days, from_the_first=True)
        for id_ in world.organizations:
            alone = {"organization_id": id_, "with_tasks": False}
            assert told(world, days, from_the_first=False, **alone) == told(world, days, from_the_first=True, **alone)
        with command_work(world.centre) as work:
            assert told_differences(work) == []


def test_a_day_is_told_from_the_last_state_and_no_further_back(app, clock, every):
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        lived(world)
        assert upkeep(world) >= 10
        days = [world.today() - timedelta(days=n) for n in range(1, 9)]
        with command_work(world.centre) as work:
            story = centre_story(work)
            for day in days:
                end = story.settings(work, day).end
                whole = told_by_organization(work, 0, 10**9, 0, end)
                read = told_by_organization(work, 0, 10**9, 0, end, after_kept=told_actions.FORM)
                for id_, events in whole.items():
                    assert read.get(id_, []) == events[len(events) - len(events) % 3 :]
        right = told(world, days, from_the_first=True)
        change("""UPDATE told_state SET told = replace(told, '"done"', '"doing"')""")

        assert told(world, days, from_the_first=True) == right
        assert told(world, days, from_the_first=False) != right


def change(statement: str) -> None:
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT set_config('socialtrack.everywhere', 'on', true)"))
        assert connection.execute(text(statement)).rowcount


def test_kept_states_are_written_once_and_hold_no_word(app, clock, every):
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        lived(world)
        said = "Un mot qui ne sort pas"
        act(world, 0, "rename", 3, said)
        first = upkeep(world)
        before = [(row.event_id, row.told) for row in kept(world)]

        assert first == len(before) > 5
        assert upkeep(world) == 0
        act(world, 0, "done", 3, "")
        act(world, 0, "archive", 0, "")
        act(world, 0, "remove", 0, "")
        upkeep(world)
        after = [(row.event_id, row.told) for row in kept(world)]
        assert after[: len(before)] == before
        assert said not in json.dumps([row for _, row in after], ensure_ascii=False)


WRONG = {
    "a state": """UPDATE told_state SET told = replace(told, '"done"', '"doing"')""",
    "a moment": "UPDATE told_state SET recorded_at = recorded_at - 1",
    "an event of another": "UPDATE told_state SET event_id = 1 WHERE event_id = (SELECT min(event_id) FROM told_state)",
}


@pytest.mark.parametrize("what", WRONG)
def test_what_the_events_contradict_is_told_and_mended(app, clock, every, what):
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        lived(world)
        upkeep(world)
        right = [(row.event_id, row.recorded_at, row.told) for row in kept(world)]
        change(WRONG[what])
        run = app.test_cli_runner().invoke

        checked = run(args=["rebuild-progress", "--check"])
        mended = run(args=["rebuild-progress"])
        again = run(args=["rebuild-progress", "--check"])

        assert (checked.exit_code, mended.exit_code, again.exit_code) == (1, 0, 0), checked.output
        assert "told_state" in checked.output
        assert [(row.event_id, row.recorded_at, row.told) for row in kept(world)] == right


def test_states_of_another_telling_are_not_told_from_and_make_room(app, clock, every):
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        lived(world)
        upkeep(world)
        day = world.today() - timedelta(days=1)
        right = told(world, [day], from_the_first=True)
        change("UPDATE told_state SET form = 0, told = '{}'")

        assert told(world, [day], from_the_first=False) == right
        with command_work(world.centre) as work:
            assert told_differences(work) == []
            assert rebuild_told(work) == []
        assert {row.form for row in kept(world)} == {told_actions.FORM}
        assert told(world, [day], from_the_first=False) == right


def test_upkeep_keeps_states_by_itself_once_enough_was_said(app, clock, every):
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        lived(world)
        [chore] = [chore for chore in chores_of(app) if isinstance(chore, ToldChore)]
        chore = type(chore)()

        assert chore(lambda: True) == 0  # somebody asks for work: another time
        assert chore(lambda: False) == len(kept(world)) > 5
        assert chore(lambda: False) == 0
        for n in range(2, 9):
            act(world, 0, "done", n, "")
        assert chore(lambda: False) > 0
        assert upkeep(world) == 0
