"""The board's figures and charts as values ready to show. Knows no SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide.rules import CentrePath
from ..journal.rules import MOVEMENT_NAMES, STEPS, Movement, Status
from ..web.charts import Bar, Chart, Series, Table, bar_chart, column_chart, table_of
from ..web.formats import day as in_words
from ..web.formats import number
from ..web.language import language
from .queries import CentreFigures


@dataclass(frozen=True, slots=True)
class FigureView:
    """How many are in a situation, with the words that follow. `status`: the grid's filter that shows exactly those."""

    status: Status
    number: int
    words: str

    @property
    def waits(self) -> bool:
        return self.status is Status.WAITING


@dataclass(frozen=True, slots=True)
class MovementView:
    """What moved in the last days, in sentences, and as a chart with its table (None where nothing did)."""

    sentences: Sequence[str]
    chart: Chart | None


def figure_views(figures: CentreFigures) -> list[FigureView]:
    """Each situation once: who waits first. Those that say nothing new where nobody is in them are left out."""
    n = figures
    found = [
        (Status.WAITING, n.waiting, ngettext("attend le centre", "attendent le centre", n.waiting), False),
        (Status.MOVING, n.moving, ngettext("avance", "avancent", n.moving), True),
        (Status.STALLED, n.stalled, ngettext("est à l’arrêt", "sont à l’arrêt", n.stalled), True),
        (
            Status.NOT_STARTED,
            n.not_started,
            ngettext("n’a pas commencé", "n’ont pas commencé", n.not_started),
            True,
        ),
        (Status.PAUSED, n.paused, ngettext("est en pause", "sont en pause", n.paused), False),
        (
            Status.UPKEEP_DUE,
            n.upkeep_due,
            ngettext("a une vérification à refaire", "ont une vérification à refaire", n.upkeep_due),
            False,
        ),
        (
            Status.COMPLETE,
            n.complete,
            ngettext("a terminé son parcours", "ont terminé leur parcours", n.complete),
            True,
        ),
    ]
    return [FigureView(status, count, words) for status, count, words, always in found if always or count]


def funnel(figures: CentreFigures, path: CentrePath) -> Chart:
    """How many organizations have settled each step."""
    total = figures.organizations
    settled = dict(zip(STEPS, figures.steps_settled, strict=True))
    bars = [
        Bar(
            _("Étape %(number)s", number=n),
            settled[n],
            _("%(n)s sur %(total)s", n=number(settled[n]), total=number(total)),
        )
        for n in STEPS
    ]
    table = table_of(
        _("Organismes qui ont réglé chaque étape"),
        (_("Étape"), _("Réglée"), _("Pas encore")),
        [
            (
                f"{step.number}. {step.title.in_(language())}",
                (settled[step.number], total - settled[step.number]),
            )
            for step in path.steps
        ],
        number,
    )
    return bar_chart("steps", _("Organismes qui ont réglé chaque étape"), bars, total=total, table=table)


def movement_view(days: Sequence[tuple[date, Movement]]) -> MovementView:
    """Day by day, step by step. Where nothing moved, no chart: a sentence says so."""
    values = [movement.values() for _day, movement in days]
    *steps, started, completed = (sum(column) for column in zip(*values, strict=True))
    if not any(any(row) for row in values):
        return MovementView([_("Aucune tâche essentielle réglée ces 30 derniers jours.")], None)
    series = [
        Series(_("Étape %(number)s", number=n), [row[n - 1] for row in values], _tasks(steps[n - 1])) for n in STEPS
    ]
    ends = in_words(days[0][0], year=False), in_words(days[-1][0], year=False)
    title = _("Tâches essentielles réglées, jour par jour")
    return MovementView(
        [*_settled(sum(steps)), *_organizations(started, completed)],
        column_chart("moved", title, series, ends, table=_table(days, title)),
    )


def _tasks(n: int) -> str:
    return ngettext("%(n)s tâche", "%(n)s tâches", n, n=number(n))


def _settled(n: int) -> list[str]:
    if n < 0:
        words = ngettext("%(n)s tâche n’est plus réglée.", "%(n)s tâches ne sont plus réglées.", -n, n=number(-n))
    else:
        words = ngettext("%(n)s tâche essentielle réglée.", "%(n)s tâches essentielles réglées.", n, n=number(n))
    return [words] if n else []


def _organizations(started: int, completed: int) -> list[str]:
    said = []
    if started:
        said.append(
            ngettext("%(n)s organisme a commencé.", "%(n)s organismes ont commencé.", started, n=number(started))
        )
    if completed > 0:
        n = number(completed)
        said.append(ngettext("%(n)s a terminé son parcours.", "%(n)s ont terminé leur parcours.", completed, n=n))
    return said


def _table(days: Sequence[tuple[date, Movement]], title: str) -> Table:
    """Of the days on which something moved, the latest first."""
    steps = [_("Étape %(number)s", number=n) for n in STEPS]
    assert len(MOVEMENT_NAMES) == len(steps) + 2
    return table_of(
        title,
        (_("Jour"), *steps, _("Ont commencé"), _("Ont terminé")),
        [(in_words(day, year=False), what.values()) for day, what in reversed(days) if any(what.values())],
        number,
    )
