"""One organization for whoever accompanies it: what the page says, to whom, in how many statements, at what weight."""

import zlib
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from socialtrack.home.overview_queries import month_ends, over_time
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rules import Wanted
from socialtrack.tenancy.organization_actions import archive_organization, pause_organization
from tests.browser import Browser
from tests.questions.asking import answered, asked
from tests.reports.hesitations import hesitate
from tests.statements import counted
from tests.support.giving import logged
from tests.sweep.page_states import hesitant, lived_in

TASKS = ("name-backup", "org-email", "password-vault", "board-mandate")
PRIVATE, SHARED, NOTE = "Entre nous, à la maison", "Notre conseil a peur du piratage", "Rossignol du centre"


def overview(cast, who="agathe", organization=None, language="fr"):
    browser = Browser(cast.client_for(who, language=language))
    return browser.get(f"{(organization or cast.les_amis).address}overview").page


def plain(page):
    return page.words.replace("\u00a0", " ")


def tick(cast, key, state="done", days_ago=0):
    with cast.work_for("bruno") as work:
        gesture = Gesture(happened_at=work.now - timedelta(days=days_ago))
        set_task_state(work, cast.les_amis.id, key, Wanted(state), gesture)


def test_it_says_where_the_organization_stands_and_what_comes_next(cast):
    lived_in(cast)
    page = overview(cast)

    words = plain(page)
    assert page.h1 == "Les Amis"
    assert "Avance" in words and "Dernière activité : aujourd’hui." in words
    assert "Étape 1, Désigner une personne responsable" in words
    assert "Prochaine tâche : Nommer une deuxième personne : la relève" in words
    assert page.links.count(f"{cast.les_amis.address}tasks/name-backup") >= 1


def test_what_holds_it_back_is_said_with_shared_words_alone(cast):
    hesitate(cast, "bruno", cast.les_amis, "time-too-much", task="name-backup", outcome="no")
    hesitate(cast, "bruno", cast.les_amis, None, words=SHARED, is_shared=True, step="4")
    hesitate(cast, "bruno", cast.les_amis, None, words=PRIVATE, network="facebook")
    asked(cast, words="Qui peut nous aider mardi?")
    answered(cast, cast.les_amis, asked(cast, words="Faut-il un cellulaire?"))

    words = plain(overview(cast))

    for said in ("Je n’ai pas le temps", "la réponse ne rassure pas", SHARED, "Qui peut nous aider mardi?"):
        assert said in words
    assert "Votre centre a répondu aujourd’hui. La suite est à l’organisme" in words
    assert PRIVATE not in words


def test_people_are_named_where_they_agreed_and_are_members_elsewhere(cast):
    words = plain(overview(cast))

    assert "Un membre (personne responsable)" in words
    assert not any(name in words for name in ("Bruno", "Béatrice", "Denis"))


def test_support_is_logged_there_and_read_there(cast):
    logged(cast, note=NOTE)
    logged(cast, kind="workshop", minutes=90)

    words = plain(overview(cast, "rachel"))

    assert "2 fois, 1 h 50 en tout" in words
    assert NOTE in words and "20 novembre, Agathe" in words
    assert "Inscrire un appel" not in words, "a reader of the centre logs nothing"


def test_paused_and_archived_say_so_and_offer_no_gesture(cast):
    with cast.work_for("aline") as work:
        pause_organization(work, cast.les_amis.id, date(2026, 12, 31), "Déménagement")
    words = plain(overview(cast))
    assert "En pause Jusqu’au 31 décembre 2026." in words and "Déménagement" in words
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)

    page = overview(cast)

    assert "Archivé" in plain(page)
    assert not [form for form in page.forms if "support" in form.address]
    assert "Mettre en pause" not in plain(page)


def test_progress_month_after_month_stands_with_its_table(cast, clock):
    tick(cast, "name-responsible")
    clock.move_to(datetime(2027, 1, 15, 12, tzinfo=ZoneInfo("America/Toronto")))
    tick(cast, "name-backup")

    page = overview(cast)

    (table,) = [table for table in page.all("table") if "fin de chaque mois" in table.text]
    rows = [[cell.text for cell in row.all("th", "td")] for row in table.all("tr")]
    assert [row[0] for row in rows] == ["Mois", "novembre 2026", "décembre 2026", "janvier 2027"]
    settled = [int(row[1].split()[0]) for row in rows[1:]]
    assert settled == [1, 1, 2]
    with cast.work_for("agathe") as work:
        last = over_time(work, cast.les_amis.id, date(2026, 11, 2))[-1]
    assert (last.day, last.counts.settled) == (date(2027, 1, 15), 2)


