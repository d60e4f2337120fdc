"""The centre's board: what matters, figures that add up, and nothing of another centre."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.home import actions, queries
from socialtrack.journal.models import CentreTotals
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.progress.rules import wanted
from tests.browser import Browser
from tests.statements import counted


def tick(cast, who, task_key="name-responsible", state="done"):
    organization = cast[who].organization or cast.les_amis
    with cast.work_for(who) as work:
        set_task_state(work, organization.id, task_key, wanted(state, today=work.today), Gesture())


def figures(cast):
    with cast.work_for("aline") as work:
        return queries.centre_figures(work)


def test_board_says_first_who_is_stalled(cast, aline, home, clock):
    tick(cast, "bruno")
    clock.shift(timedelta(days=31))

    answer = Browser(cast.client_for("aline")).get(home)

    assert answer.page.h1 == "Un organisme est à l’arrêt"
    assert "Les Amis" in answer.page.words
    assert "31 jours, étape 1." in answer.page.words.replace("\u00a0", " ")


@pytest.mark.parametrize(("days", "stalled"), [(29, 0), (30, 1)])
def test_figures_follow_the_rule_of_the_day(cast, clock, days, stalled):
    tick(cast, "bruno")
    clock.shift(timedelta(days=days))

    now = figures(cast)

    assert (now.stalled, now.moving, now.not_started, now.complete) == (stalled, 1 - stalled, 1, 0)


@pytest.mark.parametrize(
    ("who", "path", "here"),
    [
        ("aline", "", "Tableau"),
        ("aline", "import", "Organismes"),
        ("aline", "invitations", "Organismes"),
        ("aline", "add-organization", "Organismes"),
        ("aline", "organizations/les-amis/record", "Organismes"),
        ("aline", "organizations/les-amis/people", "Organismes"),
        ("aline", "organizations/views", "Organismes"),
        ("aline", "reports/live", "Rapports"),
        ("aline", "my-place", "Équipe"),
        ("aline", "team/{agathe}/organizations", "Équipe"),
        ("aline", "letters", "Réglages"),
        ("aline", "incidents/add", "Réglages"),
        ("bruno", "organizations/les-amis/my-place", "Personnes"),
    ],
)
def test_menu_shows_where_one_is(cast, home, who, path, here):
    page = Browser(cast.client_for(who)).get(home + path.format(agathe=cast.agathe.membership_id)).page
    menu = next(nav for nav in page.all("nav") if nav.get("aria-label") == "Menu principal")

    assert [link.text for link in menu.all("a") if link.get("aria-current") == "page"] == [here]


def test_networks_alone_begin_a_path(cast, aline, home):
    """The cast chose a network three weeks ago: that was said by the organization, so it is under way."""
    answer = aline.get(home)

    assert answer.page.h1 == "Un organisme avance"


def test_situations_share_out_all_organizations(example):
    now = figures(example)

    assert now.organizations == 14
    assert now.waiting + now.moving + now.stalled + now.not_started + now.complete + now.upkeep_due == 14
    assert (now.waiting, now.stalled, now.complete, now.upkeep_due, now.not_started) == (1, 3, 2, 1, 2)


def test_latest_news_are_sentences_with_names_the_centre_may_read(cast, aline, home):
    tick(cast, "bruno")
    tick(cast, "aline", "name-backup", "doing")

    words = aline.get(home).page.words

    assert "Les Amis a coché «\u00a0Nommer une personne responsable\u00a0»" in words
    assert "Les Amis a commencé «\u00a0Nommer une deuxième personne" in words
    assert "Noté par Aline" in words
    assert "Bruno" not in words


def test_bulk_is_told_once_and_older_news_stay(cast, aline, home, clock):
    tick(cast, "bruno")
    clock.shift(timedelta(minutes=1))
    with cast.work_for("aline") as work:
        actions.load_example(work)

    words = aline.get(home).page.words

    assert "Les organismes d’exemple sont là, pour essayer" in words
    assert "Les Amis a coché" in words
    assert "La Popote des Quatre-Vents a" not in words


def test_organization_name_is_escaped_wherever_it_stands(cast, aline, home):
    with cast.work_for("aline") as work:
        details = actions.Details("<script>alert(1)</script> & fils")
        actions.add_organization(work, details)

    text = aline.get(home).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; fils" in text
    assert "<script>alert" not in text


def test_empty_centre_shows_three_doors_to_those_who_may_open_them(cast, home):
    with cast.work_for("aline") as work, work.write():
        for organization in (cast.les_amis, cast.le_phare):
            remove_organization(work, organization.id)

    manager = Browser(cast.client_for("aline")).get(home).page
    advisor = Browser(cast.client_for("agathe")).get(home).page
    reader = Browser(cast.client_for("rachel")).get(home).page

    doors = [("add-organization", "import", "example")]
    assert [tuple(door for door in doors[0] if door in manager.text)] == doors
    assert 'href="add-organization"' in advisor.text and 'action="example"' not in advisor.text
    assert "add-organization" not in reader.text


def test_board_asks_as_much_with_fourteen_organizations_as_with_two(cast, aline, home):
    aline.get(home)
    with counted() as few:
        aline.get(home)
    with cast.work_for("aline") as work:
        actions.load_example(work)
    with counted() as many:
        aline.get(home)

    # Where there are some: those who are stalled and what holds them back (four, with the answers' words), how the
    # questions begin, those who wait, and older news after a bulk. Each once, whatever their number.
    assert len(many) <= len(few) + 8


def test_every_report_is_a_link_away_from_the_board(aline, home):
    links = [link["href"] for link in aline.get(home).page.all("a") if link["href"].startswith("reports/")]

    assert links == ["reports/movement", "reports/organizations.csv", "reports/tasks.csv", "reports/"]
    for link in links:
        assert aline.client.get(home + link).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("agathe", 200), ("rachel", 200), ("bruno", 403), ("chantal", 404)])
def test_board_is_for_the_team_alone(cast, home, who, status):
    Browser(cast.client_for(who)).get(home, status=status)


def test_board_sends_the_signed_out_to_sign_in(client, cast, home):
    assert Browser(client).get(home, status=303).location.startswith("/sign-in")


def test_other_centre_counts_nothing_of_this_one(example):
    totals = {row.centre_id: row.organizations for row in example.rows(select(CentreTotals))}

    assert totals == {example.quebec.id: 14, example.montreal.id: 1}


def test_title_is_whole_in_english(example, home):
    browser = Browser(example.client_for("aline"))
    browser.get(home)
    browser.post("/language", {"lang": "en"})

    assert browser.get(home).page.h1 == "One organization has been waiting for your answer for more than three days"
