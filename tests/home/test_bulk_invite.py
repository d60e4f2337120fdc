"""Inviting many organizations at once: by letter, or by a sheet each; what can't be invited leaves the others be."""

import re

import pytest
from sqlalchemy import func, select, update

from socialtrack.data.db import immediate
from socialtrack.journal.models import Event
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token
from socialtrack.mailing.actions import Words
from socialtrack.mailing.models import Letter, MailRefusal
from socialtrack.mailing.stopping import address_hash
from socialtrack.people.invitation_actions import Offer, invite
from socialtrack.people.models import Invitation
from socialtrack.tenancy.actions import add_organization
from socialtrack.tenancy.models import Membership
from socialtrack.web.qr import qr_code
from tests.browser import Browser
from tests.cast import everything
from tests.mailing.conftest import set_mail


@pytest.fixture
def rooms(cast):
    """Four organizations in which nobody is: three have an address, one writes in English."""
    with cast.work_for("aline") as work, work.write():
        for name, email, language in (
            ("Popote", "popote@example.org", "fr"),
            ("Entraide", "entraide@example.org", "fr"),
            ("Helping Hands", "hands@example.org", "en"),
            ("Sans adresse", None, "fr"),
        ):
            add_organization(work, name=name, email=email, language=language)
    return f"/centres/{cast.quebec.slug}/invitations"


def count(app, statement):
    with app.app_context(), everything() as session:
        return session.scalar(select(func.count()).select_from(statement))


def invited(app):
    with app.app_context(), everything() as session:
        return {row.email: row for row in session.scalars(select(Invitation).where(Invitation.revoked_at.is_(None)))}


def test_everyone_at_once_by_letter_each_in_their_language(app, cast, rooms):
    set_mail(app, "smtp://127.0.0.1:1")
    window = Browser(cast.client_for("agathe"))
    page = window.get(rooms).page
    assert "Les Amis" not in page.words and "Sans adresse" in page.words

    answer = window.submit(page.form("/invitations"), {"way": "mail"})

    assert "3 invitations partent par courriel." in window.follow(answer).page.words
    with app.app_context(), everything() as session:
        letters = {row.to_address: row for row in session.scalars(select(Letter))}
    assert {to: row.language for to, row in letters.items()} == {
        "popote@example.org": "fr",
        "entraide@example.org": "fr",
        "hands@example.org": "en",
    }
    assert "Agathe" in letters["hands@example.org"].text and "invites you" in letters["hands@example.org"].text
    assert {row.role for row in invited(app).values()} == {"lead"}
    assert not any(row.is_copied_link for row in invited(app).values())


def test_those_who_are_invited_leave_the_list_until_asked_for(app, cast, rooms):
    set_mail(app, "smtp://127.0.0.1:1")
    window = Browser(cast.client_for("aline"))
    window.submit(window.get(rooms).page.form("/invitations"), {"way": "mail"})

    page = window.get(rooms).page
    assert "Popote" not in page.words and "Sans adresse" in page.words

    page = window.get(rooms + "?waiting=1").page
    assert "Popote" in page.words and "invité le" in page.words
    # Nothing is picked for them: asking again is a choice.
    assert page.form("/invitations").values.get("organization", []) == []


def test_sheets_are_for_one_person_each_and_their_links_work(app, cast, rooms):
    window = Browser(cast.client_for("aline"))

    answer = window.submit(window.get(rooms).page.form("/invitations"), {"way": "print"}, status=200)

    assert answer.page.words.count("Pressez le bouton") == 2 and answer.page.words.count("Press the button") == 1
    addresses = set(re.findall(r"http://\S+?/invitations/[\w-]{43}", answer.text))
    links = [address[address.index("/invitations/") :] for address in addresses]
    assert len(links) == 3
    assert all(qr_code(address, scale=4) in answer.text for address in addresses)
    stranger = Browser(app.test_client())
    assert "Popote" in "".join(stranger.get(link).page.words for link in links)
    assert all(row.is_copied_link for row in invited(app).values())
    kinds = select(Event.kind).where(Event.kind == "invitation-copied").subquery()
    assert count(app, kinds) == 3


