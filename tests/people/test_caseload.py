"""A manager holds an advisor to the organizations confided to them, or gives them back the whole centre."""

import pytest
from sqlalchemy import select

from socialtrack.faq.identifying_queries import signs_of_all
from socialtrack.journal.models import AccessEvent
from socialtrack.kernel.errors import Refused
from socialtrack.people.caseload_actions import hold_to_caseload
from socialtrack.people.member_actions import leave
from socialtrack.tenancy.models import Membership, Organization
from tests.walls.ids import token_of


def held(cast):
    return cast.rows(select(Membership.sees_caseload_only).filter_by(id=cast.agathe.membership_id))[0]


def say(cast, who, sees, whom="agathe"):
    client = cast.client_for(who)
    home = f"/centres/{cast.quebec.slug}/team/{cast[whom].membership_id}"
    answer = client.post(f"{home}/caseload", data={"csrf_token": token_of(client), "sees": sees})
    return answer, client, home


def board_of(cast, who="agathe"):
    return cast.client_for(who).get(f"/centres/{cast.quebec.slug}/").text


def test_manager_holds_an_advisor_and_gives_back_the_centre(cast):
    answer, client, home = say(cast, "aline", "confided")

    assert (answer.status_code, answer.headers["Location"]) == (303, home)
    page = client.get(home)
    assert "et eux seuls" in page.text
    assert held(cast) is True
    assert "Aucun organisme ne vous est confié pour le moment" in board_of(cast)

    answer, client, home = say(cast, "aline", "all")

    assert "voit de nouveau tous les organismes" in client.get(home).text
    assert held(cast) is False
    assert "votre centre suit 2 organismes" in board_of(cast)
    kinds = cast.rows(select(AccessEvent.kind).filter_by(about_id=cast.agathe.membership_id))
    assert kinds == ["caseload-held", "caseload-given-back"]
    assert "a limité Agathe aux organismes" in client.get(f"/centres/{cast.quebec.slug}/access").text.replace(
        "<bdi>", ""
    ).replace("</bdi>", "")


def test_team_says_who_sees_what(cast):
    cast.confide("agathe", cast.les_amis)

    page = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/team").text

    assert "1 organisme confié, et ne voit que celui-là" in page
    assert "Aucun organisme confié" in page


def test_said_twice_changes_nothing(cast):
    say(cast, "aline", "confided")
    _, client, home = say(cast, "aline", "confided")

    assert "déjà ainsi" in client.get(home).text
    assert len(cast.rows(select(AccessEvent.kind).filter_by(kind="caseload-held"))) == 1


@pytest.mark.parametrize("sees", ["", "everything"])
def test_unknown_choice_is_asked_again(cast, sees):
    answer, _, _ = say(cast, "aline", sees)

    assert answer.status_code == 422
    assert "Il reste une réponse à revoir" in answer.text


def test_only_an_advisor_is_held(cast):
    for whom in ("aline", "rachel"):
        assert say(cast, "aline", "confided", whom)[0].status_code == 403
    assert say(cast, "aline", "confided", "bruno")[0].status_code == 404
    assert say(cast, "agathe", "confided")[0].status_code == 403
    with cast.work_for("agathe") as work, pytest.raises(Refused):
        hold_to_caseload(work, cast.agathe.membership_id, is_held=True)
    assert held(cast) is False


@pytest.mark.parametrize("role", ["manager", "centre_reader"])
def test_another_role_sees_the_whole_centre(cast, role):
    cast.confide("agathe", cast.les_amis)
    client = cast.client_for("aline")
    home = f"/centres/{cast.quebec.slug}/team/{cast.agathe.membership_id}"

    client.post(f"{home}/role", data={"csrf_token": token_of(client), "role": role, "was": "advisor"})

    assert held(cast) is False


