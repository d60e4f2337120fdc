"""A sheet that came back filled in, and was keyed in for Les Amis."""

from socialtrack.guide.queries import shipped_path
from socialtrack.journal.gestures import Gesture
from socialtrack.progress.sheet_actions import Sheet, compare, key_sheet
from socialtrack.progress.sheet_rules import numbers_of, read_fields
from tests.cast import Cast


def sheet_keyed(cast: Cast) -> dict[str, str]:
    typed = {"done": "1.1 1.3-1.4 4.12=2026-06-01", "doing": "2.1", "declined": "4.10"}
    with cast.work_for("agathe") as work:
        sheet = Sheet(read_fields(typed, numbers_of(shipped_path()), work.today), 1, work.today)
        reviewed = compare(work, cast.les_amis.id, sheet).digest
        keyed = key_sheet(work, cast.les_amis.id, sheet, reviewed, Gesture("sweep", "digest"))
    return {"keyed": str(keyed.event_id)}
