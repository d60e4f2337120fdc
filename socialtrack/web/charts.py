"""Charts made on the server: one SVG and the table that says the same, from the same figures. Only Python.

Lengths across are percentages and lengths down are pixels, without a viewBox: bars stretch with the page, text never
does. Several series stand one under the other, on one scale, each with its name: nothing rests on a colour, and no two
texts can meet. Colours are classes of `static/css` (a: what counts, b: what goes the other way, c: the room, e: a
line). `parts/charts.html` draws it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

LINE = 20  # pixels: a line of text
_BAR, _GAP = 22, 16
_TALL = 44  # of columns and lines
_ROOM = 34  # signs that stand in one line on the narrowest screen


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, how much of the whole, and the same in words (« 24 sur 34 »)."""

    label: str
    value: int
    words: str


@dataclass(frozen=True, slots=True)
class Series:
    """One value for each label below, from left to right; None where there is none. `words`: what they come to."""

    label: str
    values: Sequence[int | None]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a chart says, in figures already written as words. The first cell of each row is its header."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """`svg` is named by its title and told by its description; `table` stands beside it."""

    svg: Markup
    table: Table


def bar_chart(key: str, title: str, bars: Sequence[Bar], *, total: int, table: Table) -> Chart:
    """Bars across, each a part of `total`. `key`: what the ids begin with, once a page."""
    top, drawn = 0, list[str]()
    is_tight = any(_is_tight(bar.label, bar.words) for bar in bars)
    for bar in bars:
        top, heading = _heading(top, bar.label, bar.words, is_tight=is_tight)
        drawn += [heading, _rect("c", 0, top, 100, _BAR, rounded=True)]
        if bar.value and total:
            drawn.append(_rect("a", 0, top, min(100.0, bar.value * 100 / total), _BAR, rounded=True))
        top += _BAR + _GAP
    return _chart(key, title, _told(bars), drawn, top - _GAP, table)


def column_chart(
    key: str,
    title: str,
    series: Sequence[Series],
    labels: tuple[str, str],
    *,
    table: Table,
) -> Chart:
    """Columns, one for each value; those below nothing hang down. `labels`: of the first and of the last column."""
    values = [value for one in series for value in one.values if value]
    above, below = max([*values, 1]), -min([*values, 0])
    unit = _TALL / (above + below)
    top, drawn = 0, list[str]()
    is_tight = any(_is_tight(one.label, one.words) for one in series)
    for one in series:
        top, heading = _heading(top, one.label, one.words, is_tight=is_tight)
        ground = top + above * unit
        drawn += [heading, _level("c", ground)]
        room = 100 / max(len(one.values), 1)
        for place, value in enumerate(one.values):
            if value:
                high = max(abs(value) * unit, 2)
                start = ground - high if value > 0 else ground
                drawn.append(_rect("a" if value > 0 else "b", place * room + room / 8, start, room * 3 / 4, high))
        top += _TALL + _GAP
    return _chart(key, title, _told(series), [*drawn, *_ends(labels, top)], top + LINE, table)


def line_chart(
    key: str,
    title: str,
    series: Sequence[Series],
    labels: tuple[str, str],
    *,
    top_value: int,
    table: Table,
) -> Chart:
    """Lines over time from nothing to `top_value`, each in a room of its own. `labels`: of the first and last value."""
    top, drawn = 0, list[str]()
    is_tight = any(_is_tight(one.label, one.words) for one in series)
    for one in series:
        top, heading = _heading(top, one.label, one.words, is_tight=is_tight)
        drawn += [heading, _level("c", top), _level("c", top + _TALL)]
        step = 100 / max(len(one.values) - 1, 1)
        points = [
            (place * step, top + _TALL - min(value, top_value) * _TALL / max(top_value, 1))
            for place, value in enumerate(one.values)
            if value is not None
        ]
        drawn += [_segment(*start, *end) for start, end in pairwise(points)]
        if points:
            drawn.append(_dot(*points[-1]))
        top += _TALL + _GAP
    return _chart(key, title, _told(series), [*drawn, *_ends(labels, top)], top + LINE, table)


def table_of(
    caption: str, head: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]], number: Callable[[int], str] = str
) -> Table:
    """A table of whole numbers, each row with its name."""
    return Table(caption, head, [(name, *map(number, values)) for name, values in rows])


def _told(things: Sequence[Bar] | Sequence[Series]) -> str:
    return "; ".join(f"{one.label}\u00a0: {one.words}" for one in things if one.words)


def _chart(key: str, title: str, told: str, drawn: Sequence[str], height: float, table: Table) -> Chart:
    head = (
        f'<svg class="chart" role="img" aria-labelledby="{key}-title" aria-describedby="{key}-told" '
        f'height="{round(height)}"><title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-told">{escape(told)}</desc>'
    )
    return Chart(Markup("".join([head, *drawn, "</svg>"])), table)  # noqa: S704 (each text of it was escaped)


def _is_tight(label: str, words: str) -> bool:
    return bool(words) and len(label) + len(words) > _ROOM


def _heading(top: float, label: str, words: str, *, is_tight: bool) -> tuple[int, str]:
    """The name of what follows, and its words at the end of the line; under it, for all, where one has no room."""
    at, drawn = int(top), _text(label, int(top) + 14, "bold")
    if words and is_tight:
        return at + 2 * LINE + 4, drawn + _text(words, at + LINE + 14)
    return at + LINE + 4, drawn + _text(words, at + 14, at_end=True)


def _ends(labels: tuple[str, str], top: int) -> list[str]:
    return [_text(labels[0], top + 8, "d"), _text(labels[1], top + 8, "d", at_end=True)]


def _text(words: str, y: float, kind: str = "num", *, at_end: bool = False) -> str:
    place = 'x="100%" text-anchor="end"' if at_end else 'x="0"'
    return f'<text class="{kind}" {place} y="{_px(y)}">{escape(words)}</text>' if words else ""


def _rect(kind: str, x: float, y: float, width: float, height: float, *, rounded: bool = False) -> str:
    way, corner = ' fill="none"' if kind == "c" else "", ' rx="3"' if rounded else ""
    return (
        f'<rect class="{kind}"{way} x="{_px(x)}%" y="{_px(y)}" width="{_px(width)}%" height="{_px(height)}"{corner}/>'
    )


def _level(kind: str, y: float) -> str:
    return f'<line class="{kind}" x1="0" x2="100%" y1="{_px(y)}" y2="{_px(y)}"/>'


def _segment(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="e" x1="{_px(x1)}%" y1="{_px(y1)}" x2="{_px(x2)}%" y2="{_px(y2)}"/>'


def _dot(x: float, y: float) -> str:
    return f'<circle class="a" cx="{_px(x)}%" cy="{_px(y)}" r="4"/>'


def _px(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
