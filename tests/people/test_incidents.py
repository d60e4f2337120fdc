"""The register of confidentiality incidents: what is kept, what is refused, who may, and the file it makes."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from socialtrack.journal.models import AccessEvent, Event
from socialtrack.people.incident_rules import known_before, may_go_on
from socialtrack.people.models import Incident
from tests.browser import Browser

SAID = {
    "circumstances": "Un courriel est parti avec toutes les adresses visibles.",
    "information": "Noms et courriels de bénévoles.",
    "happened_from": "2026-11-18",
    "happened_to": "",
    "happened_words": "",
    "known_on": "2026-11-20",
    "persons": "38",
    "persons_words": "",
    "is_serious": "no",
    "assessment": "Des adresses connues dans le milieu, rien de sensible.",
    "commission_told_on": "",
    "persons_told_on": "",
    "public_notice": "",
    "measures": "Un mot d’excuse, et l’équipe sait comment faire.",
}


@pytest.fixture
def address(cast):
    return f"/centres/{cast.quebec.slug}/incidents"


@pytest.fixture
def aline(cast):
    return Browser(cast.client_for("aline"))


def write(browser, address, status=303, **values):
    form = browser.get(f"{address}/add").page.form("/incidents/add")
    return browser.submit(form, {**SAID, **values}, status=status)


def kept(cast):
    return cast.rows(select(Incident).order_by(Incident.id))


def traces(cast):
    return [(row.kind, row.after) for row in cast.rows(select(AccessEvent).order_by(AccessEvent.id))]


def test_incident_is_kept_as_it_was_written(cast, aline, address):
    answer = write(
        aline,
        address,
        is_serious="yes",
        happened_to="2026-11-19",
        commission_told_on="2026-11-21",
        persons_told_on="2026-11-22",
        public_notice="Une adresse sur cinq ne répond plus.",
    )

    page = aline.follow(answer).page
    assert "1 incident au registre" in page.words.replace("\u00a0", " ")
    (row,) = kept(cast)
    assert (row.centre_id, row.written_by, row.changed_at) == (cast.quebec.id, cast.aline.membership_id, None)
    assert (row.happened_from, row.happened_to, row.known_on) == (
        date(2026, 11, 18),
        date(2026, 11, 19),
        date(2026, 11, 20),
    )
    assert (row.persons, row.is_serious) == (38, True)
    assert (row.commission_told_on, row.persons_told_on) == (date(2026, 11, 21), date(2026, 11, 22))
    for name in ("circumstances", "information", "assessment", "measures"):
        assert getattr(row, name) == SAID[name]
    assert row.public_notice == "Une adresse sur cinq ne répond plus."


def test_words_of_an_incident_are_in_no_journal(cast, aline, address):
    write(aline, address)

    assert traces(cast) == [("incident-added", None)]
    assert not [row for row in cast.rows(select(Event)) if "incident" in row.kind]


def test_what_is_not_sure_is_said_in_words(cast, aline, address):
    write(aline, address, happened_from="", happened_words="au printemps", persons="", persons_words="entre 30 et 50")

    (row,) = kept(cast)
    assert (row.happened_from, row.happened_words, row.persons, row.persons_words) == (
        None,
        "au printemps",
        None,
        "entre 30 et 50",
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"circumstances": ""}, "circumstances"),
        ({"information": "   "}, "information"),
        ({"assessment": ""}, "assessment"),
        ({"measures": ""}, "measures"),
        ({"measures": "x" * 4001}, "measures"),
        ({"happened_from": ""}, "happened_from"),
        ({"happened_from": "2026-13-01"}, "happened_from"),
        ({"happened_from": "2026-11-24"}, "happened_from"),
        ({"happened_to": "2026-11-17"}, "happened_to"),
        ({"known_on": ""}, "known_on"),
        ({"known_on": "2026-11-24"}, "known_on"),
        ({"persons": ""}, "persons"),
        ({"persons": "-1"}, "persons"),
        ({"persons": "beaucoup"}, "persons"),
        ({"persons": "9" * 20}, "persons"),
        ({"is_serious": ""}, "is_serious"),
        ({"is_serious": "maybe"}, "is_serious"),
        ({"commission_told_on": "demain"}, "commission_told_on"),
        ({"circumstances": "a\x00b"}, "circumstances"),
    ],
)
def test_refused_form_keeps_what_was_typed_and_writes_nothing(cast, aline, address, values, field):
    page = write(aline, address, 422, **values).page

    assert f"#{field}" in page.text
    assert page.form("/incidents/add").values["persons_words" if field == "persons" else "known_on"] is not None
    if field != "measures":
        assert page.form("/incidents/add").values["measures"] == [SAID["measures"]]
    assert kept(cast) == []


def test_incident_is_looked_at_again_and_says_when(cast, aline, address, clock):
    write(aline, address)
    (row,) = kept(cast)
    clock.shift(timedelta(days=1))
    form = aline.get(f"{address}/{row.id}").page.form(f"/incidents/{row.id}")
    assert {name: values[0] for name, values in form.values.items() if name in SAID} == SAID

    aline.submit(form, {"is_serious": "yes", "commission_told_on": "2026-11-24"})

    (after,) = kept(cast)
    assert (after.is_serious, after.commission_told_on, after.written_at) == (True, date(2026, 11, 24), row.written_at)
    assert after.changed_at == row.written_at + timedelta(days=1)
    assert traces(cast) == [("incident-added", None), ("incident-changed", None)]


def test_saving_without_touching_leaves_no_trace(cast, aline, address):
    write(aline, address)
    (row,) = kept(cast)

    page = aline.follow(aline.submit(aline.get(f"{address}/{row.id}").page.form(f"/incidents/{row.id}"))).page

    assert "Rien n’a changé" in page.words
    assert kept(cast)[0].changed_at is None
    assert traces(cast) == [("incident-added", None)]


def test_incident_changed_meanwhile_shows_both_and_keeps_what_was_typed(cast, aline, address, clock):
    write(aline, address)
    (row,) = kept(cast)
    form = aline.get(f"{address}/{row.id}").page.form(f"/incidents/{row.id}")
    clock.shift(timedelta(minutes=1))
    other = Browser(cast.client_for("aline"))
    other.submit(other.get(f"{address}/{row.id}").page.form(f"/incidents/{row.id}"), {"measures": "Autre chose."})

    page = aline.submit(form, {"measures": "Mes mots."}, status=409).page

    assert "Autre chose." in page.words
    assert page.form(f"/incidents/{row.id}").values["measures"] == ["Mes mots."]
    assert kept(cast)[0].measures == "Autre chose."
    aline.submit(page.form(f"/incidents/{row.id}"))
    assert kept(cast)[0].measures == "Mes mots."


def test_foreign_incident_is_nothing(cast, aline, address):
    chantal = Browser(cast.client_for("chantal"))
    write(chantal, f"/centres/{cast.montreal.slug}/incidents", circumstances="Un canari de Montréal.")
    (row,) = kept(cast)

    missing = aline.get(f"{address}/{2**31}", status=404)
    foreign = aline.get(f"{address}/{row.id}", status=404)
    aline.get(address)
    aline.post(f"{address}/{row.id}", {**SAID, "drawn": "0"}, status=404)

    assert foreign.text == missing.text
    assert "canari" not in aline.get(address).text
    assert "canari" not in aline.client.get(f"{address}.csv").text
    assert kept(cast)[0].circumstances == "Un canari de Montréal."


def test_register_is_the_managers_alone(cast, address):
    for who in ("agathe", "rachel", "bruno"):
        Browser(cast.client_for(who)).get(address, status=403)
        assert cast.client_for(who).get(f"{address}.csv").status_code == 403


def test_nothing_deletes_an_incident_from_the_pages(cast, aline, address):
    write(aline, address)
    (row,) = kept(cast)

    rules = [rule for rule in cast.app.url_map.iter_rules() if "/incidents" in rule.rule]
    assert {rule.rule.rsplit("/", 1)[-1] for rule in rules} == {"incidents", "add", "incidents.csv", "<int:incident>"}
    assert cast.client_for("aline").delete(f"{address}/{row.id}").status_code in (400, 405)
    assert kept(cast) != []


def test_file_has_the_fields_of_the_regulation_and_runs_nothing(cast, aline, address):
    write(aline, address, circumstances='=HYPERLINK("http://x")', measures="Deux lignes\net une virgule; voilà")

    data = aline.client.get(f"{address}.csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(data, newline=""), delimiter=";")

    assert row["Ce qui s’est passé"] == '\'=HYPERLINK("http://x")'
    assert row["Ce que vous avez fait ensuite"] == "Deux lignes\net une virgule; voilà"
    assert row["Y a-t-il un risque de préjudice sérieux?"] == "non"
    assert row["Nombre de personnes touchées"] == "38"
    assert len(row) == 17
    assert traces(cast)[-1] == ("exported", "incidents")


def test_notices_that_wait_are_marked(cast, aline, address):
    write(aline, address, is_serious="yes", commission_told_on="2026-11-21")

    assert "à envoyer" in aline.get(address).page.words


def test_page_says_what_the_law_asks_with_its_source_and_that_it_is_no_advice(cast, aline, address):
    page = aline.get(address).page

    assert any("legisquebec.gouv.qc.ca/fr/document/rc/A-2.1" in link for link in page.links)
    assert "Ceci n’est pas un avis juridique." in page.words
    assert len([item for item in page.all("li") if item.text.endswith((";", "curiosité."))]) == 3


def test_page_in_english(cast, address):
    browser = Browser(cast.client_for("aline", language="en"))

    page = browser.get(f"{address}?lang=en").page
    browser.get(f"{address}/add?lang=en")

    assert page.h1 == "Confidentiality incidents"


def test_incident_may_go_after_five_whole_years():
    assert may_go_on(date(2021, 11, 23)) == date(2026, 11, 23)
    assert may_go_on(date(2024, 2, 29)) == date(2029, 3, 1)
    assert known_before(date(2026, 11, 23)) == date(2021, 11, 23)
    assert known_before(date(2028, 2, 29)) == date(2023, 2, 28)
    for known_on in (date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 29), date(2020, 12, 31)):
        first = may_go_on(known_on)
        assert known_on <= known_before(first)
        assert known_on > known_before(first - timedelta(days=1))
