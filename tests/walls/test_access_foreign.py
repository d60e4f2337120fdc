"""What is somebody else's, named by its address, its number, a hidden field or without a token, is nothing at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socialtrack.kernel.permissions import Can, Role, may
from tests.walls.atlas import VISITS, Spot
from tests.walls.test_access import FROM_ELSEWHERE, _go, _scrubbed, _token
from tests.walls.witness import Witness
from tests.walls.world import at, contents

AREAS = ("home", "progress", "people", "reports", "guide", "faq", "hesitations", "questions")


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize(
    "visit",
    [v for v in VISITS if v.endpoint.split(".")[0] in AREAS],
    ids=str,
)
def test_foreign_thing_answers_like_one_that_does_not_exist(world, clients, visit, request):
    """Asked by a link or by a script, in turns; with `--whole` by both."""
    app, whole = world.cast.app, request.config.getoption("--whole")
    if not visit.is_in(app, "centre"):
        return
    pairs = [("abroad", "no such centre")]
    if visit.is_in(app, "organization"):
        pairs.append(("next door", "no such room"))
    asked = [(who, pair) for who in ("bruno", "denis", "nadia", None) for pair in pairs]
    for n, (who, (foreign, missing)) in enumerate(asked):
        token = _token(clients[who]) if visit.method == "POST" else ""
        for htmx in (False, True) if whole else (bool((n + n // 2) % 2),):
            answers = [
                _scrubbed(_go(clients[who], visit, at(visit, spot, app), 1, htmx=htmx, token=token), spot)
                for spot in (world.spot(foreign), replace(world.spot(missing), ids=world.spot(foreign).ids))
            ]
            assert answers[0] == answers[1], f"{who} can tell {foreign} from {missing} at {visit}"


OF_MEMBERS = ("link", "member", "role", "remove", "know", "erase", "now", "data")
OF_INVITATIONS = ("invitation", "offer", "renew", "revoke")
BY_NUMBER = [v for v in VISITS if v.endpoint.rsplit("_", 1)[-1] in (*OF_MEMBERS, *OF_INVITATIONS)]
CANS_OF = {who: {can for can in Can if may(role, can)} for who, role in (("aline", Role.MANAGER), ("bruno", Role.LEAD))}
BY_NUMBER = [v for v in BY_NUMBER if v.endpoint.split(".")[1].startswith(("team_", "organization_"))]


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize("visit", BY_NUMBER, ids=str)
@pytest.mark.parametrize("who", ["aline", "bruno"])
def test_number_of_a_foreign_thing_in_ones_own_place_is_nothing(world, clients, visit, who):
    """The mistake that keeps breaking tools like this one: the parent is checked, and the child goes by its own id."""
    app, client = world.cast.app, clients[who]
    if app.view_functions[visit.endpoint].access not in CANS_OF[who]:
        return
    token, own = _token(client), world.spot("here")
    foreign = [world.spot(place).ids for place in ("next door", "abroad")]
    thing = "membership" if visit.endpoint.endswith(OF_MEMBERS) else "invitation"
    if visit.is_in(app, "organization"):
        numbers = [ids[name] for ids in foreign for name in (thing, f"team {thing}")] + [own.ids[f"team {thing}"]]
    else:
        numbers = [ids[thing] for ids in (*foreign, own.ids)] + [world.spot("abroad").ids[f"team {thing}"]]
    missing = Spot(own.centre, own.organization, dict.fromkeys(("membership", "invitation"), 2**31))
    nothing = _scrubbed(_go(client, visit, missing, 0, htmx=False, token=token), missing)
    witness = Witness(world)
    before = witness.rows()
    for number in numbers:
        spot = Spot(own.centre, own.organization, dict.fromkeys(("membership", "invitation"), number))

        answer = _scrubbed(_go(client, visit, spot, 0, htmx=False, token=token), spot)

        assert answer == nothing, f"{who} reaches number {number} by {visit}"
    assert nothing[0] == 404
    assert witness.rows() == before


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize("visit", BY_NUMBER, ids=str)
@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**40])
def test_number_that_no_database_holds_is_nothing(world, clients, visit, number):
    own = world.spot("here")
    spot = Spot(own.centre, own.organization, dict.fromkeys(("membership", "invitation"), number))
    client = next(
        clients[who] for who in CANS_OF if world.cast.app.view_functions[visit.endpoint].access in CANS_OF[who]
    )

    answer = _go(client, visit, spot, 0, htmx=False, token=_token(client))

    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["bruno", "aline"])
def test_foreign_event_cannot_be_undone(world, clients, who):
    client, own = clients[who], world.spot("here")
    undo = next(visit for visit in VISITS if visit.endpoint == "progress.undo")
    token, before = _token(client), contents(world.cast.app)
    missing = Spot(own.centre, own.organization, {"event": 2**31})
    nothing = _scrubbed(_go(client, undo, missing, 1, htmx=False, token=token), missing)
    for place in ("next door", "abroad"):
        spot = Spot(own.centre, own.organization, {"event": world.spot(place).ids["event"]})

        assert _scrubbed(_go(client, undo, spot, 2, htmx=False, token=token), spot) == nothing
    assert nothing[0] == 404
    assert contents(world.cast.app) == before


def test_hidden_fields_name_no_other_place(world, clients):
    """Whatever a form says of a centre or an organization, what counts is the address."""
    cast, client = world.cast, clients["bruno"]
    abroad = world.spot("abroad")
    before = contents(cast.app)
    said = {
        "csrf_token": _token(client),
        "state": "done",
        "request_key": "mixed",
        "centre": abroad.centre,
        "centre_id": cast.montreal.id,
        "organization": cast.le_phare.slug,
        "organization_id": cast.le_phare.id,
        "membership_id": cast.victor.membership_id,
        "person_id": cast.victor.person_id,
        "task_key": "name-responsible",
    }

    answer = client.post(
        cast.les_amis.address + "tasks/org-email/state",
        data=said,
        query_string={"organization": "le-phare", "centre_id": cast.montreal.id},
    )

    assert answer.status_code == 303
    after = contents(cast.app)
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"event", "task_state", "receipt", "organization_summary", "centre_totals", "centre_day_count"}
    new = set(after["task_state"]) - set(before["task_state"])
    assert {row[:3] for row in new} == {(repr(cast.quebec.id), repr(cast.les_amis.id), repr("org-email"))}


@pytest.mark.slice_on_postgresql
@pytest.mark.parametrize(
    "visit", [v for v in VISITS if v.method == "POST" and v.endpoint not in FROM_ELSEWHERE], ids=str
)
def test_form_without_its_token_changes_nothing(world, clients, visit):
    app = world.cast.app
    spot = at(visit, world.spot("here"), app)
    witness = Witness(world)
    before = witness.rows()
    for token in ("", "made up", _token(clients["chantal"])):
        for htmx in (False, True):
            answer = _go(clients["aline"], visit, spot, 3, htmx=htmx, token=token)

            assert answer.status_code == 400, f"{visit} took the token {token!r}"
    assert witness.rows() == before
