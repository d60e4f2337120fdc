"""The life of a live address: what a program may ask of it, whom it stands on, and where it is never written."""

import gzip
import logging
import re

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.kernel.errors import Busy
from socialtrack.kernel.moments import utc_now
from socialtrack.people.erasure_actions import Order, erase_person
from socialtrack.reports import live_views
from socialtrack.reports.live_rules import LIVE_REPORTS
from socialtrack.reports.models import LiveAddress
from socialtrack.tenancy.models import Membership, Organization
from tests.browser import Browser
from tests.cast import everything
from tests.people.planting import everything_kept

GONE = live_views.GONE.encode()


def change(cast, statement):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(statement)


def of(member):
    return update(Membership).where(Membership.id == member.membership_id)


def the_one(cast):
    (row,) = cast.rows(select(LiveAddress))
    return row


def folds(page):
    """Which folds of a page stand open, by the words that name them."""
    return {next(fold.all("summary")).text: "open" in fold.attributes for fold in page.all("details")}


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-9"},
        {"If-None-Match": '"x", *', "If-Modified-Since": "Mon, 23 Nov 2026 15:00:00 GMT"},
        {"Accept-Encoding": "gzip, br, zstd"},
        {"Accept": "application/json", "Origin": "https://docs.google.com", "Referer": "https://docs.google.com/"},
    ],
)
def test_whatever_a_program_asks_besides_it_gets_the_whole_report(open_one, reader, headers):
    address = open_one()
    whole = reader.get(address)

    answer = reader.get(address, headers=headers)

    data = gzip.decompress(answer.data) if answer.headers.get("Content-Encoding") == "gzip" else answer.data
    assert (answer.status_code, data) == (200, whole.data)
    for header in ("ETag", "Last-Modified", "Set-Cookie", "Access-Control-Allow-Origin"):
        assert header not in answer.headers


def test_no_copy_of_it_is_kept_on_the_way_and_no_other_site_hears_of_it(cast, open_one, reader):
    address = open_one()
    closed = reader.get("/live/rien.csv")

    for answer in (reader.get(address), reader.head(address), closed):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    # Whoever is signed in reads the same bytes, and nothing of their session is touched.
    signed_in = cast.client_for("bruno").get(address, buffered=True)
    assert signed_in.data == reader.get(address).data
    assert "Set-Cookie" not in signed_in.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_but_reading_is_answered(cast, open_one, reader, method):
    address = open_one()

    answer = reader.open(address, method=method, data={"name": "x"})

    assert answer.status_code in (400, 405)
    assert answer.data and b"Les Amis" not in answer.data
    assert the_one(cast).uses == 0


def test_token_with_anything_else_about_it_is_another(cast, open_one, reader):
    address = open_one()
    token = address.removeprefix("/live/").removesuffix(".csv")
    near = [
        *(f"/live/{token}{more}.csv" for more in (".csv", "=", "A", "%00", "%20", "%0A", ";x", "%2F..", "\u200b")),
        *(f"/live/{before}{token}.csv" for before in ("%20", "A", "-", "%00", "=")),
        *(f"/live/{token[:-1]}.csv", f"/live/{token.swapcase()}.csv", f"/live/{token[1:]}{token[0]}.csv"),
    ]

    for other in near:
        answer = reader.get(other)
        assert (answer.status_code, b"Les Amis" in answer.data) == (404, False), other
        assert answer.data == GONE or "%2F" in other, other
    for elsewhere in (f"{address}/", f"{address}x", f"/live/{token}", f"/live/{token}.CSV", f"/live/{token}.xlsx"):
        answer = reader.get(elsewhere)
        assert answer.status_code == 404 and b"Les Amis" not in answer.data, elsewhere
    assert the_one(cast).uses == 0


def test_throttle_is_of_one_address_and_a_refused_reading_is_not_counted(cast, open_one, reader):
    one, other = open_one(), open_one(name="Un autre")
    for _ in range(8):
        last = reader.get(one)

    assert (last.status_code, reader.get(other).status_code) == (429, 200)
    assert reader.head(one).status_code == 429
    rows = {row.name: row.uses for row in cast.rows(select(LiveAddress))}
    assert rows == {"Le conseil": 6, "Un autre": 1}


@pytest.mark.parametrize("report", LIVE_REPORTS)
def test_whoever_is_held_to_a_caseload_since_shows_no_more_than_it(cast, open_one, reader, report):
    address = open_one("agathe", report=report)
    assert reader.get(address).status_code == 200

    change(
        cast,
        update(Organization).where(Organization.id == cast.le_phare.id).values(advisor_id=cast.agathe.membership_id),
    )
    change(cast, of(cast.agathe).values(sees_caseload_only=True))
    answer = reader.get(address)

    assert answer.status_code == 200
    assert "Les Amis" not in answer.text
    theirs = cast.client_for("agathe").get(
        f"/centres/{cast.quebec.slug}/reports/{report}.csv?delimiter=comma", buffered=True
    )
    assert answer.data == theirs.data


