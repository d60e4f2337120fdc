"""A second step that stands: another application, new codes, taking it away, and who sees what of it."""

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import AuthenticatorApp, Device, RecoveryCode
from tests.people.second_step import OWN, STEP, code_at, give_app, link_for, require_it
from tests.people.setting_up import begin, confirm, kept, printed, thief_with
from tests.people.visiting import form_token, send


@pytest.fixture
def aline(cast):
    return cast.client_for("aline")


def test_second_application_waits_until_the_first_is_removed(cast, aline):
    secret = begin(aline)
    confirm(aline, secret)

    assert send(aline, OWN).location == OWN
    assert "déjà active" in aline.get(OWN).text
    assert send(aline, f"{OWN}/confirm", page=OWN, code=code_at(1, secret)).location == OWN
    assert len(cast.rows(select(AuthenticatorApp))) == 1


def test_new_codes_replace_all_the_old_ones(cast, aline, client):
    old = printed(confirm(aline, begin(aline)))

    new = printed(send(aline, f"{OWN}/codes", page=OWN))

    assert len(new) == 10
    assert not set(old) & set(new)
    send(client, link_for(cast, "aline"))
    assert send(client, STEP, backup=old[0]).status_code == 422
    assert send(client, STEP, backup=new[0]).status_code == 303


@pytest.mark.parametrize("what", ["codes", "remove"])
def test_new_codes_and_removal_ask_for_a_fresh_session(cast, aline, clock, what):
    secret = begin(aline)
    confirm(aline, secret)
    token = form_token(aline, OWN)
    clock.shift(timedelta(minutes=15))

    answer = send(aline, f"{OWN}/{what}", token=token, code=code_at(0, secret))

    assert answer.location.startswith("/account/confirm?")
    assert len(cast.rows(select(AuthenticatorApp))) == 1
    assert all(made == utc_now() - timedelta(minutes=15) for made in cast.rows(select(RecoveryCode.made_at)))


@pytest.mark.parametrize("what", ["codes", "remove", "confirm"])
def test_without_a_second_step_there_is_nothing_to_change(cast, aline, what):
    answer = send(aline, f"{OWN}/{what}", page=OWN, code="000000")

    assert answer.location == OWN
    assert cast.rows(select(RecoveryCode)) == []


@pytest.mark.parametrize("typed", ["app", "backup"])
def test_removal_asks_for_a_code_and_leaves_nothing(cast, aline, client, clock, typed):
    secret = begin(aline)
    codes = printed(confirm(aline, secret))
    clock.shift(timedelta(seconds=60))
    other = cast.client_for("aline")
    copy = thief_with(cast, kept(aline))

    wrong = send(aline, f"{OWN}/remove", page=OWN, code="000000")
    answer = send(aline, f"{OWN}/remove", page=OWN, code=code_at(0, secret) if typed == "app" else codes[0])

    assert wrong.status_code == 422
    assert answer.location == "/account"
    assert cast.rows(select(AuthenticatorApp)) == cast.rows(select(RecoveryCode)) == []
    assert other.get("/account").location.startswith("/sign-in?")
    assert copy.get("/account").location.startswith("/sign-in?")
    assert "Elle n’est pas active." in aline.get("/account").text
    assert send(client, link_for(cast, "aline")).location == "/places"


def test_guesses_at_the_removal_wait_like_those_at_the_door(cast, aline):
    confirm(aline, begin(aline))
    token = form_token(aline, OWN)
    for _ in range(10):
        send(aline, f"{OWN}/remove", token=token, code="000000")

    answer = send(aline, f"{OWN}/remove", token=token, code="000000")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert len(cast.rows(select(AuthenticatorApp))) == 1


def test_account_says_where_it_stands(cast, aline):
    assert "Elle n’est pas active." in aline.get("/account").text

    confirm(aline, begin(aline))

    html = aline.get("/account").text.replace("\u00a0", " ")
    assert "Elle est active depuis le 23 novembre 2026." in html
    assert "Il vous reste 10 codes de secours." in html


def test_page_says_which_centres_ask_for_it(cast, aline):
    require_it(cast, cast.quebec)

    assert "Centre d’action bénévole de Québec la demande à son équipe." in unescape(aline.get(OWN).text)
    assert "la demande à son équipe" not in cast.client_for("bruno").get(OWN).text


def test_another_person_never_sees_the_secret(cast, aline):
    secret = begin(aline)

    assert secret not in cast.client_for("agathe").get(OWN).text.replace(" ", "")


def test_after_a_change_of_key_one_starts_again(cast, aline):
    give_app(cast, "aline", is_confirmed=False, key="another key, from before the server was made anew")

    assert "<form" in aline.get(OWN).text
    assert confirm(aline, begin(aline)).status_code == 200


def test_new_session_of_somebody_who_set_it_up_waits(cast, aline, client):
    secret = begin(aline)
    confirm(aline, secret)

    assert send(client, link_for(cast, "aline")).location == STEP
    assert [row.is_waiting_for_factor for row in cast.rows(select(Device).order_by(Device.id))] == [False, True]


def test_other_session_that_proved_nothing_of_late_is_not_shown_the_secret(cast, clock):
    """A session left open elsewhere would learn what only the application may know."""
    left_open = cast.client_for("aline")
    clock.shift(timedelta(minutes=20))
    own = cast.client_for("aline")
    secret = begin(own)
    clock.shift(timedelta(minutes=20))

    assert "otpauth:" not in left_open.get(OWN).text
    wrong = send(left_open, f"{OWN}/confirm", page=OWN, code="000000")
    assert "otpauth:" not in wrong.text
    # Where it was begun it is shown for as long as installing an application takes.
    assert "otpauth:" in own.get(OWN).text
    assert printed(confirm(own, secret))
