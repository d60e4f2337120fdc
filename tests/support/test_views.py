"""Logging support in two gestures, correcting it, taking it back; who reads it, and who never reads the note."""

import io
import zipfile

import pytest
from sqlalchemy import func, select

from socialtrack.journal.models import Event, TextRevision
from socialtrack.support.forms import way_back
from socialtrack.support.models import Support
from socialtrack.tenancy.organization_actions import archive_organization
from tests.browser import Browser
from tests.support.giving import logged

NOTE = "Rossignol du centre"


def person(cast, who, language="fr"):
    return Browser(cast.client_for(who, language=language))


def plain(page):
    """The words of a page, with plain spaces."""
    return page.words.replace("\u00a0", " ")


def open_form(browser, cast, where="overview"):
    browser.get(f"{cast.les_amis.address}{where}")
    return browser.page.form("/support/")


def given(cast):
    return [(row.kind, str(row.given_on), row.minutes) for row in cast.rows(select(Support).order_by(Support.id))]


@pytest.mark.parametrize("where", ["overview", "support/"])
def test_the_form_as_it_is_drawn_logs_a_call_of_today(cast, where):
    agathe = person(cast, "agathe")

    answer = agathe.submit(open_form(agathe, cast, where))

    assert answer.location.endswith("/overview#support")
    assert given(cast) == [("call", "2026-11-23", None)]
    page = agathe.follow(answer).page
    assert "C’est inscrit pour Les Amis : appel." in plain(page)
    assert "Agathe" in plain(page)


def test_the_same_form_sent_twice_logs_once(cast):
    agathe = person(cast, "agathe")
    form = open_form(agathe, cast)

    agathe.submit(form, {"minutes": "20"})
    agathe.submit(form, {"minutes": "20"})

    assert given(cast) == [("call", "2026-11-23", 20)]


WRONG = {
    "minutes": ["0", "1441", "-5", "2,5", "vingt", "9" * 30],
    "given_on": ["", "2026-11-24", "2026-11-01", "2026-02-30", "hier"],
    "kind": ["", "phone"],
    "note": ["Le mot de passe est Hunter2-hunter2!", "x" * 2_001, "a\x00b"],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_kept(cast, field, value):
    agathe = person(cast, "agathe")
    typed = {"kind": "visit", "minutes": "45", "note": "Belle rencontre", field: value}

    page = agathe.submit(open_form(agathe, cast), typed, status=422).page

    assert given(cast) == []
    assert page.has(f"{field}-error"), "the mistake stands beside its field"
    form = page.form("/support/")
    kept = {name: [said] for name, said in typed.items() if name != field}
    assert {name: form.values[name] for name in kept} == kept


def test_a_secret_in_a_note_is_kept_nowhere(cast):
    agathe = person(cast, "agathe")
    before = cast.rows(select(func.count()).select_from(TextRevision))

    agathe.submit(open_form(agathe, cast), {"note": "Le mot de passe est Hunter2-hunter2!"}, status=422)

    assert cast.rows(select(func.count()).select_from(TextRevision)) == before


def test_corrected_taken_away_and_put_back(cast):
    (id_,) = logged(cast, note=NOTE)
    aline = person(cast, "aline")
    aline.get(f"{cast.les_amis.address}support/{id_}")
    form = aline.page.form(f"/support/{id_}")
    away = aline.page.form("/remove")
    assert form.values["note"] == [NOTE]

    answer = aline.submit(form, {"kind": "visit", "minutes": "50"})
    assert "C’est corrigé : visite, 50 minutes." in plain(aline.follow(answer).page)
    assert given(cast) == [("visit", "2026-11-20", 50)]
    assert cast.rows(select(func.count()).select_from(TextRevision).where(TextRevision.body == NOTE)) == [1]

    page = aline.follow(aline.submit(away)).page
    assert "Rien d’inscrit pour le moment." in plain(page)
    back = page.form("/restore")
    page = aline.follow(aline.submit(back)).page
    assert "1 fois, 50 minutes en tout" in plain(page)


def test_a_correction_of_what_was_taken_away_meanwhile_keeps_what_was_typed(cast):
    (id_,) = logged(cast, note=NOTE)
    aline = person(cast, "aline")
    aline.get(f"{cast.les_amis.address}support/{id_}")
    form, away = aline.page.form(f"/support/{id_}"), aline.page.form("/remove")
    aline.submit(away)

    aline.submit(form, {"kind": "visit", "minutes": "50", "note": "Mésange du centre"}, status=409)
    again = aline.page.form(f"/support/{id_}")
    kept = again.values
    assert (kept["kind"], kept["minutes"], kept["note"]) == (["visit"], ["50"], ["Mésange du centre"])

    aline.submit(aline.page.form("/restore"))
    assert "C’est corrigé" in plain(aline.follow(aline.submit(again)).page)


def test_a_page_that_led_here_is_where_one_comes_back(cast):
    agathe = person(cast, "agathe")
    base = cast.app.extensions["socialtrack-settings"].base_url
    grid = f"/centres/{cast.quebec.slug}/organizations/?status=stalled"
    agathe.get(f"{cast.les_amis.address}support/", headers={"Referer": f"{base}{grid}"})
    form = agathe.page.form("/support/")

    assert form.values["back"] == [grid]
    assert agathe.submit(form).location == grid


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/",
        "//example.org",
        "/centres/montreal/",
        "/centres/quebec//x",
        "/centres/quebec/\\x",
        "",
        "x",
    ],
)
def test_no_other_page_is_gone_back_to(address):
    assert way_back(address, "quebec") == ""


