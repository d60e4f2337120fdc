"""When a letter that could not leave is tried again, and when it is too late for it. Only Python."""

from datetime import datetime, timedelta

LEASE = timedelta(minutes=5)  # how long whoever sends a letter has it for themselves
_WAITS = (1, 5, 15, 60, 180, 360, 720)  # minutes after each failure
_LIVES = {"sign-in": timedelta(minutes=15)}  # a letter whose link is dead is better not sent
_LIFE = timedelta(days=3)
# Letters that nobody asked for. The others are necessary: they let in, or tell what touches an account.
UNASKED = frozenset({"invitation", "question", "answer"})
MOST_UNASKED = 5  # to one address, from one centre, in a day


def plain_subject(subject: str) -> str:
    """One line that means what it says. Names stand in subjects; in one, `=?…?=` is an encoded word (RFC 2047), which
    Python decodes when a header is set, and writes out raw: a line break hidden in it would begin another header."""
    return " ".join(subject.splitlines()).replace("=?", "= ?")


def next_try(kind: str, written_at: datetime, tries: int, now: datetime) -> datetime | None:
    """When to try again after `tries` failures, or None: it is given up."""
    wait = timedelta(minutes=_WAITS[min(tries, len(_WAITS)) - 1])
    return None if is_too_late(kind, written_at, now + wait) else now + wait


def is_too_late(kind: str, written_at: datetime, now: datetime) -> bool:
    return now >= written_at + _LIVES.get(kind, _LIFE)
