"""A manager owes her board a report: from the menu to what moved, its PDF and its workbook, by the keyboard."""

import io

from openpyxl import load_workbook
from playwright.sync_api import Download, Page, expect
from pypdf import PdfReader

from tests.cast import Cast
from tests.checkers import assert_axe_clean
from tests.journeys.test_support import press_on
from tests.real_browser import RealBrowser
from tests.reports.test_csv import tick


def taken(page: Page, words: str) -> tuple[str, bytes]:
    """The name and the bytes of what that link gives."""
    with page.expect_download() as waiting:
        press_on(page, words)
    download: Download = waiting.value
    return download.suggested_filename, download.path().read_bytes()


def test_a_report_goes_to_the_board_as_a_page_a_pdf_and_a_workbook(browser: RealBrowser, cast: Cast) -> None:
    tick(cast, "bruno", cast.les_amis, "name-responsible")
    page = browser.window(width=390, javascript=False)
    cast.sign_in(page, "aline")
    page.goto(f"/centres/{cast.quebec.slug}/")

    press_on(page, "Rapports")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rapports")
    press_on(page, "Ouvrir «\u00a0Ce qui a bougé")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce qui a bougé")
    assert_axe_clean(page)
    said = page.locator(".told p").first.inner_text()

    pdf_name, pdf = taken(page, "Le rapport (PDF)")
    sheet_name, sheet = taken(page, "Les mêmes chiffres (Excel)")

    assert (pdf_name[-4:], sheet_name[-5:]) == (".pdf", ".xlsx")
    (paper,) = PdfReader(io.BytesIO(pdf)).pages
    assert " ".join(said.split()) in " ".join(paper.extract_text().split())
    assert load_workbook(io.BytesIO(sheet)).active.freeze_panes == "A2"
