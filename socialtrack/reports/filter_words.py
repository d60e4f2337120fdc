"""Filters in words, for whoever looks at what was kept with them."""

from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide import queries as guide
from ..kernel.work import Work
from ..tenancy.organization_queries import names_of_team
from ..web.formats import day
from ..web.language import language
from .filter_rules import ANY, ME, NOBODY, Filters
from .words import status_labels


def said(work: Work, filters: Filters) -> list[str]:
    """A few words a filter."""
    path, lang = guide.path(work), language()
    known = path.by_key.get(filters.task)
    task = known.title.in_(lang) if known is not None else filters.task
    network = path.network_names(lang).get(filters.network, filters.network)
    words = [
        _("Nom\u00a0: %(words)s", words=filters.query) if filters.query else "",
        _("Situation\u00a0: %(status)s", status=status_labels()[filters.status]) if filters.status else "",
        _("À l’étape %(number)s", number=filters.step) if filters.step else "",
        _("Tâche à régler\u00a0: %(task)s", task=task) if task else "",
        _("Réseau\u00a0: %(network)s", network=network) if filters.network else "",
        *(_("Étiquette\u00a0: %(tag)s", tag=tag) for tag in filters.tags),
        _("Région\u00a0: %(region)s", region=filters.region) if filters.region else "",
        _advisor(work, filters.advisor),
        (_("Une réticence ouverte") if filters.hesitation == ANY else _("Une réticence choisie"))
        if filters.hesitation
        else "",
        _("Activité depuis le %(day)s", day=day(filters.active_since)) if filters.active_since else "",
        _("Sans activité depuis le %(day)s", day=day(filters.silent_since)) if filters.silent_since else "",
        ngettext("%(num)s organisme choisi", "%(num)s organismes choisis", len(filters.only)) if filters.only else "",
    ]
    return [each for each in words if each]


def _advisor(work: Work, asked: str) -> str:
    if not asked:
        return ""
    if asked == ME:
        return _("Confiés à qui regarde")
    if asked == NOBODY:
        return _("Confiés à personne")
    name = names_of_team(work, [int(asked)]).get(int(asked))
    return _("Confiés à %(name)s", name=name or _("une personne qui n’est plus dans l’équipe"))
