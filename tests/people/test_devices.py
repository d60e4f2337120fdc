"""One's own sessions: seen in plain words, ended one by one or all at once, told of when the browser is new."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.entry import TOKEN
from socialtrack.journal.models import AccessEvent
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token
from socialtrack.mailing.models import Letter
from socialtrack.people import device_actions
from socialtrack.people.actions import end_devices
from socialtrack.people.link_actions import add_link
from socialtrack.people.models import Device
from socialtrack.tenancy.actions import add_membership
from tests.cast import everything
from tests.people.conftest import SECRET
from tests.people.visiting import form_token, send

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
NEWER = FIREFOX.replace("150", "171")
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"


@pytest.fixture
def enter(app, cast):
    """Sign somebody in by a link in a browser that calls itself `user_agent`; the browser."""

    def go(who="bruno", user_agent=FIREFOX, language="fr"):
        token = new_token()
        with app.app_context(), everything() as session, immediate(session):
            add_link(session, cast[who].person_id, token, utc_now())
        client = app.test_client()
        client.environ_base["HTTP_USER_AGENT"] = user_agent
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        assert send(client, f"/sign-in/{token}").status_code == 303
        return client

    return go


def devices(cast, who="bruno"):
    return cast.rows(select(Device).where(Device.person_id == cast[who].person_id).order_by(Device.id))


def is_in(client):
    return client.get("/places").location != "/sign-in?next=/places"


# The list.


def test_sessions_are_said_in_plain_words(enter, clock):
    enter(user_agent=PHONE)
    clock.shift(timedelta(days=1, hours=2))
    mine = enter()

    page = mine.get("/account/devices").text

    assert page.index("Firefox sur Windows") < page.index("Celui-ci") < page.index("Safari sur iPhone")
    assert "aujourd’hui, 12\u00a0h\u00a05" in page
    assert "hier, 10\u00a0h\u00a05" in page
    assert page.count("ouverte par un lien") == 2
    assert "2 sessions sont ouvertes" in mine.get("/account").text


def test_moments_are_said_in_the_zone_of_ones_own_centre(app, cast, enter):
    with app.app_context(), everything() as session, immediate(session):
        from socialtrack.tenancy.models import Centre

        session.get_one(Centre, cast.quebec.id).time_zone = "America/Halifax"

    assert "aujourd’hui, 11\u00a0h\u00a05" in enter().get("/account/devices").text


def test_browser_that_says_nothing_is_a_browser(enter):
    assert "Un navigateur" in enter(user_agent="").get("/account/devices").text


def test_what_a_browser_says_of_itself_is_never_markup(enter):
    assert "<script>alert" not in enter(user_agent="<script>alert(1)</script>").get("/account/devices").text


def test_ended_idle_and_waiting_sessions_are_not_listed(app, cast, enter, clock):
    first, second = enter(user_agent=PHONE), enter(user_agent="curl")
    with app.app_context(), everything() as session, immediate(session):
        session.get_one(Device, devices(cast)[1].id).is_waiting_for_factor = True
    send(first, "/sign-out", page="/account")
    mine = enter()

    page = mine.get("/account/devices").text

    assert page.count('id="device-') == 1
    assert second is not first


# Ending.


def test_one_session_is_ended(cast, enter):
    lost, mine = enter(user_agent=PHONE), enter()
    number = devices(cast)[0].id

    answer = send(mine, f"/account/devices/{number}/end", page="/account/devices")

    assert answer.location == "/account/devices"
    assert (is_in(lost), is_in(mine)) == (False, True)


def test_ending_this_one_signs_out_here(cast, enter):
    mine, other = enter(), enter(user_agent=PHONE)

    answer = send(mine, f"/account/devices/{devices(cast)[0].id}/end", page="/account/devices")

    assert answer.location == "/sign-in"
    with mine.session_transaction() as session:
        assert TOKEN not in session
    assert (is_in(mine), is_in(other)) == (False, True)


def test_all_others_are_ended_and_links_that_wait_too(app, cast, enter):
    others, mine = [enter(user_agent=PHONE), enter()], enter()
    link = new_token()
    with app.app_context(), everything() as session, immediate(session):
        add_link(session, cast.bruno.person_id, link, utc_now())

    send(mine, "/account/devices/end-others", page="/account/devices")

    assert [is_in(other) for other in others] == [False, False]
    assert is_in(mine)
    assert mine.get(f"/sign-in/{link}").status_code == 410


def test_everywhere_is_here_too(cast, enter):
    other, mine, beatrice = enter(user_agent=PHONE), enter(), enter("beatrice")

    assert send(mine, "/account/devices/end-all", page="/account/devices").location == "/sign-in"

    assert (is_in(other), is_in(mine), is_in(beatrice)) == (False, False, True)


def test_session_of_another_person_answers_like_none(cast, enter):
    enter("beatrice")
    mine = enter()
    number = devices(cast, "beatrice")[0].id
    token = form_token(mine, "/account/devices")

    theirs = send(mine, f"/account/devices/{number}/end", token=token)
    none = send(mine, f"/account/devices/{number + 10**6}/end", token=token)

    assert theirs.status_code == none.status_code == 404
    assert theirs.text == none.text
    assert devices(cast, "beatrice")[0].ended_at is None


def test_session_ended_twice_answers_like_none(cast, enter):
    enter(user_agent=PHONE)
    mine = enter()
    number = devices(cast)[0].id
    send(mine, f"/account/devices/{number}/end", page="/account/devices")

    assert send(mine, f"/account/devices/{number}/end", page="/account/devices").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", str(2**63), "1e3", "%00"])
def test_number_that_is_none_is_404(enter, number):
    mine = enter()

    assert send(mine, f"/account/devices/{number}/end", page="/account/devices").status_code == 404


def test_reading_the_list_ends_nothing(cast, enter):
    mine = enter()
    for address in ("end-others", "end-all", f"{devices(cast)[0].id}/end"):
        assert mine.get(f"/account/devices/{address}").status_code == 405

    assert is_in(mine)


# The old cookie is dead at the next request: quality's S4, apart from the password's own tests.


def _copy(app, client):
    copy = app.test_client()
    with client.session_transaction() as mine, copy.session_transaction() as copied:
        copied.update(mine)
    return copy


def test_old_cookie_is_dead_after_signing_out_everywhere(app, enter):
    mine = enter()
    copy = _copy(app, mine)
    assert is_in(copy)

    send(mine, "/account/devices/end-all", page="/account/devices")

    assert not is_in(copy)


def test_old_cookie_is_dead_once_a_role_or_a_place_is_taken(app, cast, enter):
    """What removal and demotion call; with it go the links that wait."""
    mine, link = enter(), new_token()
    with app.app_context(), everything() as session, immediate(session):
        add_link(session, cast.bruno.person_id, link, utc_now())
    with app.app_context(), everything() as session, immediate(session):
        end_devices(session, cast.bruno.person_id, utc_now())

    assert not is_in(mine)
    assert mine.get(f"/sign-in/{link}").status_code == 410


# A browser never used before.


def test_first_session_ever_is_no_news(cast, enter, mail):
    enter()

    assert cast.rows(select(Letter)) == []
    assert cast.rows(select(AccessEvent)) == []


def test_new_browser_is_told_by_letter_and_noted(cast, enter, mail):
    enter()
    enter(user_agent=PHONE)

    letter = cast.rows(select(Letter))[0]
    noted = cast.rows(select(AccessEvent))
    assert (letter.kind, letter.to_address, letter.subject) == (
        "new-device",
        "bruno@example.org",
        "Nouvelle session ouverte",
    )
    assert "Safari sur iPhone (aujourd’hui, 10\u00a0h\u00a05)" in letter.text
    assert "http" not in letter.text
    assert [(e.kind, e.centre_id, e.organization_id, e.membership_id, e.about_id) for e in noted] == [
        (
            "signed-in-new-device",
            cast.quebec.id,
            cast.les_amis.id,
            cast.bruno.membership_id,
            cast.bruno.membership_id,
        )
    ]


def test_newer_version_of_a_known_browser_is_no_news(cast, enter, mail):
    enter()
    enter(user_agent=PHONE)
    enter(user_agent=NEWER)
    enter(user_agent=PHONE)

    assert len(cast.rows(select(Letter))) == 1


def test_letter_is_in_its_readers_language_not_the_pages(cast, enter, mail):
    enter(language="en")
    enter(user_agent=PHONE, language="en")

    letter = cast.rows(select(Letter))[0]
    assert "aujourd’hui, 10\u00a0h\u00a05" in letter.text
    assert 'lang="fr-CA"' in letter.html


def test_new_browser_is_noted_in_every_centre_that_it_opens(cast, enter):
    with cast.work_for("chantal") as work, work.write():
        add_membership(work, person_id=cast.bruno.person_id, role="advisor", name="Bruno")
    enter()
    enter(user_agent=PHONE)

    noted = cast.rows(select(AccessEvent))
    assert {(e.centre_id, e.organization_id) for e in noted} == {
        (cast.quebec.id, cast.les_amis.id),
        (cast.montreal.id, None),
    }


def test_where_no_letter_leaves_it_is_noted_all_the_same(cast, enter):
    enter()
    enter(user_agent=PHONE)

    assert cast.rows(select(Letter)) == []
    assert len(cast.rows(select(AccessEvent))) == 1


def test_busy_database_shuts_nobody_out(cast, enter, monkeypatch, caplog):
    from socialtrack.kernel.errors import Busy

    enter()

    def busy(*args, **values):
        raise Busy

    monkeypatch.setattr(device_actions, "tell_of_safety", busy)
    client = enter(user_agent=PHONE)

    assert is_in(client)
    assert "could not be told" in caplog.text


def test_password_in_a_new_browser_is_told_too(app, cast, enter, with_password, mail):
    enter()
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = PHONE

    send(client, "/sign-in", email="bruno@example.org", password=SECRET, way="password")

    assert [letter.kind for letter in cast.rows(select(Letter))] == ["new-device"]
