"""From the first day to the certificate, on a phone: where one stands already, a step settled, the path settled."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, update

from socialtrack.data.db import immediate
from socialtrack.guide.queries import path as path_in_force
from socialtrack.guide.rules import in_scope
from socialtrack.journal.models import Baseline, OrganizationSummary
from socialtrack.progress import actions
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rules import wanted
from tests.cast import everything
from tests.checkers import assert_axe_clean


@pytest.fixture
def just_joined(cast):
    """Les Amis may still say where it stands."""
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(delete(Baseline).where(Baseline.organization_id == cast.les_amis.id))
        session.execute(
            update(OrganizationSummary)
            .where(OrganizationSummary.organization_id == cast.les_amis.id)
            .values(baseline_due_on=(datetime.now(UTC) + timedelta(days=12)).date())
        )


def essentials(cast) -> list[str]:
    with cast.work_for("bruno") as work:
        return [task.key for task in in_scope(path_in_force(work), {"facebook"}) if task.essential]


def settle(cast, keys) -> None:
    with cast.work_for("bruno") as work:
        for key in keys:
            actions.set_task_state(work, cast.les_amis.id, key, wanted("done", today=work.today), Gesture())


def open_as(browser, cast, who: str, address: str, **options) -> Page:
    page = browser.window(390, **options)
    cast.sign_in(page, who)
    page.goto(address)
    return page


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def pages_of(file: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_where_we_stand_is_said_on_a_phone_and_taken_back(browser, cast, just_joined, javascript):
    page = open_as(browser, cast, "bruno", cast.les_amis.address, javascript=javascript)

    page.get_by_role("link", name="Déjà commencé avant d’arriver ici? Dites où vous en êtes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Où en êtes-vous déjà?")
    expect(page.get_by_label("Créer le compte Instagram de l’organisme")).to_be_hidden()
    page.get_by_label("Instagram", exact=True).and_(page.get_by_role("checkbox")).check()
    page.get_by_label("Créer le compte Instagram de l’organisme").check()
    page.get_by_label("Nommer une personne responsable").check()
    page.get_by_label("Depuis quand, à peu près?").fill("2025-01-15")
    assert fits(page)
    if javascript:
        assert_axe_clean(page)
    page.get_by_role("button", name="Voilà où nous en sommes").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Voilà où nous en étions")
    expect(page.get_by_text("2 tâches essentielles étaient déjà faites.")).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Où en êtes-vous déjà?")
    page.get_by_role("button", name="Voilà où nous en sommes").click()
    expect(page.get_by_text("Rien n’était encore coché.")).to_be_visible()
    page.get_by_role("link", name="Continuer le parcours").click()
    expect(page.get_by_role("link", name="Dites où vous en êtes")).to_have_count(0)


def test_step_settled_then_the_path_settled_then_the_certificate(browser, cast, tmp_path):
    keys = essentials(cast)
    settle(cast, [*keys[:4], *keys[5:-1]])
    page = open_as(browser, cast, "bruno", cast.les_amis.address)

    page.locator(f"#form-{keys[4]} .tick").click()
    expect(page.locator("#undo")).to_contain_text("L’étape 1 est faite au complet.")
    page.locator(f"#form-{keys[-1]} .tick").click()
    expect(page.locator("#undo")).to_contain_text("Le parcours essentiel est complet")
    page.locator("#undo button").click()
    expect(page.locator("#undo")).to_contain_text("Le parcours est de nouveau ouvert")
    expect(page.get_by_role("link", name="L’attestation, à imprimer")).to_have_count(0)
    page.locator(f"#form-{keys[-1]} .tick").click()
    page.get_by_role("link", name="L’attestation, à imprimer").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Attestation d’achèvement du parcours")
    assert fits(page)
    assert_axe_clean(page)
    for paper in ("Letter", "A4"):
        file = tmp_path / f"{paper}.pdf"
        page.pdf(path=file, format=paper)
        assert pages_of(file) == 1


def test_certificate_in_english(browser, cast, tmp_path):
    settle(cast, essentials(cast))
    page = open_as(browser, cast, "aline", f"{cast.les_amis.address}certificate")

    page.get_by_role("link", name="In English").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Certificate of completion of the path")
    expect(page.get_by_text("20 essential tasks done")).to_be_visible()
    file = tmp_path / "letter.pdf"
    page.pdf(path=file, format="Letter")
    assert pages_of(file) == 1
