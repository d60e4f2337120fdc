"""The filters of the path: what each one shows and says, and that a tick without script comes back to it."""

from datetime import timedelta

import pytest

from socialtrack.journal.gestures import Gesture
from socialtrack.kernel.moments import utc_now
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.filter_rules import Show
from socialtrack.progress.plan_actions import set_plan
from socialtrack.progress.plan_rules import WantedPlan
from socialtrack.progress.rules import State, Wanted
from tests.browser import Browser
from tests.statements import counted


@pytest.fixture
def lived_in(cast):
    """One task under way and Bruno's, for in five days; one done that comes due again in three days."""
    with cast.work_for("bruno") as work:
        here, today = cast.les_amis.id, work.today
        set_task_state(work, here, "name-backup", Wanted(State.DOING), Gesture("one", "1"))
        done = Gesture("two", "2", happened_at=utc_now() - timedelta(days=362))
        set_task_state(work, here, "review-choice", Wanted(State.DONE), done)
        mine = WantedPlan(responsible_id=cast.bruno.membership_id, due_on=today + timedelta(days=5))
        set_plan(work, here, "name-backup", mine, Gesture("three", "3"))
        hers = WantedPlan(responsible_id=cast.beatrice.membership_id, due_on=today + timedelta(days=60))
        set_plan(work, here, "org-email", hers, Gesture("four", "4"))


@pytest.fixture
def bruno(cast, lived_in):
    return Browser(cast.client_for("bruno"))


def shown(page) -> list[str]:
    rows = [e for e in page.all("li") if e.get("id").startswith("task-")]
    return [e["id"].removeprefix("task-") for e in rows if e.get("hidden", None) is None]


def tabs(page) -> dict[str, int]:
    links = page.element("filters").all("a")
    return {link.text.rpartition(",")[0]: int(link.text.split()[-1]) for link in links}


def test_each_filter_says_how_many_and_shows_as_many(bruno, cast):
    page = bruno.get(cast.les_amis.address).page
    numbers = tabs(page)

    assert numbers == {
        "J’ai cinq minutes": 0,
        "J’ai quinze minutes": 5,
        "Tout": 38,
        "À faire": 36,
        "En cours": 1,
        "À mon nom": 1,
        "À revoir": 2,
        "En réflexion": 0,
        "Plus loin": 18,
    }
    for link in page.element("filters").all("a"):
        number = int(link.text.split()[-1])
        there = bruno.get(cast.les_amis.address + link["href"].removeprefix("./").split("#")[0]).page
        if number:
            assert len(shown(there)) == number
        assert [e.text for e in there.element("filters").all("a") if e.get("aria-current")] == [link.text]


@pytest.mark.parametrize(
    ("query", "keys"),
    [("show=doing", ["name-backup"]), ("show=mine", ["name-backup"]), ("show=due", ["name-backup", "review-choice"])],
)
def test_a_filter_shows_its_tasks_and_every_step_keeps_its_figures(bruno, cast, query, keys):
    page = bruno.get(f"{cast.les_amis.address}?{query}").page

    assert shown(page) == keys
    assert len([e for e in page.all("p") if e.get("id", "").startswith("figures-")]) == 4
    assert page.words.index("La prochaine petite chose") < page.words.index("Ce qui est")


@pytest.mark.parametrize(
    "query", ["show=everything", "show=TODO", "minutes=7", "show=", "minutes=5%00", "show=todo%0d"]
)
def test_what_is_not_a_filter_shows_the_whole_path(bruno, cast, query):
    page = bruno.get(f"{cast.les_amis.address}?{query}").page

    assert len(shown(page)) == 38
    assert [e.text for e in page.element("filters").all("a") if e.get("aria-current")] == ["Tout, 38"]


def test_the_card_presses_a_form_that_is_there_whatever_the_filter(bruno, cast):
    for query in ("show=further", "minutes=5", "show=due"):
        page = bruno.get(f"{cast.les_amis.address}?{query}").page
        button = next(e for e in page.element("next").all("button"))

        assert page.has(button["form"])


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("show=todo", "?show=todo#task-org-email"),
        ("minutes=15", "?minutes=15#task-org-email"),
        ("show=nothing", "#task-org-email"),
    ],
)
def test_a_tick_without_script_comes_back_to_the_filter_and_its_row_is_still_there(bruno, cast, query, where):
    page = bruno.get(f"{cast.les_amis.address}?{query}").page
    answer = bruno.submit(page.form("tasks/org-email/state"), {"state": "done"})

    assert answer.location == cast.les_amis.address + where
    page = bruno.follow(answer).page
    assert "org-email" in shown(page)
    assert "Tâche faite" in page.element("undo").text

    undone = page.form("undo")
    assert bruno.submit(undone, {"event": undone.buttons[0][1]}).location == cast.les_amis.address + where


