"""Bringing a list: nothing before the preview, everything at once after it, and the same file twice changes nothing."""

from contextlib import contextmanager
from io import BytesIO

import pytest
from sqlalchemy import select

from socialtrack.home import actions
from socialtrack.home.import_actions import ImportOvertaken, import_organizations, preview_import
from socialtrack.jobs.running import worker_of
from socialtrack.journal.models import CentreTotals, Event
from socialtrack.tenancy.models import Organization
from socialtrack.tenancy.read_list import read_list
from tests.browser import Browser

LIST = "Nom;Référence;Région;Étiquettes;Courriel\nLes Amis;12;Basse-Rive;;\nLe Jardin;13;;aînés;j@example.org\n;14;;;\n"


@pytest.fixture
def address(cast):
    return f"/centres/{cast.quebec.slug}/import"


def preview(browser, address, text=LIST, status=200):
    data = text if isinstance(text, bytes) else text.encode()
    form = browser.get(address).page.form("import")
    return browser.submit(
        form, {"file": (BytesIO(data), "liste.csv")}, status=status, content_type="multipart/form-data"
    )


def agree(browser, page, status=303):
    return browser.submit(page.form("import/confirm"), status=status, content_type="multipart/form-data")


def rows(cast):
    found = cast.rows(select(Organization).where(Organization.centre_id == cast.quebec.id).order_by(Organization.id))
    return [(one.name, one.reference, one.region, one.tags, one.email) for one in found]


def events(cast):
    return len(cast.rows(select(Event).where(Event.centre_id == cast.quebec.id)))


def test_preview_tells_each_line_and_changes_nothing(cast, aline, address):
    before = rows(cast), events(cast)

    words = preview(aline, address).page.words.replace("\u00a0", " ")

    assert "1 ligne refusée" in words and "Nom : Ce champ est vide." in words
    assert "Référence : 12; Région : Basse-Rive" in words
    assert "13; aînés; j@example.org" in words
    assert (rows(cast), events(cast)) == before


def test_agreeing_does_all_of_it_in_one_go(cast, aline, address):
    page = preview(aline, address).page

    answer = aline.follow(agree(aline, page))

    assert rows(cast) == [
        ("Les Amis", "12", "Basse-Rive", [], None),
        ("Le Phare", None, None, [], None),
        ("Le Jardin", "13", None, ["aînés"], "j@example.org"),
    ]
    assert (
        "1 organisme ajouté. 1 organisme mis à jour. 1 ligne laissée de côté. Inviter leurs pers" in answer.page.words
    )
    kinds = cast.rows(select(Event).where(Event.centre_id == cast.quebec.id, Event.channel == "import"))
    assert [one.kind for one in kinds] == ["organization-changed", "organization-added", "organizations-imported"]
    totals = cast.rows(select(CentreTotals).where(CentreTotals.centre_id == cast.quebec.id))[0]
    assert (totals.organizations, totals.not_started) == (3, 2)


def test_same_file_twice_changes_nothing(cast, aline, address):
    agree(aline, preview(aline, address).page)
    before = rows(cast), events(cast)

    again = preview(aline, address).page

    assert not [form for form in again.forms if form.address.endswith("confirm")]
    assert (rows(cast), events(cast)) == before


def test_agreeing_twice_is_done_once(cast, aline, address):
    page = preview(aline, address).page
    agree(aline, page)
    before = rows(cast), events(cast)

    answer = aline.follow(agree(aline, page))

    assert "rien n’a changé" in answer.page.words
    assert (rows(cast), events(cast)) == before


def test_centre_that_changed_meanwhile_is_shown_a_new_preview(cast, aline, address):
    page = preview(aline, address).page
    with cast.work_for("agathe") as work:
        actions.add_organization(work, actions.Details("Le Jardin", "99"))
    before = rows(cast), events(cast)

    again = agree(aline, page, status=409).page

    assert "Rien n’a été importé" in again.words
    assert "a déjà une autre référence, 99" in again.words
    assert (rows(cast), events(cast)) == before
    agree(aline, again)
    assert rows(cast)[0][1] == "12"


