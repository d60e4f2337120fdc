"""Setting a second step up, and its printed codes: by oneself."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from sqlalchemy import select

from socialtrack.entry import TOKEN
from socialtrack.journal.models import AccessEvent
from socialtrack.kernel.errors import Conflict
from socialtrack.kernel.moments import to_microseconds, utc_now
from socialtrack.mailing.models import Letter
from socialtrack.people.factor_actions import Typed
from socialtrack.people.factor_own_actions import confirm_app
from socialtrack.people.factor_rules import step_at
from socialtrack.people.models import AuthenticatorApp, Device, RecoveryCode
from socialtrack.people.queries import visitor_by_token
from socialtrack.tenancy.actions import add_membership
from tests.cast import everything
from tests.people.second_step import OWN, PRINTED, STEP, code_at, link_for
from tests.people.setting_up import begin, confirm, kept, printed, thief_with
from tests.people.visiting import form_token, send


@pytest.fixture
def aline(cast):
    return cast.client_for("aline")


def test_application_counts_from_its_first_code_on(cast, aline):
    secret = begin(aline)
    assert cast.rows(select(AuthenticatorApp.confirmed_at)) == [None]

    answer = confirm(aline, secret)

    assert answer.status_code == 200
    assert len(set(printed(answer))) == 10
    app = cast.rows(select(AuthenticatorApp))[0]
    assert (app.confirmed_at, app.last_step) == (utc_now(), step_at(utc_now()))
    assert secret not in app.sealed_secret
    assert len(cast.rows(select(RecoveryCode))) == 10


def test_uri_names_the_installation_and_the_person(cast, aline):
    send(aline, OWN)

    uri = unescape(re.search(r'href="(otpauth://[^"]+)"', aline.get(OWN).text).group(1))

    assert uri.startswith("otpauth://totp/SocialTrack:aline%40example.org?")
    assert pyotp.parse_uri(uri).issuer == "SocialTrack"


def test_reading_the_page_again_shows_the_same_key(aline):
    """A phone forgets the page while its reader is in the application."""
    first = begin(aline)

    assert first in aline.get(OWN).text.replace(" ", "")


def test_first_code_serves_for_nothing_else(cast, aline, client):
    secret = begin(aline)
    confirm(aline, secret)
    send(client, link_for(cast, "aline"))

    assert send(client, STEP, code=code_at(0, secret)).status_code == 422
    assert send(client, STEP, code=code_at(1, secret)).status_code == 303


@pytest.mark.parametrize("code", ["000000", "", "abc", PRINTED[0]])
def test_wrong_first_code_keeps_the_key(cast, aline, code):
    secret = begin(aline)

    answer = send(aline, f"{OWN}/confirm", page=OWN, code=code)

    assert answer.status_code == 422
    assert secret in answer.text.replace(" ", "")
    assert 'href="#code"' in answer.text
    assert cast.rows(select(AuthenticatorApp.confirmed_at)) == [None]
    assert cast.rows(select(RecoveryCode)) == []


def test_key_is_shown_for_an_hour(cast, aline, clock):
    secret = begin(aline)
    token = form_token(aline, OWN)
    clock.shift(timedelta(hours=1))

    assert "<svg" not in aline.get(OWN).text.split("<main")[1].split("</main>")[0]
    assert send(aline, f"{OWN}/confirm", token=token, code=code_at(0, secret)).location == OWN
    assert cast.rows(select(AuthenticatorApp.confirmed_at)) == [None]


def test_finding_an_application_takes_longer_than_a_fresh_session(aline, clock):
    secret = begin(aline)
    clock.shift(timedelta(minutes=40))

    assert confirm(aline, secret).status_code == 200


def test_session_that_is_not_fresh_confirms_first_and_comes_back(cast, aline, clock):
    clock.shift(timedelta(minutes=15))

    answer = send(aline, OWN, next="/faq")

    assert answer.location == f"/account/confirm?next={OWN}?next%3D/faq"
    assert cast.rows(select(AuthenticatorApp)) == []


def test_codes_are_shown_once(aline):
    codes = printed(confirm(aline, begin(aline)))

    html = aline.get(OWN).text

    assert not any(code in html or code.replace(" ", "") in html for code in codes)
    assert "Il vous en reste 10 sur 10." in html


def test_codes_are_hashed_and_each_opens_once(cast, aline, client):
    codes = printed(confirm(aline, begin(aline)))
    hashes = cast.rows(select(RecoveryCode.code_hash))
    assert all(len(hash_) == 64 for hash_ in hashes)
    send(client, link_for(cast, "aline"))

    assert send(client, STEP, backup=codes[3].lower()).status_code == 303
    other = cast.app.test_client()
    send(other, link_for(cast, "aline"))
    assert send(other, STEP, backup=codes[3]).status_code == 422
    assert send(other, STEP, backup=codes[4].replace(" ", "-")).status_code == 303


def test_page_of_codes_is_kept_by_nobody_and_goes_on_where_one_wanted(aline):
    secret = begin(aline, next="/faq")

    answer = confirm(aline, secret, next="/faq")

    assert answer.headers["Cache-Control"] == "no-store"
    assert 'href="/faq"' in answer.text
    assert "aline@example.org" in answer.text


def test_setting_it_up_ends_the_other_sessions_and_the_copies_of_this_one(cast, aline):
    other = cast.client_for("aline")
    secret = begin(aline)
    copy = thief_with(cast, kept(aline))
    board = f"/centres/{cast.quebec.slug}/"
    assert (other.get(board).status_code, copy.get(board).status_code) == (200, 200)

    confirm(aline, secret)

    assert aline.get(board).status_code == 200
    assert other.get(board).location.startswith("/sign-in?")
    assert copy.get(board).location.startswith("/sign-in?")


def test_links_that_wait_open_nothing_after_it_is_set(cast, aline, client):
    link = link_for(cast, "aline")
    confirm(aline, begin(aline))

    assert client.get(link).status_code == 410


def test_setting_and_removing_are_noted_in_each_place(cast, aline, clock):
    with cast.work_for("chantal") as work, work.write():
        montreal = add_membership(work, person_id=cast.aline.person_id, role="advisor", name="Aline")
    with cast.work_for("bruno") as work, work.write():
        in_room = add_membership(
            work, person_id=cast.aline.person_id, role="reader", name="Aline", organization_id=cast.les_amis.id
        )
    secret = begin(aline)
    confirm(aline, secret)
    clock.shift(timedelta(seconds=60))
    send(aline, f"{OWN}/remove", page=OWN, code=code_at(0, secret))

    noted = [
        (event.centre_id, event.kind, event.membership_id, event.about_id, event.organization_id)
        for event in cast.rows(select(AccessEvent).order_by(AccessEvent.id))
    ]
    places = (
        (cast.quebec, cast.aline.membership_id, None),
        (cast.montreal, montreal, None),
        (cast.quebec, in_room, cast.les_amis.id),
    )
    assert noted == [
        (centre.id, kind, member, member, organization_id)
        for kind in ("factor-set", "factor-removed")
        for centre, member, organization_id in places
    ]


@pytest.fixture
def mail(app, monkeypatch):
    """There is a mail server, whose postman never comes."""
    app.extensions["socialtrack-settings"] = replace(
        app.extensions["socialtrack-settings"], mail_url="smtp://127.0.0.1:1"
    )
    monkeypatch.setattr("socialtrack.people.factor_own_views.call_postman", lambda app: None)


def test_person_is_told_by_letter_and_the_letter_has_nothing_to_press(cast, mail, aline, clock):
    secret = begin(aline)
    confirm(aline, secret)
    clock.shift(timedelta(seconds=60))
    send(aline, f"{OWN}/remove", page=OWN, code=code_at(0, secret))

    letters = cast.rows(select(Letter).order_by(Letter.id))
    assert [(letter.kind, letter.to_address, letter.centre_id) for letter in letters] == [
        ("factor-set", "aline@example.org", None),
        ("factor-removed", "aline@example.org", None),
    ]
    assert not any("http" in letter.text or "href" in letter.html for letter in letters)


def test_session_that_was_ended_meanwhile_sets_nothing_up(app, cast, aline):
    secret = begin(aline)
    with app.app_context(), everything() as session:
        device = session.scalars(select(Device)).one()
        with aline.session_transaction() as cookie:
            visitor = visitor_by_token(session, cookie[TOKEN], to_microseconds(utc_now()))
        device.ended_at = utc_now()
        session.commit()

        typed = Typed(code_at(0, secret), "192.0.2.1", app.config["SECRET_KEY"])
        with pytest.raises(Conflict, match="session-over"):
            confirm_app(visitor, typed, utc_now())

    assert cast.rows(select(AuthenticatorApp.confirmed_at)) == [None]
    assert cast.rows(select(RecoveryCode)) == []
