"""Counting whether an answer helped: by day, without anybody's name, one vote for a browser's session."""

from datetime import date

from ..data.db import immediate
from ..kernel.work import Work
from ..people.actions import outside
from ..people.throttle import count_try, too_many
from .models import FaqVote
from .vote_rules import VOTES_PER_PLACE, Vote


def count_vote(work: Work, key: str, *, helped: bool, before: Vote | None) -> Vote:
    """Count it on this day; who changes their mind moves what was counted on an earlier one. What is counted now.

    Runs inside `work.write()`. No event: nobody did anything, an answer was only found good or not.
    """
    if before is not None and before.helped == helped:
        return before
    day = work.today if before is None else before.day
    row = _row(work, key, day)
    if before is not None:
        row.helped = max(0, row.helped - before.helped)
        row.not_helped = max(0, row.not_helped - (not before.helped))
    row.helped += helped
    row.not_helped += not helped
    work.session.flush()
    return Vote(helped, day)


def _row(work: Work, key: str, day: date) -> FaqVote:
    row: FaqVote | None = work.session.get(FaqVote, (work.centre.id, key, day))
    if row is None:
        row = FaqVote(centre_id=work.centre.id, key=key, day=day, helped=0, not_helped=0)
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
