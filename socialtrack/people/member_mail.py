"""Letters that tell somebody what became of their place, in their language. They name nobody."""

from flask_babel import force_locale
from flask_babel import gettext as _

from ..kernel.languages import LOCALES
from ..kernel.permissions import Role
from ..mailing.actions import Words
from ..web.pages import without_frame
from .member_rules import Gone
from .words import GONE, ROLES


def role_letter(language: str, *, place: str, role: str, link: str) -> Words:
    """To whom another role was given."""
    called = ROLES[Role(role)]
    with force_locale(LOCALES[language]):
        return _told(
            language,
            _("Votre rôle a changé : %(place)s", place=place),
            _(
                "Dans l’espace « %(place)s », votre rôle est maintenant : %(role)s.",
                place=place,
                role=str(called),
            ),
            _("Vos sessions sont fermées : ouvrez-en une nouvelle, et tout est là."),
            _("Une question? La personne responsable, ou votre centre, peut vous répondre."),
            link=link,
        )


def ended_letter(language: str, *, place: str) -> Words:
    """To whose place was ended."""
    with force_locale(LOCALES[language]):
        return _told(
            language,
            _("Votre place est fermée : %(place)s", place=place),
            _("Vous n’avez plus de place dans l’espace « %(place)s », et vos sessions y sont fermées.", place=place),
            _("Ce que vous y avez fait reste noté, à votre nom."),
            _("C’est une erreur? La personne responsable, ou votre centre, peut vous inviter de nouveau."),
        )


def lead_letter(language: str, *, place: str, centre: str, reason: Gone, link: str) -> Words:
    """To every member, when the centre names a new lead."""
    with force_locale(LOCALES[language]):
        return _told(
            language,
            _("Une nouvelle personne responsable : %(place)s", place=place),
            _("%(centre)s a nommé une nouvelle personne responsable pour %(place)s.", centre=centre, place=place),
            _("La raison donnée : %(reason)s", reason=str(GONE[reason])),
            _("La page des personnes dit qui a sa place, et dans quel rôle. Le registre des accès en garde la trace."),
            _("Quelque chose vous étonne? Parlez-en à votre centre."),
            link=link,
        )


def new_link_letter(language: str, *, place: str, email: str, link: str) -> Words:
    """To whoever invited somebody whose link is too old."""
    with force_locale(LOCALES[language]):
        return _told(
            language,
            _("On vous demande un nouveau lien : %(place)s", place=place),
            _("L’invitation de %(email)s pour %(place)s n’est plus valable.", email=email, place=place),
            _("Quelqu’un qui a l’ancien lien en demande un nouveau. Il se fait sur la page des personnes."),
            link=link,
        )


def _told(language: str, subject: str, *paragraphs: str, link: str | None = None) -> Words:
    said = {"paragraphs": paragraphs, "link": link}
    html = without_frame("mail/told.html", subject=subject, lang=f"{language}-CA", **said)
    return Words(subject, without_frame("mail/told.txt", **said), html)
