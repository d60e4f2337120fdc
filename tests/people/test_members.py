"""Another role, the end of a place, leaving: what happens, to whom, and to their sessions."""

import re

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.models import AccessEvent, Event
from socialtrack.kernel.errors import NotFound
from socialtrack.kernel.moments import utc_now
from socialtrack.mailing.models import Letter
from socialtrack.people.member_actions import Somebody, change_role, remove
from socialtrack.people.models import Invitation
from socialtrack.tenancy.actions import add_membership, command_work
from socialtrack.tenancy.models import Membership
from tests.cast import everything
from tests.people.visiting import form_token, send, shown_link


@pytest.fixture
def people(cast):
    return f"{cast.les_amis.address}people"


@pytest.fixture
def team(cast):
    return f"/centres/{cast.quebec.slug}/team"


def place(cast, who):
    return cast.rows(select(Membership).where(Membership.id == cast[who].membership_id))[0]


def second(cast, who, role):
    """Give somebody of the cast that role too, behind everybody's back."""
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Membership).where(Membership.id == cast[who].membership_id).values(role=role))


def change(cast, who, page, whose, role, **fields):
    was = place(cast, whose).role
    address = f"{page}/{cast[whose].membership_id}"
    return send(cast.client_for(who), f"{address}/role", page=page, **{"was": was, "role": role, **fields})


def end(cast, who, page, whose):
    address = f"{page}/{cast[whose].membership_id}"
    return send(cast.client_for(who), f"{address}/remove", page=page, was=place(cast, whose).role)


# Another role.


def test_lead_changes_a_role(cast, people):
    answer = change(cast, "bruno", people, "denis", "member")

    assert (answer.status_code, answer.location) == (303, people)
    assert place(cast, "denis").role == "member"
    event = cast.rows(select(Event).order_by(Event.id.desc()))[0]
    assert (event.kind, event.before, event.after, event.organization_id) == (
        *("membership-changed", "reader", "member"),
        cast.les_amis.id,
    )
    assert event.value_after == {"membership": cast.denis.membership_id}
    noted = cast.rows(select(AccessEvent))
    assert [(one.kind, one.about_id, one.before, one.after) for one in noted] == [
        ("role-changed", cast.denis.membership_id, "reader", "member")
    ]


def test_change_of_role_ends_every_session_of_that_person(cast, people):
    denis, phone = cast.clients_for("denis", "denis")

    change(cast, "bruno", people, "denis", "member")

    for client in (denis, phone):
        assert client.get(cast.les_amis.address).location.startswith("/sign-in")


def test_change_of_ones_own_role_keeps_the_session_in_use_and_no_other(cast, people):
    second(cast, "beatrice", "lead")
    here, phone = cast.clients_for("bruno", "bruno")

    answer = send(here, f"{people}/{cast.bruno.membership_id}/role", page=people, was="lead", role="reader")

    assert answer.status_code == 303
    assert here.get(people).status_code == 200
    assert here.get(f"{people}/{cast.denis.membership_id}").status_code == 403
    assert phone.get(people).location.startswith("/sign-in")


def test_same_role_is_no_event_and_ends_nothing(cast, people):
    denis = cast.client_for("denis")
    before = len(cast.rows(select(Event)))

    assert change(cast, "bruno", people, "denis", "reader").status_code == 303

    assert len(cast.rows(select(Event))) == before
    assert denis.get(cast.les_amis.address).status_code == 200


