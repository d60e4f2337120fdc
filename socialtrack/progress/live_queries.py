"""What changed on an organization's path since a page was drawn, asked again and again by pages that stand open."""

from dataclasses import dataclass

from ..data.prepared import Prepared
from ..hesitations.rules import KIND as HESITATION
from ..kernel.work import Work
from ..questions.rules import QuestionKind

# What the path shows. A private note is not among these: the centre learns not even that there is one.
KINDS = (
    *("task-state", "task-confirmed", "task-evidence", "task-plan", "network"),
    *("note-written", "note-removed"),
    *(HESITATION, *(kind for kind in QuestionKind if kind is not QuestionKind.ASSIGNED)),
)
ANSWERS = frozenset({"task-state", "task-confirmed"})
_NEWS = Prepared(
    f"""SELECT id, kind, task_key, membership_id, network FROM event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND id > :since
         AND kind IN ({", ".join(f"'{kind}'" for kind in KINDS)})
       ORDER BY id LIMIT 200"""
)


@dataclass(frozen=True, slots=True)
class News:
    """Tasks that changed, those of them that somebody other than the reader changed, those that somebody else answered,
    and those whose question the centre answered; `newest_id` to ask from. `is_about_steps`: one is hesitated about."""

    newest_id: int
    task_keys: frozenset[str]
    by_others: frozenset[str]
    answered_by_others: frozenset[str]
    replied: frozenset[str]
    is_about_networks: bool
    is_about_steps: bool


def news_since(work: Work, organization_id: int, since: int) -> News | None:
    """What was said after that event; None where nothing was. One statement, whatever the length of the journal."""
    rows = _NEWS.rows(work.session, organization_id=organization_id, since=since)
    if not rows:
        return None
    me = work.actor.membership_id
    elsewhere = [(kind, key) for _, kind, key, by, _ in rows if key and by != me]
    return News(
        newest_id=rows[-1][0],
        task_keys=frozenset(key for _, _, key, _, _ in rows if key),
        by_others=frozenset(key for _, key in elsewhere),
        answered_by_others=frozenset(key for kind, key in elsewhere if kind in ANSWERS),
        replied=frozenset(key for kind, key in elsewhere if kind == QuestionKind.ANSWERED),
        is_about_networks=any(kind == "network" for _, kind, _, _, _ in rows),
        is_about_steps=any(kind == HESITATION and not key and not network for _, kind, key, _, network in rows),
    )
