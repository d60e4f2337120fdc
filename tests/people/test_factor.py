"""The second step of a session: what it opens before, which codes do it, and how often one may be wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.routing import AnyConverter

from socialtrack.entry import TOKEN
from socialtrack.kernel.errors import TooMany
from socialtrack.kernel.moments import utc_now
from socialtrack.people.actions import enter_as, start_device
from socialtrack.people.blueprint import this_browser
from socialtrack.people.models import AuthenticatorApp, Device, RecoveryCode
from socialtrack.wiring import NumberConverter
from tests.cast import everything
from tests.people.second_step import PRINTED, SECRET, STEP, code_at, give_app, link_for
from tests.people.visiting import form_token, send
from tests.walls.test_access import SCRIPT


@pytest.fixture
def bruno(cast, client):
    """Bruno, between his two steps."""
    give_app(cast, "bruno")
    answer = send(client, link_for(cast, "bruno"), next=cast.les_amis.address)
    assert answer.location == f"{STEP}?next={cast.les_amis.address}"
    return client


def again(cast, who="bruno"):
    """Another browser of theirs, between its two steps."""
    client = cast.app.test_client()
    assert send(client, link_for(cast, who)).location == STEP
    return client


def test_code_opens_the_session_and_the_page_that_was_wanted(cast, bruno):
    answer = send(bruno, STEP, code=code_at(), next=cast.les_amis.address)

    assert (answer.status_code, answer.location) == (303, cast.les_amis.address)
    assert bruno.get(cast.les_amis.address).status_code == 200
    device = cast.rows(select(Device))[0]
    assert (device.is_waiting_for_factor, device.factor_at) == (False, utc_now())
    assert device.ends_at == device.created_at + timedelta(days=365)


def test_session_gets_another_token_with_its_second_step(app, cast, bruno):
    copy = app.test_client()
    with bruno.session_transaction() as mine, copy.session_transaction() as copied:
        copied.update(mine)

    send(bruno, STEP, code=code_at())

    assert copy.get(cast.les_amis.address).location.startswith("/sign-in?")


def _anything(converter):
    if isinstance(converter, NumberConverter):
        return 1
    return min(converter.items) if isinstance(converter, AnyConverter) else "x"


def every_address(app):
    """Each rule of the url map with each of its methods, filled in with anything."""
    adapter = app.url_map.bind("127.0.0.1")
    for rule in app.url_map.iter_rules():
        values = {name: _anything(rule._converters[name]) for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, adapter.build(rule.endpoint, values, method=method)


def test_session_that_waits_reaches_nothing(cast, bruno):
    app, walked = cast.app, 0
    for endpoint, method, address in every_address(app):
        if app.view_functions[endpoint].access == "public":
            continue
        walked += 1
        for headers in ({}, SCRIPT):
            answer = bruno.open(address, method=method, headers=headers)

            where = answer.headers["HX-Redirect" if headers else "Location"]
            assert answer.status_code == (401 if headers else 303), address
            assert where == (f"{STEP}?next={address}" if method == "GET" else STEP), address
            assert not answer.text or not headers, address
    assert walked > 60


def test_public_pages_take_a_session_that_waits_for_nobody(app, bruno):
    for address in ("/guide", "/faq", "/privacy", "/sign-in"):
        assert _scrubbed(bruno.get(address).text) == _scrubbed(app.test_client().get(address).text)


def _scrubbed(html):
    return [line for line in html.splitlines() if "csrf_token" not in line]


def test_invitation_does_not_take_a_session_that_waits_for_its_person(cast, bruno):
    """Else the first step alone would be worth something: a place taken up."""
    invite = ("invite", "bruno@example.org", "--role", "advisor", "--centre", cast.montreal.slug)
    made = cast.app.test_cli_runner().invoke(args=[*invite])
    link = made.stdout.strip().removeprefix("http://127.0.0.1:8000")

    assert bruno.get(link).text.count("<form") == cast.app.test_client().get(link).text.count("<form")


def test_session_that_waits_ends_after_a_quarter_of_an_hour(bruno, clock):
    clock.shift(timedelta(minutes=15))

    assert bruno.get(STEP).location == "/sign-in"
    assert bruno.get("/places").location.startswith("/sign-in?")


def test_session_that_waits_can_be_closed(cast, bruno):
    send(bruno, "/sign-out", page=STEP)

    assert cast.rows(select(Device))[0].ended_at == utc_now()


def test_next_sign_in_ends_the_session_that_waits(cast, bruno):
    send(bruno, link_for(cast, "paul"))

    assert [d.ended_at for d in cast.rows(select(Device).order_by(Device.id))] == [utc_now(), None]


def test_page_is_in_the_language_of_whoever_waits(cast, client):
    give_app(cast, "bruno")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    send(client, link_for(cast, "bruno"))

    assert 'lang="fr-CA"' in client.get(STEP).text
    assert 'lang="en-CA"' in client.get(STEP, query_string={"lang": "en"}).text
    with client.session_transaction() as session:
        assert TOKEN in session


def test_nobody_waits_without_an_application_that_gave_a_code(cast, client):
    give_app(cast, "bruno", is_confirmed=False)

    assert send(client, link_for(cast, "bruno")).location == "/places"
    assert client.get(STEP).location == "/places"


@pytest.mark.parametrize(
    ("way", "waits"),
    [("link", True), ("invitation", True), ("password", True), ("setup", True), ("passkey", False), ("demo", False)],
)
def test_ways_in_that_wait(app, cast, way, waits):
    give_app(cast, "bruno")
    with app.test_request_context(), everything() as session:
        started = start_device(session, cast.bruno.person_id, this_browser(), utc_now(), is_staff=False, entered_by=way)
        session.commit()

    assert started.is_waiting is waits
    assert cast.rows(select(Device.is_waiting_for_factor)) == [waits]


def test_demonstration_opens_its_doors_in_one_step(app, cast):
    give_app(cast, "bruno")
    with app.test_request_context():
        assert not enter_as(cast.bruno.person_id, this_browser(), utc_now()).is_waiting


# Codes


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_code_of_half_a_minute_around_is_right(bruno, steps, status):
    assert send(bruno, STEP, code=code_at(steps)).status_code == status


def test_code_serves_once(cast, bruno):
    send(bruno, STEP, code=code_at())

    assert send(again(cast), STEP, code=code_at()).status_code == 422


def test_code_before_one_that_served_is_too_old(cast, bruno):
    send(bruno, STEP, code=code_at(1))

    assert send(again(cast), STEP, code=code_at(0)).status_code == 422


def test_code_of_somebody_else_is_wrong(cast, bruno):
    other = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"

    assert send(bruno, STEP, code=code_at(0, other)).status_code == 422


@pytest.mark.parametrize("code", ["000000", "12", "pas un code", "0A2DH7S1QD", "9" * 39])
def test_wrong_code_says_so_and_keeps_what_was_typed(bruno, code):
    answer = send(bruno, STEP, code=code, next="/faq")

    assert answer.status_code == 422
    assert f'value="{code}"' in answer.text
    assert 'name="next" value="/faq"' in answer.text
    assert 'href="#code"' in answer.text


@pytest.mark.parametrize("code", ["", "x" * 41, "12\x003456"])
def test_code_that_cannot_be_one_is_refused_in_words(bruno, code):
    assert send(bruno, STEP, code=code).status_code == 422


@pytest.mark.parametrize("field", ["code", "backup"])
def test_backup_code_stands_in_once_and_says_how_many_are_left(cast, bruno, field):
    answer = send(bruno, STEP, **{field: PRINTED[0].lower()})

    assert answer.status_code == 303
    assert "Il vous en reste 2." in bruno.get("/places", follow_redirects=True).text
    assert send(again(cast), STEP, **{field: PRINTED[0]}).status_code == 422
    assert len(cast.rows(select(RecoveryCode).where(RecoveryCode.used_at.is_not(None)))) == 1


def test_backup_code_is_its_persons_alone(cast, bruno):
    give_app(cast, "paul")
    send(bruno, STEP, code=PRINTED[1])

    assert send(again(cast, "paul"), STEP, code=PRINTED[1]).status_code == 303


def test_last_backup_code_says_that_it_was(cast, bruno):
    for code in PRINTED[:2]:
        send(again(cast), STEP, code=code)
    send(bruno, STEP, code=PRINTED[2])

    assert "votre dernier code de secours" in bruno.get("/places", follow_redirects=True).text


def test_page_says_what_to_do_without_a_phone(bruno):
    html = bruno.get(STEP).text

    assert "Je n’ai pas mon téléphone" in html
    assert 'name="backup"' in html
    assert "La feuille est perdue aussi?" in html


def test_after_a_change_of_key_the_page_says_whom_to_ask(cast, client):
    give_app(cast, "bruno", key="another key, from before the server was made anew")
    send(client, link_for(cast, "bruno"))

    answer = send(client, STEP, code=code_at())

    assert answer.status_code == 409
    assert "La personne qui héberge SocialTrack peut vous aider." in answer.text


# How often


def test_eleventh_wrong_code_waits_a_minute_and_then_the_right_one_opens(cast, bruno, clock):
    token = form_token(bruno, STEP)
    statuses = [send(bruno, STEP, token=token, code="000000").status_code for _ in range(11)]
    held = send(bruno, STEP, token=token, code=code_at())

    assert statuses == [422] * 10 + [429]
    assert (held.status_code, held.headers["Retry-After"]) == (429, "60")
    assert "dans une minute" in held.text
    clock.shift(timedelta(seconds=60))
    assert send(bruno, STEP, token=token, code=code_at()).status_code == 303


def test_backup_codes_count_as_tries_too(bruno):
    token = form_token(bruno, STEP)
    for _ in range(10):
        send(bruno, STEP, token=token, backup="0000000000")

    assert send(bruno, STEP, token=token, backup=PRINTED[0]).status_code == 429


def test_right_code_forgets_the_wrong_ones(cast, bruno):
    token = form_token(bruno, STEP)
    for _ in range(9):
        send(bruno, STEP, token=token, code="000000")
    send(bruno, STEP, token=token, code=code_at())
    other = again(cast)
    token = form_token(other, STEP)

    assert [send(other, STEP, token=token, code="000000").status_code for _ in range(10)] == [422] * 10


def test_nobody_makes_another_wait_without_their_first_step(app, cast, bruno):
    """Tries count for whoever holds a session that waits: signed out, there is nothing to guess at."""
    stranger = app.test_client()
    token = form_token(stranger, "/sign-in")
    for _ in range(50):
        assert send(stranger, STEP, token=token, code="000000").location == "/sign-in"

    assert send(bruno, STEP, code=code_at()).status_code == 303


def test_guesses_are_counted_by_where_they_come_from_too(app, cast, bruno):
    from socialtrack.people.factor_actions import Typed, take_code

    with app.app_context(), everything() as session:
        for n in range(40):
            assert take_code(session, 10_000 + n, Typed("000000", "192.0.2.7", "k"), utc_now()) is None
        with pytest.raises(TooMany):
            take_code(session, 20_000, Typed("000000", "192.0.2.7", "k"), utc_now())
        assert take_code(session, 20_000, Typed("000000", "192.0.2.8", "k"), utc_now()) is None


def test_secret_and_codes_are_not_in_the_database_in_clear(cast, bruno):
    sealed = cast.rows(select(AuthenticatorApp.sealed_secret))[0]
    hashes = cast.rows(select(RecoveryCode.code_hash))

    assert SECRET not in sealed
    assert not any(code in kept or code.lower() in kept for code in PRINTED for kept in (sealed, *hashes))
    assert len(set(hashes)) == 3


def test_sealed_secret_moved_to_another_person_opens_nothing(app, cast, bruno):
    give_app(cast, "paul")
    with app.app_context(), everything() as session:
        mine, theirs = (session.get(AuthenticatorApp, cast[who].person_id) for who in ("bruno", "paul"))
        theirs.sealed_secret = mine.sealed_secret
        session.commit()

    assert send(again(cast, "paul"), STEP, code=code_at()).status_code == 409
