"""An archived organization is read, and no longer changes: at every address, for whoever else may change something."""

import pytest

from socialtrack.kernel.permissions import GRANTS
from socialtrack.tenancy.organization_actions import archive_organization
from tests.walls.atlas import VISITS, Spot
from tests.walls.test_access import _go, _token
from tests.walls.world import contents

# What is done even there: bringing it back, entering, and what is a person's own.
EVEN_ARCHIVED = {
    "home.archive_organization",
    "home.restore_organization",
    "home.organization_person_data",
    "home.take_our_data",
    "people.organization_erase_now",
    "people.organization_keep",
    "people.organization_leave",
    "people.organization_link",
}


def test_what_changes_even_there_was_agreed(app):
    said = {endpoint for endpoint, view in app.view_functions.items() if getattr(view, "is_even_archived", False)}

    assert said == EVEN_ARCHIVED


@pytest.mark.parametrize("who", ["aline", "agathe", "bruno", "beatrice"])
def test_every_other_gesture_is_refused_at_the_door(cast, who):
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)
    client, role = cast.client_for(who), cast[who].role
    token, before, tried = _token(client), contents(cast.app), []
    numbers = dict.fromkeys(
        (
            "event",
            "membership",
            "invitation",
            "batch",
            "letter",
            "note",
            "hesitation",
            "hesitation event",
            "question",
            "team_note",
            "support",
        ),
        1,
    )
    spot = Spot(cast.quebec.slug, cast.les_amis.slug, numbers)

    for visit in VISITS:
        access = cast.app.view_functions[visit.endpoint].access
        if visit.method != "POST" or not visit.is_in(cast.app, "organization") or visit.endpoint in EVEN_ARCHIVED:
            continue
        if role in GRANTS[access]:
            answer = _go(client, visit, spot, 1, htmx=False, token=token)
            assert (answer.status_code, "Cet organisme est archivé" in answer.text) == (403, True), visit
            tried.append(visit.endpoint)

    assert tried
    assert contents(cast.app) == before


@pytest.mark.parametrize("who", ["aline", "agathe", "rachel", "bruno", "beatrice", "denis"])
def test_what_is_read_is_still_read(cast, who):
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)
    client = cast.client_for(who)

    for page in ("", "tasks/name-backup", "networks", "people"):
        assert client.get(cast.les_amis.address + page).status_code == 200, page
