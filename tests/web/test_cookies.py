"""What was verified once is not worked out again; nothing else passes for it."""

import re
from datetime import timedelta

import pytest
import time_machine

from socialtrack.kernel.moments import utc_now
from socialtrack.web.cookies import MOST, _Known

HTTP, HTTPS = "http://127.0.0.1:8000", "https://127.0.0.1:8000"


@pytest.fixture
def opened(cast):
    """Somebody who opened their path: their client, and the token of its forms."""

    def open_path(who):
        client = cast.client_for(who)
        page = client.get(cast.les_amis.address, base_url=HTTP)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert found is not None
        return client, found[1]

    return open_path


@pytest.fixture
def tick(cast):
    numbers = iter(range(100))

    def send(client, token, *, base_url=HTTP, **headers):
        form = {"csrf_token": token, "state": "done", "request_key": f"cookies-{next(numbers)}"}
        address = f"{cast.les_amis.address}tasks/name-backup/state"
        return client.post(address, data=form, base_url=base_url, headers=headers).status_code

    return send


def test_a_token_serves_again_and_another_s_never(opened, tick):
    (bruno, his), (aline, hers) = opened("bruno"), opened("aline")
    assert [tick(bruno, his), tick(bruno, his), tick(aline, hers), tick(aline, hers)] == [303] * 4
    assert [tick(bruno, hers), tick(aline, his)] == [400, 400]


@pytest.mark.parametrize("place", [0, 20, -5])
def test_a_token_that_was_touched_is_refused(opened, tick, place):
    bruno, token = opened("bruno")
    assert tick(bruno, token) == 303
    letters = list(token)
    letters[place] = "A" if letters[place] != "A" else "B"
    assert tick(bruno, "".join(letters)) == 400
    assert tick(bruno, "") == 400


def test_on_https_the_page_must_be_of_this_site_each_time(opened, tick):
    bruno, token = opened("bruno")
    assert tick(bruno, token, base_url=HTTPS, Referer=f"{HTTPS}/centres/") == 303
    assert tick(bruno, token, base_url=HTTPS) == 400
    assert tick(bruno, token, base_url=HTTPS, Referer="https://elsewhere.example/") == 400
    assert tick(bruno, token, base_url=HTTPS, Referer=f"{HTTPS}/centres/") == 303


def test_a_cookie_that_was_touched_opens_nothing(cast, opened):
    bruno, _ = opened("bruno")
    name = cast.app.config["SESSION_COOKIE_NAME"]
    cookie = bruno.get_cookie(name, domain="127.0.0.1") or bruno.get_cookie(name)
    assert cookie is not None
    stranger = cast.app.test_client(use_cookies=False)

    def opens(value):
        answer = stranger.get(cast.les_amis.address, base_url=HTTP, headers={"Cookie": f"{name}={value}"})
        return answer.status_code

    assert [opens(cookie.value), opens(cookie.value)] == [200, 200]
    other = "A" if cookie.value[-5] != "A" else "B"
    assert opens(f"{cookie.value[:-5]}{other}{cookie.value[-4:]}") != 200
    assert opens(cookie.value.replace(".", "A.", 1)) != 200


def test_a_cookie_ends_when_its_year_does(cast, opened):
    with cast.app.test_request_context():
        interface = cast.app.session_interface
        signed = interface.get_signing_serializer(cast.app).dumps({"kept": "here"})
    headers = {"Cookie": f"{cast.app.config['SESSION_COOKIE_NAME']}={signed}"}

    def kept():
        with cast.app.test_request_context(headers=headers) as here:
            return here.session.get("kept")

    assert [kept(), kept()] == ["here", "here"]
    with time_machine.travel(utc_now() + cast.app.permanent_session_lifetime + timedelta(days=1)):
        assert kept() is None


def test_what_is_remembered_has_an_end():
    known = _Known()
    for number in range(MOST + 7):
        known.keep(number, True)
    assert (len(known), 0 in known, MOST + 6 in known) == (MOST, False, True)
