"""The board's figures for an advisor held to a caseload: read from the organizations confided to them, one after the
other. Totals of the whole centre are none of theirs. As dear as the caseload is long, whatever the size of the centre.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from ..data.prepared import Prepared
from ..journal.figures import SUMMARY_COLUMNS, TOTALS, Figures, figures_of
from ..journal.rules import Standing, Status, status
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work

_CONFIDED = Prepared(
    f"""SELECT {", ".join(f"s.{name}" for name in SUMMARY_COLUMNS)}
        FROM organization o
        JOIN organization_summary s ON s.centre_id = o.centre_id AND s.organization_id = o.id
        WHERE o.centre_id = :centre_id AND o.advisor_id = :caseload AND s.is_listed = :yes"""
)


@dataclass(frozen=True, slots=True)
class Confided:
    """The organizations of a caseload: how many in each situation, and what they add up to (by names of `TOTALS`)."""

    found: Counter[Status]
    totals: Counter[str]


def confided(work: Work) -> Confided:
    """The listed organizations that are confided to whoever acts. One statement."""
    found: Counter[Status] = Counter()
    totals: Counter[str] = Counter()
    for row in _CONFIDED.rows(work.session, yes=True):
        figures = figures_of(row)
        found[_status(work, figures)] += 1
        totals.update(dict(zip(TOTALS, figures.totals(), strict=True)))
    return Confided(found, totals)


def _status(work: Work, figures: Figures) -> Status:
    def day(moment: int | None) -> date | None:
        return local_day(from_microseconds(moment), work.centre.zone) if moment else None

    def said(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    standing = Standing(
        is_archived=False,
        paused_until=said(figures.paused_until),
        waiting_since=day(figures.waiting_since),
        started_on=said(figures.started_on),
        is_complete=figures.is_complete,
        upkeep_due_on=said(figures.upkeep_due_on),
        last_activity_on=day(figures.last_activity_at),
        answered_on=said(figures.answered_on),
    )
    return status(standing, work.today, work.centre.stalled_after_days)
