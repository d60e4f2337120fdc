"""The centre's inbox, one page at a time: walked along an index, oldest wait first, never counted to the end.

A page of those that wait, or that are answered, costs the same whatever number are settled. A filter reads each
question of its box at most once. Questions of archived organizations are read on their own pages: nothing waits there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from ..data.prepared import Prepared
from ..journal.rules import WAITING_AFTER_DAYS
from ..kernel.moments import from_microseconds, start_of_day, to_microseconds
from ..kernel.permissions import GRANTS, Can
from ..kernel.work import Work
from .inbox_forms import IN_ORDER, ME, NOBODY, SOMEBODY, STEPS, Asked, Box, Cursor

PAGE = 30
FIRST_WORDS = 400  # characters read of a question's first message
COUNTED_TO = 100
MENU_COUNTS_TO = 10

# Who follows a question is somebody who may still answer it: who has left, may only read by now, or no longer sees the
# organization (`o`), is nobody.
PRESENT = f"""a.ended_at IS NULL AND a.organization_id IS NULL
              AND (a.id = o.advisor_id OR NOT a.sees_caseload_only)
              AND a.role IN ({", ".join(f"'{role}'" for role in sorted(GRANTS[Can.ANSWER_QUESTION]))})"""
_THERE = "o.removed_at IS NULL AND o.archived_at IS NULL"
# CROSS JOIN keeps SQLite to the order of the index that the page walks along; to PostgreSQL it says nothing.
_TABLES = f"""question q CROSS JOIN organization o
              LEFT JOIN membership a ON a.centre_id = q.centre_id AND a.id = q.assigned_to AND {PRESENT}
              LEFT JOIN task_text t ON t.centre_id = q.centre_id AND t.version = :version AND t.key = q.task_key"""
_OF_BOX = {
    Box.WAITING: ("q.waiting_since IS NOT NULL", "q.waiting_since", "ASC"),
    Box.ANSWERED: ("q.state = 'answered'", "q.last_at", "ASC"),
    Box.SETTLED: ("q.state = 'settled'", "q.last_at", "DESC"),
}
_ASSIGNED = {ME: "a.id = :me", NOBODY: "a.id IS NULL", SOMEBODY: "a.id = :assigned"}
_ABOUT = {
    **dict.fromkeys(STEPS, "(t.step_number = :step OR q.step = :step)"),
    "network": "(q.network IS NOT NULL OR t.network IS NOT NULL)",
    "hesitation": "q.hesitation_id IS NOT NULL",
    "nothing": "q.task_key IS NULL AND q.network IS NULL AND q.step IS NULL AND q.hesitation_id IS NULL",
}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One question of one organization. `assigned_to` and `assigned_name`: who of the team follows it, if anybody
    does; `words`: the beginning of its first message, None where that was erased."""

    id: int
    slug: str
    organization: str
    task_key: str | None
    network: str | None
    step: int | None
    is_about_hesitation: bool
    state: str
    asked_at: datetime
    waiting_since: datetime | None
    last_at: datetime
    assigned_to: int | None
    assigned_name: str
    words: str | None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of the inbox, and the place where the next one begins."""

    rows: tuple[InboxRow, ...]
    following: Cursor | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for the centre, up to `COUNTED_TO`: mine, nobody's, those that have waited too long; since when
    the oldest does."""

    all: int
    mine: int
    nobodys: int
    late: int
    oldest: datetime | None


def inbox_page(work: Work, asked: Asked, most: int = PAGE) -> InboxPage:
    """The questions of one page of that view. A statement; where all are asked for, at most one a box."""
    boxes: tuple[Box, ...] = IN_ORDER if asked.box is Box.ALL else (asked.box,)
    if asked.cursor is not None:
        boxes = boxes[boxes.index(asked.cursor.box) :]
    found: list[tuple[Box, InboxRow]] = []
    for box in boxes:
        cursor = asked.cursor if asked.cursor is not None and asked.cursor.box is box else None
        statement = _statement(
            box, asked.whose, bool(asked.organization), asked.about, len(asked.words), cursor is not None
        )
        rows = statement.rows(work.session, most=most + 1 - len(found), **_values(work, asked, cursor))
        found += [(box, _row(row)) for row in rows]
        if len(found) > most:
            break
    if len(found) <= most:
        return InboxPage(tuple(row for _, row in found), None)
    box, last = found[most - 1]
    return InboxPage(tuple(row for _, row in found[:most]), Cursor(box, _place(box, last), last.id))


