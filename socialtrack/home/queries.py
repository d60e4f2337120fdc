"""What the board asks of a centre: figures, who is stalled, the latest events. As dear with 10 organizations as with
100,000: totals and counts by day are kept by the journal, lists are walked in the order of an index.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from ..data.prepared import Prepared
from ..journal.rules import STEPS, Status, percent, quiet_since
from ..kernel.moments import from_microseconds, local_day
from ..kernel.permissions import CENTRE_ROLES
from ..kernel.work import Work
from ..reports.filter_queries import stalled_before, stalled_since
from .caseload_queries import Confided, confided

_TOTALS = Prepared(
    """SELECT organizations, not_started, complete, essential_settled, essential_counted,
              step1_settled, step2_settled, step3_settled, step4_settled, asking_under_way, asking_complete,
              d.moving, d.paused_under_way, d.paused_not_started, d.paused_complete, d.paused_asking,
              d.not_yet_under_way, d.not_yet_complete,
              (SELECT COALESCE(sum(upkeep_due), 0) FROM centre_day_count
               WHERE centre_id = :centre_id AND day <= :today)
       FROM centre_totals
       CROSS JOIN (SELECT COALESCE(sum(CASE WHEN day <= :today THEN organizations END), 0) AS moving,
                          COALESCE(sum(CASE WHEN day > :today THEN organizations END), 0) AS paused_under_way,
                          COALESCE(sum(CASE WHEN day > :today THEN paused_not_started END), 0) AS paused_not_started,
                          COALESCE(sum(CASE WHEN day > :today THEN paused_complete END), 0) AS paused_complete,
                          COALESCE(sum(CASE WHEN day > :today THEN paused_asking END), 0) AS paused_asking,
                          COALESCE(sum(CASE WHEN day > :today THEN waiting_under_way END), 0) AS not_yet_under_way,
                          COALESCE(sum(CASE WHEN day > :today THEN waiting_complete END), 0) AS not_yet_complete
                   FROM centre_day_count WHERE centre_id = :centre_id AND day > :stalled_on) d
       WHERE centre_id = :centre_id"""
)
_SETTLED = ", ".join(f"s.step{n}_settled, s.step{n}_counted" for n in STEPS)
_STALLED = Prepared(
    f"""SELECT o.id, o.slug, o.name, o.email, o.language,
               (SELECT max(u.given_on) FROM support u
                WHERE u.centre_id = :centre_id AND u.organization_id = o.id AND u.removed_at IS NULL),
               s.last_activity_at, s.paused_until, s.answered_on, {_SETTLED}
        FROM organization_summary s
        JOIN organization o ON o.centre_id = s.centre_id AND o.id = s.organization_id
        WHERE s.centre_id = :centre_id AND s.is_listed = :yes AND s.completed_on IS NULL AND s.started_on IS NOT NULL
          AND s.waiting_since IS NULL AND s.last_activity_at < :before
          AND (s.paused_until IS NULL OR s.paused_until < :stalled_on)
          AND (s.answered_on IS NULL OR s.answered_on <= :stalled_on)
        ORDER BY s.last_activity_at, s.organization_id LIMIT :most"""
)
_LATEST = Prepared(
    """SELECT e.kind, e.happened_at, e.recorded_at, e.task_key, e.network, e.before, e.after, e.value_after,
              e.undoes_id, e.on_behalf, e.organization_id, o.slug, o.name, m.name, m.role,
              CASE WHEN m.is_named_to_centre OR EXISTS (
                  SELECT 1 FROM membership i WHERE i.centre_id = :centre_id AND i.id = m.invited_by
                      AND i.organization_id IS NULL) THEN 1 ELSE 0 END
       FROM event e
       LEFT JOIN organization o ON o.centre_id = e.centre_id AND o.id = e.organization_id AND o.removed_at IS NULL
       LEFT JOIN membership m ON m.centre_id = e.centre_id AND m.id = e.membership_id
       WHERE e.centre_id = :centre_id AND e.recorded_at < :before
       ORDER BY e.recorded_at DESC, e.id DESC LIMIT :most"""
)
STALLED_SHOWN = 6
LATEST_READ = 16
# Many things recorded at once are told by the one event that sums them up.
SUMS_UP = frozenset(
    {
        *("organizations-imported", "import-undone", "example-loaded", "example-removed", "organization-merged"),
        *("sheet-keyed", "baseline-fixed", "several-changed", "several-undone"),
    }
)
_END_OF_TIME = 2**62


@dataclass(frozen=True, slots=True)
class CentreFigures:
    """Figures of a centre's listed organizations. The seven situations share them all out."""

    organizations: int
    waiting: int
    not_started: int
    moving: int
    stalled: int
    paused: int
    complete: int
    upkeep_due: int
    percent: int | None
    steps_settled: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stalled:
    """An organization that has been silent for `days`, and the step where it stands. `helped_on`: the last day on which
    its centre gave it support, or ended the wait of a question."""

    id: int
    slug: str
    name: str
    email: str | None
    language: str
    helped_on: date | None
    days: int
    step: int