def test_a_script_gets_the_form_alone_and_a_reader_the_page(cast):
    agathe, rachel = person(cast, "agathe"), person(cast, "rachel")
    agathe.get(f"/centres/{cast.quebec.slug}/")

    answer = agathe.get(f"{cast.les_amis.address}support/", htmx=True)

    assert answer.is_fragment
    assert answer.text.startswith('<div class="log-support" id="support-les-amis"')
    rachel.get(f"{cast.les_amis.address}support/")
    assert not [form for form in rachel.page.forms if "support" in form.address]


def together(cast, *slugs):
    return f"/centres/{cast.quebec.slug}/support/?only={','.join(slugs)}"


def test_a_workshop_is_logged_for_those_who_are_ticked(cast):
    agathe = person(cast, "agathe")
    agathe.get(together(cast, "les-amis", "le-phare", "no-such-one"))
    form = agathe.page.form("/support/")
    assert form.values["kind"] == ["workshop"]

    page = agathe.follow(agathe.submit(form, {"only": ["les-amis", "le-phare"], "minutes": "90"})).page

    assert "C’est inscrit pour 2 organismes : atelier, 1 h 30." in plain(page)
    assert given(cast) == [("workshop", "2026-11-23", 90)] * 2


def test_the_grid_leads_to_a_workshop_for_those_who_are_ticked(cast):
    agathe = person(cast, "agathe")
    agathe.get(f"/centres/{cast.quebec.slug}/organizations/")
    form = agathe.page.form("/bulk")

    page = agathe.follow(agathe.submit(form, {"only": ["les-amis", "le-phare"], "deed": "support"})).page
    refused = agathe.submit(form, {"which": "all", "deed": "support"}, status=422).page

    assert page.form("/support/").values["only"] == ["le-phare", "les-amis"]
    assert "Un soutien s’inscrit pour des organismes nommés" in plain(refused)


def test_a_workshop_of_nobody_or_of_one_that_is_archived_meanwhile_is_refused_and_kept(cast):
    agathe = person(cast, "agathe")
    agathe.get(together(cast, "les-amis", "le-phare"))
    form = agathe.page.form("/support/")
    with cast.work_for("aline") as work:
        archive_organization(work, cast.le_phare.id)

    page = agathe.submit(form, {"only": [], "offered": ["les-amis"], "note": NOTE}, status=422).page
    assert "Cochez au moins un organisme." in plain(page) and NOTE in plain(page)
    page = agathe.submit(form, {"only": ["les-amis", "le-phare"]}, status=422).page
    assert "Certains organismes choisis n’y sont plus" in plain(page)
    assert given(cast) == []