@lru_cache(maxsize=256)
def _statement(box: Box, whose: str, has_organization: bool, about: str, words: int, has_cursor: bool) -> Prepared:
    """The statement of one shape of view, made of fixed pieces: what people typed is only ever bound."""
    which, column, way = _OF_BOX[box]
    conditions = ["q.centre_id = :centre_id", which, "o.centre_id = :centre_id", "o.id = q.organization_id", _THERE]
    if whose:
        conditions.append(_ASSIGNED[whose])
    if has_organization:
        conditions.append("o.slug = :organization")
    if about:
        conditions.append(_ABOUT[about])
    conditions += [f"o.name_key LIKE :word{n} ESCAPE '\\'" for n in range(words)]
    if has_cursor:
        conditions.append(f"({column}, q.id) {'<' if way == 'DESC' else '>'} (CAST(:place AS BIGINT), :place_id)")
    return Prepared(
        f"""SELECT q.id, o.slug, o.name, q.task_key, q.network, q.step, q.hesitation_id, q.state, q.asked_at,
                   q.waiting_since, q.last_at, a.id, a.name,
                   (SELECT substr(r.body, 1, {FIRST_WORDS}) FROM question_message m
                    JOIN text_revision r ON r.centre_id = m.centre_id AND r.id = m.text_id
                    WHERE m.centre_id = :centre_id AND m.question_id = q.id AND r.blanked_at IS NULL
                    ORDER BY m.id LIMIT 1)
            FROM {_TABLES}
            WHERE {" AND ".join(conditions)}
            ORDER BY {column} {way}, q.id {way} LIMIT :most"""
    )


def _values(work: Work, asked: Asked, cursor: Cursor | None) -> dict[str, Any]:
    """More values than a shape may name: both drivers take those they need by name."""
    values: dict[str, Any] = {f"word{n}": f"%{_literal(word)}%" for n, word in enumerate(asked.words)}
    values |= {
        "version": work.centre.path_version,
        "me": work.actor.membership_id,
        "assigned": int(asked.assigned) if asked.assigned.isdecimal() else 0,
        "organization": asked.organization,
        "step": STEPS.index(asked.about) + 1 if asked.about in STEPS else 0,
    }
    if cursor is not None:
        values |= {"place": cursor.value, "place_id": cursor.id}
    return values


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _place(box: Box, row: InboxRow) -> int:
    moment = row.waiting_since if box is Box.WAITING else row.last_at
    assert moment is not None
    return to_microseconds(moment)


def _row(row: tuple[Any, ...]) -> InboxRow:
    id_, slug, name, task_key, network, step, hesitation_id, state, asked_at, waiting_since, last_at, *by, words = row
    return InboxRow(
        id=id_,
        slug=slug,
        organization=name,
        task_key=task_key,
        network=network,
        step=step,
        is_about_hesitation=hesitation_id is not None,
        state=state,
        asked_at=from_microseconds(asked_at),
        waiting_since=from_microseconds(waiting_since) if waiting_since is not None else None,
        last_at=from_microseconds(last_at),
        assigned_to=by[0],
        assigned_name=by[1] or "",
        words=words,
    )


# How many wait: counted up to a bound -------------------------------------------------------------------------------

_WAITING = Prepared(
    f"""SELECT count(*), COALESCE(sum(mine), 0), COALESCE(sum(nobodys), 0), COALESCE(sum(late), 0), min(waiting_since)
        FROM (SELECT q.waiting_since, CASE WHEN a.id = :me THEN 1 ELSE 0 END AS mine,
                     CASE WHEN a.id IS NULL THEN 1 ELSE 0 END AS nobodys,
                     CASE WHEN q.waiting_since < :late_before THEN 1 ELSE 0 END AS late
              FROM question q CROSS JOIN organization o
              LEFT JOIN membership a ON a.centre_id = q.centre_id AND a.id = q.assigned_to AND {PRESENT}
              WHERE q.centre_id = :centre_id AND q.waiting_since IS NOT NULL
                AND o.centre_id = :centre_id AND o.id = q.organization_id AND {_THERE}
              ORDER BY q.waiting_since, q.id LIMIT :most) w"""
)
_MENU = Prepared(
    f"""SELECT count(*) FROM (
            SELECT 1 FROM question q CROSS JOIN organization o
            WHERE q.centre_id = :centre_id AND q.waiting_since IS NOT NULL
              AND o.centre_id = :centre_id AND o.id = q.organization_id AND {_THERE} LIMIT :most) w"""
)


def waiting(work: Work) -> Waiting:
    """What waits for the centre. One statement, which counts to `COUNTED_TO` at most."""
    row = _WAITING.row(work.session, me=work.actor.membership_id, late_before=late_before(work), most=COUNTED_TO)
    assert row is not None
    number, mine, nobodys, late = map(int, row[:4])
    return Waiting(number, mine, nobodys, late, from_microseconds(row[4]) if row[4] is not None else None)


