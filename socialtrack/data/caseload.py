"""What an advisor held to a caseload may read: of each table, the rows of the organizations confided to them.

Said once for both ways to the database. In such a session (`Scope.caseload`) ORM statements are narrowed; the tables
that a prepared statement reads become what is left of them; a table that is not named here, or that holds totals of the
whole centre, is refused. What is about to be written must be about an organization of theirs. On PostgreSQL a policy
says the same again of organizations (migration 0006).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session, with_loader_criteria

from ..kernel.errors import NotFound, Refused
from .db import db, driver_of
from .guard import SCOPE

_THEIRS = "SELECT id FROM organization WHERE centre_id = :centre_id AND advisor_id = :caseload"
_ORGANIZATION = f"organization_id IN ({_THEIRS})"
_TEAM_OR_ORGANIZATION = f"(organization_id IS NULL OR {_ORGANIZATION})"
_OWN = "made_by = :caseload"
_QUESTIONS = f"SELECT id FROM question WHERE centre_id = :centre_id AND {_ORGANIZATION}"
# What the journal says of the centre itself, and of its team. Imports, examples and notes beside a question are told
# of organizations without naming one: they stay outside.
_CENTRE_KINDS = ("centre-founded", "settings-changed", "release-published")
_CENTRE_KINDS_LIKE = ("faq-%", "membership-%")
_OWN_KINDS_LIKE = "several-%"  # one gesture for many: those they made themselves, which they can take back
_OF_THE_CENTRE = " OR ".join(
    [f"kind IN ({', '.join(f'{kind!r}' for kind in _CENTRE_KINDS)})"]
    + [f"kind LIKE {kind!r}" for kind in _CENTRE_KINDS_LIKE]
    + [f"(kind LIKE {_OWN_KINDS_LIKE!r} AND membership_id = :caseload)"]
)

EACH_ITS_OWN = (
    *("access_event", "baseline", "hesitation", "network_choice", "note", "organization_revision"),
    *("organization_summary", "organization_tag", "question", "question_message", "shut_room", "support"),
    *("task_plan", "task_state", "told_state"),
)
LEFT: Mapping[str, str] = {
    **dict.fromkeys(EACH_ITS_OWN, _ORGANIZATION),
    "organization": "advisor_id = :caseload",
    "organization_merge": f"{_ORGANIZATION} AND into_id IN ({_THEIRS})",
    "membership": _TEAM_OR_ORGANIZATION,
    "invitation": _TEAM_OR_ORGANIZATION,
    "event": f"({_ORGANIZATION} OR (organization_id IS NULL AND ({_OF_THE_CENTRE})))",
    "team_note": f"question_id IN ({_QUESTIONS})",
    # The team's texts belong to no organization: those of notes about one of theirs.
    "text_revision": f"""({_ORGANIZATION}
        OR id IN (SELECT text_id FROM team_note WHERE centre_id = :centre_id AND question_id IN ({_QUESTIONS}))
        OR id IN (SELECT note_id FROM support WHERE centre_id = :centre_id AND {_ORGANIZATION}))""",
    # Shared in the team, with words and filters that may name any organization.
    "saved_view": _OWN,
    "live_address": _OWN,
    "job": _OWN,
}
# Figures of the whole centre: never read, not even in part.
TOTALS = frozenset({"centre_totals", "centre_day_count", "centre_day_movement"})
# The centre's own, about no organization.
OF_THE_CENTRE = frozenset(
    {
        *("centre_revision", "faq_entry", "faq_text", "faq_vote", "incident", "path_version", "receipt", "release"),
        *("saved_answer", "step", "task", "task_text"),
    }
)
_GUARDED = frozenset(LEFT) | TOTALS
_READ = re.compile(rf"\b(FROM|JOIN)\s+({'|'.join(sorted(_GUARDED))})\b(?:\s+(?:AS\s+)?([a-z]\w*))?")
_TABLE = re.compile(rf"(?<![.\w:])({'|'.join(sorted(_GUARDED))})\b(?!\s*[.(])")
_WRITTEN = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)")
_QUOTED = re.compile(r"'[^']*'")
_CONFIDED = "confided"  # in a session's info: organizations of the caseload, as far as it has met them


class BeyondCaseload(RuntimeError):
    """A statement that can't be kept within a caseload ran in a session of an advisor who sees nothing else."""


def written_table(sql: str) -> str | None:
    """The table that a statement changes; None if it only reads."""
    found = _WRITTEN.match(sql)
    return found[2] if found else None


