"""What the centre's delay is reckoned from: the questions of the last three months, so many at most."""

from dataclasses import dataclass
from datetime import timedelta

from ..data.prepared import Prepared
from ..kernel.moments import from_microseconds, local_day, start_of_day, to_microseconds
from ..kernel.work import Work
from .delay_rules import PERIODS, Wait, counted, median

READ = 500  # of each kind, the latest of those that have an answer, the oldest of those that have none
_FIRST_ANSWER = """(SELECT m.written_at FROM question_message m
                    WHERE m.centre_id = :centre_id AND m.question_id = q.id AND m.side = 'centre'
                    ORDER BY m.id LIMIT 1)"""


def _no_longer_waiting(state: str) -> str:
    """Whatever was answered for the first time since `:since` was last touched since then."""
    return f"""SELECT * FROM (SELECT q.asked_at, {_FIRST_ANSWER} AS answered_at, 0 AS waits FROM question q
                    WHERE q.centre_id = :centre_id AND q.state = '{state}' AND q.last_at >= :since
                    ORDER BY q.last_at DESC, q.id DESC LIMIT :most) {state}"""


_WAITS = Prepared(
    f"""{_no_longer_waiting("answered")}
        UNION ALL {_no_longer_waiting("settled")}
        UNION ALL SELECT * FROM (SELECT q.asked_at, {_FIRST_ANSWER} AS answered_at, 1 AS waits
            FROM question q CROSS JOIN organization o
            WHERE q.centre_id = :centre_id AND q.waiting_since IS NOT NULL AND o.centre_id = :centre_id
              AND o.id = q.organization_id AND o.removed_at IS NULL AND o.archived_at IS NULL
            ORDER BY q.waiting_since, q.id LIMIT :most) open"""
)


@dataclass(frozen=True, slots=True)
class Delay:
    """The days before a first answer over the last `period` days: the median of `questions` of them; None: of none."""

    period: int
    days: int | None
    questions: int


def delays(work: Work) -> tuple[Delay, ...]:
    """The centre's delay over each of `PERIODS`. One statement."""
    today, zone = work.today, work.centre.zone
    since = to_microseconds(start_of_day(today - timedelta(days=max(PERIODS)), zone))
    waits = [
        Wait(
            local_day(from_microseconds(asked_at), zone),
            local_day(from_microseconds(answered_at), zone) if answered_at is not None else None,
        )
        for asked_at, answered_at, still_waits in _WAITS.rows(work.session, since=since, most=READ)
        if answered_at is not None or still_waits
    ]
    found = [(period, counted(waits, today, period)) for period in PERIODS]
    return tuple(Delay(period, median(days), len(days)) for period, days in found)
