"""Every address × everyone × every id that can be made by hand: nothing can be told of what is not one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import select

from socialtrack.data.db import db
from socialtrack.data.scope import Scope, open_session
from socialtrack.kernel.permissions import Can
from socialtrack.people.models import Device
from socialtrack.progress.network_actions import begin_path
from socialtrack.tenancy.actions import add_organization
from socialtrack.tenancy.models import Membership
from socialtrack.web.access import access
from tests.cast import everything
from tests.walls.atlas import VISITS, Visit
from tests.walls.fields import noting
from tests.walls.ids import Asker, Case, Tally, cases, token_of
from tests.walls.known_fields import IDS_IN, IDS_IN_ADDRESS, MADE, WORDS
from tests.walls.world import World, at, contents

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ABROAD = "nulle-part-ailleurs"  # an organization of Montréal's whose name in addresses no other has
STANDS = {"paul": "next door", "chantal": "abroad", "victor": "abroad"}  # the others stand « here »
STAFF = {"aline", "agathe", "rachel", "chantal"}
WITH_IDS = [visit for visit in VISITS if str(visit) in IDS_IN or str(visit) in IDS_IN_ADDRESS]


@pytest.fixture
def askers(world: World) -> Callable[[str | None], Asker]:
    cast = world.cast
    people = [None, *(member.key for member in cast.everyone)]
    clients: dict[str | None, FlaskClient] = {}

    def sign_in_again() -> None:
        clients.update(zip(people, cast.clients_for(*people), strict=True))

    with cast.work_for("chantal") as work, work.write():
        begin_path(work, add_organization(work, name="Nulle part ailleurs"))
    sign_in_again()
    with cast.app.app_context(), everything() as session:
        for place, who in (("here", "bruno"), ("next door", "paul"), ("abroad", "victor")):
            device = select(Device.id).where(Device.person_id == cast[who].person_id)
            world.spot(place).ids |= {"device": session.scalars(device).one(), "passkey": 2**40}

    def asker(who: str | None) -> Asker:
        return Asker(clients[who], world.spot(STANDS.get(who or "", "here")), token_of(clients[who]))

    asker.people = people  # type: ignore[attr-defined]
    asker.sign_in_again = sign_in_again  # type: ignore[attr-defined]
    return asker


def foreign_ids(world: World, who: str | None, case: Case) -> dict[str, Any]:
    """The same kind of thing elsewhere: in the other centre, and for those of one organization in the other one."""
    stands = STANDS.get(who or "", "here")
    places = {"here", "next door", "abroad"} - {stands}
    if who in STAFF and not (case.where == "address" and case.visit.is_in(world.cast.app, "organization")):
        places -= {"next door"}  # which is theirs as well
    if stands == "abroad":
        places -= {"next door"}
    found = {}
    for place in sorted(places):
        if case.kind == "slug":
            slug = ABROAD if place == "abroad" else world.spot(place).organization
            if slug != world.spot(stands).organization:
                found[place] = slug
        else:
            spot = at(case.visit, world.spot(place), world.cast.app)
            found[place] = spot.ids["event" if case.kind in ("place", "letter") else case.kind]
    return found


def rows_of(world: World, centre_id: int) -> dict[str, list[tuple]]:
    """Every row that names that centre, in every table."""
    tables = {table.name: [column.name for column in table.columns] for table in db.metadata.sorted_tables}
    return {
        name: [row for row in rows if dict(zip(tables[name], row, strict=True)).get("centre_id") == repr(centre_id)]
        for name, rows in contents(world.cast.app).items()
    }


@pytest.mark.sqlite
@pytest.mark.parametrize("visit", WITH_IDS, ids=str)
def test_foreign_id_answers_like_one_that_exists_nowhere(world, askers, visit, request, record_property):
    """People have turns in an order of their own, so that each id of a visit is asked by a link and by a script."""
    tally, leaks, cast = Tally(whole=request.config.getoption("--whole")), [], world.cast
    mine = list(cases(cast.app, visit))
    for other, people in (
        (cast.montreal, [who for who in askers.people if STANDS.get(who or "") != "abroad"]),
        (cast.quebec, [who for who in askers.people if STANDS.get(who or "") == "abroad"]),
    ):
        before = rows_of(world, other.id) if visit.method == "POST" else {}
        for who in people:
            asker = askers(who)
            tally.turns = askers.people.index(who)
            for case in mine:
                leaks += tally.leaks(asker, case, foreign_ids(world, who, case), who)
        if visit.method == "POST":
            assert rows_of(world, other.id) == before, f"somebody changed what is not theirs by {visit}"
    record_property("questions", tally.questions)
    print(f"\n{visit}: {tally.asked} foreign ids, {tally.questions} questions")
    assert leaks == []
    assert tally.asked, f"{visit} has no id: take it out of WITH_IDS"


def test_every_number_in_an_address_is_known_to_the_atlas(app):
    """A new view whose address holds the number of a thing fails here until the atlas has it."""
    found = {str(visit) for visit in VISITS if any(case.where == "address" for case in cases(app, visit))}

    assert found == IDS_IN_ADDRESS


@pytest.mark.sqlite
def test_every_field_that_a_view_reads_is_known_to_the_atlas(world, askers, record_property):
    """What views read is noted as they read it; a name that is new is an id, or says words: the atlas tells which."""
    app, read = world.cast.app, {}
    with noting(app) as names:
        for n, visit in enumerate(VISITS):  # each gesture has a key of its own
            names.clear()
            for who in ("aline", "bruno"):
                asker = askers(who)
                form = {"csrf_token": asker.token, **visit.send(asker.own, n)} if visit.method == "POST" else None
                spot = at(visit, asker.own, app)
                asker.client.open(visit.address(app, spot), method=visit.method, data=form, buffered=True)
            read[str(visit)] = {name for name in names if not name.startswith(MADE)}
            if visit.method == "POST":
                askers.sign_in_again()
    ids = {visit: set(fields) for visit, fields in IDS_IN.items()}
    known = {visit: names - WORDS for visit, names in read.items() if names - WORDS}
    unknown = {visit: names - ids.get(visit, set()) for visit, names in known.items()}
    drawn = {name for page in TEMPLATES.rglob("*.html") for name in re.findall(r'\bname="([a-z_]+)"', page.read_text())}
    named = WORDS | {name for fields in IDS_IN.values() for name in fields} | {"viewport", "color", "htmx"}

    assert {visit: names for visit, names in unknown.items() if names} == {}, "an id (IDS_IN), or words (WORDS)?"
    assert drawn - named == set(), "a template draws these: an id (IDS_IN), or words (WORDS)?"
    assert {visit: fields - read[visit] for visit, fields in ids.items() if fields - read[visit]} == {}
    people, places = len(askers.people), 5
    record_property("rules × cast × places × 2", len(VISITS) * people * places * 2)
    print(
        f"\n{len(VISITS)} rules × {people} people × up to {places} places × 2; {len(IDS_IN)} rules with ids in fields"
    )


@pytest.mark.usefixtures("own_app")
def test_planted_leak_is_seen(world, askers):
    """The mistake itself, made on purpose in an app of its own: a thing of the team loaded by its number alone."""
    app: Flask = world.cast.app

    @access(Can.VIEW_CENTRE)
    def leak(membership: int) -> str:
        with open_session(Scope(None, "a leak, planted")) as session:
            found = session.get(Membership, membership)
            return found.name if found else abort(404)

    app.add_url_rule("/centres/<slug:centre>/planted/<int:membership>", "planted.leak", leak)
    visit = Visit("planted.leak")
    (case,) = cases(app, visit)
    asker = askers("aline")

    leaks = Tally().leaks(asker, case, foreign_ids(world, "aline", case), "aline")

    assert len(leaks) == 2, "plain and htmx"
    assert "aline tells abroad from nothing by GET planted.leak [address: membership]" in leaks[0]
