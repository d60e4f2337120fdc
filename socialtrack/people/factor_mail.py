"""The letter that tells somebody that their second step was taken away. It holds no link to press."""

from flask_babel import force_locale
from flask_babel import gettext as _

from ..kernel.languages import LOCALES
from ..mailing.actions import Words
from ..web.pages import without_frame


def factor_removed_letter(language: str, *, centre: str) -> Words:
    """In the language of whoever reads it."""
    with force_locale(LOCALES[language]):
        subject = _("Votre vérification en deux étapes a été retirée")
        text = without_frame("mail/factor_removed.txt", centre=centre)
        html = without_frame("mail/factor_removed.html", subject=subject, lang=f"{language}-CA", centre=centre)
    return Words(subject, text, html)
