"""Passkeys, with a real browser and the authenticator that it pretends to have."""

import base64
import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select, update

from socialtrack.data.db import immediate
from socialtrack.journal.models import AccessEvent
from socialtrack.kernel.errors import Invalid
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import token_hash
from socialtrack.mailing.models import Letter
from socialtrack.people import passkey_actions
from socialtrack.people.models import AuthenticatorApp, Challenge, Device, Passkey
from socialtrack.people.passkey_rules import party_of
from tests.cast import everything
from tests.people.test_at_once import together


@pytest.mark.parametrize(
    ("base_url", "id_"),
    [
        ("https://suivi.exemple.org", "suivi.exemple.org"),
        ("https://suivi.exemple.org:8443", "suivi.exemple.org"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", None),
        ("http://[::1]:8000", None),
        ("https://192.0.2.7", None),
        ("http://suivi.exemple.org", None),
    ],
)
def test_site_has_passkeys_where_browsers_allow_them(base_url, id_):
    party = party_of(base_url, "secret")

    assert (party.id if party else None) == id_
    assert party is None or party.origin == base_url


def test_handle_says_nothing_of_the_person():
    party = party_of("https://suivi.exemple.org", "secret")

    assert len(party.handle_of(1)) == 32
    assert party.handle_of(1) != party.handle_of(2)
    assert party.handle_of(1) != party_of("https://suivi.exemple.org", "another").handle_of(1)


def _name_site(app, browser):
    settings = app.extensions["socialtrack-settings"]
    browser.server.url = settings.base_url.replace("127.0.0.1", "localhost")
    app.extensions["socialtrack-settings"] = replace(settings, base_url=browser.server.url)


@pytest.fixture
def window(app, browser, cast):
    """A window on the site under the name « localhost », with an authenticator that always says yes."""
    _name_site(app, browser)
    page = browser.window(1280)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def register(window, cast, name="mon téléphone"):
    cast.sign_in(window, "bruno")
    window.goto("/account/passkeys")
    window.get_by_label("Le nom de cette clé").fill(name)
    window.get_by_role("button", name="Ajouter cet appareil").click()
    expect(window.get_by_role("heading", name=name)).to_be_visible()


def sign_out(window):
    window.get_by_role("button", name="Fermer la session").click()
    expect(window.get_by_role("heading", name="Ouvrir une session")).to_be_visible()


def enter(window):
    window.get_by_role("button", name="Ouvrir avec une clé d’accès").click()


def test_passkey_is_added_opens_a_session_and_once_removed_opens_nothing(cast, window, browser):
    register(window, cast)
    sign_out(window)

    window.goto("/sign-in?next=/account/devices")
    enter(window)
    expect(window.get_by_role("heading", name="Vos appareils")).to_be_visible()
    expect(window.get_by_text("ouverte par une clé d’accès")).to_be_visible()
    key = cast.rows(select(Passkey))[0]
    assert (key.person_id, key.name, key.sign_count > 0) == (cast.bruno.person_id, "mon téléphone", True)
    assert cast.rows(select(Challenge)) == []

    window.goto("/account/passkeys")
    window.get_by_role("button", name="Retirer cette clé").click()
    expect(window.get_by_text("n’ouvre plus rien ici")).to_be_visible()
    sign_out(window)
    browser.expect("422")
    enter(window)
    expect(window.get_by_role("link", name="n’a pas été reconnue")).to_be_visible()


def test_passkey_is_two_steps_by_itself(app, cast, window, browser):
    register(window, cast)
    with app.app_context(), everything() as session, immediate(session):
        session.add(
            AuthenticatorApp(
                person_id=cast.bruno.person_id, sealed_secret="x", created_at=utc_now(), confirmed_at=utc_now()
            )
        )
    sign_out(window)

    enter(window)

    expect(window).to_have_url(browser.server.url + cast.les_amis.address)
    assert cast.rows(select(Device.is_waiting_for_factor).order_by(Device.id.desc()))[0] is False


def test_answer_is_good_once_for_this_site_and_for_five_minutes(app, cast, window, browser):
    register(window, cast)
    sign_out(window)
    sent = []
    window.route("**/sign-in/passkey", lambda route: (sent.append(route.request.post_data), route.abort()))
    browser.expect("ERR_FAILED")

    for n in range(3):
        with window.expect_request("**/sign-in/passkey"):
            enter(window)
        window.goto("/sign-in")
        assert len(sent) == n + 1

    answers = [parse_qs(body)["credential"][0] for body in sent]
    party = party_of(browser.server.url, app.extensions["socialtrack-settings"].secret_key)
    challenges = {row.challenge: row for row in cast.rows(select(Challenge))}

    def asked(answer):
        said = json.loads(decoded(json.loads(answer)["response"]["clientDataJSON"]))
        return challenges[said["challenge"]]

    def judge(answer, token, at=party, now=None):
        answered = passkey_actions.Answered(token, answer, "198.51.100.7", passkey_actions.Browser())
        with app.app_context():
            return passkey_actions.sign_in(at, answered, now or utc_now())

    _name_tokens(app, [asked(answer).token_hash for answer in answers], ["one", "two", "three"])

    with pytest.raises(Invalid):  # another site with the same name on the network
        judge(answers[0], "one", at=replace(party, origin="http://localhost:1"))
    with pytest.raises(Invalid):  # and that used the challenge up
        judge(answers[0], "one")
    with pytest.raises(Invalid):
        judge(answers[1], "two", now=utc_now() + timedelta(minutes=5))
    with pytest.raises(Invalid):  # an answer to another challenge
        judge(answers[1], "three")
    before = len(cast.rows(select(Device)))

    with app.app_context(), everything() as session, immediate(session):
        session.add(
            Challenge(
                token_hash=token_hash("four"),
                purpose="sign-in",
                challenge=json.loads(decoded(json.loads(answers[2])["response"]["clientDataJSON"]))["challenge"],
                expires_at=utc_now() + timedelta(minutes=5),
            )
        )
    ends = together(app, [lambda: judge(answers[2], "four")] * 3)

    assert ends == ["passkey-wrong"] * 2 + ["won"]
    assert len(cast.rows(select(Device))) == before + 1


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _name_tokens(app, hashes, tokens):
    with app.app_context(), everything() as session, immediate(session):
        for old, token in zip(hashes, tokens, strict=True):
            session.execute(update(Challenge).where(Challenge.token_hash == old).values(token_hash=token_hash(token)))


def test_device_that_says_no_changes_nothing_and_is_told(cast, window):
    cast.sign_in(window, "bruno")
    window.goto("/account/passkeys")
    window.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )

    window.get_by_role("button", name="Ajouter cet appareil").click()

    expect(window.locator(".news.problem")).to_contain_text("Rien n’a été ajouté")
    assert cast.rows(select(Passkey)) == []


def test_without_a_script_there_is_no_dead_button(app, browser, cast):
    _name_site(app, browser)
    window = browser.window(390, javascript=False)
    window.goto("/sign-in")
    assert window.get_by_role("button", name="Ouvrir avec une clé d’accès").count() == 0
    cast.sign_in(window, "bruno")
    window.goto("/account/passkeys")
    assert window.get_by_role("button", name="Ajouter cet appareil").count() == 0
    expect(window.get_by_text("JavaScript y est fermé")).to_be_visible()


def test_adding_is_told_by_letter(app, cast, window):
    settings = app.extensions["socialtrack-settings"]
    app.extensions["socialtrack-settings"] = replace(settings, mail_url="smtp://127.0.0.1:9")
    register(window, cast)

    kinds = cast.rows(select(Letter.kind))
    noted = cast.rows(select(AccessEvent.kind))
    assert (kinds, noted) == (["passkey-added"], ["passkey-added"])
    assert cast.rows(select(func.count()).select_from(Challenge)) == [0]
