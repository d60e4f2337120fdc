"""An organization calls, and its advisor enters what it says, on a phone; the member reads who entered it. In English,
a whole visit of a member on a phone."""

from playwright.sync_api import expect
from sqlalchemy import select

from socialtrack.journal.models import Event
from tests.cast import Cast
from tests.checkers import assert_axe_clean
from tests.journeys.test_ticking import box, path_of, settle
from tests.real_browser import RealBrowser


def test_what_was_said_by_telephone_is_read_as_entered_for_them(browser: RealBrowser, cast: Cast) -> None:
    advisor = path_of(browser, cast, "agathe")
    box(advisor, "name-responsible").click()
    expect(advisor.locator("#fact-name-responsible")).to_have_text(
        "Faite aujourd’hui, inscrite par Agathe pour l’organisme"
    )
    row = advisor.locator("#task-name-backup")
    row.get_by_text("J’hésite, ou autre réponse").click()
    row.get_by_role("link", name="Note, repère, personne, date").click()
    beside = row.get_by_role("group", name="Note, repère, personne, date")
    beside.get_by_text("Écrire une note").click()
    beside.get_by_label("Votre note").fill("Odile rappelle mardi.")
    beside.get_by_role("button", name="Garder la note").click()
    expect(beside.get_by_text("Odile rappelle mardi.")).to_be_visible()
    advisor.goto(f"{cast.les_amis.address}networks")
    advisor.locator("#network-x").get_by_role("button", name="Choisir ce réseau").click()
    expect(advisor.locator("#fact-x")).to_contain_text("Inscrit par Agathe pour l’organisme.")
    assert_axe_clean(advisor)

    member = path_of(browser, cast, "bruno")
    expect(member.locator("#fact-name-responsible")).to_have_text("Faite aujourd’hui, inscrite par Agathe pour vous")
    member.goto(f"{cast.les_amis.address}networks")
    expect(member.locator("#fact-x")).to_contain_text("Inscrit par Agathe pour vous.")
    member.goto(f"{cast.les_amis.address}history")
    history = member.locator("#history")
    for words in ("Faite, inscrite par Agathe", "Note inscrite par Agathe", "Choisi, inscrit par Agathe"):
        expect(history).to_contain_text(f"{words} pour l’organisme.")
    told = cast.rows(select(Event).where(Event.organization_id == cast.les_amis.id).order_by(Event.id.desc()).limit(3))
    assert [(event.kind, event.on_behalf) for event in told] == [
        ("network", True),
        ("note-written", True),
        ("task-state", True),
    ]


def test_a_visit_in_english_from_the_first_tick_to_the_history(browser: RealBrowser, cast: Cast) -> None:
    page = path_of(browser, cast)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-CA")

    page.get_by_role("link", name="I have fifteen minutes").click()
    page.locator("#filters").get_by_role("link", name="To do").click()
    box(page, "name-responsible").click()
    expect(page.locator("#fact-name-responsible")).to_have_text("Done today by Bruno")
    settle(page)
    page.locator("#undo").get_by_role("button", name="Undo").click()
    expect(page.locator("#fact-name-responsible")).to_contain_text("To do")

    row = page.locator("#task-org-email")
    row.get_by_text("I’m hesitant, or another answer").click()
    row.get_by_role("button", name="We decided not to do it").click()
    expect(row.locator("#fact-org-email")).to_contain_text("We decided not to do it")
    settle(page)

    row = page.locator("#task-name-backup")
    row.get_by_text("I’m hesitant, or another answer").click()
    row.get_by_role("link", name="Note, detail, person, date").click()
    beside = row.get_by_role("group", name="Note, detail, person, date")
    beside.get_by_text("Write a note").click()
    beside.get_by_label("Your note").fill("Ask Odile on Tuesday.")
    beside.get_by_role("button", name="Keep the note").click()
    expect(beside.get_by_text("Ask Odile on Tuesday.")).to_be_visible()
    assert_axe_clean(page)

    page.goto(f"{cast.les_amis.address}networks")
    page.locator("#network-x").get_by_role("button", name="Choose this network").click()
    expect(page.locator("#network-x").get_by_role("button", name="Set this network aside")).to_be_visible()
    page.goto(f"{cast.les_amis.address}history")
    expect(page.locator("#history li").first).to_contain_text("Chosen by Bruno.")
