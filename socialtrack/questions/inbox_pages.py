"""The inbox in words: what each line says, the views of it that have an address, the centre's delay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from secrets import token_hex
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..kernel.moments import local_day
from ..kernel.work import Work
from ..tenancy.organization_queries import Advisor, advisors
from ..web.formats import day_near, number
from ..web.language import language
from .about_queries import About
from .about_words import name_of
from .delay_queries import Delay, delays
from .delay_rules import is_late
from .inbox_forms import ABOUT, ME, NOBODY, STEPS, Asked, Box
from .inbox_queries import COUNTED_TO, InboxRow, Waiting, inbox_page, waiting
from .message_rules import beginning
from .rules import QuestionState

SHOWN = 160  # characters of a first message


@dataclass(frozen=True, slots=True)
class LineView:
    """One question, ready to show. `is_free`: nobody follows it, so whoever reads may take it."""

    id: int
    url: str
    organization: str
    about: str
    words: str | None
    when: str
    is_late: bool
    who: str
    is_free: bool


@dataclass(frozen=True, slots=True)
class Tab:
    words: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class InboxView:
    """A page of the inbox, with the addresses around it."""

    asked: Asked
    title: str
    head: str
    figures: tuple[tuple[str, str, bool], ...]
    delay: tuple[str, ...]
    tabs: list[Tab]
    lines: list[LineView]
    following_url: str | None
    start_url: str | None
    only: str
    people: list[tuple[str, str]]
    subjects: list[tuple[str, str]]
    team: list[Advisor]
    can_assign: bool
    request_key: str

    def filters(self) -> Mapping[str, str]:
        return self.asked.address()


def inbox_view(work: Work, asked: Asked, *, can_assign: bool) -> InboxView:
    """Everything of one page: six statements at most, however many questions there are."""
    found, figures, team = inbox_page(work, asked), waiting(work), advisors(work)
    words = _Words(work)
    only = next((row.organization for row in found.rows), asked.organization) if asked.organization else ""
    return InboxView(
        asked=asked,
        title=_("Questions"),
        head=_head(figures),
        figures=_figures(work, figures),
        delay=tuple(_delay(one) for one in delays(work)),
        tabs=_tabs(asked, figures),
        lines=[words.line(row) for row in found.rows],
        following_url=_url(asked, after=str(found.following)) if found.following else None,
        start_url=_url(asked) if asked.cursor is not None else None,
        only=only,
        people=_people(work, team, asked),
        subjects=[("", _("Tout")), *((about, _subject(about)) for about in ABOUT)],
        team=team,
        can_assign=can_assign,
        request_key=token_hex(8),
    )


def at_most(n: int, most: int = COUNTED_TO) -> str:
    """« 12 », « 99+ » from where counting stops."""
    return f"{most - 1}+" if n >= most else number(n)


def _head(figures: Waiting) -> str:
    if not figures.all:
        return _("Aucune question n’attend votre centre.")
    if figures.all == 1:
        return _("Une question attend une réponse de votre centre.")
    return _("%(n)s questions attendent une réponse de votre centre.", n=at_most(figures.all))


def _figures(work: Work, figures: Waiting) -> tuple[tuple[str, str, bool], ...]:
    """Triples (figure, words, is it a late one): what waits, for how long."""
    if figures.oldest is None:
        return ()
    days = _days(work, figures.oldest)
    late = ngettext("attend au-delà de trois jours", "attendent au-delà de trois jours", figures.late)
    return (
        (at_most(figures.late), late, figures.late > 0),
        (number(days), ngettext("jour pour la plus ancienne", "jours pour la plus ancienne", days), False),
        (
            at_most(figures.nobodys),
            ngettext("n’est suivie par personne", "ne sont suivies par personne", figures.nobodys),
            False,
        ),
    )


def _delay(delay: Delay) -> str:
    """What the centre's delay was over a period: one question out of two had its first answer by then."""
    if delay.days is None:
        return _("Sur les %(period)s derniers jours : aucune première réponse.", period=delay.period)
    if delay.days == 0:
        return _(
            "Sur les %(period)s derniers jours : une question sur deux a eu sa première réponse le jour même.",
            period=delay.period,
        )
    return ngettext(
        "Sur les %(period)s derniers jours : une question sur deux a eu sa première réponse en %(num)s jour ou moins.",
        "Sur les %(period)s derniers jours : une question sur deux a eu sa première réponse en %(num)s jours ou moins.",
        delay.days,
        period=delay.period,
    )