@pytest.mark.parametrize(
    ("first", "today", "days"),
    [
        (date(2026, 11, 2), date(2026, 11, 23), ["2026-11-23"]),
        (date(2026, 10, 31), date(2026, 11, 1), ["2026-10-31", "2026-11-01"]),
        (date(2024, 2, 1), date(2024, 3, 31), ["2024-02-29", "2024-03-31"]),
    ],
)
def test_months_end_on_their_last_day_and_today(first, today, days):
    assert [day.isoformat() for day in month_ends(first, today)] == days


def test_of_a_long_past_the_latest_two_years_are_drawn():
    days = month_ends(date(2015, 1, 1), date(2026, 11, 23))
    assert (len(days), days[0], days[-1]) == (24, date(2024, 12, 31), date(2026, 11, 23))


def live(cast, n):
    """Something of each kind, the last of it with words to read."""
    hesitate(cast, "bruno", cast.les_amis, "time-too-much", task=TASKS[n], outcome="no")
    hesitate(cast, "bruno", cast.les_amis, "law-25", task=TASKS[n], outcome="reassured")
    asked(cast)
    logged(cast, minutes=n + 1, note=f"{NOTE} {n}")
    with cast.work_for("bruno") as work:
        said = Wanted("declined", f"Raison {n}")
        set_task_state(work, cast.les_amis.id, "account-register", said, Gesture())


def test_as_many_statements_whatever_has_happened(cast):
    client, address = cast.client_for("agathe"), f"{cast.les_amis.address}overview"
    live(cast, 0)
    client.get(address)
    with counted() as few:
        client.get(address)
    for n in range(1, len(TASKS)):
        live(cast, n)

    with counted() as many:
        client.get(address)

    assert len(many) == len(few)


def test_it_weighs_no_more_than_the_path(cast):
    lived_in(cast)
    hesitant(cast)
    for n in range(1, 9):
        asked(cast)
        logged(cast, minutes=n, note=NOTE * 3)
    client = cast.client_for("agathe")
    path, page = (len(zlib.compress(client.get(f"{cast.les_amis.address}{at}").data, 9)) for at in ("", "overview"))

    assert page <= path


def test_who_opens_it(cast):
    for who, status in (
        ("aline", 200),
        ("rachel", 200),
        ("bruno", 403),
        ("denis", 403),
        ("paul", 404),
        ("chantal", 404),
    ):
        assert cast.client_for(who).get(f"{cast.les_amis.address}overview").status_code == status
    assert cast.client_for("aline").get(f"{cast.elsewhere.address}overview").status_code == 404


def test_the_tabs_of_an_organization_are_for_the_team_alone(cast):
    for address in ("", "overview", "questions/", "hesitations/", "people", "history", "record", "support/"):
        tabs = _tabs(Browser(cast.client_for("agathe")).get(f"{cast.les_amis.address}{address}").page)
        assert tabs[0][0] == "Vue d’ensemble"
        assert [is_here for _words, is_here in tabs].count(True) == 1, address
    assert _tabs(Browser(cast.client_for("bruno")).get(cast.les_amis.address).page) == []


def _tabs(page):
    navs = [nav for nav in page.all("nav") if nav.get("aria-label") == "Cet organisme"]
    return [(link.text, link.get("aria-current") == "page") for nav in navs for link in nav.all("a")]


def test_in_english(cast):
    lived_in(cast)
    logged(cast)
    browser = Browser(cast.client_for("agathe"))
    browser.get(f"{cast.les_amis.address}overview")
    browser.post("/language", {"lang": "en"})

    words = plain(browser.get(f"{cast.les_amis.address}overview").page)

    assert "Where it stands" in words and "Call, 20 minutes" in words and "1 time, 20 minutes in all" in words
