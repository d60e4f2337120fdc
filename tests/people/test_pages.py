"""Each page of getting in, read by a careful eye, in both languages."""

from dataclasses import replace

import pytest

from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.permissions import GRANTS, Can, Role
from socialtrack.kernel.tokens import new_token
from socialtrack.people.link_actions import add_link
from socialtrack.people.models import Installation
from socialtrack.people.words import CHOICES, PERMISSIONS, ROLES
from tests.browser import Browser
from tests.cast import everything

INVITED = {"email": "marie@example.org", "role": "member", "lang": "en"}


@pytest.fixture(params=["fr", "en"])
def language(request):
    return request.param


@pytest.fixture(params=[False, True], ids=["no mail", "mail"])
def visitor(app, cast, language, request):
    settings = app.extensions["socialtrack-settings"]
    app.extensions["socialtrack-settings"] = replace(
        settings, mail_url="smtp://127.0.0.1:9" if request.param else None, demo=True
    )
    return Browser(cast.client_for(language=language))


def test_pages_of_a_visitor(visitor, language):
    for address, status in [
        ("/sign-in", 200),
        ("/privacy", 200),
        ("/accessibility", 200),
        ("/sign-in/nobody", 404),
        ("/invitations/nobody", 404),
        ("/setup/nobody", 409),
        ("/setup/", 409),
    ]:
        visitor.get(address, status=status)


def test_link_then_choice_of_places(app, cast, visitor):
    token = new_token()
    with app.app_context(), everything() as session:
        add_link(session, cast.nadia.person_id, token, utc_now())
        session.commit()

    visitor.get(f"/sign-in/{token}")
    landed = visitor.follow(visitor.post(f"/sign-in/{token}", {"shared": "1"}))
    visitor.post("/sign-out")

    assert landed.address == "/places"


def test_people_and_team(cast, language, visitor):
    for who, page in [
        ("aline", f"/centres/{cast.quebec.slug}/team"),
        ("aline", f"{cast.les_amis.address}people"),
        ("bruno", f"{cast.les_amis.address}people"),
    ]:
        person = Browser(cast.client_for(who))
        person.get(page)
        person.post("/language", {"lang": language})
        person.get(page)
        role = "advisor" if page.endswith("team") else "member"
        person.post(page, {**INVITED, "role": role, "email": "non"}, status=422)
        link = person.post(page, {**INVITED, "role": role, "way": "copy"}, status=200)
        assert "invitations/" in link.text
        person.get(page)


def test_invitation_taken_up(cast, visitor, language):
    bruno = Browser(cast.client_for("bruno"))
    bruno.get(f"{cast.les_amis.address}people")
    link = bruno.post(f"{cast.les_amis.address}people", {**INVITED, "way": "copy"}, status=200)
    address = next(e["value"] for e in link.page.root.all("input") if e.get("id") == "link")

    visitor.get(address.removeprefix("http://127.0.0.1:8000"))
    visitor.post(visitor.here.address, {"name": ""}, status=422)
    visitor.follow(visitor.post(visitor.here.address, {"name": "Marie"}))


def test_demonstration_doors(app, cast, visitor):
    with app.app_context(), everything() as session:
        session.get_one(Installation, 1).is_demo = True
        session.commit()

    for role, landing in [
        ("manager", f"/centres/{cast.quebec.slug}/"),
        ("advisor", f"/centres/{cast.quebec.slug}/"),
        ("lead", cast.les_amis.address),
        ("reader", cast.les_amis.address),
    ]:
        visitor.get("/demo")
        assert visitor.post("/demo", {"role": role}).location == landing
        assert "/demo" in visitor.get(landing).page.links  # the banner, by which one becomes somebody else
    visitor.post("/demo", {"role": "host"}, status=422)


def test_demonstration_opens_nothing_where_people_work(app, cast, client):
    """Told to be a demonstration, on a database that was not made for it."""
    settings = app.extensions["socialtrack-settings"]
    app.extensions["socialtrack-settings"] = replace(settings, demo=True)

    assert client.get("/demo").status_code == 404

    app.extensions["socialtrack-settings"] = settings
    with app.app_context(), everything() as session:
        session.get_one(Installation, 1).is_demo = True
        session.commit()
    assert client.get("/demo").status_code == 404


def test_privacy_says_what_the_table_says(cast, language):
    visitor = Browser(cast.client_for(language=language))
    answer = visitor.get("/privacy")

    assert set(PERMISSIONS) == set(Can)
    assert set(ROLES) == set(CHOICES) == set(Role)
    with cast.app.test_request_context("/", headers={"Accept-Language": language}):
        for role in Role:
            section = next(e for e in answer.page.root.all("section") if e.get("id") == f"role-{role}")
            may_not = list(section.all("details"))
            granted = [words for what, words in PERMISSIONS.items() if role in GRANTS[what]]
            shown = [item.text for item in section.all("li")]
            refused = [item.text for fold in may_not for item in fold.all("li")]
            assert [words for words in shown if words not in refused] == [str(words) for words in granted]
            assert refused == [str(words) for what, words in PERMISSIONS.items() if role not in GRANTS[what]]
