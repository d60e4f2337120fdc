"""A task's own page: why, how, what it rests on, what holds people back, and what was said of it so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from secrets import token_hex

from flask import url_for

from ..faq.edition import FaqEdition
from ..guide.edition import shipped_sources
from ..guide.rules import CentrePath, PathTask, in_scope
from ..kernel.moments import from_microseconds, local_day
from ..notes import sentences as note_sentences
from ..notes.rules import KINDS as NOTE_KINDS
from ..tenancy.queries import OrganizationFacts
from ..web.formats import day as in_words
from . import sentences
from .ask_queries import Ask
from .history_pages import ask_url, hesitation_titles, may_undo
from .history_queries import Happened
from .history_rules import GROUP_OF, Group
from .more_page import Mistake, More, just_said
from .network_page import ABOUT_NETWORKS, in_words_or_as_is
from .pages import Notice, Reader, TaskView, drawn_at
from .past_sentences import Told, details, past
from .queries import NOTHING_SAID, NetworkFacts, TaskFacts
from .rules import State


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What may hold one back. `url`: its whole answer; `hesitate_url`: to say that this is it."""

    question: str
    short: str
    url: str
    hesitate_url: str


@dataclass(frozen=True, slots=True)
class TaskPage(TaskView):
    """Where the task stands, as in the path, and all that only its own page shows."""

    state_url: str
    networks_url: str | None
    how: Sequence[str]
    sources: Sequence[tuple[str, str | None, str]]
    checked: str
    caution: str
    is_essential: bool
    recurs_days: int | None
    network: str
    before: Sequence[tuple[str, str]]
    hesitations: Sequence[Reason]
    previous: Link | None
    following: Link | None


