"""What an organization takes with it: all that is its own, and nothing of another's, nor of the centre's team."""

import csv
import io
import zipfile

from sqlalchemy import insert, select

from socialtrack.data.db import db, immediate
from socialtrack.data.scope import OrganizationOwned
from socialtrack.home.our_data_queries import FILES, LEFT_OUT, TABLES
from socialtrack.journal.models import AccessEvent, TextRevision
from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import ShutRoom
from socialtrack.tenancy.models import Membership
from tests.browser import Browser
from tests.cast import everything
from tests.people.planting import plant

# What a file can hold of each table: what is said of an organization, and of its people.
COLUMNS = {
    "organization": ("name", "reference", "region", "sector", "address", "phone", "email", "contact"),
    "membership": ("name",),
    "invitation": ("email",),
    "text_revision": ("body",),
    "organization_revision": ("name", "region", "sector", "address", "phone", "email", "contact"),
}


def _take(cast, who="bruno", language="fr"):
    person = Browser(cast.client_for(who))
    person.get(f"{cast[who].organization.address}data")
    if language != "fr":
        person.post("/language", {"lang": language})
        person.get(f"{cast[who].organization.address}data")
    answer = person.post(f"{cast[who].organization.address}data", status=200).response
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        assert file.testzip() is None
        return {name: file.read(name).decode("utf-8-sig") for name in file.namelist()}


def test_every_canary_of_ours_is_in_the_file_and_none_of_others(cast):
    others = [
        word for who in ("victor", "paul") for (table, _), word in plant(cast, cast[who]).items() if table != "centre"
    ]
    ours = {**plant(cast, cast.beatrice), **plant(cast, cast.bruno)}

    text = "".join(_take(cast).values()).casefold()

    wanted = [
        ours[table, column] for table, columns in COLUMNS.items() for column in columns if (table, column) in ours
    ]
    assert len(wanted) > 15
    assert [word for word in wanted if word.casefold() not in text] == []
    assert [word for word in others if word.casefold() in text] == []


def test_what_the_team_keeps_to_itself_stays_with_it(cast):
    with cast.app.app_context(), everything() as session, immediate(session):
        for audience in ("team", "organization", "centre"):
            session.execute(
                insert(TextRevision).values(
                    centre_id=cast.quebec.id,
                    organization_id=cast.les_amis.id,
                    audience=audience,
                    body=f"Canari-{audience}",
                    written_at=utc_now(),
                )
            )

    text = "".join(_take(cast).values())

    assert "Canari-organization" in text
    assert "Canari-centre" in text
    assert "Canari-team" not in text


def test_each_table_of_an_organization_has_its_file_or_a_reason():
    named = {
        mapper.local_table.name
        for mapper in db.Model.registry.mappers
        if issubclass(mapper.class_, OrganizationOwned) or "organization_id" in mapper.local_table.columns
    }

    assert set(TABLES) | set(LEFT_OUT) == named | {"organization"}, "say in which file these go, or why not"
    assert set(TABLES.values()) == set(FILES)


def test_files_open_in_a_spreadsheet_in_the_language_of_the_reader(cast):
    french, english = _take(cast), _take(cast, language="en")

    assert {"fiche.csv", "taches.csv", "personnes.csv"} <= set(french)
    assert {"record.csv", "tasks.csv", "people.csv"} <= set(english)
    rows = list(csv.reader(io.StringIO(french["personnes.csv"]), delimiter=";"))
    assert [row[:3] for row in rows[:2]] == [
        ["Nom", "Courriel", "Rôle"],
        ["Bruno", "bruno@example.org", "personne responsable"],
    ]
    assert next(csv.reader(io.StringIO(english["people.csv"])))[:3] == ["Name", "Email", "Role"]
    assert len(list(csv.reader(io.StringIO(french["taches.csv"]), delimiter=";"))) > 20


def test_taking_it_is_noted_for_every_member_to_see(cast):
    _take(cast)

    noted = cast.rows(select(AccessEvent).where(AccessEvent.kind == "exported"))
    assert [(row.organization_id, row.membership_id, row.after) for row in noted] == [
        (cast.les_amis.id, cast.bruno.membership_id, "organization-data")
    ]
    assert "les données de l’organisme" in cast.client_for("beatrice").get(f"{cast.les_amis.address}access").text


def test_erased_person_is_a_former_member_in_the_file(cast):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Membership, cast.beatrice.membership_id).name = ""

    assert "Béatrice" not in "".join(_take(cast).values())


def test_session_to_which_private_notes_are_shut_takes_nothing(cast):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.add(
            ShutRoom(
                centre_id=cast.quebec.id,
                organization_id=cast.les_amis.id,
                membership_id=cast.bruno.membership_id,
                reason="lead",
                shut_at=utc_now(),
            )
        )
    bruno = Browser(cast.client_for("bruno"))

    bruno.get(f"{cast.les_amis.address}data")

    assert "Télécharger nos données" not in bruno.here.text
    bruno.post(f"{cast.les_amis.address}data", status=403)
