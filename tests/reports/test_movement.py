"""What moved between two days: from where each organization starts, what is counted, and what is said of it."""

import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socialtrack.data.scope import Scope, open_session
from socialtrack.journal.queries import centre_story
from socialtrack.kernel.errors import Invalid
from socialtrack.kernel.work import Actor
from socialtrack.reports.movement_queries import between, moves
from socialtrack.reports.movement_rules import From, Move, Preset, Span, Tally, presets
from socialtrack.reports.movement_words import sentences
from socialtrack.reports.report import OpenReport
from socialtrack.reports.rules import MOVEMENT, Delimiter, Header, Options, Report
from socialtrack.support.actions import Said as SupportSaid
from socialtrack.support.actions import log_support
from socialtrack.support.rules import Given, SupportKind
from socialtrack.tenancy.actions import command_work, open_work
from tests.reports.test_history import STEP, World, a_world, act, join


def moved(world: World, since: date | None, until: date | None) -> list[Move]:
    with command_work(world.centre) as work:
        story = centre_story(work)
        return [
            move for part in moves(work, story, between(work, story, since, until), lambda _: True) for move in part
        ]


def lines(world: World, since: date, until: date | None, **more) -> list[dict[str, str]]:
    options = Options("fr", Delimiter.COMMA, Header.KEYS, until, since=since, with_organizations=True, **more)
    opened = OpenReport(world.centre, Actor("manager"), Report.MOVEMENT, options)
    file = b"".join(opened.pieces()).decode("utf-8-sig")
    opened.close()
    return list(csv.DictReader(io.StringIO(file)))


def ticks(world: World, which: int, *tasks: int, kind: str = "done") -> None:
    for task in tasks:
        act(world, which, kind, task, "")


@pytest.fixture
def world(app, clock):
    with app.app_context():
        yield a_world(clock, "America/Toronto")


def give(world: World, which: int, minutes: int | None) -> None:
    session = open_session(Scope(world.centre.id))
    work = open_work(session, Actor("manager", world.manager), world.centre)
    given = Given(SupportKind.VISIT, work.today, minutes)
    log_support(work, [world.organizations[which]], SupportSaid(given, ""), world.gesture())
    session.close()


def test_what_was_done_before_joining_never_moved(world):
    first = world.today()
    world.wait(24)
    join(world, "Première")
    act(world, 0, "start", 9, "")  # says what it had done, and that this is where it stood
    (start,) = moved(world, first, None)
    ticks(world, 0, 0, 1, 2, 3)
    (after,) = moved(world, first, None)

    assert (start.start, start.moved) == (From.BASELINE, 0)
    assert start.after.settled > 0
    assert after.moved == after.after.settled - start.after.settled > 0


def test_nothing_is_counted_before_it_said_where_it_stood(world):
    first = world.today()
    world.wait(24)
    join(world, "Première")
    ticks(world, 0, 0, 1, 2)
    (move,) = moved(world, first, None)
    tally = Tally()
    tally.add(move)

    assert (move.start, move.moved, tally.open, tally.counted, tally.gained) == (From.OPEN, None, 1, 0, 0)


def test_days_for_saying_it_pass_by_themselves(world):
    first = world.today()
    join(world, "Première")
    ticks(world, 0, 0, 1)
    world.wait(24 * 20)
    passed_on = world.today()
    ticks(world, 0, 2, 3, 4, 5)
    (move,) = moved(world, first - timedelta(days=1), None)

    assert (move.start, move.start_on) == (From.BASELINE, first + timedelta(days=14))
    assert move.moved == moved(world, passed_on - timedelta(days=1), None)[0].moved > 0


def test_what_fell_is_said_as_it_is(world):
    join(world, "Première")
    ticks(world, 0, *range(12))
    act(world, 0, "start", 1, "")
    world.wait(24 * 20)
    since = world.today() - timedelta(days=1)
    ticks(world, 0, *range(12), kind="todo")
    (line, whole) = lines(world, since, None)
    (move,) = moved(world, since, None)

    assert move.moved is not None
    assert move.moved < 0
    assert (line["fell"], line["settled_moved"]) == ("1", str(move.moved))
    assert (whole["advanced"], whole["fell"], whole["settled_moved"]) == ("0", "1", str(move.moved))


def test_each_column_adds_up_to_the_last_line(world):
    for name in ("Première", "Deuxième", "Troisième"):
        join(world, name)
    act(world, 0, "start", 9, "")
    act(world, 1, "start", 10, "")
    world.wait(24)
    since = world.today() - timedelta(days=1)
    ticks(world, 0, *range(7))
    ticks(world, 1, 3, 4)
    give(world, 0, 45)
    give(world, 0, None)
    give(world, 2, 30)
    act(world, 1, "ask", 1, "")
    act(world, 1, "say", 3, "")  # the centre's answer
    act(world, 1, "pause", 3, "")
    act(world, 2, "archive", 0, "")
    *organizations, whole = lines(world, since, None)

    assert [line["line"] for line in organizations] == ["organization"] * 3
    figures = MOVEMENT[MOVEMENT.index("organizations") : MOVEMENT.index("hesitations_relieved")]
    for column in figures:
        assert sum(int(line[column] or 0) for line in organizations) == int(whole[column]), column
    assert (whole["visit_times"], whole["support_minutes"], whole["answers"]) == ("3", "75", "1")
    assert (whole["paused"], whole["archived"], whole["start_open"]) == ("1", "1", "1")


