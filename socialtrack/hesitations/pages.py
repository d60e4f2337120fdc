"""What the pages of hesitations show, put together once. Templates of `templates/hesitations/` draw it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex

from flask import g, url_for

from ..faq.edition import FaqEntryText
from ..faq.queries import CentreFaq, all_of
from ..guide import queries as guide
from ..guide.rules import in_scope
from ..kernel.permissions import Can
from ..kernel.work import Work
from ..people.room_queries import Pending, rooms_shut_to
from ..people.room_views import reads_private
from ..tenancy.queries import chosen_networks
from ..web.access import may_here
from ..web.language import language
from . import queries, sentences
from .rules import LONGEST, OUTCOMES, About, HesitationState, usual_reasons

MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Thing:
    """What one hesitates about: its name, its page, and the sentence that names it. `is_there`: it is in the path."""

    about: About
    title: str
    url: str
    words: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was refused: what stood in each field, and what is wrong (`field`, `sentence`)."""

    values: Mapping[str, str]
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class HesitatePage:
    """« J’hésite… »: the reasons, then one's own words. `shut`: why nothing can be kept private here, or None."""

    thing: Thing
    usual: Sequence[FaqEntryText]
    others: Sequence[tuple[str, Sequence[FaqEntryText]]]
    open_here: Sequence[tuple[str, str]]
    chosen: str
    words: str
    is_shared: bool
    is_staff: bool
    keeps_private: bool
    shut: Pending | None
    request_key: str
    typed: Typed | None
    longest: int = LONGEST


