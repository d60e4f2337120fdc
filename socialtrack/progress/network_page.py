"""The networks of an organization: what it chose, put off or left, and what that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..guide.rules import CentrePath, PathTask
from ..journal.rules import percent
from ..people.who_queries import Who
from ..tenancy.queries import OrganizationFacts
from ..web.formats import day as in_words
from ..web.formats import duration, percentage
from . import ask_sentences, sentences
from .ask_queries import NO_ASK, Ask
from .network_actions import Chosen
from .pages import AskView, Notice, Reader, TaskView, drawn_at
from .queries import NOTHING_SAID, NetworkFacts, TaskFacts
from .rules import SETTLED, State

ABOUT_NETWORKS = "choose-networks"  # the task that these choices answer
# What each is good for, in the words of that task.
PURPOSES = {
    "facebook": _l("Pour les nouvelles, les événements et les groupes."),
    "instagram": _l("Pour les photos."),
    "youtube": _l("Pour les vidéos qui durent."),
    "linkedin": _l("Pour rejoindre des partenaires et des bailleurs de fonds."),
    "tiktok": _l("Pour les vidéos courtes."),
    "x": _l("Pour les messages brefs."),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A refused form: which network, which field, the sentence, and what was typed."""

    network: str
    field: str
    sentence: str
    reason: str
    review_on: str


@dataclass(frozen=True, slots=True)
class TaskLink:
    title: str
    url: str
    minutes: int
    is_essential: bool


@dataclass(frozen=True, slots=True)
class NetworkView:
    """One network. `purpose`: what it is good for; `is_due`: the day to come back to « pas maintenant » has come."""

    key: str
    name: str
    state: str
    fact: str
    purpose: str
    tasks: str
    links: Sequence[TaskLink]
    is_due: bool
    reason: str
    review_on: str
    review_words: str
    request_key: str
    mistake: Mistake | None
    ask: AskView


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
    notice: Notice | None
    undo_key: str


def reviews_due(networks: Mapping[str, NetworkFacts], today: date) -> list[str]:
    """The networks that were put off until a day that has come."""
    return [
        key
        for key, facts in networks.items()
        if facts.state == "not_now" and facts.review_on and facts.review_on <= today.isoformat()
    ]


def networks_page(
    reader: Reader,
    organization: OrganizationFacts,
    path: CentrePath,
    networks: Mapping[str, NetworkFacts],
    tasks: Mapping[str, TaskFacts],
    entered: Mapping[str, Who],
    asks: Mapping[str, Ask],
    *,
    can_choose: bool,
    mistake: Mistake | None = None,
    notice: Notice | None = None,
) -> NetworksPage:
    """`entered`: who of the centre spoke for the organization. `asks`: what is open, by network. `notice`: what a
    gesture just did, with the way back."""
    key = token_hex(8)
    due = reviews_due(networks, reader.today)
    task, said = path.by_key.get(ABOUT_NETWORKS), tasks.get(ABOUT_NETWORKS, NOTHING_SAID)
    is_open = task is not None and said.value.state in (State.TODO, State.DOING)
    return NetworksPage(
        organization_name=organization.name,
        is_own=not reader.is_staff,
        can_choose=can_choose,
        networks=[
            _network(
                *(reader, path, tasks, one.key, networks.get(one.key), entered, asks.get(one.key, NO_ASK)),
                *(key, mistake),
                is_due=one.key in due,
            )
            for one in path.networks
        ],
        offered=reader.task(task, said, key) if task and is_open and networks and can_choose else None,
        drawn_at=drawn_at(tasks, networks),
        review_choices=sentences.review_choices(reader.today),
        mistake=mistake,
        notice=notice,
        undo_key=f"{key}.undo",
    )


def _network(
    reader: Reader,
    path: CentrePath,
    tasks: Mapping[str, TaskFacts],
    key: str,
    facts: NetworkFacts | None,
    entered: Mapping[str, Who],
    ask: Ask,
    page_key: str,
    mistake: Mistake | None,
    *,
    is_due: bool,
) -> NetworkView:
    mine = [task for step in path.steps for task in step.tasks if task.network == key]
    typed = mistake if mistake and mistake.network == key else None
    by = sentences.entered(entered.get(key) if facts else None, reader.is_staff)
    review_on = typed.review_on if typed else (facts.review_on if facts and facts.review_on else "")
    if is_due and not typed:
        review_on = ""  # a day that has come is no day to come back on
    return NetworkView(
        key=key,
        name=path.network_names(reader.language)[key],
        state=facts.state if facts else "",
        fact=" ".join(filter(None, (_fact(facts, mine, tasks, is_due=is_due), by))),
        purpose=str(PURPOSES.get(key, "")),
        tasks=_tasks(mine),
        links=[_link(reader, task) for task in mine],
        is_due=is_due,
        reason=typed.reason if typed else (facts.reason if facts else ""),
        review_on=review_on,
        review_words=in_words_or_as_is(review_on),
        request_key=f"{page_key}.{key}",
        mistake=typed,
        ask=reader.ask(ask),
    )


def _link(reader: Reader, task: PathTask) -> TaskLink:
    url = url_for("progress.task", task_key=task.key)
    return TaskLink(task.title.in_(reader.language), url, task.minutes, task.essential)


def in_words_or_as_is(text: str) -> str:
    """The day in words; what was typed as it is, if it is no day."""
    try:
        return in_words(date.fromisoformat(text)) if text else ""
    except ValueError:
        return text


