"""One gesture for all organizations of a centre, and taking it back: what it costs, while nobody else can write."""

from datetime import timedelta

from socialtrack.home.several_actions import Counted, change_several, foresee, undo_several
from socialtrack.home.several_forms import Selection
from socialtrack.journal.gestures import Gesture
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.work import Actor
from socialtrack.reports.filter_rules import Filters
from socialtrack.tenancy.actions import command_work
from socialtrack.tenancy.bulk_rules import Deed, Wanted

from .centre import FIRST_ADVISOR, Stage, stage
from .measure import Figure
from .postgresql import Server

SIZE = 10_000
MANAGER = Actor("manager", membership_id=1)


def figures(on: Server | None = None, *, organizations: int = SIZE) -> list[Figure]:
    wanted = {
        "a tag": Wanted(Deed.TAG, tag="2027"),
        "an advisor": Wanted(Deed.ASSIGN, FIRST_ADVISOR),
        "a pause": Wanted(Deed.PAUSE, until=(utc_now() + timedelta(days=30)).date()),
        "archived": Wanted(Deed.ARCHIVE),
    }
    found = []
    with stage(organizations, on=on) as there:
        for name, what in wanted.items():
            done, undone = _both_ways(there, what)
            found.append(Figure(f"{name}, {organizations:,} organizations at once", done, "s", None, "", "at most 10"))
            found.append(Figure(f"{name}, taken back", undone, "s", None, "", "at most 10"))
    return found


def _both_ways(there: Stage, wanted: Wanted) -> tuple[float, float]:
    """Seconds of CPU."""
    selection = Selection(Filters(), None)
    with command_work(there.centre, MANAGER) as work:
        begin = there.clock()
        seen = foresee(work, selection, wanted)
        gesture = Gesture(f"bench-{wanted.deed}", str(wanted.deed))
        done = change_several(work, selection, wanted, gesture, Counted(seen.chosen, len(seen.changing)))
        middle = there.clock()
        assert done.event_id is not None
        undo_several(work, done.event_id)
        return middle - begin, there.clock() - middle