def test_reassigned_organization_is_there_and_gone_at_the_next_request(cast):
    cast.confide("agathe", cast.les_amis)
    client = cast.client_for("agathe")
    assert client.get(cast.les_amis.address).status_code == 200
    assert client.get(cast.le_phare.address).status_code == 404

    cast.confide("agathe", cast.le_phare)

    assert client.get(cast.les_amis.address).status_code == 404
    assert client.get(cast.le_phare.address).status_code == 200
    tick = {"csrf_token": token_of(client), "state": "done", "request_key": "k"}
    assert client.post(f"{cast.les_amis.address}tasks/name-backup/state", data=tick).status_code == 404
    assert client.post(f"{cast.le_phare.address}tasks/name-backup/state", data=tick).status_code == 303


def test_board_counts_what_is_confided(cast):
    cast.confide("agathe", cast.le_phare)

    page = board_of(cast)

    assert "1 organisme vous est confié" in page
    assert "Les Amis" not in page
    assert "2 organismes" not in page


def test_held_between_the_door_and_the_lock_stops_the_gesture(cast):
    with cast.work_for("agathe") as work:
        cast.confide("agathe", cast.les_amis)

        with pytest.raises(Refused, match="membership-changed"), work.write():
            pass


def test_added_organization_is_confided_to_who_added_it(cast):
    cast.confide("agathe", cast.les_amis)
    client = cast.client_for("agathe")
    add = f"/centres/{cast.quebec.slug}/add-organization"

    answer = client.post(add, data={"csrf_token": token_of(client), "name": "Le Phare", "reference": "12"})

    assert answer.status_code == 303
    assert "le-phare-2" in answer.headers["Location"]
    found = cast.rows(select(Organization.advisor_id).filter_by(slug="le-phare-2", centre_id=cast.quebec.id))
    assert found == [cast.agathe.membership_id]
    assert client.get(f"/centres/{cast.quebec.slug}/organizations/le-phare-2/").status_code == 200


def test_reference_of_an_organization_outside_is_not_free_and_nothing_says_whose_it_is(cast):
    manager = cast.client_for("aline")
    add = f"/centres/{cast.quebec.slug}/add-organization"
    manager.post(add, data={"csrf_token": token_of(manager), "name": "Caché", "reference": "77"})
    cast.confide("agathe", cast.les_amis)
    client = cast.client_for("agathe")

    answer = client.post(add, data={"csrf_token": token_of(client), "name": "Nouveau", "reference": "77"})

    assert answer.status_code == 422
    assert "Cette référence est déjà prise dans votre centre." in answer.text
    assert "Caché" not in answer.text


def test_record_says_who_accompanies_and_does_not_change_it(cast):
    cast.confide("agathe", cast.les_amis)
    client, address = cast.client_for("agathe"), f"{cast.les_amis.address}record"
    page = client.get(address).text
    assert 'name="advisor"' not in page
    revision = page.split('name="revision" value="')[1].split('"')[0]
    said = {"csrf_token": token_of(client), "name": "Les Amies", "revision": revision}

    for advisor in ({}, {"advisor": str(cast.aline.membership_id)}):
        client.post(address, data={**said, **advisor})

    found = cast.rows(select(Organization.advisor_id).filter_by(id=cast.les_amis.id))
    assert found == [cast.agathe.membership_id]
    assert cast.rows(select(Organization.name).filter_by(id=cast.les_amis.id)) == ["Les Amies"]


def test_who_leaves_gives_back_what_was_confided(cast):
    cast.confide("agathe", cast.les_amis)

    with cast.work_for("agathe") as work:
        leave(work)

    assert cast.rows(select(Organization.advisor_id).filter_by(id=cast.les_amis.id)) == [None]
    assert cast.client_for("agathe").get(f"/centres/{cast.quebec.slug}/").status_code == 404


def test_answer_for_everyone_names_no_organization_outside_either(cast):
    cast.confide("agathe", cast.les_amis)
    with cast.work_for("agathe") as work:
        assert {one.name for one in signs_of_all(work)} == {"Les Amis", "Le Phare"}
