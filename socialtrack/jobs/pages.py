"""What the page of a job says: where it stands, in words, and what can be done about it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..kernel.errors import DomainError
from ..web.errors import sentence
from .kinds import JobFacts, Kind
from .rules import BROKEN, INTERRUPTED, OPEN_STATES, JobState, is_file_there

STATES = {
    JobState.WAITING: _l("Ce travail va commencer."),
    JobState.RUNNING: _l("C’est en cours. Vous pouvez quitter cette page : le travail continue."),
    JobState.DONE: _l("C’est prêt."),
    JobState.CANCELLED: _l("C’est annulé. Rien n’a été fait à moitié."),
}


@dataclass(frozen=True, slots=True)
class JobView:
    """One job in words. `counted` says how far it is, `happened` what became of it."""

    id: int
    state: JobState
    title: str
    happened: str
    counted: str
    done: int
    total: int | None
    file_name: str | None
    back: tuple[str, str]
    onward: tuple[str, str] | None
    may_begin_again: bool

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Files:
    """What is still kept of a job: the file that it made, and what it was given (true where it was given nothing)."""

    made: bool
    given: bool


def job_view(
    job: JobFacts, kind: Kind, state: JobState, now: datetime, done: tuple[int, int | None], files: Files
) -> JobView:
    """`done`: how far it is, as the process knows that does it."""
    n, total = done
    is_over = state is JobState.DONE
    code = (job.problem or {}).get("code")
    is_there = files.made and is_file_there(job.ended_at, now)
    has_file = is_over and job.is_file_theirs and is_there
    stopped = state is JobState.LOST or code in (INTERRUPTED, BROKEN)
    return JobView(
        id=job.id,
        state=state,
        title=kind.title(job.parameters),
        happened=_happened(job, kind, state, is_there=is_there),
        counted=kind.counted(min(n, total) if total else n, total) if state is JobState.RUNNING and n else "",
        done=n,
        total=total,
        file_name=job.file_name if has_file else None,
        back=kind.back(job.parameters),
        onward=kind.onward(job) if is_over and kind.onward else None,
        may_begin_again=files.given and (stopped or (is_over and bool(job.file_name))),
    )


def _happened(job: JobFacts, kind: Kind, state: JobState, *, is_there: bool) -> str:
    if state is JobState.LOST:
        return sentence(DomainError(INTERRUPTED))
    if state is JobState.FAILED:
        problem = job.problem or {}
        return sentence(DomainError(problem.get("code", BROKEN), **problem.get("values", {})))
    if state is JobState.DONE and kind.told is not None:
        return kind.told(job.parameters, job.result or {})
    if state is JobState.DONE and job.file_name is not None and not job.is_file_theirs:
        return _("Ce fichier a été préparé pour une place que vous n’avez plus. Il peut être préparé de nouveau.")
    if state is JobState.DONE and job.file_name is not None and not is_there:
        return _("Ce fichier n’est plus là : il est gardé une heure.")
    return str(STATES[state])
