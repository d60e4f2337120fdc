"""The second step: what a session opens before it, and which codes do it."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.entry import TOKEN
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token
from socialtrack.people.factor_rules import step_at
from socialtrack.people.factor_seal import seal
from socialtrack.people.link_actions import add_link
from socialtrack.people.models import AuthenticatorApp, Device
from tests.cast import everything
from tests.people.visiting import send
from tests.walls.atlas import VISITS, furnish
from tests.walls.test_access import SCRIPT, _token

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = "/sign-in/second-step"


def give_app(cast, who, secret=SECRET):
    """That person has an application, which gave its first code an hour ago."""
    app = cast.app
    with app.app_context(), everything() as session, immediate(session):
        session.add(
            AuthenticatorApp(
                person_id=cast[who].person_id,
                sealed_secret=seal(secret, cast[who].person_id, app.config["SECRET_KEY"]),
                created_at=utc_now(),
                confirmed_at=utc_now(),
            )
        )


def code_at(steps=0):
    return pyotp.TOTP(SECRET).generate_otp(step_at(utc_now()) + steps)


@pytest.fixture
def link_for(app, cast):
    """A sign-in link of somebody."""

    def make(who):
        token = new_token()
        with app.app_context(), everything() as session, immediate(session):
            add_link(session, cast[who].person_id, token, utc_now())
        return f"/sign-in/{token}"

    return make


@pytest.fixture
def bruno(cast, client, link_for):
    """Bruno, between his two steps."""
    give_app(cast, "bruno")
    answer = send(client, link_for("bruno"), next=cast.les_amis.address)
    assert answer.location == f"{STEP}?next={cast.les_amis.address}"
    return client


def test_code_opens_the_session_and_the_page_that_was_wanted(cast, bruno):
    answer = send(bruno, STEP, code=code_at(), next=cast.les_amis.address)

    assert (answer.status_code, answer.location) == (303, cast.les_amis.address)
    assert bruno.get(cast.les_amis.address).status_code == 200
    device = cast.rows(select(Device))[0]
    assert (device.is_waiting_for_factor, device.factor_at) == (False, utc_now())
    assert device.ends_at == device.created_at + timedelta(days=365)


def test_session_gets_another_token_with_its_second_step(app, cast, bruno):
    copy = app.test_client()
    with bruno.session_transaction() as mine, copy.session_transaction() as copied:
        copied.update(mine)

    send(bruno, STEP, code=code_at())

    assert copy.get(cast.les_amis.address).location.startswith("/sign-in?")


def test_session_that_waits_reaches_nothing(cast, bruno):
    world = furnish(cast)
    app, spot = cast.app, world.spot("here")
    token, walked = _token(bruno), 0
    for visit in VISITS:
        if app.view_functions[visit.endpoint].access == "public":
            continue
        walked += 1
        for headers in ({}, SCRIPT):
            form = {"csrf_token": token, **visit.send(spot, 1)} if visit.method == "POST" else None
            answer = bruno.open(visit.address(app, spot), method=visit.method, data=form, headers=headers)

            where = answer.headers["HX-Redirect" if headers else "Location"]
            assert answer.status_code == (401 if headers else 303), visit
            assert where.split("?")[0] == STEP, visit
    assert walked > 20


def test_public_pages_take_a_session_that_waits_for_nobody(cast, bruno, app):
    for address in ("/guide", "/faq", "/privacy"):
        assert bruno.get(address).text == app.test_client().get(address).text


def test_session_that_waits_ends_after_a_quarter_of_an_hour(bruno, clock):
    clock.shift(timedelta(minutes=15))

    assert bruno.get(STEP).location == "/sign-in"
    assert bruno.get("/places").location.startswith("/sign-in?")


def test_session_that_waits_can_be_closed(cast, bruno):
    send(bruno, "/sign-out", page=STEP)

    assert cast.rows(select(Device))[0].ended_at == utc_now()


def test_page_is_in_the_language_of_whoever_waits(cast, client, link_for):
    give_app(cast, "bruno")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    send(client, link_for("bruno"))

    assert 'lang="fr-CA"' in client.get(STEP).text
    with client.session_transaction() as session:
        assert TOKEN in session


def test_nobody_waits_without_an_application(cast, client, link_for):
    assert send(client, link_for("bruno")).location == "/places"
    assert client.get(STEP).location == "/places"
