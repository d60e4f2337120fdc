"""What a session that a copied link opened may do: everything of its place, nothing that outlasts it.

Whoever copied the link could have opened it. A password chosen then would let them in wherever that person goes later.
"""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.kernel.moments import utc_now
from socialtrack.mailing.models import Letter
from socialtrack.people.models import Device, Person
from socialtrack.tenancy.models import Membership
from tests.cast import everything
from tests.people.conftest import SECRET
from tests.people.visiting import MARIE, form_token, invited, send, shown_link

PROOF = ["/account/password", "/account/passkeys", "/account/erase", "/account/data"]


@pytest.fixture(autouse=True)
def at_a_name(app):
    """Browsers allow no passkey at a bare number."""
    settings = app.extensions["socialtrack-settings"]
    app.extensions["socialtrack-settings"] = replace(settings, base_url="http://localhost:8000")


@pytest.fixture
def people(cast):
    return f"{cast.les_amis.address}people"


def came_in_by(cast):
    """How the last session was opened."""
    return cast.rows(select(Device.entered_by).order_by(Device.id.desc()))[0]


def joins(cast, client, people, who="aline"):
    link = shown_link(send(cast.client_for(who), people, **MARIE, way="copy"))
    assert send(client, link, name="Marie").status_code == 303


def mailed_link(cast):
    letter = cast.rows(select(Letter).order_by(Letter.id.desc()))[0]
    return re.search(r"http://[^/]+(/sign-in/\S+)", letter.text)[1]


@pytest.mark.parametrize("page", PROOF)
def test_session_of_a_copied_invitation_proves_nothing_where_letters_leave(cast, client, people, mail, page):
    joins(cast, client, people)

    answer = client.get(page)

    assert came_in_by(cast) == "copied"
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/account/confirm")
    assert "copié pour vous" in client.get(answer.location).text


@pytest.mark.parametrize("page", PROOF)
def test_session_of_a_copied_sign_in_link_proves_nothing_either(cast, client, people, mail, page):
    link = shown_link(
        send(cast.client_for("aline"), f"{people}/{cast.beatrice.membership_id}/sign-in-link", page=people)
    )
    send(client, link)

    assert client.get(page).location.startswith("/account/confirm")


def test_whoever_copied_a_link_sets_no_password_for_later(cast, client, people, mail):
    """The attack: a link for somebody new, opened by its maker, a password, then another centre invites her."""
    joins(cast, client, people)
    token = form_token(client, "/account")

    answers = [
        client.post("/account/password", data={"csrf_token": token, "password": SECRET}),
        client.post("/account/second-step", data={"csrf_token": token}),
        client.post("/account/data", data={"csrf_token": token}),
    ]

    assert [answer.location.partition("?")[0] for answer in answers] == ["/account/confirm"] * 3
    (marie,) = cast.rows(select(Person).where(Person.email == MARIE["email"]))
    assert marie.password_hash is None


@pytest.mark.parametrize("page", PROOF)
def test_letter_to_ones_own_address_is_the_proof(cast, client, people, mail, page):
    joins(cast, client, people)
    send(client, "/account/confirm/link", page=client.get(page).location, next=page)

    send(client, mailed_link(cast), next=page)

    assert came_in_by(cast) == "link"
    assert client.get(page).status_code == 200


def test_mailed_invitation_is_a_proof(cast, client, people, mail):
    send(cast.client_for("aline"), people, **MARIE, way="mail")
    letter = cast.rows(select(Letter).order_by(Letter.id.desc()))[0]
    send(client, re.search(r"/invitations/\S+", letter.text)[0], name="Marie")

    assert came_in_by(cast) == "invitation"
    assert client.get("/account/password").status_code == 200


def test_second_place_taken_in_that_session_makes_it_no_better(cast, client, people, mail):
    joins(cast, client, people)
    send(cast.client_for("aline"), f"{cast.le_phare.address}people", **MARIE, way="mail")
    letter = cast.rows(select(Letter).order_by(Letter.id.desc()))[0]

    send(client, re.search(r"/invitations/\S+", letter.text)[0])

    assert came_in_by(cast) == "copied"
    assert client.get("/account/password").location.startswith("/account/confirm")


def test_where_no_letter_leaves_a_copied_link_is_all_there_is(cast, client, people):
    joins(cast, client, people)

    assert client.get("/account/password").status_code == 200
    assert client.get("/account/data").status_code == 200


def test_past_in_another_centre_is_not_opened_by_a_link_copied_here(cast, client):
    """Victor has left Montréal: whoever copies a link for him in Québec must not read there what he did."""
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Membership).where(Membership.id == cast.victor.membership_id).values(ended_at=utc_now()))
    link = invited(cast, "aline", f"/centres/{cast.quebec.slug}/team", email=cast.victor.email, role="advisor")

    assert "Ouvrez d’abord votre session" in client.get(link).text
    send_anyway = client.post(link, data={"csrf_token": form_token(client, "/sign-in"), "name": "Victor"})
    assert send_anyway.status_code == 403
    assert cast.rows(select(Device).where(Device.person_id == cast.victor.person_id)) == []