def test_form_sent_twice_changes_once(cast, people):
    client, address = cast.client_for("bruno"), f"{people}/{cast.denis.membership_id}/role"
    token = form_token(client, people)
    before = len(cast.rows(select(Event)))

    answers = [send(client, address, token=token, was="reader", role="member") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(cast.rows(select(Event))) == before + 1


def test_old_form_is_told_and_changes_nothing(cast, people):
    """Béatrice was a member when the page was opened; by now somebody has made her lead."""
    second(cast, "beatrice", "lead")
    client = cast.client_for("bruno")

    answer = send(client, f"{people}/{cast.beatrice.membership_id}/role", page=people, was="member", role="reader")

    assert answer.status_code == 409
    assert "a changé depuis que cette page est ouverte" in answer.get_data(as_text=True)
    assert place(cast, "beatrice").role == "lead"
    removed = send(client, f"{people}/{cast.beatrice.membership_id}/remove", page=people, was="member")
    assert removed.status_code == 409
    assert place(cast, "beatrice").ended_at is None


@pytest.mark.parametrize(
    ("who", "page", "whose", "role", "status"),
    [
        ("aline", "team", "agathe", "manager", 303),
        ("aline", "team", "agathe", "centre_reader", 303),
        ("aline", "team", "agathe", "lead", 422),
        ("aline", "team", "agathe", "", 422),
        ("agathe", "team", "rachel", "advisor", 403),
        ("aline", "people", "denis", "member", 303),
        ("aline", "people", "denis", "lead", 422),
        ("aline", "people", "bruno", "member", 409),
        ("agathe", "people", "denis", "member", 403),
        ("rachel", "people", "denis", "member", 403),
        ("beatrice", "people", "denis", "member", 403),
        ("bruno", "people", "denis", "lead", 303),
        ("bruno", "people", "denis", "manager", 422),
        ("bruno", "people", "paul", "reader", 404),
        ("bruno", "people", "victor", "member", 404),
        ("bruno", "people", "aline", "member", 404),
        ("aline", "team", "bruno", "advisor", 404),
        ("aline", "team", "chantal", "advisor", 404),
    ],
)
def test_each_changes_what_is_theirs_to_change(cast, request, who, page, whose, role, status):
    before = place(cast, whose).role

    answer = change(cast, who, request.getfixturevalue(page), whose, role)

    assert answer.status_code == status
    assert place(cast, whose).role == (role if status == 303 else before)


def test_person_of_another_organization_answers_like_nobody(cast, people):
    client, pages = cast.client_for("bruno"), []
    for number in (cast.paul.membership_id, cast.victor.membership_id, cast.aline.membership_id, 2**31):
        for what in ("role", "remove", "know"):
            answer = send(client, f"{people}/{number}/{what}", page=people, was="member", role="reader")
            pages.append((answer.status_code, re.sub(r'csrf_token" value="[^"]+"', "", answer.text)))
        assert client.get(f"{people}/{number}").status_code == 404

    assert {status for status, _ in pages} == {404}
    assert len({html for _, html in pages}) == 1


@pytest.mark.parametrize("whose", ["paul", "aline", "victor"])
def test_action_itself_knows_nobody_of_another_room(cast, whose):
    """The page looks first; the action does not take its word for it."""
    somebody = Somebody(cast[whose].membership_id, cast.les_amis.id, cast[whose].role)

    with cast.work_for("bruno") as work:
        with pytest.raises(NotFound):
            change_role(work, somebody, "reader")
        with pytest.raises(NotFound):
            remove(work, somebody)


def test_role_without_invitations_takes_its_copied_links_back(cast, people, client):
    second(cast, "beatrice", "lead")
    link = shown_link(send(cast.client_for("beatrice"), people, email="marie@example.org", role="lead", lang="fr"))

    change(cast, "bruno", people, "beatrice", "member")

    assert client.get(link).status_code == 410


# The end of a place.


def test_removed_person_is_out_at_the_next_request(cast, people):
    denis = cast.client_for("denis")

    answer = end(cast, "bruno", people, "denis")

    assert answer.status_code == 303
    assert denis.get(cast.les_amis.address).location.startswith("/sign-in")
    assert "Denis" not in cast.client_for("bruno").get(people).text
    event = cast.rows(select(Event).order_by(Event.id.desc()))[0]
    assert (event.kind, event.before, event.value_before) == (
        *("membership-ended", "reader"),
        {"membership": cast.denis.membership_id},
    )
    assert cast.rows(select(AccessEvent.kind)) == ["membership-ended"]


def test_what_a_removed_person_did_keeps_their_name(cast, people):
    from socialtrack.progress.actions import set_task_state
    from socialtrack.progress.gestures import Gesture
    from socialtrack.progress.rules import wanted

    with cast.work_for("beatrice") as work:
        set_task_state(work, cast.les_amis.id, "name-backup", wanted("done", today=work.today), Gesture("k", "d"))

    end(cast, "bruno", people, "beatrice")

    assert "Béatrice" in cast.client_for("bruno").get(f"{cast.les_amis.address}tasks/name-backup").text


def test_removing_twice_says_so(cast, people):
    end(cast, "bruno", people, "denis")

    again = send(cast.client_for("bruno"), f"{people}/{cast.denis.membership_id}/remove", page=people, was="reader")

    assert (again.status_code, again.location) == (303, people)
    assert len(cast.rows(select(Event).where(Event.kind == "membership-ended"))) == 1


def test_place_elsewhere_stays(cast, people):
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        add_membership(
            work, person_id=cast.denis.person_id, role="member", name="Denis", organization_id=cast.le_phare.id
        )

    end(cast, "bruno", people, "denis")

    denis = cast.client_for("denis")
    assert denis.get(cast.le_phare.address).status_code == 200
    assert denis.get(cast.les_amis.address).status_code == 404


def test_last_lead_and_last_manager_are_told_what_to_do_first(cast, people, team):
    for page, whose, words in (
        (people, "bruno", "Donnez d’abord ce rôle à quelqu’un d’autre."),
        (team, "aline", "Donnez d’abord ce rôle à quelqu’un d’autre de l’équipe."),
    ):
        answer = end(cast, "aline", page, whose)
        assert (answer.status_code, words in answer.text) == (409, True)
        assert place(cast, whose).ended_at is None
    assert change(cast, "aline", team, "aline", "advisor").status_code == 409
    assert cast.client_for("aline").get(team).status_code == 200


def test_removed_maker_leaves_no_copied_link_of_theirs(cast, people, client):
    second(cast, "beatrice", "lead")
    link = shown_link(send(cast.client_for("beatrice"), people, email="marie@example.org", role="lead", lang="fr"))

    end(cast, "bruno", people, "beatrice")

    assert client.get(link).status_code == 410
    assert cast.rows(select(Invitation.revoked_at)) == [utc_now()]


def test_letter_goes_to_whom_it_happens_in_their_language_and_names_nobody(cast, people, mail):
    from socialtrack.people.models import Person

    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Person).where(Person.id == cast.denis.person_id).values(language="en"))

    change(cast, "bruno", people, "denis", "member")
    end(cast, "bruno", people, "beatrice")

    role, ended = cast.rows(select(Letter).order_by(Letter.id))
    assert (role.kind, role.to_address, role.language) == ("role-changed", "denis@example.org", "en")
    assert role.subject == "Your role has changed: Les Amis"
    assert (ended.kind, ended.to_address, ended.language) == ("membership-ended", "beatrice@example.org", "fr")
    assert ended.subject == "Votre place est fermée\xa0: Les Amis"
    assert not any(name in letter.text for letter in (role, ended) for name in ("Bruno", "Denis", "Béatrice"))


