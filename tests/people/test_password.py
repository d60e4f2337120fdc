"""A password that nobody needs: opening a session with it, choosing it, changing it, taking it away."""

import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.entry import TOKEN
from socialtrack.journal.models import AccessEvent
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token
from socialtrack.mailing.models import Letter
from socialtrack.people.link_actions import add_link
from socialtrack.people.models import Device, Person, Throttle
from socialtrack.people.password_actions import check_new_password, set_password
from socialtrack.people.password_hashing import Cost, Hasher
from socialtrack.people.queries import visitor_by_token
from tests.cast import everything
from tests.people.conftest import SECRET
from tests.people.test_at_once import together
from tests.people.visiting import form_token, send

OTHER = "radis vélo lampe douze"


def enter(client, email="bruno@example.org", password=SECRET, token=None, **more):
    return send(client, "/sign-in", token=token, email=email, password=password, way="password", **more)


def kept(cast, who="bruno"):
    return cast.rows(select(Person.password_hash).where(Person.id == cast[who].person_id))[0]


def words_of(answer):
    """What can be compared between two persons: all but the tokens and the address typed."""
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
    return answer.status_code, re.sub(r"[\w.]+@example\.org", "X", text)


# Opening a session.


def test_password_opens_a_session(cast, client, with_password):
    answer = enter(client, next="/faq")

    assert (answer.status_code, answer.location) == (303, "/faq")
    assert client.get(cast.les_amis.address).status_code == 200
    assert [device.entered_by for device in cast.rows(select(Device))] == ["password"]


def test_address_may_be_written_in_capitals_and_the_password_in_another_composition(cast, client, with_password):
    assert enter(client, " BRUNO@Example.org ", "tulipe canape\u0301 nuage onze").status_code == 303


@pytest.mark.parametrize(
    "password",
    [SECRET + " ", SECRET.upper(), SECRET[:-1], "x", "\x00" + SECRET, SECRET + "\x00", "é" * 10_000, "\u202e" + SECRET],
)
def test_wrong_password_opens_nothing_and_is_not_shown_again(cast, client, with_password, password):
    answer = enter(client, password=password)

    assert answer.status_code == 422
    assert "ne vont pas ensemble" in answer.text
    assert 'value="bruno@example.org"' in answer.text
    assert SECRET[:10] not in answer.text
    assert "éééé" not in answer.text
    assert cast.rows(select(Device)) == []


def test_unknown_passwordless_and_wrong_get_the_same_bytes_for_the_same_work(cast, client, with_password, hasher, mail):
    """The time a hash takes is the whole of it: one for each answer, whoever is behind the address."""
    token = form_token(client, "/sign-in")
    answers, checks = set(), []
    for email in ("bruno@example.org", "beatrice@example.org", "nobody@example.org"):
        before = hasher.checks
        answers.add(words_of(enter(client, email, "autre phrase tout à fait", token)))
        checks.append(hasher.checks - before)

    assert len(answers) == 1
    assert checks == [1, 1, 1]


def test_lone_surrogate_is_only_a_wrong_password(app, cast, hasher, with_password):
    assert not hasher.is_right(kept(cast), "\ud800" * 12)


def test_enter_key_takes_the_way_that_was_filled_in(cast, client, with_password, mail):
    asked = send(client, "/sign-in", email="bruno@example.org", password="")
    assert "Regardez vos courriels" in asked.text

    assert send(client, "/sign-in", email="bruno@example.org", password=SECRET).status_code == 303


def test_button_for_a_link_counts_though_the_browser_filled_the_password_in(cast, client, with_password, mail):
    answer = send(client, "/sign-in", email="bruno@example.org", password=SECRET, way="link")

    assert "Regardez vos courriels" in answer.text
    assert cast.rows(select(Device)) == []


def test_empty_password_is_asked_for(client, cast, mail):
    answer = send(client, "/sign-in", email="bruno@example.org", password="", way="password")

    assert answer.status_code == 422
    assert 'href="#password"' in answer.text


def test_password_works_where_no_letter_leaves(cast, client, with_password):
    assert enter(client).status_code == 303


