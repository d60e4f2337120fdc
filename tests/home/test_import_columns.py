"""A list whose columns nobody recognizes: somebody says which is which, and the same file is read again."""

import csv
import io
from io import BytesIO

import pytest
from sqlalchemy import select

from socialtrack.home import import_actions
from socialtrack.home.import_parcel import MOST_PACKED
from socialtrack.kernel.moments import utc_now
from socialtrack.tenancy.actions import change_organizations
from socialtrack.tenancy.models import Membership, Organization
from socialtrack.tenancy.queries import details_of
from socialtrack.tenancy.read_list import read_list
from socialtrack.tenancy.rules import Details
from tests.cast import everything
from tests.tenancy.workbooks import saved, workbook

UNKNOWN = "Qui;Où;Combien\nLe Jardin;Basse-Rive;3\nLa Popote;Haute-Rive;5\n"


@pytest.fixture
def address(cast):
    return f"/centres/{cast.quebec.slug}/import"


def brought(browser, address, data, *, status=200, name="liste.csv"):
    data = data.encode() if isinstance(data, str) else data
    form = browser.get(address).page.form("import")
    return browser.submit(form, {"file": (BytesIO(data), name)}, status=status, content_type="multipart/form-data").page


def again(browser, page, step, address, status=200, **chosen):
    """The form of that page, sent to one of the steps as one of its buttons does."""
    (form,) = [form for form in page.forms if "/import/" in form.address]
    values = {**form.values, **chosen}
    return browser.post(f"{address}/{step}", values, status=status, content_type="multipart/form-data")


def rows(cast):
    found = cast.rows(select(Organization).where(Organization.centre_id == cast.quebec.id).order_by(Organization.id))
    return [details_of(one) for one in found]


def names(cast):
    return [one.name for one in rows(cast)]


def test_unknown_titles_ask_for_the_columns_and_change_nothing(cast, aline, address):
    before = rows(cast)

    page = brought(aline, address, UNKNOWN)

    assert "Aucune colonne n’est reconnue comme celle du nom." in page.words
    assert "Par exemple Le Jardin, La Popote" in page.words and "Basse-Rive, Haute-Rive" in page.words
    assert rows(cast) == before


def test_columns_that_are_chosen_are_read(cast, aline, address):
    page = brought(aline, address, UNKNOWN)

    matched = again(aline, page, "columns", address, **{"column-0": "name", "column-1": "region"}).page
    again(aline, matched, "confirm", address, status=303)

    assert rows(cast)[-2:] == [
        Details("Le Jardin", region="Basse-Rive", language="fr"),
        Details("La Popote", region="Haute-Rive", language="fr"),
    ]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"column-1": "region"}, "Aucune colonne n’est reconnue"),
        ({"column-0": "name", "column-1": "name"}, "dit la même chose qu’une autre"),
    ],
)
def test_choice_that_does_not_settle_the_columns_is_kept_and_explained(aline, address, chosen, words):
    page = brought(aline, address, UNKNOWN)

    answer = again(aline, page, "columns", address, status=422, **chosen)

    assert words in answer.page.words
    (form,) = [form for form in answer.page.forms if "/import/" in form.address]
    assert {name: form.values[name] for name in chosen} == {name: [value] for name, value in chosen.items()}


def test_titles_can_stand_on_another_line_or_on_none(cast, aline, address):
    page = brought(aline, address, UNKNOWN)

    without = again(aline, page, "columns", address, titles="0").page
    matched = again(aline, without, "columns", address, **{"column-0": "name"}).page
    again(aline, matched, "confirm", address, status=303)

    assert names(cast)[-3:] == ["Qui", "Le Jardin", "La Popote"]


def test_columns_changed_just_before_agreeing_are_shown_first(cast, aline, address):
    before = rows(cast)
    page = brought(aline, address, "Nom;Région\nLe Jardin;Basse-Rive\n")

    shown = again(aline, page, "confirm", address, status=409, **{"column-1": "sector"}).page

    assert "Vous avez changé les colonnes" in shown.words
    assert rows(cast) == before
    again(aline, shown, "confirm", address, status=303)
    assert rows(cast)[-1] == Details("Le Jardin", sector="Basse-Rive", language="fr")


def test_workbook_with_several_sheets_offers_them(cast, aline, address):
    book = workbook(["Nom"], ["De la première"], more=[("Membres", [["Name", "Sector"], ["Le Jardin", "Jardinage"]])])
    page = brought(aline, address, saved(book), name="liste.xlsx")
    assert "De la première" in page.words

    other = again(aline, page, "columns", address, sheet="1").page
    again(aline, other, "confirm", address, status=303)

    assert rows(cast)[-1] == Details("Le Jardin", sector="Jardinage", language="fr")


ALL = (
    *("Nom", "Référence", "Région", "Secteur", "Étiquettes", "Langue", "Courriel", "Téléphone", "Adresse"),
    *("Personne à joindre", "Personne-ressource"),
)
SAID = (
    *("Le Jardin", "13", "Basse-Rive", "Alimentation", "aînés, repas", "anglais", "j@example.org", "418 555-0101"),
    *("12, rue du Quai", "Odile Gagnon"),
)


