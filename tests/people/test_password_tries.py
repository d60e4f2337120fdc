"""Guessing a password is slowed, and the rightful person has a way in whatever others try."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.kernel.errors import TooMany
from socialtrack.mailing.models import Letter
from socialtrack.people import password_hashing
from socialtrack.people.password_hashing import Cost, Hasher
from socialtrack.wiring import create_app
from tests.conftest import Client, close_app, settings_for
from tests.people.conftest import SECRET
from tests.people.test_password import enter, words_of
from tests.people.visiting import form_token, send

WRONG = "pas du tout celui-ci"


@pytest.fixture
def guess(app):
    """A guess from a browser without a past, at an address of the network."""

    def make(email="bruno@example.org", password=WRONG, place="198.51.100.7"):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = place
        return enter(client, email, password)

    return make


def test_eleventh_guess_is_told_when_to_come_back(cast, guess, with_password, clock):
    assert [guess().status_code for _ in range(11)] == [422] * 10 + [429]
    refused = guess()

    assert refused.headers["Retry-After"] == "60"
    assert "dans une minute" in refused.text
    assert guess(password=SECRET).status_code == 429
    clock.shift(timedelta(minutes=1))
    assert guess().status_code == 422
    assert guess().headers["Retry-After"] == "120"
    assert "dans 2\u00a0minutes" in guess().text
    clock.shift(timedelta(minutes=2))
    assert guess(password=SECRET).status_code == 303
    assert guess().status_code == 422


def test_waiting_is_the_same_for_an_address_that_nobody_has(cast, guess, with_password):
    known = [words_of(guess()) for _ in range(12)]
    unknown = [words_of(guess("nobody@example.org")) for _ in range(12)]

    assert known == unknown


def test_what_waits_is_not_even_hashed(cast, guess, with_password, hasher):
    for _ in range(20):
        guess()

    assert hasher.checks == 10


def test_mailed_link_opens_whatever_was_guessed(app, cast, client, guess, with_password, mail):
    for _ in range(30):
        guess()
    send(client, "/sign-in", email="bruno@example.org", way="link")
    link = re.search(r"http://[^/\s]+(/sign-in/\S+)", cast.rows(select(Letter))[0].text).group(1)

    assert send(client, link).status_code == 303
    assert client.get(cast.les_amis.address).status_code == 200


def test_browser_used_before_has_its_own_count(app, cast, client, guess, with_password):
    assert enter(client).status_code == 303
    send(client, "/sign-out", page="/account")
    for _ in range(30):
        guess(place="127.0.0.1")

    assert enter(app.test_client()).status_code == 429
    assert enter(client, password=WRONG).status_code == 422
    assert enter(client).status_code == 303


def test_count_of_a_known_browser_has_its_end_too(cast, client, with_password):
    enter(client)
    send(client, "/sign-out", page="/account")
    token = form_token(client, "/sign-in")

    assert [enter(client, password=WRONG, token=token).status_code for _ in range(11)] == [422] * 10 + [429]


def test_browser_known_to_one_person_is_unknown_to_another(app, cast, guess, with_password):
    """Who signed in once as somebody gets no fresh count for guessing at others."""
    thief = app.test_client()
    enter(thief)  # as Bruno
    send(thief, "/sign-out", page="/account")
    for _ in range(10):
        guess("beatrice@example.org")

    assert enter(thief, "beatrice@example.org", WRONG).status_code == 429


@pytest.mark.parametrize("value", ["", "x", "W10.x", "é", "WyJhIixbMV1d.bad", "." * 4000])
def test_made_up_known_browser_is_unknown(app, cast, guess, with_password, value):
    for _ in range(10):
        guess(place="127.0.0.1")
    client = app.test_client()
    client.set_cookie("socialtrack-known", value, domain="127.0.0.1")

    assert enter(client, password=WRONG).status_code == 429


def test_known_browser_is_told_by_a_cookie_that_scripts_cannot_read(cast, client, with_password):
    cookies = enter(client).headers.getlist("Set-Cookie")

    known = next(cookie for cookie in cookies if cookie.startswith("socialtrack-known="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(known.split("; "))
    assert "Max-Age=34560000" in known


def test_shared_computer_is_not_remembered(cast, client, with_password):
    cookies = enter(client, shared="1").headers.getlist("Set-Cookie")

    assert not any(cookie.startswith("socialtrack-known=") for cookie in cookies)


def test_one_place_guessing_at_many_addresses_waits(guess, cast):
    answers = [guess(f"person{n}@example.org").status_code for n in range(42)]

    assert answers == [422] * 40 + [429] * 2
    assert guess("another@example.org", place="203.0.113.9").status_code == 422


def test_right_password_gives_its_try_back_to_the_place_and_no_more(cast, guess, with_password):
    for n in range(39):
        guess(f"person{n}@example.org")
    assert guess(password=SECRET).status_code == 303
    assert guess(password=SECRET).status_code == 303

    assert [guess(f"other{n}@example.org").status_code for n in range(2)] == [422, 429]


def test_no_more_than_two_are_hashed_at_once_and_the_third_is_told_to_come_back(monkeypatch):
    monkeypatch.setattr(password_hashing, "PATIENCE", 0.05)
    busy = Hasher(Cost(passes=1, memory=8))
    inside, leave = threading.Barrier(3), threading.Event()

    def hold():
        with busy._turn():
            inside.wait()
            leave.wait(5)

    threads = [threading.Thread(target=hold) for _ in range(2)]
    for thread in threads:
        thread.start()
    inside.wait()
    with pytest.raises(TooMany) as refusal:
        busy.is_right(None, "x")
    leave.set()
    for thread in threads:
        thread.join()

    assert refusal.value.values["seconds"] == 10
    assert busy.is_right(None, "x") is False


def test_busy_hashing_is_said_with_its_header(app, cast, client, with_password, monkeypatch):
    monkeypatch.setattr(password_hashing, "PATIENCE", 0.01)
    hasher = app.extensions["socialtrack-hasher"]
    with hasher._turn(), hasher._turn():
        answer = enter(client)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "10"


def test_cost_in_service_is_at_least_what_owasp_asks():
    """OWASP's password storage sheet: 19 MiB with two passes, or dearer."""
    cost = Cost()

    assert (cost.memory, cost.passes, cost.lanes) >= (19 * 1024, 2, 1)


def test_cookies_on_https_are_bound_to_the_host(cast, with_password, tmp_path, settings):
    secure = create_app(settings_for(tmp_path, settings.database_url, BASE_URL="https://suivi.example.org"))
    try:
        secure.test_client_class = Client
        client = secure.test_client()
        said = {"email": "bruno@example.org", "password": SECRET, "way": "password"}
        token = form_token(client, "/sign-in")
        answer = client.post(
            "/sign-in", data={"csrf_token": token, **said}, headers={"Referer": "https://suivi.example.org/sign-in"}
        )

        cookies = answer.headers.getlist("Set-Cookie")
        assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-socialtrack", "__Host-socialtrack-known"}
        assert all({"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; ")) for cookie in cookies)
    finally:
        close_app(secure)