def test_shared_computer_is_said_at_the_password_too(cast, client, with_password):
    answer = enter(client, shared="1")

    assert all("Expires" not in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    assert cast.rows(select(Device.is_shared_computer)) == [True]


def test_planted_session_is_not_carried_over(cast, client, with_password):
    token = form_token(client, "/sign-in")
    with client.session_transaction() as session:
        session["planted"] = "x"

    enter(client, token=token)

    with client.session_transaction() as session:
        assert set(session) <= {TOKEN, "_permanent"}


def test_costlier_hashing_is_taken_up_at_the_next_entry(app, cast, client, with_password):
    before = kept(cast)
    app.extensions["socialtrack-hasher"] = Hasher(Cost(passes=2, memory=16))

    assert enter(client).status_code == 303

    assert kept(cast) != before
    assert "m=16,t=2" in kept(cast)
    assert enter(app.test_client()).status_code == 303


def test_password_is_never_written_down(app, cast, client, with_password, caplog, mail):
    caplog.set_level(logging.DEBUG)
    enter(client)
    send(client, "/account/password", password=OTHER)
    everywhere = [row for table in (Person, Device, Letter, Throttle, AccessEvent) for row in cast.rows(select(table))]

    assert SECRET not in caplog.text
    assert OTHER not in caplog.text
    assert "bruno@example.org" not in caplog.text
    assert not any(secret in str(vars(row)) for row in everywhere for secret in (SECRET, OTHER))


# Choosing, changing, taking away.


def test_password_is_chosen_and_opens_the_next_session(app, cast, mail):
    client = cast.client_for("bruno")

    answer = send(client, "/account/password", password=OTHER)

    assert (answer.status_code, answer.location) == (303, "/account")
    assert kept(cast).startswith("$argon2id$")
    assert enter(app.test_client(), password=OTHER).status_code == 303
    assert client.get(cast.les_amis.address).status_code == 200
    assert "Vous en avez un depuis le 23\u00a0novembre" in client.get("/account").text


def test_new_password_ends_the_other_sessions_waiting_links_and_the_old_cookie(app, cast):
    client, other, copy = cast.client_for("bruno"), cast.client_for("bruno"), app.test_client()
    link = new_token()
    with app.app_context(), everything() as session, immediate(session):
        add_link(session, cast.bruno.person_id, link, utc_now())
    with client.session_transaction() as mine, copy.session_transaction() as copied:
        copied.update(mine)
    assert copy.get(cast.les_amis.address).status_code == 200

    send(client, "/account/password", password=OTHER)

    assert client.get(cast.les_amis.address).status_code == 200
    assert other.get(cast.les_amis.address).status_code == 303
    assert copy.get(cast.les_amis.address).status_code == 303
    assert client.get(f"/sign-in/{link}").status_code == 410
    assert cast.client_for("beatrice").get(cast.les_amis.address).status_code == 200


def test_form_token_of_the_old_cookie_is_dead_too(cast):
    client = cast.client_for("bruno")
    token = form_token(client, "/account/password")
    send(client, "/account/password", token=token, password=OTHER)

    assert send(client, "/language", token=token, lang="en").status_code == 400


def test_password_is_taken_away(app, cast, with_password, mail):
    client, other = cast.client_for("bruno"), cast.client_for("bruno")

    send(client, "/account/password/remove", page="/account/password")

    assert kept(cast) is None
    assert other.get(cast.les_amis.address).status_code == 303
    assert client.get(cast.les_amis.address).status_code == 200
    assert enter(app.test_client()).status_code == 422
    assert "Vous n’avez pas besoin de mot de passe" in client.get("/account").text


def test_change_is_told_by_letter_and_noted_where_the_person_holds_a_place(cast, mail):
    client = cast.client_for("bruno", language="en")
    send(client, "/account/password", password=OTHER)
    send(client, "/account/password/remove", page="/account/password")

    letters = cast.rows(select(Letter).order_by(Letter.id))
    noted = cast.rows(select(AccessEvent).order_by(AccessEvent.id))
    assert [letter.kind for letter in letters] == ["password-set", "password-removed"]
    assert letters[0].to_address == "bruno@example.org"
    assert "10\u00a0h\u00a05" in letters[0].text
    assert "http" not in letters[0].text
    assert [event.kind for event in noted] == ["password-set", "password-removed"]
    assert {(e.centre_id, e.organization_id, e.membership_id) for e in noted} == {
        (cast.quebec.id, cast.les_amis.id, cast.bruno.membership_id)
    }


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "compte 0\u00a0caractères"),
        ("court", "compte 5\u00a0caractères"),
        (" " * 12, "répète"),
        ("é" * 10_000, "compte 10000\u00a0caractères"),
        ("motdepasse2026", "tout le monde essaie"),
        ("Bruno.Les.Amis", "votre nom"),
        ("BeneVole-Quebec", "votre nom"),
        ("azertyuiop12", "suit les touches"),
        ("ab\x00cd zkq vpw", "invisibles"),
    ],
)
def test_weak_password_is_refused_in_words_and_not_shown(cast, password, words):
    client = cast.client_for("bruno")

    answer = send(client, "/account/password", password=password)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'href="#password"' in answer.text
    assert len(password) < 9 or password.strip("\x00 ")[:9] not in answer.text or not password.strip()
    assert kept(cast) is None


def test_right_to_left_and_emoji_are_welcome(app, cast):
    for password in ("שלום-עולם-ירוק-12", "🐢🍎🚲🌧🎻🧶🍞🪁🫖🐝🌵🧭"):
        assert send(cast.client_for("bruno"), "/account/password", password=password).status_code == 303
        assert enter(app.test_client(), password=password).status_code == 303


