"""Behind a link that the centre had in its hands, private things stay shut until somebody of before knows who came."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.models import AccessEvent, Event
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import token_hash
from socialtrack.mailing.models import Letter
from socialtrack.people.models import Device, Person, ShutRoom
from socialtrack.people.room_queries import is_room_shut
from socialtrack.tenancy.actions import add_membership, command_work
from socialtrack.tenancy.models import Membership
from tests.cast import everything
from tests.people.visiting import MARIE, send, shown_link
from tests.statements import counted

BANNER = "vous sont fermés pour le moment"
BUTTON = "Je connais cette personne"


@pytest.fixture
def people(cast):
    return f"{cast.les_amis.address}people"


def change(cast, statement):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(statement)


def joins(cast, client, who, page, **fields):
    """Marie comes in by a link that `who` copied; her membership's id."""
    link = shown_link(send(cast.client_for(who), page, **{**MARIE, **fields}))
    assert send(client, link, name="Marie").status_code == 303
    return cast.rows(select(Membership.id).order_by(Membership.id.desc()))[0]


def enters(cast, client, who, whose):
    """Somebody opens a session as `whose`, by a link that `who` copied."""
    page = f"{cast[whose].organization.address}people"
    link = shown_link(send(cast.client_for(who), f"{page}/{cast[whose].membership_id}/sign-in-link", page=page))
    assert send(client, link).status_code == 303


def is_shut(cast, client, room):
    """What private notes and the register would be told of that browser's session."""
    with client.session_transaction() as session:
        token = session["device"]
    (device,) = cast.rows(select(Device).where(Device.token_hash == token_hash(token)))
    (member,) = cast.rows(
        select(Membership).where(
            Membership.person_id == device.person_id,
            Membership.organization_id == room.id,
            Membership.ended_at.is_(None),
        )
    )
    from socialtrack.data.scope import Scope, open_session
    from socialtrack.kernel.work import Actor
    from socialtrack.tenancy.actions import open_work

    with cast.app.app_context():
        session = open_session(Scope(room.centre.id, organization_id=room.id))
        try:
            work = open_work(session, Actor(member.role, member.id, member.person_id, room.id), room.centre)
            return is_room_shut(work, device.id)
        finally:
            session.close()


@pytest.mark.parametrize("who", ["aline", "agathe"])
def test_link_that_the_centre_copied_opens_the_path_and_shuts_the_room(cast, client, people, who):
    joins(cast, client, who, people)

    assert is_shut(cast, client, cast.les_amis)
    assert BANNER in client.get(people).text
    assert BANNER in client.get(f"{cast.les_amis.address}my-place").text
    assert client.get(cast.les_amis.address).status_code == 200


def test_link_that_a_lead_copied_shuts_nothing(cast, client, people):
    joins(cast, client, "bruno", people)

    assert not is_shut(cast, client, cast.les_amis)
    assert BANNER not in client.get(people).text
    assert cast.rows(select(ShutRoom)) == []


def test_mailed_link_shuts_nothing_but_to_a_lead(cast, people, mail):
    for role, expected in (("member", False), ("lead", True)):
        send(cast.client_for("aline"), people, email=f"{role}@example.org", role=role, lang="fr", way="mail")
        letter = cast.rows(select(Letter).order_by(Letter.id.desc()))[0]
        browser = cast.client_for(None)
        send(browser, re.search(r"/invitations/\S+", letter.text)[0], name="Marie")

        assert is_shut(cast, browser, cast.les_amis) is expected


def test_where_there_never_was_a_member_it_opens_at_once(cast, client):
    change(cast, update(Membership).where(Membership.id == cast.paul.membership_id).values(organization_id=None))

    joins(cast, client, "aline", f"{cast.le_phare.address}people", role="lead")

    assert not is_shut(cast, client, cast.le_phare)


def test_member_who_left_counts_as_somebody_who_was_there(cast, client, clock):
    change(cast, update(Membership).where(Membership.id == cast.paul.membership_id).values(ended_at=utc_now()))
    joins(cast, client, "aline", f"{cast.le_phare.address}people")

    assert is_shut(cast, client, cast.le_phare)
    clock.shift(timedelta(days=7))
    assert not is_shut(cast, client, cast.le_phare)


