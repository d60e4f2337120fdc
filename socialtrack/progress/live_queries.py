"""What changed on an organization's path since a page was drawn, asked again and again by pages that stand open."""

from dataclasses import dataclass

from ..data.prepared import Prepared
from ..kernel.moments import to_microseconds
from ..kernel.work import Work

# What the path shows. A private note is not among these: the centre learns not even that there is one.
KINDS = (
    *("task-state", "task-confirmed", "task-evidence", "task-plan", "network"),
    *("note-written", "note-removed"),
)
ANSWERS = frozenset({"task-state", "task-confirmed"})
_NEWS = Prepared(
    f"""SELECT id, kind, task_key, membership_id FROM event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND id > :since
         AND kind IN ({", ".join(f"'{kind}'" for kind in KINDS)})
       ORDER BY id LIMIT 200"""
)
_LAST_BY = Prepared(
    """SELECT id FROM event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND recorded_at <= :moment
       ORDER BY id DESC LIMIT 1"""
)


@dataclass(frozen=True, slots=True)
class News:
    """Tasks that changed, those of them that somebody other than the reader changed, and those that somebody else
    answered; `newest_id` to ask from."""

    newest_id: int
    task_keys: frozenset[str]
    by_others: frozenset[str]
    answered_by_others: frozenset[str]
    is_about_networks: bool


def news_since(work: Work, organization_id: int, since: int) -> News | None:
    """What was said after that event; None where nothing was. One statement, whatever the length of the journal."""
    rows = _NEWS.rows(work.session, organization_id=organization_id, since=since)
    if not rows:
        return None
    me = work.actor.membership_id
    elsewhere = [(kind, key) for _, kind, key, by in rows if key and by != me]
    return News(
        newest_id=rows[-1][0],
        task_keys=frozenset(key for _, _, key, _ in rows if key),
        by_others=frozenset(key for _, key in elsewhere),
        answered_by_others=frozenset(key for kind, key in elsewhere if kind in ANSWERS),
        is_about_networks=any(kind == "network" for _, kind, _, _ in rows),
    )


def event_by(work: Work, organization_id: int, drawn_at: int) -> int:
    """The last event that a page drawn at that moment (microseconds, of the newest thing on it) can show; 0 if none."""
    row = _LAST_BY.row(work.session, organization_id=organization_id, moment=min(drawn_at, to_microseconds(work.now)))
    return row[0] if row else 0
