"""The pages on which somebody erases themself, or a manager erases somebody who asked."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.mailing.models import Letter
from socialtrack.people.models import Erasure, Person
from tests.browser import Browser
from tests.people.planting import plant

ERASE = "/account/erase"


@pytest.fixture(params=["fr", "en"])
def language(request):
    return request.param


def _is_erased(cast, who):
    return cast.rows(select(Person.erased_at).where(Person.id == cast[who].person_id)) != [None]


def test_last_lead_is_asked_then_goes_and_the_centre_is_told(app, cast, language):
    settings = app.extensions["socialtrack-settings"]
    app.extensions["socialtrack-settings"] = replace(settings, mail_url="smtp://127.0.0.1:9")
    bruno = Browser(cast.client_for("bruno"))
    bruno.get(ERASE)
    bruno.post("/language", {"lang": language})
    bruno.get(ERASE)

    bruno.post(ERASE, {}, status=422)
    assert not _is_erased(cast, "bruno")
    bruno.follow(bruno.post(ERASE, {"alone": "1"}))

    assert bruno.here.address == "/privacy"
    assert _is_erased(cast, "bruno")
    assert bruno.client.get(cast.les_amis.address).status_code == 303
    told = cast.rows(select(Letter))
    assert [letter.to_address for letter in told] == ["aline@example.org"]
    assert "Les Amis n’a plus de personne responsable" in told[0].subject
    assert "Bruno" not in told[0].text + told[0].html


def test_last_manager_reads_what_to_do_first(cast, language):
    aline = Browser(cast.client_for("aline"))
    aline.get(ERASE)
    aline.post("/language", {"lang": language})
    page = aline.get(ERASE)

    assert 'name="texts"' not in page.text
    aline.post(ERASE, {"alone": "1"}, status=409)
    assert not _is_erased(cast, "aline")


def test_member_goes_by_one_button(cast):
    denis = Browser(cast.client_for("denis"))
    denis.get(ERASE)

    denis.post(ERASE)

    assert _is_erased(cast, "denis")
    assert cast.rows(select(Erasure.asked_by)) == ["person"]


def test_old_session_proves_itself_first(cast, clock):
    client = cast.client_for("denis")
    denis = Browser(client)
    denis.get(ERASE)
    clock.shift(timedelta(minutes=16))

    asked = denis.get(ERASE, status=303)
    refused = denis.post(ERASE)

    assert asked.location.startswith("/account/confirm")
    assert refused.location.startswith("/account/confirm")
    assert not _is_erased(cast, "denis")


def _erase_page(cast, who="bruno", language="fr"):
    aline = Browser(cast.client_for("aline"))
    page = f"{cast.les_amis.address}people/{cast[who].membership_id}/erase"
    aline.get(page)
    aline.post("/language", {"lang": language})
    aline.get(page)
    return aline, page


def test_manager_erases_at_a_persons_request(cast, language):
    aline, page = _erase_page(cast, "bruno", language)

    aline.follow(aline.post(f"{page}/now", {}))

    assert _is_erased(cast, "bruno")
    assert "Bruno" not in aline.here.text
    aline.get(page)  # somebody of that number was here: nothing says who
    assert "Bruno" not in aline.here.text


def test_manager_erases_of_the_team_too_but_not_themself(cast):
    aline = Browser(cast.client_for("aline"))
    team = f"/centres/{cast.quebec.slug}/team"
    aline.get(f"{team}/{cast.agathe.membership_id}/erase")
    aline.post(f"{team}/{cast.agathe.membership_id}/erase/now")
    aline.get(f"{team}/{cast.aline.membership_id}/erase")
    aline.post(f"{team}/{cast.aline.membership_id}/erase/now", status=409)

    assert _is_erased(cast, "agathe")
    assert not _is_erased(cast, "aline")


def test_log_names_nobody(cast, caplog):
    mine = plant(cast, cast.denis)
    denis = Browser(cast.client_for("denis"))
    with caplog.at_level(logging.DEBUG):
        denis.get(ERASE)
        denis.post(ERASE, {"texts": "1"})

    assert _is_erased(cast, "denis")
    assert [word for word in mine.values() if word in caplog.text] == []


@pytest.mark.parametrize(("args", "status"), [([], 1), (["--force"], 0)])
def test_host_erases_by_command(cast, args, status):
    run = cast.app.test_cli_runner().invoke(args=["erase-person", "ALINE@example.org", "--yes", *args])

    assert run.exit_code == status, run.stderr
    assert _is_erased(cast, "aline") is (status == 0)


def test_host_is_told_of_an_address_that_nobody_has(cast):
    run = cast.app.test_cli_runner().invoke(args=["erase-person", "nobody@example.org", "--yes"])

    assert run.exit_code == 1
    assert "Nobody has this address here." in run.stderr
