"""Two people on the same path, each in their own browser: what one does, the other learns at the next gesture, once."""

from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.real_browser import RealBrowser


def path_of(browser: RealBrowser, cast: Cast, who: str) -> Page:
    page = browser.window(390)
    cast.sign_in(page, who)
    page.goto(cast.les_amis.address)
    return page


def tick(page: Page, key: str, checked: bool = True) -> None:
    page.locator(f"#task-{key} .tick").click()
    expect(page.locator(f"#task-{key} .tick")).to_have_attribute("aria-checked", "true" if checked else "false")
    expect(page.locator("#undo button")).to_be_visible()


def test_what_another_person_ticked_comes_with_the_next_answer_and_is_said_once(
    browser: RealBrowser, cast: Cast
) -> None:
    bruno, beatrice = path_of(browser, cast, "bruno"), path_of(browser, cast, "beatrice")
    tick(beatrice, "name-backup")

    tick(bruno, "name-responsible")

    expect(bruno.locator("#undo")).to_contain_text("Entre-temps, une autre tâche a changé; elle est à jour.")
    expect(bruno.locator("#task-name-backup .tick")).to_have_attribute("aria-checked", "true")
    expect(bruno.locator("#task-name-backup .tick")).to_have_attribute("value", "todo")
    expect(bruno.locator("#fact-name-backup")).to_have_text("Faite aujourd’hui par Béatrice")
    expect(bruno.locator("#overall")).to_contain_text("2 tâches sur 20")

    tick(bruno, "org-email")

    expect(bruno.locator("#overall")).to_contain_text("3 tâches sur 20")
    expect(bruno.locator("#undo")).not_to_contain_text("Entre-temps")


def test_an_undo_that_came_too_late_is_refused_and_the_row_shows_the_truth(browser: RealBrowser, cast: Cast) -> None:
    browser.expect("409")
    bruno, beatrice = path_of(browser, cast, "bruno"), path_of(browser, cast, "beatrice")
    tick(bruno, "name-backup")
    beatrice.reload()
    tick(beatrice, "name-backup", checked=False)
    row = beatrice.locator("#task-name-backup")
    row.locator("summary").click()
    row.get_by_role("button", name="C’est en cours").click()
    expect(beatrice.locator("#fact-name-backup")).to_contain_text("En cours")

    bruno.locator("#undo button").click()

    expect(bruno.locator("#undo.problem")).to_contain_text("Cette tâche a changé depuis.")
    expect(bruno.locator("#fact-name-backup")).to_contain_text("Béatrice")
    expect(bruno.locator("#task-name-backup .tick")).to_have_attribute("aria-checked", "false")
    expect(bruno.locator("#form-name-backup")).to_have_attribute("data-state", "doing")


def test_a_reason_that_looks_like_a_password_is_refused_and_stays_in_the_fold(browser: RealBrowser, cast: Cast) -> None:
    browser.expect("422")
    page = path_of(browser, cast, "bruno")
    row = page.locator("#task-name-backup")
    row.locator("summary").click()
    row.locator("textarea").fill("mot de passe : Soleil2024!")

    row.get_by_role("button", name="Nous avons décidé de ne pas le faire").click()

    expect(page.locator("#undo.problem")).to_contain_text("Ceci ressemble à un mot de passe.")
    expect(row.locator("textarea")).to_have_value("mot de passe : Soleil2024!")
    expect(page.locator("#form-name-backup")).to_have_attribute("data-state", "todo")
