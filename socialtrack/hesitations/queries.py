"""What an organization hesitates about, as whoever reads may read it: values, in a fixed number of statements.

`with_private` says whether whoever reads is of the organization and in a session to which nothing is shut
(`people.room_views.reads_private`). The centre's team is out of reach of private words all the same
(`data/private.py`).
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..data.prepared import Prepared
from ..guide.models import TaskText
from ..kernel.languages import LocalText
from ..kernel.work import Work
from ..people.who_queries import Who, who_columns, who_of
from .rules import OPEN_STATES, About, HesitationState, WordsAudience

_OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))


def _open_by(column: str) -> Prepared:
    return Prepared(
        f"""SELECT {column}, max(id) FROM hesitation
            WHERE centre_id = :centre_id AND organization_id = :organization_id AND {column} IS NOT NULL
              AND state IN ({_OPEN})
            GROUP BY {column}"""
    )


_BY_TASK, _BY_NETWORK, _BY_STEP = _open_by("task_key"), _open_by("network"), _open_by("step")
_COLUMNS = f"""h.id, h.task_key, h.network, h.step, h.faq_key, h.state, h.words_id,
               w.body, w.blanked_at, w.audience, r.body, r.blanked_at, h.review_on, h.opened_at, h.changed_at,
               h.closed_on, h.event_id, {who_columns("o")}, {who_columns("c")}"""
# Words that whoever reads may not read are not fetched at all.
_FROM = """FROM hesitation h
        LEFT JOIN text_revision w ON w.centre_id = h.centre_id AND w.id = h.words_id
             AND (w.audience = 'centre' OR :with_private = 1)
        LEFT JOIN text_revision r ON r.centre_id = h.centre_id AND r.id = h.reason_id
        LEFT JOIN membership o ON o.centre_id = h.centre_id AND o.id = h.opened_by
        LEFT JOIN membership c ON c.centre_id = h.centre_id AND c.id = h.changed_by
        WHERE h.centre_id = :centre_id AND h.organization_id = :organization_id"""
_ONE = Prepared(f"SELECT {_COLUMNS} {_FROM} AND h.id = :hesitation_id")
_EVERY = Prepared(f"SELECT {_COLUMNS} {_FROM} AND h.state <> 'withdrawn' ORDER BY h.id DESC")
# Which questions came of hesitations, as the journal tells it; the questions themselves belong to a higher floor.
_ASKED = Prepared(
    """SELECT value_after FROM event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND kind = 'question-asked' ORDER BY id"""
)


@dataclass(frozen=True, slots=True)
class HesitationFacts:
    """One hesitation. Moments are microseconds, days ISO text.

    `words` is None where there are none, where they were erased, or where whoever reads may not read them
    (`has_private_words` then says so). `reason` is that of a decision not to.
    """

    id: int
    about: About
    faq_key: str | None
    state: HesitationState
    words_id: int | None
    words: str | None
    words_audience: WordsAudience | None
    reason: str | None
    review_on: str | None
    opened_at: int
    opened_by: Who | None
    changed_at: int
    changed_by: Who | None
    closed_on: str | None
    event_id: int

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def has_private_words(self) -> bool:
        return self.words_audience is WordsAudience.ORGANIZATION


def open_by_task(work: Work, organization_id: int) -> dict[str, int]:
    """By task, the hesitation about it that is open: the last where there are several."""
    return {str(key): int(id_) for key, id_ in _BY_TASK.rows(work.session, organization_id=organization_id)}


def open_by_network(work: Work, organization_id: int) -> dict[str, int]:
    return {str(key): int(id_) for key, id_ in _BY_NETWORK.rows(work.session, organization_id=organization_id)}


def open_by_step(work: Work, organization_id: int) -> dict[int, int]:
    return {int(step): int(id_) for step, id_ in _BY_STEP.rows(work.session, organization_id=organization_id)}


def one(work: Work, organization_id: int, hesitation_id: int, *, with_private: bool) -> HesitationFacts | None:
    """One hesitation of that organization; one that was withdrawn too."""
    row = _ONE.row(
        work.session,
        organization_id=organization_id,
        hesitation_id=hesitation_id,
        with_private=int(with_private),
    )
    return None if row is None else _facts(row)


def every(work: Work, organization_id: int, *, with_private: bool) -> list[HesitationFacts]:
    """Those of that organization, the newest first, without those that were withdrawn."""
    rows = _EVERY.rows(work.session, organization_id=organization_id, with_private=int(with_private))
    return [_facts(row) for row in rows]


def questions_of(work: Work, organization_id: int) -> dict[int, int]:
    """By hesitation, the question that was asked of it: the last where there are several."""
    values = (json.loads(value) for (value,) in _ASKED.rows(work.session, organization_id=organization_id) if value)
    return {value["hesitation"]: value["question"] for value in values if "hesitation" in value}


def last_title(work: Work, task_key: str) -> LocalText | None:
    """What a task that has left the path was called last."""
    title = work.session.scalars(
        select(TaskText.title)
        .where(TaskText.centre_id == work.centre.id, TaskText.key == task_key)
        .order_by(TaskText.version.desc())
        .limit(1)
    ).one_or_none()
    return None if title is None else LocalText.from_mapping(title)


def _facts(row: tuple[Any, ...]) -> HesitationFacts:
    id_, task_key, network, step, faq_key, state, words_id, body, blanked_at, audience = row[:10]
    reason, reason_blanked_at, review_on, opened_at, changed_at, closed_on, event_id = row[10:17]
    return HesitationFacts(
        id=id_,
        about=About(task_key, network, step),
        faq_key=faq_key,
        state=HesitationState(state),
        words_id=words_id,
        words=body if blanked_at is None else None,
        # No row of theirs is within reach: they are the organization's own.
        words_audience=None if words_id is None else WordsAudience(audience or WordsAudience.ORGANIZATION),
        reason=reason if reason_blanked_at is None else None,
        review_on=review_on,
        opened_at=opened_at,
        opened_by=who_of(tuple(row[17:22])),
        changed_at=changed_at,
        changed_by=who_of(tuple(row[22:27])),
        closed_on=closed_on,
        event_id=event_id,
    )
