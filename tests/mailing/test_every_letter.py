"""Every letter there is, in both languages, as text and as HTML: each says the same, and names where it leads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from socialtrack.kernel.permissions import Role
from socialtrack.mailing.actions import Words
from socialtrack.people import device_mail, factor_mail, mail, member_mail
from socialtrack.people.device_rules import Reader
from socialtrack.people.member_rules import Gone
from tests.page import ENGLISH, FRENCH, Page
from tests.typography import faults

LINK = "https://suivi.example.org/lien/x"
STOP = "https://suivi.example.org/letters/stop/x"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
NOW = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)


def _letters(language: str) -> Iterator[tuple[Callable[..., Words], Words]]:
    """Each letter with its function; each role and each reason that one can name."""
    place, centre = "Les Amis du quartier", "Centre d’action bénévole de l’Exemple"
    reader = Reader(language, ZoneInfo("America/Toronto"))
    yield mail.sign_in_letter, mail.sign_in_letter(language, LINK)
    for inviter in ("Agathe", None):
        invitation = mail.invitation_letter(language, LINK, place=place, centre=centre, inviter=inviter, stop=STOP)
        yield mail.invitation_letter, invitation
    yield mail.no_lead_letter, mail.no_lead_letter(language, LINK, organization=place)
    for role in Role:
        yield member_mail.role_letter, member_mail.role_letter(language, place=place, role=role, link=LINK)
    for reason in Gone:
        letter = member_mail.lead_letter(language, place=place, centre=centre, reason=reason, link=LINK)
        yield member_mail.lead_letter, letter
    yield member_mail.ended_letter, member_mail.ended_letter(language, place=place)
    asked = member_mail.new_link_letter(language, place=place, email="lea@example.org", link=LINK)
    yield member_mail.new_link_letter, asked
    yield factor_mail.factor_removed_letter, factor_mail.factor_removed_letter(language, centre=centre)
    for safety in OF_SAFETY:
        yield safety, safety(reader, FIREFOX, NOW)


OF_SAFETY = [
    device_mail.new_device_letter,
    device_mail.password_set_letter,
    device_mail.password_removed_letter,
    device_mail.passkey_added_letter,
    device_mail.factor_set_letter,
    device_mail.factor_off_letter,
]


def _said(text: str) -> str:
    """The words alone: no address, nor the colon before it."""
    return re.sub(r"[ \n\t]+", " ", re.sub(r"(\u00a0?:)?\s*https://\S+|\u00a0?:(?=\s*$)", " ", text)).strip()


def _paragraphs(html: str) -> list[str]:
    return [said for p in Page(html).root.all("p") if (said := _said(p.text))]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_letter_says_the_same_in_text_and_in_html(app: Flask, language: str):
    with app.test_request_context():
        for made_by, words in _letters(language):
            name = made_by.__name__
            page = Page(words.html)

            assert f'lang="{language}-CA"' in words.html, name
            assert page.title == words.subject, name
            assert " ".join(_paragraphs(words.html)) == _said(words.text), name
            assert set(re.findall(r"https://\S+", words.text)) == {a["href"] for a in page.root.all("a")}, name


@pytest.mark.parametrize("language", ["fr", "en"])
def test_letter_is_written_in_its_readers_language(app: Flask, language: str):
    other = ENGLISH if language == "fr" else FRENCH
    with app.test_request_context():
        for made_by, words in _letters(language):
            for said in (words.subject, words.text, *_paragraphs(words.html)):
                ours = re.sub(r"https://\S+|lea@example.org|Centre d’action bénévole de l’Exemple|« [^»]+ »", "", said)

                assert re.findall(other, ours) == [], f"{made_by.__name__}: {ours}"
                assert faults(said, language) == [], f"{made_by.__name__}: {said}"


def test_every_function_that_writes_a_letter_is_tried(app: Flask):
    there = {
        value
        for module in (mail, member_mail, device_mail, factor_mail)
        for name, value in vars(module).items()
        if name.endswith("_letter") and not name.startswith("_")
    }

    with app.test_request_context():
        assert {made_by for made_by, _ in _letters("fr")} == there


def test_no_other_file_writes_letters(app: Flask):
    """What draws a template of `mail/` stands in the four files that the test above looks into."""
    drawn = {
        file.name
        for file in (Path(app.root_path)).rglob("*.py")
        if re.search(r"""["']mail/\w+(\.txt|\.html)?["']""", file.read_text("utf-8"))
    }

    assert drawn == {"mail.py", "member_mail.py", "device_mail.py", "factor_mail.py"}
