"""The networks of an organization: what it chose, put off or left, and what that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide.rules import CentrePath
from ..journal.actions import Figures
from ..tenancy.queries import OrganizationFacts
from ..web.formats import day as in_words
from . import sentences
from .network_actions import Chosen
from .pages import Reader, TaskView, drawn_at
from .queries import NOTHING_SAID, NetworkFacts, TaskFacts
from .rules import State

ABOUT_NETWORKS = "choose-networks"  # the task that these choices answer


@dataclass(frozen=True, slots=True)
class Mistake:
    """A refused form: which network, which field, the sentence, and what was typed."""

    network: str
    field: str
    sentence: str
    reason: str
    review_on: str


@dataclass(frozen=True, slots=True)
class NetworkView:
    key: str
    name: str
    state: str
    fact: str
    tasks: str
    reason: str
    review_on: str
    review_words: str
    request_key: str
    mistake: Mistake | None


@dataclass(frozen=True, slots=True)
class NetworksPage:
    organization_name: str
    is_own: bool
    can_choose: bool
    networks: Sequence[NetworkView]
    offered: TaskView | None
    drawn_at: str
    review_choices: Sequence[tuple[str, str]]
    mistake: Mistake | None


def networks_page(
    reader: Reader,
    organization: OrganizationFacts,
    path: CentrePath,
    networks: Mapping[str, NetworkFacts],
    tasks: Mapping[str, TaskFacts],
    *,
    can_choose: bool,
    mistake: Mistake | None = None,
) -> NetworksPage:
    key = token_hex(8)
    task, said = path.by_key.get(ABOUT_NETWORKS), tasks.get(ABOUT_NETWORKS, NOTHING_SAID)
    is_open = task is not None and said.value.state in (State.TODO, State.DOING)
    return NetworksPage(
        organization_name=organization.name,
        is_own=not reader.is_staff,
        can_choose=can_choose,
        networks=[
            _network(
                reader, path, network.key, network.name.in_(reader.language), networks.get(network.key), key, mistake
            )
            for network in path.networks
        ],
        offered=reader.task(task, said, key) if task and is_open and networks and can_choose else None,
        drawn_at=drawn_at(tasks, networks),
        review_choices=sentences.review_choices(reader.today),
        mistake=mistake,
    )


def _network(
    reader: Reader,
    path: CentrePath,
    key: str,
    name: str,
    facts: NetworkFacts | None,
    page_key: str,
    mistake: Mistake | None,
) -> NetworkView:
    mine = [task for step in path.steps for task in step.tasks if task.network == key]
    typed = mistake if mistake and mistake.network == key else None
    review_on = typed.review_on if typed else (facts.review_on if facts and facts.review_on else "")
    return NetworkView(
        key=key,
        name=name,
        state=facts.state if facts else "",
        fact=_fact(facts),
        tasks=_tasks(len(mine), sum(task.essential for task in mine)),
        reason=typed.reason if typed else (facts.reason if facts else ""),
        review_on=review_on,
        review_words=in_words_or_as_is(review_on),
        request_key=f"{page_key}.{key}",
        mistake=typed,
    )


def in_words_or_as_is(text: str) -> str:
    """The day in words; what was typed as it is, if it is no day."""
    try:
        return in_words(date.fromisoformat(text)) if text else ""
    except ValueError:
        return text


def _tasks(every: int, essential: int) -> str:
    if essential == every:
        return ngettext("%(num)s tâche essentielle", "%(num)s tâches essentielles", every)
    if not essential:
        return ngettext("%(num)s tâche pour aller plus loin", "%(num)s tâches pour aller plus loin", every)
    return ngettext(
        "%(num)s tâche, dont %(essential)s essentielle",
        "%(num)s tâches, dont %(essential)s essentielles",
        every,
        essential=essential,
    )


def _fact(facts: NetworkFacts | None) -> str:
    if facts is None:
        return _("Rien de décidé pour le moment.")
    if facts.state == "chosen":
        return _("Choisi.")
    if facts.state == "dropped":
        return _("Laissé de côté. Ce qui était fait est gardé.")
    day, reason = in_words_or_as_is(facts.review_on or ""), " ".join(facts.reason.split())
    if reason:
        return _("Pas maintenant. « %(reason)s » À revoir le %(day)s.", reason=reason, day=day)
    return _("Pas maintenant. À revoir le %(day)s.", day=day)


def said(path: CentrePath, language: str, chosen: Chosen) -> str:
    """What a choice just did, figures included."""
    name = _name(path, language, chosen)
    if chosen.event_id is None:
        return _("C’était déjà votre réponse : %(name)s.", name=name)
    where = _where(chosen.figures)
    if chosen.after == "chosen":
        return _("%(name)s fait partie de votre parcours. %(figures)s", name=name, figures=where)
    if chosen.after == "dropped":
        return _("%(name)s est laissé de côté. Ce qui était fait est gardé. %(figures)s", name=name, figures=where)
    return _("%(name)s : pas maintenant. C’est noté. %(figures)s", name=name, figures=where)


def undone(path: CentrePath, language: str, chosen: Chosen) -> str:
    """The way back was taken: what the network is again, figures included."""
    name, where = _name(path, language, chosen), _where(chosen.figures)
    if chosen.after == "chosen":
        return _("C’est annulé. %(name)s est de nouveau choisi. %(figures)s", name=name, figures=where)
    if chosen.after == "dropped":
        return _("C’est annulé. %(name)s est de nouveau laissé de côté. %(figures)s", name=name, figures=where)
    if chosen.after == "not_now":
        return _("C’est annulé. %(name)s : de nouveau « pas maintenant ». %(figures)s", name=name, figures=where)
    return _("C’est annulé. %(name)s : de nouveau rien de décidé. %(figures)s", name=name, figures=where)


def _name(path: CentrePath, language: str, chosen: Chosen) -> str:
    return next(network.name.in_(language) for network in path.networks if network.key == chosen.network)


def _where(figures: Figures) -> str:
    counts = figures.counts
    return ngettext(
        "Votre parcours compte maintenant %(counted)s tâches essentielles, dont %(num)s réglée.",
        "Votre parcours compte maintenant %(counted)s tâches essentielles, dont %(num)s réglées.",
        counts.settled,
        counted=counts.counted,
    )
