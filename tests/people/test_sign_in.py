"""Opening a session by a one-time link, and ending it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.entry import TOKEN
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token
from socialtrack.mailing.models import Letter
from socialtrack.people.link_actions import add_link
from socialtrack.people.models import Device, SignInLink
from socialtrack.tenancy.actions import add_membership
from socialtrack.tenancy.models import Membership
from tests.cast import everything
from tests.people.visiting import form_token, send


@pytest.fixture
def mail(app):
    """An app that has a mail server; letters wait in the outbox, where the test reads them."""
    settings = app.extensions["socialtrack-settings"]
    app.extensions["socialtrack-settings"] = replace(settings, mail_url="smtp://127.0.0.1:9")


@pytest.fixture
def link_for(app, cast):
    def make(who):
        token = new_token()
        with app.app_context(), everything() as session:
            add_link(session, cast[who].person_id, token, utc_now())
            session.commit()
        return f"/sign-in/{token}"

    return make


def letters(cast):
    return cast.rows(select(Letter).order_by(Letter.id))


def test_link_opens_a_session_by_its_button(cast, client, link_for):
    answer = send(client, link_for("bruno"))

    assert (answer.status_code, answer.location) == (303, "/places")
    assert client.get("/places").location == cast.les_amis.address
    assert client.get(cast.les_amis.address).status_code == 200


def test_staff_land_on_their_board(cast, client, link_for):
    send(client, link_for("aline"))

    assert client.get("/places").location == f"/centres/{cast.quebec.slug}/"


def test_reading_a_link_uses_nothing(client, link_for):
    link = link_for("bruno")
    for _ in range(3):
        assert client.get(link).status_code == 200
    client.head(link)

    assert send(client, link).status_code == 303


def test_link_works_once(app, cast, client, link_for):
    link = link_for("bruno")
    other = app.test_client()
    token = form_token(other, link)
    send(client, link)

    second = send(other, link, token=token)

    assert second.status_code == 410
    assert other.get(link).status_code == 410
    assert other.get("/places").location.startswith("/sign-in")
    assert len(cast.rows(select(Device))) == 1


def test_link_dies_after_a_quarter_of_an_hour(client, link_for, clock):
    link = link_for("bruno")
    token = form_token(client, link)
    clock.shift(timedelta(minutes=15))

    assert client.get(link).status_code == 410
    assert send(client, link, token=token).status_code == 410


@pytest.mark.parametrize("token", ["x", "%00", "%F0%9F%98%80", "a" * 4000, "%ED%A0%80", "' OR 1=1--"])
def test_link_of_nobody_is_404(app, client, cast, token):
    assert client.get(f"/sign-in/{token}").status_code == 404
    assert client.get(f"/invitations/{token}").status_code == 404
    assert client.get(f"/setup/{token}").status_code == 409


def test_session_before_is_forgotten(app, cast, client, link_for):
    """What somebody planted in the cookie before, or the form token of the page before, is not carried over."""
    link = link_for("bruno")
    token = form_token(client, link)
    with client.session_transaction() as session:
        session["planted"] = "x"

    send(client, link, token=token)

    with client.session_transaction() as session:
        assert set(session) <= {TOKEN, "_permanent", "csrf_token"}
    assert send(client, "/language", token=token, lang="en").status_code == 400


def test_copied_cookie_is_dead_after_sign_out(app, cast):
    client = cast.client_for("bruno")
    thief = app.test_client()
    with client.session_transaction() as mine, thief.session_transaction() as copied:
        copied.update(mine)
    assert thief.get(cast.les_amis.address).status_code == 200

    answer = send(client, "/sign-out", page=cast.les_amis.address)

    assert answer.status_code == 303
    assert client.get(cast.les_amis.address).location.startswith("/sign-in")
    assert thief.get(cast.les_amis.address).location.startswith("/sign-in")


def test_new_session_in_the_same_browser_ends_the_one_before(app, cast, link_for):
    browser = cast.client_for("aline")
    copy = app.test_client()
    with browser.session_transaction() as mine, copy.session_transaction() as copied:
        copied.update(mine)

    send(browser, link_for("bruno"))

    assert browser.get("/places").location == cast.les_amis.address
    assert copy.get("/places").location.startswith("/sign-in")


def test_removed_member_is_out_at_once(app, cast):
    client = cast.client_for("bruno")
    with app.app_context(), everything() as session:
        session.get_one(Membership, cast.bruno.membership_id).ended_at = utc_now()
        session.commit()

    assert client.get(cast.les_amis.address).status_code == 404
    assert client.get("/places").status_code == 200


@pytest.mark.parametrize(("who", "idle", "most"), [("bruno", 90, 365), ("aline", 14, 90), ("rachel", 14, 90)])
def test_session_ends_unused_and_in_any_case(cast, client, link_for, clock, who, idle, most):
    send(client, link_for(who))
    home = client.get("/places").location

    clock.shift(timedelta(days=idle, minutes=-1))
    assert client.get(home).status_code == 200  # and its idle limit starts again
    clock.shift(timedelta(days=idle, minutes=-1))
    assert client.get(home).status_code == 200
    clock.shift(timedelta(days=idle, minutes=1))
    assert client.get(home).location.startswith("/sign-in")

    ends_at = cast.rows(select(Device))[0].ends_at - cast.rows(select(Device))[0].created_at
    assert ends_at == timedelta(days=most)


def test_use_is_noted_once_an_hour_at_most(app, cast, client, link_for, clock):
    send(client, link_for("bruno"))
    first = cast.rows(select(Device.last_seen_at))[0]

    clock.shift(timedelta(minutes=59))
    client.get(cast.les_amis.address)
    assert cast.rows(select(Device.last_seen_at))[0] == first
    clock.shift(timedelta(minutes=2))
    client.get(cast.les_amis.address)
    assert cast.rows(select(Device.last_seen_at))[0] == first + timedelta(minutes=61)


def test_shared_computer_ends_with_the_browser_and_in_half_a_day(cast, client, link_for, clock):
    answer = send(client, link_for("bruno"), shared="1")

    cookie = answer.headers["Set-Cookie"]
    assert "Expires" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    clock.shift(timedelta(hours=11))
    assert client.get(cast.les_amis.address).status_code == 200
    clock.shift(timedelta(hours=2))
    assert client.get(cast.les_amis.address).location.startswith("/sign-in")


def test_own_computer_keeps_its_cookie(client, link_for):
    assert "Expires" in send(client, link_for("bruno")).headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("wanted", "landed"),
    [
        ("/faq?q=mot", "/faq?q=mot"),
        ("https://ailleurs.example/", "/places"),
        ("//ailleurs.example/", "/places"),
        ("/\\ailleurs.example/", "/places"),
        ("javascript:alert(1)", "/places"),
        ("/\n/ailleurs.example", "/places"),
    ],
)
def test_next_is_a_page_of_this_site(client, link_for, wanted, landed):
    answer = send(client, link_for("bruno"), next=wanted)

    assert answer.location == landed


def test_several_places_are_a_choice(app, cast, link_for, client):
    with cast.work_for("chantal") as work, work.write():
        add_membership(work, person_id=cast.bruno.person_id, role="advisor", name="Bruno")
    send(client, link_for("bruno"))

    html = client.get("/places").get_data(as_text=True)

    assert f'href="{cast.les_amis.address}"' in html
    assert f'href="/centres/{cast.montreal.slug}/"' in html


def test_nobody_expects_nadia(cast, client, link_for):
    send(client, link_for("nadia"))

    assert client.get("/places").status_code == 200


def test_known_and_unknown_addresses_get_the_same_answer(cast, client, mail):
    known = send(client, "/sign-in", email="bruno@example.org")
    unknown = send(client, "/sign-in", email="brune@example.org")

    assert (known.status_code, unknown.status_code) == (200, 200)
    same = re.sub("brun[oe]@", "X@", known.get_data(as_text=True)) == re.sub(
        "brun[oe]@", "X@", unknown.get_data(as_text=True)
    )
    assert same
    assert [letter.to_address for letter in letters(cast)] == ["bruno@example.org"]
    assert len(cast.rows(select(SignInLink))) == 1


def test_letter_carries_a_link_that_works_and_comes_back_to_the_page(cast, client, mail):
    send(client, "/sign-in", email=" BRUNO@Example.ORG ", next="/faq")
    letter = letters(cast)[0]

    link = re.search(r"http://[^/\s]+(/sign-in/\S+)", letter.text).group(1)
    opened = client.get(link).get_data(as_text=True)
    answer = send(client, link, next="/faq")

    assert letter.language == "fr"
    assert 'name="next" value="/faq"' in opened
    assert answer.location == "/faq"


def test_eleventh_request_for_an_address_waits_but_its_letters_still_open(cast, client, mail, clock):
    token = form_token(client, "/sign-in")
    answers = [send(client, "/sign-in", token=token, email="bruno@example.org") for _ in range(11)]
    unknown = [send(client, "/sign-in", token=token, email="x@example.org") for _ in range(11)]

    for tries in (answers, unknown):
        assert [answer.status_code for answer in tries] == [200] * 10 + [429]
        assert int(tries[-1].headers["Retry-After"]) > 0
    assert len(letters(cast)) == 10
    link = re.search(r"http://[^/\s]+(/sign-in/\S+)", letters(cast)[0].text).group(1)
    assert send(client, link).status_code == 303
    clock.shift(timedelta(minutes=16))
    assert send(cast.app.test_client(), "/sign-in", email="bruno@example.org").status_code == 200


def test_guessing_is_slowed_and_locks_nobody_out(cast, client, link_for):
    link = link_for("bruno")

    guesses = [client.get(f"/sign-in/guess-{n}") for n in range(12)]

    assert [answer.status_code for answer in guesses] == [404] * 10 + [429] * 2
    assert int(guesses[-1].headers["Retry-After"]) > 0
    assert send(client, link).status_code == 303


def test_without_mail_the_page_says_whom_to_ask(client, cast):
    html = client.get("/sign-in").get_data(as_text=True)

    assert 'id="whom-to-ask"' in html
    assert "Recevoir mon lien" not in html
    assert 'name="password"' in html


@pytest.mark.parametrize("email", ["", "pas une adresse", "a\x00@b.ca", "x" * 100_000, "<script>@x.ca", "a@b..ca"])
def test_bad_address_is_refused_in_words(client, cast, mail, email):
    answer = send(client, "/sign-in", email=email)

    assert answer.status_code == 422
    assert 'href="#email"' in answer.get_data(as_text=True)
    assert "<script>@" not in answer.get_data(as_text=True)
    assert letters(cast) == []


def test_language_is_chosen_signed_out_and_signed_in(app, cast, client, mail):
    token = form_token(client, "/sign-in")
    answer = client.post(
        "/language",
        data={"csrf_token": token, "lang": "en"},
        headers={"Referer": "http://127.0.0.1:8000/faq?q=a&lang=fr"},
    )
    assert (answer.status_code, answer.location) == (303, "/faq?q=a")
    assert 'lang="en-CA"' in client.get("/sign-in").get_data(as_text=True)

    bruno = cast.client_for("bruno")
    assert send(bruno, "/language", page=cast.les_amis.address, lang="en").status_code == 303
    assert 'lang="en-CA"' in bruno.get(cast.les_amis.address).get_data(as_text=True)
    assert send(bruno, "/language", page=cast.les_amis.address, lang="de").status_code == 422


def test_language_never_sends_the_reader_elsewhere(client, cast, mail):
    token = form_token(client, "/sign-in")

    answer = client.post(
        "/language", data={"csrf_token": token, "lang": "en"}, headers={"Referer": "https://ailleurs.example/faq"}
    )

    assert answer.location == "/"
