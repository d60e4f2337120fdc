"""Someone ticks their path in a real browser: fast, by keyboard, on a slow line, on a broken line, without script."""

import random
import time

import pytest
from flask import Flask, request
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.real_browser import RealBrowser

LATENCY = 0.15  # seconds between a press and its answer, half on the way there and half on the way back

# All that the page says of the path: boxes, words beside them, what their next press asks for, figures, card, undo.
SCREEN = """() => ({
  rows: Object.fromEntries([...document.querySelectorAll("form.task")].map(form => {
    const box = form.querySelector(".tick");
    return [form.id, [form.dataset.state, box.getAttribute("aria-checked"), box.value,
                      box.querySelector("use").getAttribute("href"), form.querySelector("[id^=fact-]").textContent]];
  })),
  overall: document.getElementById("overall").textContent.trim(),
  steps: [...document.querySelectorAll("[id^=figures-]")].map(region => region.innerHTML.trim()),
  next: document.getElementById("next").innerHTML.trim(),
  undo: document.querySelector("#undo button")?.value,
})"""

# What a screen reader is given to say.
LISTEN = """() => {
  window.SAID = [];
  const status = document.getElementById("status");
  const hear = () => { if (status.textContent) SAID.push(status.textContent); };
  new MutationObserver(hear).observe(status, {childList: true});
}"""


@pytest.fixture
def slow_line(own_app: None, app: Flask) -> random.Random:
    """Every change takes about `LATENCY`, unevenly, so that answers cross on the way."""
    chance = random.Random(7)

    @app.before_request
    def on_the_way_there() -> None:
        if request.method == "POST":
            time.sleep(LATENCY * chance.uniform(0.2, 0.8))

    @app.after_request
    def on_the_way_back(response):
        if request.method == "POST":
            time.sleep(LATENCY * chance.uniform(0.2, 0.8))
        return response

    return chance


def path_of(browser: RealBrowser, cast: Cast, who: str = "bruno", **options) -> Page:
    page = browser.window(**options)
    cast.sign_in(page, who)
    page.goto(cast.les_amis.address)
    if options.get("javascript", True):
        page.evaluate(LISTEN)
    return page


def box(page: Page, key: str):
    return page.locator(f"#task-{key} .tick")


def focused(page: Page) -> str:
    return page.evaluate("(e => e.closest('[id]').id + ' ' + (e.className || e.tagName))(document.activeElement)")


def settle(page: Page) -> None:
    """Until every request that a press started has been answered, and nothing follows it."""
    for _ in range(400):
        if page.evaluate("!document.querySelector('.htmx-request')"):
            page.wait_for_timeout(40)
            if page.evaluate("!document.querySelector('.htmx-request')"):
                return
        page.wait_for_timeout(10)
    raise AssertionError("a request never ended")


def press_rapidly(page: Page, keys: list[str], chance: random.Random) -> None:
    """Two to four presses of each box, mixed, some in the same frame and some while answers arrive."""
    presses = [key for key in keys for _ in range(chance.choice((2, 3, 3, 4)))]
    chance.shuffle(presses)
    for key in presses:
        page.evaluate("key => document.querySelector(`#task-${key} .tick`).click()", key)
        page.wait_for_timeout(chance.choice((0, 10, 40, 90, 160)))
    settle(page)


@pytest.mark.parametrize("rows", [1, 3])
def test_rapid_ticking_ends_with_the_screen_equal_to_the_server(
    browser: RealBrowser, cast: Cast, slow_line: random.Random, rows: int, request: pytest.FixtureRequest
) -> None:
    page = path_of(browser, cast, width=1280)
    fresh = page.context.new_page()
    keys = page.evaluate("[...document.querySelectorAll('form.task')].map(form => form.id.slice(5))")
    trials = 50 if request.config.getoption("--whole") else 8

    for _ in range(trials):
        press_rapidly(page, slow_line.sample(keys, rows), slow_line)
        fresh.goto(cast.les_amis.address)

        shown, true = page.evaluate(SCREEN), fresh.evaluate(SCREEN)
        # A last press that changed nothing offers nothing to take back; a fresh page still offers the one before it.
        assert shown.pop("undo") in (None, true.pop("undo"))
        assert shown == true


