"""What a centre sees, said by the permission table itself; what is held about persons, said by the one list."""

import pytest
from sqlalchemy import select

from socialtrack.data.db import immediate
from socialtrack.kernel import permissions
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.permissions import CENTRE_ROLES, GRANTS, Can, Role
from socialtrack.people.my_data_words import KEPT, LINES, READERS, WHY
from socialtrack.people.personal_data import HELD, About, columns_of
from socialtrack.people.words import PERMISSIONS
from socialtrack.tenancy.actions import found_centre
from socialtrack.tenancy.models import Centre, Membership
from tests.browser import Browser
from tests.cast import everything


@pytest.fixture(params=["fr", "en"])
def language(request):
    return request.param


def _page(cast, who, language="fr"):
    person = Browser(cast.client_for(who))
    address = f"{cast.les_amis.address}what-the-centre-sees"
    person.get(address)
    if language != "fr":
        person.post("/language", {"lang": language})
    return person.get(address)


def _lines(answer, section):
    found = next(e for e in answer.page.root.all("section") if e.get("aria-labelledby") == section)
    return {item.get("id", "").removeprefix("can-"): item.text for item in found.all("li") if item.get("id")}


@pytest.mark.parametrize("who", ["bruno", "beatrice", "denis", "aline", "agathe", "rachel"])
def test_everyone_of_an_organization_and_its_centre_reads_it(cast, who, language):
    answer = _page(cast, who, language)

    assert cast.les_amis.name in answer.text
    assert "Aline" in answer.text
    assert "Agathe" in answer.text


def test_page_says_what_the_table_says(cast):
    answer = _page(cast, "bruno")

    reading, doing, own, never = (set(_lines(answer, part)) for part in ("sees", "does", "own", "sees-not"))
    assert reading | doing | own == {can.value for can in Can if GRANTS[can] & CENTRE_ROLES}
    assert never == {can.value for can in Can if not GRANTS[can] & CENTRE_ROLES}
    assert reading | doing | own | never == {can.value for can in Can}
    assert reading >= {"view-organization", "view-centre"}


def test_page_changes_with_the_table(cast, monkeypatch):
    before = _page(cast, "bruno")
    assert "personne-ressource" in _lines(before, "does")["tick"]
    assert "take-organization-data" in _lines(before, "sees-not")

    monkeypatch.setitem(permissions.GRANTS, Can.TICK, frozenset({Role.LEAD, Role.MANAGER}))
    monkeypatch.setitem(permissions.GRANTS, Can.TAKE_ORGANIZATION_DATA, frozenset({Role.LEAD, Role.ADVISOR}))
    after = _page(cast, "bruno")

    assert "personne-ressource" not in _lines(after, "does")["tick"]
    assert "take-organization-data" not in _lines(after, "sees-not")
    assert "personne-ressource" in _lines(after, "does")["take-organization-data"]


def test_each_permission_has_its_line():
    assert set(PERMISSIONS) == set(Can) == set(GRANTS)


def test_reader_is_told_whether_the_centre_sees_their_name(cast):
    assert "il voit « un membre » et votre rôle" in _page(cast, "bruno").text.replace("\u00a0", " ")
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Membership, cast.bruno.membership_id).is_named_to_centre = True

    answer = _page(cast, "bruno")

    assert "En ce moment, il voit votre nom." in answer.text
    assert f"{cast.les_amis.address}my-place" in answer.page.links


def test_page_says_whom_to_write_to_and_where_it_is_hosted(cast, language):
    with cast.app.app_context(), everything() as session, immediate(session):
        centre = session.get_one(Centre, cast.quebec.id)
        centre.privacy_person, centre.privacy_email = "Rolande Roy", "vie-privee@cab.example"
        centre.hosting_place, centre.kept_days = "Gatineau", 365

    answer = _page(cast, "denis", language)

    for words in ("Rolande Roy", "vie-privee@cab.example", "Gatineau", "un an" if language == "fr" else "one year"):
        assert words in answer.text


def test_links_are_for_who_may_follow_them(cast):
    assert f"{cast.les_amis.address}data" in _page(cast, "bruno").page.links
    assert f"{cast.les_amis.address}access" in _page(cast, "bruno").page.links
    assert f"{cast.les_amis.address}data" not in _page(cast, "denis").page.links
    assert f"{cast.les_amis.address}access" not in _page(cast, "agathe").page.links


def test_each_kind_of_information_says_what_why_who_and_how_long(cast, language):
    answer = Browser(cast.client_for(language=language)).get("/privacy")

    assert set(LINES) == set(WHY) == set(READERS) == set(KEPT) == set(About)
    rows = {e["id"].removeprefix("held-"): e for e in answer.page.root.all("tr") if e.get("id")}
    assert list(rows) == [about.value for about in About]
    with cast.app.test_request_context("/", headers={"Accept-Language": language}):
        for about in About:
            assert str(WHY[about]) in rows[about].text
            assert str(READERS[about]) in rows[about].text


def test_no_kind_of_information_is_empty_talk():
    """Each line of the privacy page stands for columns that are there, and each table for a line."""
    assert all(columns_of(about) for about in About)
    assert {held.about for held in HELD.values()} | {a for held in HELD.values() for a in held.also.values()} == set(
        About
    )


@pytest.mark.parametrize(
    ("language", "hosted", "kept"),
    [
        ("fr", "Tout est hébergé ici : Lévis.", "gardé un an"),
        ("en", "Everything is hosted here: Lévis.", "for one year"),
    ],
)
def test_public_page_says_what_the_only_centre_does(app, language, hosted, kept):
    with app.app_context(), everything() as session, immediate(session):
        found_centre(session, "Le seul", "fr", "America/Toronto", utc_now())
        centre = session.scalars(select(Centre)).one()
        centre.privacy_person, centre.privacy_email = "Rolande Roy", "rolande@example.org"
        centre.hosting_place, centre.kept_days = "Lévis", 365

    words = " ".join(app.test_client().get(f"/privacy?lang={language}").text.replace("\u00a0", " ").split())

    assert "Rolande Roy" in words and "mailto:rolande@example.org" in words
    assert hosted in words and kept in words


def test_public_page_names_nobody_where_there_are_several_centres(cast):
    """Each says it on its own pages."""
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Centre, cast.quebec.id).privacy_person = "Rolande Roy"

    assert "Rolande Roy" not in cast.client_for(None).get("/privacy").text
