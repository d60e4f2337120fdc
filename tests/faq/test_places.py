"""A centre's own address of its path and answers: for its people, and for everyone once its manager opened it."""

import pytest
from sqlalchemy import select

from socialtrack.people.models import Device
from socialtrack.tenancy import actions as tenancy_actions
from tests.browser import Browser
from tests.cast import Cast, everything
from tests.faq.own_words import OWN, say
from tests.people.second_step import require_it
from tests.sweep.faq_states import open_to_all

PAGES = ("guide", "faq", "faq/time-too-much", f"faq/{OWN}", "faq/leaflet")


@pytest.fixture
def here(cast) -> str:
    return f"/centres/{cast.quebec.slug}/"


def visitor(cast: Cast, who: str | None = None) -> Browser:
    return Browser(cast.client_for(who))


def test_closed_centre_answers_everyone_else_like_one_that_does_not_exist(cast, here):
    say(cast)
    strangers, own = [
        [visitor(cast, who) for who in some] for some in (("chantal", "victor", "nadia"), ("aline", "rachel"))
    ]
    for page in PAGES:
        for place in (here, "/centres/nulle-part/"):
            assert visitor(cast).get(place + page, status=303).location.startswith("/sign-in")
            for stranger in strangers:
                stranger.get(place + page, status=404)
        for one in own:
            one.get(here + page)


def test_open_centre_is_read_by_everyone(cast, here):
    open_to_all(cast)
    everyone = [visitor(cast, who) for who in (None, "chantal", "victor", "nadia", "aline")]
    for page in PAGES:
        for one in everyone:
            one.get(here + page)
    visitor(cast).get(f"/centres/{cast.montreal.slug}/faq", status=303)
    visitor(cast, "nadia").get(f"/centres/{cast.montreal.slug}/faq", status=404)


def test_open_centre_lets_nobody_anywhere_else(cast, here):
    open_to_all(cast)
    for page in ("", "organizations/", "settings", "team"):
        visitor(cast).get(here + page, status=303)
        visitor(cast, "chantal").get(here + page, status=404)
    visitor(cast, "victor").get(f"{cast.les_amis.address}faq", status=404)


def test_open_page_leads_to_the_centre_s_own_pages_and_names_nobody(cast, here):
    open_to_all(cast)
    browser = visitor(cast)

    browser.get(f"{here}faq/{OWN}")

    assert "Réponse de votre centre" in browser.page.words
    ours = [link for link in browser.page.links if link.startswith("/") and "lang=" not in link]
    assert {link.split("/")[1] for link in ours} == {"", "centres", "privacy", "accessibility", "sign-in"}
    assert f"{here}guide?open=name-backup#task-name-backup" in browser.page.links
    for name in ("Les Amis", "Le Phare", "Aline", "Bruno"):
        assert name not in browser.page.words


def test_open_page_goes_on_in_the_language_that_was_asked(cast, here):
    open_to_all(cast)
    browser = visitor(cast)

    browser.get(f"{here}guide?lang=en")

    assert browser.page.h1 == "The path in four steps"
    ours = [link for link in browser.page.links if link.startswith("/centres/") and "lang=fr" not in link]
    assert ours
    assert [link for link in ours if "lang=en" not in link] == []


def test_session_that_ended_reads_what_is_open_to_all(cast, here):
    open_to_all(cast)
    client = cast.client_for("bruno")
    with cast.app.app_context(), everything() as session, session.begin():
        for device in session.scalars(select(Device).where(Device.person_id == cast.bruno.person_id)):
            session.delete(device)

    assert client.get(f"{here}faq").status_code == 200


def test_second_step_that_a_centre_asks_for_stands_before_its_team_s_page_only(cast, here):
    open_to_all(cast)
    require_it(cast, cast.quebec)

    visitor(cast, "agathe").get(f"{here}faq", status=303)
    visitor(cast, "chantal").get(f"{here}faq")
    visitor(cast).get(f"{here}faq")


