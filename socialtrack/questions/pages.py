"""The questions of an organization as its pages show them: the list, the form, the thread. Knows no SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide import queries as guide
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work
from ..people.who_words import named
from ..web.formats import day_near, hour, on_day_near
from .about_queries import About
from .about_words import AboutView, about_view, name_of
from .message_rules import Piece, beginning, pieces
from .queries import MessageFacts, QuestionFacts, ThreadFacts
from .rules import LONGEST, QuestionState, Side, side_of

IN_DAYS = 14  # how long a wait is told in days; a longer one by its first day


@dataclass(frozen=True, slots=True)
class LineView:
    """One question in the list. `words` is None where they were erased."""

    id: int
    url: str
    words: str | None
    about: str
    when: str
    messages: str


@dataclass(frozen=True, slots=True)
class ListView:
    """Three parts, whoever reads: what is theirs to do first, then what they wait for, then what is settled."""

    ours: Sequence[LineView]
    theirs: Sequence[LineView]
    settled: Sequence[LineView]
    is_staff: bool


@dataclass(frozen=True, slots=True)
class MessageView:
    """`words` in pieces, some of them with an address; None where they were erased."""

    id: int
    words: Sequence[Piece] | None
    who: str
    when: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """One question. `is_ours`: the next word is for whoever reads."""

    id: int
    title: str
    about: AboutView
    state: QuestionState
    said: str
    is_ours: bool
    messages: Sequence[MessageView]
    is_staff: bool
    assigned: str
    seen: int
    longest: int
    request_key: str


def list_view(work: Work, questions: Sequence[QuestionFacts], language: str) -> ListView:
    side = side_of(work.actor.role)
    turns: dict[QuestionState, list[LineView]] = {state: [] for state in QuestionState}
    for facts in questions:
        turns[facts.state].append(_line(work, facts, language))
    turns[QuestionState.OPEN].reverse()  # whoever has waited the longest first
    ours, theirs = turns[QuestionState.ANSWERED], turns[QuestionState.OPEN]
    if side is Side.CENTRE:
        ours, theirs = theirs, ours
    return ListView(ours, theirs, turns[QuestionState.SETTLED], side is Side.CENTRE)


def _line(work: Work, facts: QuestionFacts, language: str) -> LineView:
    return LineView(
        id=facts.id,
        url=url_for("questions.thread", question=facts.id),
        words=beginning(facts.words) if facts.words is not None else None,
        about=name_of(work, _about(facts), language),
        when=standing(work, facts),
        messages=ngettext("%(num)s message", "%(num)s messages", facts.messages),
    )


def standing(work: Work, facts: QuestionFacts) -> str:
    """Who waits for whom, and since when: « Votre centre a répondu hier », without a period."""
    if facts.state is QuestionState.SETTLED:
        return _("Réglée %(day)s", day=_day(work, facts.settled_at or facts.last_at))
    is_staff = work.actor.is_centre_staff
    if facts.state is QuestionState.ANSWERED:
        day = _day(work, facts.last_at)
        if is_staff:
            return _("Votre centre a répondu %(day)s. La suite est à l’organisme", day=day)
        return _("Votre centre a répondu %(day)s", day=day)
    since = _since(work, facts.waiting_since or facts.last_at)
    if is_staff:
        return _("L’organisme attend une réponse de votre centre %(since)s", since=since)
    return _("En attente d’une réponse de votre centre %(since)s", since=since)


def _since(work: Work, moment: int) -> str:
    """« depuis aujourd'hui », « depuis hier », « depuis 3 jours, le 20 novembre »."""
    day = _local(work, moment)
    days = (work.today - day).days
    if days <= 0:
        return _("depuis aujourd’hui")
    if days == 1:
        return _("depuis hier")
    if days > IN_DAYS:
        return _("depuis le %(day)s", day=day_near(day, work.today))
    return ngettext("depuis %(num)s jour", "depuis %(num)s jours", days)


