"""Letters leave after the commit, once each, and are tried again when the server will not have them."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from socialtrack.kernel.moments import utc_now
from socialtrack.mailing import sending
from socialtrack.mailing.actions import Words, post
from socialtrack.mailing.models import Letter
from socialtrack.mailing.rules import is_too_late, next_try
from socialtrack.mailing.sending import Postman, send_waiting
from tests.cast import everything
from tests.mailing.conftest import set_mail

WORDS = Words("Une invitation à l’Étape 1", "Bonjour, voici http://x/invitations/secret", "<p>Bonjour</p>")


@pytest.fixture
def letter(app):
    def write(kind="invitation", to="marie@example.org"):
        with app.app_context(), everything() as session:
            post(session, kind=kind, to=to, language="fr", words=WORDS, now=utc_now())
            session.commit()

    return write


def send(app):
    with app.app_context():
        return send_waiting(app.extensions["socialtrack-settings"])


def kept(app):
    with app.app_context(), everything() as session:
        return session.scalars(select(Letter).order_by(Letter.id)).all()


def test_letter_leaves_whole_and_its_text_is_blanked(app, letter, mail_server):
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    letter()

    assert send(app) == (1, 0)

    (message,) = mail_server.arrived
    assert message["Subject"] == "Une invitation à l’Étape 1"
    assert message["From"] == "suivi@example.org"
    assert message["To"] == "marie@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]
    assert message["Message-ID"].endswith("@example.org>")
    assert message.get_body(("plain",)).get_content().strip() == WORDS.text
    assert message.get_body(("html",)).get_content().strip() == WORDS.html
    (row,) = kept(app)
    assert (row.text, row.html, row.next_try_at) == ("", "", None)
    assert row.sent_at is not None
    assert send(app) == (0, 0)


def test_starttls_and_password(app, letter, guarded_mail_server):
    set_mail(app, f"smtp://suivi:p%40ss%2Fword@127.0.0.1:{guarded_mail_server.port}")
    letter()

    assert send(app) == (1, 0)
    assert guarded_mail_server.logins == [("suivi", "p@ss/word")]
    assert guarded_mail_server.was_encrypted == [True]


def test_smtps(app, letter, tls_mail_server):
    set_mail(app, f"smtps://127.0.0.1:{tls_mail_server.port}")
    letter()

    assert send(app) == (1, 0)
    assert len(tls_mail_server.arrived) == 1


def test_certificate_of_nobody_is_refused(app, letter, guarded_mail_server, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    set_mail(app, f"smtp://suivi:p%40ss%2Fword@127.0.0.1:{guarded_mail_server.port}")
    letter()

    assert send(app) == (0, 1)
    assert (guarded_mail_server.arrived, guarded_mail_server.logins) == ([], [])


def test_refused_letter_is_tried_again_later(app, letter, mail_server, clock):
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    mail_server.refusals = ["451 later", "451 later"]
    letter()

    assert send(app) == (0, 1)
    assert send(app) == (0, 0)
    clock.shift(timedelta(minutes=1))
    assert send(app) == (0, 1)
    clock.shift(timedelta(minutes=4))
    assert send(app) == (0, 0)
    clock.shift(timedelta(minutes=1))
    assert send(app) == (1, 0)
    (row,) = kept(app)
    assert (row.tries, row.last_error, len(mail_server.arrived)) == (3, None, 1)


def test_server_that_is_not_there_is_told_without_the_letter(app, letter, caplog):
    set_mail(app, "smtp://127.0.0.1:1")
    letter()

    assert send(app) == (0, 1)
    assert kept(app)[0].last_error == "ConnectionRefusedError"
    assert "secret" not in caplog.text
    assert "marie" not in caplog.text


def test_dead_link_is_not_sent(app, letter, mail_server, clock):
    """A sign-in letter whose link has died, after the server was away for an hour."""
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    letter(kind="sign-in")
    clock.shift(timedelta(hours=1))

    assert send(app) == (0, 1)

    assert mail_server.arrived == []
    (row,) = kept(app)
    assert (row.text, row.next_try_at, row.last_error) == ("", None, "too late")


def test_one_bad_letter_holds_up_no_other(app, letter, mail_server):
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    mail_server.refusals = ["550 no such person"]
    for n in range(25):
        letter(to=f"p{n}@example.org")

    assert send(app) == (24, 1)


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        ("=?utf-8?q?x=0ABcc:_evil=40example.org?= vous attend", "= ?utf-8?q?x=0ABcc:_evil=40example.org?= vous attend"),
        ("Les\u2028Amis\u2029 vous attend", "Les Amis  vous attend"),
        ("=?utf-8?b?w6k=?=", "= ?utf-8?b?w6k= ?="),
    ],
)
def test_name_in_a_subject_begins_no_header_and_hides_nothing(app, mail_server, subject, read):
    """Python 3.11 decodes an encoded word in a header that is set, and writes the line break in it as it is."""
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    with app.app_context(), everything() as session:
        words = replace(WORDS, subject=subject)
        post(session, kind="invitation", to="marie@example.org", language="fr", words=words, now=utc_now())
        session.commit()

    assert send(app) == (1, 0)

    (message,) = mail_server.arrived
    assert message["Bcc"] is None
    assert message["Subject"] == read
    assert message.get_body(("plain",)).get_content().strip() == WORDS.text


@pytest.mark.parametrize("to", ["=?utf-8?b?YQ==?=@example.org", "a@example.org, b@example.org", "A <a@example.org>"])
def test_address_that_stands_for_another_gets_no_letter_and_holds_up_no_other(app, letter, mail_server, to):
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    letter(to=to)
    letter()

    assert send(app) == (1, 1)

    assert [message["To"] for message in mail_server.arrived] == ["marie@example.org"]


def test_letter_that_is_erased_while_it_leaves_holds_up_no_other(app, letter, mail_server, monkeypatch):
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    letter(to="gone@example.org")
    letter()
    send_one = sending._send

    def erased(settings, ready):
        if ready.to_address.startswith("gone"):
            with everything() as session:
                session.execute(delete(Letter).where(Letter.id == ready.id))
                session.commit()
        return send_one(settings, ready)

    monkeypatch.setattr(sending, "_send", erased)

    assert send(app) == (2, 0)

    assert [row.to_address for row in kept(app)] == ["marie@example.org"]


def test_letter_undone_with_its_transaction_never_leaves(app, mail_server):
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    with app.app_context(), everything() as session:
        post(session, kind="invitation", to="marie@example.org", language="fr", words=WORDS, now=utc_now())
        session.rollback()

    assert send(app) == (0, 0)


def test_two_who_send_at_once_send_each_letter_once(app, letter, mail_server):
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    for n in range(30):
        letter(to=f"p{n}@example.org")
    senders = [threading.Thread(target=send, args=(app,)) for _ in range(3)]

    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    arrived = [message["To"] for message in mail_server.arrived]
    assert sorted(arrived) == sorted(f"p{n}@example.org" for n in range(30))


def test_postman_sends_when_called_and_leaves_when_told(app, letter, mail_server):
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    postman = Postman(app, app.extensions["socialtrack-settings"])
    letter()

    postman.call()
    for _ in range(200):
        if mail_server.arrived:
            break
        threading.Event().wait(0.05)
    postman.dismiss()

    assert len(mail_server.arrived) == 1


def test_postman_without_a_mail_server_starts_no_thread(app):
    before = threading.active_count()

    Postman(app, app.extensions["socialtrack-settings"]).call()

    assert threading.active_count() == before


def test_waits_grow_and_end(clock):
    written = utc_now()

    waits = [next_try("invitation", written, n, written) - written for n in range(1, 9)]

    assert [int(wait.total_seconds() // 60) for wait in waits] == [1, 5, 15, 60, 180, 360, 720, 720]
    assert next_try("invitation", written, 9, written + timedelta(days=2, hours=13)) is None
    assert next_try("sign-in", written, 3, written + timedelta(minutes=1)) is None
    assert not is_too_late("sign-in", written, written + timedelta(minutes=14))