@dataclass(frozen=True, slots=True)
class PastLine:
    """One line of the task's history. `event`: what can be taken back from there, None where something came after.
    `url`: of the hesitation or question that it speaks of."""

    day: str
    sentence: str
    url: str | None
    details: Sequence[str]
    event: int | None
    is_undo: bool
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What the page says of the path that the task stands in."""

    organization_name: str
    is_own: bool
    can_tick: bool
    url: str
    undo_url: str
    drawn_at: str
    review_choices: Sequence[tuple[str, str]]


def around(
    reader: Reader,
    organization: OrganizationFacts,
    tasks: Mapping[str, TaskFacts],
    networks: Mapping[str, NetworkFacts],
    *,
    can_tick: bool,
) -> Around:
    return Around(
        organization_name=organization.name,
        is_own=not reader.is_staff,
        can_tick=can_tick,
        url=url_for("progress.path"),
        undo_url=url_for("progress.undo"),
        drawn_at=drawn_at(tasks, networks),
        review_choices=sentences.review_choices(reader.today),
    )


def task_page(
    reader: Reader,
    path: CentrePath,
    task: PathTask,
    tasks: Mapping[str, TaskFacts],
    networks: Mapping[str, NetworkFacts],
    faq: FaqEdition,
    ask: Ask,
    mistake: Mistake | None = None,
) -> TaskPage:
    """`mistake`: of a refused form, whose reason and review date are shown again in place of what is recorded."""
    language = reader.language
    said = reader.task(task, tasks.get(task.key, NOTHING_SAID), token_hex(8), ask=ask)
    if mistake is not None and mistake.field in ("reason", "review_on"):
        reason, review_on = mistake.typed["reason"], mistake.typed["review_on"]
        said = replace(said, reason=reason, review_on=review_on, review_words=in_words_or_as_is(review_on))
    names = path.network_names(language)
    scope = in_scope(path, [key for key, network in networks.items() if network.state == "chosen"])
    place = next((n for n, other in enumerate(scope) if other.key == task.key), None)
    first = [other for other in scope if other.key in task.depends_on and _is_open(tasks, other)]
    return TaskPage(
        **{field.name: getattr(said, field.name) for field in fields(said)},
        state_url=url_for("progress.set_state", task_key=task.key),
        networks_url=url_for("progress.networks") if task.key == ABOUT_NETWORKS else None,
        how=[line.in_(language) for line in task.how],
        sources=_sources(task, language),
        checked=in_words(task.checked_on),
        caution=task.caution.in_(language) if task.caution else "",
        is_essential=task.essential,
        recurs_days=task.recurs_days,
        network=names[task.network] if task.network else "",
        before=[(other.title.in_(language), _address(other)) for other in first],
        hesitations=_hesitations(task, faq, language),
        previous=_link(scope, place, -1, language),
        following=_link(scope, place, 1, language),
    )


def _is_open(tasks: Mapping[str, TaskFacts], task: PathTask) -> bool:
    return tasks.get(task.key, NOTHING_SAID).value.state in (State.TODO, State.DOING)


def _address(task: PathTask) -> str:
    return url_for("progress.task", task_key=task.key)


def _link(tasks: Sequence[PathTask], place: int | None, step: int, language: str) -> Link | None:
    if place is None or not 0 <= place + step < len(tasks):
        return None
    task = tasks[place + step]
    return Link(task.title.in_(language), _address(task))


def _sources(task: PathTask, language: str) -> list[tuple[str, str | None, str]]:
    known = shipped_sources()
    cited = [known[id_] for id_ in task.sources if id_ in known]
    return [(source.title.in_(language), source.url, source.dated.in_(language)) for source in cited]


def _hesitations(task: PathTask, faq: FaqEdition, language: str) -> list[Reason]:
    """What the path itself names, then what the centre wrote about this task."""
    own = [entry.key for entry in faq.entries if task.key in entry.actions and entry.is_of_centre]
    keys = dict.fromkeys((*task.hesitations, *own))
    return [
        Reason(
            question=entry.question.in_(language),
            short=entry.short.in_(language),
            url=url_for("faq.organization_entry", key=entry.key),
            hesitate_url=url_for("hesitations.hesitate", task=task.key, reason=entry.key),
        )
        for key in keys
        if (entry := faq.entry(key))
    ]


def past_lines(reader: Reader, events: Sequence[Happened], *, can_tick: bool) -> list[PastLine]:
    """The history of a task, newest first; what is the last on its thing can be taken back from there."""
    lines, titles = [], hesitation_titles(reader, events)
    for event in events:
        title = titles.get(event.value.get("entry", ""), "")
        told = Told(event, reader.is_staff, reader.today, reader.work.centre.zone, title)
        lines.append(
            PastLine(
                day=_day(reader, event),
                sentence=past(told),
                url=ask_url(event),
                details=details(told),
                event=event.id if can_tick and may_undo(reader, event) else None,
                is_undo=event.is_undo,
                is_undone=event.is_undone,
            )
        )
    return lines


def _day(reader: Reader, event: Happened) -> str:
    """The day on which it was recorded; of which day it speaks is among its details."""
    day = local_day(from_microseconds(event.recorded_at), reader.work.centre.zone)
    words = sentences.on_day(day, reader.today)
    return words[:1].upper() + words[1:]


def latest(reader: Reader, title: str, events: Sequence[Happened], more: More, *, since: int) -> Notice | None:
    """One's own latest gesture on this task, if it is not long ago (`since`, microseconds), with the way back.

    What was hesitated or asked about it has a page of its own, which says so.
    """
    own = (event for event in events if event.who and event.who.id == reader.me.id)
    mine = next((event for event in own if GROUP_OF.get(event.kind) is not Group.ASKS), None)
    if mine is None or mine.recorded_at < since:
        return None
    if mine.is_undo and mine.kind in NOTE_KINDS:
        return None  # the way back has said it already, at the top
    event_id = mine.id if mine.is_last else None
    return Notice(_just_said(title, mine, more), event_id, is_redo=mine.is_undo)


def _just_said(title: str, event: Happened, more: More) -> str:
    if event.kind in ("task-plan", "task-evidence"):
        return just_said(more, event.kind, is_undo=event.is_undo)
    if event.kind in NOTE_KINDS:
        return note_sentences.said(event.kind.rpartition("-")[2], sentences.in_sentence(title))
    if event.is_undo:
        return sentences.undone(title, event.after or State.TODO)
    if event.kind == "task-confirmed":
        return sentences.confirmed(title)
    return sentences.said(title, event.after or State.TODO)
