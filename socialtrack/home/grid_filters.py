"""The grid's filters in words: what its form offers, and which ones are on, each with the way to take it off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from ..faq.queries import all_of
from ..guide.queries import path
from ..kernel.work import Work
from ..reports.filter_rules import ANY, ME, NOBODY, Filters
from ..reports.filter_words import advisor_name, each, hesitation_name, task_title
from ..reports.holding_rules import OWN_WORDS
from ..tenancy.organization_queries import Advisor
from ..tenancy.queries import known_regions, known_tags
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
    """What the selects of the form offer; three of them only where the whole form is asked for, or one of them is on.
    `has_others_on`: one stands in the fold that is on. `kept`: parameters that no field of the form shows."""

    regions: Choices
    tags: Choices
    advisors: Choices
    is_whole: bool
    has_others_on: bool
    networks: Choices
    tasks: Markup
    hesitations: Markup
    kept: Choices
    whole_url: str


def filter_form(work: Work, asked: Asked, advisors: Sequence[Advisor]) -> FilterForm:
    """Two statements, and one for the hesitations where they are offered. The parts are as dear as a centre has
    regions, tags and advisors, whatever the number of its organizations."""
    filters = asked.filters
    is_whole = asked.is_whole or _is_beyond_usual(filters)
    team = [(str(one.id), one.name) for one in advisors]
    if filters.advisor and filters.advisor not in (ME, NOBODY, *(id_ for id_, _name in team)):
        team.append((filters.advisor, advisor_name(work, filters.advisor)))
    ways = [(NOBODY, _("Confiés à personne"))]
    if any(id_ == str(work.actor.membership_id) for id_, _name in team):
        ways.insert(0, (ME, _("Moi")))
    return FilterForm(
        regions=_with(known_regions(work), filters.region),
        tags=_with(known_tags(work), *filters.tags),
        advisors=[*ways, *team],
        is_whole=is_whole,
        has_others_on=is_whole or bool(filters.step or filters.region or filters.tags),
        networks=list(path(work).network_names(language()).items()) if is_whole else [],
        tasks=_task_options(work, filters.task) if is_whole else Markup(),
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


def _task_options(work: Work, chosen: str) -> Markup:
    lang = language()
    steps = tuple(
        (
            _("Étape %(number)s", number=step.number),
            tuple((task.key, task.title.in_(lang)) for task in step.tasks),
        )
        for step in path(work).steps
    )
    return _chosen(chosen, task_title(work, chosen)) + _options(steps)


def _hesitation_options(work: Work, chosen: str) -> Markup:
    lang = language()
    offered = [(ANY, _("N’importe laquelle")), (OWN_WORDS, _("Dite dans leurs mots"))]
    offered += [(entry.key, entry.question.in_(lang)) for entry in all_of(work).edition.entries]
    options = (Markup('<option value="{}">{}</option>').format(key, words) for key, words in offered)
    return _chosen(chosen, hesitation_name(work, chosen)) + Markup("").join(options)


def _chosen(key: str, words: str) -> Markup:
    """What is on stands first, and again in its place."""
    return Markup('<option value="{}" selected>{}</option>').format(key, words) if key else Markup()


def filters_on(work: Work, asked: Asked) -> list[FilterOn]:
    """Each filter of the view, in words, with the address of the view without it."""
    return [FilterOn(words, _without(asked, less)) for words, less in each(work, asked.filters)]


def _without(asked: Asked, less: Filters) -> str:
    return url_for("home.organizations", **replace(asked, filters=less, cursor=None).address())  # type: ignore[arg-type]