def _tasks(tasks: Sequence[PathTask]) -> str:
    """How many there are, and how long the essential ones take in all."""
    every, essential = len(tasks), sum(task.essential for task in tasks)
    minutes = duration(sum(task.minutes for task in tasks if task.essential))
    if essential == every:
        return ngettext(
            "%(num)s tâche essentielle, environ %(time)s",
            "%(num)s tâches essentielles, environ %(time)s",
            every,
            time=minutes,
        )
    if not essential:
        return ngettext("%(num)s tâche pour aller plus loin", "%(num)s tâches pour aller plus loin", every)
    return ngettext(
        "%(num)s tâche, dont %(essential)s essentielle (environ %(time)s)",
        "%(num)s tâches, dont %(essential)s essentielles (environ %(time)s)",
        every,
        essential=essential,
        time=minutes,
    )


def _fact(facts: NetworkFacts | None, tasks: Sequence[PathTask], said: Mapping[str, TaskFacts], *, is_due: bool) -> str:
    if facts is None:
        return _("Rien de décidé pour le moment.")
    settled = sum(task.essential and said.get(task.key, NOTHING_SAID).value.state in SETTLED for task in tasks)
    counted = sum(
        task.essential and said.get(task.key, NOTHING_SAID).value.state != State.NOT_APPLICABLE for task in tasks
    )
    if facts.state == "chosen":
        return ngettext(
            "Choisi. %(num)s tâche essentielle réglée sur %(counted)s.",
            "Choisi. %(num)s tâches essentielles réglées sur %(counted)s.",
            settled,
            counted=counted,
        )
    if facts.state == "dropped":
        return _("Laissé de côté. Ce qui était fait est gardé pour le jour où il reviendrait.")
    return _not_now(facts, is_due)


def _not_now(facts: NetworkFacts, is_due: bool) -> str:
    day, reason = in_words_or_as_is(facts.review_on or ""), sentences.ended(facts.reason)
    if is_due:
        if reason:
            return _("Pas maintenant. « %(reason)s » Vous vouliez y revenir le %(day)s.", reason=reason, day=day)
        return _("Pas maintenant. Vous vouliez y revenir le %(day)s.", day=day)
    if reason:
        return _("Pas maintenant. « %(reason)s » À revoir le %(day)s.", reason=reason, day=day)
    return _("Pas maintenant. À revoir le %(day)s.", day=day)


def said(path: CentrePath, language: str, chosen: Chosen) -> str:
    """What a choice just did, figures and hesitations included."""
    return ask_sentences.with_followed(_said(path, language, chosen), chosen.hesitations)


def _said(path: CentrePath, language: str, chosen: Chosen) -> str:
    name = _name(path, language, chosen)
    if chosen.event_id is None:
        return _("C’était déjà la réponse : %(name)s.", name=name)
    where = _where(chosen)
    if chosen.after == "chosen":
        return _("%(name)s fait partie du parcours. %(figures)s", name=name, figures=where)
    if chosen.after == "dropped":
        return _("%(name)s est laissé de côté. Ce qui était fait est gardé. %(figures)s", name=name, figures=where)
    return _("%(name)s : pas maintenant. C’est noté. %(figures)s", name=name, figures=where).rstrip()


def undone(path: CentrePath, language: str, chosen: Chosen) -> str:
    """The way back was taken: what the network is again, figures and hesitations included."""
    return ask_sentences.with_followed(_undone(path, language, chosen), chosen.hesitations)


def _undone(path: CentrePath, language: str, chosen: Chosen) -> str:
    name, where = _name(path, language, chosen), _where(chosen)
    if chosen.after == "chosen":
        return _("C’est annulé. %(name)s est de nouveau choisi. %(figures)s", name=name, figures=where)
    if chosen.after == "dropped":
        return _("C’est annulé. %(name)s est de nouveau laissé de côté. %(figures)s", name=name, figures=where)
    if chosen.after == "not_now":
        words = _("C’est annulé. %(name)s : de nouveau « pas maintenant ». %(figures)s", name=name, figures=where)
    else:
        words = _("C’est annulé. %(name)s : de nouveau rien de décidé. %(figures)s", name=name, figures=where)
    return words.rstrip()


def _name(path: CentrePath, language: str, chosen: Chosen) -> str:
    return path.network_names(language)[chosen.network]


def _where(chosen: Chosen) -> str:
    """The figures as they are now, where they moved; or that progress fell, where it did, and why that is no loss."""
    now, before = chosen.figures.counts, chosen.figures_before.counts
    if now == before:
        return ""
    if not now.settled:
        figures = ngettext(
            "Le parcours compte maintenant %(num)s tâche essentielle.",
            "Le parcours compte maintenant %(num)s tâches essentielles.",
            now.counted,
        )
    else:
        figures = ngettext(
            "Le parcours compte maintenant %(counted)s tâches essentielles, dont %(num)s réglée.",
            "Le parcours compte maintenant %(counted)s tâches essentielles, dont %(num)s réglées.",
            now.settled,
            counted=now.counted,
        )
    fell = (percent(now.settled, now.counted) or 0), (percent(before.settled, before.counted) or 0)
    if now.counted <= before.counted or fell[0] >= fell[1]:
        return figures
    return _(
        "La progression passe de %(before)s à %(now)s, parce qu’il y a plus à faire; rien de réglé n’est perdu.",
        before=percentage(fell[1]),
        now=percentage(fell[0]),
    )
