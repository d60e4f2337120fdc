"""Taking up an invitation: once, by a button; and what a copied link must never open."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.kernel.moments import utc_now
from socialtrack.mailing.models import Letter
from socialtrack.people.models import Device, Invitation, Person
from socialtrack.tenancy.models import Membership, Organization
from tests.cast import everything
from tests.people.visiting import MARIE, form_token, invited, memberships, send, shown_link


@pytest.fixture
def people(cast):
    return f"{cast.les_amis.address}people"


@pytest.fixture
def team(cast):
    return f"/centres/{cast.quebec.slug}/team"


def test_from_link_to_first_task_in_two_pages(cast, client, people):
    link = invited(cast, "bruno", people)

    arrived = send(client, link, name="Marie-Ève O’Neil", named="1")

    assert (arrived.status_code, arrived.location) == (303, cast.les_amis.address)
    assert client.get(arrived.location).status_code == 200
    (membership,) = memberships(cast, "marie@example.org")
    assert (membership.role, membership.name) == ("member", "Marie-Ève O’Neil")
    assert membership.is_named_to_centre
    assert membership.invited_by == cast.bruno.membership_id


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


def test_name_is_not_asked_again_of_who_is_signed_in(cast, people):
    link = invited(cast, "aline", f"{cast.le_phare.address}people", email="denis@example.org")
    denis = cast.client_for("denis")

    shown = denis.get(link).text
    arrived = send(denis, link)

    assert 'name="name"' not in shown
    assert "Vous entrez sous le nom de Denis." in shown
    assert arrived.location == cast.le_phare.address
    assert [place.name for place in memberships(cast, "denis@example.org")] == ["Denis", "Denis"]


def test_name_that_is_known_shows_to_nobody_else(cast, client, people):
    link = invited(cast, "aline", f"{cast.le_phare.address}people", email="denis@example.org")

    for reader in (client, cast.client_for("paul")):
        shown = reader.get(link).text
        assert "Denis" not in shown
        assert 'name="name"' in shown


def test_two_invitations_of_one_address_end_together(cast, client, people):
    """The centre does not see whom the organization invited, so that both may wait for the same person."""
    first = invited(cast, "bruno", people)
    second = invited(cast, "aline", people)
    assert len(cast.rows(select(Invitation))) == 2

    send(client, second, name="Marie")

    assert client.get(first).status_code == 410
    assert len(memberships(cast, "marie@example.org")) == 1


def test_who_is_there_already_keeps_the_role_they_have(cast, client, people):
    send(client, invited(cast, "aline", people, email="denis@example.org", role="lead"), name="Autre")

    (denis,) = memberships(cast, "denis@example.org")
    assert (denis.role, denis.name) == ("reader", "Denis")


# A link that is too old.


def test_newer_link_is_asked_for_by_a_button(cast, client, people, clock, mail):
    link = invited(cast, "bruno", people, way="copy")
    clock.shift(timedelta(days=14))
    assert client.get(link).status_code == 410

    answer = send(client, f"{link}/new-link", page=link)

    assert (answer.status_code, answer.location) == (303, link)
    assert "Votre demande est faite." in client.get(link).text
    (letter,) = cast.rows(select(Letter))
    assert (letter.kind, letter.to_address) == ("new-link-asked", "bruno@example.org")
    assert "marie@example.org" in letter.text
    bruno = cast.client_for("bruno")
    assert "Un nouveau lien est demandé" in bruno.get(people).text
    (waiting,) = cast.rows(select(Invitation))
    send(bruno, f"{people}/invitations/{waiting.id}/renew", page=people, way="copy")
    assert "Un nouveau lien est demandé" not in bruno.get(people).text


def test_asking_again_and_again_writes_one_letter_a_day(cast, client, people, clock, mail):
    link = invited(cast, "bruno", people, way="copy")
    clock.shift(timedelta(days=14))

    answers = [send(client, f"{link}/new-link", page=link) for _ in range(4)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, link)}
    assert len(cast.rows(select(Letter))) == 1

    clock.shift(timedelta(days=1, hours=1))
    send(client, f"{link}/new-link", page=link)
    assert len(cast.rows(select(Letter))) == 2


def test_lead_is_told_when_the_maker_has_left(cast, client, people, clock, mail):
    link = invited(cast, "agathe", people, way="copy")
    with cast.app.app_context(), everything() as session:
        session.get_one(Membership, cast.agathe.membership_id).ended_at = utc_now()
        session.commit()
    clock.shift(timedelta(days=14))

    send(client, f"{link}/new-link", page=link)

    assert cast.rows(select(Letter.to_address)) == ["bruno@example.org"]


@pytest.mark.parametrize("state", ["open", "used", "revoked"])
def test_link_that_is_not_too_old_asks_for_nothing(cast, client, people, state, mail):
    link = invited(cast, "bruno", people, way="copy")
    token = form_token(client, link)
    (waiting,) = cast.rows(select(Invitation))
    if state == "revoked":
        send(cast.client_for("bruno"), f"{people}/invitations/{waiting.id}/revoke", page=people)
    elif state == "used":
        send(cast.client_for(None), link, name="Marie")

    answer = send(client, f"{link}/new-link", token=token)

    assert (answer.status_code, answer.location) == (303, link)
    assert cast.rows(select(Letter)) == []


def test_link_of_nobody_asks_for_nothing(client, cast):
    token = form_token(client, "/sign-in")

    assert client.post("/invitations/nobody/new-link", data={"csrf_token": token}).status_code == 404