def test_somebody_of_before_knows_them_and_all_is_open(cast, client, people):
    marie = joins(cast, client, "aline", people)
    bruno = cast.client_for("bruno")
    assert BUTTON in bruno.get(people).text

    answers = [send(bruno, f"{people}/{marie}/know", page=people) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert not is_shut(cast, client, cast.les_amis)
    assert BANNER not in client.get(people).text
    assert BUTTON not in bruno.get(people).text
    event = cast.rows(select(Event).where(Event.kind == "room-opened"))
    assert [(one.membership_id, one.value_after) for one in event] == [
        (cast.bruno.membership_id, {"membership": marie})
    ]
    noted = cast.rows(select(AccessEvent).where(AccessEvent.kind == "room-opened"))
    assert [(one.membership_id, one.about_id) for one in noted] == [(cast.bruno.membership_id, marie)]


@pytest.mark.parametrize("who", ["beatrice", "denis"])
def test_any_member_of_before_may_know_them(cast, client, people, who):
    marie = joins(cast, client, "aline", people)

    assert send(cast.client_for(who), f"{people}/{marie}/know", page=people).status_code == 303
    assert not is_shut(cast, client, cast.les_amis)


def test_nobody_speaks_for_themselves_nor_for_whom_was_there_before_them(cast, client, people):
    marie = joins(cast, client, "aline", people)
    later = cast.client_for(None)
    joins(cast, later, "bruno", people, email="luc@example.org")

    assert send(client, f"{people}/{marie}/know", page=people).status_code == 403
    assert send(later, f"{people}/{marie}/know", page=people).status_code == 403
    assert send(cast.client_for("aline"), f"{people}/{marie}/know", page=people).status_code == 403
    assert BUTTON not in later.get(people).text
    assert is_shut(cast, client, cast.les_amis)


def test_whoever_is_shut_out_vouches_for_nobody(cast, client, people, clock):
    joins(cast, client, "aline", people)
    clock.shift(timedelta(hours=1))
    other = cast.client_for(None)
    luc = joins(cast, other, "aline", people, email="luc@example.org")

    assert send(client, f"{people}/{luc}/know", page=people).status_code == 403
    assert BUTTON not in client.get(people).text
    assert is_shut(cast, other, cast.les_amis)


def test_links_of_whoever_is_shut_out_shut_too(cast, client, people):
    """Else the centre would come in as a lead by its own link, and let itself in again by a second one of theirs."""
    joins(cast, client, "aline", people, role="lead")
    link = shown_link(send(client, people, email="luc@example.org", role="member", lang="fr"))
    luc, as_denis = cast.client_for(None), cast.client_for(None)
    send(luc, link, name="Luc")
    link = shown_link(send(client, f"{people}/{cast.denis.membership_id}/sign-in-link", page=people))
    send(as_denis, link)

    assert is_shut(cast, luc, cast.les_amis)
    assert is_shut(cast, as_denis, cast.les_amis)


def test_sign_in_link_that_the_centre_copied_shuts_that_session_alone(cast, client, people):
    own = cast.client_for("denis")
    enters(cast, client, "aline", "denis")

    assert is_shut(cast, client, cast.les_amis)
    assert not is_shut(cast, own, cast.les_amis)
    assert "a ouvert une session le" in cast.client_for("bruno").get(people).text


def test_sign_in_link_that_a_lead_copied_shuts_nothing(cast, client):
    enters(cast, client, "bruno", "denis")

    assert not is_shut(cast, client, cast.les_amis)


def test_password_made_in_such_a_session_opens_no_more_than_it(cast, client, clock):
    enters(cast, client, "aline", "denis")
    clock.shift(timedelta(hours=1))
    change(cast, update(Person).where(Person.id == cast.denis.person_id).values(password_set_at=utc_now()))
    by_password, by_link = cast.clients_for("denis", "denis")
    with by_password.session_transaction() as session:
        token = session["device"]
    change(cast, update(Device).where(Device.token_hash == token_hash(token)).values(entered_by="password"))

    assert is_shut(cast, by_password, cast.les_amis)
    assert not is_shut(cast, by_link, cast.les_amis)


def test_invitation_to_one_organization_is_no_way_into_the_room_of_another(cast, client):
    """Aline invites Denis to Le Phare by a link that she copies, and opens it herself: she stands in Les Amis too."""
    link = shown_link(
        send(cast.client_for("aline"), f"{cast.le_phare.address}people", **{**MARIE, "email": cast.denis.email})
    )
    send(client, link, name="Denis")

    assert client.get(cast.les_amis.address).status_code == 200
    assert is_shut(cast, client, cast.les_amis)


def test_invitation_of_who_is_there_already_is_no_way_into_their_room(cast, client, people):
    """The centre does not see Denis's name, so that nothing refuses his address; the session is his, and shut."""
    link = shown_link(send(cast.client_for("aline"), people, **{**MARIE, "email": cast.denis.email}))
    send(client, link, name="Denis")

    assert client.get(cast.les_amis.address).status_code == 200
    assert is_shut(cast, client, cast.les_amis)


def test_own_session_that_is_open_stays_open_when_a_place_is_added(cast):
    denis = cast.client_for("denis")
    link = shown_link(
        send(cast.client_for("aline"), f"{cast.le_phare.address}people", **{**MARIE, "email": cast.denis.email})
    )
    send(denis, link)

    assert not is_shut(cast, denis, cast.les_amis)
    assert is_shut(cast, denis, cast.le_phare)


def test_session_that_is_shut_does_not_shake_it_off_by_taking_a_place(cast, client):
    enters(cast, client, "aline", "denis")
    link = shown_link(
        send(cast.client_for("aline"), f"{cast.le_phare.address}people", **{**MARIE, "email": cast.denis.email})
    )
    send(client, link)

    assert is_shut(cast, client, cast.les_amis)


def test_members_are_told_of_each_link_that_the_centre_copied(cast, client, people):
    joins(cast, client, "aline", people)
    enters(cast, cast.client_for(None), "aline", "denis")

    shown = cast.client_for("beatrice").get(people).text

    assert "Le lien d’invitation de marie@example.org (membre) a été copié le 23\xa0novembre 2026." in shown
    assert "Un lien pour ouvrir la session de Denis a été copié le 23\xa0novembre 2026." in shown
    assert "Denis" not in cast.client_for("agathe").get(people).text


def test_what_is_told_ends_after_a_month(cast, people, clock):
    send(cast.client_for("aline"), people, **MARIE)
    clock.shift(timedelta(days=31))

    assert "a été copié" not in cast.client_for("beatrice").get(people).text


def test_link_of_the_organization_itself_is_not_told_as_the_centres(cast, people):
    send(cast.client_for("bruno"), people, **MARIE)

    assert "a été copié" not in cast.client_for("beatrice").get(people).text


def test_arrival_whose_session_ended_waits_for_nobody(cast, client, people):
    enters(cast, client, "aline", "denis")
    send(client, "/sign-out", page=people)

    assert BUTTON not in cast.client_for("bruno").get(people).text


def test_question_costs_one_statement_where_nothing_is_shut(cast):
    with cast.work_for("bruno") as work, counted() as asked:
        assert not is_room_shut(work, 1)
    assert len(asked) == 1
    with cast.work_for("aline") as work, counted() as asked:
        assert not is_room_shut(work, 1)
    assert asked == []


def test_question_costs_the_same_with_thirty_arrivals(cast, people):
    def asked_with(n):
        with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
            for _ in range(n):
                membership = add_membership(
                    work, person_id=cast.nadia.person_id, role="member", name="N", organization_id=cast.les_amis.id
                )
                work.session.add(
                    ShutRoom(
                        organization_id=cast.les_amis.id,
                        membership_id=membership,
                        reason="invitation",
                        shut_at=work.now,
                    )
                )
        client = cast.client_for("bruno")
        client.get(people)
        with counted() as asked:
            assert client.get(people).status_code == 200
        return len(asked)

    assert asked_with(1) == asked_with(29)
