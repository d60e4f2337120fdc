"""A task's own page: why, how, what it rests on, what holds people back, and what was said of it so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from secrets import token_hex

from flask import url_for

from ..faq.edition import shipped_faq
from ..guide.edition import shipped_edition, shipped_sources
from ..guide.rules import CentrePath, PathTask, in_scope
from ..kernel.moments import from_microseconds, local_day
from ..tenancy.queries import OrganizationFacts
from ..web.formats import day as in_words
from . import sentences
from .network_page import ABOUT_NETWORKS, in_words_or_as_is
from .pages import Reader, TaskView, drawn_at
from .queries import NOTHING_SAID, NetworkFacts, PastEvent, TaskFacts
from .rules import State


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


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
    evidence: str
    network: str
    before: Sequence[tuple[str, str]]
    hesitations: Sequence[tuple[str, str, str]]
    history: Sequence[tuple[str, str]]
    previous: Link | None
    following: Link | None
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What the page says of the path that the task stands in."""

    organization_name: str
    is_own: bool
    can_tick: bool
    url: str
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
        drawn_at=drawn_at(tasks, networks),
        review_choices=sentences.review_choices(reader.today),
    )


def task_page(
    reader: Reader,
    path: CentrePath,
    task: PathTask,
    tasks: Mapping[str, TaskFacts],
    networks: Mapping[str, NetworkFacts],
    history: Sequence[PastEvent],
    typed: tuple[str, str] | None = None,
) -> TaskPage:
    """`typed`: the reason and the review date of a refused form, shown again in place of what is recorded."""
    language = reader.language
    said = reader.task(task, tasks.get(task.key, NOTHING_SAID), token_hex(8))
    if typed is not None:
        said = replace(said, reason=typed[0], review_on=typed[1], review_words=in_words_or_as_is(typed[1]))
    names = {network.key: network.name.in_(language) for network in path.networks}
    kinds = {kind.key: kind.name.in_(language) for kind in shipped_edition().evidence_kinds}
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
        evidence=sentences.in_sentence(kinds[task.evidence]) if task.evidence != "none" else "",
        network=names[task.network] if task.network else "",
        before=[(other.title.in_(language), _address(other)) for other in first],
        hesitations=_hesitations(task, language),
        history=[(_day(reader, event), sentences.past(event, reader_is_staff=reader.is_staff)) for event in history],
        previous=_link(scope, place, -1, language),
        following=_link(scope, place, 1, language),
        is_refused=typed is not None,
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


def _hesitations(task: PathTask, language: str) -> list[tuple[str, str, str]]:
    faq = shipped_faq()
    entries = [entry for key in task.hesitations if (entry := faq.entry(key))]
    return [
        (entry.question.in_(language), entry.short.in_(language), url_for("faq.entry", key=entry.key))
        for entry in entries
    ]


def _day(reader: Reader, event: PastEvent) -> str:
    day = local_day(from_microseconds(event.happened_at), reader.work.centre.zone)
    words = sentences.on_day(day, reader.today)
    return words[:1].upper() + words[1:]