def test_a_tick_by_keyboard_keeps_the_focus_and_is_said_once(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    page.locator("#task-name-backup .tick").focus()

    page.keyboard.press("Space")
    expect(page.locator("#undo button")).to_be_visible()
    page.wait_for_timeout(200)

    assert focused(page) == "form-name-backup tick"
    assert box(page, "name-backup").get_attribute("aria-checked") == "true"
    assert page.evaluate("SAID") == [page.locator("#undo p").inner_text()]


def test_undo_leads_back_to_the_task(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    box(page, "name-backup").click()
    page.locator("#undo button").focus()

    page.keyboard.press("Enter")
    expect(box(page, "name-backup")).to_have_attribute("aria-checked", "false")
    settle(page)

    assert focused(page) == "form-name-backup tick"


def test_the_card_shows_the_next_small_thing_and_takes_the_focus(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    first = page.locator("#next-title").inner_text()

    page.locator("#next .btn").first.click()
    expect(page.locator("#next-title")).not_to_have_text(first)
    settle(page)

    assert focused(page).startswith("next-title")
    expect(page.locator("form.task[data-state=done] h4")).to_have_text(first)


def test_a_second_press_on_the_card_does_not_tick_what_it_now_shows(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    first = page.locator("#next-title").inner_text()
    page.locator("#next .btn").first.click()
    expect(page.locator("#next-title")).not_to_have_text(first)

    page.locator("#next .btn").first.click()
    page.wait_for_timeout(400)
    settle(page)

    assert page.locator("form.task[data-state=done]").count() == 1


def test_another_answer_closes_its_fold_and_says_the_reason(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    row = page.locator("#task-name-backup")
    row.locator("summary").click()
    row.locator("textarea").fill("Nous sommes deux.")

    row.locator("button[value=declined]").click()
    expect(page.locator("#form-name-backup")).to_have_attribute("data-state", "declined")
    settle(page)

    expect(page.locator("#fact-name-backup")).to_contain_text("Nous sommes deux.")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert box(page, "name-backup").get_attribute("aria-checked") == "false"


def test_enter_in_a_field_of_the_fold_ticks_nothing(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    row = page.locator("#task-name-backup")
    row.locator("summary").click()
    row.locator("select").focus()

    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)

    assert page.locator("form.task[data-state=done]").count() == 0


def test_a_broken_line_keeps_what_was_pressed_and_says_so_once(browser: RealBrowser, cast: Cast) -> None:
    browser.expect("ERR_INTERNET_DISCONNECTED")
    browser.expect("Failed to fetch")
    page = path_of(browser, cast)
    expect(page.locator("script[src*='later.js']")).to_have_count(1)
    page.wait_for_timeout(300)
    page.context.set_offline(True)

    box(page, "name-backup").click()
    expect(page.locator("#later")).to_be_visible()
    page.wait_for_timeout(200)

    assert box(page, "name-backup").get_attribute("aria-checked") == "true"
    expect(page.locator("#task-name-backup .unsent")).to_contain_text("Pas encore envoyé.")
    assert page.evaluate("SAID") == [page.locator("#later p").inner_text()]
    assert focused(page) == "form-name-backup tick"


def test_the_first_tick_needs_no_script(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast, javascript=False)

    box(page, "name-backup").click()

    assert page.url.endswith("#task-name-backup")
    expect(box(page, "name-backup")).to_have_attribute("aria-checked", "true")
    expect(page.locator("#undo button")).to_be_visible()

    page.locator("#undo button").click()

    expect(box(page, "name-backup")).to_have_attribute("aria-checked", "false")


def test_back_never_shows_old_progress(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    box(page, "name-backup").click()
    expect(page.locator("#undo button")).to_be_visible()
    page.goto("/faq")

    page.go_back()

    expect(box(page, "name-backup")).to_have_attribute("aria-checked", "true")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_line_of_what_happened_never_hides_the_focus(browser: RealBrowser, cast: Cast, width: int) -> None:
    page = path_of(browser, cast, width=width)
    box(page, "name-responsible").click()
    expect(page.locator("#undo button")).to_be_visible()
    page.locator(".brand").focus()
    hidden = []

    for _ in range(60):
        page.keyboard.press("Tab")
        covered = page.evaluate("""() => {
          const focus = document.activeElement, line = document.getElementById("undo");
          if (line.contains(focus) || !focus.closest("main")) return "";
          const box = focus.getBoundingClientRect(), over = line.getBoundingClientRect();
          const beside = box.right < over.left || box.left > over.right;
          const inside = !beside && box.top >= over.top && box.bottom <= over.bottom;
          return inside || box.bottom < 0 || box.top > innerHeight ? focus.outerHTML.slice(0, 80) : "";
        }""")
        hidden.extend([covered] if covered else [])

    assert not hidden
