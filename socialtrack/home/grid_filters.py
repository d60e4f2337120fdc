"""The grid's filters in words: what its form offers, and which ones are on, each with the way to take it off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from ..faq.queries import all_of
from ..guide.queries import path
from ..guide.rules import CentrePath
from ..kernel.work import Work
from ..reports.filter_rules import ANY, ME, NOBODY, Filters
from ..reports.holding_rules import OWN_WORDS
from ..reports.words import status_labels
from ..tenancy.organization_queries import advisors, names_of_team
from ..tenancy.queries import known_regions, known_tags
from ..web.formats import day
from ..web.language import language
from .grid_forms import Asked, By

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class FilterOn:
    """A filter that is on, in words, and the address of the same view without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class FilterForm:
    """What the selects of the form offer; the last four only where the whole form is asked for, or one of them is on.
    `kept`: parameters of the view that no field of the form shows."""

    regions: Choices
    tags: Choices
    advisors: Choices
    is_whole: bool
    networks: Choices
    tasks: Markup
    hesitations: Markup
    kept: Choices
    whole_url: str


def filter_form(work: Work, asked: Asked) -> FilterForm:
    """Three statements, and one for the hesitations where they are offered. The parts are as dear as a centre has
    regions, tags and advisors, whatever the number of its organizations."""
    filters, here = asked.filters, path(work)
    is_whole = asked.is_whole or _is_beyond_usual(filters)
    team = [(str(one.id), one.name) for one in advisors(work)]
    if filters.advisor and filters.advisor not in (ME, NOBODY, *(id_ for id_, _name in team)):
        team.append((filters.advisor, _advisor_name(work, filters.advisor)))
    ways = [(NOBODY, _("Personne"))]
    if any(id_ == str(work.actor.membership_id) for id_, _name in team):
        ways.insert(0, (ME, _("Moi")))
    names = here.network_names(language())
    return FilterForm(
        regions=_with(known_regions(work), filters.region),
        tags=_with(known_tags(work), *filters.tags),
        advisors=[*ways, *team],
        is_whole=is_whole,
        networks=list(names.items()) if is_whole else [],
        tasks=_task_options(here, language(), filters.task) if is_whole else Markup(),
        hesitations=_hesitation_options(work, filters.hesitation) if is_whole else Markup(),
        kept=[*_kept(asked)],
        whole_url=url_for("home.organizations", **asked.address(), whole="1", _anchor="filters"),  # type: ignore[arg-type]
    )


def _is_beyond_usual(filters: Filters) -> bool:
    others = replace(filters, query="", status="", step=None, region="", advisor="", tags=filters.tags[1:], only=())
    return not others.is_empty


def _with(known: Sequence[str], *asked: str) -> Choices:
    """Those to choose from, with what was asked for even if no organization has it any more."""
    return [(each, each) for each in (*known, *(one for one in asked if one and one not in known))]


def _kept(asked: Asked) -> Iterator[tuple[str, str]]:
    """What the form sends along: all but the first tag has no field of its own in the short form, nor has a selection
    in any."""
    yield from (("only", slug) for slug in asked.filters.only)
    yield from (("tag", tag) for tag in asked.filters.tags[:-1])
    if asked.by is By.TASKS:
        yield from (("by", str(asked.by)), ("step", str(asked.step)))
    if not asked.is_whole:
        yield from (("columns", column) for column in asked.address().get("columns", ()))


@lru_cache(maxsize=32)
def _options(steps: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> Markup:
    groups = (
        Markup('<optgroup label="{}">{}</optgroup>').format(
            label, Markup("").join(Markup('<option value="{}">{}</option>').format(key, words) for key, words in tasks)
        )
        for label, tasks in steps
    )
    return Markup("").join(groups)


def _task_options(here: CentrePath, lang: str, chosen: str) -> Markup:
    steps = tuple(
        (
            _("Étape %(number)s", number=step.number),
            tuple((task.key, task.title.in_(lang)) for task in step.tasks),
        )
        for step in here.steps
    )
    return _chosen(chosen, _task_title(here, chosen)) + _options(steps)


def _hesitation_options(work: Work, chosen: str) -> Markup:
    lang = language()
    offered = [(ANY, _("N’importe laquelle")), (OWN_WORDS, _("Dite dans leurs mots"))]
    offered += [(entry.key, entry.question.in_(lang)) for entry in all_of(work).edition.entries]
    options = (Markup('<option value="{}">{}</option>').format(key, words) for key, words in offered)
    return _chosen(chosen, _hesitation_name(work, chosen)) + Markup("").join(options)


def _chosen(key: str, words: str) -> Markup:
    """What is on stands first, and again in its place."""
    return Markup('<option value="{}" selected>{}</option>').format(key, words) if key else Markup()


def filters_on(work: Work, asked: Asked) -> list[FilterOn]:
    """Each filter of the view, in words, with the address of the view without it."""
    return [FilterOn(words, _without(asked, less)) for words, less in _each(work, asked.filters)]


def _without(asked: Asked, less: Filters) -> str:
    return url_for("home.organizations", **replace(asked, filters=less, cursor=None).address())  # type: ignore[arg-type]


def _each(work: Work, on: Filters) -> Iterator[tuple[str, Filters]]:
    here = path(work)
    if on.query:
        yield _("Nom : %(words)s", words=on.query), replace(on, query="")
    if on.status:
        yield _("Situation : %(status)s", status=status_labels()[on.status]), replace(on, status="")
    if on.step:
        yield _("À l’étape %(number)s", number=on.step), replace(on, step=None)
    if on.advisor:
        yield _advisor(work, on.advisor), replace(on, advisor="")
    if on.region:
        yield _("Région : %(region)s", region=on.region), replace(on, region="")
    for tag in on.tags:
        yield _("Étiquette : %(tag)s", tag=tag), replace(on, tags=tuple(one for one in on.tags if one != tag))
    if on.network:
        name = here.network_names(language()).get(on.network, on.network)
        yield _("Réseau : %(network)s", network=name), replace(on, network="")
    if on.task:
        yield _("Tâche à régler : %(task)s", task=_task_title(here, on.task)), replace(on, task="")
    if on.hesitation:
        yield _("Réticence : %(reason)s", reason=_hesitation_name(work, on.hesitation)), replace(on, hesitation="")
    if on.active_since:
        yield _("Activité depuis le %(day)s", day=day(on.active_since)), replace(on, active_since=None)
    if on.silent_since:
        yield _("Sans activité depuis le %(day)s", day=day(on.silent_since)), replace(on, silent_since=None)
    if on.only:
        words = ngettext("%(num)s organisme choisi", "%(num)s organismes choisis", len(on.only))
        yield words, replace(on, only=())


def _advisor(work: Work, asked: str) -> str:
    if asked == NOBODY:
        return _("Confiés à personne")
    return _("Confiés à %(name)s", name=_advisor_name(work, asked))


def _advisor_name(work: Work, asked: str) -> str:
    id_ = work.actor.membership_id if asked == ME else int(asked)
    name = names_of_team(work, [id_]).get(id_) if id_ is not None else None
    return name or _("une personne qui n’est plus dans l’équipe")


def _task_title(here: CentrePath, key: str) -> str:
    task = here.by_key.get(key)
    return task.title.in_(language()) if task is not None else key


def _hesitation_name(work: Work, key: str) -> str:
    if key == ANY:
        return _("n’importe laquelle")
    if key == OWN_WORDS:
        return _("dite dans leurs mots")
    entry = all_of(work).even_retired(key) if key else None
    return entry.question.in_(language()) if entry is not None else key
