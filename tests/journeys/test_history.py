"""Someone chooses networks and reads the history on a phone: each change is said, and taken back where it stands."""

from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.real_browser import RealBrowser


def opened(browser: RealBrowser, cast: Cast, page_name: str, who: str = "bruno", **options) -> Page:
    page = browser.window(390, **options)
    cast.sign_in(page, who)
    page.goto(f"{cast.les_amis.address}{page_name}")
    return page


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")


def test_a_network_is_chosen_put_off_and_taken_back_without_leaving_the_page(browser: RealBrowser, cast: Cast) -> None:
    page = opened(browser, cast, "networks")
    settled(page)
    card = page.locator("#network-instagram")

    card.get_by_role("button", name="Choisir ce réseau").click()

    expect(page.locator("#undo")).to_contain_text("Instagram fait partie du parcours.")
    expect(page.locator("#fact-instagram")).to_contain_text("Choisi.")
    expect(page.locator("#status")).to_contain_text("Instagram fait partie du parcours.")
    expect(card.get_by_role("button", name="Laisser ce réseau de côté")).to_be_focused()

    page.get_by_role("button", name="Annuler").click()

    expect(page.locator("#undo")).to_contain_text("Instagram\u00a0: de nouveau rien de décidé.")
    expect(page.locator("#fact-instagram")).to_have_text("Rien de décidé pour le moment.")
    expect(page.get_by_role("button", name="Rétablir")).to_be_focused()

    card.get_by_text("Pas maintenant", exact=True).click()
    card.get_by_label("Pourquoi (facultatif)").fill("Une chose à la fois.")
    card.get_by_role("button", name="Noter «\u00a0pas maintenant\u00a0»").click()

    expect(page.locator("#fact-instagram")).to_contain_text("«\u00a0Une chose à la fois.\u00a0» À revoir le")


def test_a_secret_in_a_reason_stops_and_stays_to_be_mended(browser: RealBrowser, cast: Cast) -> None:
    browser.expect("422")
    page = opened(browser, cast, "networks")
    settled(page)
    card = page.locator("#network-x")
    card.get_by_text("Pas maintenant", exact=True).click()
    card.get_by_label("Pourquoi (facultatif)").fill("mot de passe : Soleil2024")

    card.get_by_role("button", name="Noter «\u00a0pas maintenant\u00a0»").click()

    expect(page.locator("#network-x")).to_contain_text("Ceci ressemble à un mot de passe.")
    expect(page.locator("#reason-x")).to_have_value("mot de passe : Soleil2024")
    expect(page.locator("#reason-x")).to_be_visible()


def test_the_history_takes_back_in_place_and_makes_it_stand_again(browser: RealBrowser, cast: Cast) -> None:
    page = opened(browser, cast, "")
    page.locator("#task-name-backup .tick").click()
    expect(page.locator("#undo button")).to_be_visible()
    page.get_by_role("link", name="Historique", exact=True).first.click()
    settled(page)
    first = page.locator("#history li").first
    expect(first).to_contain_text("Faite par Bruno.")

    first.get_by_role("button", name="Annuler").click()

    expect(page.locator("#undo")).to_contain_text("C’est annulé. De nouveau à faire")
    expect(page.locator("#history li").first).to_contain_text("Retour en arrière, par Bruno.")
    expect(page.locator("#history li").nth(1)).to_contain_text("Annulé depuis.")
    expect(page.locator("#undo button")).to_be_focused()
    assert page.url.endswith("/history")

    page.locator("#undo button").click()

    expect(page.locator("#undo")).to_contain_text("De nouveau faite")
    page.goto(cast.les_amis.address)
    expect(page.locator("#task-name-backup .tick")).to_have_attribute("aria-checked", "true")


def test_the_history_tells_who_came_too_late_both_sides(browser: RealBrowser, cast: Cast) -> None:
    browser.expect("409")
    page = opened(browser, cast, "")
    page.locator("#task-name-backup .tick").click()
    expect(page.locator("#undo button")).to_be_visible()
    page.goto(f"{cast.les_amis.address}history")
    settled(page)
    other = opened(browser, cast, "", "beatrice")
    other.locator("#task-name-backup .tick").click()
    expect(other.locator("#undo button")).to_be_visible()

    page.locator("#history li").first.get_by_role("button", name="Annuler").click()

    expect(page.locator("#undo.problem")).to_contain_text("Faite par Bruno.")
    expect(page.locator("#undo.problem")).to_contain_text("Coche retirée par Béatrice.")
    expect(page.locator("#history li").first).to_contain_text("Coche retirée par Béatrice.")


def test_the_same_without_script(browser: RealBrowser, cast: Cast) -> None:
    page = opened(browser, cast, "networks", javascript=False)
    page.locator("#network-x").get_by_role("button", name="Choisir ce réseau").click()
    expect(page.locator("#undo")).to_contain_text("X (anciennement Twitter) fait partie du parcours.")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#undo")).to_contain_text("de nouveau rien de décidé")

    page.get_by_role("link", name="Historique", exact=True).first.click()
    page.locator("#history li").first.get_by_role("button", name="Rétablir").click()

    expect(page.locator(".news").first).to_contain_text("X (anciennement Twitter) est de nouveau choisi.")
    assert page.url.endswith("/history")
    page.get_by_role("link", name="Réseaux", exact=True).first.click()
    expect(page.locator("#fact-x")).to_contain_text("Choisi.")


def test_the_history_in_english(browser: RealBrowser, cast: Cast) -> None:
    page = opened(browser, cast, "history?lang=en")

    expect(page.get_by_role("heading", level=1)).to_have_text("Our history")
    expect(page.locator("#history")).to_contain_text("Bruno joined (person in charge).")
