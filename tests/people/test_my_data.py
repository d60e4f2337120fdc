"""What somebody takes with them: all that is theirs, and nothing of anybody else."""

import io
import json
import zipfile

import pytest
from sqlalchemy import select

from socialtrack.data.db import db, immediate
from socialtrack.journal.models import AccessEvent
from socialtrack.people.my_data_words import COLUMNS, TABLES
from socialtrack.people.personal_data import HELD
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rules import wanted
from socialtrack.tenancy.models import Membership
from tests.browser import Browser
from tests.cast import everything
from tests.people.planting import canary, plant


def _opened(answer):
    assert answer.status_code == 200, answer.text[:300]
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        assert file.testzip() is None
        return {name: file.read(name).decode() for name in file.namelist()}


def _take(cast, who, language="fr"):
    person = Browser(cast.client_for(who))
    person.get("/account/data")
    if language != "fr":
        person.post("/language", {"lang": language})
        person.get("/account/data")
    return _opened(person.post("/account/data", status=200).response)


def test_every_canary_of_mine_is_in_my_file_and_none_of_others(cast):
    others = [
        word
        for who in ("victor", "paul")  # Paul shares Bruno's centre, whose name and zone are no secret
        for (table, _), word in plant(cast, cast[who]).items()
        if table != "centre" or who == "victor"
    ]
    mine = plant(cast, cast.bruno)

    files = _take(cast, "bruno")

    for name, text in files.items():
        folded = text.casefold()
        given = {word for (table, column), word in mine.items() if column in HELD[table].given}
        assert [word for word in given if word.casefold() not in folded] == [], name
        assert [word for word in others if word.casefold() in folded] == [], name
        kept_back = {word for (table, column), word in mine.items() if column in (*HELD[table].facts, "token_hash")}
        assert [word for word in kept_back if word.casefold() in folded] == [], name


def test_each_column_that_is_given_has_its_words(app):
    given = {column for held in HELD.values() for column in (*held.given, *held.facts)}

    assert given <= set(COLUMNS)
    assert set(TABLES) == {table for table, held in HELD.items() if held.whose}


def test_each_table_and_column_is_decided_on():
    """A new table, or a new column, is somebody's or nobody's: `people/personal_data.py` says which, and why."""
    from socialtrack.people.personal_data import NOTHING_PERSONAL, PLACES

    tables = {table.name: set(table.columns.keys()) for table in db.metadata.sorted_tables}
    assert set(HELD) | set(NOTHING_PERSONAL) == set(tables), "say what these tables hold of persons"
    assert not set(HELD) & set(NOTHING_PERSONAL)
    for name, held in HELD.items():
        said = [*held.given, *held.facts, *held.kept_back]
        assert len(said) == len(set(said)), name
        assert set(said) == tables[name] - (PLACES - set(said)), f"say what these columns of {name} hold"
        assert set(held.blanked) | set(held.whose) <= tables[name] | {"id"}


def test_what_i_did_is_said_in_words_in_my_language(cast):
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-backup", wanted("done", today=work.today), Gesture())

    french, english = _take(cast, "bruno"), _take(cast, "bruno", "en")

    assert set(french) == {"a-lire.html", "donnees.json"}
    assert set(english) == {"read-me.html", "data.json"}
    said = [event["said"] for event in json.loads(french["donnees.json"])["event"]]
    assert any("Faite" in line for line in said)
    assert any("Done" in event["said"] for event in json.loads(english["data.json"])["event"])
    assert "Faite" in french["a-lire.html"]
    assert 'lang="en-CA"' in english["read-me.html"]


def test_taking_it_is_noted_where_i_have_a_place(cast):
    _take(cast, "bruno")

    noted = cast.rows(select(AccessEvent).where(AccessEvent.kind == "person-exported"))
    assert [(row.centre_id, row.organization_id, row.membership_id) for row in noted] == [
        (cast.quebec.id, cast.les_amis.id, cast.bruno.membership_id)
    ]


def _hand_over(cast, who, organization=True):
    aline = Browser(cast.client_for("aline"))
    place = f"{cast.les_amis.address}people" if organization else f"/centres/{cast.quebec.slug}/team"
    aline.get(f"{place}/{cast[who].membership_id}")
    return aline.client.post(
        f"{place}/{cast[who].membership_id}/data", data={"csrf_token": aline.page.csrf_token}, buffered=True
    )


def test_manager_hands_over_what_the_centre_holds_without_private_notes(cast):
    mine = plant(cast, cast.bruno)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Membership, cast.bruno.membership_id).is_named_to_centre = True
        table = db.metadata.tables["text_revision"]
        session.execute(table.update().values(audience="organization"))

    text = "".join(_opened(_hand_over(cast, "bruno")).values())

    assert mine["membership", "name"] in text
    assert mine["invitation", "email"] in text
    assert mine["text_revision", "body"] not in text
    assert mine["device", "browser"] not in text
    noted = cast.rows(select(AccessEvent).where(AccessEvent.kind == "person-exported"))
    assert [(row.membership_id, row.about_id) for row in noted] == [
        (cast.aline.membership_id, cast.bruno.membership_id)
    ]


def test_manager_learns_no_name_that_was_not_opened_to_the_centre(cast):
    answer = _hand_over(cast, "bruno")

    assert answer.status_code == 403
    assert "Bruno" not in answer.text
    assert cast.rows(select(AccessEvent).where(AccessEvent.kind == "person-exported")) == []


def test_manager_hands_over_to_the_team(cast):
    assert "Agathe" in "".join(_opened(_hand_over(cast, "agathe", organization=False)).values())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_host_answers_by_command(cast, language):
    run = cast.app.test_cli_runner().invoke(args=["export-person", "BRUNO@example.org"])

    assert run.exit_code == 0, run.stderr
    with zipfile.ZipFile(io.BytesIO(run.stdout_bytes)) as file:
        assert "Bruno" in file.read("donnees.json").decode()


def test_host_is_told_of_an_address_that_nobody_has(cast):
    run = cast.app.test_cli_runner().invoke(args=["export-person", "nobody@example.org"])

    assert run.exit_code == 1
    assert "Nobody has this address here." in run.stderr


def test_canaries_of_two_fields_differ():
    assert canary("bruno", "device", "browser") != canary("bruno", "passkey", "name")
