"""Offering a place, taking it up, taking it back; and what a copied link must never open."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.journal.models import Event
from socialtrack.kernel.moments import utc_now
from socialtrack.mailing.models import Letter
from socialtrack.people.models import Device, Invitation, Person, SignInLink
from socialtrack.tenancy.actions import add_membership
from socialtrack.tenancy.models import Membership, Organization
from tests.cast import everything
from tests.people.visiting import form_token, send, shown_link

MARIE = {"email": "marie@example.org", "role": "member", "lang": "fr"}


@pytest.fixture
def mail(app):
    settings = app.extensions["socialtrack-settings"]
    app.extensions["socialtrack-settings"] = replace(settings, mail_url="smtp://127.0.0.1:9")


@pytest.fixture
def people(cast):
    return f"{cast.les_amis.address}people"


@pytest.fixture
def team(cast):
    return f"/centres/{cast.quebec.slug}/team"


def invited(cast, who, page, **fields):
    """The link of an invitation that `who` makes."""
    return shown_link(send(cast.client_for(who), page, **{**MARIE, **fields}))


def memberships(cast, email):
    return cast.rows(select(Membership).join(Person, Person.id == Membership.person_id).where(Person.email == email))


def test_from_link_to_first_task_in_two_pages(cast, client, people):
    link = invited(cast, "bruno", people)

    arrived = send(client, link, name="Marie-Ève O’Neil", named="1")

    assert (arrived.status_code, arrived.location) == (303, cast.les_amis.address)
    assert client.get(arrived.location).status_code == 200
    (membership,) = memberships(cast, "marie@example.org")
    assert (membership.role, membership.name) == ("member", "Marie-Ève O’Neil")
    assert membership.is_named_to_centre
    assert membership.invited_by == cast.bruno.membership_id


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


def test_team_member_lands_on_the_board(cast, client, team):
    link = invited(cast, "aline", team, role="advisor")

    assert send(client, link, name="Marie").location == f"/centres/{cast.quebec.slug}/"


def test_reading_the_link_uses_nothing(cast, client, people):
    link = invited(cast, "bruno", people)
    client.get(link)
    client.head(link)

    assert memberships(cast, "marie@example.org") == []
    assert send(client, link, name="Marie").status_code == 303


def test_link_works_once(app, cast, client, people):
    link = invited(cast, "bruno", people)
    other = app.test_client()
    token = form_token(other, link)
    send(client, link, name="Marie")

    again = send(other, link, token=token, name="Quelqu’un")

    assert again.status_code == 410
    assert other.get(link).status_code == 410
    assert len(memberships(cast, "marie@example.org")) == 1


def test_expired_invitation_says_so(cast, client, people, clock):
    link = invited(cast, "bruno", people)
    token = form_token(client, link)
    clock.shift(timedelta(days=14))

    assert client.get(link).status_code == 410
    assert send(client, link, token=token, name="Marie").status_code == 410
    assert memberships(cast, "marie@example.org") == []


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


def test_same_address_twice_is_one_invitation(cast, client, people):
    old = invited(cast, "bruno", people)
    new = invited(cast, "bruno", people, email="MARIE@example.org", role="reader")

    assert len(cast.rows(select(Invitation))) == 1
    assert client.get(old).status_code == 404
    send(client, new, name="Marie")
    assert cast.rows(select(Membership.role).order_by(Membership.id.desc()))[0] == "reader"


def test_known_person_gets_a_place_and_no_second_account(cast, client, people):
    """Denis reads for Les Amis; the centre also wants him in Le Phare."""
    persons = len(cast.rows(select(Person)))
    link = invited(cast, "aline", f"{cast.le_phare.address}people", email="denis@example.org")

    arrived = send(client, link, name="Denis")

    assert arrived.location == cast.le_phare.address
    assert len(cast.rows(select(Person))) == persons
    assert len(memberships(cast, "denis@example.org")) == 2


def test_new_place_ends_the_sessions_of_before(cast, client):
    """Else somebody who once came in under an address would walk into every place it is given later."""
    old = cast.client_for("denis")
    link = invited(cast, "aline", f"{cast.le_phare.address}people", email="denis@example.org")

    send(client, link, name="Denis")

    assert old.get(cast.les_amis.address).location.startswith("/sign-in")


def test_new_place_ends_the_links_of_before(cast, client, people, mail):
    """A link was made by the lead while they watched over all that Denis held: it must not open what he holds since."""
    link = shown_link(send(cast.client_for("bruno"), f"{people}/{cast.denis.membership_id}/sign-in-link", people))
    montreal = f"/centres/{cast.montreal.slug}/team"
    send(cast.client_for("chantal"), montreal, email=cast.denis.email, role="manager", lang="fr")
    (letter,) = cast.rows(select(Letter))
    send(cast.client_for(None), re.search(r"/invitations/\S+", letter.text)[0], name="Denis")

    assert client.get(link).status_code == 410
    assert client.get("/places").location.startswith("/sign-in")


def test_copied_link_never_opens_another_centre(cast, client, people):
    """Bruno makes a link for the manager of Montréal, and presses the button himself."""
    link = invited(cast, "bruno", people, email="chantal@example.org")

    shown = client.get(link)
    taken = send(client, link, page=people, token=form_token(cast.client_for("bruno"), people), name="Bruno")

    assert f"next={link}" in shown.get_data(as_text=True).replace("%2F", "/")
    assert taken.status_code in (400, 403)
    assert client.get("/places").location.startswith("/sign-in")
    assert len(memberships(cast, "chantal@example.org")) == 1


def test_copied_link_is_refused_even_with_a_good_form(cast, people):
    link = invited(cast, "bruno", people, email="aline@example.org")
    bruno = cast.client_for("bruno")

    answer = send(bruno, link, page=people, name="Bruno")

    assert answer.status_code == 403
    assert bruno.get(f"/centres/{cast.quebec.slug}/").status_code == 403
    assert len(memberships(cast, "aline@example.org")) == 1


def test_its_own_person_takes_it_up_once_signed_in(cast, people):
    link = invited(cast, "bruno", people, email="chantal@example.org")
    chantal = cast.client_for("chantal")

    arrived = send(chantal, link, name="Chantal")

    assert arrived.location == cast.les_amis.address
    assert len(memberships(cast, "chantal@example.org")) == 2
    assert chantal.get("/places").status_code == 200


def test_mailed_link_is_proof_enough(cast, client, people, mail):
    send(cast.client_for("bruno"), people, **{**MARIE, "email": "chantal@example.org"}, way="mail")
    (letter,) = cast.rows(select(Letter))

    link = re.search(r"http://[^/\s]+(/invitations/\S+)", letter.text).group(1)

    assert send(client, link, name="Chantal").location == cast.les_amis.address


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
    assert (event.organization_id, event.after, event.on_behalf) == (cast.les_amis.id, "member", True)
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


def test_shared_computer_and_name_are_kept_when_the_form_is_refused(cast, client, people):
    link = invited(cast, "bruno", people)

    answer = send(client, link, name="x" * 500, shared="1", named="1")

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "x" * 500 in html
    assert html.count(" checked") == 2
    assert cast.rows(select(Device).where(Device.person_id > 10)) == []


@pytest.mark.parametrize("name", ["", "\x00", "  ", "a" * 100_000, "\u200f\x07"])
def test_bad_name_is_refused_in_words(cast, client, people, name):
    answer = send(client, invited(cast, "bruno", people), name=name)

    assert answer.status_code == 422
    assert memberships(cast, "marie@example.org") == []


@pytest.mark.parametrize("name", ["D’Arcy <b>Côté</b>", "יוסף", "O'Neil-Lefebvre", "李明", "‏محمد"])
def test_names_of_all_kinds(cast, client, people, name):
    send(client, invited(cast, "bruno", people), name=name)

    assert memberships(cast, "marie@example.org")[0].name == name
    assert "<b>Côté" not in cast.client_for("bruno").get(people).get_data(as_text=True)


def test_removed_organization_takes_its_invitations_along(app, cast, client, people):
    link = invited(cast, "bruno", people)
    with app.app_context(), everything() as session:
        session.get_one(Organization, cast.les_amis.id).removed_at = utc_now()
        session.commit()

    assert client.get(link).status_code == 410


def test_invitation_of_a_maker_who_left_still_works_for_a_new_person(app, cast, client, people):
    link = invited(cast, "bruno", people)
    with app.app_context(), everything() as session:
        session.get_one(Membership, cast.bruno.membership_id).ended_at = utc_now()
        session.commit()

    assert send(client, link, name="Marie").status_code == 303
