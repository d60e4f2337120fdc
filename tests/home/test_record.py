"""The record of an organization: what is said of it, by whom, and what two people said at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.journal.models import Event
from socialtrack.kernel.moments import utc_now
from socialtrack.tenancy.models import Membership, Organization, OrganizationRevision
from tests.browser import Browser
from tests.cast import everything


@pytest.fixture
def record(cast):
    return f"{cast.les_amis.address}record"


def row(cast):
    return cast.rows(select(Organization).where(Organization.id == cast.les_amis.id))[0]


def kinds(cast):
    return cast.rows(select(Event.kind).where(Event.organization_id == cast.les_amis.id).order_by(Event.id))


WHOLE = {
    "name": "Les Amis de Limoilou",
    "reference": "A-12",
    "region": "Limoilou",
    "sector": "Aide alimentaire",
    "tags": "aînés, transport",
    "language": "en",
    "email": "bonjour@lesamis.example",
    "phone": "418 555-0100",
    "address": "1, rue de l’Église",
    "contact": "Madame Roy",
}


def test_every_field_is_kept_and_the_address_stays(cast, aline, record):
    aline.get(record)

    aline.submit(aline.page.form("record"), {**WHOLE, "advisor": str(cast.agathe.membership_id)})

    now = row(cast)
    assert (now.slug, now.name, now.reference, now.region, now.sector) == (
        "les-amis",
        "Les Amis de Limoilou",
        "A-12",
        "Limoilou",
        "Aide alimentaire",
    )
    assert (now.tags, now.language, now.email, now.phone) == (
        ["aînés", "transport"],
        "en",
        "bonjour@lesamis.example",
        "418 555-0100",
    )
    assert (now.address, now.contact, now.advisor_id) == (
        "1, rue de l’Église",
        "Madame Roy",
        cast.agathe.membership_id,
    )
    assert kinds(cast)[-1] == "organization-changed"


def test_same_record_sent_again_is_no_event(cast, aline, record):
    aline.get(record)
    before = kinds(cast)

    answer = aline.submit(aline.page.form("record"))

    assert "Rien n’a changé sur la fiche." in aline.follow(answer).page.words
    assert kinds(cast) == before


def test_history_says_who_changed_what(cast, aline, record):
    aline.get(record)
    aline.submit(aline.page.form("record"), {"region": "Limoilou"})

    words = aline.get(record).page.words.replace("\u00a0", " ")

    assert "Fiche changée Région : « Limoilou » 23 novembre 2026. Par Aline" in words


def test_two_people_at_once_lose_nothing(cast, aline, record):
    agathe = Browser(cast.client_for("agathe"))
    agathe.get(record)
    drawn = agathe.page.form("record")
    aline.get(record)
    aline.submit(aline.page.form("record"), {"region": "Limoilou", "phone": "418 555-0199"})

    refused = agathe.submit(drawn, {"region": "Charlesbourg"}, status=409)

    words, form = refused.page.words, refused.page.form("record")
    assert refused.page.h1 == "Fiche de l’organisme Les Amis"
    assert "Région Limoilou Charlesbourg" in words
    assert (form.values["region"], form.values["phone"]) == (["Charlesbourg"], ["418 555-0199"])
    assert row(cast).region == "Limoilou"
    agathe.submit(form)
    assert (row(cast).region, row(cast).phone) == ("Charlesbourg", "418 555-0199")
    revisions = cast.rows(
        select(OrganizationRevision.region)
        .where(OrganizationRevision.organization_id == cast.les_amis.id)
        .order_by(OrganizationRevision.id)
    )
    assert revisions == [None, "Limoilou", "Charlesbourg"]


def test_wrong_fields_are_told_together_and_kept(cast, aline, record):
    aline.get(record)

    answer = aline.submit(aline.page.form("record"), {"name": " ", "email": "pas une adresse"}, status=422)

    words = answer.page.words.replace("\u00a0", " ")
    assert "Nom de l’organisme : Ce champ est vide." in words
    assert "Courriel de l’organisme : Cette adresse de courriel n’a pas la bonne forme." in words
    assert answer.page.form("record").values["email"] == ["pas une adresse"]
    assert row(cast).name == "Les Amis"


def test_name_of_another_is_asked_about_once(cast, aline, record):
    aline.get(record)

    answer = aline.submit(aline.page.form("record"), {"name": "Le Phare"}, status=422)

    assert "Un organisme de votre centre porte déjà ce nom" in answer.page.words
    aline.submit(answer.page.form("record"), {"same_name": "1"})
    assert row(cast).name == "Le Phare"


def test_reference_of_another_is_refused(cast, aline, record):
    aline.get(f"{cast.le_phare.address}record")
    aline.submit(aline.page.form("record"), {"reference": "A-1"})
    aline.get(record)

    answer = aline.submit(aline.page.form("record"), {"reference": "A-1"}, status=422)

    assert "La référence A-1 est déjà celle de Le Phare." in answer.page.words


@pytest.mark.parametrize("who", ["bruno", "chantal"])
def test_advisor_is_of_the_team(cast, aline, record, who):
    """A hand-made number of somebody else's membership changes nothing."""
    aline.get(record)

    aline.submit(aline.page.form("record"), {"advisor": str(cast[who].membership_id)}, status=422)

    assert row(cast).advisor_id is None


def test_advisor_who_left_the_team_stays_named(cast, aline, record):
    aline.get(record)
    aline.submit(aline.page.form("record"), {"advisor": str(cast.agathe.membership_id)})
    _leave(cast, cast.agathe)

    page = aline.get(record).page

    assert "Agathe, qui a quitté l’équipe" in page.words
    aline.submit(page.form("record"), {"region": "Limoilou"})
    assert row(cast).advisor_id == cast.agathe.membership_id


def _leave(cast, member):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Membership, member.membership_id).ended_at = utc_now()


@pytest.mark.parametrize(
    ("who", "status", "can_write"),
    [
        ("aline", 200, True),
        ("agathe", 200, True),
        ("rachel", 200, False),
        ("bruno", 403, False),
        ("chantal", 404, False),
    ],
)
def test_record_is_read_by_the_team_and_written_by_two_roles(cast, record, who, status, can_write):
    answer = Browser(cast.client_for(who)).get(record, status=status)

    assert ("Enregistrer la fiche" in answer.text) is can_write


def test_past_reports_keep_the_name_of_their_day(cast, aline, record, clock):
    report = f"/centres/{cast.quebec.slug}/reports/organizations.csv?as_of=2026-11-23&header=keys"
    before = aline.client.get(report).data
    clock.shift(timedelta(days=1))
    aline.get(record)

    aline.submit(aline.page.form("record"), {"name": "Autre nom"})

    assert aline.client.get(report).data == before
    assert b"Autre nom" in aline.client.get(report.replace("as_of=2026-11-23&", "")).data