def test_list_of_another_person_or_changed_on_the_way_is_refused(cast, aline, address):
    packed = preview(aline, address).page.form("import/confirm").values["list"][0]
    chantal = Browser(cast.client_for("chantal"))
    chantal.get(f"/centres/{cast.montreal.slug}/import")
    before = rows(cast)

    for browser, place, text in (
        (chantal, f"/centres/{cast.montreal.slug}/import/confirm", packed),
        (aline, f"{address}/confirm", packed[:-3] + "abc"),
        (aline, f"{address}/confirm", ""),
        (aline, f"{address}/confirm", "\x00" + "é" * 1000),
    ):
        answer = browser.post(place, {"list": text}, status=422)
        assert "L’aperçu n’est pas arrivé entier" in answer.page.words

    assert rows(cast) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "Ce fichier est vide."),
        (b"Nom\nab\0c\n", "n’est pas un texte"),
        (b"PK\x03\x04xlsx", "est abîmé"),
        (b"Nom\n" + b"x\n" * 10_001, "plus de 10000 lignes"),
        (b"Nom\n" + b"x\n" * 1_000_000, "plus de 10000 lignes"),
        (b"Nom\nPopote" + b";x" * 2_000 + b"\n", "colonnes"),
        (b"Nom\n" + b"x" * 4_000_001, "dépasse 4"),
    ],
)
def test_file_that_cannot_be_read_says_why_and_changes_nothing(cast, aline, address, text, words):
    before = rows(cast), events(cast)

    page = preview(aline, address, text, status=422).page

    assert words in page.words.replace("\u00a0", " ")
    assert page.element("file").get("aria-invalid") == "true"
    assert (rows(cast), events(cast)) == before


def test_no_file_at_all_is_said(aline, address):
    aline.get(address)

    assert "Aucun fichier" in aline.post(address, {}, status=422).page.words


def test_body_beyond_all_measure_is_413(aline, address):
    preview(aline, address, b"Nom\n" + b"x" * 5_000_000, status=413)


def test_formulas_lose_one_apostrophe_and_nothing_else(cast, aline, address):
    agree(aline, preview(aline, address, "Nom;Région\n'=SOMME(A1);'+1 x\n").page)

    assert rows(cast)[-1][:3] == ("=SOMME(A1)", None, "+1 x")


def test_longest_list_passes_whole_and_again_changes_nothing(cast, aline, address):
    """The preview is cut short, the list that travels in the page is not."""
    text = "Nom;Référence\n" + "".join(f"Organisme {n};R{n}\n" for n in range(10_000))

    page = preview(aline, address, text).page
    answer = agree(aline, page)
    worker_of(cast.app).work_off()

    assert "10000 organismes ajoutés." in aline.follow(answer).page.words.replace("\u00a0", "")
    assert len(rows(cast)) == 10_002
    assert "autres lignes" in page.words
    before = events(cast)
    again = preview(aline, address, text).page
    assert [form for form in again.forms if form.address.endswith("/confirm")] == []
    assert events(cast) == before


def test_wide_list_is_read_for_what_it_says(cast, aline, address):
    """Two hundred columns, of which we know one."""
    titles = ";".join(["Nom", *(f"Colonne {n}" for n in range(199))])

    agree(aline, preview(aline, address, f"{titles}\nPopote{';x' * 199}\n").page)

    assert "Popote" in str(rows(cast))


@pytest.mark.parametrize(("who", "status"), [("agathe", 403), ("rachel", 403), ("bruno", 403), ("chantal", 404)])
def test_import_is_for_managers(cast, address, who, status):
    Browser(cast.client_for(who)).get(address, status=status)


@pytest.mark.parametrize("is_agreed", [True, False])
def test_centre_that_changes_between_judging_and_writing_is_judged_again(cast, is_agreed):
    """Somebody adds « Le Jardin » just before the lock is taken: it is not added a second time."""
    lines = read_list(LIST.encode()).lines
    with cast.work_for("aline") as work:
        digest = preview_import(work, lines).digest if is_agreed else None
        begin = work.begin_write

        @contextmanager
        def meanwhile(late):
            with cast.work_for("agathe") as other:
                actions.add_organization(other, actions.Details("Le Jardin"))
            with begin(late):
                yield

        work.begin_write = meanwhile
        if is_agreed:
            with pytest.raises(ImportOvertaken):
                import_organizations(work, lines, digest=digest)
        else:
            import_organizations(work, lines)

    assert [name for name, *_ in rows(cast)].count("Le Jardin") == 1
