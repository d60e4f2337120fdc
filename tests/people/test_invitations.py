"""Offering a place, offering it again or as something else, taking it back; links for those who are there."""

import re

import pytest
from sqlalchemy import select

from socialtrack.journal.models import AccessEvent, Event
from socialtrack.mailing.models import Letter
from socialtrack.people.models import Invitation, SignInLink
from socialtrack.tenancy.actions import add_membership
from socialtrack.tenancy.models import Membership
from socialtrack.web.qr import qr_code
from tests.people.visiting import MARIE, invited, memberships, send, shown_link


@pytest.fixture
def people(cast):
    return f"{cast.les_amis.address}people"


@pytest.fixture
def team(cast):
    return f"/centres/{cast.quebec.slug}/team"


def test_name_stays_from_the_centre_unless_the_box_is_ticked(cast, client, people):
    send(client, invited(cast, "bruno", people), name="Marie")

    assert not memberships(cast, "marie@example.org")[0].is_named_to_centre
    assert "Marie" not in cast.client_for("agathe").get(people).get_data(as_text=True)
    assert "Marie" in cast.client_for("bruno").get(people).get_data(as_text=True)


def test_centre_sees_whom_it_invited(cast, client, people):
    send(client, invited(cast, "agathe", people), name="Marie")

    assert "Marie" in cast.client_for("agathe").get(people).get_data(as_text=True)


def test_centre_does_not_see_addresses_that_an_organization_invited(cast, people):
    invited(cast, "bruno", people)

    assert "marie@" in cast.client_for("bruno").get(people).get_data(as_text=True)
    assert "marie@" not in cast.client_for("aline").get(people).get_data(as_text=True)


def test_revoked_invitation_opens_nothing(cast, client, people):
    link = invited(cast, "bruno", people)
    (waiting,) = cast.rows(select(Invitation))

    answer = send(cast.client_for("bruno"), f"{people}/invitations/{waiting.id}/revoke", page=people)

    assert answer.status_code == 303
    assert client.get(link).status_code == 410
    again = send(cast.client_for("bruno"), f"{people}/invitations/{waiting.id}/revoke", page=people)
    assert again.status_code == 303


def test_new_link_replaces_the_old_one(cast, client, people):
    old = invited(cast, "bruno", people)
    (waiting,) = cast.rows(select(Invitation))
    new = shown_link(send(cast.client_for("bruno"), f"{people}/invitations/{waiting.id}/renew", page=people))

    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_letter_is_sent_again_with_a_new_link(cast, client, people, mail):
    old = invited(cast, "bruno", people, lang="en", way="copy")
    (waiting,) = cast.rows(select(Invitation))

    answer = send(cast.client_for("bruno"), f"{people}/invitations/{waiting.id}/renew", page=people, way="mail")

    (letter,) = cast.rows(select(Letter))
    assert (answer.status_code, letter.language, letter.to_address) == (303, "en", "marie@example.org")
    assert client.get(old).status_code == 404
    assert client.get(re.search(r"/invitations/\S+", letter.text)[0]).status_code == 200


def test_link_to_copy_comes_with_its_code(cast, people):
    answer = send(cast.client_for("bruno"), people, **MARIE)

    assert qr_code("http://127.0.0.1:8000" + shown_link(answer)) in answer.text


def test_same_address_twice_is_one_invitation(cast, client, people):
    old = invited(cast, "bruno", people)
    new = invited(cast, "bruno", people, email="MARIE@example.org", role="reader")

    assert len(cast.rows(select(Invitation))) == 1
    assert client.get(old).status_code == 404
    send(client, new, name="Marie")
    assert cast.rows(select(Membership.role).order_by(Membership.id.desc()))[0] == "reader"


def test_letter_is_in_the_language_of_the_invited(cast, people, mail):
    answer = send(cast.client_for("bruno"), people, **{**MARIE, "lang": "en"}, way="mail")

    (letter,) = cast.rows(select(Letter))
    assert answer.status_code == 303
    assert (letter.language, letter.to_address) == ("en", "marie@example.org")
    assert letter.subject == "Les Amis is expecting you in SocialTrack"
    assert "Bruno invites you to the space of Les Amis." in letter.text