# Leaving.


def test_anyone_leaves_and_is_signed_out(cast, people):
    denis, phone = cast.clients_for("denis", "denis")

    answer = send(denis, f"{cast.les_amis.address}my-place/leave", page=f"{cast.les_amis.address}my-place")

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Vous avez quitté Les Amis" in denis.get("/sign-in").text
    assert phone.get(cast.les_amis.address).location.startswith("/sign-in")
    assert place(cast, "denis").ended_at is not None


def test_advisor_leaves_the_team(cast):
    there = f"/centres/{cast.quebec.slug}/my-place"

    assert send(cast.client_for("agathe"), f"{there}/leave", page=there).status_code == 303
    assert place(cast, "agathe").ended_at is not None


@pytest.mark.parametrize(
    ("who", "words"), [("bruno", "responsable de l’organisme"), ("aline", "responsable de l’espace")]
)
def test_last_head_may_not_leave(cast, who, words):
    room = cast[who].organization
    there = f"{room.address}my-place" if room else f"/centres/{cast.quebec.slug}/my-place"

    answer = send(cast.client_for(who), f"{there}/leave", page=there)

    assert answer.status_code == 409
    assert words in answer.text
    assert place(cast, who).ended_at is None


def test_staff_have_no_place_of_their_own_in_an_organization(cast):
    assert cast.client_for("aline").get(f"{cast.les_amis.address}my-place").status_code == 403
    assert cast.client_for("bruno").get(f"/centres/{cast.quebec.slug}/my-place").status_code == 403


def test_places_and_roles_can_be_told_from_the_events_alone(cast, people, team):
    """Whoever has which role now is what the journal says, whatever happened."""
    change(cast, "bruno", people, "denis", "lead")
    change(cast, "denis", people, "bruno", "member")
    end(cast, "denis", people, "beatrice")
    change(cast, "aline", team, "agathe", "manager")
    end(cast, "agathe", team, "rachel")
    send(
        cast.client_for("bruno"),
        f"{cast.les_amis.address}my-place/leave",
        page=f"{cast.les_amis.address}my-place",
    )

    told = {}
    for event in cast.rows(select(Event).where(Event.centre_id == cast.quebec.id).order_by(Event.id)):
        if event.kind in ("membership-added", "membership-changed"):
            told[event.value_after["membership"]] = event.organization_id, event.after
        elif event.kind == "membership-ended":
            del told[event.value_before["membership"]]
    kept = {
        row.id: (row.organization_id, row.role)
        for row in cast.rows(select(Membership).where(Membership.centre_id == cast.quebec.id))
        if row.ended_at is None
    }
    assert told == kept
