"""Whoever the grid shows is whoever the file holds, that day and as of it; and a walk through the pages sees each
organization that did not move once, whatever the others do meanwhile."""

import csv
import io
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from socialtrack.guide.edition import shipped_edition
from socialtrack.home.grid_forms import INDEXED, ORDERS, Asked, Sort, asked
from socialtrack.home.grid_queries import grid_page
from socialtrack.journal.models import OrganizationSummary
from socialtrack.journal.rules import STEPS, Status
from socialtrack.kernel.work import Actor
from socialtrack.reports.filter_forms import address_of
from socialtrack.reports.filter_rules import Filters
from socialtrack.reports.report import OpenReport
from socialtrack.reports.rules import Delimiter, Header, Options, Report
from socialtrack.tenancy.actions import change_organizations
from socialtrack.tenancy.models import Organization
from socialtrack.tenancy.organization_actions import archive_organization, pause_organization
from socialtrack.tenancy.queries import details_of
from tests import asks
from tests.conftest import NOW

TODAY = date(2026, 11, 23)
# Of each filter, what may be asked: something of the examples, and something that nobody is.
VALUES = {
    "query": ("les", "de la", "é", "PHARE", "%", "zzz"),
    "status": tuple(map(str, Status)),
    "step": STEPS,
    "task": (
        *("name-backup", "org-email", "photo-consent", "succession-plan"),
        *("understand-facebook", "facebook-create-page", "facebook-private-group", "instagram-create-account"),
    ),
    "network": sorted(network.key for network in shipped_edition().networks),
    "tags": (("aînés",), ("culture",), ("aînés", "repas"), ("nulle",)),
    "region": ("Haute-Rive", "Basse-Rive", "Nulle part"),
    "advisor": ("me", "none"),
    "hesitation": ("any", "words", "time-too-much", "skills-not-enough", "privacy-own-profile"),
    "active_since": tuple(TODAY - timedelta(days=n) for n in (0, 1, 7, 30, 60, 120)),
    "silent_since": tuple(TODAY - timedelta(days=n) for n in (0, 1, 7, 30, 60, 120)),
    "only": (("les-amis",), ("les-amis", "le-phare", "transport-bon-voisin"), ("plus-la",)),
}
# Few at once: all of them together keep nobody, and then any mistake agrees with any other.
FILTERS = st.lists(st.sampled_from(sorted(VALUES)), max_size=3, unique=True).flatmap(
    lambda names: st.builds(Filters, **{name: st.sampled_from(VALUES[name]) for name in names})
)
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def lively(example):
    """The examples, with advisors, hesitations, a pause and an archive besides."""
    with example.work_for("aline") as work:
        ids = _ids(work)
        with work.write():
            for n, id_ in enumerate(ids):
                if n % 3 == 0:
                    _change(work, id_, advisor_id=(example.aline if n % 2 else example.agathe).membership_id)
        pause_organization(work, ids[-1], TODAY + timedelta(days=9))
        archive_organization(work, ids[-2])
    with example.work_for("bruno") as work:
        for which in range(4):
            asks.ask_something(work, example.les_amis.id, "hesitate", which)
    return example


def _ids(work):
    rows = work.session.query(Organization.id).filter(Organization.centre_id == work.centre.id)
    return [id_ for (id_,) in rows.filter(Organization.removed_at.is_(None)).order_by(Organization.id)]


def _change(work, id_, **said):

    row = work.session.get(Organization, id_)
    change_organizations(work, {id_: replace(details_of(row), **said)})


def in_grid(cast, filters):
    with cast.work_for("aline") as work:
        found = grid_page(work, Asked(filters=filters), 500)
        return {row.slug for row in found.rows}


def in_file(cast, filters, as_of):
    with cast.app.app_context():
        options = Options("fr", Delimiter.COMMA, Header.KEYS, as_of, filters=filters)
        opened = OpenReport(cast.quebec, Actor("manager", cast.aline.membership_id), Report.ORGANIZATIONS, options)
        try:
            text = b"".join(opened.pieces()).decode("utf-8-sig")
        finally:
            opened.close()
    return {row["slug"] for row in csv.DictReader(io.StringIO(text, newline=""))}