def test_others_organizations_are_not_even_there(cast):
    chantal, agathe = person(cast, "chantal"), person(cast, "agathe")
    (id_,) = logged(cast)
    page = chantal.get(f"/centres/{cast.montreal.slug}/support/?only=les-amis,le-phare").page
    assert "Le Phare" not in plain(page)
    chantal.get(f"{cast.les_amis.address}support/", status=404)
    agathe.get(f"{cast.le_phare.address}support/{id_}", status=404)
    agathe.get(f"/centres/{cast.quebec.slug}/")
    for gesture in ("", "/remove", "/restore"):
        agathe.post(
            f"{cast.le_phare.address}support/{id_}{gesture}", {"kind": "call", "given_on": "2026-11-20"}, status=404
        )


def test_its_members_read_that_it_was_given_and_never_the_note(cast):
    logged(cast, note=NOTE)
    for who in ("bruno", "beatrice", "denis"):
        browser = person(cast, who)
        page = browser.get(f"{cast.les_amis.address}history").page
        assert "Soutien donné par votre centre." in plain(page)
        assert "Appel, 20 minutes." in plain(page)
        assert "C’était le 20 novembre." in plain(page)
        assert NOTE not in plain(page)
        browser.get(f"{cast.les_amis.address}support/", status=403)
        browser.get(f"{cast.les_amis.address}overview", status=403)
    page = person(cast, "rachel").get(f"{cast.les_amis.address}history").page
    assert "Soutien donné, inscrit par Agathe." in plain(page)


def test_each_step_has_its_sentence_on_both_sides(cast):
    (id_,) = logged(cast)
    aline = person(cast, "aline")
    aline.get(f"{cast.les_amis.address}support/{id_}")
    aline.post(f"{cast.les_amis.address}support/{id_}", {"kind": "visit", "given_on": "2026-11-20", "minutes": "30"})
    aline.post(f"{cast.les_amis.address}support/{id_}/remove")
    aline.post(f"{cast.les_amis.address}support/{id_}/restore")

    words = plain(person(cast, "bruno").get(f"{cast.les_amis.address}history?kind=support").page)
    assert "Soutien donné, corrigé par votre centre." in words
    assert "Visite, 30 minutes. Avant : appel, 20 minutes." in words
    assert "Soutien inscrit par erreur, retiré par votre centre." in words
    assert "Soutien remis par votre centre." in words


def test_the_board_tells_it_once(cast):
    (id_,) = logged(cast, note=NOTE)
    aline = person(cast, "aline")
    aline.get(f"{cast.les_amis.address}support/{id_}")
    aline.post(f"{cast.les_amis.address}support/{id_}/remove")

    words = plain(aline.get(f"/centres/{cast.quebec.slug}/").page)

    assert words.count("Soutien donné à Les Amis : appel, 20 minutes") == 1
    assert NOTE not in words


def test_its_data_say_what_was_given_without_the_note(cast):
    logged(cast, note=NOTE)
    bruno = person(cast, "bruno")
    bruno.get(f"{cast.les_amis.address}data")
    answer = bruno.post(f"{cast.les_amis.address}data", status=200)

    with zipfile.ZipFile(io.BytesIO(answer.response.data)) as files:
        read = {name: files.read(name).decode("utf-8-sig") for name in files.namelist()}
    lines = read["soutien.csv"].splitlines()
    assert lines[0] == "Donné le;Genre;Minutes;Inscrit le;Jour du retrait"
    assert lines[1].startswith("2026-11-20;Appel;20;2026-11-23T")
    assert "Soutien donné par le centre" in read["evenements.csv"]
    assert NOTE not in "".join(read.values())


def test_english(cast):
    agathe = person(cast, "agathe", "en")
    agathe.get(f"{cast.les_amis.address}overview")
    agathe.post("/language", {"lang": "en"})

    page = agathe.follow(agathe.submit(open_form(agathe, cast), {"minutes": "90"})).page

    assert "Logged for Les Amis: call, 1 h 30 min." in plain(page)
    assert cast.rows(select(func.count()).select_from(Event).where(Event.kind == "support")) == [1]