def test_an_answer_carries_nothing_that_it_does_not_know(bruno, cast):
    bruno.get(cast.les_amis.address)

    answer = bruno.post("tasks/org-email/state?show=https://elsewhere.example&minutes=5&next=/x", {"state": "done"})

    assert answer.location == f"{cast.les_amis.address}?minutes=5#task-org-email"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("show=doing", "Aucune tâche n’est en cours."),
        ("show=mine", "Aucune tâche n’attend à votre nom."),
        ("show=due", "Rien à revoir pour le moment."),
        ("minutes=5", "Aucune tâche ne tient en cinq minutes. Voici les plus courtes"),
    ],
)
def test_where_nothing_fits_it_is_said_kindly_with_what_to_do(cast, query, said):
    page = Browser(cast.client_for("bruno")).get(f"{cast.les_amis.address}?{query}").page

    assert said in page.words
    assert bool(shown(page)) == query.startswith("minutes")


def test_what_fits_in_fifteen_minutes_is_offered_before_the_steps_best_first(bruno, cast):
    page = bruno.get(f"{cast.les_amis.address}?minutes=15").page
    keys = shown(page)
    minutes = {key: int(page.element(f"fact-{key}").text.split()[-2]) for key in keys}

    assert max(minutes.values()) <= 15
    essential = [key for key in keys if "Pour aller plus loin" not in page.element(f"task-{key}").text]
    assert keys[: len(essential)] == essential
    assert page.words.index("Ce qui tient en quinze minutes") < page.words.index("Désigner une personne")


def test_nothing_left_is_said_as_good_news(bruno, cast):
    page = bruno.get(cast.les_amis.address).page
    for key in shown(page):
        bruno.post(f"tasks/{key}/state", {"state": "declined"})

    page = bruno.get(f"{cast.les_amis.address}?minutes=5").page

    assert "Tout le parcours a sa réponse. Rien ne vous attend." in page.words


def test_the_centre_is_offered_no_list_of_its_own_name(cast, lived_in):
    aline = Browser(cast.client_for("aline"))

    page = aline.get(f"{cast.les_amis.address}?show=mine").page

    assert "À mon nom" not in tabs(page)
    assert len(shown(page)) == 38


def test_who_may_only_read_filters_too_and_is_offered_no_minutes(cast, lived_in):
    denis = Browser(cast.client_for("denis"))

    page = denis.get(f"{cast.les_amis.address}?show=doing").page

    assert shown(page) == ["name-backup"]
    assert list(tabs(page)) == ["Tout", "À faire", "En cours", "À mon nom", "À revoir", "En réflexion", "Plus loin"]


def test_filters_in_english(bruno, cast):
    page = bruno.get(f"{cast.les_amis.address}?show=doing&lang=en").page

    assert list(tabs(page))[:4] == ["I have five minutes", "I have fifteen minutes", "All", "To do"]


@pytest.mark.parametrize("show", list(Show))
def test_every_filter_asks_as_many_statements(bruno, cast, show):
    address = cast.les_amis.address
    bruno.get(address)
    with counted() as whole:
        bruno.get(address)

    with counted() as filtered:
        bruno.get(f"{address}?show={show.value}")

    assert len(filtered) == len(whole)


def test_a_row_says_who_sees_to_it_and_by_when(bruno, cast):
    page = bruno.get(cast.les_amis.address).page

    assert page.element("about-name-backup").text == "Vous vous en occupez. D’ici le 28\u00a0novembre 2026."
    assert page.element("about-org-email").text == "Béatrice s’en occupe. D’ici le 22\u00a0janvier 2027."
    assert page.element("about-name-responsible").text == ""


def test_the_centre_reads_who_sees_to_it_as_it_reads_names_everywhere(cast, lived_in):
    with cast.work_for("bruno") as work:
        named = WantedPlan(responsible_name="Gisèle de la radio")
        set_plan(work, cast.les_amis.id, "choose-networks", named, Gesture("five", "5"))

    page = Browser(cast.client_for("aline")).get(cast.les_amis.address).page

    assert page.element("about-org-email").text == "Un membre s’en occupe. D’ici le 22\u00a0janvier 2027."
    assert page.element("about-choose-networks").text == "Gisèle de la radio s’en occupe."


def test_a_day_that_is_past_is_said_soberly(bruno, cast, clock):
    clock.shift(timedelta(days=30))

    page = Browser(cast.client_for("bruno")).get(cast.les_amis.address).page

    about = page.element("about-name-backup").text
    assert about == "Vous vous en occupez. Le jour visé était le 28\u00a0novembre 2026."