def within_caseload(sql: str) -> str:
    """The same statement over what is left of those tables. Keywords are in capitals, names are not.

    Raises:
        BeyondCaseload: it reads totals, or reaches a table in a way that this reading does not know.
    """
    words = _QUOTED.sub("''", sql)
    read = [table for _, table, _ in _READ.findall(words)]
    if totals := TOTALS.intersection(read):
        raise BeyondCaseload(f"{', '.join(sorted(totals))}: totals of the whole centre, in {words.strip()[:80]}")
    target = written_table(sql)
    mentioned = _TABLE.findall(words)
    if target in mentioned:
        mentioned.remove(target)
    if sql.lstrip().startswith("DELETE") and target in read:
        read.remove(target)
    if sorted(mentioned) != sorted(read):
        raise BeyondCaseload(f"tables are read by FROM and JOIN, each by its own: {words.strip()[:80]}")
    if sql.lstrip().startswith("DELETE"):
        if read:
            raise BeyondCaseload(f"rows are removed by what names them alone: {words.strip()[:80]}")
        return sql
    return _READ.sub(lambda m: f"{m[1]} (SELECT * FROM {m[2]} WHERE {LEFT[m[2]]}) {m[3] or m[2]}", sql)


def check_written(session: Session, table: str, values: Mapping[str, Any]) -> None:
    """What a prepared statement is about to write is about an organization of the caseload, or about none.

    Raises:
        NotFound: it is about another organization: for whoever acts, one that does not exist.
        Refused: it gives an organization away: those who see the whole centre do that.
        BeyondCaseload: it does not say what it is about.
    """
    caseload = session.info[SCOPE].caseload
    if table == "organization":
        if values.get("advisor_id", caseload) != caseload:
            raise Refused("confided-by-others")
        if "id" in values:
            check_confided(session, values["id"])
    elif table in LEFT and "organization_id" not in values:
        raise BeyondCaseload(f"a change of {table} names :organization_id")
    elif values.get("organization_id") is not None:
        check_confided(session, values["organization_id"])


def check_confided(session: Session, organization_id: int) -> None:
    """Raises NotFound: that organization is not one of the caseload."""
    confided: set[int] = session.info.setdefault(_CONFIDED, set())
    if organization_id not in confided:
        confided |= _confided(session)
        if organization_id not in confided:
            raise NotFound


def let_in(session: Session, organization_id: int) -> None:
    """The door has found that organization among those of the caseload: nobody need ask again."""
    session.info[_CONFIDED] = {organization_id}


def _confided(session: Session) -> set[int]:
    scope = session.info[SCOPE]
    mark = "%s" if hasattr(driver_of(session), "pgconn") else "?"
    rows = driver_of(session).execute(
        f"SELECT id FROM organization WHERE centre_id = {mark} AND advisor_id = {mark}",
        (scope.centre_id, scope.caseload),
    )
    return {row[0] for row in rows.fetchall()}


def check_row(session: Session, row: Any) -> None:
    """A row that is about to be written is of an organization of the caseload, or of none. Raises as above."""
    table = row.__tablename__
    if table == "organization":
        if row.advisor_id != session.info[SCOPE].caseload:
            raise Refused("confided-by-others")
    elif getattr(row, "organization_id", None) is not None:
        check_confided(session, row.organization_id)
    if table == "organization_merge":
        check_confided(session, row.into_id)


def _classes() -> dict[str, Any]:
    return {mapper.local_table.name: mapper.class_ for mapper in db.Model.registry.mappers}  # type: ignore[attr-defined]


@lru_cache(maxsize=256)
def criteria(centre_id: int, caseload: int) -> tuple[Any, ...]:
    """What narrows an ORM statement, for each class of those tables."""
    table = {name: class_.__table__.alias() for name, class_ in _classes().items()}
    organization, question, note, support = (table[n] for n in ("organization", "question", "team_note", "support"))
    theirs = select(organization.c.id).where(
        organization.c.centre_id == centre_id, organization.c.advisor_id == caseload
    )
    asked = select(question.c.id).where(question.c.centre_id == centre_id, question.c.organization_id.in_(theirs))
    noted = select(note.c.text_id).where(note.c.centre_id == centre_id, note.c.question_id.in_(asked))
    given = select(support.c.note_id).where(support.c.centre_id == centre_id, support.c.organization_id.in_(theirs))

    def left(name: str, cls: Any) -> ColumnElement[bool]:
        if name in TOTALS:
            return false()
        if name == "organization":
            return cls.advisor_id == caseload
        if name == "organization_merge":
            return cls.organization_id.in_(theirs) & cls.into_id.in_(theirs)
        if name == "team_note":
            return cls.question_id.in_(asked)
        if LEFT[name] == _OWN:
            return cls.made_by == caseload
        inside = cls.organization_id.in_(theirs)
        if name == "text_revision":
            return or_(inside, cls.id.in_(noted), cls.id.in_(given))
        if name == "event":
            own = cls.kind.like(_OWN_KINDS_LIKE) & (cls.membership_id == caseload)
            said = or_(cls.kind.in_(_CENTRE_KINDS), own, *(cls.kind.like(kind) for kind in _CENTRE_KINDS_LIKE))
            return or_(inside, cls.organization_id.is_(None) & said)
        return or_(cls.organization_id.is_(None), inside) if LEFT[name] == _TEAM_OR_ORGANIZATION else inside

    classes = _classes()
    return tuple(
        with_loader_criteria(classes[name], left(name, classes[name]), include_aliases=True)
        for name in sorted(_GUARDED)
    )
