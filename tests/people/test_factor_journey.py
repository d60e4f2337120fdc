"""On a phone: Aline sets two-step verification up because her centre asks for it, and comes in with it."""

import re

import pyotp

from socialtrack.kernel.moments import utc_now
from socialtrack.people.factor_rules import step_at
from tests.checkers import assert_axe_clean
from tests.people.second_step import link_for, require_it


def code(secret, steps=0):
    return pyotp.TOTP(secret).generate_otp(step_at(utc_now()) + steps)


def test_set_up_print_sign_out_and_come_back(browser, cast, html_checker):
    board = f"/centres/{cast.quebec.slug}/"
    require_it(cast, cast.quebec)
    browser.expect("status of 422")
    window = browser.window(390)
    window.goto(f"{link_for(cast, 'aline')}?next={board}")
    window.get_by_role("button", name="Ouvrir ma session").click()

    # The centre asks for it: why, how it goes, one button.
    assert window.locator("h1").inner_text() == "La vérification en deux étapes"
    assert "la demande à son équipe" in window.locator("main").inner_text()
    window.get_by_role("button", name="Commencer").click()

    # The key, as a code, as a link into the application, and by hand.
    window.get_by_role("img", name=re.compile("Code à lire")).wait_for()
    assert window.get_by_role("link", name="Ouvrir dans l’application").get_attribute("href").startswith("otpauth://")
    window.locator("summary", has_text="Écrire la clé à la main").click()
    secret = window.locator(".link-on-paper").inner_text().replace(" ", "")
    field = window.get_by_label("Les six chiffres que l’application montre")
    assert (field.get_attribute("inputmode"), field.get_attribute("autocomplete")) == ("numeric", "one-time-code")
    field.fill("000000")
    window.get_by_role("button", name="Activer la vérification").click()
    assert window.evaluate("document.activeElement.className").startswith("summary")
    field.fill(code(secret))
    with window.expect_response(lambda response: response.url.endswith("/confirm")) as answered:
        window.get_by_role("button", name="Activer la vérification").click()

    # The sheet: ten codes, on one page of paper, without what is for the screen.
    assert window.locator("h1").inner_text() == "Vos dix codes de secours"
    codes = window.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    assert_axe_clean(window)
    html_checker.assert_valid(answered.value.text(), "backup codes")
    window.emulate_media(media="print")
    window.locator(".codes").wait_for()
    assert not window.get_by_role("button", name="Imprimer").is_visible()
    assert not window.locator(".foot").is_visible()
    paper = window.pdf(format="Letter")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    window.emulate_media(media="screen")
    window.get_by_role("link", name=re.compile("continuer")).click()
    assert window.url.endswith(board)

    # Out, and in again with the application.
    window.get_by_role("button", name="Fermer la session").click()
    window.goto(f"{link_for(cast, 'aline')}?next={board}")
    window.get_by_role("button", name="Ouvrir ma session").click()
    assert window.locator("h1").inner_text() == "Votre deuxième étape"
    window.goto(board)
    assert window.locator("h1").inner_text() == "Votre deuxième étape"
    window.get_by_label("Les six chiffres").fill(code(secret, 1))
    window.get_by_role("button", name="Continuer", exact=True).click()
    assert window.url.split("?")[0].endswith(board)

    # The phone stays at home: a code of the sheet.
    window.get_by_role("button", name="Fermer la session").click()
    window.goto(link_for(cast, "aline"))
    window.get_by_role("button", name="Ouvrir ma session").click()
    window.locator("summary", has_text="Je n’ai pas mon téléphone").click()
    assert_axe_clean(window)
    window.get_by_label("Un code de secours").fill(codes[0].lower())
    window.get_by_role("button", name="Continuer avec ce code").click()
    assert window.url.endswith(board)
    assert "Il vous en reste 9." in window.locator("main").inner_text()


def test_set_up_without_javascript(browser, cast):
    window = browser.window(390, javascript=False)
    cast.sign_in(window, "bruno")
    window.goto("/account/second-step")
    window.get_by_role("button", name="Commencer").click()
    window.locator("summary").click()
    secret = window.locator(".link-on-paper").inner_text().replace(" ", "")
    window.get_by_label("Les six chiffres que l’application montre").fill(code(secret))
    window.get_by_role("button", name="Activer la vérification").click()

    assert len(window.locator(".codes code").all()) == 10
    assert window.locator("[data-print]").is_hidden()
