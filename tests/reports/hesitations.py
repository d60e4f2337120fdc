"""What organizations hesitate about, for the tests of reports: said through the real actions."""

from datetime import date

from socialtrack.hesitations import actions
from socialtrack.hesitations.rules import HesitationState, about
from socialtrack.progress.gestures import Gesture

FRESH = ("time-too-much", "image-mistake", "law-25", "security-hacked", "cost-hidden")


def hesitate(cast, who, room, entry="time-too-much", *, outcome="", words="", is_shared=False, **of) -> int:
    """Somebody hesitates about a task (name-backup, unless said otherwise), and says what the answer did."""
    with cast.work_for(who) as work:
        thing = about(**(of or {"task": "name-backup"}))
        said = actions.open_hesitation(
            work, room.id, thing, Gesture(), entry=entry, words=words, is_shared=is_shared
        ).hesitation_id
        if outcome == "settled":
            actions.settle(work, room.id, said, Gesture())
        elif outcome == "declined":
            later = date(work.today.year + 1, 1, 15)
            actions.decide_not_to(work, room.id, said, Gesture(), reason="Nous avons un =journal.", review_on=later)
        elif outcome:
            actions.say_outcome(work, room.id, said, HesitationState(outcome), Gesture())
    return said
