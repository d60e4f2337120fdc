"""A new lead where the old one has vanished: chosen with a reason, told to every member."""

import re

import pytest
from sqlalchemy import select

from socialtrack.journal.models import AccessEvent, Event
from socialtrack.mailing.models import Letter
from socialtrack.people.models import Invitation
from socialtrack.tenancy.models import Membership
from tests.browser import Browser
from tests.people.test_rooms import is_shut
from tests.people.visiting import send, shown_link


@pytest.fixture
def people(cast):
    return f"{cast.les_amis.address}people"


def name(cast, people, who="aline", **fields):
    said = {"reason": "silent", "lang": "fr", **fields}
    return send(cast.client_for(who), f"{people}/new-lead", **said)


def place(cast, who):
    return cast.rows(select(Membership).where(Membership.id == cast[who].membership_id))[0]


def test_present_member_becomes_lead_and_the_old_one_stays(cast, people):
    beatrice = cast.client_for("beatrice")

    answer = name(cast, people, lead=str(cast.beatrice.membership_id))

    assert (answer.status_code, answer.location) == (303, people)
    assert (place(cast, "beatrice").role, place(cast, "bruno").role) == ("lead", "lead")
    assert place(cast, "bruno").ended_at is None
    assert beatrice.get(people).location.startswith("/sign-in")
    assert not is_shut(cast, cast.client_for("beatrice"), cast.les_amis)
    (event,) = cast.rows(select(Event).where(Event.kind == "lead-named"))
    assert event.value_after == {"membership": cast.beatrice.membership_id, "reason": "silent"}
    (noted,) = cast.rows(select(AccessEvent).where(AccessEvent.kind == "lead-named"))
    assert (noted.about_id, noted.organization_id) == (cast.beatrice.membership_id, cast.les_amis.id)


def test_old_lead_loses_their_place_and_their_sessions(cast, people):
    bruno = cast.client_for("bruno")

    name(cast, people, lead=str(cast.beatrice.membership_id), reason="left", ends=str(cast.bruno.membership_id))

    assert place(cast, "bruno").ended_at is not None
    assert bruno.get(cast.les_amis.address).location.startswith("/sign-in")


def test_every_member_reads_it_with_the_reason(cast, people, mail):
    name(cast, people, lead=str(cast.beatrice.membership_id), reason="died", ends=str(cast.bruno.membership_id))

    letters = cast.rows(select(Letter).where(Letter.kind == "lead-named").order_by(Letter.to_address))
    assert [letter.to_address for letter in letters] == [f"{who}@example.org" for who in ("beatrice", "bruno", "denis")]
    assert "La personne responsable est décédée." in letters[0].text
    assert "Béatrice" not in letters[0].text
    shown = cast.client_for("denis").get(people).text
    assert "Nouvelle personne responsable nommée le 23\xa0novembre 2026. La personne responsable est décédée." in shown


def test_invited_lead_finds_the_room_shut(cast, people, client):
    link = shown_link(name(cast, people, lead="address", email="marie@example.org"))
    send(client, link, name="Marie")

    (membership,) = cast.rows(select(Membership).order_by(Membership.id.desc()).limit(1))
    assert membership.role == "lead"
    assert is_shut(cast, client, cast.les_amis)
    assert cast.rows(select(Event.value_after).where(Event.kind == "lead-named")) == [
        {"invitation": cast.rows(select(Invitation.id))[0], "reason": "silent"}
    ]


def test_lead_invited_by_letter_finds_it_shut_too(cast, people, client, mail):
    answer = name(cast, people, lead="address", email="marie@example.org", way="mail")
    letter = cast.rows(select(Letter).where(Letter.kind == "invitation"))[0]
    send(client, re.search(r"/invitations/\S+", letter.text)[0], name="Marie")

    assert answer.status_code == 303
    assert is_shut(cast, client, cast.les_amis)


def test_where_nobody_leads_that_alone_is_the_reason(cast):
    people = f"{cast.le_phare.address}people"

    assert name(cast, people, lead=str(cast.paul.membership_id), reason="silent").status_code == 422
    assert name(cast, people, lead=str(cast.paul.membership_id), reason="nobody").status_code == 303
    assert place(cast, "paul").role == "lead"


def test_where_nobody_leads_the_forms_offer_that_first(cast, people):
    aline = Browser(cast.client_for("aline"))

    naming = aline.get(f"{cast.le_phare.address}people/new-lead").page.form(f"{cast.le_phare.address}people/new-lead")
    inviting = aline.get(f"{cast.le_phare.address}people").page.form(f"{cast.le_phare.address}people")
    beside_a_lead = aline.get(people).page.form(people)

    assert naming.values["reason"] == ["nobody"]
    assert (inviting.values["role"], beside_a_lead.values["role"]) == (["lead"], ["member"])


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"lead": "address", "email": "non"},
        {"lead": "address", "email": ""},
        {"lead": "99999"},
        {"lead": "x"},
        {"lead": "paul"},
        {"lead": "victor"},
        {"lead": "bruno"},
        {"lead": "beatrice", "reason": "nobody"},
        {"lead": "beatrice", "reason": "because"},
        {"lead": "beatrice", "ends": "denis"},
        {"lead": "beatrice", "ends": "paul"},
        {"lead": "beatrice", "ends": "9999999999999999999999"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_half_done(cast, people, fields, mail):
    numbers = {who: str(cast[who].membership_id) for who in ("paul", "victor", "bruno", "beatrice", "denis")}
    events = len(cast.rows(select(Event)))

    answer = name(cast, people, **{key: numbers.get(value, value) for key, value in fields.items()})

    assert answer.status_code == 422
    assert 'role="group"' in answer.text
    assert len(cast.rows(select(Event))) == events
    assert cast.rows(select(Letter)) == []


def test_address_that_is_a_member_already_undoes_it_all(cast, people, mail):
    """The centre invited Béatrice itself: it sees her, and is told to choose her in the list."""
    with cast.app.app_context():
        from socialtrack.data.db import immediate
        from tests.cast import everything

        with everything() as session, immediate(session):
            session.get_one(Membership, cast.beatrice.membership_id).is_named_to_centre = True

    answer = name(
        cast, people, lead="address", email="beatrice@example.org", ends=str(cast.bruno.membership_id), way="mail"
    )

    assert answer.status_code == 422
    assert place(cast, "bruno").ended_at is None
    assert cast.rows(select(Letter)) == []
    assert cast.rows(select(Event).where(Event.kind == "lead-named")) == []


@pytest.mark.parametrize("who", ["agathe", "rachel", "bruno", "beatrice"])
def test_only_a_manager_names(cast, people, who):
    assert cast.client_for(who).get(f"{people}/new-lead").status_code == 403


def test_names_that_the_centre_may_not_read_stay_hidden(cast, people):
    page = cast.client_for("aline").get(f"{people}/new-lead").text

    assert "Béatrice" not in page
    assert "Bruno" not in page
    assert "Lecture seulement, là depuis le 2\xa0novembre 2026" in page


def test_pressed_twice_names_once(cast, people):
    for status in (303, 422):
        assert name(cast, people, lead=str(cast.beatrice.membership_id)).status_code == status

    assert len(cast.rows(select(Event).where(Event.kind == "lead-named"))) == 1
