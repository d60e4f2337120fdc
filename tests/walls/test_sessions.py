"""A session is a row: it ends at once when it is ended, and a cookie that was copied ends with it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.entry import TOKEN
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import token_hash
from socialtrack.people.models import Device
from socialtrack.tenancy.models import Membership, Organization
from socialtrack.wiring import create_app
from tests.cast import everything
from tests.conftest import Client, close_app, settings_for
from tests.walls.test_access import _token


def _cookie(client) -> str:
    cookie = client.get_cookie("socialtrack", domain="127.0.0.1")
    assert cookie is not None
    return cookie.value


def _copied(cast, cookie: str):
    """Another browser that holds the same cookie: what a thief, or a backup of a profile, has."""
    thief = cast.client_for(None)
    thief.set_cookie("socialtrack", cookie, domain="127.0.0.1")
    return thief


def _spoil(cast, statement) -> None:
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(statement)


@pytest.fixture
def bruno(cast):
    client = cast.client_for("bruno")
    assert client.get(cast.les_amis.address).status_code == 200
    return client


def test_copied_cookie_is_dead_after_sign_out(cast, bruno):
    thief = _copied(cast, _cookie(bruno))
    assert thief.get(cast.les_amis.address).status_code == 200

    assert bruno.post("/sign-out", data={"csrf_token": _token(bruno)}).status_code == 303

    assert thief.get(cast.les_amis.address).status_code == 303
    assert thief.get(cast.les_amis.address).headers["Location"].startswith("/sign-in")


def test_sign_out_on_one_device_leaves_the_other(cast, bruno):
    other = cast.client_for("bruno")

    bruno.post("/sign-out", data={"csrf_token": _token(bruno)})

    assert other.get(cast.les_amis.address).status_code == 200


def test_sign_out_without_its_token_is_refused(cast, bruno):
    assert bruno.post("/sign-out").status_code == 400
    assert bruno.get(cast.les_amis.address).status_code == 200


def test_ended_membership_opens_nothing_at_the_next_request(cast, bruno):
    _spoil(cast, update(Membership).where(Membership.id == cast.bruno.membership_id).values(ended_at=utc_now()))

    assert bruno.get(cast.les_amis.address).status_code == 404
    tick = {"csrf_token": _token(bruno), "state": "done", "request_key": "k"}
    assert bruno.post(cast.les_amis.address + "tasks/name-backup/state", data=tick).status_code == 404


def test_lowered_role_counts_at_the_next_request(cast, bruno):
    _spoil(cast, update(Membership).where(Membership.id == cast.bruno.membership_id).values(role="reader"))

    assert bruno.get(cast.les_amis.address).status_code == 200
    tick = {"csrf_token": _token(bruno), "state": "done", "request_key": "k"}
    assert bruno.post(cast.les_amis.address + "tasks/name-backup/state", data=tick).status_code == 403
    assert bruno.get(f"{cast.les_amis.address}people/{cast.denis.membership_id}").status_code == 403


@pytest.mark.parametrize("change", [{"role": "reader"}, {"ended": True}])
def test_change_of_role_between_the_door_and_the_lock_stops_the_gesture(cast, change):
    """The door reads without a lock; the membership is read again under it."""
    from socialtrack.kernel.errors import Refused
    from socialtrack.progress.actions import set_task_state
    from socialtrack.progress.gestures import Gesture
    from socialtrack.progress.rules import wanted

    values = {"ended_at": utc_now()} if "ended" in change else change
    with cast.work_for("bruno") as work:
        _spoil(cast, update(Membership).where(Membership.id == cast.bruno.membership_id).values(**values))

        with pytest.raises(Refused):
            set_task_state(work, cast.les_amis.id, "name-backup", wanted("done", today=work.today), Gesture("k", "d"))


def test_ended_device_is_dead_at_the_next_request(cast, bruno):
    _spoil(cast, update(Device).values(ended_at=utc_now()))

    assert bruno.get(cast.les_amis.address).status_code == 303
    assert bruno.get("/places").status_code == 303


def test_removed_organization_is_not_there_for_its_members(cast, bruno):
    _spoil(cast, update(Organization).where(Organization.id == cast.les_amis.id).values(removed_at=utc_now()))

    assert bruno.get(cast.les_amis.address).status_code == 404


def test_session_ends_when_idle_for_too_long_though_its_end_is_far(cast, bruno, clock):
    clock.shift(timedelta(days=15))

    assert bruno.get(cast.les_amis.address).status_code == 303


def test_session_that_is_used_goes_on_but_not_for_ever(cast, bruno, clock):
    """90 days idle for a member, 365 at most: whatever is used, there is an end."""
    days = 0
    while bruno.get(cast.les_amis.address).status_code == 200:
        clock.shift(timedelta(days=10))
        days += 10
        assert days < 400

    assert days > 10


def test_session_ends_at_its_end_though_it_is_used(cast, bruno, clock):
    _spoil(
        cast, update(Device).values(ends_at=utc_now() + timedelta(hours=1), idle_until=utc_now() + timedelta(days=9))
    )
    clock.shift(timedelta(minutes=59))
    assert bruno.get(cast.les_amis.address).status_code == 200

    clock.shift(timedelta(minutes=1))

    assert bruno.get(cast.les_amis.address).status_code == 303


@pytest.mark.parametrize("where", [0, 10, -10])
def test_tampered_cookie_opens_nothing(cast, bruno, where):
    value = _cookie(bruno)
    where %= len(value)
    spoiled = value[:where] + ("A" if value[where] != "A" else "B") + value[where + 1 :]

    assert _copied(cast, spoiled).get(cast.les_amis.address).status_code == 303


@pytest.mark.parametrize("value", ["", "x", "." * 50, "eyJkZXZpY2UiOiJ4In0.x.y", "é", "\\000", "0" * 4000])
def test_made_up_cookie_opens_nothing(cast, value):
    assert _copied(cast, value).get(cast.les_amis.address).status_code == 303


def test_cookie_signed_with_another_key_opens_nothing(cast, bruno, tmp_path, settings):
    other = create_app(settings_for(tmp_path, settings.database_url, SECRET_KEY="another key " * 4))
    try:
        other.test_client_class = Client
        client = other.test_client()
        with client.session_transaction() as session:
            session[TOKEN] = cast.token_of("bruno")

        assert _copied(cast, _cookie(client)).get(cast.les_amis.address).status_code == 303
        assert client.get(cast.les_amis.address).status_code == 200
    finally:
        close_app(other)


def test_token_is_kept_as_a_hash_alone(cast):
    token = cast.token_of("bruno")

    kept = cast.rows(select(Device.token_hash))

    assert token_hash(token) in kept
    assert token not in str(kept)
    assert re.fullmatch(r"[\w-]{43}", token)


def test_cookie_on_loopback_is_kept_from_scripts_and_other_sites(cast):
    client = cast.client_for("bruno")
    answer = client.post("/sign-out", data={"csrf_token": _token(client)})

    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("socialtrack="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_cookie_on_https_is_bound_to_the_host(cast, tmp_path, settings):
    secure = create_app(settings_for(tmp_path, settings.database_url, BASE_URL="https://suivi.example.org"))
    try:
        secure.test_client_class = Client
        client = secure.test_client()
        with client.session_transaction() as session:
            session[TOKEN] = cast.token_of("bruno")
        answer = client.post(
            "/sign-out", data={"csrf_token": _token(client)}, headers={"Referer": "https://suivi.example.org/"}
        )

        assert answer.status_code == 303
        cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "socialtrack=" in c)
        assert cookie.startswith("__Host-socialtrack=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    finally:
        close_app(secure)


def test_form_from_another_site_is_refused_on_https(cast, tmp_path, settings):
    secure = create_app(settings_for(tmp_path, settings.database_url, BASE_URL="https://suivi.example.org"))
    try:
        secure.test_client_class = Client
        client = secure.test_client()
        token = _token(client)
        elsewhere = {"Referer": "https://evil.example/"}

        assert client.post("/language", data={"csrf_token": token, "lang": "en"}, headers=elsewhere).status_code == 400
    finally:
        close_app(secure)


def test_signed_in_pages_are_kept_by_no_cache(cast, bruno):
    answer = bruno.get(cast.les_amis.address)

    assert answer.headers["Cache-Control"] == "no-store"
    assert {"HX-Request", "Cookie"} <= set(answer.headers["Vary"].split(", "))


@pytest.mark.parametrize("address", ["/", "/guide", "/faq", "/sign-in", "/no-such-page"])
def test_policy_goes_with_every_answer(client, address):
    headers = client.get(address).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_sign_in_sends_to_no_other_site(cast, there):
    answer = cast.client_for("bruno").get("/sign-in", query_string={"next": there})

    assert answer.status_code == 303
    assert re.match(r"/(?![/\\])", answer.headers["Location"])