def test_refused_invitation_sends_no_letter(cast, people, mail):
    answer = send(cast.client_for("bruno"), people, **{**MARIE, "email": "denis@example.org"}, way="mail")

    assert answer.status_code == 422
    assert 'value="denis@example.org"' in answer.get_data(as_text=True)
    assert cast.rows(select(Letter)) == []


@pytest.mark.parametrize(
    ("who", "where", "role", "status"),
    [
        ("aline", "team", "manager", 200),
        ("aline", "team", "lead", 422),
        ("aline", "people", "lead", 200),
        ("aline", "people", "manager", 422),
        ("agathe", "people", "lead", 200),
        ("agathe", "people", "advisor", 422),
        ("bruno", "people", "lead", 200),
        ("bruno", "people", "centre_reader", 422),
        ("bruno", "people", "host", 422),
        ("bruno", "people", "", 422),
    ],
)
def test_each_gives_the_roles_that_are_theirs_to_give(cast, request, who, where, role, status):
    page = request.getfixturevalue(where)

    answer = send(cast.client_for(who), page, **{**MARIE, "role": role})

    assert answer.status_code == status
    assert len(cast.rows(select(Invitation))) == (status == 200)


@pytest.mark.parametrize("who", ["rachel", "beatrice", "denis"])
def test_who_may_not_invite_sees_who_is_there_and_no_form(cast, people, team, who):
    client = cast.client_for(who)

    shown = client.get(people).get_data(as_text=True)

    assert 'name="email"' not in shown
    assert "@example.org" not in shown
    assert ("Bruno" in shown) == (who != "rachel")
    assert send(client, people, **MARIE).status_code == 403
    assert client.get(team).status_code == 403


@pytest.mark.parametrize("who", ["chantal", "victor", "nadia"])
def test_other_centre_finds_nothing(cast, people, team, who):
    client = cast.client_for(who)

    assert client.get(people).status_code == 404
    assert client.get(team).status_code == 404


def test_invitation_of_another_room_cannot_be_touched(cast, people, team):
    """The number in the address is another organization's, or the team's: it does not exist here."""
    link = invited(cast, "aline", f"{cast.le_phare.address}people")
    (elsewhere,) = cast.rows(select(Invitation))
    for who, page in (("bruno", people), ("aline", people), ("aline", team)):
        for gesture in ("renew", "revoke"):
            address = f"{page}/invitations/{elsewhere.id}/{gesture}"
            assert send(cast.client_for(who), address, page=page).status_code == 404
    assert cast.app.test_client().get(link).status_code == 200


def test_copied_link_stands_in_the_history(cast, people):
    invited(cast, "agathe", people)

    event = cast.rows(select(Event).where(Event.kind == "invitation-copied"))[0]
    (invitation,) = cast.rows(select(Invitation))
    assert (event.organization_id, event.after, event.on_behalf) == (cast.les_amis.id, "member", False)
    assert event.value_after == {"invitation": invitation.id}
    assert invitation.is_copied_link


def test_lead_makes_a_link_for_their_people(cast, client, people):
    link = shown_link(send(cast.client_for("bruno"), f"{people}/{cast.denis.membership_id}/sign-in-link", page=people))

    assert send(client, link).status_code == 303
    assert client.get("/places").location == cast.les_amis.address
    assert cast.rows(select(Event.value_after).where(Event.kind == "sign-in-link-copied")) == [
        {"membership": cast.denis.membership_id}
    ]


def test_link_for_somebody_who_belongs_elsewhere_is_refused(cast, people):
    with cast.work_for("chantal") as work, work.write():
        add_membership(work, person_id=cast.denis.person_id, role="advisor", name="Denis")

    for who in ("bruno", "aline"):
        answer = send(cast.client_for(who), f"{people}/{cast.denis.membership_id}/sign-in-link", page=people)
        assert answer.status_code == 303
    assert cast.rows(select(SignInLink)) == []


