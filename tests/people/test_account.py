"""« Mon compte »: what is one's own, and nobody else's."""

import pytest

from socialtrack.tenancy.actions import add_membership
from tests.browser import Browser
from tests.people.visiting import send


@pytest.mark.parametrize("who", ["aline", "bruno", "denis", "nadia"])
def test_everyone_has_an_account_page(cast, who):
    page = Browser(cast.client_for(who)).get("/account").page

    assert f"{who}@example.org" in page.words
    assert "Vous n’avez pas besoin de mot de passe" in page.words


def test_account_is_for_the_signed_in_alone(client, cast):
    assert client.get("/account").location == "/sign-in?next=/account"
    assert client.get("/account/devices").status_code == 303


@pytest.mark.parametrize("address", ["/account", "/account/devices", "/account/password", "/account/confirm"])
def test_nothing_of_an_account_is_kept_by_a_cache(cast, address):
    assert cast.client_for("bruno").get(address).headers["Cache-Control"] == "no-store"


def test_places_are_links_with_what_one_does_there(cast):
    with cast.work_for("chantal") as work, work.write():
        add_membership(work, person_id=cast.bruno.person_id, role="advisor", name="Bruno")

    html = cast.client_for("bruno").get("/account").text

    assert f'href="{cast.les_amis.address}"' in html
    assert f'href="/centres/{cast.montreal.slug}/"' in html
    assert "personne responsable" in html


def test_language_chosen_there_comes_back_there(cast):
    client = cast.client_for("bruno")

    answer = send(client, "/language", page="/account", lang="en", next="/account")

    assert answer.location == "/account"
    assert "Your pages and letters are in English" in client.get("/account").text


def test_whoever_holds_several_places_changes_from_every_page(cast):
    with cast.work_for("chantal") as work, work.write():
        add_membership(work, person_id=cast.bruno.person_id, role="advisor", name="Bruno")
    client = cast.client_for("bruno")
    montreal = f'<a href="/centres/{cast.montreal.slug}/"'

    for address in (cast.les_amis.address, cast.les_amis.address + "networks", "/faq", "/account/devices"):
        assert client.get(address).text.count(montreal) == 1, address
    assert f'<a href="{cast.les_amis.address}"' in client.get(f"/centres/{cast.montreal.slug}/").text


def test_whoever_holds_one_place_sees_no_switch(cast):
    assert 'class="switch"' not in cast.client_for("bruno").get(cast.les_amis.address).text


def test_account_is_linked_from_every_page_of_the_signed_in(cast, client):
    assert 'href="/account"' in cast.client_for("denis").get(cast.les_amis.address).text
    assert 'href="/account"' not in client.get("/guide").text