def late_before(work: Work) -> int:
    """A question that waits since before that moment has waited for more than three days."""
    return to_microseconds(start_of_day(work.today - timedelta(days=WAITING_AFTER_DAYS), work.centre.zone))


def count_for_menu(work: Work) -> int:
    """How many wait, up to `MENU_COUNTS_TO`: a few steps along an index, on each page of the team."""
    row = _MENU.row(work.session, most=MENU_COUNTS_TO)
    return int(row[0]) if row else 0


# Who waits, for the board; what comes next ----------------------------------------------------------------------------

_OLDEST = Prepared(
    """SELECT o.slug, o.name, s.waiting_since,
              (SELECT q.id FROM question q
               WHERE q.centre_id = :centre_id AND q.organization_id = s.organization_id
                 AND q.waiting_since = s.waiting_since ORDER BY q.id LIMIT 1)
       FROM organization_summary s
       JOIN organization o ON o.centre_id = s.centre_id AND o.id = s.organization_id
       WHERE s.centre_id = :centre_id AND s.is_listed = :yes AND s.waiting_since IS NOT NULL
       ORDER BY s.waiting_since, s.organization_id LIMIT :most"""
)
_MINE = Prepared(
    f"""SELECT o.slug, o.name, w.waiting_since, w.id
        FROM (SELECT q.id, q.organization_id, q.waiting_since, q.assigned_to FROM question q
              WHERE q.centre_id = :centre_id AND q.waiting_since IS NOT NULL
              ORDER BY q.waiting_since, q.id LIMIT :walked) w
        JOIN organization o ON o.centre_id = :centre_id AND o.id = w.organization_id
        WHERE w.assigned_to = :me AND {_THERE}
        ORDER BY w.waiting_since, w.id LIMIT :most"""
)
_OF_CASELOAD = Prepared(
    """SELECT o.slug, o.name, s.waiting_since,
              (SELECT q.id FROM question q
               WHERE q.centre_id = :centre_id AND q.organization_id = s.organization_id
                 AND q.waiting_since = s.waiting_since ORDER BY q.id LIMIT 1)
       FROM organization o CROSS JOIN organization_summary s
       WHERE o.centre_id = :centre_id AND o.advisor_id = :me AND s.centre_id = :centre_id AND s.organization_id = o.id
         AND s.is_listed = :yes AND s.waiting_since IS NOT NULL
       ORDER BY s.waiting_since, s.organization_id LIMIT :most"""
)
_NEXT = Prepared(
    f"""SELECT o.slug, q.id FROM question q CROSS JOIN organization o
        LEFT JOIN membership a ON a.centre_id = q.centre_id AND a.id = q.assigned_to AND {PRESENT}
        WHERE q.centre_id = :centre_id AND q.waiting_since IS NOT NULL AND q.id <> :question_id
          AND o.centre_id = :centre_id AND o.id = q.organization_id AND {_THERE}
          AND (a.id IS NULL OR a.id = :me)
        ORDER BY q.waiting_since, q.id LIMIT 1"""
)
WALKED = 200  # of those that wait, the oldest: whoever follows one of them sees it on the board


@dataclass(frozen=True, slots=True)
class WhoWaits:
    """An organization that waits for the centre, with its question that has waited the longest."""

    slug: str
    name: str
    waiting_since: datetime
    question_id: int


def who_waits(work: Work, most: int) -> list[WhoWaits]:
    """The organizations that have waited the longest, the longest first. One statement along an index."""
    rows = _OLDEST.rows(work.session, yes=True, most=most)
    return [WhoWaits(slug, name, from_microseconds(since), id_) for slug, name, since, id_ in rows if id_ is not None]


def who_waits_for_me(work: Work, most: int) -> list[WhoWaits]:
    """The questions that whoever reads follows, the longest wait first, among the oldest `WALKED`. One statement."""
    rows = _MINE.rows(work.session, me=work.actor.membership_id, most=most, walked=WALKED)
    return [WhoWaits(slug, name, from_microseconds(since), id_) for slug, name, since, id_ in rows]


def who_waits_in_my_caseload(work: Work, most: int) -> list[WhoWaits]:
    """Of the organizations confided to whoever reads, those that wait, the longest first. One statement, which reads
    no others."""
    rows = _OF_CASELOAD.rows(work.session, me=work.actor.membership_id, yes=True, most=most)
    return [WhoWaits(slug, name, from_microseconds(since), id_) for slug, name, since, id_ in rows if id_ is not None]


def next_waiting(work: Work, question_id: int) -> tuple[str, int] | None:
    """The organization's slug and the number of the next question for whoever reads: theirs or nobody's, the longest
    wait first."""
    row = _NEXT.row(work.session, me=work.actor.membership_id, question_id=question_id)
    return (row[0], int(row[1])) if row is not None else None
