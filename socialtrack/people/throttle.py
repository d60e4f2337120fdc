"""How often something secret was tried of late, counted in the database; the next try waits longer and longer.

For whatever can be guessed: a password, a code. In three lines, around the check itself, which is slow and stands
outside the transaction:

    with outside("…") as session, immediate(session):
        begin_try(session, {f"code:{person_id}": FREE_TRIES}, now)   # TooMany: it must wait its `seconds`
    is_right = …
    with outside("…") as session, immediate(session):
        forget_tries(session, f"code:{person_id}")                   # only if it was right

A try is counted before it is checked, so that a thousand at once are no way around. While one waits nothing is
counted, so that nobody's wait grows by knocking. Each kind of key should name who is guessed *at*, and another kind
where the guesses come *from*; a one-time link is never counted here, so that it opens whatever was tried.

`count_try` is for what may be asked for often, but not without end: so many in a window, then none until it is over.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ..data.prepared import Prepared
from ..kernel.errors import TooMany
from ..kernel.moments import from_microseconds, to_microseconds
from .models import Throttle
from .rules import TRIES_WINDOW
from .throttle_rules import FORGOTTEN_AFTER, wait_after

_COUNT_TRY = Prepared(
    """INSERT INTO throttle (key_hash, tries, since) VALUES (:key_hash, 1, :now)
       ON CONFLICT (key_hash) DO UPDATE SET
           tries = CASE WHEN throttle.since < :oldest THEN 1 ELSE throttle.tries + 1 END,
           since = CASE WHEN throttle.since < :oldest THEN :now ELSE throttle.since END
       RETURNING tries, since""",
    unscoped="tries are counted before anyone knows who tries",
)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tries there were in the window that is running, and how much of it is left."""

    count: int
    window_left: timedelta


def count_try(session: Session, key: str, now: datetime) -> Counted:
    """Count one more try in the window of that key. The caller holds the transaction."""
    row = _COUNT_TRY.row(
        session,
        key_hash=key_hash(key),
        now=to_microseconds(now),
        oldest=to_microseconds(now - TRIES_WINDOW),
    )
    assert row is not None
    return Counted(int(row[0]), from_microseconds(row[1]) + TRIES_WINDOW - now)


def begin_try(session: Session, keys: Mapping[str, int], now: datetime) -> None:
    """Count one more try under each key, with the number of tries that are free there.

    The caller holds the transaction, in an unscoped session.

    Raises:
        TooMany: one of them must wait; nothing was counted, and the check must not be made.
    """
    rows = [(_row_of(session, key, now), free) for key, free in keys.items()]
    wait = max(_wait_left(row, free, now) for row, free in rows)
    if wait > timedelta():
        raise too_many(wait)
    for row, _free in rows:
        row.tries += 1
        row.since = now
    session.flush()


def _row_of(session: Session, key: str, now: datetime) -> Throttle:
    row = session.get(Throttle, key_hash(key), with_for_update=True)
    if row is None:
        row = Throttle(key_hash=key_hash(key), tries=0, since=now)
        session.add(row)
    elif now - row.since > FORGOTTEN_AFTER:
        row.tries = 0
    return row


def _wait_left(row: Throttle, free: int, now: datetime) -> timedelta:
    return row.since + wait_after(row.tries, free) - now if row.tries >= free else timedelta()


def forget_tries(session: Session, key: str) -> None:
    """It was right: whoever it was begins anew. The caller holds the transaction."""
    session.execute(delete(Throttle).where(Throttle.key_hash == key_hash(key)))


def take_back_try(session: Session, key: str) -> None:
    """It was right: that one try does not count, the others do. For places, which one right guess must not clear."""
    session.execute(
        update(Throttle).where(Throttle.key_hash == key_hash(key), Throttle.tries > 0).values(tries=Throttle.tries - 1)
    )


def sweep_tries(session: Session, now: datetime) -> None:
    """Old counts go. The caller holds the transaction."""
    session.execute(delete(Throttle).where(Throttle.since < now - FORGOTTEN_AFTER))


def tries_of(session: Session, key: str) -> int:
    """How many are counted under that key."""
    return session.scalars(select(Throttle.tries).where(Throttle.key_hash == key_hash(key))).first() or 0


def key_hash(key: str) -> str:
    """A key as it is kept: it may hold an address, which has no place in that table."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def too_many(wait: timedelta) -> TooMany:
    """The refusal, with how long to wait: `seconds` for the `Retry-After` header, `minutes` for people."""
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    minutes = -(-seconds // 60)
    return TooMany("wait-a-minute" if minutes == 1 else "wait-minutes", seconds=seconds, minutes=minutes)
