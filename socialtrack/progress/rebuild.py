"""Everything that is only a cache of the journal, computed again from the events alone, compared, and mended.

Task states, plans, networks, where each organization stood when it joined, its hesitations and questions, the support
given to it, the tags by which it is found, its summary; a centre's own answers, its totals, its counts by day and what
moved.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from ..data.db import one_snapshot
from ..journal.rules import Movement
from ..kernel.work import Work
from ..tenancy.queries import as_it_is
from .rebuild_events import Heard, Part, events, events_of_centre
from .rebuild_reading import Reading, read
from .rebuild_story import stories_of
from .rebuild_tables import Difference, mend


def differences(work: Work, heard: Heard = None) -> list[Difference]:
    """Every cached row that the events contradict, as of one moment. Changes nothing, and keeps nobody from changing
    something meanwhile. `heard` is told how many events have been read, of how many."""
    with _one_moment(work) as then:
        return read(then, heard).differences(then)


def rebuild(work: Work, heard: Heard = None) -> list[Difference]:
    """Mend every row that the events contradict, in one transaction; what was mended.

    The journal is read before, while others go on writing; whatever they have touched since is read again within the
    transaction, so that it is short, and leaves nothing wrong. Within a change, it is part of that.
    """
    if work.is_writing:
        return _mend(work, read(work, heard))
    with _one_moment(work) as then:
        before = read(then, heard)
    with work.write():
        now = as_it_is(work)
        return _mend(now, before if before.catch_up(now) else read(now))


def _mend(work: Work, reading: Reading) -> list[Difference]:
    found = reading.differences(work)
    mend(work.session, found)
    return found


def moved_by(work: Work, organization_id: int) -> list[tuple[date, Movement]]:
    """What one organization moved, day by day."""
    one = events(work, events_of_centre(work), Part(organization_id, organization_id, 0))
    story = stories_of(work, one).get(organization_id)
    return [] if story is None else story.moves.by_day()


@contextmanager
def _one_moment(work: Work) -> Iterator[Work]:
    """All is read as of one moment, the centre's settings too; within a change, as that has made them."""
    if work.is_writing:
        yield work
        return
    one_snapshot(work.session)
    try:
        yield as_it_is(work)
    finally:
        work.session.rollback()
