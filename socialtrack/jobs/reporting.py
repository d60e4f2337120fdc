"""How long work says where it stands, hears that it is wanted no more, and says how it ended."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..data.db import immediate, shuts_others_out
from ..kernel.errors import Busy, Refused
from ..kernel.moments import utc_now
from ..kernel.work import Actor, CentreFacts, Work
from ..people.actions import outside
from ..tenancy.models import Membership
from .files import GIVEN, MADE, UNDER_WAY, Folder
from .kinds import Made
from .models import Job
from .rules import OPEN_STATES, SAYS_EVERY, SEEN_AS, Cancelled, JobState, Stopping, seen_as

log = logging.getLogger(__name__)

LOCK = -1  # of no centre: saying how far a job is holds no centre up on PostgreSQL


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that this process does now, and who asked."""

    id: int
    centre: CentreFacts
    kind: str
    parameters: Mapping[str, Any]
    actor: Actor


class Standing:
    """How far the work of this process is. Read by requests while it runs: one attribute at a time."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self.done: tuple[int, int | None] = (0, None)
        self.is_cancelled = False


class Desk(Protocol):
    """What the thread that does the work shows of itself. `standing`: of the job that it does now, if any."""

    standing: Standing | None
    is_leaving: bool

    @property
    def folder(self) -> Folder: ...


class Reporter:
    """The `Progress` of one job."""

    def __init__(self, desk: Desk, taken: Taken) -> None:
        folder = desk.folder
        self.given = folder.of(taken.centre.id, taken.id, GIVEN)
        self.out = folder.of(taken.centre.id, taken.id, UNDER_WAY)
        self.work: Work | None = None
        self.is_settled = False
        self._desk, self._taken, self._folder = desk, taken, folder
        self._said_at: datetime | None = None
        self._is_kept = False

    def __call__(self, done: int, total: int | None = None) -> None:
        desk, standing = self._desk, self._desk.standing
        assert standing is not None
        standing.done = (done, total)
        if desk.is_leaving:
            raise Stopping
        if standing.is_cancelled:
            raise Cancelled
        now = utc_now()
        if self._said_at is not None and now - self._said_at < SAYS_EVERY:
            return
        self._said_at = now
        self._store(done, total, now)

    def _store(self, done: int, total: int | None, now: datetime) -> None:
        """How far it is; and whether whoever asked still wants it, and still may."""
        with outside("long work says where it stands") as session:
            _check_wanted(session, self._taken)
            if self.work is not None and shuts_others_out(self.work.session):
                return  # this very process holds back every other change until it has finished this one
            try:
                with immediate(session, LOCK):
                    session.execute(
                        update(Job)
                        .where(Job.id == self._taken.id, Job.state == JobState.RUNNING)
                        .values(done=done, beat_at=now, **({} if total is None else {"total": total}))
                    )
            except Busy:
                log.info("job %s could not say where it stands just now", self._taken.id)

    def settle(self, said: Mapping[str, Any]) -> None:
        work = self.work
        assert work is not None
        standing = self._desk.standing
        if standing is None or standing.is_cancelled:
            raise Cancelled
        row = work.session.scalars(
            select(Job).where(Job.centre_id == work.centre.id, Job.id == self._taken.id).with_for_update()
        ).one()
        if row.state != JobState.RUNNING:
            raise Cancelled
        row.state, row.result, row.ended_at, row.problem = JobState.DONE, dict(said), work.now, None
        row.done, row.total = standing.done[0], standing.done[1] or row.total
        work.session.flush()
        self.is_settled = True

    def finish(self, made: Made) -> None:
        """It was done, and changed nothing but made a file: that is there before anyone is told so. Raises Busy."""
        if made.file_name is not None:
            self.out.rename(self._folder.of(self._taken.centre.id, self._taken.id, MADE))
        said = {**(made.said or {}), SEEN_AS: seen_as(self._taken.actor)} if made.file_name else made.said
        self._is_kept = made.file_name is not None  # once the file's hour has passed, it can be made again
        if not self._set(JobState.DONE, result=said, file_name=made.file_name, problem=None):
            raise Cancelled

    def end(self, state: JobState, problem: dict[str, Any] | None = None, *, is_kept: bool = False) -> None:
        """Nothing of it was done. `is_kept`: so is what it was given, so that it can be begun again."""
        self._is_kept = is_kept
        self._folder.forget(self._taken.centre.id, self._taken.id, MADE)
        try:
            self._set(state, problem=problem)
        except Busy:
            log.warning(
                "job %s ended while the database was busy: its page says that it was interrupted", self._taken.id
            )

    def _set(self, state: JobState, **values: Any) -> bool:
        """Say how it ended; whether it was still open. Raises Busy."""
        with outside("long work says how it ended") as session, immediate(session, LOCK):
            row = session.get(Job, self._taken.id, with_for_update=True)
            if row is None or row.state not in OPEN_STATES:
                return False
            standing = self._desk.standing
            if standing is not None:
                row.done, row.total = standing.done[0], standing.done[1] or row.total
            row.state, row.ended_at = state, utc_now()
            for name, value in values.items():
                setattr(row, name, value)
        return True

    def tidy(self) -> None:
        """What is left of its files: what it made, and what one that did not end well needs to be begun again."""
        self._folder.forget(self._taken.centre.id, self._taken.id, UNDER_WAY, *(() if self._is_kept else (GIVEN,)))


def _check_wanted(session: Session, taken: Taken) -> None:
    """Whether whoever asked for that job still wants it, and has the place that they asked from.

    Raises:
        Cancelled: they don't.
        Refused: they have another place now, or none.
    """
    row = session.execute(
        select(Job.state, Membership.role, Membership.ended_at, Membership.sees_caseload_only)
        .join(Membership, Membership.id == Job.made_by)
        .where(Job.id == taken.id)
    ).one_or_none()
    session.rollback()
    if row is None or row.state != JobState.RUNNING:
        raise Cancelled
    if tuple(row)[1:] != (taken.actor.role, None, taken.actor.sees_caseload_only):
        raise Refused("membership-changed")
