"""Asking for long work, cancelling it, beginning it again."""

import hashlib
from collections.abc import Mapping
from typing import Any

from ..kernel.errors import Busy, Conflict, Refused
from ..kernel.work import Work
from .files import GIVEN, MADE, Folder
from .models import Job
from .queries import count_open, own_row, same_open_job
from .rules import INTERRUPTED, MOST_OPEN, OPEN_STATES, JobState


def start(
    work: Work,
    kind: str,
    parameters: Mapping[str, Any],
    total: int | None = None,
    *,
    given: tuple[Folder, bytes] | None = None,
) -> int:
    """Ask for a piece of long work; its number. Asked twice, while the first is not over, it is one and the same.

    `parameters` holds numbers, codes and days, never names. `given` is a file that it works on, and where to keep it.
    Somebody has to call the worker then (`running.call_worker`, or `answers.lead_to_job`, which does both).

    Raises:
        Refused: so many of theirs are not over yet.
        Busy: what it is given can't be kept, as on a full disk. Nothing was asked for.
    """
    asked = dict(parameters)
    if given is not None:
        asked["given"] = hashlib.sha256(given[1]).hexdigest()
    with work.write():
        same = same_open_job(work, kind, asked, work.now)
        if same is not None:
            return same
        if count_open(work) >= MOST_OPEN:
            raise Refused("too-many-jobs", most=MOST_OPEN)
        job = Job(
            kind=kind,
            parameters=asked,
            state=JobState.WAITING,
            total=total,
            made_by=work.actor.membership_id,
            made_at=work.now,
        )
        work.session.add(job)
        work.session.flush()
        if given is not None:
            folder, data = given
            try:
                folder.write(folder.of(work.centre.id, job.id, GIVEN), data)
            except OSError as error:
                folder.forget(work.centre.id, job.id)
                raise Busy from error
        return job.id


def cancel(work: Work, job_id: int, folder: Folder) -> bool:
    """Nobody wants it any more; whether it was still to be had. What runs hears it at its next step.

    Raises:
        NotFound: it is not theirs.
    """
    with work.write():
        job = own_row(work, job_id)
        if job.state not in OPEN_STATES:
            return False
        has_begun = job.state == JobState.RUNNING
        job.state, job.ended_at = JobState.CANCELLED, work.now
    # What has begun reads what it was given, and tidies up by itself.
    folder.forget(work.centre.id, job_id, *((MADE,) if has_begun else ()))
    return True


def again(work: Work, job_id: int, folder: Folder, *, is_lost: bool) -> int:
    """The same work once more, under a new number; the same one if it is not over, and the one that was begun again
    already. `is_lost`: its process died.

    Raises:
        NotFound: it is not theirs.
        Conflict: what it was given is not kept any more.
    """
    with work.write():
        job = own_row(work, job_id)
        if job.state in OPEN_STATES and not is_lost:
            return job_id
        same = same_open_job(work, job.kind, job.parameters, work.now)
        if same is not None and same != job_id:
            return same
        file = folder.of(work.centre.id, job_id, GIVEN)
        given = (folder, file.read_bytes()) if file.exists() else None
        if given is None and job.parameters.get("given"):
            raise Conflict("job-file-gone")
        if job.state in OPEN_STATES:
            job.state, job.ended_at, job.problem = JobState.FAILED, work.now, {"code": INTERRUPTED}
            work.session.flush()
        new = start(work, job.kind, job.parameters, job.total, given=given)
    folder.forget(work.centre.id, job_id)
    return new
