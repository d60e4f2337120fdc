"""A volunteer alone with a phone finds what fits in five minutes, and answers it without leaving the list."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from socialtrack.journal.gestures import Gesture
from socialtrack.kernel.moments import utc_now
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.plan_actions import set_plan
from socialtrack.progress.plan_rules import WantedPlan
from socialtrack.progress.rules import State, Wanted
from tests.cast import Cast
from tests.journeys.test_ticking import box, path_of, settle
from tests.real_browser import RealBrowser

NETWORKS = ("facebook", "instagram", "linkedin", "x")


@pytest.fixture
def lived_in(cast: Cast) -> None:
    """Every network chosen; what is done once a year was done almost a year ago."""
    with cast.work_for("bruno") as work:
        for network in NETWORKS:
            set_network(work, cast.les_amis.id, network, "chosen")
        done = Gesture("long ago", "1", happened_at=utc_now() - timedelta(days=362))
        set_task_state(work, cast.les_amis.id, "review-choice", Wanted(State.DONE), done)


def rows(page: Page) -> list[str]:
    return page.locator("li[id^=task-]:visible").evaluate_all("rows => rows.map(row => row.id.slice(5))")


def number(page: Page, label: str) -> int:
    return int(page.locator("#filters a", has_text=label).locator(".num").inner_text())


def test_five_minutes_alone_with_a_phone(browser: RealBrowser, cast: Cast, lived_in: None) -> None:
    page = path_of(browser, cast)
    expect(page.locator("#upkeep")).to_contain_text("1 tâche à refaire d’ici le")

    # Five minutes: nothing is that short, and it is said kindly, with the shortest.
    page.get_by_role("link", name="J’ai cinq minutes").click()
    expect(page.get_by_role("link", name=re.compile("^J’ai cinq minutes$"))).to_be_visible()
    expect(page.get_by_role("heading", name="Les tâches les plus courtes")).to_be_visible()
    expect(page.get_by_text("Aucune tâche ne tient en cinq minutes.")).to_be_visible()
    assert 1 <= len(rows(page)) <= 3

    # A quarter of an hour: the first one is done, stays where it is, and the numbers follow.
    page.get_by_role("link", name="J’ai quinze minutes").click()
    expect(page.locator("#filters [aria-current=true]")).to_contain_text("J’ai quinze minutes")
    first, before, to_do = rows(page)[0], number(page, "J’ai quinze minutes"), number(page, "À faire")
    assert len(rows(page)) == before
    box(page, first).click()
    expect(page.locator("#undo button")).to_be_visible()
    expect(page.locator(f"#task-{first}")).to_be_visible()
    expect(page.locator("#filters a", has_text="À faire").locator(".num")).to_have_text(str(to_do - 1))
    assert number(page, "J’ai quinze minutes") == before - 1

    # What was done long ago is still true: one press, and progress has not moved.
    page.get_by_role("link", name="À revoir").click()
    expect(page.get_by_role("heading", name="Ce qui est à revoir")).to_be_visible()
    overall = page.locator("#overall").inner_text()
    page.get_by_role("button", name="C’est encore vrai").click()
    expect(page.locator("#fact-review-choice")).to_contain_text("confirmée aujourd’hui")
    expect(page.locator("#upkeep")).to_contain_text("Rien à refaire avant le")
    assert page.locator("#overall").inner_text() == overall
    assert number(page, "À revoir") == 0


def test_person_date_and_note_without_leaving_the_list(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    row = page.locator("#task-name-backup")
    row.get_by_text("J’hésite, ou autre réponse").click()
    row.get_by_role("link", name="Note, repère, personne, date").click()
    beside = row.get_by_role("group", name="Note, repère, personne, date")
    expect(beside).to_be_focused()
    expect(row.get_by_role("link", name="Note, repère, personne, date")).to_be_hidden()

    beside.locator("#plan-fact-name-backup").click()
    beside.get_by_label("Qui s’en occupe", exact=True).select_option(label="Moi, Bruno")
    beside.get_by_role("button", name="Enregistrer").first.click()

    expect(row.locator("#about-name-backup")).to_have_text("Vous vous en occupez.")
    expect(page.locator("#undo button")).to_be_visible()
    page.get_by_role("link", name="À mon nom").click()
    expect(page.get_by_role("heading", name="Ce qui est à votre nom")).to_be_visible()
    assert rows(page) == ["name-backup"]


def test_no_is_an_answer_said_in_one_press_and_read_in_the_row(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    row = page.locator("#task-org-email")
    row.get_by_text("J’hésite, ou autre réponse").click()
    row.get_by_role("button", name="Ça ne s’applique pas à nous").click()

    expect(row.locator("#fact-org-email")).to_contain_text("Ne s’applique pas. À revoir le")
    settle(page)
    page.locator("#undo button").click()
    expect(row.locator("#fact-org-email")).to_contain_text("À faire")


def test_without_script_the_same_link_leads_to_the_page_of_the_task(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast, javascript=False)
    page.get_by_role("link", name="À faire").click()
    row = page.locator("#task-name-backup")
    row.get_by_text("J’hésite, ou autre réponse").click()

    row.get_by_role("link", name="Note, repère, personne, date").click()

    assert page.url.endswith("/tasks/name-backup#more")
    expect(page.locator("#more")).to_be_visible()


def test_without_script_a_tick_comes_back_to_its_filter(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast, javascript=False)
    page.get_by_role("link", name="À faire").click()

    box(page, "name-backup").click()

    assert page.url.endswith("?show=todo#task-name-backup")
    expect(page.locator("#task-name-backup")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Ce qui est à faire")).to_be_attached()


def test_the_first_tick_waits_for_no_script(browser: RealBrowser, cast: Cast) -> None:
    """The scripts never arrive: the line is that slow."""
    page = browser.window()
    page.route("**/*.js*", lambda route: None)
    cast.sign_in(page, "bruno")
    page.goto(cast.les_amis.address, wait_until="commit")

    with page.expect_navigation(url="**#task-name-backup", wait_until="commit"):
        box(page, "name-backup").click(no_wait_after=True)

    expect(box(page, "name-backup")).to_have_attribute("aria-checked", "true")


SHIFTS = """() => {
  window.SHIFTS = [];
  new PerformanceObserver(list => SHIFTS.push(...list.getEntries().map(one => one.value)))
    .observe({type: "layout-shift", buffered: true});
}"""


def test_nothing_moves_as_the_page_comes_nor_after_a_tick(browser: RealBrowser, cast: Cast, lived_in: None) -> None:
    page = path_of(browser, cast)
    page.evaluate(SHIFTS)
    page.wait_for_timeout(300)
    as_it_came = page.evaluate("SHIFTS.reduce((sum, one) => sum + one, 0)")
    box(page, "name-backup").scroll_into_view_if_needed()
    place = box(page, "name-backup").bounding_box()

    box(page, "name-backup").click()
    expect(page.locator("#undo button")).to_be_visible()
    settle(page)
    page.wait_for_timeout(700)

    # What follows a press within half a second counts for nothing there: the place of the box says the rest.
    assert box(page, "name-backup").bounding_box() == place
    assert page.evaluate("SHIFTS.reduce((sum, one) => sum + one, 0)") <= 0.01
    assert as_it_came <= 0.01


LOST = """() => [...document.querySelectorAll("main :is(a, button, input, select, textarea, p)")].filter(one => {
  const {left, right, width} = one.getBoundingClientRect();
  return one.checkVisibility() && !one.closest(".vh") && width && (left < 0 || right > innerWidth);
}).map(one => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("width", [640, 320])
def test_at_200_and_400_percent_nothing_is_lost_nor_beside_the_screen(
    browser: RealBrowser, cast: Cast, lived_in: None, width: int
) -> None:
    """A window of 1280 px, at 200 and at 400 %, is one of 640 and of 320 px."""
    page = path_of(browser, cast, width=width)
    for query in ("", "?show=todo", "?minutes=15", "?show=due"):
        page.goto(cast.les_amis.address + query)
        for fold in page.locator("main details:not([open]) > summary:visible").all()[:3]:
            fold.click()
        page.locator(".add-beside:visible").first.click()
        expect(page.locator(".beside")).to_be_visible()
        for fold in page.locator(".beside details > summary").all():
            fold.click()

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        lost = page.evaluate(LOST)
        assert lost == []


def test_by_keyboard_alone_from_a_filter_to_what_stands_beside_a_task(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)

    def tab_to(words: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel").startswith(words):
                return
        raise AssertionError(f"no Tab leads to « {words} »")

    tab_to("À faire")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ce qui est à faire")).to_be_visible()
    page.locator("#task-name-responsible .tick").focus()
    page.keyboard.press("Space")
    expect(box(page, "name-responsible")).to_have_attribute("aria-checked", "true")
    settle(page)
    tab_to("Note, repère, autre réponse")
    page.keyboard.press("Enter")
    tab_to("Note, repère, personne, date")
    page.keyboard.press("Enter")
    expect(page.locator("#more-name-responsible")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#more-name-responsible') !== null")


DAY = re.compile(r"\b\d{1,2}(er)?\s\w+ \d{4}")

HEARD = """\
- listitem:
  - heading "Étape 1, Désigner une personne responsable" [level=3]
  - paragraph: 2 tâches essentielles sur 4, et 1 en cours
  - paragraph:
    - link "J’hésite devant l’étape 1"
  - list:
    - listitem:
      - checkbox "Préparer le départ avant qu’il arrive" [checked]
      - heading "Préparer le départ avant qu’il arrive" [level=4]:
        - link "Préparer le départ avant qu’il arrive"
      - paragraph: À refaire d’ici le JOUR. Faite le JOUR par Bruno; elle reste comptée.
      - button "C’est encore vrai"
      - group: J’hésite, ou autre réponse
  - list:
    - listitem:
      - checkbox "Nommer une personne responsable" [checked]
      - heading "Nommer une personne responsable" [level=4]:
        - link "Nommer une personne responsable"
      - paragraph: Faite aujourd’hui par Bruno
      - group: Note, repère, autre réponse
    - listitem:
      - checkbox "Nommer une deuxième personne : la relève"
      - heading "Nommer une deuxième personne : la relève" [level=4]:
        - link "Nommer une deuxième personne : la relève"
      - paragraph: En cours depuis aujourd’hui, Bruno
      - paragraph: Béatrice s’en occupe. Pour aujourd’hui.
      - group: J’hésite, ou autre réponse
    - listitem:
      - checkbox "Choisir une adresse courriel qui appartient à l’organisme"
      - heading "Choisir une adresse courriel qui appartient à l’organisme" [level=4]:
        - link "Choisir une adresse courriel qui appartient à l’organisme"
      - paragraph: À faire, environ 20 minutes
      - group: J’hésite, ou autre réponse
    - listitem:
      - checkbox "Ouvrir un coffre de mots de passe accessible à deux personnes"
      - heading "Ouvrir un coffre de mots de passe accessible à deux personnes" [level=4]:
        - link "Ouvrir un coffre de mots de passe accessible à deux personnes"
      - paragraph: Ne s’applique pas. « Nous n’avons qu’un compte. » À revoir depuis le JOUR.
      - group: Note, repère, autre réponse
    - listitem:
      - checkbox "Commencer le registre des comptes, sans mots de passe"
      - heading "Commencer le registre des comptes, sans mots de passe" [level=4]:
        - link "Commencer le registre des comptes, sans mots de passe"
      - paragraph: Nous avons décidé de ne pas le faire. « Notre classeur suffit. » À revoir le JOUR.
      - group: Note, repère, autre réponse
"""


def test_a_step_reads_well_to_whoever_listens(browser: RealBrowser, cast: Cast) -> None:
    """The accessibility tree of a step with a task in each state: sentences that a person would understand."""
    with cast.work_for("bruno") as work:
        here, today = cast.les_amis.id, work.today
        said = {
            "name-responsible": Wanted(State.DONE),
            "name-backup": Wanted(State.DOING),
            "password-vault": Wanted(State.NOT_APPLICABLE, "Nous n’avons qu’un compte.", today),
            "account-register": Wanted(State.DECLINED, "Notre classeur suffit.", today + timedelta(days=300)),
        }
        for key, wanted in said.items():
            set_task_state(work, here, key, wanted, Gesture(key, "1"))
        done = Gesture("long ago", "1", happened_at=utc_now() - timedelta(days=362))
        set_task_state(work, here, "succession-plan", Wanted(State.DONE), done)
        hers = WantedPlan(responsible_id=cast.beatrice.membership_id, due_on=today)
        set_plan(work, here, "name-backup", hers, Gesture("plan", "1"))

    page = path_of(browser, cast)
    tree = page.locator("#step-1").aria_snapshot().replace("'", "")
    heard = [line.removesuffix(":") if "- link" in line else line for line in tree.split("\n") if "/url" not in line]
    heard = heard[: next(n for n, line in enumerate(heard) if "Pour aller plus loin" in line)]

    assert DAY.sub("JOUR", "\n".join(heard)).replace("\u00a0", " ") + "\n" == HEARD.replace("\u00a0", " ")
    assert page.locator("#filters").get_by_role("link", name=re.compile(r"^À faire ?, 33$")).count() == 1