def hesitate_page(about: About, *, chosen: str = "", typed: Typed | None = None) -> HesitatePage:
    """Raises:
    NotFound, Conflict: see `row_actions.check_about`, which the view asks first.
    """
    work: Work = g.work
    everything, path = all_of(work), guide.path(work)
    faq = everything.edition
    known = [entry.key for entry in faq.entries]
    tasks = [task for step in path.steps for task in step.tasks]
    if about.task_key:
        named = [path.by_key[about.task_key].hesitations]
    else:
        named = [
            task.hesitations for task in tasks if about in (About(network=task.network), About(step=task.step_number))
        ]
    first = usual_reasons(named, known)
    values = typed.values if typed else {}
    chosen = values.get("entry", chosen)
    usual = [entry for key in first if (entry := faq.entry(key))]
    others = [
        (category.title.in_(language()), [entry for entry in faq.of(category) if entry.key not in first])
        for category in faq.categories
    ]
    room = rooms_shut_to(work, g.visitor.device_id)
    return HesitatePage(
        thing=thing_of(about),
        usual=usual,
        others=[(title, entries) for title, entries in others if entries],
        open_here=[(line.title, line.url) for line in _lines(everything, about) if line.is_open],
        chosen=chosen if chosen in known else "",
        words=values.get("words", ""),
        is_shared=values.get("share") == "1",
        is_staff=work.actor.is_centre_staff,
        keeps_private=reads_private(),
        shut=room[0] if room else None,
        request_key=token_hex(8),
        typed=typed,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One hesitation in a list."""

    id: int
    title: str
    url: str
    thing: Thing
    standing: str
    back_on: str
    since: str
    mark: str
    is_open: bool
    question_url: str


@dataclass(frozen=True, slots=True)
class HesitationsPage:
    open: Sequence[Line]
    closed: Sequence[Line]
    can_say: bool
    is_staff: bool


def hesitations_page() -> HesitationsPage:
    lines = _lines(all_of(g.work))
    return HesitationsPage(
        open=[line for line in lines if line.is_open],
        closed=[line for line in lines if not line.is_open],
        can_say=may_here(Can.HESITATE),
        is_staff=g.work.actor.is_centre_staff,
    )


def _lines(faq: CentreFaq, about: About | None = None) -> list[Line]:
    work, organization_id = g.work, g.organization.id
    asked = queries.questions_of(work, organization_id)
    return [
        Line(
            id=facts.id,
            title=title_of(facts, entry_of(facts, faq)),
            url=url_for("hesitations.one", hesitation=facts.id),
            thing=thing_of(facts.about),
            standing=sentences.standing(facts),
            back_on=sentences.back_on(facts),
            since=_since(facts),
            mark=_mark(facts),
            is_open=facts.is_open,
            question_url=_question_url(asked.get(facts.id)),
        )
        for facts in queries.every(work, organization_id, with_private=reads_private())
        if about in (None, facts.about)
    ]


@dataclass(frozen=True, slots=True)
class Decline:
    """The form that says « nous avons décidé de ne pas le faire », where that is said of this thing.

    `hidden`: what goes with it. `is_put_off`: a network that is not chosen is put off, its reason and day are kept.
    """

    url: str
    summary: str
    button: str
    hidden: Mapping[str, str]
    has_reason: bool
    reason: str
    review_on: str
    review_choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class OnePage:
    """One hesitation with its answer and what may be said of it.

    `near`: where it was said in one's own words, the answers that come nearest. `ask_words`: what the question to the
    centre would say, None where it was asked already or is not offered yet. `undo`: the last change, which can be
    taken back.
    """

    id: int
    thing: Thing
    title: str
    standing: str
    back_on: str
    since: str
    mark: str
    reason: str | None
    state: HesitationState
    is_open: bool
    entry: FaqEntryText | None
    near: Sequence[FaqEntryText]
    tasks: Sequence[tuple[str, str]]
    words: str | None
    has_words: bool
    has_private_words: bool
    can_share: bool
    can_say: bool
    is_staff: bool
    outcomes: Sequence[tuple[str, str]]
    ask_words: str | None
    question_url: str
    decline: Decline | None
    undo: int
    is_just_opened: bool
    keys: Mapping[str, str] = field(default_factory=dict)
    typed: Typed | None = None


def one_page(facts: queries.HesitationFacts, typed: Typed | None = None) -> OnePage:
    work, organization_id = g.work, g.organization.id
    faq = all_of(work)
    thing, entry = thing_of(facts.about), entry_of(facts, faq)
    is_staff = work.actor.is_centre_staff
    can_say = may_here(Can.HESITATE) and facts.state is not HesitationState.WITHDRAWN
    question_id = queries.questions_of(work, organization_id).get(facts.id)
    may_ask = may_here(Can.ASK) and facts.is_open and question_id is None
    is_time_to_ask = entry is None or facts.state is not HesitationState.OPEN
    reason = entry.question.in_(language()) if entry else ""
    return OnePage(
        id=facts.id,
        thing=thing,
        title=title_of(facts, entry),
        standing=sentences.standing(facts),
        back_on=sentences.back_on(facts),
        since=_since(facts),
        mark=_mark(facts),
        reason=facts.reason,
        state=facts.state,
        is_open=facts.is_open,
        entry=entry,
        near=_near(facts, faq) if entry is None else (),
        tasks=_tasks_of(entry, facts.about) if entry else (),
        words=facts.words,
        has_words=facts.words_id is not None,
        has_private_words=facts.has_private_words,
        can_share=can_say and facts.has_private_words and bool(facts.words),
        can_say=can_say,
        is_staff=is_staff,
        outcomes=[(state.value, sentences.outcome(state, is_staff=is_staff)) for state in OUTCOMES],
        ask_words=sentences.question_to_centre(facts.about, thing.title, reason, facts)
        if may_ask and is_time_to_ask
        else None,
        question_url=_question_url(question_id),
        decline=_decline(facts, thing, typed) if can_say and facts.is_open else None,
        undo=facts.event_id if may_here(Can.HESITATE) else 0,
        is_just_opened=facts.state is HesitationState.OPEN and facts.changed_at == facts.opened_at,
        keys={name: token_hex(8) for name in ("outcome", "settle", "reopen", "share", "decline", "ask", "undo")},
        typed=typed,
    )


def _near(facts: queries.HesitationFacts, faq: CentreFaq) -> Sequence[FaqEntryText]:
    return faq.index.search(facts.words, language())[:MOST_NEAR] if facts.words else ()


def _tasks_of(entry: FaqEntryText, about: About) -> list[tuple[str, str]]:
    """What the answer says to do, among the organization's own tasks, without the one at hand."""
    path = guide.path(g.work)
    own = {task.key for task in in_scope(path, chosen_networks(g.work, g.organization.id))}
    return [
        (path.by_key[key].title.in_(language()), url_for("progress.task", task_key=key))
        for key in entry.actions
        if key in own and key != about.task_key
    ]


def _decline(facts: queries.HesitationFacts, thing: Thing, typed: Typed | None) -> Decline:
    about, values = facts.about, typed.values if typed else {}
    url, button, hidden, has_reason = _declining(facts, thing)
    return Decline(
        url=url,
        summary=sentences.decided_not_to(about, is_staff=g.work.actor.is_centre_staff),
        button=button,
        hidden=hidden | ({"back": "hesitation", "hesitation": str(facts.id)} if about.step is None else {}),
        has_reason=has_reason,
        reason=values.get("reason", ""),
        review_on=values.get("review_on", ""),
        review_choices=sentences.review_choices(g.work.today),
    )


def _declining(facts: queries.HesitationFacts, thing: Thing) -> tuple[str, str, dict[str, str], bool]:
    """Where it is said, by which button, with what: a task and a network say it themselves."""
    about = facts.about
    if about.task_key and thing.is_there:
        url = url_for("progress.set_state", task_key=about.task_key)
        return url, sentences.decline_words(about), {"state": "declined"}, True
    if about.network and thing.is_there:
        is_chosen = about.network in chosen_networks(g.work, g.organization.id)
        said = {"network": about.network, "state": "dropped" if is_chosen else "not_now"}
        return (
            url_for("progress.choose_network"),
            sentences.decline_words(about, is_chosen=is_chosen),
            said,
            not is_chosen,
        )
    return url_for("hesitations.decline", hesitation=facts.id), sentences.decline_words(about), {}, True


def _question_url(question_id: int | None) -> str:
    return url_for("questions.thread", question=question_id) if question_id else ""


def _mark(facts: queries.HesitationFacts) -> str:
    """The icon beside its standing, which never speaks alone."""
    if facts.is_open:
        return "think"
    return "dash" if facts.state is HesitationState.DECLINED else "tick"


def _since(facts: queries.HesitationFacts) -> str:
    work = g.work
    return sentences.since(facts, today=work.today, zone=work.centre.zone, reader_is_staff=work.actor.is_centre_staff)


def thing_of(about: About) -> Thing:
    """Its name; what has left the path keeps the one it had last."""
    path, lang = guide.path(g.work), language()
    if about.task_key:
        task = path.by_key.get(about.task_key)
        if task is None:
            title = queries.last_title(g.work, about.task_key)
            return _thing(about, title.in_(lang) if title else about.task_key, "")
        return _thing(about, task.title.in_(lang), url_for("progress.task", task_key=task.key))
    if about.network:
        names = path.network_names(lang)
        if about.network not in names:
            return _thing(about, about.network, "")
        return _thing(about, names[about.network], url_for("progress.networks", _anchor=f"network-{about.network}"))
    assert about.step is not None
    anchor = f"step-{about.step}"
    return _thing(about, path.step_titles(lang)[about.step], url_for("progress.path", _anchor=anchor))


def _thing(about: About, title: str, url: str) -> Thing:
    return Thing(about, title, url, sentences.about_words(about, title), bool(url))


def entry_of(facts: queries.HesitationFacts, faq: CentreFaq) -> FaqEntryText | None:
    return faq.even_retired(facts.faq_key) if facts.faq_key else None


def title_of(facts: queries.HesitationFacts, entry: FaqEntryText | None) -> str:
    """The reason, as whoever reads may read it."""
    if entry is not None:
        return entry.question.in_(language())
    return sentences.own_words(facts, is_staff=g.work.actor.is_centre_staff)
