"""A centre asks its team for two steps: what a session with one opens then, and for whom nothing changes."""

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import Device
from socialtrack.tenancy.actions import add_membership
from tests.cast import everything
from tests.people.second_step import OWN, STEP, code_at, give_app, link_for, require_it
from tests.people.setting_up import begin, confirm
from tests.people.test_factor import every_address
from tests.people.visiting import send
from tests.statements import counted
from tests.walls.test_access import SCRIPT


@pytest.fixture
def required(cast):
    require_it(cast, cast.quebec)


def board(cast, centre="quebec"):
    return f"/centres/{getattr(cast, centre).slug}/"


@pytest.mark.parametrize("who", ["aline", "agathe", "rachel"])
def test_team_is_led_to_the_page_that_sets_it_up(cast, required, who):
    client = cast.client_for(who)

    for address in (board(cast), cast.les_amis.address, f"{board(cast)}organizations/"):
        assert client.get(address).location == f"{OWN}?next={address}"
    assert client.get(OWN).status_code == 200


def test_no_address_of_that_centre_opens(cast, required):
    """Whatever the method, and for scripts: not a page, not a file, not a gesture."""
    aline, walked = cast.client_for("aline"), 0
    for endpoint, method, address in every_address(cast.app):
        if not address.startswith("/centres/x/"):
            continue
        here = address.replace("/centres/x/", board(cast)).replace("/organizations/x", "/organizations/les-amis")
        walked += 1
        for headers in ({}, SCRIPT):
            answer = aline.open(here, method=method, headers=headers)

            where = answer.headers["HX-Redirect" if headers else "Location"]
            assert answer.status_code == (401 if headers else 303), f"{method} {endpoint}"
            assert where == (f"{OWN}?next={here}" if method == "GET" else OWN), f"{method} {endpoint}"
    assert walked > 40
    assert aline.get("/account").status_code == 200


def test_everything_else_opens(cast, required):
    with cast.work_for("chantal") as work, work.write():
        add_membership(work, person_id=cast.aline.person_id, role="advisor", name="Aline")
    aline = cast.client_for("aline")

    for address in ("/account", "/places", "/guide", "/faq", board(cast, "montreal")):
        assert aline.get(address).status_code == 200, address
    assert send(aline, "/sign-out", page="/account").location == "/sign-in"


@pytest.mark.parametrize("who", ["bruno", "beatrice", "denis", "paul"])
def test_members_of_organizations_are_never_asked(cast, required, who):
    member = cast[who]

    assert cast.client_for(who).get(member.organization.address).status_code == 200


def test_somebody_of_the_team_who_is_also_a_member_is_a_member_there(cast, required):
    with cast.work_for("bruno") as work, work.write():
        add_membership(
            work, person_id=cast.agathe.person_id, role="member", name="Agathe", organization_id=cast.les_amis.id
        )
    agathe = cast.client_for("agathe")

    assert agathe.get(cast.les_amis.address).status_code == 200
    assert agathe.get(cast.le_phare.address).location.startswith(OWN)
    assert agathe.get(board(cast)).location.startswith(OWN)


def test_other_centres_ask_nothing(cast, required):
    assert cast.client_for("chantal").get(board(cast, "montreal")).status_code == 200


def test_another_centre_still_does_not_exist(cast, required):
    chantal = cast.client_for("chantal")

    assert chantal.get(board(cast)).status_code == chantal.get("/centres/no-such-centre/").status_code == 404


def test_setting_it_up_opens_the_page_that_was_wanted(cast, required):
    aline = cast.client_for("aline")
    secret = begin(aline)

    answer = confirm(aline, secret, next=board(cast))

    assert f'href="{board(cast)}"' in answer.text
    assert aline.get(board(cast)).status_code == 200


def test_session_begun_in_two_steps_opens(cast, required, client):
    give_app(cast, "aline")
    send(client, link_for(cast, "aline"), next=board(cast))

    assert client.get(board(cast)).location == f"{STEP}?next={board(cast)}"
    assert send(client, STEP, code=code_at(), next=board(cast)).location == board(cast)
    assert client.get(board(cast)).status_code == 200


@pytest.mark.parametrize(("way", "status"), [("passkey", 200), ("demo", 200), ("password", 303), ("link", 303)])
def test_ways_in_that_are_enough(cast, required, way, status):
    aline = cast.client_for("aline")
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Device).values(entered_by=way))

    assert aline.get(board(cast)).status_code == status


def test_removing_it_closes_the_centre_again(cast, required, client):
    give_app(cast, "aline")
    send(client, link_for(cast, "aline"))
    send(client, STEP, code=code_at(0))

    send(client, f"{OWN}/remove", page=OWN, code=code_at(1))

    assert client.get(board(cast)).location.startswith(OWN)
    assert cast.rows(select(Device.factor_at).where(Device.ended_at.is_(None))) == [None]


def test_turning_it_on_counts_at_the_next_request(cast):
    aline = cast.client_for("aline")
    assert aline.get(board(cast)).status_code == 200

    require_it(cast, cast.quebec)

    assert aline.get(board(cast)).location.startswith(OWN)


def test_door_asks_the_database_no_more_than_before(cast, required):
    """One statement finds who asks and where: a second step costs none."""
    give_app(cast, "aline")
    aline, bruno = cast.client_for("aline"), cast.client_for("bruno")
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Device).values(factor_at=utc_now()))

    for client, gesture in ((aline, f"{board(cast)}team"), (bruno, f"{cast.les_amis.address}tasks/x/state")):
        with counted() as asked:
            assert client.post(gesture).status_code == 400  # stopped behind the door: there is no form token
        # The page that refuses has the team's menu, which counts the questions that wait.
        door = [statement.split()[0] for statement in asked if "FROM question " not in statement]
        assert door == ["SELECT"]
