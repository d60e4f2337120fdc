"""The page of live addresses in words: what each shows, to whom it belongs, when it was last read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..kernel.settings import is_loopback
from ..kernel.work import Work
from ..web.formats import day, hour
from .filter_forms import FromMapping
from .filter_words import said
from .live_forms import carried
from .live_queries import LiveLine, LiveState
from .rules import Report

REPORTS = {
    Report.ORGANIZATIONS: _l("Organismes"),
    Report.TASKS: _l("Tâches de chaque organisme"),
    Report.SUPPORT: _l("Soutien donné"),
    Report.HOLDING_BACK: _l("Ce qui retient, en chiffres"),
    Report.MOVEMENT: _l("Ce qui a bougé depuis un jour"),
}


@dataclass(frozen=True, slots=True)
class LiveView:
    """One address. `what` is its report and its filters in words, `used` when it was read,
    `is_kept` whether it stands on a manager who kept it."""

    id: int
    name: str
    what: list[str]
    has_names: bool
    by: str
    used: str
    state: LiveState
    closed_on: str
    is_kept: bool
    may_keep: bool


def live_view(work: Work, line: LiveLine, *, may_keep: bool) -> LiveView:
    what = [str(REPORTS[line.report]), *said(work, carried(FromMapping(line.parameters)))]
    if since := line.parameters.get("since"):
        what.append(_("Depuis le %(day)s", day=day(date.fromisoformat(since))))
    zone = work.centre.zone
    by = _("Ouverte par %(name)s le %(day)s.", name=line.maker, day=day(line.made_at.astimezone(zone).date()))
    if line.keeper:
        by += " " + _("Gardée par %(name)s.", name=line.keeper)
    is_stranded = line.keeper is None or line.state is LiveState.LEFT
    return LiveView(
        id=line.id,
        name=line.name,
        what=what,
        has_names=line.has_names,
        by=by,
        used=_used(work, line),
        state=line.state,
        closed_on=day(line.closed_at.astimezone(zone).date()) if line.closed_at else "",
        is_kept=line.keeper is not None,
        may_keep=may_keep and not line.stands_on_reader and line.state is not LiveState.CLOSED and is_stranded,
    )


def _used(work: Work, line: LiveLine) -> str:
    if line.last_used_at is None:
        return _("Elle n’a pas encore été lue.")
    there = line.last_used_at.astimezone(work.centre.zone)
    moment = _("%(day)s, %(hour)s", day=day(there.date()), hour=hour(line.last_used_at, work.centre.zone))
    if line.uses == 1:
        return _("Lue une fois\u00a0: %(moment)s.", moment=moment)
    return _("Lue %(n)s fois, la dernière\u00a0: %(moment)s.", n=line.uses, moment=moment)


def is_out_of_reach(base_url: str) -> bool:
    """Whether nothing but this very machine can read an address of ours: a spreadsheet on the web can't."""
    return is_loopback(urlsplit(base_url).hostname or "")


def google_line(address: str) -> str:
    """What is pasted in a cell. One argument alone: then no separator depends on where the sheet says it is."""
    return f'=IMPORTDATA("{address}")'


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """What stands in the fields, understood or not."""
    return {name: form.get(name, "")[:200] for name in ("name", "report", "delimiter", "header", "since", "names")}
