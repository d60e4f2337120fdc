"""Nothing tells whoever invites whether an address is known: not the page, not the statements it costs."""

import re

import pytest
from sqlalchemy import select

from socialtrack.people.models import Invitation
from socialtrack.tenancy.models import Membership
from tests.cast import everything
from tests.people.visiting import MARIE, invited, send
from tests.statements import counted

UNKNOWN = "personne@example.org"
# Known to the space: in this organization, in another of this centre, in the team, in another centre, nowhere.
KNOWN = ["denis", "paul", "agathe", "chantal", "nadia"]


@pytest.fixture
def people(cast):
    return f"{cast.les_amis.address}people"


def tried(cast, who, page, email, **fields):
    """What one learns by inviting that address: all but what is drawn anew each time, and the statements."""
    client = cast.client_for(who)
    client.get(page)
    with counted() as asked:
        answer = send(client, page, **{**MARIE, "email": email, **fields})
    text = re.sub(r'(csrf_token" value="|/invitations/)[^"<\s]+', "", answer.text).replace(email, "…")
    text = re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL)
    return answer.status_code, answer.location, text, asked


@pytest.mark.parametrize("way", ["copy", "mail"])
@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("who", ["aline", "agathe"])
def test_staff_learn_nothing_by_inviting_to_an_organization(cast, people, mail, who, known, way):
    unknown = tried(cast, who, people, UNKNOWN, way=way)

    found = tried(cast, who, people, cast[known].email, way=way)

    assert found[:3] == unknown[:3]
    assert found[3] == unknown[3]


@pytest.mark.parametrize("known", ["paul", "agathe", "chantal", "nadia"])
def test_lead_learns_nothing_of_who_is_not_theirs(cast, people, known):
    assert tried(cast, "bruno", people, cast[known].email)[:3] == tried(cast, "bruno", people, UNKNOWN)[:3]


@pytest.mark.parametrize("known", ["denis", "chantal", "nadia"])
def test_manager_learns_nothing_by_inviting_to_the_team(cast, known):
    team = f"/centres/{cast.quebec.slug}/team"

    found = tried(cast, "aline", team, cast[known].email, role="advisor")

    assert found[:3] == tried(cast, "aline", team, UNKNOWN, role="advisor")[:3]


def test_list_of_invitations_grows_alike(cast, people):
    """Denis is a member whom the centre may not name; Marie was invited by Bruno, behind the centre's back."""
    invited(cast, "bruno", people)
    aline = cast.client_for("aline")
    lines = []
    for email in (cast.denis.email, MARIE["email"], UNKNOWN):
        before = aline.get(people).text.count("<h3>")
        send(aline, people, **{**MARIE, "email": email})
        lines.append(aline.get(people).text.count("<h3>") - before)

    assert lines == [1, 1, 1]


def test_link_that_bruno_made_outlives_an_invitation_by_the_centre(cast, client, people):
    link = invited(cast, "bruno", people)

    invited(cast, "aline", people)

    assert client.get(link).status_code == 200
    assert cast.rows(select(Invitation.invited_by).order_by(Invitation.id)) == [
        cast.bruno.membership_id,
        cast.aline.membership_id,
    ]


@pytest.mark.parametrize(
    ("who", "whose", "is_named", "status"),
    [
        ("aline", "denis", True, 422),
        ("aline", "denis", False, 200),
        ("bruno", "denis", False, 422),
        ("bruno", "beatrice", False, 422),
    ],
)
def test_already_here_is_said_of_whom_one_sees_anyway(cast, people, who, whose, is_named, status):
    with cast.app.app_context(), everything() as session:
        session.get_one(Membership, cast[whose].membership_id).is_named_to_centre = is_named
        session.commit()

    answer = send(cast.client_for(who), people, **{**MARIE, "email": cast[whose].email})

    assert answer.status_code == status
    assert ("a déjà sa place ici" in answer.text) == (status == 422)
