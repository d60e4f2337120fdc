"""Counting whether an answer helped: by day, without anybody's name, one vote for a browser's session."""

from ..data.db import immediate
from ..kernel.work import Work
from ..people.actions import outside
from ..people.throttle import count_try, too_many
from .models import FaqVote
from .vote_rules import VOTES_PER_PLACE


def count_vote(work: Work, key: str, *, helped: bool, before: bool | None) -> None:
    """Count it on this day; who changes their mind takes the other back on this day too, so that no earlier day is
    counted anew and a past report keeps its bytes. `before`: what this browser had said.

    Runs inside `work.write()`. No event: nobody did anything, an answer was only found good or not.
    """
    if before is helped:
        return
    row = _today(work, key)
    row.helped += helped - (before is True)
    row.not_helped += (not helped) - (before is False)
    work.session.flush()


def _today(work: Work, key: str) -> FaqVote:
    row: FaqVote | None = work.session.get(FaqVote, (work.centre.id, key, work.today))
    if row is None:
        row = FaqVote(centre_id=work.centre.id, key=key, day=work.today, helped=0, not_helped=0)
        work.session.add(row)
    return row


def refuse_flood(from_place: str, work: Work) -> None:
    """Count a vote by where it comes from.

    Raises:
        TooMany: more came from there than a room full of people sends.
    """
    with outside("votes on answers are counted by where they come from") as session, immediate(session):
        tries = count_try(session, f"faq-vote:{from_place}", work.now)
    if tries.count > VOTES_PER_PLACE:
        raise too_many(tries.window_left)
