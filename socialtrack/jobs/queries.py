"""Looking at one's own long work."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..kernel.errors import NotFound
from ..kernel.work import Work
from .kinds import JobFacts
from .models import Job
from .rules import OPEN_STATES, SEEN_AS, STILL_ALIVE, JobState, seen_as


def own_job(work: Work, job_id: int) -> JobFacts:
    """One job of whoever asks.

    Raises:
        NotFound: there is none of theirs with that number; those of others do not exist, for managers neither.
    """
    row = own_row(work, job_id)
    return JobFacts(
        row.id,
        row.kind,
        row.parameters,
        row.state,
        row.done,
        row.total,
        row.problem,
        row.result,
        row.file_name,
        row.made_at,
        row.beat_at,
        row.ended_at,
        row.file_name is not None and (row.result or {}).get(SEEN_AS) == seen_as(work.actor),
    )


def own_row(work: Work, job_id: int) -> Job:
    """The row of `own_job`. Raises NotFound."""
    statement = select(Job).where(
        Job.centre_id == work.centre.id, Job.id == job_id, Job.made_by == work.actor.membership_id
    )
    row = work.session.scalars(statement).one_or_none() if work.actor.membership_id is not None else None
    if row is None:
        raise NotFound
    return row


def count_open(work: Work) -> int:
    """How many of whoever asks are not over."""
    statement = select(func.count(Job.id)).where(
        Job.centre_id == work.centre.id, Job.made_by == work.actor.membership_id, Job.state.in_(OPEN_STATES)
    )
    return work.session.scalars(statement).one()


def same_open_job(work: Work, kind: str, parameters: dict[str, Any], now: datetime) -> int | None:
    """The job of whoever asks that does the very same thing and is not over yet."""
    rows = work.session.execute(
        select(Job.id, Job.parameters, Job.state, Job.beat_at)
        .where(
            Job.centre_id == work.centre.id,
            Job.made_by == work.actor.membership_id,
            Job.kind == kind,
            Job.state.in_(OPEN_STATES),
        )
        .order_by(Job.id.desc())
    )
    for id_, said, state, beat_at in rows:
        is_alive = state == JobState.WAITING or (beat_at is not None and now - beat_at <= STILL_ALIVE)
        if said == parameters and is_alive:
            return int(id_)
    return None