def test_line_without_an_address_is_shown_and_nothing_leaves(app, cast, rooms):
    window = Browser(cast.client_for("aline"))
    form = window.get(rooms).page.form("/invitations")

    answer = window.submit(
        form, {"organization": ["popote", "sans-adresse"], "email-popote": "autre@example.org"}, status=422
    )

    assert "Sans adresse" in answer.page.words and invited(app) == {}
    again = answer.page.form("/invitations").values
    assert again["email-popote"] == ["autre@example.org"]
    assert again["organization"] == ["popote", "sans-adresse"]


def test_an_address_that_is_written_picks_its_organization(app, cast, rooms):
    window = Browser(cast.client_for("aline"))
    form = window.get(rooms).page.form("/invitations")

    window.submit(form, {"organization": [], "email-sans-adresse": "marie@example.org"}, status=200)

    assert set(invited(app)) == {"marie@example.org"}


def test_nobody_picked_is_said(app, cast, rooms):
    window = Browser(cast.client_for("aline"))

    answer = window.submit(window.get(rooms).page.form("/invitations"), {"organization": []}, status=422)

    assert "Choisissez au moins un organisme" in answer.page.words and invited(app) == {}


def test_one_address_that_wants_no_letter_leaves_the_others_be(app, cast, rooms):
    set_mail(app, "smtp://127.0.0.1:1")
    with app.app_context(), everything() as session:
        session.add(MailRefusal(address_hash=address_hash(cast.quebec.id, "popote@example.org"), asked_at=utc_now()))
        session.commit()
    window = Browser(cast.client_for("aline"))

    answer = window.submit(window.get(rooms).page.form("/invitations"), {"way": "mail"}, status=422)

    assert "2 invitations partent par courriel." in answer.page.words
    assert "ne plus lui écrire" in answer.page.words
    assert "Entraide" not in answer.page.words
    assert set(invited(app)) == {"entraide@example.org", "hands@example.org"}
    assert count(app, Letter) == 2
    kinds = select(Event.kind).where(Event.kind == "person-invited").subquery()
    assert count(app, kinds) == 2


def test_other_centres_rooms_and_those_with_someone_can_not_be_slipped_in(app, cast, rooms):
    window = Browser(cast.client_for("aline"))
    form = window.get(rooms).page.form("/invitations")

    window.submit(
        form,
        {
            "organization": [cast.le_phare.slug, cast.elsewhere.slug, "no-such-room"],
            f"email-{cast.le_phare.slug}": "x@example.org",
            f"email-{cast.elsewhere.slug}": "x@example.org",
        },
        status=422,
    )

    assert invited(app) == {}


@pytest.mark.parametrize("who", ["rachel", "bruno", "denis", "chantal"])
def test_only_managers_and_advisors_of_the_centre(cast, rooms, who):
    client = cast.client_for(who)

    assert client.get(rooms).status_code == (404 if who == "chantal" else 403)


def test_sending_twice_makes_one_invitation_and_kills_the_older_link(app, cast, rooms):
    window = Browser(cast.client_for("aline"))
    form = window.get(rooms).page.form("/invitations")

    first = window.submit(form, {"way": "print"}, status=200)
    window.get(rooms + "?waiting=1")
    second = window.submit(form, {"waiting": "1", "way": "print"}, status=200)

    def links(answer):
        return re.findall(r"http://\S+?(/invitations/[\w-]{43})", answer.text)

    assert len(invited(app)) == 3
    stranger = app.test_client()
    assert {stranger.get(link).status_code for link in links(second)} == {200}
    assert {stranger.get(link).status_code for link in links(first)} == {404}


def test_address_that_an_organization_invited_itself_is_not_proposed(app, cast, rooms):
    """Bruno invited somebody, then everyone left Les Amis: to the centre the address stays what it was, not its own."""
    set_mail(app, "smtp://127.0.0.1:1")
    with cast.work_for("bruno") as work:
        offer = Offer("canari@example.org", "lead", "fr", new_token(), Words("Une place", "Bonjour", "<p>Bonjour</p>"))
        invite(work, offer, cast.les_amis.id)
    with app.app_context(), everything() as session, immediate(session):
        there = Membership.organization_id == cast.les_amis.id
        session.execute(update(Membership).where(there).values(ended_at=utc_now()))

    pages = [cast.client_for("aline").get(f"{rooms}{query}").text for query in ("", "?waiting=1")]

    assert "Les Amis" in pages[1] and "invité le" in pages[1]
    assert "canari@" not in "".join(pages)
