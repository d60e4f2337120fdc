"""The words of the board: what happened, one sentence an event, and what the title says first."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from markupsafe import Markup, escape

from ..guide.rules import CentrePath
from ..kernel.moments import local_day
from ..kernel.work import Work
from ..progress.rules import State
from ..support.rules import KIND as SUPPORT
from ..support.rules import given_of
from ..support.sentences import what_inside
from ..web.formats import number
from ..web.language import language, locale
from . import news_of_asks
from .news_of_asks import ASKS, FOR_THEM
from .queries import CentreFigures, Latest

SHOWN = 8


def in_letters(n: int) -> str:
    """« deux », « neuf », then figures."""
    letters = (
        *(pgettext("organismes", "zéro"), pgettext("organismes", "un"), pgettext("organismes", "deux")),
        *(pgettext("organismes", "trois"), pgettext("organismes", "quatre"), pgettext("organismes", "cinq")),
        *(pgettext("organismes", "six"), pgettext("organismes", "sept"), pgettext("organismes", "huit")),
        pgettext("organismes", "neuf"),
    )
    return letters[n] if n < len(letters) else number(n)


def what_matters(figures: CentreFigures) -> str:
    """The board's title: who waits, else who is stalled, else how the others do."""
    if figures.waiting:
        n = figures.waiting
        said = ngettext(
            "%(n)s organisme attend votre réponse depuis plus de trois jours",
            "%(n)s organismes attendent votre réponse depuis plus de trois jours",
            n,
            n=in_letters(n),
        )
    elif figures.stalled:
        n = figures.stalled
        said = ngettext("%(n)s organisme est à l’arrêt", "%(n)s organismes sont à l’arrêt", n, n=in_letters(n))
    elif figures.moving:
        n = figures.moving
        said = ngettext("%(n)s organisme avance", "%(n)s organismes avancent", n, n=in_letters(n))
    elif figures.not_started:
        return _("Vos organismes commenceront quand vous les inviterez")
    elif figures.complete or figures.upkeep_due:
        return _("Tous vos organismes ont terminé leur parcours")
    else:
        return _("Votre espace est prêt : accueillez vos organismes")
    return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of news: when, in few signs and for a machine; the sentence; who, where that may be read."""

    when: str
    moment: str
    sentence: Markup
    by: str


def news(work: Work, events: Iterable[Latest], path: CentrePath) -> list[Line]:
    """The events that deserve a sentence, as the centre may read them."""
    lines = (_line(work, event, path) for event in events)
    return [line for line in lines if line is not None][:SHOWN]


def _line(work: Work, event: Latest, path: CentrePath) -> Line | None:
    sentence = next(_sentences(event, path), None)
    if sentence is None:
        return None
    return Line(
        when=_when(event.happened_at, work),
        moment=event.happened_at.astimezone(work.centre.zone).isoformat(timespec="minutes"),
        sentence=sentence,
        by=_by(event),
    )


def _by(event: Latest) -> str:
    if event.is_by_former:
        return _("Par un ancien membre")
    if not event.person:
        return ""
    if event.is_on_behalf and (event.kind in FOR_THEM if event.kind in ASKS else event.task_key):
        return _("Noté par %(name)s", name=event.person)
    return _("Par %(name)s", name=event.person)


def _when(moment: datetime, work: Work) -> str:
    """« 14:30 » today, « hier », « 9 nov. », « 2025-11-09 »."""
    day, today = local_day(moment, work.centre.zone), work.today
    return moment.astimezone(work.centre.zone).strftime("%H:%M") if day == today else few_signs(day, today)


def few_signs(day: date, today: date) -> str:
    """« aujourd’hui », « hier », « 9 nov. », « 2025-11-09 »."""
    if day == today:
        return _("aujourd’hui")
    if (today - day).days == 1:
        return _("hier")
    return _short(day) if day.year == today.year else day.isoformat()


def _short(day: date) -> str:
    return format_date(day, "MMM d" if language() == "en" else "d\u00a0MMM", locale=locale())


def _sentences(event: Latest, path: CentrePath) -> Iterator[Markup]:
    """At most one sentence: none for what is of no interest here, or no longer has a name."""
    if event.kind in _OF_THE_CENTRE:
        yield Markup(escape(_OF_THE_CENTRE[event.kind](event)))  # noqa: S704 (escaped)
        return
    if event.slug is None or event.name is None:
        if event.kind == "membership-added" and event.is_of_centre:
            yield Markup(escape(_("L’équipe du centre compte une personne de plus")))  # noqa: S704 (escaped)
        return
    organization = Markup('<a href="organizations/{}/"><bdi>{}</bdi></a>').format(event.slug, event.name)
    if event.kind in ASKS:
        said = news_of_asks.sentence(event)
        thing = news_of_asks.link(event, _thing(event, path))
        if said is not None:
            yield Markup(said) % {"organization": organization, "thing": thing}  # noqa: S704 (as below)
        return
    said = _of_an_organization(event, path)
    if said is not None:
        # The sentence is ours; names are escaped by Markup's own formatting.
        yield Markup(said) % {"organization": organization, "thing": _thing(event, path)}  # noqa: S704


def _thing(event: Latest, path: CentrePath) -> str:
    """The task's title or the network's name."""
    if event.task_key in path.by_key:
        return path.by_key[event.task_key].title.in_(language())
    return path.network_names(language()).get(event.network or "", "")


def _of_an_organization(event: Latest, path: CentrePath) -> str | None:
    """A sentence with `%(organization)s` and `%(thing)s` still to fill."""
    kept = {"organization": "%(organization)s", "thing": "%(thing)s"}
    if event.kind == "organization-added":
        return _("Nouvel organisme : %(organization)s", **kept)
    if event.kind == "organization-changed":
        return _("Fiche mise à jour : %(organization)s", **kept)
    if event.kind in ("organization-archived", "organization-restored", "organization-paused", "organization-resumed"):
        return _of_a_life(event.kind, kept)
    if event.kind == "organization-merged":
        return _("%(organization)s et un autre organisme, le même, sont réunis", **kept)
    if event.kind == "membership-added":
        return _("%(organization)s compte une personne de plus", **kept)
    if event.kind == "network":
        if event.is_undo:
            return _("%(organization)s est revenu sur sa décision : %(thing)s", **kept)
        return _of_a_network(event.after, kept)
    if event.kind in ("sheet-keyed", "baseline-fixed"):
        return _of_many_answers(event, kept)
    if event.kind == SUPPORT:
        return _of_support(event, kept)
    if event.task_key not in path.by_key:
        return None
    if event.kind == "task-confirmed":
        return _("%(organization)s confirme « %(thing)s »", **kept)
    return _of_a_task(event, kept) if event.kind == "task-state" else _beside_a_task(event, kept)


def _of_many_answers(event: Latest, kept: dict[str, str]) -> str | None:
    if event.kind == "sheet-keyed" and event.is_undo:
        return _("La feuille de l’organisme %(organization)s est retirée", **kept)
    if event.kind == "sheet-keyed":
        return _("La feuille de l’organisme %(organization)s est inscrite", **kept)
    return None if event.is_undo else _("%(organization)s a noté son point de départ", **kept)


def _of_support(event: Latest, kept: dict[str, str]) -> str | None:
    """What is new: not what was only said otherwise, taken away or put back."""
    if event.before is not None:
        return None
    what = what_inside(given_of(json.loads(event.value or "{}")))
    return _("Soutien donné à %(organization)s : %(what)s", what=what.replace("%", "%%"), **kept)


def _beside_a_task(event: Latest, kept: dict[str, str]) -> str | None:
    """What is new for the centre: nothing that was taken back or emptied, and never what is kept from it."""
    said = json.loads(event.value or "{}")
    if event.is_undo:
        return None
    if event.kind == "note-written":
        return _("%(organization)s a une nouvelle note sur « %(thing)s »", **kept)
    if event.kind == "task-plan" and said:
        return _("%(organization)s a prévu « %(thing)s »", **kept)
    if event.kind == "task-evidence" and "evidence_id" in said:
        return _("%(organization)s a noté un repère à « %(thing)s »", **kept)
    return None


def _of_a_life(kind: str, kept: dict[str, str]) -> str:
    if kind == "organization-archived":
        return _("%(organization)s est archivé", **kept)
    if kind == "organization-restored":
        return _("%(organization)s est restauré", **kept)
    if kind == "organization-paused":
        return _("%(organization)s est en pause", **kept)
    return _("%(organization)s n’est plus en pause", **kept)


def _of_a_network(state: str | None, kept: dict[str, str]) -> str | None:
    if state == "chosen":
        return _("%(organization)s a choisi %(thing)s", **kept)
    if state == "not_now":
        return _("%(organization)s a laissé %(thing)s de côté pour le moment", **kept)
    return _("%(organization)s a quitté %(thing)s", **kept) if state == "dropped" else None


def _of_a_task(event: Latest, kept: dict[str, str]) -> str | None:
    if event.is_undo:
        return _("%(organization)s a annulé son geste sur « %(thing)s »", **kept)
    if event.after == State.DONE:
        return _("%(organization)s a coché « %(thing)s »", **kept)
    if event.after == State.DOING:
        return _("%(organization)s a commencé « %(thing)s »", **kept)
    if event.after == State.DECLINED:
        return _("%(organization)s a décidé de ne pas faire « %(thing)s »", **kept)
    if event.after == State.NOT_APPLICABLE:
        return _("%(organization)s a répondu que « %(thing)s » ne s’applique pas", **kept)
    return _("%(organization)s a décoché « %(thing)s »", **kept)


def _imported(event: Latest) -> str:
    counts = json.loads(event.value or "{}")
    created, updated = counts.get("created", 0), counts.get("updated", 0)
    if created and updated:
        return ngettext(
            "Liste importée : %(num)s organisme ajouté, des fiches mises à jour",
            "Liste importée : %(num)s organismes ajoutés, des fiches mises à jour",
            created,
        )
    if created:
        return ngettext(
            "Liste importée : %(num)s organisme ajouté", "Liste importée : %(num)s organismes ajoutés", created
        )
    return ngettext(
        "Liste importée : %(num)s fiche mise à jour", "Liste importée : %(num)s fiches mises à jour", updated
    )


def _several(event: Latest) -> str:
    n = json.loads(event.value or "{}").get("changed", 0)
    if event.is_undo:
        return ngettext("Un geste est annulé pour %(num)s organisme", "Un geste est annulé pour %(num)s organismes", n)
    return ngettext("Un geste d’un coup pour %(num)s organisme", "Un geste d’un coup pour %(num)s organismes", n)


_OF_THE_CENTRE: dict[str, Callable[[Latest], str]] = {
    "several-changed": _several,
    "several-undone": _several,
    "organizations-imported": _imported,
    "import-undone": lambda event: _("Une importation est annulée"),
    "example-loaded": lambda event: _("Les organismes d’exemple sont là, pour essayer"),
    "example-removed": lambda event: _("Les organismes d’exemple sont retirés"),
    "centre-founded": lambda event: _("Le centre a ouvert son espace"),
    "faq-published": lambda event: _("Une réponse du centre aux réticences est publiée"),
    "faq-retired": lambda event: _("Une réponse aux réticences est retirée"),
    "faq-shipped": lambda event: _("Une réponse livrée aux réticences est de nouveau en vigueur"),
}
