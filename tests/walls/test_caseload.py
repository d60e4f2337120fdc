"""An advisor held to a caseload, at every address: of an organization outside it, nothing is read, guessed or changed.

Les Amis is confided to Agathe, Le Phare is not. All that Le Phare says of itself, and all that was planted there, holds
the word « phare ».
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from socialtrack.data.db import db, immediate
from socialtrack.kernel.permissions import GRANTS, Can, Role
from socialtrack.people.models import Invitation
from socialtrack.tenancy.models import Membership, Organization, OrganizationRevision, OrganizationTag
from tests.cast import everything
from tests.walls.atlas import VISITS, Visit
from tests.walls.ids import Asker, Tally, cases, token_of
from tests.walls.known_fields import IDS_IN, IDS_IN_ADDRESS
from tests.walls.test_access import _go, _scrubbed, _token
from tests.walls.world import World, at, contents

OUTSIDE = re.compile("phare|paul@|canari.*le-phare", re.IGNORECASE)
SAID = {
    **{name: f"Phare {name}" for name in ("reference", "region", "sector", "address", "phone", "contact")},
    "email": "bonjour@phare.example",
    "tags": ["Phare étiquette"],
}


@pytest.fixture
def held(world: World) -> World:
    cast = world.cast
    there = cast.le_phare.id
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Organization).where(Organization.id == there).values(**SAID))
        session.execute(
            update(OrganizationRevision).where(OrganizationRevision.organization_id == there).values(**SAID)
        )
        session.add(OrganizationTag(centre_id=cast.quebec.id, organization_id=there, tag=SAID["tags"][0]))
        session.execute(update(Membership).where(Membership.id == cast.paul.membership_id).values(name="Paul Phare"))
        # Whoever was invited to the team is nobody's organization.
        team = Invitation.organization_id.is_(None) & Invitation.email.contains("Phare")
        session.execute(update(Invitation).where(team).values(email="equipe@canari.example"))
    cast.confide("agathe", cast.les_amis)
    return world


def _words(answer: TestResponse) -> str:
    """All that an answer says, also in folders and spreadsheets, which are folders."""
    if not answer.data.startswith(b"PK"):
        return answer.data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return "".join(file.read(name).decode(errors="replace") for name in file.namelist())


def _told(words: str) -> str | None:
    found = OUTSIDE.search(words)
    return words[max(0, found.start() - 90) : found.end() + 40] if found else None


def test_organization_outside_answers_like_one_that_does_not_exist(held):
    cast = held.cast
    client = cast.client_for("agathe")
    token, before, n = _token(client), contents(cast.app), 0
    for visit in VISITS:
        if not visit.is_in(cast.app, "organization"):
            continue
        for htmx in (False, True):
            there, nowhere = (
                _go(client, visit, at(visit, held.spot(place), cast.app), n := n + 1, htmx=htmx, token=token)
                for place in ("next door", "no such room")
            )
            assert there.status_code == 404, f"{visit}, htmx: {htmx}"
            assert _same(there, held, "next door") == _same(nowhere, held, "no such room"), f"{visit}, htmx: {htmx}"

    assert contents(cast.app) == before
    assert n > 200


def _same(answer: Any, world: World, place: str) -> tuple:
    status, text, headers = _scrubbed(answer, world.spot(place))
    return status, re.sub(r'value="[^"]*"', "", text), headers


def test_no_address_tells_of_an_organization_outside(held):
    cast = held.cast
    client, here = cast.client_for("agathe"), held.spot("here")
    leaks, refused = [], []
    for n, visit in enumerate(VISITS):
        if not _may(cast.app, visit) or visit.endpoint == "people.sign_out":
            continue
        for htmx in (False, True):
            spot = at(visit, here, cast.app)
            answer = _go(client, visit, spot, 2 * n + htmx, htmx=htmx, token=_token(client))
            if answer.status_code >= 500:
                refused.append(f"{visit}: {answer.status_code}")
            if said := _told(_words(answer) + str(answer.headers)):
                leaks.append(f"{visit}: {said}")

    assert leaks == []
    assert refused == []


def _may(app: Any, visit: Visit) -> bool:
    access = app.view_functions[visit.endpoint].access
    return not isinstance(access, Can) or Role.ADVISOR in GRANTS[access]


@pytest.mark.parametrize("way", ["GET", "POST"])
def test_id_from_outside_answers_like_one_that_exists_nowhere(held, way):
    cast, leaks, tally = held.cast, [], Tally()
    client = cast.client_for("agathe")
    asker = Asker(client, held.spot("here"), token_of(client))
    before = _rows_outside(held) if way == "POST" else None
    for visit in VISITS:
        known = str(visit) in IDS_IN or str(visit) in IDS_IN_ADDRESS
        if visit.method != way or not known or not _may(cast.app, visit):
            continue
        for case in cases(cast.app, visit):
            spot = at(visit, held.spot("next door"), cast.app)
            if case.kind == "slug":
                foreign: Any = spot.organization
            elif case.kind in ("place", "letter"):
                foreign = spot.ids["event"]
            elif visit.is_in(cast.app, "organization") or not str(case.kind).startswith(("membership", "invitation")):
                foreign = spot.ids.get(case.kind)
            else:
                foreign = held.spot("next door").ids[case.kind]
            if foreign is not None and foreign != held.spot("here").ids.get(case.kind):
                leaks += tally.leaks(asker, case, {"outside": foreign}, "agathe")

    print(f"\n{tally.asked} ids from outside, {tally.questions} questions")
    assert leaks == []
    assert tally.asked > 30
    assert before is None or _rows_outside(held) == before


def _rows_outside(world: World) -> dict[str, list[tuple]]:
    """Every row of the organization outside the caseload."""
    there = repr(world.cast.le_phare.id)
    at_column = {
        table.name: [column.name for column in table.columns].index(name)
        for table in db.metadata.sorted_tables
        for name in ("id" if table.name == "organization" else "organization_id",)
        if name in table.c
    }
    rows = contents(world.cast.app)
    return {name: [row for row in rows[name] if row[n] == there] for name, n in at_column.items()}
