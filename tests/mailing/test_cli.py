"""`flask test-mail` and `flask send-mail`."""

from sqlalchemy import select

from socialtrack.kernel.moments import utc_now
from socialtrack.mailing.actions import Words, post
from socialtrack.mailing.models import Letter
from tests.cast import everything
from tests.mailing.conftest import set_mail


def run(app, *words):
    return app.test_cli_runner().invoke(args=list(words))


def test_test_mail_sends_one_letter(app, mail_server):
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")

    result = run(app, "test-mail", "moi@example.org")

    assert (result.exit_code, result.stdout) == (0, "Sent to moi@example.org.\n")
    assert mail_server.arrived[0]["To"] == "moi@example.org"


def test_test_mail_says_what_the_server_said(app):
    set_mail(app, "smtp://127.0.0.1:1")

    result = run(app, "test-mail", "moi@example.org")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "ConnectionRefusedError" in result.stderr


def test_without_a_mail_server_it_names_the_setting(app):
    for words in (["test-mail", "moi@example.org"], ["send-mail"]):
        result = run(app, *words)

        assert (result.exit_code, result.stdout) == (1, "")
        assert "SOCIALTRACK_MAIL_URL" in result.stderr


def test_send_mail_empties_the_outbox(app, mail_server):
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    with app.app_context(), everything() as session:
        for n in range(3):
            words = Words("Objet", "Texte", "")
            post(session, kind="invitation", to=f"p{n}@example.org", language="fr", words=words, now=utc_now())
        session.commit()

    assert run(app, "send-mail").stdout == "3 sent, 0 failed\n"
    with app.app_context(), everything() as session:
        assert len(session.scalars(select(Letter).where(Letter.sent_at.is_not(None))).all()) == 3
