"""Letters that tell a person of their own account's safety, in their language. They hold no link: whoever reads them
opens SocialTrack as they always do, so that an imitation of this letter has nothing to press."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _

from ..kernel.languages import LOCALES
from ..mailing.actions import Words
from ..web.pages import without_frame
from .device_rules import Reader
from .device_words import browser_in_words, moment_in_words


def new_device_letter(reader: Reader, user_agent: str, now: datetime) -> Words:
    """Somebody opened a session in a browser that this person had never used."""
    with _read_by(reader):
        subject = _("Nouvelle session ouverte")
        return _letter("mail/new_device", subject, reader, user_agent, now)


def password_set_letter(reader: Reader, user_agent: str, now: datetime) -> Words:
    with _read_by(reader):
        subject = _("Votre mot de passe a changé")
        return _letter("mail/password_set", subject, reader, user_agent, now)


def password_removed_letter(reader: Reader, user_agent: str, now: datetime) -> Words:
    with _read_by(reader):
        subject = _("Votre mot de passe est retiré")
        return _letter("mail/password_removed", subject, reader, user_agent, now)


def passkey_added_letter(reader: Reader, user_agent: str, now: datetime) -> Words:
    with _read_by(reader):
        subject = _("Une clé d’accès est ajoutée")
        return _letter("mail/passkey_added", subject, reader, user_agent, now)


def factor_set_letter(reader: Reader, user_agent: str, now: datetime) -> Words:
    with _read_by(reader):
        subject = _("La vérification en deux étapes est activée")
        return _letter("mail/factor_set", subject, reader, user_agent, now)


def factor_off_letter(reader: Reader, user_agent: str, now: datetime) -> Words:
    with _read_by(reader):
        subject = _("La vérification en deux étapes est retirée")
        return _letter("mail/factor_off", subject, reader, user_agent, now)


@contextmanager
def _read_by(reader: Reader) -> Iterator[None]:
    """Words, days and hours in the reader's language, whatever the page that this request answers is written in."""
    before = g.get("language")
    g.language = reader.language
    try:
        with force_locale(LOCALES[reader.language]):
            yield
    finally:
        g.language = before
        if before is None:
            g.pop("language")


def _letter(template: str, subject: str, reader: Reader, user_agent: str, now: datetime) -> Words:
    said = {"browser": browser_in_words(user_agent), "moment": moment_in_words(now, now, reader.zone)}
    text = without_frame(f"{template}.txt", **said)
    html = without_frame(f"{template}.html", subject=subject, lang=f"{reader.language}-CA", **said)
    return Words(subject, text, html)
