"""Passkeys: what no honest browser sends opens nothing, and what is kept of them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestedCredentialData
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.models import AccessEvent
from socialtrack.kernel.errors import Invalid
from socialtrack.kernel.moments import utc_now
from socialtrack.people import passkey_actions
from socialtrack.people.models import Challenge, Device, Passkey
from socialtrack.people.passkey_rules import party_of
from socialtrack.people.queries import visitor_by_token
from tests.cast import everything
from tests.people.test_passkeys import decoded
from tests.people.visiting import form_token, send


@pytest.fixture
def named(app, client):
    """The site has a name under which browsers allow passkeys."""
    settings = app.extensions["socialtrack-settings"]
    app.extensions["socialtrack-settings"] = replace(settings, base_url="http://localhost:8000")


def ask(client, address="/sign-in/passkey/options", page="/sign-in"):
    return send(client, address, page=page)


def test_site_without_a_name_has_no_passkeys(cast, client):
    assert "data-passkey" not in client.get("/sign-in").text
    assert ask(client).status_code == 404
    assert "Clés d’accès" not in cast.client_for("bruno").get("/account").text
    assert cast.client_for("bruno").get("/account/passkeys").status_code == 404


def test_what_is_asked_names_nobody_and_wants_the_person_verified(cast, client, named):
    options = ask(client).get_json()

    assert options["userVerification"] == "required"
    assert options["rpId"] == "localhost"
    assert not options.get("allowCredentials")
    assert len(decoded(options["challenge"])) >= 16


def test_what_is_asked_to_register_is_discoverable_and_verified(cast, named):
    client = cast.client_for("bruno")

    options = ask(client, "/account/passkeys/options", "/account/passkeys").get_json()

    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["user"]["name"] == "bruno@example.org"


def test_challenge_is_kept_as_a_hash_for_five_minutes_and_swept(cast, client, named, clock):
    ask(client)
    with client.session_transaction() as session:
        token = session["challenge"]
    row = cast.rows(select(Challenge))[0]
    assert token not in str(vars(row))
    assert row.expires_at == utc_now() + timedelta(minutes=5)

    clock.shift(timedelta(minutes=6))
    ask(client)
    assert len(cast.rows(select(Challenge))) == 1


NONSENSE = [
    "",
    "null",
    "[]",
    "{}",
    "\x00",
    '"x"',
    "[" * 5000,
    '{"rawId": null}',
    '{"rawId": "eA", "id": "eA", "type": "public-key", "response": {}}',
    '{"rawId": "eA", "id": "eA", "type": "public-key", "response": {"clientDataJSON": "é", "authenticatorData": "!"}}',
    '{"rawId": {"a": 1}}',
    json.dumps({"rawId": "x" * 100_000}),
]


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_opens_nothing(cast, client, named, said):
    ask(client)

    answer = send(client, "/sign-in/passkey", page="/sign-in", credential=said)

    assert answer.status_code == 422
    assert "n’a pas été reconnue" in answer.text
    assert cast.rows(select(Device)) == []
    assert cast.rows(select(Challenge)) == []


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_registers_nothing(cast, named, said):
    client = cast.client_for("bruno")
    ask(client, "/account/passkeys/options", "/account/passkeys")

    answer = send(client, "/account/passkeys", credential=said, name="x")

    assert answer.status_code == 422
    assert cast.rows(select(Passkey)) == []
    assert cast.rows(select(Challenge)) == []


def test_known_key_with_nonsense_opens_nothing(app, cast, client, named):
    _plant(app, cast, "bruno", "eA")
    ask(client)

    assert send(client, "/sign-in/passkey", page="/sign-in", credential=NONSENSE[8]).status_code == 422
    assert cast.rows(select(Device)) == []


def test_challenge_of_one_purpose_or_person_serves_no_other(app, cast, client, named):
    bruno = cast.client_for("bruno")
    ask(bruno, "/account/passkeys/options", "/account/passkeys")
    with bruno.session_transaction() as session:
        token = session["challenge"]
    with app.app_context(), everything() as session:
        visitor = visitor_by_token(session, cast.token_of("beatrice"), 0)
    party = party_of("http://localhost:8000", "x")

    with app.app_context(), pytest.raises(Invalid):
        passkey_actions.register(visitor, party, token, "{}", "x", utc_now(), None)
    assert cast.rows(select(Challenge)) == []


def _plant(app, cast, who, number):
    with app.app_context(), everything() as session, immediate(session):
        key = Passkey(
            person_id=cast[who].person_id, credential_id=number, public_key=b"x", name="clé", created_at=utc_now()
        )
        session.add(key)
        session.flush()
        return key.id


def test_key_of_another_person_answers_like_none(app, cast, named):
    theirs = _plant(app, cast, "beatrice", "theirs")
    client = cast.client_for("bruno")
    token = form_token(client, "/account/passkeys")

    foreign = send(client, f"/account/passkeys/{theirs}/remove", token=token)
    none = send(client, f"/account/passkeys/{theirs + 999}/remove", token=token)

    assert foreign.status_code == none.status_code == 404
    assert foreign.text == none.text
    assert len(cast.rows(select(Passkey))) == 1


def test_removal_is_noted(app, cast, named):
    mine = _plant(app, cast, "bruno", "mine")

    assert (
        send(cast.client_for("bruno"), f"/account/passkeys/{mine}/remove", page="/account/passkeys").status_code == 303
    )
    assert [event.kind for event in cast.rows(select(AccessEvent))] == ["passkey-removed"]


def test_old_session_shows_who_it_is_first(app, cast, named, clock):
    mine = _plant(app, cast, "bruno", "mine")
    client = cast.client_for("bruno")
    clock.shift(timedelta(minutes=15))

    assert client.get("/account/passkeys").location == "/account/confirm?next=/account/passkeys"
    for address in ("/account/passkeys", "/account/passkeys/options", f"/account/passkeys/{mine}/remove"):
        assert send(client, address, page="/account").location.startswith("/account/confirm")
    assert len(cast.rows(select(Passkey))) == 1


def test_challenges_are_not_given_without_end(cast, client, named):
    token = form_token(client, "/sign-in")

    answers = [send(client, "/sign-in/passkey/options", token=token).status_code for _ in range(101)]

    assert answers == [200] * 100 + [429]


def test_wrong_keys_wait_after_forty(cast, client, named):
    token = form_token(client, "/sign-in")
    answers = [send(client, "/sign-in/passkey", token=token, credential="{}") for _ in range(41)]

    assert [answer.status_code for answer in answers] == [422] * 40 + [429]
    assert answers[-1].headers["Retry-After"] == "60"


def test_as_many_as_one_may_have(app, cast, named):
    for n in range(20):
        _plant(app, cast, "bruno", f"key-{n}")
    with app.app_context(), everything() as session, immediate(session):
        session.execute(update(Passkey).values(public_key=_some_key()))

    answer = ask(cast.client_for("bruno"), "/account/passkeys/options", "/account/passkeys")

    assert answer.status_code == 409


def _some_key():
    public = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    return bytes(AttestedCredentialData.create(bytes(Aaguid.NONE), b"id", public))