@pytest.mark.parametrize(
    ("who", "where", "whose", "status"),
    [
        ("aline", "team", "agathe", 200),
        ("aline", "people", "bruno", 200),
        ("agathe", "people", "bruno", 403),
        ("bruno", "people", "paul", 404),
        ("bruno", "people", "aline", 404),
        ("aline", "team", "bruno", 404),
        ("aline", "team", "chantal", 404),
    ],
)
def test_links_are_made_by_whoever_watches_over(cast, request, who, where, whose, status):
    page = request.getfixturevalue(where)

    answer = send(cast.client_for(who), f"{page}/{cast[whose].membership_id}/sign-in-link", page=page)

    assert answer.status_code == status
    assert len(cast.rows(select(SignInLink))) == (status == 200)


def test_role_offered_changes_and_the_link_stays(cast, client, people):
    link = invited(cast, "bruno", people)
    (waiting,) = cast.rows(select(Invitation))

    answer = send(cast.client_for("bruno"), f"{people}/invitations/{waiting.id}/role", page=people, role="reader")

    assert (answer.status_code, answer.location) == (303, f"{people}/invitations/{waiting.id}")
    send(client, link, name="Marie")
    assert memberships(cast, "marie@example.org")[0].role == "reader"
    event = cast.rows(select(Event).where(Event.kind == "invitation-changed"))[0]
    assert (event.before, event.after, event.value_after) == ("member", "reader", {"invitation": waiting.id})


@pytest.mark.parametrize("role", ["", "manager", "host", "member"])
def test_role_that_is_not_offered_or_is_the_same_changes_nothing(cast, people, role):
    invited(cast, "bruno", people)
    (waiting,) = cast.rows(select(Invitation))
    before = len(cast.rows(select(Event)))

    answer = send(cast.client_for("bruno"), f"{people}/invitations/{waiting.id}/role", page=people, role=role)

    assert answer.status_code == (303 if role == "member" else 422)
    assert len(cast.rows(select(Event))) == before


def test_role_of_an_invitation_that_was_taken_up_is_told(cast, client, people):
    link = invited(cast, "bruno", people)
    (waiting,) = cast.rows(select(Invitation))
    send(client, link, name="Marie")

    for gesture, fields in (("role", {"role": "reader"}), ("renew", {}), ("revoke", {})):
        answer = send(cast.client_for("bruno"), f"{people}/invitations/{waiting.id}/{gesture}", page=people, **fields)
        assert (answer.status_code, answer.location) == (303, people)
    assert memberships(cast, "marie@example.org")[0].role == "member"


def test_new_link_keeps_the_number_of_the_invitation(cast, people):
    invited(cast, "bruno", people)
    (before,) = cast.rows(select(Invitation))
    send(cast.client_for("bruno"), f"{people}/invitations/{before.id}/renew", page=people)

    (after,) = cast.rows(select(Invitation))
    assert after.id == before.id
    assert after.token_hash != before.token_hash


def test_centre_does_not_renew_what_it_may_not_read(cast, client, people):
    """Else the page with the link would tell it the address, and give it the link."""
    link = invited(cast, "bruno", people)
    (waiting,) = cast.rows(select(Invitation))
    aline = cast.client_for("aline")

    for gesture in ("renew", "role"):
        answer = send(aline, f"{people}/invitations/{waiting.id}/{gesture}", page=people, role="lead")
        assert (answer.status_code, "marie@" in answer.text) == (404, False)
    assert aline.get(f"{people}/invitations/{waiting.id}").status_code == 404
    assert client.get(link).status_code == 200
    assert send(aline, f"{people}/invitations/{waiting.id}/revoke", page=people).status_code == 303
    assert client.get(link).status_code == 410


def test_who_was_invited_joined_and_by_which_link_is_noted(cast, client, people, mail):
    send(cast.client_for("agathe"), people, **MARIE, way="mail")
    link = invited(cast, "agathe", people, email="luc@example.org", way="copy")
    send(client, link, name="Luc")

    noted = cast.rows(select(AccessEvent).order_by(AccessEvent.id))
    assert [(one.kind, one.membership_id, one.after) for one in noted if one.kind != "looked-in"] == [
        ("invited", cast.agathe.membership_id, "member"),
        ("link-copied", cast.agathe.membership_id, "member"),
        ("joined", None, "member"),
    ]
    assert {one.organization_id for one in noted} == {cast.les_amis.id}