def agree(cast, clock, filters):
    """Whom the grid shows: the same as the file of now, and as the file of that day when it is asked for tomorrow."""
    clock.move_to(NOW)
    assert asked(address_of(filters)).filters == filters
    shown = in_grid(cast, filters)
    assert shown == in_file(cast, filters, None), filters
    clock.move_to(NOW + timedelta(days=1))
    assert shown == in_file(cast, filters, TODAY), filters
    return shown


@pytest.mark.parametrize("name", VALUES)
def test_each_filter_alone_shows_some_and_not_others_in_the_grid_as_in_the_file(lively, clock, name):
    """Whoever turned one of them round, or left it out, in the grid or in the files, would be seen here."""
    everyone = agree(lively, clock, Filters())
    seen = []

    for value in VALUES[name]:
        shown = agree(lively, clock, Filters(**{name: value}))
        assert name == "status" or shown <= everyone
        seen.append(len(shown))

    # Not one that half of them happen to answer to: its contrary would keep as many, though others.
    assert any(0 < count < len(everyone) for count in seen)
    assert name == "status" or len(set(seen)) > 1


def test_grid_shows_whom_the_file_holds_that_day_and_for_ever(lively, clock):
    seen = []

    @SETTINGS
    @given(FILTERS)
    def look(filters):
        seen.append(bool(agree(lively, clock, filters)))

    look()
    assert any(seen)
    assert not all(seen)


@pytest.mark.parametrize("order", [str(sort) for sort in Sort] + ["-name", "-status", "-activity", "-region"])
@pytest.mark.parametrize("seed", range(3))
def test_whoever_does_not_move_is_seen_exactly_once(lively, order, seed):
    chance = random.Random(f"{order} {seed}")
    seen, moved = [], set()
    with lively.work_for("aline") as work:
        ids = _ids(work)
        view = asked({"sort": order})
        everyone = [row.id for row in grid_page(work, view, 500).rows]
    for _ in range(len(everyone) + 5):
        with lively.work_for("aline") as work:
            found = grid_page(work, view, chance.choice((1, 2, 3, 5)))
        seen += [row.id for row in found.rows]
        if found.following is None:
            break
        view = asked(view.address(found.following))
        id_ = chance.choice(ids)
        moved.add(id_)
        _move(lively, id_, chance)
    still = [id_ for id_ in everyone if id_ not in moved]
    assert still
    assert [id_ for id_ in seen if id_ not in moved] == still


def _move(cast, id_, chance):
    """Change all that any order looks at."""
    with cast.work_for("aline") as work, work.write():
        if work.session.get(Organization, id_).archived_at is None:
            advisor = chance.choice((None, cast.aline.membership_id, cast.agathe.membership_id))
            name, region = chance.choice(("Aaa", "Zzz", "Mmm")), chance.choice((None, "A", "É", "Z"))
            _change(work, id_, name=f"{name} {id_}", region=region, advisor_id=advisor)
        day = chance.choice((None, "2026-01-01", "2026-11-01"))
        work.session.execute(
            update(OrganizationSummary)
            .where(OrganizationSummary.centre_id == work.centre.id, OrganizationSummary.organization_id == id_)
            .values(
                progress_order=chance.randrange(-1, 101),
                last_activity_at=chance.randrange(2**50),
                step1_settled=chance.randrange(9),
                step2_settled=chance.randrange(9),
                open_questions=chance.randrange(4),
                open_hesitations=chance.randrange(4),
                started_on=day and date.fromisoformat(day),
                completed_on=day and date.fromisoformat(day),
            )
        )


def test_orders_are_what_they_say(lively):
    """By what the rows themselves show."""
    with lively.work_for("aline") as work:
        for order in ORDERS:
            sort = Sort(order.removeprefix("-"))
            rows = grid_page(work, asked({"sort": order}), 500).rows
            said = {
                Sort.STEP1: lambda row: row.steps[0][0] / row.steps[0][1],
                Sort.QUESTIONS: lambda row: row.open_questions,
                Sort.HESITATIONS: lambda row: row.open_hesitations,
                Sort.WAITING: lambda row: row.waiting_on,
                Sort.STARTED: lambda row: row.started_on,
                Sort.COMPLETED: lambda row: row.completed_on,
                Sort.REGION: lambda row: row.region or None,
            }.get(sort)
            if said is None:
                continue
            values = [said(row) for row in rows]
            there = [value for value in values if value is not None]
            assert there == sorted(there, reverse=order[0] == "-"), order
            assert values[: len(there)] == there, order
    assert set(Sort) > INDEXED
