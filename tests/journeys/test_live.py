"""Two people with the same list open: what one does, the other sees within seconds, and nothing moves meanwhile."""

from __future__ import annotations

import pytest
from flask import Flask, request
from playwright.sync_api import Page, expect
from sqlalchemy import update

from socialtrack.data.db import immediate
from socialtrack.kernel.moments import utc_now
from socialtrack.people.models import Device
from socialtrack.progress.network_actions import set_network
from tests.cast import Cast, everything
from tests.journeys.test_ticking import LISTEN
from tests.real_browser import RealBrowser, wait_until

SECONDS = 9_000  # milliseconds within which something said elsewhere is seen: twice the time between two questions


@pytest.fixture
def asked(own_app: None, app: Flask) -> list[int]:
    """The answers to « what is new » so far."""
    answers: list[int] = []

    @app.after_request
    def note(response):
        if request.path.endswith("/changes"):
            answers.append(response.status_code)
        return response

    return answers


def path_of(browser: RealBrowser, cast: Cast, who: str) -> Page:
    page = browser.window(390)
    cast.sign_in(page, who)
    page.goto(cast.les_amis.address)
    expect(page.locator("script[src*='live.js']")).to_have_count(1)
    page.evaluate(LISTEN)
    return page


def tick(page: Page, key: str) -> None:
    page.locator(f"#task-{key} .tick").click()
    expect(page.locator("#undo button")).to_be_visible()


def test_a_tick_is_seen_by_the_other_without_a_reload_and_said_once(browser: RealBrowser, cast: Cast) -> None:
    bruno, denis = path_of(browser, cast, "bruno"), path_of(browser, cast, "denis")
    bruno.evaluate("window.STAYED = true")
    beatrice = path_of(browser, cast, "beatrice")

    tick(beatrice, "name-backup")

    row = bruno.locator("#task-name-backup")
    expect(row.locator(".tick")).to_have_attribute("aria-checked", "true", timeout=SECONDS)
    expect(row.locator("[id^=fact-]")).to_have_text("Faite aujourd’hui par Béatrice")
    expect(bruno.locator("#overall")).to_contain_text("1 tâche sur 20")
    expect(denis.locator("#fact-name-backup")).to_have_text("Faite aujourd’hui par Béatrice", timeout=SECONDS)
    wait_until(bruno, "SAID.length > 0")
    bruno.wait_for_timeout(300)  # it might be said once more
    title = row.locator("h4").inner_text().replace("\xa0: ", ", ")  # one colon a sentence
    expected = f"Ailleurs, à l’instant. Tâche faite : {title[0].lower()}{title[1:]}."
    assert [words.replace("\xa0", " ") for words in bruno.evaluate("SAID")] == [expected.replace("\xa0", " ")]
    assert bruno.evaluate("window.STAYED")
    assert beatrice.evaluate("SAID") == [beatrice.locator("#undo p").inner_text()]


def test_nothing_moves_and_nothing_typed_is_lost(browser: RealBrowser, cast: Cast) -> None:
    bruno, beatrice = path_of(browser, cast, "bruno"), path_of(browser, cast, "beatrice")
    row = bruno.locator("#task-name-backup")
    row.locator("details.other > summary").click()
    field = row.locator("textarea").first
    field.fill("Je réfléchis encore")
    field.evaluate("field => field.setSelectionRange(3, 3)")
    before = bruno.evaluate("document.activeElement.getBoundingClientRect().top")

    tick(beatrice, "name-backup")
    expect(row.locator(".tick")).to_have_attribute("aria-checked", "true", timeout=SECONDS)

    expect(field).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("Je réfléchis encore")
    assert field.evaluate("field => field.selectionStart") == 3
    assert abs(bruno.evaluate("document.activeElement.getBoundingClientRect().top") - before) < 2


def test_the_card_changes_once_the_focus_has_left_it(browser: RealBrowser, cast: Cast) -> None:
    bruno, beatrice = path_of(browser, cast, "bruno"), path_of(browser, cast, "beatrice")
    first = bruno.locator("#next-title").inner_text()
    bruno.locator("#next a").first.focus()

    beatrice.locator("#next .btn").first.click()
    expect(bruno.locator("#overall")).to_contain_text("1 tâche sur 20", timeout=SECONDS)

    expect(bruno.locator("#next-title")).to_have_text(first)
    assert bruno.evaluate("document.activeElement.closest('#next') !== null")
    bruno.locator(".brand").focus()
    expect(bruno.locator("#next-title")).not_to_have_text(first)


def test_networks_that_changed_are_told_and_no_row_moves(browser: RealBrowser, cast: Cast) -> None:
    bruno = path_of(browser, cast, "bruno")
    rows = bruno.locator("form.task").count()

    with cast.work_for("beatrice") as work:
        set_network(work, cast.les_amis.id, "instagram", "chosen")

    told = bruno.get_by_role("link", name="Les réseaux ont changé : recharger la liste")
    expect(told).to_be_visible(timeout=SECONDS)
    assert bruno.locator("form.task").count() == rows
    told.click()
    expect(bruno.locator("form.task")).not_to_have_count(rows)


def test_a_page_that_nobody_may_see_any_more_asks_no_more(asked: list[int], browser: RealBrowser, cast: Cast) -> None:
    bruno = path_of(browser, cast, "bruno")
    bruno.wait_for_timeout(5_500)
    assert asked == [204]
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Device).values(ended_at=utc_now()))

    bruno.wait_for_timeout(10_500)

    assert asked == [204, 303]  # to the sign-in page, which nobody follows
    assert bruno.url.endswith(cast.les_amis.address)
