"""Support given as values ready to show: the form, the lines, and what was taken away. Knows no SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..kernel.work import Work
from ..people.who_words import named
from ..web.formats import day_near, duration, number
from .forms import SupportForm
from .given_queries import OneGiven, Totals
from .rules import LONGEST_NOTE, MOST_MINUTES
from .sentences import KINDS, what

USUAL_MINUTES = (5, 10, 15, 20, 30, 45, 60, 90, 120)
LABELS = {
    "only": _l("Organismes"),
    "kind": _l("Genre"),
    "given_on": _l("Jour"),
    "minutes": _l("Minutes"),
    "note": _l("Note"),
}


@dataclass(frozen=True, slots=True)
class FormView:
    """The form to log or to change what was given. `back`: where to go once it is kept, '' for the usual place."""

    form: SupportForm
    kinds: Sequence[tuple[str, str]]
    first: str
    last: str
    usual: Sequence[int]
    most: int
    longest: int
    key: str
    back: str

    @property
    def summary(self) -> list[tuple[str, str]]:
        return self.form.summary(**{name: str(words) for name, words in LABELS.items()})


@dataclass(frozen=True, slots=True)
class LineView:
    """One line: what, when, the team's note (None where it was erased), who logged it."""

    id: int
    what: str
    on: date
    when: str
    note: str | None
    by: str


@dataclass(frozen=True, slots=True)
class GivenView:
    """What was given, the latest first, and in all; `removed`: what was taken away."""

    lines: Sequence[LineView]
    removed: Sequence[LineView]
    in_all: str
    key: str


def form_view(work: Work, form: SupportForm | None, founded_on: date, back: str = "") -> FormView:
    return FormView(
        form=form or SupportForm(work.today),
        kinds=[(kind.value, str(words)) for kind, words in KINDS.items()],
        first=founded_on.isoformat(),
        last=work.today.isoformat(),
        usual=USUAL_MINUTES,
        most=MOST_MINUTES,
        longest=LONGEST_NOTE,
        key=token_hex(8),
        back=back,
    )


def given_view(work: Work, found: Iterable[OneGiven], in_all: Totals) -> GivenView:
    found = list(found)
    return GivenView(
        lines=[line(work, one) for one in found if not one.is_removed],
        removed=[line(work, one) for one in found if one.is_removed],
        in_all=said_in_all(in_all),
        key=token_hex(8),
    )


def line(work: Work, one: OneGiven) -> LineView:
    return LineView(
        id=one.id,
        what=what(one.given),
        on=one.given.on,
        when=day_near(one.given.on, work.today),
        note=one.note,
        by=named(one.by, reader_is_staff=True),
    )


def said_in_all(in_all: Totals) -> str:
    """« 3 fois, 1 h 20 en tout »; '' where nothing was given."""
    if not in_all.times:
        return ""
    times = ngettext("%(n)s fois", "%(n)s fois", in_all.times, n=number(in_all.times))
    return (
        _("%(times)s, %(duration)s en tout", times=times, duration=duration(in_all.minutes))
        if in_all.minutes
        else times
    )
