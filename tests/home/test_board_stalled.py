"""The board's lists: who waits for whom first, who is stalled and why, and the gestures that stand ready."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update

from socialtrack.data.db import immediate
from socialtrack.home.board_pages import movement_view
from socialtrack.home.board_queries import MOVEMENT_DAYS, movement
from socialtrack.journal.rules import Movement
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rules import wanted
from socialtrack.tenancy.models import Membership, Organization
from tests import asks
from tests.browser import Browser
from tests.cast import everything
from tests.questions.asking import asked
from tests.support.giving import logged

STALLED = timedelta(days=31)


def change(cast, organization, **values):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Organization).where(Organization.id == organization.id).values(**values))


@pytest.fixture
def stalled(cast, clock):
    """Les Amis spoke 31 days ago, in English, and has an address."""
    change(cast, cast.les_amis, email="amis@exemple.org", language="en")
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-responsible", wanted("done", today=work.today), Gesture())
    clock.shift(STALLED)
    return cast.les_amis


def row(cast, home, who="agathe"):
    page = Browser(cast.client_for(who)).get(home).page
    region = next(e for e in page.all("section") if e.get("aria-labelledby") == "stalled")
    return next(iter(region.all("li")))


def test_stalled_says_what_comes_next_and_that_nobody_has_been_in_touch(cast, home, stalled):
    words = row(cast, home).text.replace("\u00a0", " ")

    assert "31 jours, étape 1." in words
    assert "Prochaine tâche : Nommer une deuxième personne" in words
    assert "Le centre ne lui a pas encore fait signe." in words


def test_stalled_says_what_holds_it_back_and_the_last_gesture_of_the_centre(cast, home, stalled, clock):
    clock.shift(-STALLED)
    with cast.work_for("bruno") as work:
        asks.ask_something(work, stalled.id, "hesitate", 0, None, key="h")
    clock.shift(STALLED)
    logged(cast, stalled)
    words = row(cast, home).text.replace("\u00a0", " ")

    assert "En réflexion." in words and "« " in words
    assert "Dernier geste du centre : le 20 novembre." in words
    assert "Prochaine tâche" not in words


def test_letter_is_begun_in_the_language_of_the_organization(cast, home, stalled):
    links = {link.text.split(",")[0]: link["href"] for link in row(cast, home).all("a")}
    letter = urlsplit(links["Écrire"])
    said = {name: values[0] for name, values in parse_qs(letter.query).items()}

    assert (letter.scheme, letter.path) == ("mailto", "amis@exemple.org")
    assert said["subject"] == "News from your volunteer centre"
    assert "The next small task: “" in said["body"]
    assert said["body"].endswith(cast.quebec.name)
    assert links["Inscrire un appel"].endswith("organizations/les-amis/support/")
    assert links["Mettre en pause"].endswith("organizations/les-amis/record#pause")


def test_reader_is_offered_no_gesture(cast, home, stalled):
    assert [link["href"] for link in row(cast, home, "rachel").all("a")] == ["organizations/les-amis/overview"]


@pytest.mark.parametrize(("days", "stalled"), [(29, 0), (30, 1)])
def test_silence_counts_in_days_of_the_centre(cast, home, clock, days, stalled):
    """Said a minute before midnight: the thirtieth day begins a minute later than twenty-nine days on."""
    clock.move_to("2026-12-01T04:59:00+00:00")
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-responsible", wanted("done", today=work.today), Gesture())
    clock.shift(timedelta(days=days) + timedelta(seconds=30))

    page = Browser(cast.client_for("agathe")).get(home).page
    assert ("est à l’arrêt" in page.h1) == bool(stalled)
    if not stalled:
        clock.shift(timedelta(minutes=1))
        assert "est à l’arrêt" in Browser(cast.client_for("agathe")).get(home).page.h1


def test_movement_is_of_thirty_days_today_among_them(cast, clock):
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-responsible", wanted("done", today=work.today), Gesture())
    clock.shift(timedelta(days=MOVEMENT_DAYS - 1))
    with cast.work_for("aline") as work:
        first = movement(work)
    clock.shift(timedelta(days=1))
    with cast.work_for("aline") as work:
        second = movement(work)

    assert first[0][1].step1_settled == 1 and len(first) == MOVEMENT_DAYS
    assert second[0][1] == Movement()


def test_chart_of_what_moved_says_what_its_table_says(cast, home):
    with cast.work_for("bruno") as work:
        set_task_state(work, cast.les_amis.id, "name-responsible", wanted("done", today=work.today), Gesture())
        days = movement(work)
    with cast.app.test_request_context():
        view = movement_view(days)

    assert view.chart is not None
    today, begun = (list(row)[1:] for row in view.chart.table.rows)  # the cast began three weeks ago
    assert (today, begun) == (["1", "0", "0", "0", "0", "0"], ["0", "0", "0", "0", "1", "0"])
    page = Browser(cast.client_for("agathe")).get(home).page
    assert "1 tâche essentielle réglée." in page.words


def test_where_nothing_moved_a_sentence_says_so(cast):
    with cast.work_for("aline") as work, cast.app.test_request_context():
        view = movement_view([(work.today, Movement())])

    assert (view.chart, list(view.sentences)) == (None, ["Aucune tâche essentielle réglée ces 30 derniers jours."])


def test_those_confided_to_me_stand_before_the_others(cast, home, clock):
    asked(cast, "bruno", "La plus ancienne")
    clock.shift(timedelta(days=1))
    asked(cast, "paul", "La plus récente")
    change(cast, cast.le_phare, advisor_id=cast.agathe.membership_id)

    def waits(who):
        page = Browser(cast.client_for(who)).get(home).page
        region = next(e for e in page.all("section") if e.get("aria-labelledby") == "waits")
        return [one.text.replace("\u00a0", " ") for one in region.all("li")]

    hers, others = waits("agathe"), waits("aline")

    assert "Le Phare" in hers[0] and "Vous est confié." in hers[0] and "« La plus récente »" in hers[0]
    assert "Les Amis" in others[0] and "confié" not in "".join(others)


def test_an_answer_that_did_not_reassure_is_shown_to_whom_the_organization_is_confided(cast, home):
    with cast.work_for("bruno") as work:
        for what, which in (("hesitate", 0), ("outcome", 2)):
            asks.ask_something(work, cast.les_amis.id, what, which, None, key=what)
    change(cast, cast.les_amis, advisor_id=cast.agathe.membership_id)

    hers = Browser(cast.client_for("agathe")).get(home).page.words
    others = Browser(cast.client_for("aline")).get(home).page.words

    assert "Réponse lue, non rassurante, aujourd’hui" in hers
    assert "Réponse lue" not in others


@pytest.mark.parametrize("is_mine", [True, False])
def test_advisor_held_to_a_caseload_reads_of_their_organizations_alone(cast, home, stalled, is_mine):
    logged(cast, stalled)
    asked(cast, "paul", "Du Phare")
    change(cast, cast.les_amis if is_mine else cast.le_phare, advisor_id=cast.agathe.membership_id)
    with cast.app.app_context(), everything() as session, immediate(session):
        held = update(Membership).where(Membership.id == cast.agathe.membership_id)
        session.execute(held.values(sees_caseload_only=True))

    page = Browser(cast.client_for("agathe")).get(home).page

    assert ("Les Amis" in page.words) == is_mine
    assert ("Le Phare" in page.words) == (not is_mine)
    assert "Ces 30 derniers jours" not in page.words
