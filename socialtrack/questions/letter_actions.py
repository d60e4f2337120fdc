"""The letter that tells the other side of a question, in the transaction of what it tells. No word of the question."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ..kernel.work import Work
from ..mailing.actions import Words, post
from .about_queries import About
from .models import Question
from .reader_queries import Reader, readers_of
from .row_queries import about_of, messages_of
from .rules import QuestionKind, Side

# The kinds of letters: to the centre, to the organization (`mailing.rules.UNASKED`).
TO_CENTRE, TO_ORGANIZATION = "question", "answer"


@dataclass(frozen=True, slots=True)
class Told:
    """What a letter tells: that something was asked, said, reopened or answered, and about what."""

    kind: QuestionKind
    question_id: int
    about: About


# A letter to whoever reads it; None where no letter leaves.
Letter = Callable[[Reader, Told], Words] | None


def tell_other_side(work: Work, question: Question, side: Side, kind: QuestionKind, letter: Letter) -> None:
    """Write to those of the other side who are told (`readers_of`)."""
    if letter is None:
        return
    other = Side.ORGANIZATION if side is Side.CENTRE else Side.CENTRE
    told = Told(kind, question.id, about_of(question))
    for reader in readers_of(work, question, other):
        post(
            work.session,
            kind=TO_CENTRE if other is Side.CENTRE else TO_ORGANIZATION,
            to=reader.email,
            language=reader.language,
            words=letter(reader, told),
            now=work.now,
            centre_id=work.centre.id,
        )


def in_a_row(work: Work, question: Question, side: Side) -> list[datetime]:
    """When that side has written since the other's last word."""
    moments: list[datetime] = []
    for message in messages_of(work, question):
        moments = [*moments, message.written_at] if message.side == side else []
    return moments