@pytest.mark.parametrize("advisor", ["Agathe", "agathe", "AGATHE@example.org"])
def test_all_that_a_list_can_say_is_kept(cast, aline, address, advisor):
    page = brought(aline, address, saved(workbook(ALL, (*SAID, advisor))), name="liste.xlsx")
    assert "Agathe" in page.words and "anglais" in page.words
    again(aline, page, "confirm", address, status=303)

    whole = Details(
        *("Le Jardin", "13", "Basse-Rive", ("aînés", "repas"), "j@example.org", "Alimentation", "en"),
        *("12, rue du Quai", "418 555-0101", "Odile Gagnon", cast.agathe.membership_id),
    )
    assert rows(cast)[-1] == whole


@pytest.mark.parametrize("who", ["Chantal", "Bruno", "bruno@example.org", "Personne"])
def test_advisor_who_is_not_of_the_team_refuses_the_line(cast, aline, address, who):
    page = brought(aline, address, f"Nom;Personne-ressource\nLe Jardin;{who}\nLa Popote;\n")

    assert f"Personne ne s’appelle «\u00a0{who}\u00a0» dans l’équipe" in page.words
    again(aline, page, "confirm", address, status=303)
    assert names(cast)[-1] == "La Popote"


def test_refused_lines_come_back_as_a_file_that_can_be_mended(cast, aline, address):
    page = brought(aline, address, "Qui;Courriel;Note\n;a@b.ca;=1+1\nLe Jardin;sans arobas;x\nLa Popote;;\n")
    page = again(aline, page, "columns", address, **{"column-0": "name"}).page
    before = rows(cast)

    answer = again(aline, page, "refused", address)

    assert answer.headers["Content-Type"].startswith("text/csv")
    assert 'filename="lignes-refusees.csv"' in answer.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.response.data.decode("utf-8-sig")), delimiter=";"))
    assert [line[1:] for line in lines] == [
        ["Nom", "Courriel", "Note"],
        ["", "a@b.ca", "'=1+1"],
        ["Le Jardin", "sans arobas", "x"],
    ]
    assert [line[0].replace("\u00a0", " ") for line in lines[:2]] == ["Pourquoi", "Nom : Ce champ est vide."]
    assert rows(cast) == before
    mended = answer.response.data.decode("utf-8-sig").replace("sans arobas", "jardin@example.org")
    again(aline, brought(aline, address, mended), "confirm", address, status=303)
    assert rows(cast)[-1] == Details("Le Jardin", email="jardin@example.org", language="fr")


@pytest.mark.parametrize("step", ["columns", "refused", "confirm"])
def test_file_of_somebody_else_goes_nowhere(cast, aline, address, step):
    page = brought(aline, address, UNKNOWN)
    (form,) = [form for form in page.forms if "/import/" in form.address]
    packed = form.values["list"][0]

    for text in (packed[:-4] + "AAAA", "A" + packed, "", "é\x00"):
        answer = aline.post(f"{address}/{step}", {"list": text}, status=422)
        assert "L’aperçu n’est pas arrivé entier" in answer.page.words
        aline.get(address)


@pytest.mark.parametrize("header", ["labels", "keys"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_our_own_report_brought_back_changes_nothing(cast, header, language):
    with cast.work_for("aline") as work, work.write():
        said = Details("L’Été à Lévis", "12", "Lévis", ("aînés", "=b"), advisor_id=cast.agathe.membership_id)
        change_organizations(work, {cast.les_amis.id: said})
    report = f"/centres/{cast.quebec.slug}/reports/organizations.csv?header={header}&lang={language}&names=1"
    answer = cast.client_for("aline").get(report)
    assert answer.status_code == 200 and "Agathe" in answer.text

    found = read_list(answer.data)
    with cast.work_for("aline") as work:
        preview = import_actions.preview_import(work, found.lines)

    assert {column.field for column in found.columns} >= {"name", "slug", "region", "tags", "advisor"}
    assert (found.left_aside, [one.outcome for one in preview.planned]) == ((), ["unchanged", "unchanged"])


def test_advisor_who_has_left_stays_where_they_were_named(cast):
    with cast.work_for("aline") as work, work.write():
        change_organizations(work, {cast.les_amis.id: Details("Les Amis", advisor_id=cast.agathe.membership_id)})
    with cast.app.app_context(), everything() as session:
        session.get_one(Membership, cast.agathe.membership_id).ended_at = utc_now()
        session.commit()
    lines = read_list(b"Nom;Personne-ressource\nLes Amis;Agathe\nLe Phare;Agathe\n").lines
    with cast.work_for("aline") as work:
        preview = import_actions.preview_import(work, lines)

    assert [(one.outcome, one.error and one.error.code) for one in preview.planned] == [
        ("unchanged", None),
        ("refused", "advisor-unknown"),
    ]


def test_file_of_ten_thousand_lines_travels_within_the_measure(cast, aline, address):
    text = "Nom;Référence;Région;Adresse;Courriel;Téléphone\n" + "".join(
        f"Organisme des aînés {n * 7919 % 10007};R{n};Basse-Rive;{n}, rue du Quai;o{n}@example.org;418 555-{n:04}\n"
        for n in range(10_000)
    )

    page = brought(aline, address, text)

    (form,) = [form for form in page.forms if "/import/" in form.address]
    assert len(form.values["list"][0]) < MOST_PACKED / 8
