"""Letters that tell one side of a question that the other has written, in the language of whoever reads. They carry no
word of it: what is written stays where people sign in."""

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from ..kernel.languages import LOCALES
from ..mailing.actions import Words
from ..web.pages import without_frame
from .rules import QuestionKind


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a letter names. `about` is the task, network or step in the reader's language, or ''. `link` leads to the
    thread, `stop` to where whoever reads asks for no more such letters."""

    organization: str
    centre: str
    about: str
    link: str
    stop: str


def question_letter(language: str, kind: QuestionKind, head: Letterhead) -> Words:
    """To the centre: its organization asked, wrote again, or reopened."""
    with force_locale(LOCALES[language]):
        if kind is QuestionKind.ASKED:
            subject = _("Une question de %(organization)s", organization=head.organization)
            first = _("L’organisme %(organization)s pose une question à votre centre.", organization=head.organization)
        elif kind is QuestionKind.SAID:
            subject = _("%(organization)s a écrit de nouveau", organization=head.organization)
            first = _(
                "L’organisme %(organization)s a écrit de nouveau dans une question.", organization=head.organization
            )
        else:
            subject = _("%(organization)s a rouvert une question", organization=head.organization)
            first = _(
                "L’organisme %(organization)s a rouvert une question : elle attend votre centre.",
                organization=head.organization,
            )
        return _letter(language, subject, first, head)


def answer_letter(language: str, head: Letterhead) -> Words:
    """To the organization: its centre answered."""
    with force_locale(LOCALES[language]):
        subject = _("%(centre)s vous a répondu", centre=head.centre)
        first = _(
            "%(centre)s a répondu à une question de l’organisme %(organization)s.",
            centre=head.centre,
            organization=head.organization,
        )
        return _letter(language, subject, first, head)


def _letter(language: str, subject: str, first: str, head: Letterhead) -> Words:
    values = {"first": first, "about": head.about, "link": head.link, "stop": head.stop}
    html = without_frame("mail/question.html", subject=subject, lang=f"{language}-CA", **values)
    return Words(subject, without_frame("mail/question.txt", **values), html)