def test_two_changes_at_once_leave_one_session_and_its_password(app, cast, hasher):
    tokens = cast.tokens_of("bruno", "bruno")
    with app.app_context(), everything() as session:
        visitors = [visitor_by_token(session, token, 0) for token in tokens]
    hashes = [hasher.hash(SECRET), hasher.hash(OTHER)]

    ends = together(
        app,
        [
            lambda visitor=visitor, new=new: set_password(visitor, new, utc_now(), None)
            for visitor, new in zip(visitors, hashes, strict=True)
        ],
    )

    assert ends == ["session-over", "won"]
    alive = cast.rows(select(Device).where(Device.ended_at.is_(None)))
    assert len(alive) == 1
    assert kept(cast) == hashes[[v.device_id for v in visitors].index(alive[0].id)]


def test_password_changed_while_an_old_one_is_checked_opens_nothing(
    app, cast, client, with_password, hasher, monkeypatch
):
    """The check takes its time outside any transaction; what it was checked against is compared again."""
    right = hasher.is_right

    def meanwhile(kept_, password):
        answer = right(kept_, password)
        with app.app_context(), everything() as session, immediate(session):
            session.get_one(Person, cast.bruno.person_id).password_hash = "$another"
        return answer

    monkeypatch.setattr(hasher, "is_right", meanwhile)

    assert enter(client).status_code == 422
    assert cast.rows(select(Device)) == []


# A fresh proof.


@pytest.fixture
def stale(cast, clock):
    """Bruno's browser, a quarter of an hour after he signed in."""
    client = cast.client_for("bruno")
    clock.shift(timedelta(minutes=15))
    return client


def test_old_session_shows_who_it_is_first(stale, cast):
    assert stale.get("/account/password").location == "/account/confirm?next=/account/password"
    refused = send(stale, "/account/password", page="/account", password=OTHER)

    assert refused.location == "/account/confirm?next=/account/password"
    assert send(stale, "/account/password/remove", page="/account").location.startswith("/account/confirm")
    assert kept(cast) is None


def test_current_password_is_a_proof_for_a_quarter_of_an_hour(stale, cast, with_password, clock):
    answer = send(stale, "/account/confirm", password=SECRET, next="/account/password")
    assert answer.location == "/account/password"
    assert stale.get("/account/password").status_code == 200

    clock.shift(timedelta(minutes=15))
    assert stale.get("/account/password").status_code == 303


def test_wrong_password_is_no_proof_and_waits_after_ten(stale, cast, with_password):
    token = form_token(stale, "/account/confirm")
    tries = [send(stale, "/account/confirm", token=token, password="pas celui-ci, non") for _ in range(11)]

    assert [answer.status_code for answer in tries] == [422] * 10 + [429]
    assert tries[-1].headers["Retry-After"] == "60"
    assert send(stale, "/account/confirm", token=token, password=SECRET).status_code == 429
    assert stale.get("/account/password").status_code == 303


def test_no_password_is_no_proof(stale, cast):
    assert send(stale, "/account/confirm", password="").status_code == 422
    assert stale.get("/account/password").status_code == 303


def test_mailed_link_is_a_proof_and_comes_back(stale, cast, mail):
    send(stale, "/account/confirm/link", page="/account/confirm", next="/account/password")
    letter = cast.rows(select(Letter))[0]
    link = re.search(r"http://[^/\s]+(/sign-in/\S+)", letter.text).group(1)

    assert letter.to_address == "bruno@example.org"
    assert "next=/account/password" in link
    assert send(stale, link, next="/account/password").location == "/account/password"
    assert stale.get("/account/password").status_code == 200


def test_proof_dies_with_its_session(stale, cast, with_password):
    send(stale, "/account/confirm", password=SECRET)
    with stale.session_transaction() as session:
        assert "proved" in session

    send(stale, "/sign-out", page="/account")

    with stale.session_transaction() as session:
        assert "proved" not in session


@pytest.mark.parametrize("planted", ["x", 10**40, -1, True, None, [1]])
def test_made_up_proof_is_none(stale, planted):
    with stale.session_transaction() as session:
        session["proved"] = planted

    assert stale.get("/account/password").status_code == 303


def test_proof_leads_to_no_other_site(stale, cast, with_password):
    assert send(stale, "/account/confirm", password=SECRET, next="https://evil.example/").location == "/account"


def test_what_is_known_of_a_person_is_of_their_places(app, cast):
    with app.app_context(), everything() as session:
        visitor = visitor_by_token(session, cast.token_of("paul"), 0)
    with app.app_context():
        assert check_new_password(visitor, "Les Amis de Montréal sont loin") == "Les Amis de Montréal sont loin"
