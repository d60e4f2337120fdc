"""What moved between two days, put together: what the page and the PDF draw, in words and figures ready to show."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from flask_babel import gettext as _

from ..guide.rules import CentrePath
from ..journal.rules import STEPS
from ..kernel.collation import sort_key
from ..support.rules import SupportKind
from ..support.sentences import KINDS
from ..web.charts import Bar, Chart, Table, bar_chart
from ..web.formats import day, duration, number
from ..web.language import language
from .movement_queries import Movement
from .movement_rules import Move, Preset, Span, Tally, presets
from .movement_words import notes, sentences, signed

MOST = 300  # organizations in the annex: a file holds them all


@dataclass(frozen=True, slots=True)
class StepRow:
    """`share`: how much of the bar's length, in percent of the step that moved the most."""

    title: str
    before: str
    after: str
    counted: str
    moved: str
    share: float
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class SupportRow:
    kind: str
    times: str
    length: str


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """`moved`: over all, then in each step; empty where its start is to be fixed."""

    name: str
    slug: str
    moved: list[str]
    what: str


@dataclass(frozen=True, slots=True)
class MovementPage:
    """`steps` and `chart`: nothing where no organization's tasks could be counted. `young_since`: the day of the
    centre's founding, where a usual span ended before it."""

    title: str
    centre: str
    span: Span
    is_present: bool
    sentences: list[str]
    notes: list[str]
    steps: list[StepRow]
    chart: Chart | None
    support: list[SupportRow]
    organizations: list[OrganizationRow]
    is_with_organizations: bool
    left_out: int
    presets: dict[Preset, Span]
    is_narrow: bool
    has_open: bool
    young_since: date | None


def counted(
    moved: Movement, *, with_organizations: bool = False, told: Callable[[int], None] | None = None
) -> tuple[Tally, list[Move]]:
    """Reads all of it, and keeps only what the page shows. `told` hears after how many organizations it is; what it
    raises ends the count."""
    tally, rows = Tally(), list[tuple[tuple[int, str, str], Move]]()
    for parcel in moved.parcels:
        for move in parcel:
            tally.add(move)
        if with_organizations:
            rows = nsmallest(MOST, [*rows, *((_order(move), move) for move in parcel)], key=lambda row: row[0])
        if told is not None:
            told(tally.organizations)
    return tally, [move for _key, move in rows]


def movement_page(
    moved: Movement, tally: Tally, rows: list[Move], today: date, *, with_organizations: bool, is_narrow: bool
) -> MovementPage:
    """What was `counted`, ready to show: of `moved`, the organizations themselves are not read."""
    span = moved.days.span
    steps = _steps(tally, moved.path) if tally.counted else []
    spans = presets(today, moved.founded_on)
    return MovementPage(
        title=_("Ce qui a bougé"),
        centre=moved.centre,
        span=span,
        is_present=moved.days.is_present,
        sentences=sentences(tally, is_whole=not is_narrow),
        notes=notes(tally),
        steps=steps,
        chart=_chart(tally, steps, span) if steps else None,
        support=_support(tally),
        organizations=[_organization(move) for move in rows],
        is_with_organizations=with_organizations,
        left_out=tally.organizations - len(rows) if with_organizations else 0,
        presets=spans,
        is_narrow=is_narrow,
        has_open=tally.open > 0,
        young_since=None if len(spans) == len(Preset) else moved.founded_on,
    )


def _order(move: Move) -> tuple[int, str, str]:
    """Who moved the most comes first; whose start is not known, last."""
    moved = move.moved
    return 1_000_000 if moved is None else -moved, sort_key(move.name), move.slug


def _steps(tally: Tally, path: CentrePath) -> list[StepRow]:
    titles = path.step_titles(language())
    most = max((tally.moved_in(step) for step in STEPS), default=0)
    rows = []
    for step in STEPS:
        (was, _counted_before), (now, counted) = tally.before.step(step), tally.after.step(step)
        title = _("Étape %(number)s\u00a0: %(title)s", number=step, title=titles.get(step, ""))
        share = max(now - was, 0) * 100 / most if most > 0 else 0.0
        rows.append(StepRow(title, number(was), number(now), number(counted), signed(now - was), share))
    before, after = tally.before, tally.after
    whole = signed(after.settled - before.settled)
    return [
        *rows,
        StepRow(_("En tout"), number(before.settled), number(after.settled), number(after.counted), whole, 0.0, True),
    ]


def step_heads(span: Span) -> list[str]:
    return [
        _("Étape"),
        _("Réglées le %(day)s", day=day(span.since)),
        _("Réglées le %(day)s", day=day(span.until)),
        _("Sur"),
        _("Avancé de"),
    ]


def support_heads() -> list[str]:
    return [_("Soutien"), _("Fois"), _("Durée")]


def organization_heads() -> list[str]:
    return [_("Organisme"), _("En tout"), *(_("Étape %(number)s", number=step) for step in STEPS), _("À savoir")]


def days_between(span: Span) -> str:
    return _("De la fin du %(since)s à la fin du %(until)s", since=day(span.since), until=day(span.until))


def preset_labels() -> dict[Preset, str]:
    return {
        Preset.MONTH: _("30 derniers jours"),
        Preset.QUARTER: _("Dernier trimestre"),
        Preset.YEAR: _("Dernier exercice, d’avril à mars"),
        Preset.ALL: _("Depuis le début"),
    }


def _chart(tally: Tally, steps: Iterable[StepRow], span: Span) -> Chart:
    steps = list(steps)
    table = Table(
        _("Tâches essentielles réglées, par étape"),
        step_heads(span),
        [(row.title, row.before, row.after, row.counted, row.moved) for row in steps],
    )
    moved = [max(tally.moved_in(step), 0) for step in STEPS]
    bars = [
        Bar(_("Étape %(number)s", number=step), value, row.moved)
        for step, row, value in zip(STEPS, steps, moved, strict=False)
    ]
    return bar_chart("moved", _("De combien chaque étape a avancé"), bars, total=max(*moved, 1), table=table)


def _support(tally: Tally) -> list[SupportRow]:
    rows: Mapping[SupportKind, str] = {kind: str(label) for kind, label in KINDS.items()}
    given = [(rows[kind], tally.support[kind]) for kind in SupportKind if tally.support[kind].times]
    if len(given) > 1:
        given.append((_("En tout"), tally.given))
    return [SupportRow(label, number(one.times), duration(one.minutes) if one.minutes else "—") for label, one in given]


def _organization(move: Move) -> OrganizationRow:
    moved = [move.moved, *(move.moved_in(step) for step in STEPS)]
    said = [
        (move.has_completed, _("parcours terminé")),
        (move.has_started and not move.has_completed, _("a commencé")),
        (move.is_new, _("nouveau")),
        (move.before is None, _("point de départ à fixer")),
        (move.is_archived, _("archivé")),
        (move.is_paused, _("en pause")),
    ]
    figures = ["—" if figure is None else signed(figure) for figure in moved]
    return OrganizationRow(move.name, move.slug, figures, ", ".join(words for holds, words in said if holds))
