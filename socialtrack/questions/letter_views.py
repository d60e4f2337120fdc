"""Letters about questions, from a request: in their reader's language, with addresses that work from anywhere."""

from flask import current_app, g, url_for
from flask_babel import force_locale

from ..kernel.languages import LOCALES
from ..mailing.actions import Words
from ..mailing.sending import call_postman
from ..people.blueprint import absolute, settings, stop_link
from .about_words import name_of
from .letter_actions import Letter, Told
from .mail import Letterhead, answer_letter, question_letter
from .reader_queries import Reader
from .rules import QuestionKind


def letter() -> Letter:
    """What writes a letter about a question of this organization; None where no letter leaves."""
    return _letter if settings().mail_url is not None else None


def _letter(reader: Reader, told: Told) -> Words:
    with force_locale(LOCALES[reader.language]):
        about = name_of(g.work, told.about, reader.language)
    head = Letterhead(
        organization=g.organization.name,
        centre=g.centre.name,
        about=about,
        link=absolute(url_for("questions.thread", question=told.question_id)),
        stop=stop_link(g.centre.id, reader.email),
    )
    if told.kind is QuestionKind.ANSWERED:
        return answer_letter(reader.language, head)
    return question_letter(reader.language, told.kind, head)


def send_letters() -> None:
    """Letters may wait: have them sent."""
    if settings().mail_url is not None:
        call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
