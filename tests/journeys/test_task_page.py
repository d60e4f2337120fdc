"""A volunteer on a phone, by keyboard alone: the task's page, then what stands beside it in the fold of its row."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from socialtrack.journal.models import Event
from socialtrack.progress.models import TaskPlan, TaskState
from tests.cast import Cast
from tests.checkers import assert_axe_clean
from tests.journeys.test_ticking import path_of
from tests.real_browser import RealBrowser, wait_until

TASK = "name-backup"
FURTHEST = 120  # presses of Tab: more than there are things to press on the page


def task_of(browser: RealBrowser, cast: Cast, **options) -> Page:
    page = browser.window(**options)
    cast.sign_in(page, "bruno")
    page.goto(f"{cast.les_amis.address}tasks/{TASK}")
    return page


def tab_to(page: Page, selector: str) -> None:
    """Go there as somebody without a mouse does."""
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never reaches {selector}")


def type_day(page: Page, selector: str, day: str) -> None:
    """In a date field whose browser speaks English: month, day, year."""
    year, month, number = day.split("-")
    tab_to(page, selector)
    page.keyboard.type(f"{month}{number}{year}")
    expect(page.locator(selector)).to_have_value(day)


def kinds(cast: Cast) -> list[str]:
    return [event.kind for event in cast.rows(select(Event).where(Event.task_key == TASK).order_by(Event.id))]


def test_task_is_planned_shown_done_and_taken_back_by_keyboard_alone(browser: RealBrowser, cast: Cast) -> None:
    page = task_of(browser, cast)
    assert_axe_clean(page)

    # Who sees to it, and by when.
    tab_to(page, f"#plan-{TASK} > summary")
    page.keyboard.press("Enter")
    tab_to(page, f"#responsible-{TASK}")
    page.keyboard.type("Béa")
    type_day(page, f"#due-on-{TASK}", "2030-01-07")
    tab_to(page, f"#plan-{TASK} button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/tasks/{TASK}#more")
    expect(page.locator(f"#plan-fact-{TASK}")).to_have_text("Béatrice s’en occupe. D’ici le 7 janvier 2030.")
    expect(page.locator("#undo")).to_contain_text("C’est noté pour")
    assert page.evaluate("document.activeElement.id") == "more"

    # What shows it: a slip first, then a name.
    tab_to(page, f"#evidence-{TASK} > summary")
    page.keyboard.press("Enter")
    tab_to(page, f"#evidence-value-{TASK}")
    page.keyboard.type("Le mot de passe est Tulipe42!")
    browser.expect(r"422 \(UNPROCESSABLE ENTITY\)")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_be_focused()
    expect(page.locator(f"#evidence-value-{TASK}")).to_have_value("Le mot de passe est Tulipe42!")
    assert_axe_clean(page)
    tab_to(page, ".summary a")
    page.keyboard.press("Enter")
    expect(page.locator(f"#evidence-value-{TASK}")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Béatrice Roy")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(f"#evidence-fact-{TASK}")).to_have_text("Repère : Béatrice Roy")

    # It has been done for a while; the path says since when.
    page.goto(f"{cast.les_amis.address}tasks/{TASK}")
    tab_to(page, f"#done-{TASK} > summary")
    page.keyboard.press("Enter")
    type_day(page, f"#done-on-{TASK}", "2024-03-15")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/#task-{TASK}")
    expect(page.locator(f"#fact-{TASK}")).to_contain_text("Faite le 15 mars 2024 par Bruno")

    # The history says it all, and takes the plan back from there.
    page.goto(f"{cast.les_amis.address}tasks/{TASK}")
    tab_to(page, "aside details:last-of-type > summary")
    page.keyboard.press("Enter")
    lines = page.locator("aside ol li")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("C’était le 15 mars 2024.")
    expect(lines.nth(1)).to_contain_text("Repère noté par Bruno.")
    [planned] = cast.rows(select(Event).where(Event.kind == "task-plan"))
    tab_to(page, f"aside ol button[value='{planned.id}']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/tasks/{TASK}#more")
    expect(page.locator(f"#plan-fact-{TASK}")).to_have_text("Qui s’en occupe, et pour quand")
    assert kinds(cast) == ["task-plan", "task-evidence", "task-state", "task-plan"]
    assert cast.rows(select(TaskPlan.responsible_id)) == [None]


def test_the_fold_of_a_row_answers_in_place_and_keeps_the_focus(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    row, said = page.locator(f"#task-{TASK}"), "C’est noté pour « nommer une deuxième personne, la relève »."
    tab_to(page, f"#task-{TASK} .other > summary")
    page.keyboard.press("Enter")
    tab_to(page, f"#task-{TASK} .add-beside")
    page.keyboard.press("Enter")
    expect(page.locator(f"#more-{TASK} details")).to_have_count(4)

    tab_to(page, f"#plan-{TASK} > summary")
    page.keyboard.press("Enter")
    tab_to(page, f"#responsible-name-{TASK}")
    page.keyboard.type("Jocelyne Roy")
    tab_to(page, f"#plan-{TASK} button")
    page.keyboard.press("Enter")

    expect(row.locator(f"#about-{TASK}")).to_contain_text("Jocelyne Roy s’en occupe.")
    expect(page.locator(f"#plan-{TASK} > summary")).to_be_focused()
    expect(page.locator(f"#plan-fact-{TASK}")).to_have_text("Jocelyne Roy s’en occupe.")
    wait_until(page, "SAID.length > 0")
    assert [text.replace("\u00a0", " ") for text in page.evaluate("SAID")] == [f"{said} Jocelyne Roy s’en occupe."]
    assert_axe_clean(page)

    # Refused: said beside the field, what was typed stays, the focus too.
    page.keyboard.press("Enter")
    type_day(page, f"#due-on-{TASK}", "2020-01-07")
    page.evaluate("document.activeElement.form.noValidate = true")  # a browser that knows no date field
    browser.expect(r"422 \(UNPROCESSABLE ENTITY\)")
    page.keyboard.press("Enter")
    expect(page.locator(f"#due-on-{TASK}-error")).to_have_text("Choisissez un jour entre aujourd’hui et dans cinq ans.")
    expect(page.locator(f"#due-on-{TASK}")).to_have_value("2020-01-07")
    assert kinds(cast) == ["task-plan"]

    # « Annuler », from where it was made.
    page.locator(f"#due-on-{TASK}").fill("")
    page.locator(f"#responsible-name-{TASK}").fill("Jocelyne Côté")
    page.locator(f"#plan-{TASK} button").click()
    expect(row.locator(f"#about-{TASK}")).to_contain_text("Jocelyne Côté s’en occupe.")
    page.locator("#undo button").click()
    expect(row.locator(f"#about-{TASK}")).to_contain_text("Jocelyne Roy s’en occupe.")
    expect(page.locator(f"#responsible-name-{TASK}")).to_have_value("Jocelyne Roy")
    assert kinds(cast) == ["task-plan", "task-plan", "task-plan"]


def test_a_plan_and_a_detail_need_no_script(browser: RealBrowser, cast: Cast) -> None:
    page = task_of(browser, cast, javascript=False)
    page.locator(f"#plan-{TASK} > summary").click()
    page.locator(f"#responsible-{TASK}").select_option(label="Béatrice")
    page.locator(f"#plan-{TASK} button").click()
    expect(page.locator("#undo")).to_contain_text("Béatrice s’en occupe.")
    page.locator("#undo button").click()
    expect(page.locator("#undo")).to_contain_text("C’est annulé.")
    expect(page.locator(f"#plan-fact-{TASK}")).to_have_text("Qui s’en occupe, et pour quand")

    page.locator(f"#evidence-{TASK} > summary").click()
    page.locator(f"#evidence-value-{TASK}").fill("Béatrice Roy")
    page.locator(f"#evidence-{TASK} button").click()
    expect(page.locator("#undo")).to_contain_text("Repère gardé")
    assert cast.rows(select(TaskState.state)) == ["todo"]
