"""Letters that let people in, in the language of whoever reads them."""

from flask_babel import force_locale
from flask_babel import gettext as _

from ..kernel.languages import LOCALES
from ..mailing.actions import Words
from ..web.pages import without_frame


def sign_in_letter(language: str, link: str) -> Words:
    """For a known person who asked to come in."""
    with force_locale(LOCALES[language]):
        subject = _("Votre lien pour ouvrir une session")
        return _letter("mail/sign_in", subject, language, link=link)


def invitation_letter(language: str, link: str, *, place: str, centre: str, inviter: str | None, stop: str) -> Words:
    """For someone to whom a place is offered. `stop` is where they say that they want no more of these letters."""
    with force_locale(LOCALES[language]):
        subject = _("%(place)s vous attend dans SocialTrack", place=place)
        said = {"link": link, "place": place, "centre": centre, "inviter": inviter, "stop": stop}
        return _letter("mail/invitation", subject, language, **said)


def _letter(template: str, subject: str, language: str, **values: object) -> Words:
    text = without_frame(f"{template}.txt", **values)
    html = without_frame(f"{template}.html", subject=subject, lang=f"{language}-CA", **values)
    return Words(subject, text, html)


def no_lead_letter(language: str, link: str, *, organization: str) -> Words:
    """For a centre's manager, when the last lead of an organization asked to be erased. Names nobody."""
    with force_locale(LOCALES[language]):
        subject = _("%(organization)s n’a plus de personne responsable", organization=organization)
        paragraphs = [
            _(
                "La personne responsable de l’organisme %(organization)s a quitté SocialTrack.",
                organization=organization,
            ),
            _("Rien n’est perdu : les tâches cochées et les notes restent. Vous pouvez nommer une autre personne."),
        ]
        return _letter("mail/told", subject, language, paragraphs=paragraphs, link=link)