def test_member_reads_in_the_frame_of_their_organization(cast, here):
    say(cast)
    bruno = visitor(cast, "bruno")

    answer = bruno.get(f"{here}faq?q=limousine&task=x", status=303)
    assert answer.location == f"{cast.les_amis.address}faq?q=limousine&task=x"
    assert bruno.get(f"{here}faq/{OWN}", status=303).location == f"{cast.les_amis.address}faq/{OWN}"
    assert bruno.get(f"{here}faq/leaflet?key=a&key=b", status=303).location.endswith("/faq/leaflet?key=a&key=b")

    bruno.get(f"{cast.les_amis.address}faq")
    assert f"{cast.les_amis.address}faq" in bruno.page.links
    assert f"{cast.les_amis.address}hesitations/" in bruno.page.links


def test_member_is_led_to_the_tasks_of_their_own_networks_only(cast):
    chosen, other = "facebook-create-page", "instagram-create-account"
    say(cast, actions=["name-backup", chosen, other, "no-such-task"])
    bruno, paul, public = visitor(cast, "bruno"), visitor(cast, "paul"), visitor(cast)

    bruno.get(f"{cast.les_amis.address}faq/{OWN}")
    tasks = [link for link in bruno.page.links if "/tasks/" in link]
    assert tasks == [f"{cast.les_amis.address}tasks/{key}" for key in ("name-backup", chosen)]
    assert f"{cast.les_amis.address}hesitations/new?task={chosen}&reason={OWN}" in bruno.page.links

    paul.get(f"{cast.le_phare.address}faq/{OWN}")
    assert [link for link in paul.page.links if "/tasks/" in link] == [f"{cast.le_phare.address}tasks/name-backup"]

    open_to_all(cast)
    say(cast, actions=["name-backup", chosen, other, "no-such-task"])
    public.get(f"/centres/{cast.quebec.slug}/faq/{OWN}")
    assert [
        link.rpartition("-task-")[0] and link.rpartition("#task-")[2] for link in public.page.links if "#task-" in link
    ]
    assert [link.rpartition("#task-")[2] for link in public.page.links if "#task-" in link] == [
        "name-backup",
        chosen,
        other,
    ]


def test_reader_is_offered_nothing_to_write(cast):
    denis = visitor(cast, "denis")

    denis.get(f"{cast.les_amis.address}faq/time-too-much")

    assert not [link for link in denis.page.links if "hesitations/new" in link]
    assert "Cette réponse vous aide-t-elle?" not in denis.page.words


@pytest.mark.parametrize("place", ["public", "organization"])
def test_retired_answer_says_so_without_its_words_and_leads_to_its_neighbours(cast, here, place):
    open_to_all(cast)
    say(cast, "security-hacked", "retired", text=None)
    say(cast, OWN, "retired", category="security")
    browser = visitor(cast, "bruno" if place == "organization" else None)
    base = f"{cast.les_amis.address}faq" if place == "organization" else f"{here}faq"

    for key in ("security-hacked", OWN):
        browser.get(f"{base}/{key}", status=410)
        assert browser.page.h1 == "Cette réponse n’est plus offerte"
        assert f"{base}/security-phishing" in browser.page.links
        assert f"{base}/security-hacked" not in browser.page.links
        assert "pirater" not in browser.page.words
        assert "taxi" not in browser.page.words
    browser.get(f"{base}/own-nothing", status=404)


def test_answer_of_another_centre_is_unknown(cast):
    say(cast, centre=cast.montreal)
    open_to_all(cast)
    say(cast, OWN, "draft")

    visitor(cast, "bruno").get(f"{cast.les_amis.address}faq/own-anything", status=404)
    say(cast, "own-montreal", centre=cast.montreal)
    visitor(cast, "bruno").get(f"{cast.les_amis.address}faq/own-montreal", status=404)
    visitor(cast).get(f"/centres/{cast.quebec.slug}/faq/own-montreal", status=404)
    visitor(cast, "victor").get(f"{cast.elsewhere.address}faq/own-montreal")


def test_own_answer_stands_at_the_plain_address_of_the_only_centre(cast, monkeypatch):
    say(cast)
    visitor(cast).get(f"/faq/{OWN}", status=404)
    monkeypatch.setattr(tenancy_actions, "centre_facts", lambda session, slug=None: cast.quebec)
    browser = visitor(cast)

    browser.get("/faq?q=limousine")
    assert f"/faq/{OWN}" in browser.page.links
    browser.get(f"/faq/{OWN}")
    assert "Réponse de votre centre" in browser.page.words
