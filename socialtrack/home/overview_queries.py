"""Where one organization stands, and stood at the end of each month since it joined, for whoever accompanies it."""

from dataclasses import dataclass
from datetime import date, timedelta

from ..journal.figures import Figures, read_figures
from ..journal.queries import centre_story
from ..journal.rules import Counts, Standing, Status, quiet_since, status
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work
from ..reports.history import at_days

MOST_MONTHS = 24  # so that each has its place on a phone


@dataclass(frozen=True, slots=True)
class Situation:
    """What it is today, and since when: `since` is the day that says so, `days` how long it has been silent."""

    status: Status
    since: date | None
    days: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """How it stood at the end of a day: the last of a month, or today; None where it was not there."""

    day: date
    counts: Counts | None


def situation(work: Work, organization_id: int, *, is_archived: bool) -> Situation:
    """One statement."""
    figures = read_figures(work, organization_id)
    last_on = _local(work, figures.last_activity_at) if figures.last_activity_at else None
    standing = Standing(
        is_archived=is_archived,
        paused_until=_day(figures.paused_until),
        waiting_since=_local(work, figures.waiting_since) if figures.waiting_since else None,
        started_on=_day(figures.started_on),
        is_complete=figures.is_complete,
        upkeep_due_on=_day(figures.upkeep_due_on),
        last_activity_on=last_on,
        answered_on=_day(figures.answered_on),
    )
    is_now = status(standing, work.today, work.centre.stalled_after_days)
    silent_from = quiet_since(last_on, standing.paused_until, standing.answered_on) if last_on else work.today
    since = {
        Status.PAUSED: standing.paused_until,
        Status.WAITING: standing.waiting_since,
        Status.UPKEEP_DUE: standing.upkeep_due_on,
        Status.COMPLETE: _day(figures.completed_on),
    }
    return Situation(is_now, since.get(is_now, last_on), (work.today - silent_from).days, figures)


def month_ends(first: date, today: date, most: int = MOST_MONTHS) -> list[date]:
    """The last day of each month from that of `first` on, then today: at most so many, the latest."""
    days, day = [today], today.replace(day=1) - timedelta(days=1)
    while day >= first and len(days) < most:
        days.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return days[::-1]


def over_time(work: Work, organization_id: int, joined_on: date) -> list[MonthEnd]:
    """Its counts at the end of each month since it joined, and today, as the journal tells them."""
    story = centre_story(work)
    days = month_ends(joined_on, work.today)
    thens = [story.settings(work, day) for day in days]
    for chunk in at_days(work, story, thens, organization_id=organization_id, with_tasks=False):
        for stood in chunk:
            return [MonthEnd(day, one.counts if one else None) for day, one in zip(days, stood, strict=True)]
    return []


def _local(work: Work, microseconds: int) -> date:
    return local_day(from_microseconds(microseconds), work.centre.zone)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