@dataclass(frozen=True, slots=True)
class Latest:
    """One event, as the centre may read it: `person` is '' where the name was not opened to the centre."""

    kind: str
    happened_at: datetime
    recorded_at: int
    task_key: str | None
    network: str | None
    before: str | None
    after: str | None
    value: str | None
    is_undo: bool
    is_on_behalf: bool
    is_of_centre: bool
    slug: str | None
    name: str | None
    person: str
    is_by_former: bool
    """Whoever did it was erased since: no name is left to read."""


def centre_figures(work: Work) -> CentreFigures:
    """How many organizations are where. Those stalled are all that are under way less those of the last days and
    those that are paused, who stand under the day on which they come back, and those whose question waits for the
    centre: they move until it has waited for too long. For an advisor held to a caseload: of their organizations.
    """
    if work.actor.sees_caseload_only:
        return _figures_of(confided(work))
    row = _TOTALS.row(work.session, stalled_on=stalled_since(work).isoformat(), today=work.today.isoformat())
    organizations, not_started, complete, settled, counted, *rest = map(int, row or (0,) * 19)
    *steps, asking, asking_complete, moving, paused, paused_not_started, paused_complete, paused_asking = rest[:-3]
    not_yet, not_yet_complete, upkeep_due = rest[-3:]
    return CentreFigures(
        organizations=organizations,
        waiting=(asking - not_yet) + (asking_complete - not_yet_complete),
        not_started=not_started - paused_not_started,
        moving=moving + not_yet - paused_asking,
        stalled=organizations - not_started - complete - moving - paused - asking,
        paused=paused + paused_not_started + paused_complete + paused_asking,
        complete=complete - paused_complete - (asking_complete - not_yet_complete) - upkeep_due,
        upkeep_due=upkeep_due,
        percent=percent(settled, counted),
        steps_settled=tuple(steps),
    )


def _figures_of(caseload: Confided) -> CentreFigures:
    found, totals = caseload.found, caseload.totals
    return CentreFigures(
        organizations=found.total(),
        waiting=found[Status.WAITING],
        not_started=found[Status.NOT_STARTED],
        moving=found[Status.MOVING],
        stalled=found[Status.STALLED],
        paused=found[Status.PAUSED],
        complete=found[Status.COMPLETE],
        upkeep_due=found[Status.UPKEEP_DUE],
        percent=percent(totals["essential_settled"], totals["essential_counted"]),
        steps_settled=tuple(totals[f"step{n}_settled"] for n in STEPS),
    )


def longest_stalled(work: Work, most: int = STALLED_SHOWN) -> list[Stalled]:
    """Those that have been silent for the longest, the longest first."""
    stalled_on = stalled_since(work).isoformat()
    rows = _STALLED.rows(work.session, yes=True, before=stalled_before(work), stalled_on=stalled_on, most=most)
    return [_stalled(work, *row) for row in rows]


def _stalled(
    work: Work,
    id_: int,
    slug: str,
    name: str,
    email: str | None,
    language: str,
    given_on: str | None,
    last: int,
    paused_until: str | None,
    answered_on: str | None,
    *steps: int,
) -> Stalled:
    last_on = local_day(from_microseconds(last), work.centre.zone)
    days = (paused_until, answered_on, given_on)
    until, answered, given = (date.fromisoformat(day) if day else None for day in days)
    helped_on = max((day for day in (answered, given) if day), default=None)
    day = quiet_since(last_on, until, answered)
    return Stalled(id_, slug, name, email, language, helped_on, (work.today - day).days, current_step(steps))


def current_step(steps: tuple[int, ...]) -> int:
    """The first step that is not settled, from (settled, counted) of each; 4 where all are."""
    for number in STEPS:
        if steps[2 * number - 2] < steps[2 * number - 1]:
            return number
    return STEPS[-1]


def latest(work: Work, most: int = LATEST_READ) -> list[Latest]:
    """The latest events, the newest first. What was recorded at once is told once (two statements at most)."""
    rows = [_latest(*row) for row in _LATEST.rows(work.session, before=_END_OF_TIME, most=most)]
    told = list(_summed_up(rows))
    if len(rows) == most and len(told) < most // 2:
        told += _summed_up(_latest(*row) for row in _LATEST.rows(work.session, before=rows[-1].recorded_at, most=most))
    return told


def _summed_up(events: Iterable[Latest]) -> Iterator[Latest]:
    at = None
    for event in events:
        if event.recorded_at == at:
            continue
        at = event.recorded_at if event.kind in SUMS_UP else None
        yield event


def _latest(
    kind: str,
    happened_at: int,
    recorded_at: int,
    task_key: str | None,
    network: str | None,
    before: str | None,
    after: str | None,
    value: str | None,
    undoes_id: int | None,
    on_behalf: bool,
    organization_id: int | None,
    slug: str | None,
    name: str | None,
    person: str | None,
    role: str | None,
    is_open: int,
) -> Latest:
    may_be_named = role in CENTRE_ROLES or is_open
    return Latest(
        kind=kind,
        happened_at=from_microseconds(happened_at),
        recorded_at=recorded_at,
        task_key=task_key,
        network=network,
        before=before,
        after=after,
        value=value,
        is_undo=undoes_id is not None,
        is_on_behalf=bool(on_behalf),
        is_of_centre=organization_id is None,
        slug=slug,
        name=name,
        person=(person or "") if may_be_named else "",
        is_by_former=person == "",
    )
