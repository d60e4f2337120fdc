"""Filters in words, wherever they are shown: above the grid, beside a report, with whatever was kept of them."""

from collections.abc import Iterator
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import ngettext

from ..faq.queries import entry_even_retired
from ..guide import queries as guide
from ..kernel.work import Work
from ..tenancy.organization_queries import names_of_team
from ..web.formats import day
from ..web.language import language
from .filter_rules import ANY, ME, NOBODY, Filters
from .holding_rules import OWN_WORDS
from .words import status_labels


def said(work: Work, filters: Filters) -> list[str]:
    """A few words a filter, for whoever opens later what was kept with them."""
    return [words for words, _less in each(work, filters, me=_("Confiés à qui regarde"))]


def each(work: Work, on: Filters, *, me: str = "") -> Iterator[tuple[str, Filters]]:
    """A few words for each filter that is on, and the filters without it. `me`: instead of the name of who asks."""
    if on.query:
        yield _("Nom\u00a0: %(words)s", words=on.query), replace(on, query="")
    if on.status:
        yield _("Situation\u00a0: %(status)s", status=status_labels()[on.status]), replace(on, status="")
    if on.step:
        yield _("À l’étape %(number)s", number=on.step), replace(on, step=None)
    if on.advisor:
        yield (me if me and on.advisor == ME else _advisor(work, on.advisor)), replace(on, advisor="")
    if on.region:
        yield _("Région\u00a0: %(region)s", region=on.region), replace(on, region="")
    for tag in on.tags:
        yield _("Étiquette\u00a0: %(tag)s", tag=tag), replace(on, tags=tuple(one for one in on.tags if one != tag))
    if on.network:
        name = guide.path(work).network_names(language()).get(on.network, on.network)
        yield _("Réseau\u00a0: %(network)s", network=name), replace(on, network="")
    if on.task:
        yield _("Tâche à régler\u00a0: %(task)s", task=task_title(work, on.task)), replace(on, task="")
    if on.hesitation:
        reason = hesitation_name(work, on.hesitation)
        yield _("Réticence\u00a0: %(reason)s", reason=reason), replace(on, hesitation="")
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
    return _("Confiés à %(name)s", name=advisor_name(work, asked))


def advisor_name(work: Work, asked: str) -> str:
    id_ = work.actor.membership_id if asked == ME else int(asked)
    name = names_of_team(work, [id_]).get(id_) if id_ is not None else None
    return name or _("une personne qui n’est plus dans l’équipe")


def task_title(work: Work, key: str) -> str:
    task = guide.path(work).by_key.get(key)
    return task.title.in_(language()) if task is not None else key


def hesitation_name(work: Work, key: str) -> str:
    if key == ANY:
        return _("n’importe laquelle")
    if key == OWN_WORDS:
        return _("dite dans leurs mots")
    entry = entry_even_retired(work, key) if key else None
    return entry.question.in_(language()) if entry is not None else key