def thread_view(
    work: Work, organization_id: int, found: ThreadFacts, *, organization: str, language: str
) -> ThreadView:
    facts, side = found.question, side_of(work.actor.role)
    about = about_view(work, organization_id, _about(facts), language)
    turn = {QuestionState.OPEN: Side.CENTRE, QuestionState.ANSWERED: Side.ORGANIZATION}.get(facts.state)
    return ThreadView(
        id=facts.id,
        title=_title(facts, about, organization, is_staff=side is Side.CENTRE),
        about=about,
        state=facts.state,
        said=standing(work, facts),
        is_ours=turn is side,
        messages=[_message(work, message, side) for message in found.messages],
        is_staff=side is Side.CENTRE,
        assigned=named(facts.assigned_to, reader_is_staff=side is Side.CENTRE),
        seen=found.last.id,
        longest=LONGEST,
        request_key=token_hex(8),
    )


def _title(facts: QuestionFacts, about: AboutView, organization: str, *, is_staff: bool) -> str:
    if is_staff:
        return _("Question de %(organization)s", organization=organization)
    if facts.task_key is not None:
        return _("Question sur « %(title)s »", title=about.name)
    if about.name:
        return _("Question sur %(name)s", name=about.name)
    return _("Question à votre centre")


def _message(work: Work, message: MessageFacts, side: Side) -> MessageView:
    moment = from_microseconds(message.written_at)
    return MessageView(
        id=message.id,
        words=pieces(message.words) if message.words is not None else None,
        who=_who(message, reader_is_staff=side is Side.CENTRE),
        when=_("%(day)s à %(hour)s", day=_day(work, message.written_at), hour=hour(moment, work.centre.zone)),
        is_ours=message.side is side,
    )


def _who(message: MessageFacts, *, reader_is_staff: bool) -> str:
    """« Agathe, de votre centre »; « Agathe, pour votre organisme » where the centre wrote down what it was told."""
    if message.who is not None and not message.who.name:
        return _("Une personne effacée")
    name = named(message.who, reader_is_staff=reader_is_staff)
    if message.side is Side.CENTRE:
        return _("%(who)s, de votre centre", who=name) if name else _("Votre centre")
    if message.who is not None and message.who.is_staff:
        if reader_is_staff:
            return _("%(who)s, pour l’organisme", who=name)
        return _("%(who)s, pour votre organisme", who=name)
    if not name:
        return _("L’organisme") if reader_is_staff else _("Votre organisme")
    return name[:1].upper() + name[1:]


def _about(facts: QuestionFacts) -> About:
    return About(facts.task_key, facts.network, facts.step, facts.hesitation_id)


def _day(work: Work, moment: int) -> str:
    return on_day_near(_local(work, moment), work.today)


def _local(work: Work, moment: int) -> date:
    return local_day(from_microseconds(moment), work.centre.zone)


@dataclass(frozen=True, slots=True)
class AskView:
    """The form that asks. `hidden`: the fields that say what it is about; `mistake`: the sentence of a refusal.
    `choices`: the tasks that it may be about, where the address named nothing."""

    about: AboutView
    hidden: Sequence[tuple[str, str]]
    words: str
    mistake: str
    is_staff: bool
    longest: int
    request_key: str
    open_url: str
    choices: Sequence[tuple[str, str]]


def ask_view(
    work: Work,
    organization_id: int,
    about: About,
    language: str,
    *,
    words: str = "",
    mistake: str = "",
    open_id: int | None = None,
) -> AskView:
    """`open_id`: a question about the same task that is not settled, in which one may write on."""
    named_by = {
        "hesitation": about.hesitation_id,
        "task": about.task_key,
        "network": about.network,
        "step": about.step,
    }
    first = next(((name, str(value)) for name, value in named_by.items() if value is not None), None)
    return AskView(
        about=about_view(work, organization_id, about, language),
        hidden=[first] if first else [],
        words=words,
        mistake=mistake,
        is_staff=work.actor.is_centre_staff,
        longest=LONGEST,
        request_key=token_hex(8),
        open_url=url_for("questions.thread", question=open_id) if open_id is not None else "",
        choices=[] if first else _steps(work, language),
    )


def _steps(work: Work, language: str) -> list[tuple[str, str]]:
    steps = [(str(step.number), name_of(work, About(step=step.number), language)) for step in guide.path(work).steps]
    return [("", _("rien en particulier")), *((number, words[:1].upper() + words[1:]) for number, words in steps)]
