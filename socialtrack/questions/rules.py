"""Where a question stands, and who waits for whom since when. Only Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ..kernel.permissions import CENTRE_ROLES

LONGEST = 4_000  # characters of one message
NO_SECOND_LETTER = timedelta(minutes=15)
PRESSED_TWICE = timedelta(minutes=1)  # the same words within it, by the same person, are one message


class QuestionState(StrEnum):
    """`open` waits for the centre, `answered` for the organization, `settled` for nobody."""

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"


class Side(StrEnum):
    """Who wrote, or did something: the organization's people, or those of its centre."""

    ORGANIZATION = "organization"
    CENTRE = "centre"


class QuestionKind(StrEnum):
    """The kinds of its events. Only what the organization says is its activity (`journal.rules.ACTIVITY`)."""

    ASKED = "question-asked"
    SAID = "question-said"
    SETTLED = "question-settled"
    REOPENED = "question-reopened"
    ANSWERED = "question-answered"
    SETTLED_BY_CENTRE = "question-settled-by-centre"
    REOPENED_BY_CENTRE = "question-reopened-by-centre"
    ASSIGNED = "question-assigned"


TEAM_NOTE_KINDS = frozenset({"team-note-written", "team-note-removed"})  # the centre's own: of no organization


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a question stands. `waiting_since`: the organization's first message that has no answer yet; None unless
    the question is open."""

    state: QuestionState
    waiting_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What a gesture makes of a question, and under which kind the journal keeps it."""

    kind: QuestionKind
    after: Standing


def side_of(role: str) -> Side:
    """On which side of a question whoever has that role writes."""
    return Side.CENTRE if role in CENTRE_ROLES else Side.ORGANIZATION


def asked(at: datetime) -> Move:
    """The first message is the organization's, also where the centre writes it down (by telephone)."""
    return Move(QuestionKind.ASKED, Standing(QuestionState.OPEN, at))


def said(before: Standing, side: Side, at: datetime) -> Move:
    """One more message, which also reopens what was settled.

    Whoever adds a detail to a question that waits does not lose their place: it waits since the first message that has
    no answer. Any message of the centre is an answer.
    """
    if side is Side.CENTRE:
        return Move(QuestionKind.ANSWERED, Standing(QuestionState.ANSWERED))
    since = before.waiting_since if before.state is QuestionState.OPEN else None
    return Move(QuestionKind.SAID, Standing(QuestionState.OPEN, since or at))


def settled(before: Standing, side: Side) -> Move | None:
    """« C'est réglé », by either; None where it was settled already."""
    if before.state is QuestionState.SETTLED:
        return None
    kind = QuestionKind.SETTLED if side is Side.ORGANIZATION else QuestionKind.SETTLED_BY_CENTRE
    return Move(kind, Standing(QuestionState.SETTLED))


def reopened(before: Standing, side: Side, at: datetime, *, last_word: Side) -> Move | None:
    """By either; None where it is not settled.

    The organization that reopens waits for its centre, from now on: while the question was settled nobody waited. Where
    the centre reopens, whoever did not have the last word has it next.
    """
    if before.state is not QuestionState.SETTLED:
        return None
    if side is Side.ORGANIZATION:
        return Move(QuestionKind.REOPENED, Standing(QuestionState.OPEN, at))
    after = Standing(QuestionState.OPEN, at) if last_word is Side.ORGANIZATION else Standing(QuestionState.ANSWERED)
    return Move(QuestionKind.REOPENED_BY_CENTRE, after)


def ends_wait(kind: str, before: str | None) -> bool:
    """Whether the centre ended with it the wait of a question, by an answer or by saying that it is settled."""
    return kind in (QuestionKind.ANSWERED, QuestionKind.SETTLED_BY_CENTRE) and before == QuestionState.OPEN


def is_open(state: str) -> bool:
    """Whether somebody still waits for somebody."""
    return state != QuestionState.SETTLED


def more_open(before: str | None, after: str) -> int:
    """How many more open questions there are: 1, 0 or -1. `before` is None for one that is asked now."""
    return int(is_open(after)) - int(before is not None and is_open(before))


def needs_letter(earlier: Sequence[datetime], at: datetime) -> bool:
    """Whether a message written at that moment is told by a letter. `earlier`: those that the same side has written
    since the other side's last word, in order.

    Whoever writes in three lines, one after the other, sends one letter; a quarter of an hour after it, another.
    """
    told: datetime | None = None
    for moment in (*earlier, at):
        if told is None or moment - told >= NO_SECOND_LETTER:
            told = moment
    return told == at
