"""Letters that did not leave are shown to the manager; those that nobody asked for can be stopped by their reader."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from socialtrack.data.db import immediate
from socialtrack.kernel.errors import Invalid
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.text import email_key
from socialtrack.kernel.tokens import new_token
from socialtrack.mailing.actions import Words, post
from socialtrack.mailing.models import Letter, MailRefusal
from socialtrack.mailing.sending import send_waiting
from socialtrack.mailing.stopping import read_stop, stop_path
from socialtrack.people.invitation_actions import Offer, invite
from socialtrack.tenancy.models import Membership
from tests.browser import Browser
from tests.cast import everything
from tests.mailing.conftest import mail_server, set_mail  # noqa: F401

WORDS = Words("Une place vous attend", "Bonjour", "<p>Bonjour</p>")


def invite_by_letter(cast, who, email, organization=None):
    with cast.app.app_context(), cast.work_for(who) as work:
        invite(work, Offer(email, "member", "fr", new_token(), WORDS), (organization or cast.les_amis).id)


def refused(app, *, of, to, error, given_up=False):
    with app.app_context(), everything() as session:
        post(session, kind="invitation", to=to, language="fr", words=WORDS, now=utc_now(), centre_id=of.id)
        row = session.query(Letter).order_by(Letter.id.desc()).first()
        row.last_error, row.tries = error, 2
        if given_up:
            row.next_try_at = None
        session.commit()


def settings_of(app):
    return app.extensions["socialtrack-settings"]


def test_manager_sees_what_did_not_leave_and_why(app, cast):
    set_mail(app, "smtp://127.0.0.1:1")
    for email in ("lea@example.org", "noe@example.org"):
        invite_by_letter(cast, "agathe", email)
    refused(app, of=cast.quebec, to="lea@example.org", error="SMTPRecipientsRefused")
    refused(app, of=cast.quebec, to="noe@example.org", error="TimeoutError", given_up=True)
    refused(app, of=cast.montreal, to="ailleurs@example.org", error="TimeoutError")

    page = Browser(cast.client_for("aline")).get(f"/centres/{cast.quebec.slug}/letters").text

    assert "lea@example.org" in page and "ne connaît pas cette adresse" in page
    assert "noe@example.org" in page and "ne répond pas" in page
    assert page.index("lea@example.org") < page.index("Plus aucun essai") < page.index("noe@example.org")
    assert "ailleurs@example.org" not in page


def test_board_says_that_a_letter_did_not_leave_for_as_long_as_an_invitation_waits(app, cast, clock):
    board = f"/centres/{cast.quebec.slug}/"
    aline, agathe = Browser(cast.client_for("aline")), Browser(cast.client_for("agathe"))
    refused(app, of=cast.montreal, to="ailleurs@example.org", error="TimeoutError")
    said = "Une lettre de votre centre n’est pas partie."
    assert said not in aline.get(board).page.words

    refused(app, of=cast.quebec, to="lea@example.org", error="SMTPRecipientsRefused")
    told = aline.get(board).page

    assert said in told.words and f"{board}letters" in told.links
    assert said not in agathe.get(board).page.words
    clock.shift(timedelta(days=13))
    assert said in aline.get(board).page.words
    clock.shift(timedelta(days=2))
    assert said not in aline.get(board).page.words


def test_manager_reads_no_address_that_the_centre_may_not_see(app, cast):
    """Béatrice did not open her name to the centre; Bruno invited somebody himself. The team and Denis are read."""
    set_mail(app, "smtp://127.0.0.1:1")
    invite_by_letter(cast, "bruno", "canari@example.org")
    with app.app_context(), everything() as session, immediate(session):
        denis = Membership.id == cast.denis.membership_id
        session.execute(update(Membership).where(denis).values(is_named_to_centre=True))
    for to in ("canari@example.org", cast.beatrice.email, cast.denis.email, cast.rachel.email):
        refused(app, of=cast.quebec, to=to, error="SMTPRecipientsRefused")

    page = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/letters").text

    assert "canari@" not in page and cast.beatrice.email not in page
    assert cast.denis.email in page and cast.rachel.email in page
    assert page.count("Une adresse que votre centre ne voit pas") == 2


def test_manager_has_them_tried_again_at_once(app, cast, mail_server):  # noqa: F811
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    refused(app, of=cast.quebec, to="lea@example.org", error="TimeoutError")
    refused(app, of=cast.montreal, to="ailleurs@example.org", error="TimeoutError")
    with app.app_context(), everything() as session:
        for row in session.query(Letter):
            row.next_try_at = utc_now().replace(year=2100)
        session.commit()
    window = Browser(cast.client_for("aline"))
    window.get(f"/centres/{cast.quebec.slug}/letters")

    window.submit(window.page.form("/letters"))

    with app.app_context():
        assert send_waiting(settings_of(app)) == (1, 0)
    assert [message["To"] for message in mail_server.arrived] == ["lea@example.org"]
    assert "Toutes les lettres de votre centre sont parties" in window.get(f"/centres/{cast.quebec.slug}/letters").text


def test_invitation_carries_a_button_to_stop_and_a_link(app, cast, mail_server):  # noqa: F811
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    window = Browser(cast.client_for("bruno"))
    people = f"/centres/{cast.quebec.slug}/organizations/{cast.les_amis.slug}/people"
    window.get(people)
    window.post(people, {"email": "Lea@Example.org", "role": "member", "lang": "fr"})
    with app.app_context():
        assert send_waiting(settings_of(app)) == (1, 0)
    (message,) = mail_server.arrived

    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (address,) = re.findall(r"<(http[^>]+)>", message["List-Unsubscribe"])
    # A mail program calls it by itself: no cookie, no form of ours.
    stranger = app.test_client()
    answer = stranger.post(address.removeprefix(settings_of(app).base_url), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200

    with pytest.raises(Invalid) as error:
        invite_by_letter(cast, "bruno", "lea@example.org", cast.les_amis)
    assert error.value.code == "letters-stopped"
    stop = re.search(r"/letters/stop/\S+", message.get_body(("plain",)).get_content())
    assert stop is not None
    assert "Vous ne recevrez plus" in stranger.get(stop[0]).text
    assert "lea" not in stop[0].lower()


def test_necessary_letter_has_no_such_button(app, cast, mail_server):  # noqa: F811
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    with app.app_context(), everything() as session:
        post(session, kind="sign-in", to="bruno@example.org", language="fr", words=WORDS, now=utc_now())
        session.commit()
    with app.app_context():
        send_waiting(settings_of(app))

    (message,) = mail_server.arrived
    assert message["List-Unsubscribe"] is None


def test_reading_the_page_stops_nothing_and_the_button_can_be_taken_back(app, cast):
    path = stop_path(settings_of(app), cast.quebec.id, email_key("lea@example.org"))
    window = Browser(app.test_client())

    assert "Ne plus recevoir ces lettres?" in window.get(path).text
    with app.app_context(), everything() as session:
        assert session.query(MailRefusal).count() == 0

    window.post(path)
    window.post(path)
    assert "Vous ne recevrez plus ces lettres" in window.get(path).text
    with app.app_context(), everything() as session:
        assert session.query(MailRefusal).count() == 1

    window.post(path, {"again": "1"})
    assert "Ne plus recevoir ces lettres?" in window.get(path).text
    invite_by_letter(cast, "bruno", "lea@example.org")


def test_stopping_one_centre_says_nothing_to_another(app, cast):
    stop = read_stop(
        settings_of(app), stop_path(settings_of(app), cast.quebec.id, "lea@example.org").rpartition("/")[2]
    )
    with app.app_context(), everything() as session:
        session.add(MailRefusal(address_hash=stop.address_hash, asked_at=utc_now()))
        session.commit()

    invite_by_letter(cast, "victor", "lea@example.org", cast.elsewhere)


@pytest.mark.parametrize("token", ["x", "WzEsMl0.abc", "é", "a" * 5000])
def test_link_that_we_did_not_write_stops_nothing(app, cast, token):
    window = app.test_client()

    assert window.get(f"/letters/stop/{token}").status_code == 404
    assert window.post(f"/letters/stop/{token}").status_code in (400, 404)
    assert window.post(f"/letters/one-click/{token}").status_code == 404
    with app.app_context(), everything() as session:
        assert session.query(MailRefusal).count() == 0


def test_one_address_gets_five_invitations_a_day(app, cast, clock):
    for _ in range(5):
        invite_by_letter(cast, "bruno", "lea@example.org")

    with pytest.raises(Invalid) as error:
        invite_by_letter(cast, "bruno", "lea@example.org")
    assert error.value.code == "letters-enough"

    clock.shift(timedelta(days=1, seconds=1))
    invite_by_letter(cast, "bruno", "lea@example.org")


def test_names_cannot_write_headers(app, cast, mail_server):  # noqa: F811
    """The letter's subject holds the organization's name: whatever it is, no header begins in it."""
    set_mail(app, f"smtp://127.0.0.1:{mail_server.port}")
    words = Words("Les Amis\r\nBcc: victime@example.org\r\n\r\nCorps", "Bonjour", "<p>Bonjour</p>")
    with app.app_context(), everything() as session:
        post(session, kind="invitation", to="lea@example.org", language="fr", words=words, now=utc_now())
        session.commit()
    with app.app_context():
        send_waiting(settings_of(app))

    assert [message["Bcc"] for message in mail_server.arrived] in ([], [None])
