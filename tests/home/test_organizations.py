"""The grid: every organization, in six orders, with filters, one page at a time."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select, update

from socialtrack.home import actions
from socialtrack.home.grid_forms import INDEXED, ORDERS, Cursor, asked
from socialtrack.home.grid_queries import grid_page
from socialtrack.journal.models import OrganizationSummary
from socialtrack.journal.rules import Status
from socialtrack.tenancy.models import Organization
from tests.browser import Browser
from tests.cast import everything
from tests.statements import counted


@pytest.fixture
def address(cast):
    return f"/centres/{cast.quebec.slug}/organizations/"


def names(page):
    return [th.text.removesuffix(" exemple") for th in page.all("th") if th.get("scope") == "row"]


def pages(cast, address, most):
    """Every page of a view, walked by its own links."""
    with cast.work_for("aline") as work:
        view = asked(address)
        while True:
            found = grid_page(work, view, most)
            yield [row.name for row in found.rows]
            if found.following is None:
                return
            view = asked(view.address(found.following))


def test_each_row_opens_its_organization(example, address):
    rachel = Browser(example.client_for("rachel"))
    page = rachel.get(address).page

    assert f"{address}les-amis/overview" in page.links
    assert f"{address}les-amis/" in rachel.get(f"{address}les-amis/overview").page.links
    assert names(page)[:3] == [
        "Cercle de lecture Entre-deux",
        "Club de marche Les Pas pressés",
        "Comptoir vestimentaire de la Traverse",
    ]
    assert "14 organismes affichés sur 14." in page.words.replace("\u00a0", " ")


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_walks_through_each_organization_once(example, order):
    whole = next(pages(example, {"sort": order}, 50))

    walked = list(pages(example, {"sort": order}, 3))

    assert [name for some in walked for name in some] == whole
    assert len(set(whole)) == len(whole) == 14
    if order.removeprefix("-") not in INDEXED:
        return  # the same values stand by name, and the empty ones last, whichever way the others go
    assert list(reversed(whole)) == next(
        pages(example, {"sort": order.removeprefix("-") if order[0] == "-" else f"-{order}"}, 50)
    )


@pytest.mark.parametrize("order", ORDERS)
def test_page_before_is_the_one_that_was_left(example, order):
    with example.work_for("aline") as work:
        first = grid_page(work, asked({"sort": order}), 4)
        second = grid_page(work, asked(asked({"sort": order}).address(first.following)), 4)
        back = grid_page(work, asked(asked({"sort": order}).address(second.previous)), 4)

    assert back.rows == first.rows
    assert (back.previous, back.following) == (None, first.following)


def test_names_follow_french_order(cast, aline, address):
    with cast.work_for("aline") as work:
        for name in ("Zoé", "Édredon", "Eau vive", "Éclair", "eclair", "Œuvre", "Oie"):
            actions.add_organization(work, actions.Details(name), is_same_name_meant=True)

    assert names(aline.get(address).page) == [
        "Eau vive",
        "eclair",
        "Éclair",
        "Édredon",
        "Le Phare",
        "Les Amis",
        "Œuvre",
        "Oie",
        "Zoé",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=THEATRE", ["Théâtre amateur Les Mille Voix"]),
        ("q=voix+thé", ["Théâtre amateur Les Mille Voix"]),
        ("q=%25", []),
        ("q=_", []),
        ("q=%5C", []),
        ("q=%27+OR+1%3D1+--", []),
        (
            "status=stalled&sort=activity",
            ["Cercle de lecture Entre-deux", "Jardin collectif du Quai", "Friperie Le Bon Fil"],
        ),
        ("status=upkeep_due", ["Théâtre amateur Les Mille Voix"]),
        ("status=not_started", ["Le Phare", "Maison des familles du Ruisseau"]),
        ("step=4&region=Haute-Rive", ["Club de marche Les Pas pressés", "Elm Street Reading Room"]),
        ("region=Ailleurs", []),
        ("advisor=none", None),
        ("status=&step=&region=&q=&sort=", None),
    ],
)
def test_filters_keep_what_they_say(example, address, query, found):
    answer = Browser(example.client_for("aline")).get(f"{address}?{query}")

    shown = names(answer.page)
    assert shown == found if found is not None else len(shown) == 14
    if found == []:
        assert "Aucun organisme ne répond à ces filtres." in answer.page.words


@pytest.mark.parametrize(
    "query",
    [
        *("sort=random", "sort=--name", "status=late", "step=5", "step=9999999999999999999999"),
        *("after=x", "after=1", "after=1.-1", "after=1.99999999999999999999", "after=-2.1", "after=1.%D9%A3"),
        *(
            f"sort=progress&after={place}"
            for place in (Cursor(1, 101), Cursor(1, "x"), Cursor(-1, 5), Cursor(2**63, 5))
        ),
        *(f"sort=region&after={place}" for place in (Cursor(1, 5), "WzEsIlx1ZDgwMCIsIiJd", Cursor(1, "a\x00"))),
        *("sort=name&after=" + str(Cursor(1, None)), "sort=name&after=" + str(Cursor(1, "x" * 3000))),
        *("after=W10", "after=bnVsbA", "after=WzEsMl0", "after=" + "W" * 1500, "sort=status&after=WzEsMS41LCIiXQ"),
        *("columns=secret", "by=persons", "by=tasks&step=7", "whole=1&whole=2"),
        *("before=%00", "q=%00", "q=" + "x" * 300, "region=" + "y" * 300),
    ],
)
def test_address_that_says_nothing_real_gets_a_clear_answer(example, address, query):
    answer = Browser(example.client_for("aline")).get(f"{address}?{query}", status=422)

    assert answer.page.h1


@pytest.mark.parametrize(
    ("order", "place"),
    [
        ("name", Cursor(999_999, "zzz")),
        ("progress", Cursor(999_999, 100)),
        ("activity", Cursor(1, 0, is_before=True)),
        ("-progress", Cursor(1, -1)),
        ("region", Cursor(999_999, None, "zzz")),
        ("-status", Cursor(0, 2**61, "", is_before=True)),
    ],
)
def test_place_at_an_end_is_an_empty_page(example, address, order, place):
    query = f"sort={order}&{'before' if place.is_before else 'after'}={place}"

    assert names(Browser(example.client_for("aline")).get(f"{address}?{query}").page) == []


def test_removed_organization_is_nowhere(example, address):
    with example.work_for("aline") as work:
        actions.remove_example(work)

    for order in ORDERS:
        assert sorted(next(pages(example, {"sort": order}, 50))) == ["Le Phare", "Les Amis"]


def test_status_in_sql_is_the_image_of_the_rule(example):
    """Each combination of dates is found under the one status that its row shows, and under no other."""
    today = date(2026, 11, 23)
    noon = datetime(2026, 11, 23, 17, tzinfo=UTC)
    paused = (None, today - timedelta(days=1), today)
    waiting = (None, noon - timedelta(days=3), noon - timedelta(days=4))
    activity = (0, int(noon.timestamp() * 1e6) - 30 * 86_400_000_000, int(noon.timestamp() * 1e6) - 29 * 86_400_000_000)
    completed = (None, today)
    due = (None, today, today + timedelta(days=1))
    with example.app.app_context(), everything() as session:
        ids = list(session.scalars(select(Organization.id).where(Organization.centre_id == example.quebec.id)))
    with example.work_for("aline") as work:
        combinations = list(product(paused, waiting, activity, completed, due))
        for start in range(0, len(combinations), len(ids)):
            some = dict(zip(ids, combinations[start : start + len(ids)], strict=False))
            for id_, (until, since, last, done_on, due_on) in some.items():
                work.session.execute(
                    update(OrganizationSummary)
                    .where(OrganizationSummary.organization_id == id_)
                    .values(
                        paused_until=until, waiting_since=since, last_activity_at=last,
                        started_on=today if last else None, completed_on=done_on, upkeep_due_on=due_on,
                    )
                )  # fmt: skip
            shown = {row.slug: row.status for row in grid_page(work, asked({})).rows}
            for status in Status:
                kept = {row.slug for row in grid_page(work, asked({"status": status})).rows}
                assert kept == {slug for slug, is_ in shown.items() if is_ is status}, status
        work.session.rollback()


def test_grid_asks_as_much_for_fourteen_rows_as_for_two(cast, aline, address):
    aline.get(address)
    with counted() as few:
        aline.get(address)
    with cast.work_for("aline") as work:
        actions.load_example(work)
    with counted() as many:
        aline.get(address)

    assert len(many) == len(few)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("", "ix_organization_name"),
        ("sort=-name", "ix_organization_name"),
        ("sort=progress", "ix_summary_progress"),
        (f"sort=-progress&after={Cursor(3, 40)}", "ix_summary_progress"),
        ("sort=activity", "ix_summary_activity"),
        (f"sort=-activity&before={Cursor(3, 40)}", "ix_summary_activity"),
        (f"after={Cursor(3, 'Les Amis')}", "ix_organization_name"),
    ],
)
def test_page_walks_along_an_index(cast, aline, address, query, index):
    with counted() as statements:
        aline.get(f"{address}?{query}")
    statement = next(one for one in statements if "s.progress_order" in one)
    with cast.app.app_context(), everything() as session:
        driver = session.connection().connection.driver_connection
        values = dict.fromkeys(re.findall(r":(\w+)", statement), 1)
        plan = [row[3] for row in driver.execute("EXPLAIN QUERY PLAN " + statement, values)]

    assert index in plan[0]
    assert not [step for step in plan if "TEMP B-TREE" in step or step.startswith("SCAN")]


@pytest.mark.parametrize(("who", "status"), [("agathe", 200), ("rachel", 200), ("bruno", 403), ("chantal", 404)])
def test_grid_is_for_the_team_alone(cast, address, who, status):
    Browser(cast.client_for(who)).get(address, status=status)


def test_export_of_a_view_carries_its_filters(example, address):
    page = Browser(example.client_for("aline")).get(f"{address}?region=Haute-Rive&status=moving&sort=-progress").page

    link = next(link for link in page.links if "organizations.csv" in link)

    assert link.endswith("/reports/organizations.csv?status=moving&region=Haute-Rive")


@pytest.mark.parametrize(
    ("query", "is_open"),
    [("", False), ("?advisor=none", False), ("?region=Quai", True), ("?hesitation=any", True), ("?whole=1", True)],
)
def test_other_filters_are_unfolded_where_one_of_them_is_on(example, address, query, is_open):
    page = Browser(example.client_for("aline")).get(address + query).page

    (fold,) = (one for one in page.all("details") if "others" in one.get("class").split())
    assert ("open" in fold.attributes) is is_open