def test_it_ends_with_the_person_who_is_erased(cast, open_one, reader):
    address = open_one("agathe")
    settings = cast.app.extensions["socialtrack-settings"]
    with cast.app.app_context():
        erase_person(cast.agathe.person_id, Order("person"), settings.data_dir)

    assert (reader.get(address).status_code, reader.get(address).data) == (404, GONE)
    words = Browser(cast.client_for("aline")).get(f"/centres/{cast.quebec.slug}/reports/live").page.words
    assert "Elle ne répond plus" in words and "Agathe" not in words


def test_another_manager_keeps_it_when_the_one_who_kept_it_left(cast, open_one, reader, live_page):
    address = open_one("agathe")
    change(cast, of(cast.agathe).values(ended_at=utc_now()))
    aline = Browser(cast.client_for("aline"))
    aline.get(live_page)
    aline.submit(aline.page.form("/keep"))
    change(cast, of(cast.rachel).values(role="manager"))
    rachel = Browser(cast.client_for("rachel"))
    assert "Garder" not in rachel.get(live_page).page.words

    change(cast, of(cast.aline).values(role="centre_reader"))
    assert reader.get(address).status_code == 404
    words = rachel.get(live_page).page.words
    assert "qui la gardait n’est plus de l’équipe, ou n’a plus ce rôle" in words
    rachel.submit(rachel.page.form("/keep"))

    assert reader.get(address).status_code == 200
    assert "Gardée par Rachel." in rachel.get(live_page).page.words


def test_kept_one_goes_on_showing_the_caseload_that_it_was_opened_for(cast, open_one, reader, live_page):
    """« À moi » of whoever opened it never becomes that of whoever keeps it."""
    for place, advisor in ((cast.les_amis, cast.agathe), (cast.le_phare, cast.aline)):
        change(cast, update(Organization).where(Organization.id == place.id).values(advisor_id=advisor.membership_id))
    address = open_one("agathe", query="?advisor=me")
    before = reader.get(address).data
    change(cast, of(cast.agathe).values(ended_at=utc_now()))
    aline = Browser(cast.client_for("aline"))
    aline.get(live_page)
    aline.submit(aline.page.form("/keep"))

    assert reader.get(address).data == before
    assert b"Les Amis" in before and b"Le Phare" not in before
    assert "Confiés à Agathe" in aline.get(live_page).page.words


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ({"task": "no-such-task"}, "Cette tâche n’existe pas"),
        ({"network": "myspace"}, "Ce réseau n’existe pas"),
        ({"advisor": "999999"}, "Cette personne n’est pas de l’équipe du centre."),
        ({"status": "asleep"}, "les choix sont"),
    ],
)
def test_filter_that_is_no_more_is_said_in_both_languages(cast, open_one, reader, live_page, gone, said):
    address = open_one()
    change(cast, update(LiveAddress).values(parameters={**the_one(cast).parameters, **gone}))

    answer = reader.get(address)

    assert (answer.status_code, answer.mimetype) == (422, "text/plain")
    assert said in answer.text and len(answer.text.splitlines()) == 2
    assert "Le conseil" in Browser(cast.client_for("aline")).get(live_page).page.words


@pytest.mark.parametrize("gone", [{"region": "Nulle part"}, {"tag": ["nulle"]}, {"only": ["plus-la"]}])
def test_filter_that_nobody_answers_to_any_more_leaves_the_head_alone(cast, open_one, reader, gone):
    address = open_one()
    change(cast, update(LiveAddress).values(parameters={**the_one(cast).parameters, **gone}))

    assert len(reader.get(address).data.splitlines()) == 1


@pytest.mark.parametrize("report", LIVE_REPORTS)
def test_names_are_there_where_they_were_ticked_and_nowhere_else(cast, open_one, reader, report):
    change(
        cast,
        update(Organization)
        .where(Organization.centre_id == cast.quebec.id)
        .values(advisor_id=cast.agathe.membership_id),
    )
    address = open_one(report=report)

    assert not re.search("Aline|Agathe|Bruno|Paul", reader.get(address).text)


def test_busy_database_is_said_and_may_be_asked_again(open_one, reader, monkeypatch):
    address = open_one()

    def busy(*_):
        raise Busy

    monkeypatch.setattr(live_views, "read_address", busy)
    answer = reader.get(address)

    assert (answer.status_code, answer.mimetype) == (503, "text/plain")
    assert "très occupé" in answer.text


