"""What moved between the ends of two days, read from the journal alone: one pass for both."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ..guide.rules import CentrePath
from ..journal.baseline_queries import Start, starts_as_of
from ..journal.queries import CentreStory, SettingsThen
from ..kernel.errors import Invalid
from ..kernel.work import Work
from ..support.queries import support_until
from ..support.rules import SupportKind
from .day_queries import checked_day, founded_on, settings_on
from .history import at_days
from .movement_rules import From, Given, Move, Span, newly_complete
from .queries import Reported


@dataclass(frozen=True, slots=True)
class Between:
    """Two days, each with its settings. `is_present`: the second is today, and was not asked for by name."""

    span: Span
    since: SettingsThen
    until: SettingsThen
    is_present: bool


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved: the centre as it was called and its path at the end, and each organization, to be read once."""

    centre: str
    founded_on: date
    path: CentrePath
    days: Between
    parcels: Iterator[list[Move]]


def between(work: Work, story: CentreStory, since: date | None, until: date | None) -> Between:
    """Those two days: by default today, and the day 30 days before it. The first may be the eve of the founding.

    Raises:
        Invalid: a day that has not come, one before the centre was there, or the second before the first.
    """
    last = checked_day(work, story, until, field="until")
    eve = founded_on(work, story) - timedelta(days=1)
    first = max(last - timedelta(days=30), eve) if since is None else since
    if first < eve:
        raise Invalid("report-before-the-centre", field="since", day=eve.isoformat())
    if first >= last:
        raise Invalid("movement-ends-before", field="since")
    then, is_present = settings_on(work, story, last, is_asked=until is not None)
    return Between(Span(first, last), story.settings(work, first), then, is_present)


def moves(
    work: Work, story: CentreStory, days: Between, keeps: Callable[[Reported], bool], *, with_tasks: bool = False
) -> Iterator[list[Move]]:
    """Each organization of both days, in the order in which they joined, a bounded number at a time.

    Left out: whoever is gone at the end, and whoever was archived all along. `keeps`: which of the others, as they
    stood at the end; `with_tasks` where that asks what was said of a task.
    """
    span = days.span
    given = _support(work, days)
    for chunk in at_days(work, story, [days.since, days.until], with_tasks=with_tasks):
        if not chunk:
            continue
        ids = [one.id for stood in chunk for one in stood if one is not None]
        before = starts_as_of(work, min(ids) - 1, max(ids), span.since, days.since.end)
        after = starts_as_of(work, min(ids) - 1, max(ids), span.until, days.until.end)
        yield [
            _move(earlier, later, before.get(later.id, Start()), after.get(later.id, Start()), days, given)
            for earlier, later in chunk
            if later is not None and _is_in(earlier, later) and keeps(later)
        ]


def _is_in(earlier: Reported | None, later: Reported) -> bool:
    return not (later.is_archived and earlier is not None and earlier.is_archived)


def _move(
    earlier: Reported | None,
    later: Reported,
    before: Start,
    after: Start,
    days: Between,
    given: Mapping[int, Mapping[SupportKind, Given]],
) -> Move:
    span = days.span
    start, start_on, counts = From.OPEN, None, None
    if earlier is not None and not before.is_open:
        start, start_on, counts = From.DAY, span.since, earlier.counts
    elif not after.is_open:
        start, start_on, counts = From.BASELINE, after.fixed_on, after.counts
    was_complete = earlier is not None and earlier.completed_on is not None
    return Move(
        name=later.name,
        slug=later.slug,
        region=later.region,
        start=start,
        start_on=start_on,
        before=counts,
        after=later.counts,
        is_new=earlier is None,
        has_started=later.started_on is not None and (earlier is None or earlier.started_on is None),
        has_completed=newly_complete(counts, was_complete=was_complete, is_complete=later.completed_on is not None),
        is_archived=later.is_archived,
        is_paused=_is_paused(later, span.until) and not (earlier is not None and _is_paused(earlier, span.since)),
        support=given.get(later.id, {}),
        answers=later.answers - (earlier.answers if earlier else 0),
        relieved=len(later.relieved - (earlier.relieved if earlier else frozenset())),
    )


def _is_paused(one: Reported, day: date) -> bool:
    return one.paused_until is not None and one.paused_until >= day.isoformat()


def _support(work: Work, days: Between) -> dict[int, dict[SupportKind, Given]]:
    """By organization, what was given on the days between, as it was said at the end of the last."""
    found: dict[int, dict[SupportKind, Given]] = {}
    for one in support_until(work, days.until.end):
        if days.span.since < one.given_on <= days.span.until:
            by_kind = found.setdefault(one.organization_id, {})
            by_kind.setdefault(one.kind, Given()).add(Given(1, one.minutes or 0))
    return found