@pytest.mark.parametrize(("how_many", "said"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5")])
def test_few_hesitations_are_withheld_and_one_organization_never_told(world, how_many, said):
    join(world, "Première")
    since = world.today() - timedelta(days=1)
    for n in range(how_many):
        act(world, 0, "hesitate", n, "")
        act(world, 0, "outcome", 0, "")
    (line, whole) = lines(world, since, None)
    relieved = moved(world, since, None)[0].relieved

    assert relieved == how_many
    assert (line["hesitations_relieved"], whole["hesitations_relieved"]) == ("", said)


def test_past_movement_stays_byte_for_byte(world):
    join(world, "Première")
    join(world, "Deuxième")
    since = world.today()
    act(world, 0, "start", 9, "")
    world.wait(24 * 3)
    ticks(world, 0, *range(9))
    give(world, 1, 20)
    world.wait(24)
    until = world.today() - timedelta(days=1)
    kept = lines(world, since, until)

    act(world, 0, "rename", 3, "Autre nom")
    act(world, 0, "dropped", 0, "")
    ticks(world, 0, *range(9), kind="todo")
    give(world, 0, 90)
    act(world, 0, "archive", 0, "")
    act(world, 1, "remove", 0, "")
    world.wait(24 * 40)

    assert lines(world, since, until) == kept


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=3, max_size=14), pick=st.data())
def test_movements_add_up_where_no_start_falls_between(app, clock, steps, pick):
    with app.app_context():
        world = a_world(clock, "America/Toronto")
        join(world, "Première")
        first = world.today()
        for hours, which, kind, what, name in steps:
            world.wait(hours)
            act(world, which, kind, what, name)
        world.wait(24 * 3)
        last = world.today()
        middle = pick.draw(st.dates(first, last - timedelta(days=1)))
        eve = first - timedelta(days=1)
        early = {} if middle <= eve else {move.slug: move for move in moved(world, eve, middle)}
        late = {move.slug: move for move in moved(world, middle, last)}
        whole = {move.slug: move for move in moved(world, eve, last)}

        for slug, move in whole.items():
            before, after = early.get(slug), late.get(slug)
            known = From.OPEN not in (move.start, before.start if before else From.OPEN)
            if before is not None and after is not None and known and after.start is From.DAY:
                assert (before.moved or 0) + (after.moved or 0) == move.moved
                assert before.answers + after.answers == move.answers
                for step in (1, 2, 3, 4):
                    assert (before.moved_in(step) or 0) + (after.moved_in(step) or 0) == move.moved_in(step)


def test_usual_spans():
    found = presets(date(2026, 2, 3), date(2024, 1, 1))

    assert found == {
        Preset.MONTH: Span(date(2026, 1, 4), date(2026, 2, 3)),
        Preset.QUARTER: Span(date(2025, 9, 30), date(2025, 12, 31)),
        Preset.YEAR: Span(date(2024, 3, 31), date(2025, 3, 31)),
        Preset.ALL: Span(date(2023, 12, 31), date(2026, 2, 3)),
    }
    assert presets(date(2026, 4, 1), date(2024, 1, 1))[Preset.YEAR] == Span(date(2025, 3, 31), date(2026, 3, 31))
    assert presets(date(2026, 4, 1), date(2024, 1, 1))[Preset.QUARTER] == Span(date(2025, 12, 31), date(2026, 3, 31))


def test_span_lies_within_the_life_of_the_centre_and_stands_once():
    founded_on = date(2026, 1, 20)

    assert presets(date(2026, 2, 3), founded_on) == {
        Preset.ALL: Span(date(2026, 1, 19), date(2026, 2, 3)),
    }
    assert presets(founded_on, founded_on)[Preset.ALL] == Span(date(2026, 1, 19), founded_on)


@pytest.mark.parametrize(
    ("since", "until", "code", "field"),
    [
        (0, 0, "movement-ends-before", "since"),
        (2, 1, "movement-ends-before", "since"),
        (-2, 1, "report-before-the-centre", "since"),
        (0, -1, "report-before-the-centre", "until"),
        (0, 9, "report-in-the-future", "until"),
    ],
)
def test_days_that_make_no_span_are_refused(world, since, until, code, field):
    first = world.today()
    world.wait(24 * 5)

    with pytest.raises(Invalid) as refused:
        moved(world, first + timedelta(days=since), first + timedelta(days=until))

    assert (refused.value.code, refused.value.field) == (code, field)


def test_sentence_counts_only_organizations_whose_start_is_known(app):
    some, none = Tally(organizations=16, counted=3, advanced=2, gained=7), Tally(organizations=16)

    with app.test_request_context(headers={"Accept-Language": "fr"}):
        said = [sentences(tally, is_whole=True)[0].replace("\u00a0", " ") for tally in (some, none)]

    assert said == [
        "Sur 3 organismes dont le point de départ est connu, 2 ont avancé; "
        "ensemble, ils ont réglé 7 tâches essentielles.",
        "Les tâches ne se comptent pas encore : il reste à dire lesquelles étaient faites au départ.",
    ]
