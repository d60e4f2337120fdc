"""Long work, and where it stands. Only Python."""

from datetime import datetime, timedelta
from enum import StrEnum

from ..kernel.work import Actor

STILL_ALIVE = timedelta(seconds=60)  # a process that has said nothing for longer is gone
FILE_KEPT = timedelta(hours=1)
MOST_OPEN = 20  # of one person, waiting or under way
SAYS_EVERY = timedelta(milliseconds=400)  # between two times that its progress is stored

INTERRUPTED = "job-interrupted"  # the code of what is said of work whose process ended
SEEN_AS = "seen_as"  # in the result of work that made a file: with whose eyes it was made
BROKEN = "job-broken"  # … and of work that failed for a reason of ours


class JobState(StrEnum):
    """`LOST` is never stored: it is what a running one looks like whose process died."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"


OPEN_STATES = frozenset({JobState.WAITING, JobState.RUNNING})


class Cancelled(Exception):
    """Whoever asked for this work wants it no more, or has lost their place: it stops, and leaves nothing behind."""


class Stopping(Exception):
    """The server is being stopped: this work ends as if its process had died."""


def state_seen(state: str, beat_at: datetime | None, now: datetime, *, is_known_dead: bool = False) -> JobState:
    """The state as people are told: a running one that no longer says anything is lost."""
    known = JobState(state)
    if known is JobState.RUNNING and (is_known_dead or beat_at is None or now - beat_at > STILL_ALIVE):
        return JobState.LOST
    return known


def seen_as(actor: Actor) -> str:
    """What decides how much somebody sees: a file made for more, or for less, is theirs no longer."""
    return f"{actor.role}-held" if actor.sees_caseload_only else actor.role


def is_file_there(ended_at: datetime | None, now: datetime) -> bool:
    """Whether what it made can still be taken."""
    return ended_at is not None and now - ended_at <= FILE_KEPT
