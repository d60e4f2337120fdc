"""When an organization's private notes and register are shut to a session, and when they open. Only Python.

They are shut to whoever came in by a link that the centre had in its hands, where somebody was there before: they open
when one of those says who it is, or when seven days have passed with none of them left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

OPENS_AFTER = timedelta(days=7)
# Ways in that somebody can have made for later from within a session: they are no better than that session.
MADE_WITHIN = frozenset({"password", "passkey"})


class Why(StrEnum):
    """What a room is shut for: an invitation that the centre copied, a sign-in link that it copied, a lead it named, a
    place that it gave by merging two organizations."""

    INVITATION = "invitation"
    SIGN_IN_LINK = "sign-in-link"
    LEAD = "lead"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Shut:
    """One row of `ShutRoom`. `device_id` None: every session of that member, whose place itself is new."""

    device_id: int | None
    shut_at: datetime
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """The session that asks: how it was opened, and when its person last made a password or a passkey."""

    device_id: int
    entered_by: str
    credential_at: datetime | None


def why_shut(*, is_doubtful: bool, is_copied: bool, is_for_lead: bool, was_anyone_before: bool) -> Why | None:
    """Why the room is shut to whoever takes up an invitation, or None: it opens at once.

    `is_doubtful`: made by the centre, or by somebody to whom the room is shut. `was_anyone_before`: the organization
    ever had a member. A lead whom the centre invites is shut out even when the letter went straight to them: a lead is
    whom the others take at their word.
    """
    if not is_doubtful or not was_anyone_before or not (is_copied or is_for_lead):
        return None
    return Why.INVITATION if is_copied else Why.LEAD


def concerns(shut: Shut, session: SessionFacts) -> bool:
    """Whether that row speaks of this session: of all sessions of a new place, of the very session that the link
    opened, or of one that came of a password or a passkey made since."""
    if shut.device_id is None or shut.device_id == session.device_id:
        return True
    return (
        session.entered_by in MADE_WITHIN
        and session.credential_at is not None
        and session.credential_at >= shut.shut_at
    )


def opens_at(shut: Shut, left: Iterable[datetime | None]) -> datetime | None:
    """When time alone opens a room: seven days after the last of those who were there before has left.

    `left`: for each of them, when; None for one who is still there, who alone can open it then.
    """
    latest = shut.shut_at
    for moment in left:
        if moment is None:
            return None
        latest = max(latest, moment)
    return latest + OPENS_AFTER


def is_shut(shut: Shut, left: Iterable[datetime | None], now: datetime) -> bool:
    if shut.opened_at is not None:
        return False
    moment = opens_at(shut, left)
    return moment is None or now < moment
