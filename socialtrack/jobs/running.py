"""Doing the long work: one thread of the process, which takes a job, does it as its asker may, and says how far it is.

Several processes may share the work: each job is taken by one of them, in a transaction. The thread starts when it is
first called, and stops with the process; what it was doing then is said to be interrupted, and nothing of it is done.
"""

import atexit
import logging
import os
import socket
import threading
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from ..data.db import immediate
from ..data.scope import close_session, open_session
from ..kernel.errors import Busy, DomainError, Refused
from ..kernel.moments import utc_now
from ..kernel.permissions import may
from ..kernel.work import Actor
from ..people.actions import outside
from ..tenancy.actions import open_work, scope_for
from ..tenancy.models import Centre, Membership
from ..tenancy.queries import facts_of
from .files import Folder
from .kinds import JobFacts, Kind, Made, chores_of, kinds_of
from .models import Job
from .reporting import LOCK, Reporter, Standing, Taken
from .rules import BROKEN, INTERRUPTED, Cancelled, JobState, Stopping

log = logging.getLogger(__name__)

EVERY = 60  # seconds between two looks at what waits, and at files whose time is over
LEAVING = 10  # seconds that work under way has to stop
_WORKER = "socialtrack-jobs"
_TO_BEGIN = timedelta(seconds=5)


def _here() -> dict[str, Any]:
    """This process, as a running job names who does it."""
    return {"host": socket.gethostname(), "pid": os.getpid()}


class Worker:
    """The one thread of this process that does long work."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._called = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.is_leaving = False
        self.standing: Standing | None = None

    @property
    def folder(self) -> Folder:
        return Folder(self._app.extensions["socialtrack-settings"].data_dir)

    def call(self) -> None:
        """Say that work may wait. Returns at once."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._rounds, name="jobs", daemon=True)
                self._thread.start()
                atexit.register(self.dismiss)
        self._called.set()

    def dismiss(self) -> None:
        """Have the work under way stop at its next step, and end."""
        self.is_leaving = True
        self._called.set()
        if self._thread is not None:
            self._thread.join(LEAVING)
            atexit.unregister(self.dismiss)

    def does(self, job_id: int) -> Standing | None:
        """Where that job stands, if it is done here and now."""
        standing = self.standing
        return standing if standing is not None and standing.job_id == job_id else None

    def work_off(self) -> int:
        """Do all that waits, in this thread; how many."""
        n = 0
        while not self.is_leaving:
            with self._app.app_context():
                taken = _take(utc_now())
                if taken is None:
                    return n
                self._do(taken)
            n += 1
        return n

    def _rounds(self) -> None:
        is_called = True
        while not self.is_leaving:
            try:
                self.work_off()
                self.folder.sweep(utc_now())
                if not is_called:
                    self.do_chores()
            except Exception:  # whatever it was, work that comes later is still done
                log.warning("long work could not be looked for; trying again in a minute", exc_info=True)
            is_called = self._called.wait(EVERY)
            self._called.clear()

    def do_chores(self) -> None:
        """The upkeep that nobody asks for; it stops where somebody asks for work."""
        for chore in chores_of(self._app):
            with self._app.app_context():
                chore(lambda: self.is_leaving or self._called.is_set())

    def _do(self, taken: Taken) -> None:
        self.standing = Standing(taken.id)
        progress = Reporter(self, taken)
        try:
            made = self._run(taken, progress)
            if not progress.is_settled:
                progress.finish(made)
        except Cancelled:
            progress.end(JobState.CANCELLED)
        except Stopping:
            progress.end(JobState.FAILED, {"code": INTERRUPTED}, is_kept=True)
        except Busy:
            log.warning("long work of kind %s was held up by the database", taken.kind, exc_info=True)
            progress.end(JobState.FAILED, {"code": BROKEN}, is_kept=True)
        except DomainError as error:
            values = {name: value for name, value in error.values.items() if isinstance(value, str | int)}
            progress.end(JobState.FAILED, {"code": error.code, **({"values": values} if values else {})})
        except Exception:
            log.exception("long work of kind %s failed", taken.kind)
            progress.end(JobState.FAILED, {"code": BROKEN}, is_kept=True)
        finally:
            self.standing = None
            progress.tidy()

    def _run(self, taken: Taken, progress: Reporter) -> Made:
        kind: Kind | None = kinds_of(self._app).get(taken.kind)
        if kind is None or not may(taken.actor.role, kind.permission):
            raise Refused("membership-changed")
        session = open_session(scope_for(taken.centre.id, taken.actor))
        try:
            work = open_work(session, taken.actor, taken.centre)
            progress.work = work
            progress(0)
            self.folder.fresh(progress.out).close()  # there for it alone to read, whoever opens it to write
            return kind.run(work, taken.parameters, progress)
        finally:
            close_session(session)


def _take(now: datetime) -> Taken | None:
    """The job that is next, which nobody else takes then: the oldest of whoever has waited longest since their last one
    began. One whose asker has left goes no further."""
    other = aliased(Job)
    served = select(func.max(other.started_at)).where(other.centre_id == Job.centre_id, other.made_by == Job.made_by)
    last = served.scalar_subquery()
    with outside("long work of every centre waits in one line") as session:
        with immediate(session, LOCK):
            row = session.scalars(
                select(Job)
                .where(Job.state == JobState.WAITING)
                .order_by(last.is_not(None), last, Job.id)
                .limit(1)
                .with_for_update(of=Job, skip_locked=True)
            ).one_or_none()
            if row is None:
                return None
            row.state, row.started_at, row.beat_at, row.result = JobState.RUNNING, now, now, _here()
        member = session.get(Membership, row.made_by)
        assert member is not None
        centre = facts_of(session.get_one(Centre, row.centre_id))
        actor = Actor(
            role=member.role,
            membership_id=member.id,
            person_id=member.person_id,
            sees_caseload_only=member.sees_caseload_only,
        )
        return Taken(row.id, centre, row.kind, row.parameters, actor)


def is_known_dead(worker: Worker, job: JobFacts, now: datetime) -> bool:
    """Whether a running job is certainly done by nobody: its process was on this machine, and is gone."""
    by, here = job.result or {}, _here()
    pid = by.get("pid")
    if by.get("host") != here["host"] or not isinstance(pid, int) or worker.does(job.id) is not None:
        return False
    if pid == here["pid"]:  # a server that begins anew often has the number of the one before
        return job.beat_at is not None and now - job.beat_at > _TO_BEGIN
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def init_app(app: Flask) -> None:
    app.extensions[_WORKER] = Worker(app)


def worker_of(app: Flask) -> Worker:
    worker: Worker = app.extensions[_WORKER]
    return worker


def call_worker(app: Flask) -> None:
    """Long work may wait: have it done. Tests do it by hand (`worker_of(app).work_off()`)."""
    if not app.testing:
        worker_of(app).call()
