"""The board's figures are counted by increments, ahead of time; they say what the rule says of each organization."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count as numbers
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socialtrack.home import queries
from socialtrack.home.board_pages import figure_views
from socialtrack.home.grid_forms import asked
from socialtrack.home.grid_queries import grid_page
from socialtrack.journal.actions import count
from socialtrack.journal.figures import read_figures
from socialtrack.journal.rules import STEPS, Counts, Status
from socialtrack.kernel.moments import start_of_day
from socialtrack.progress.network_actions import begin_path
from socialtrack.progress.rebuild import rebuild
from socialtrack.tenancy.actions import add_organization
from tests.browser import Browser

# The clocks of Toronto go forward on March 14, those of Auckland back on April 4, those of Lord Howe by half an hour.
ZONES = ("America/Toronto", "Pacific/Auckland", "Australia/Lord_Howe", "UTC")
FIRST = date(2027, 3, 6)
MICROSECOND = timedelta(microseconds=1)
names = numbers(1)

hours = st.one_of(
    st.sampled_from((timedelta(0), MICROSECOND, timedelta(days=1) - MICROSECOND)),
    st.integers(0, 86_399).map(lambda seconds: timedelta(seconds=seconds)),
)
ago = st.one_of(st.just(timedelta(0)), hours, st.integers(0, 20).map(lambda days: timedelta(days=days)))
deeds = st.tuples(
    st.sampled_from((0, 0, 1, 4, 9)),  # days that pass before it
    hours,  # of that day
    st.integers(0, 1),  # which organization
    st.one_of(
        st.tuples(st.just("speak"), ago),
        st.tuples(st.just("ask"), ago, ago),
        st.tuples(st.just("reopen"), ago),
        st.tuples(st.just("answer")),
        st.tuples(st.sampled_from(("finish", "finish", "go on", "archive", "restore", "resume"))),
        st.tuples(st.just("pause"), st.integers(0, 20)),
        st.tuples(st.just("check"), st.one_of(st.none(), st.integers(-20, 40))),
    ),
)


def do(work, organization_id, what, *values):
    """Change the figures as one feature or another does, in any order. To wait before having said anything is refused.

    What waits need not be what was said last: something said offline reaches the centre later, and the centre itself
    opens again what was settled.
    """
    figures, change, said = read_figures(work, organization_id), Counts(), {"is_activity": False}
    if what in ("speak", "ask"):
        said = {"happened_at": work.now - values[0]}
    if what in ("ask", "reopen"):
        said["waiting_since"] = work.now - values[-1]
    elif what == "answer":
        said |= {"waiting_since": None, "answered_on": work.today}
    elif what in ("finish", "go on"):
        said = {}
        if what == "finish":
            left = {f"step{n}_settled": figures.counts.step(n)[1] - figures.counts.step(n)[0] for n in STEPS}
            change = Counts(**left)
        elif figures.counts.step1_settled:
            change = Counts(step1_settled=-1)
    elif what in ("pause", "resume"):
        until = work.today + timedelta(days=values[0]) if values else None
        said["paused_until"] = until and until.isoformat()
    elif what == "check":
        due_on = None if values[0] is None else work.today + timedelta(days=values[0])
        said = {"upkeep_due_on": due_on and due_on.isoformat()}
    elif what != "speak":
        said["is_listed"] = what == "restore"
    with suppress(ValueError):
        count(work, organization_id, change, **said)


def one_by_one(work):
    """How many organizations are in each situation, and the stalled ones: by the rule, one after the other."""
    rows = grid_page(work, asked({}), most=500).rows
    found = Counter(row.status for row in rows)
    return +found, {row.slug for row in rows if row.status is Status.STALLED}


def on_the_board(work):
    figures = queries.centre_figures(work)
    shared = Counter({name: getattr(figures, name) for name in ("paused", "waiting", "not_started", "complete")})
    shared += Counter({"stalled": figures.stalled, "moving": figures.moving, "upkeep_due": figures.upkeep_due})
    assert min(vars_of(figures)) >= 0, figures
    assert sum(shared.values()) == figures.organizations
    return +shared, {one.slug for one in queries.longest_stalled(work, most=500)}


def by_filter(work):
    """How many rows the grid shows where a figure of the board leads."""
    shown = (view.status for view in figure_views(queries.centre_figures(work)))
    return +Counter({status: len(grid_page(work, asked({"status": status}), most=500).rows) for status in shown})


def vars_of(figures):
    return (getattr(figures, name) for name in figures.__slots__ if name not in ("percent", "steps_settled"))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    zone=st.sampled_from(ZONES),
    stalled_after_days=st.integers(7, 30),
    lived=st.lists(deeds, min_size=5, max_size=30),
    later=st.lists(st.tuples(st.integers(0, 30), hours), min_size=2, max_size=5),
)
def test_situations_on_the_board_are_those_of_the_rule(cast, zone, stalled_after_days, lived, later):
    with cast.work_for("aline") as work, suppress(Undone), work.write():
        work.centre = replace(work.centre, time_zone=zone, stalled_after_days=stalled_after_days)
        rebuild(work)  # as a change of the zone does
        ids = [add_organization(work, name=f"Organisme {next(names)}") for _ in range(2)]
        begin_path(work, *ids)
        day, work.now = FIRST, at(FIRST, timedelta(0), zone)
        for days, hour, which, deed in lived:
            day += timedelta(days=days)
            work.now = max(work.now, at(day, hour, zone))
            do(work, ids[which], *deed)
            assert on_the_board(work) == one_by_one(work)
        for days, hour in later:
            work.now = max(work.now, at(day + timedelta(days=days), hour, zone))
            assert on_the_board(work) == one_by_one(work)
        assert on_the_board(work)[0] == by_filter(work)
        raise Undone


class Undone(Exception):
    """Ends an example: the next one begins where this one did."""


def at(day: date, hour: timedelta, zone: str) -> datetime:
    return start_of_day(day, ZoneInfo(zone)) + hour


def test_who_never_said_anything_cannot_wait(cast):
    with cast.work_for("aline") as work, work.write():
        with pytest.raises(ValueError, match="has said nothing"):
            count(work, cast.le_phare.id, Counts(), is_activity=False, waiting_since=work.now)
        assert read_figures(work, cast.le_phare.id).waiting_since is None


@pytest.mark.parametrize(("days", "situation"), [(3, "moving"), (4, "waiting")])
def test_question_of_more_than_three_days_waits(cast, clock, days, situation):
    with cast.work_for("bruno") as work, work.write():
        count(work, cast.les_amis.id, Counts(), waiting_since=work.now, open_questions=1)
    clock.shift(timedelta(days=days))

    with cast.work_for("aline") as work:
        figures = queries.centre_figures(work)

    assert getattr(figures, situation) == figures.organizations - figures.not_started == 1


def test_who_waits_for_the_centre_is_never_said_to_be_stalled(cast, clock, home):
    """However long ago it spoke: silence of the centre is not the organization's."""
    with cast.work_for("bruno") as work, work.write():
        count(work, cast.les_amis.id, Counts(), waiting_since=work.now, open_questions=1)
    clock.shift(timedelta(days=90))

    with cast.work_for("aline") as work:
        assert queries.longest_stalled(work) == []
        assert queries.centre_figures(work).stalled == 0
    page = Browser(cast.client_for("aline")).get(home).page
    assert "à l’arrêt" not in page.h1
