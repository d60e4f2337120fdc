"""Setting a second step up by oneself, as its pages lead."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from tests.people.second_step import OWN, code_at
from tests.people.visiting import send


def begin(client, **fields):
    """Press « Commencer », and read the secret that the application is shown."""
    send(client, OWN, **fields)
    html = client.get(OWN).text
    uri = unescape(re.search(r'href="(otpauth://[^"]+)"', html).group(1))
    by_hand = re.search(r'class="link-on-paper">([^<]+)<', html).group(1)
    assert "<svg" in html
    secret = parse_qs(urlsplit(uri).query)["secret"][0]
    assert by_hand.replace(" ", "") == secret
    assert all(len(group) == 4 for group in by_hand.split(" "))
    return secret


def confirm(client, secret, steps=0, **fields):
    return send(client, f"{OWN}/confirm", page=OWN, code=code_at(steps, secret), **fields)


def printed(answer):
    codes = re.findall(r"<li><code>([^<]+)</code></li>", answer.text)
    assert all(re.fullmatch("[0-9A-Z]{5} [0-9A-Z]{5}", code) for code in codes), codes
    return codes


def kept(client, token=None):
    """What the cookie holds, as somebody who copied it would keep it."""
    with client.session_transaction() as session:
        return dict(session)


def thief_with(cast, cookie):
    thief = cast.app.test_client()
    with thief.session_transaction() as session:
        session.update(cookie)
    return thief
