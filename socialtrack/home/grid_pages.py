"""The grid in words: what each row says beside its figures, and the addresses of other views of the same list."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from ..guide.queries import path
from ..guide.rules import PathTask, is_in_scope
from ..journal.rules import STEPS, Status
from ..kernel.work import Work
from ..progress.rules import State
from ..progress.sentences import on_day
from ..reports.filter_forms import address_of
from ..reports.words import state_labels, status_labels
from ..tenancy.organization_queries import names_of_team
from ..web.formats import day as in_words
from ..web.formats import day_near, number, percentage
from ..web.language import language
from .grid_forms import USUAL, Asked, By, Column, Cursor, Sort
from .grid_queries import GridPage, GridRow, networks_of, states_of
from .grid_words import OFFERED, column_words, order_words
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
STATE_ICONS = {State.DOING: "go", State.DONE: "tick", State.NOT_APPLICABLE: "na", State.DECLINED: "dash"}


@dataclass(frozen=True, slots=True)
class CellView:
    """One task of one organization: `icon` is empty where nothing is said, and where it is not of its path."""

    state: str
    words: str
    icon: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row ready to show. `cells`: by column that was asked for besides the usual ones; `tasks`: one each."""

    row: GridRow
    status: str
    icon: str
    waits: bool
    more: str
    percent: str
    last: str
    cells: Mapping[str, str] = field(default_factory=dict)
    tasks: Sequence[CellView] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """A column of the grid besides the name: `sort` is empty where nothing can be put in its order."""

    key: str
    words: str
    sort: str
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class GridView:
    """A page of the grid ready to show, with the addresses around it."""

    asked: Asked
    rows: list[RowView]
    heads: list[Head]
    tasks: Sequence[tuple[str, str]]
    shown_steps: Sequence[int]
    previous_url: str | None
    following_url: str | None
    _drawn: dict[tuple[int, int, int], str] = field(default_factory=dict)

    def steps(self, draw: Callable[[int, int, int], Markup], row: GridRow) -> Markup:
        """The cells of the steps that are shown, as the template draws each for (number, settled, counted): fifty rows
        have two hundred, but few different ones."""
        wanted = [(n, *row.steps[n - 1]) for n in self.shown_steps]
        for cell in wanted:
            if cell not in self._drawn:
                self._drawn[cell] = draw(*cell)
        return Markup("".join([self._drawn[cell] for cell in wanted]))  # noqa: S704 (the template escapes)

    def sort_url(self, sort: str) -> str:
        return _url(self.asked.sorted_by(Sort(sort)))

    def aria_sort(self, sort: str) -> str:
        if self.asked.sort != sort:
            return ""
        return "descending" if self.asked.is_descending else "ascending"

    @property
    def is_by_tasks(self) -> bool:
        return self.asked.by is By.TASKS

    @property
    def has(self) -> Mapping[str, bool]:
        """Whether a column is shown."""
        return {str(column): column in self.asked.columns for column in Column}

    @property
    def columns(self) -> list[tuple[str, str, bool]]:
        words = column_words()
        return [(str(column), words[column], column in self.asked.columns) for column in Column]

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The orders that people ask for, and the present one whatever it is."""
        words = order_words()
        usual = [order for order in words if order in OFFERED or order == self.asked.order]
        return [(order, words[order]) for order in usual]

    @property
    def statuses(self) -> list[tuple[str, str]]:
        labels = status_labels()
        return [(str(status), labels[status]) for status in Status]

    @property
    def by_url(self) -> str:
        """The same organizations, crossed with the other thing."""
        by = By.TASKS if self.asked.by is By.FIGURES else By.FIGURES
        filters = self.asked.filters
        step = filters.step or 1
        return _url(replace(self.asked, by=by, step=step, filters=replace(filters, step=None), cursor=None))

    def step_url(self, step: int) -> str:
        return _url(replace(self.asked, step=step, cursor=None))

    @property
    def all_url(self) -> str:
        """The same columns and order, without a filter."""
        return _url(replace(self.asked, filters=type(self.asked.filters)(), cursor=None))

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
        if self.is_by_tasks:
            return _("%(shown)s Les tâches de l’étape %(number)s.", shown=words, number=self.asked.step)
        return _("%(shown)s Les chiffres comptent les tâches essentielles réglées.", shown=words)


def grid_view(work: Work, asked: Asked, found: GridPage) -> GridView:
    """No statement where the columns are the usual ones; else two at most, whatever the rows."""
    words = _Words(work)
    shown = [words.row(row) for row in found.rows]
    tasks: Sequence[PathTask] = ()
    if asked.by is By.TASKS:
        tasks = path(work).steps[asked.step - 1].tasks
        shown = _with_tasks(work, shown, tasks)
    elif asked.columns - USUAL:
        shown = _with_columns(work, shown, asked.columns, words)
    return GridView(
        asked=asked,
        rows=shown,
        heads=_heads(asked),
        tasks=[(task.key, task.title.in_(language())) for task in tasks],
        shown_steps=[n for n in STEPS if Column(f"step{n}") in asked.columns],
        previous_url=_url(asked, found.previous) if found.previous else None,
        following_url=_url(asked, found.following) if found.following else None,
    )


def _url(asked: Asked, cursor: Cursor | None = None) -> str:
    parameters: dict[str, Any] = {**asked.address(cursor)}
    return url_for("home.organizations", **parameters)


def _heads(asked: Asked) -> list[Head]:
    if asked.by is By.TASKS:
        return []
    words = column_words()
    return [
        Head(str(column), words[column], "" if column is Column.TAGS else str(column))
        for column in Column
        if column in asked.columns
    ]


def _with_columns(work: Work, shown: list[RowView], columns: frozenset[Column], words: "_Words") -> list[RowView]:
    """The rows with what the columns besides the usual ones say, in their order."""
    rows = [view.row for view in shown]
    names = names_of_team(work, {row.advisor_id for row in rows if row.advisor_id}) if Column.ADVISOR in columns else {}
    chosen = networks_of(work, rows) if Column.NETWORKS in columns else {}
    titles = path(work).network_names(language())
    said: dict[Column, Callable[[GridRow], str]] = {
        Column.ADVISOR: lambda row: names.get(row.advisor_id or 0, ""),
        Column.REGION: lambda row: row.region,
        Column.TAGS: lambda row: ", ".join(json.loads(row.tags)),
        Column.NETWORKS: lambda row: ", ".join(title for key, title in titles.items() if key in chosen[row.id]),
        Column.QUESTIONS: lambda row: str(row.open_questions),
        Column.HESITATIONS: lambda row: str(row.open_hesitations),
        Column.WAITING: lambda row: words.on(row.waiting_on),
        Column.STARTED: lambda row: words.on(row.started_on),
        Column.COMPLETED: lambda row: words.on(row.completed_on),
    }
    more = [say for column, say in said.items() if column in columns]
    keys = [str(column) for column in said if column in columns]
    return [replace(view, cells=dict(zip(keys, (say(view.row) for say in more), strict=True))) for view in shown]


def _with_tasks(work: Work, shown: list[RowView], tasks: Sequence[PathTask]) -> list[RowView]:
    """The rows with where each stands on these tasks. Two statements."""
    rows = [view.row for view in shown]
    networks = networks_of(work, rows) if any(task.network for task in tasks) else {}
    states = states_of(work, rows, [task.key for task in tasks])
    labels = state_labels()
    cells = {str(state): CellView(str(state), labels[state], STATE_ICONS.get(state, "")) for state in State}
    outside = CellView("outside", _("Pas de leur parcours"), "")
    return [
        replace(
            view,
            tasks=[
                cells[states.get((view.row.id, task.key), State.TODO)]
                if is_in_scope(task, networks.get(view.row.id, ()))
                else outside
                for task in tasks
            ],
        )
        for view in shown
    ]


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

    def on(self, day: Any) -> str:
        return self._day(day) if day else ""

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
