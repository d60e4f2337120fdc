"""The grid in words: what each row says beside its figures, and the addresses of other views of the same list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..journal.rules import Status
from ..kernel.work import Work
from ..progress.sentences import on_day
from ..reports.filter_forms import address_of
from ..reports.words import status_labels
from ..web.formats import day as in_words
from ..web.formats import day_near, number, percentage
from .grid_forms import ORDERS, Asked, Cursor, Sort
from .grid_queries import GridPage, GridRow
from .queries import CentreFigures

ICONS = {
    Status.PAUSED: "pause",
    Status.WAITING: "think",
    Status.NOT_STARTED: "people",
    Status.UPKEEP_DUE: "again",
    Status.COMPLETE: "tick",
    Status.STALLED: "clock",
    Status.MOVING: "go",
    Status.ARCHIVED: "lock",
}


@dataclass(frozen=True, slots=True)
class RowView:
    """A row ready to show."""

    row: GridRow
    status: str
    icon: str
    waits: bool
    more: str
    percent: str
    last: str


@dataclass(frozen=True, slots=True)
class GridView:
    """A page of the grid ready to show, with the addresses around it."""

    asked: Asked
    rows: list[RowView]
    previous_url: str | None
    following_url: str | None
    _drawn: dict[tuple[int, int], str] = field(default_factory=dict)

    def once(self, draw: Callable[[int, int], str], settled: int, counted: int) -> str:
        """The cell that the template draws for these figures: fifty rows have two hundred, but few different ones."""
        drawn = self._drawn.get((settled, counted))
        if drawn is None:
            drawn = self._drawn[settled, counted] = draw(settled, counted)
        return drawn

    def sort_url(self, sort: str) -> str:
        return _url(self.asked.sorted_by(Sort(sort)))

    def aria_sort(self, sort: str) -> str:
        if self.asked.sort != sort:
            return ""
        return "descending" if self.asked.is_descending else "ascending"

    @property
    def orders(self) -> list[tuple[str, str]]:
        words = {
            "name": _("Nom, de A à Z"),
            "-name": _("Nom, de Z à A"),
            "-progress": _("Progression, la plus avancée d’abord"),
            "progress": _("Progression, la moins avancée d’abord"),
            "-activity": _("Activité, la plus récente d’abord"),
            "activity": _("Activité, la plus ancienne d’abord"),
        }
        return [(order, words[order]) for order in sorted(ORDERS, key=list(words).index)]

    @property
    def statuses(self) -> list[tuple[str, str]]:
        labels = status_labels()
        return [(str(status), labels[status]) for status in Status]

    def regions(self, known: Sequence[str]) -> list[tuple[str, str]]:
        """The regions to choose from, with the one that was asked for even if no organization has it any more."""
        asked = self.asked.filters.region
        return [(region, region) for region in (*known, *([asked] if asked and asked not in known else []))]

    def export_parameters(self) -> Mapping[str, str | list[str]]:
        """The filters of this view, as reports take them."""
        return address_of(self.asked.filters)

    def caption(self, figures: CentreFigures) -> str:
        """How many are shown. How many a filter keeps in all is not counted: it would cost a walk through them all."""
        n = len(self.rows)
        if not self.asked.is_filtered:
            words = ngettext(
                "%(num)s organisme affiché sur %(total)s.",
                "%(num)s organismes affichés sur %(total)s.",
                n,
                total=number(figures.organizations),
            )
        elif self.following_url or self.previous_url:
            words = ngettext("%(num)s organisme affiché.", "%(num)s organismes affichés.", n)
        else:
            words = ngettext("%(num)s organisme trouvé.", "%(num)s organismes trouvés.", n)
        return _("%(shown)s Les chiffres comptent les tâches essentielles réglées.", shown=words)


def grid_view(work: Work, asked: Asked, found: GridPage) -> GridView:
    words = _Words(work)
    return GridView(
        asked=asked,
        rows=[words.row(row) for row in found.rows],
        previous_url=_url(asked, found.previous) if found.previous else None,
        following_url=_url(asked, found.following) if found.following else None,
    )


def _url(asked: Asked, cursor: Cursor | None = None) -> str:
    parameters: dict[str, Any] = {**asked.address(cursor)}
    return url_for("home.organizations", **parameters)


class _Words:
    """The words of the rows, each said once a page: fifty rows share a few days, figures and situations."""

    def __init__(self, work: Work) -> None:
        self._labels = status_labels()
        self._percent = cache(percentage)
        self._day = cache(lambda day: day_near(day, work.today))
        self._whole_day = cache(in_words)
        self._since = cache(lambda day: _("depuis %(day)s", day=on_day(day, work.today)))
        self._step = cache(lambda number: _("étape %(number)s", number=number))
        self._silent = cache(lambda days: ngettext("depuis %(num)s jour", "depuis %(num)s jours", days))

    def row(self, row: GridRow) -> RowView:
        return RowView(
            row=row,
            status=self._labels[row.status],
            icon=ICONS[row.status],
            waits=row.status is Status.WAITING,
            more=self._more(row),
            percent=self._percent(row.percent),
            last=self._day(row.last_activity_on) if row.last_activity_on else "",
        )

    def _more(self, row: GridRow) -> str:
        if row.status is Status.STALLED:
            return self._silent(row.silent_days)
        if row.status is Status.MOVING:
            return self._step(row.step)
        if row.status is Status.PAUSED and row.paused_until:
            return _("jusqu’au %(day)s", day=self._whole_day(row.paused_until))
        if row.status is Status.COMPLETE and row.completed_on:
            return self._since(row.completed_on)
        return ""
