"""The path on paper: printed on four pages, brought back, keyed in with the keyboard alone, taken back."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect
from sqlalchemy import select

from socialtrack.journal.models import Event
from socialtrack.progress.models import TaskState
from socialtrack.progress.network_actions import set_network
from tests.cast import Cast
from tests.checkers import assert_axe_clean

NETWORKS = ("facebook", "instagram", "x", "linkedin", "youtube", "tiktok")
INCH = 96  # CSS pixels
PAPERS = {"Letter": (8.5, 11), "A4": (8.27, 11.69)}
MARGIN = 13 / 25.4  # inches, as the style says

# What sticks out of the page at the right, and the smallest letters on it, in points.
MEASURE = """width => {
  const shown = [...document.querySelectorAll(".marks *")].filter(e => e.checkVisibility() && !e.closest(".vh, svg"));
  const words = shown.filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  return {
    cut: shown.filter(e => e.getBoundingClientRect().right > width + 1).map(e => e.outerHTML.slice(0, 80)),
    smallest: Math.min(...words.map(e => parseFloat(getComputedStyle(e).fontSize) * .75)),
    tasks: document.querySelectorAll(".marks li").length,
  };
}"""


def choose_every_network(cast: Cast) -> None:
    with cast.work_for("aline") as work:
        for network in NETWORKS:
            set_network(work, cast.le_phare.id, network, "chosen")


def states(cast: Cast) -> dict[str, str]:
    rows = cast.rows(select(TaskState).where(TaskState.organization_id == cast.les_amis.id))
    return {row.task_key: row.state for row in rows}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_whole_path_fits_on_four_pages_that_old_eyes_read(browser, cast, language, tmp_path):
    choose_every_network(cast)
    page = browser.window(1280)
    cast.sign_in(page, "paul")
    page.goto(cast.le_phare.address + "sheet")
    if language == "en":
        page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", f"{language}-CA")
    page.goto(cast.le_phare.address + "sheet")

    for paper, (width, height) in PAPERS.items():
        file = Path(tmp_path / f"{paper}.pdf")
        page.pdf(path=file, format=paper)
        assert len(re.findall(rb"/Type\s*/Page\b", file.read_bytes())) == 4, paper
        page.emulate_media(media="print")
        inside = round((width - 2 * MARGIN) * INCH)
        page.set_viewport_size({"width": inside, "height": round(height * INCH)})
        measured = page.evaluate(MEASURE, inside)
        assert measured == {"cut": [], "smallest": pytest.approx(12, abs=1), "tasks": 44}
        page.emulate_media(media="null")


def test_paper_shows_the_sheet_and_no_gesture(browser, cast):
    page = browser.window(1280)
    cast.sign_in(page, "agathe")
    page.goto(cast.les_amis.address + "sheet")

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Étape 1. Désigner une personne responsable")).to_be_visible()
    expect(page.get_by_role("img", name="Code à lire avec un téléphone")).to_be_visible()
    for hidden in (".top", ".foot", ".on-screen"):
        assert page.locator(hidden).count()
        for part in page.locator(hidden).all():
            expect(part).to_be_hidden()


class Keyboard:
    """Presses keys, one by one, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_an_advisor_keys_in_twenty_marks_with_the_keyboard_alone(browser, cast, javascript, html_checker):
    page = browser.window(1280, javascript=javascript)
    cast.sign_in(page, "agathe")
    page.goto(cast.les_amis.address)
    page.get_by_role("link", name="Inscrire une feuille").click()
    began, keys = time.monotonic(), Keyboard(page)
    assert_axe_clean(page)

    keys.type("11-16 18 2.1-2.3 26 2.8 2.9 31 3.10")
    keys.press("Tab")
    keys.type("17 4.11")
    keys.press("Tab")
    keys.type("19")
    keys.press("Tab")
    keys.type("45 49")
    keys.press("Tab")
    keys.press("Control+a")
    keys.type("2026-11-20")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Relire la feuille de l’organisme Les Amis")
    expect(page.get_by_role("heading", name="20 réponses à inscrire")).to_be_visible()
    assert_axe_clean(page)
    html_checker.assert_valid(page.content(), "the review")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("20 réponses sont inscrites pour Les Amis")

    said = states(cast)
    assert Counter(said.values()) == {"done": 15, "doing": 2, "not_applicable": 1, "declined": 2}
    print(f"\n20 marks: {keys.pressed} keys, {time.monotonic() - began:.1f} s with the machine's fingers")


def test_what_is_mistyped_is_mended_in_place_and_the_sheet_is_taken_back(browser, cast):
    browser.expect("422")
    page = browser.window(390)
    cast.sign_in(page, "agathe")
    page.goto(cast.les_amis.address + "sheet/keying")

    page.get_by_label("Faites").fill("1.1 1.2 9.9")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Quelques numéros restent à corriger")).to_be_focused()
    page.get_by_role("link", name="il n’y a pas de tâche de ce numéro").click()
    expect(page.get_by_label("Faites")).to_be_focused()
    expect(page.get_by_label("Faites")).to_have_value("1.1 1.2 9.9")
    assert_axe_clean(page)
    page.get_by_label("Faites").fill("1.1 1.2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Inscrire ces 2 réponses")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 réponses sont inscrites pour Les Amis")
    assert set(states(cast).values()) == {"done"}

    page.get_by_role("button", name="Retirer toute la feuille").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Parcours de l’organisme Les Amis")

    assert set(states(cast).values()) == {"todo"}


def test_a_double_click_and_the_back_button_enter_a_sheet_once(browser, cast):
    page = browser.window(1280)
    cast.sign_in(page, "agathe")
    page.goto(cast.les_amis.address + "sheet/keying")
    page.get_by_label("Faites").fill("1.1 1.2")
    page.keyboard.press("Enter")

    page.get_by_role("button", name="Inscrire ces 2 réponses").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 réponses sont inscrites pour Les Amis")
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # the browser asks whether to send the form again
        page.go_back()
    again = page.context.new_page()
    again.goto(cast.les_amis.address + "sheet/keying")
    again.get_by_label("Faites").fill("1.1 1.2")
    again.keyboard.press("Enter")
    expect(again.get_by_text("Cette feuille ne change rien")).to_be_visible()

    assert len(cast.rows(select(Event).where(Event.kind == "sheet-keyed"))) == 1
    assert len(cast.rows(select(Event).where(Event.kind == "task-state"))) == 2


def test_a_member_reads_in_english_who_entered_it_for_them(browser, cast):
    advisor, member = browser.window(1280), browser.window(390, language="en-CA")
    cast.sign_in(advisor, "agathe")
    cast.sign_in(member, "bruno")
    advisor.goto(cast.les_amis.address + "sheet/keying")
    advisor.get_by_label("Faites").fill("1.1")
    advisor.keyboard.press("Enter")
    advisor.get_by_role("button", name="Inscrire cette réponse").click()
    expect(advisor.get_by_role("heading", level=1)).to_have_text("Une réponse est inscrite pour Les Amis")

    member.goto(cast.les_amis.address)
    member.get_by_role("button", name="English").click()
    expect(member.locator("#fact-name-responsible")).to_have_text("Done today, entered by Agathe for you")