def test_form_sent_again_once_its_address_is_closed_shows_it_no_more(cast, live_page):
    aline = Browser(cast.client_for("aline"))
    form = aline.get(live_page).page.form("/reports/live")
    shown = re.search(r"/live/[^\"&]+", aline.submit(form, {"name": "Le conseil"}, status=200).text)
    aline.get(live_page)
    aline.submit(aline.page.form("/close"))

    answer = aline.submit(form, {"name": "Le conseil"}, status=422)

    assert "a été fermée depuis" in answer.page.words
    assert shown[0] not in answer.text
    again = aline.submit(aline.page.form("/reports/live"), status=200)
    assert shown[0] != re.search(r"/live/[^\"&]+", again.text)[0]


def test_address_is_written_once_and_nowhere_else(cast, open_one, reader, live_page, caplog):
    """Not in any page, file or log, nor in the database: only its hash is kept."""
    caplog.set_level(logging.DEBUG)
    address = open_one(report="tasks")
    token = address.removeprefix("/live/").removesuffix(".csv")
    aline, centre = cast.client_for("aline"), f"/centres/{cast.quebec.slug}"

    for _ in range(8):
        reader.get(address)
    reader.head(address)
    change(cast, update(LiveAddress).values(window_uses=0, parameters={"lang": "fr", "task": "no-such-task"}))
    reader.get(address)

    pages = ["/", "/reports/live", "/reports/", "/access", "/reports/events.csv", "/reports/live?name=x", "/settings"]
    for page in pages:
        assert token not in aline.get(f"{centre}{page}", buffered=True).text, page
    assert all(token not in rows for rows in everything_kept(cast).values())
    assert token not in caplog.text


def test_answer_that_shows_it_is_kept_by_nobody_and_offers_to_copy_it(cast, live_page):
    aline = Browser(cast.client_for("aline"))
    aline.get(live_page)

    answer = aline.submit(aline.page.form("/reports/live"), {"name": "Le conseil"}, status=200)

    assert answer.headers["Cache-Control"] == "no-store"
    boxes = {box["id"]: box["value"] for box in aline.page.all("input") if box.get("id")}
    assert boxes["address"].startswith("http") and boxes["address"].endswith(".csv")
    assert boxes["google-line"] == f'=IMPORTDATA("{boxes["address"]}")'
    copying = {button["data-copy"]: button for button in aline.page.all("button") if button.get("data-copy")}
    assert set(copying) == {"address", "google-line"}
    # Without a script there is nothing to press, and the field is there to select.
    assert all("hidden" in button.attributes for button in copying.values())
    words = answer.page.words
    assert "65001" in words and "Anonyme" in words and "CSV_all" in words


@pytest.mark.parametrize(("delimiter", "is_told"), [("comma", False), ("semicolon", True), ("tab", True)])
def test_who_chose_another_separator_hears_that_google_awaits_the_comma(cast, live_page, delimiter, is_told):
    aline = Browser(cast.client_for("aline"))
    aline.get(live_page)

    answer = aline.submit(aline.page.form("/reports/live"), {"name": "x", "delimiter": delimiter}, status=200)

    assert ("Google attend la virgule" in answer.page.words) is is_told


DATED = "Pour « Ce qui a bougé » et « Ce qui retient » : depuis quel jour"
ANOTHER = "Ouvrir une autre adresse"


def test_folds_of_the_page_open_where_there_is_something_to_see(cast, open_one, live_page):
    aline = Browser(cast.client_for("aline"))

    def seen(query=""):
        found = folds(aline.get(f"{live_page}{query}").page)
        return {" ".join(words.replace("\u00a0", " ").split()): is_open for words, is_open in found.items()}

    assert seen() == {DATED: False}  # nothing is open yet: the form itself stands there
    assert seen("?report=movement")[DATED] and seen("?since=2026-11-10")[DATED]
    open_one()
    assert seen() == {"La fermer, Le conseil": False, ANOTHER: False, DATED: False}
    assert seen("?q=amis")[ANOTHER] and seen("?name=x")[ANOTHER] and seen("?since=2026-11-10")[ANOTHER]
    aline.get(live_page)
    aline.submit(aline.page.form("/reports/live"), {"name": "", "report": "movement", "since": "hier"}, status=422)
    assert all(is_open for words, is_open in folds(aline.page).items() if "fermer" not in words)
    aline.get(live_page)
    aline.submit(aline.page.form("/close"))
    assert seen() == {DATED: False, "Fermées depuis moins de 30 jours": False}


def test_page_names_the_day_it_counts_from_as_people_write_it(cast, open_one, live_page):
    open_one(report="movement", since="2026-11-10")

    words = Browser(cast.client_for("aline")).get(live_page).page.words

    assert "Depuis le 10 novembre 2026" in words.replace("\u00a0", " ")