def _tabs(asked: Asked, figures: Waiting) -> list[Tab]:
    views = [
        (_("En attente de nous, %(n)s", n=at_most(figures.all)), Asked()),
        (_("Les miennes, %(n)s", n=at_most(figures.mine)), Asked(assigned=ME)),
        (_("Sans personne, %(n)s", n=at_most(figures.nobodys)), Asked(assigned=NOBODY)),
        (_("Répondues"), Asked(box=Box.ANSWERED)),
        (_("Réglées"), Asked(box=Box.SETTLED)),
        (_("Toutes"), Asked(box=Box.ALL)),
    ]
    here = asked.address()
    return [Tab(words, _url(view), view.address() == here) for words, view in views]


def _people(work: Work, team: Sequence[Advisor], asked: Asked) -> list[tuple[str, str]]:
    """Who may follow a question, as a filter: oneself, nobody, the others."""
    others = [(str(one.id), one.name) for one in team if one.id != work.actor.membership_id]
    people = [("", _("Peu importe")), (ME, _("Moi")), (NOBODY, _("Sans personne")), *others]
    if asked.assigned and asked.assigned not in dict(people):
        people.append((asked.assigned, _("une personne qui n’est plus de l’équipe")))
    return people


def _subject(about: str) -> str:
    if about in STEPS:
        return _("Étape %(number)s", number=about.removeprefix("step-"))
    words = {"network": _("Un réseau"), "hesitation": _("Une réticence"), "nothing": _("Question générale")}
    return words[about]


def _url(asked: Asked, **other: str) -> str:
    parameters: dict[str, Any] = asked.address(**other)
    return url_for("questions.inbox", **parameters)


def _days(work: Work, since: Any) -> int:
    return max(0, (work.today - local_day(since, work.centre.zone)).days)


class _Words:
    """The words of the lines, each said once a page."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._waits = cache(waits_words)

    def line(self, row: InboxRow) -> LineView:
        when, late = self._when(row)
        return LineView(
            id=row.id,
            url=url_for("questions.thread", organization=row.slug, question=row.id),
            organization=row.organization,
            about=about_words(self._work, row),
            words=beginning(row.words, SHOWN) if row.words is not None else None,
            when=when,
            is_late=late,
            who=self._who(row),
            is_free=row.assigned_to is None and row.state != QuestionState.SETTLED,
        )

    def _when(self, row: InboxRow) -> tuple[str, bool]:
        if row.waiting_since is not None:
            days = _days(self._work, row.waiting_since)
            return self._waits(days), is_late(days)
        day = day_near(local_day(row.last_at, self._work.centre.zone), self._work.today)
        if row.state == QuestionState.SETTLED:
            return _("Réglée. Dernier mot : %(day)s.", day=day), False
        return _("Répondue : %(day)s.", day=day), False

    def _who(self, row: InboxRow) -> str:
        if row.assigned_to is None:
            return "" if row.state == QuestionState.SETTLED else _("Personne ne s’en occupe encore.")
        if row.assigned_to == self._work.actor.membership_id:
            return _("Vous vous en occupez.")
        return _("%(name)s s’en occupe.", name=row.assigned_name)


def waits_words(days: int) -> str:
    """« Attend depuis 4 jours, au-delà de trois jours. »"""
    if days == 0:
        return _("Attend depuis aujourd’hui.")
    if days == 1:
        return _("Attend depuis hier.")
    if is_late(days):
        return ngettext(
            "Attend depuis %(num)s jour, au-delà de trois jours.",
            "Attend depuis %(num)s jours, au-delà de trois jours.",
            days,
        )
    return ngettext("Attend depuis %(num)s jour.", "Attend depuis %(num)s jours.", days)


def about_words(work: Work, row: InboxRow) -> str:
    """What a question is about, in the reader's language."""
    what = name_of(work, About(row.task_key, row.network, row.step), language())
    if row.is_about_hesitation:
        return _("Une réticence : %(what)s", what=what) if what else _("Une réticence")
    return what[:1].upper() + what[1:] if what else _("Question générale")
