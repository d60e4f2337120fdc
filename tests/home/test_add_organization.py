"""Adding an organization: its name is enough, nothing typed is lost, two presses add one."""

import pytest
from sqlalchemy import select

from socialtrack.journal.models import CentreTotals, Event
from socialtrack.tenancy.models import Organization
from tests.browser import Browser


@pytest.fixture
def address(cast):
    return f"/centres/{cast.quebec.slug}/add-organization"


def organizations(cast):
    return cast.rows(select(Organization).where(Organization.centre_id == cast.quebec.id).order_by(Organization.id))


def add(browser, address, status=303, **values):
    form = browser.get(address).page.form("add-organization")
    return browser.submit(form, values, status=status)


def test_added_organization_has_its_path_and_waits_for_its_person(cast, address):
    agathe = Browser(cast.client_for("agathe"))

    page = agathe.follow(
        add(agathe, address, name=" Le  Jardin ", reference="7", region="Là", tags="a, b", email="j@example.org")
    ).page

    new = organizations(cast)[-1]
    assert (new.name, new.reference, new.region, new.tags, new.email) == (
        "Le Jardin",
        "7",
        "Là",
        ["a", "b"],
        "j@example.org",
    )
    assert f"/centres/{cast.quebec.slug}/organizations/le-jardin/people" in page.links
    agathe.get(f"/centres/{cast.quebec.slug}/organizations/le-jardin/")
    totals = cast.rows(select(CentreTotals).where(CentreTotals.centre_id == cast.quebec.id))[0]
    assert (totals.organizations, totals.not_started) == (3, 2)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "Le Jardin", "email": "nobody"}, "email"),
        ({"name": "Le Jardin", "tags": ",".join("abcdefghijklmnopqrstuvwxyz")}, "tags"),
        ({"name": "Le Jardin", "reference": "y" * 61}, "reference"),
        ({"name": "Les Amis"}, "name"),
    ],
)
def test_refused_form_keeps_what_was_typed(cast, aline, address, values, field):
    page = add(aline, address, status=422, region="Mauricie", **values).page

    assert page.element(field).get("aria-invalid") == "true"
    assert page.element("region")["value"] == "Mauricie"
    assert len(organizations(cast)) == 2


def test_reference_of_another_is_refused_with_its_name(cast, aline, address):
    add(aline, address, name="Le Jardin", reference="7")

    page = add(aline, address, status=422, name="La Serre", reference="7").page

    assert "La référence 7 est déjà celle de Le Jardin." in page.words


def test_same_name_is_added_only_when_meant(cast, aline, address):
    refused = add(aline, address, status=422, name="Les Amis").page
    assert f"/centres/{cast.quebec.slug}/organizations/les-amis/" in refused.links

    aline.submit(refused.form("add-organization"), {"same_name": "1"})

    assert [one.slug for one in organizations(cast)] == ["les-amis", "le-phare", "les-amis-2"]


def test_two_presses_add_one(cast, aline, address):
    form = aline.get(address).page.form("add-organization")

    aline.submit(form, {"name": "Le Jardin"})
    aline.submit(form, {"name": "Le Jardin"}, status=422)

    assert len(organizations(cast)) == 3
    added = cast.rows(select(Event).where(Event.kind == "organization-added", Event.centre_id == cast.quebec.id))
    assert len(added) == 3


def test_same_reference_may_live_in_two_centres(cast, aline, address):
    add(aline, address, name="Le Jardin", reference="7")
    chantal = Browser(cast.client_for("chantal"))

    add(chantal, f"/centres/{cast.montreal.slug}/add-organization", name="Le Jardin", reference="7")

    assert len(cast.rows(select(Organization).where(Organization.reference == "7"))) == 2


def test_hostile_name_is_shown_as_it_is(cast, aline, address):
    name = "=1+1 <b>&amp;</b> \u202eabc"

    answer = aline.follow(add(aline, address, name=name))

    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in answer.text
    assert organizations(cast)[-1].name == name


@pytest.mark.parametrize(("who", "status"), [("rachel", 403), ("bruno", 403), ("chantal", 404)])
def test_form_is_for_those_who_may_add(cast, address, who, status):
    browser = Browser(cast.client_for(who))

    browser.get(address, status=status)
    browser.get("/guide")
    answer = browser.client.post(address, data={"name": "Le Jardin"})

    assert answer.status_code in (status, 400)  # 400 without a token
    assert len(organizations(cast)) == 2


@pytest.mark.parametrize("added", ["nowhere", "%00", "les-amis%2F", "x" * 500])
def test_unknown_organization_in_the_address_is_left_aside(aline, address, added):
    assert aline.get(f"{address}?added={added}").page.h1 == "Ajouter un organisme"
