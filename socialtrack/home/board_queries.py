"""What the board asks beside its figures: what moved, what holds back those who are stalled, whom an answer has not
reassured, how a question begins. Of a bounded number of organizations and days, whatever the size of the centre.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from ..data.prepared import Prepared
from ..journal.rules import MOVEMENT_NAMES, Movement
from ..kernel.moments import from_microseconds
from ..kernel.work import Work
from ..questions.inbox_queries import FIRST_WORDS

_MOVEMENT = Prepared(
    f"""SELECT day, {", ".join(MOVEMENT_NAMES)} FROM centre_day_movement
        WHERE centre_id = :centre_id AND day > :after AND day <= :today ORDER BY day"""
)
_NOT_REASSURED = Prepared(
    """SELECT o.slug, o.name, h.id, h.faq_key, h.changed_at
       FROM organization o CROSS JOIN hesitation h
       WHERE o.centre_id = :centre_id AND o.advisor_id = :me AND o.archived_at IS NULL AND o.removed_at IS NULL
         AND h.centre_id = :centre_id AND h.organization_id = o.id AND h.state = 'no'
         AND NOT EXISTS (SELECT 1 FROM question q WHERE q.centre_id = :centre_id AND q.organization_id = o.id
                           AND q.hesitation_id = h.id)
       ORDER BY h.changed_at, h.id LIMIT :most"""
)
MOVEMENT_DAYS = 30


@dataclass(slots=True)
class Held:
    """What holds one organization back, as far as its centre may read it: its latest open hesitation (a reason of the
    guide, its own words where it shares them, or neither), and where its tasks stand."""

    hesitation_id: int | None = None
    faq_key: str | None = None
    words: str | None = None
    outcome: str = ""
    states: dict[str, str] = field(default_factory=dict)
    networks: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class NotReassured:
    """An organization confided to whoever reads, to which an answer said nothing that helps, and who asked nobody."""

    slug: str
    name: str
    hesitation_id: int
    faq_key: str | None
    since: datetime


def movement(work: Work) -> list[tuple[date, Movement]]:
    """What moved on each of the last `MOVEMENT_DAYS` days, today's the last. One statement."""
    after = work.today - timedelta(days=MOVEMENT_DAYS)
    rows = _MOVEMENT.rows(work.session, after=after.isoformat(), today=work.today.isoformat())
    known = {row[0]: Movement(*row[1:]) for row in rows}
    days = (after + timedelta(days=n) for n in range(1, MOVEMENT_DAYS + 1))
    return [(day, known.get(day.isoformat(), Movement())) for day in days]


def held_back(work: Work, organization_ids: Sequence[int]) -> dict[int, Held]:
    """By organization. Two statements."""
    found = {id_: Held() for id_ in organization_ids}
    ids = {f"id{n}": id_ for n, id_ in enumerate(organization_ids)}
    hesitations, states = _of_each(len(ids))
    for id_, hesitation_id, faq_key, state, words in sorted(hesitations.rows(work.session, **ids), key=_by_number):
        held = found[id_]
        held.hesitation_id, held.faq_key, held.outcome, held.words = hesitation_id, faq_key, state, words
    for id_, key, state in states.rows(work.session, **ids):
        if state == "chosen network":
            found[id_].networks.add(key)
        else:
            found[id_].states[key] = state
    return found


def _by_number(row: tuple[Any, ...]) -> int:
    """Not the database's to do: it would walk all hesitations in their order to find these few."""
    return int(row[1])


@lru_cache(maxsize=32)
def _of_each(number: int) -> tuple[Prepared, Prepared]:
    """The statements for so many organizations: their hesitations; their tasks and networks."""
    among = ", ".join(f":id{n}" for n in range(number))
    return (
        Prepared(
            f"""SELECT h.organization_id, h.id, h.faq_key, h.state, r.body
                FROM hesitation h
                LEFT JOIN text_revision r ON r.centre_id = h.centre_id AND r.id = h.words_id AND r.audience = 'centre'
                  AND r.blanked_at IS NULL
                WHERE h.centre_id = :centre_id AND h.organization_id IN ({among})
                  AND h.state IN ('open', 'partly', 'no')"""
        ),
        Prepared(
            f"""SELECT organization_id, task_key, state FROM task_state
                WHERE centre_id = :centre_id AND organization_id IN ({among}) AND state <> 'todo'
                UNION ALL
                SELECT organization_id, network, 'chosen network' FROM network_choice
                WHERE centre_id = :centre_id AND organization_id IN ({among}) AND state = 'chosen'"""
        ),
    )


def not_reassured(work: Work, most: int) -> list[NotReassured]:
    """Those that have been so for the longest first. One statement, which reads no organization of others."""
    rows = _NOT_REASSURED.rows(work.session, me=work.actor.membership_id, most=most)
    return [NotReassured(slug, name, id_, key, from_microseconds(since)) for slug, name, id_, key, since in rows]


def first_words(work: Work, question_ids: Sequence[int]) -> dict[int, str]:
    """How each of these questions begins; none of those whose words were erased. One statement."""
    if not question_ids:
        return {}
    ids = {f"id{n}": id_ for n, id_ in enumerate(question_ids)}
    return dict(_beginnings(len(ids)).rows(work.session, **ids))


@lru_cache(maxsize=32)
def _beginnings(number: int) -> Prepared:
    among = ", ".join(f":id{n}" for n in range(number))
    return Prepared(
        f"""SELECT m.question_id, substr(r.body, 1, {FIRST_WORDS})
            FROM question_message m JOIN text_revision r ON r.centre_id = m.centre_id AND r.id = m.text_id
            WHERE m.centre_id = :centre_id AND m.question_id IN ({among}) AND r.blanked_at IS NULL
              AND m.id = (SELECT min(f.id) FROM question_message f
                          WHERE f.centre_id = :centre_id AND f.question_id = m.question_id)"""
    )
