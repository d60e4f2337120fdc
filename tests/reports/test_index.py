"""« Rapports »: each file, its options, the filters that came along, and what is said where one cannot be made."""

import re

import pytest

from socialtrack.reports.rules import Report
from tests.page import Page


def reports_page(cast, more="", who="aline", status=200):
    answer = cast.client_for(who).get(f"/centres/{cast.quebec.slug}/reports/{more}")
    assert answer.status_code == status
    return answer


def test_each_report_is_offered_in_both_formats(cast):
    text = reports_page(cast).text

    files = set(re.findall(r'formaction="([^"]+)"', text))
    assert files == {f"{report}.{form}" for report in Report if report != Report.MOVEMENT for form in ("csv", "xlsx")}
    for file in files:
        assert (
            cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/{file}?form=1&as_of=").status_code == 200
        )
    assert f"/centres/{cast.quebec.slug}/reports/movement" in text


def test_filters_of_the_list_come_along_and_are_said(cast):
    text = reports_page(cast, "?status=stalled&tag=un&tag=deux&q=amis").text

    assert text.count('<input type="hidden" name="tag"') == 2
    assert '<input type="hidden" name="status" value="stalled">' in text
    assert "Nom\u00a0: amis" in text and "Étiquette\u00a0: deux" in text
    assert 'formaction="events.csv"' not in text and 'formaction="holding-back.xlsx"' not in text
    assert "Aucun filtre ne s’applique à ce fichier." in text


def test_what_cannot_be_made_comes_back_with_what_was_chosen(cast):
    answer = reports_page(cast, "tasks.xlsx?form=1&as_of=2099-01-01&names=1&header=keys&q=amis", status=422)

    assert "Ce jour n’est pas encore venu." in answer.text
    assert 'value="2099-01-01"' in answer.text and 'name="q" value="amis"' in answer.text
    assert re.search(r'name="names" value="1" checked', answer.text)
    assert '<option value="keys" selected>' in answer.text
    assert answer.text.count("autofocus") == 1


def test_what_nobody_typed_is_said_beside_the_files(cast):
    text = reports_page(cast, "events.csv?form=1&q=amis", status=422).text

    assert 'href="#files"' in text


def test_filter_that_does_not_exist_is_refused_on_the_page(cast):
    assert "Ce fichier n’a pas été fait" in reports_page(cast, "?task=nothing", status=422).text


def test_who_may_export_finds_the_page_in_the_menu_and_nobody_else(cast):
    for who in ("aline", "agathe"):
        assert ">Rapports</a>" in reports_page(cast, who=who).text
    assert cast.client_for("bruno").get(f"/centres/{cast.quebec.slug}/reports/").status_code in (403, 404)


def test_page_speaks_english(cast):
    text = reports_page(cast, "?status=stalled&lang=en").text

    assert "Only the organizations that these filters choose." in text and "Take all organizations" in text
    assert "Fichiers" not in text


def options_stand_open(answer):
    (fold,) = (fold for fold in Page(answer.text).all("details") if "Un autre jour" in fold.text)
    return "open" in fold.attributes


@pytest.mark.parametrize(
    "asked", ["", "?q=amis", "?header=labels&lang=fr&as_of=&names=&notes=&delimiter=", "?sort=name"]
)
def test_options_are_folded_away_while_nothing_is_chosen(cast, asked):
    assert not options_stand_open(reports_page(cast, asked))


@pytest.mark.parametrize("chosen", ["as_of=2026-11-20", "names=1", "notes=1", "header=keys", "delimiter=tab"])
def test_options_that_were_chosen_stand_open(cast, chosen):
    assert options_stand_open(reports_page(cast, f"?{chosen}"))


@pytest.mark.parametrize("wrong", ["as_of=hier", "delimiter=pipe", "header=x", "names=oui"])
def test_options_stand_open_beside_what_is_wrong_in_them(cast, wrong):
    answer = reports_page(cast, f"tasks.csv?form=1&{wrong}", status=422)

    assert options_stand_open(answer)
    assert f'href="#{wrong.partition("=")[0]}' in answer.text


def test_options_stay_folded_where_what_is_wrong_is_elsewhere(cast):
    assert not options_stand_open(reports_page(cast, "events.csv?form=1&q=amis", status=422))
