"""The page of what moved, its file and its PDF: the same words and figures, on one sheet, in a PDF that reads aloud."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from sqlalchemy import select

from socialtrack.home.actions import load_example
from socialtrack.journal.models import AccessEvent
from socialtrack.reports import movement_pdf
from socialtrack.tenancy.actions import add_organization
from socialtrack.tenancy.models import Organization
from tests.page import Page

SPAN = "since=2026-11-22&until=2026-11-24"


@pytest.fixture
def moved(cast, clock):
    """Twelve organizations came, and what they did was supported; two days later."""
    with cast.work_for("aline") as work:
        load_example(work)
    clock.shift(timedelta(days=2))
    return cast


@pytest.fixture
def reports(moved):
    return f"/centres/{moved.quebec.slug}/reports/movement"


def read(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.data))


def plain(text):
    """As two ways of reading say the same: a line may break anywhere."""
    return "".join(text.split())


def words(reader):
    return plain("".join(sheet.extract_text() for sheet in reader.pages))


def inside(page, tag):
    return [one.text for one in page.all(tag)]


def test_where_nobody_is_counted_no_figure_stands(moved, reports):
    client = moved.client_for("aline")

    page = Page(client.get(f"{reports}?{SPAN}&q=personne-de-ce-nom").text)
    words = read(client, f"{reports}.pdf?{SPAN}&q=personne-de-ce-nom").pages[0].extract_text()

    assert "Aucun organisme n’était là entre ces deux jours." in page.words
    assert "Étape par étape" not in page.words
    assert "Aucun organisme n’était là" in words
    assert "Tâches essentielles réglées" not in words


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_page_and_pdf_say_the_same(moved, reports, lang):
    client = moved.client_for("aline")
    page = Page(client.get(f"{reports}?{SPAN}&lang={lang}").text)
    said = words(read(client, f"{reports}.pdf?{SPAN}&lang={lang}"))
    sentences = [one.text for one in page.all("p") if any("told" in up.get("class") for up in one.above())]

    assert len(sentences) >= 3
    for words_of_page in (page.h1, *sentences, *inside(page, "td"), *inside(page, "th")):
        assert plain(words_of_page) in said, words_of_page


@pytest.mark.parametrize(
    ("lang", "locale", "title"), [("fr", "fr-CA", "Ce qui a bougé"), ("en", "en-CA", "What moved")]
)
def test_pdf_is_tagged_and_names_itself_and_its_language(moved, reports, lang, locale, title):
    reader = read(moved.client_for("aline"), f"{reports}.pdf?{SPAN}&lang={lang}")
    root = reader.trailer["/Root"]

    assert root["/Lang"] == locale
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == f"{title} – {moved.quebec.name}"
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/P"} <= kinds(root["/StructTreeRoot"])
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def kinds(node):
    """The kinds of elements in the tree that a screen reader walks."""
    found, waiting = set(), [node]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, list):
            waiting += [child for child in one if not isinstance(child, int)]
        elif isinstance(one, DictionaryObject):
            found |= {one["/S"]} if "/S" in one else set()
            waiting += [one["/K"]] if "/K" in one and not isinstance(one["/K"], int) else []
    return found


def test_funder_reads_one_sheet_and_no_name_of_an_organization(moved, reports):
    client = moved.client_for("aline")
    names = moved.rows(select(Organization.name).where(Organization.is_example))
    alone = read(client, f"{reports}.pdf?{SPAN}")
    annexed = read(client, f"{reports}.pdf?{SPAN}&organizations=1")
    page, annex = (client.get(f"{reports}?{SPAN}{more}").text for more in ("", "&organizations=1"))

    assert (len(alone.pages), len(annexed.pages)) == (1, 2)
    assert alone.pages[0].extract_text().splitlines()[:-1] == annexed.pages[0].extract_text().splitlines()[:-1]
    for name in names:
        assert plain(name) in words(annexed)
        assert plain(name) not in words(alone)
        assert (name in page, name in annex) == (False, True)


def test_all_fonts_travel_with_the_pdf(moved, reports):
    reader = read(moved.client_for("aline"), f"{reports}.pdf?{SPAN}")
    fonts = [font.get_object() for sheet in reader.pages for font in sheet["/Resources"]["/Font"].values()]

    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        assert "/FontFile3" in inner["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_pdf_of_a_past_day_stays_the_same_bytes(moved, reports, clock):
    client = moved.client_for("aline")
    address = f"{reports}.pdf?since=2026-11-22&until=2026-11-23&organizations=1"
    first = client.get(address).data
    clock.shift(timedelta(days=3))

    assert client.get(address).data == first


def test_what_somebody_wrote_is_never_code(moved, reports):
    """Nor does it reach another file of the machine."""
    hostile = '#read("/etc/passwd") $x$ = *gras* <b> « é » \\ #image("x.png")'
    with moved.work_for("aline") as work, work.write():
        add_organization(work, name=hostile)

    assert plain(hostile) in words(read(moved.client_for("aline"), f"{reports}.pdf?organizations=1"))


def test_without_the_package_the_page_prints_and_the_address_says_so(moved, reports, monkeypatch):
    monkeypatch.setattr(movement_pdf, "_PACKAGE", "no_such_package")
    client = moved.client_for("aline")
    page, answer = client.get(f"{reports}?{SPAN}"), client.get(f"{reports}.pdf?{SPAN}")

    assert "movement.pdf" not in page.text
    assert "Imprimée, cette page tient sur une feuille" in page.text
    assert answer.status_code == 404
    assert "ne fait pas de PDF" in answer.text


def test_only_what_is_taken_away_leaves_a_trace(moved, reports):
    client = moved.client_for("aline")

    def exported():
        return moved.rows(select(AccessEvent.id).where(AccessEvent.kind == "exported"))

    before = len(exported())
    client.get(f"{reports}?{SPAN}")
    client.head(f"{reports}.pdf?{SPAN}")
    assert len(exported()) == before
    client.get(f"{reports}.pdf?{SPAN}")
    client.get(f"{reports}.csv?{SPAN}")
    assert len(exported()) == before + 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("since=2026-13-01", "since"),
        ("until=2099-01-01", "until"),
        ("since=2026-11-24&until=2026-11-23", "since"),
        ("since=1999-01-01", "since"),
    ],
)
def test_days_that_were_not_understood_are_given_back(moved, reports, asked, said):
    answer = moved.client_for("aline").get(f"{reports}?{asked}")

    assert answer.status_code == 422
    assert Page(answer.text).element(f"{said}-error").text
    assert f'value="{asked.split("=")[1].split("&")[0]}"' in answer.text


def test_hidden_filters_are_kept_and_name_no_address(moved, reports):
    page = moved.client_for("aline").get(f"{reports}?{SPAN}&region=Lévis&_external=1&_anchor=x&endpoint=y").text

    assert 'name="region" value="Lévis"' in page
    assert "region=L%C3%A9vis" in page
    assert "parle" in page
    assert "#x" not in page


def test_command_writes_the_bytes_of_the_page(moved, reports, app):
    page = moved.client_for("aline").get(f"{reports}.csv?{SPAN}&organizations=1").data
    done = app.test_cli_runner().invoke(
        args=[
            *("export", "movement", "--centre", moved.quebec.slug, "--organizations"),
            *("--since", "2026-11-22", "--until", "2026-11-24"),
        ]
    )

    assert (done.exit_code, done.stdout_bytes) == (0, page)
