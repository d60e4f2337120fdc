"""The notes of a task, as whoever reads may read them: values, in a fixed number of statements. Knows no words.

`with_private` says whether whoever reads is of the organization and in a session to which nothing is shut
(`pages.reads_private`). For the centre's team the private ones are out of reach all the same (`data/private.py`).
"""

import json
from dataclasses import dataclass

from ..data.prepared import Prepared
from ..kernel.work import Work
from ..people.who_queries import Who, who_columns, who_of
from .rules import Audience

_READ_HERE = "(n.audience = 'centre' OR :with_private = 1)"
_COUNTS = Prepared(
    f"""SELECT n.task_key, count(*) FROM note n
        WHERE n.centre_id = :centre_id AND n.organization_id = :organization_id AND n.removed_at IS NULL
          AND {_READ_HERE}
        GROUP BY n.task_key"""
)
_NOTES = Prepared(
    f"""SELECT n.id, n.task_key, n.audience, n.text_id, r.body, r.blanked_at, n.written_at, r.written_at, n.removed_at,
               n.event_id, {who_columns("a")}, {who_columns("c")}
        FROM note n
        JOIN text_revision r ON r.centre_id = n.centre_id AND r.id = n.text_id
        LEFT JOIN membership a ON a.centre_id = n.centre_id AND a.id = n.written_by
        LEFT JOIN membership c ON c.centre_id = r.centre_id AND c.id = r.written_by
        WHERE n.centre_id = :centre_id AND n.organization_id = :organization_id AND n.task_key = :task_key
          AND {_READ_HERE}
        ORDER BY n.id DESC"""
)
_EDITS = Prepared(
    """SELECT value_before, value_after FROM event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND task_key = :task_key
         AND kind IN ('note-edited', 'private-note-edited')
       ORDER BY id"""
)
_WORDING = Prepared(
    f"""SELECT r.body, r.blanked_at, r.written_at, {who_columns("c")}
        FROM text_revision r LEFT JOIN membership c ON c.centre_id = r.centre_id AND c.id = r.written_by
        WHERE r.centre_id = :centre_id AND r.organization_id = :organization_id AND r.id = :text_id"""
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words as they stood, by whom and since when (microseconds). None: they were erased."""

    words: str | None
    who: Who | None
    written_at: int


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """One note. Moments are microseconds; `words` is None where they were erased.

    `revisions`: the wordings before this one, the newest first. `edited`: who gave it this wording, if it is not the
    first. `event_id`: its last event, which alone can be taken back.
    """

    id: int
    task_key: str
    audience: str
    text_id: int
    words: str | None
    author: Who | None
    written_at: int
    edited: Wording | None
    is_removed: bool
    event_id: int
    revisions: tuple[Wording, ...] = ()

    @property
    def is_private(self) -> bool:
        return self.audience == Audience.ORGANIZATION


def count_by_task(work: Work, organization_id: int, *, with_private: bool) -> dict[str, int]:
    """How many notes each task has; a task without any is not there."""
    rows = _COUNTS.rows(work.session, organization_id=organization_id, with_private=int(with_private))
    return {task_key: int(n) for task_key, n in rows}


def of_task(work: Work, organization_id: int, task_key: str, *, with_private: bool) -> list[NoteFacts]:
    """The notes of one task that stand, the newest first."""
    return [note for note in every(work, organization_id, task_key, with_private=with_private) if not note.is_removed]


def every(work: Work, organization_id: int, task_key: str, *, with_private: bool) -> list[NoteFacts]:
    """The same, with those that were taken away."""
    rows = _NOTES.rows(work.session, organization_id=organization_id, task_key=task_key, with_private=int(with_private))
    if not rows:
        return []
    before = _texts_before(work, organization_id, task_key, {row[0]: row[3] for row in rows})
    wordings = _wordings(work, organization_id, [text_id for texts in before.values() for text_id in texts])
    return [_note(row, before.get(row[0], []), wordings) for row in rows]


def _note(row: tuple, before: list[int], wordings: dict[int, Wording]) -> NoteFacts:
    id_, task_key, audience, text_id, body, blanked_at, written_at, worded_at, removed_at, event_id, *who = row
    words = body if blanked_at is None else None
    by = who_of(tuple(who[5:]))
    return NoteFacts(
        id=id_,
        task_key=task_key,
        audience=audience,
        text_id=text_id,
        words=words,
        author=who_of(tuple(who[:5])),
        written_at=written_at,
        edited=Wording(words, by, worded_at) if before and before[0] != text_id else None,
        is_removed=removed_at is not None,
        event_id=event_id,
        revisions=tuple(wordings[id_] for id_ in reversed(before) if id_ != text_id and id_ in wordings),
    )


def _texts_before(work: Work, organization_id: int, task_key: str, now: dict[int, int]) -> dict[int, list[int]]:
    """By note, the texts it had, in the order in which it had them first."""
    texts: dict[int, list[int]] = {}
    for before, after in _EDITS.rows(work.session, organization_id=organization_id, task_key=task_key):
        for value in (json.loads(before), json.loads(after)):
            if value["note"] in now and value["text"] not in texts.setdefault(value["note"], []):
                texts[value["note"]].append(value["text"])
    return texts


def _wordings(work: Work, organization_id: int, ids: list[int]) -> dict[int, Wording]:
    asked = ({"organization_id": organization_id, "text_id": id_} for id_ in ids)
    rows = _WORDING.row_each(work.session, asked)
    return {
        id_: Wording(row[0] if row[1] is None else None, who_of(tuple(row[3:])), row[2])
        for id_, row in zip(ids, rows, strict=True)
        if row is not None
    }
