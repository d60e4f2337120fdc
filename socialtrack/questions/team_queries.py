"""What the centre's team reads beside a question, and no organization does: its notes, who the organization is, what
it asked before. Only for sessions of a whole centre."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..data.prepared import Prepared
from ..kernel.moments import from_microseconds
from ..kernel.work import Work
from ..people.models import Person
from ..people.who_queries import Who, who_columns, who_of
from ..tenancy.models import Membership
from .inbox_queries import PRESENT

PREVIOUS_SHOWN = 5
_NOTES = Prepared(
    f"""SELECT n.id, r.body, r.blanked_at, n.written_at, n.removed_at, {who_columns("w")}
        FROM team_note n
        JOIN text_revision r ON r.centre_id = n.centre_id AND r.id = n.text_id
        LEFT JOIN membership w ON w.centre_id = n.centre_id AND w.id = n.written_by
        WHERE n.centre_id = :centre_id AND n.question_id = :question_id
        ORDER BY n.id DESC"""
)
_FACTS = Prepared(
    f"""SELECT o.slug, o.name, o.phone, o.email, o.contact, o.language, d.name, a.id, a.name
        FROM question q
        JOIN organization o ON o.centre_id = q.centre_id AND o.id = q.organization_id
        LEFT JOIN membership d ON d.centre_id = o.centre_id AND d.id = o.advisor_id AND d.ended_at IS NULL
        LEFT JOIN membership a ON a.centre_id = q.centre_id AND a.id = q.assigned_to AND {PRESENT}
        WHERE q.centre_id = :centre_id AND q.id = :question_id"""
)
_PREVIOUS = Prepared(
    """SELECT q.id, q.state, q.asked_at,
              (SELECT substr(r.body, 1, 200) FROM question_message m
               JOIN text_revision r ON r.centre_id = m.centre_id AND r.id = m.text_id
               WHERE m.centre_id = :centre_id AND m.question_id = q.id AND r.blanked_at IS NULL
               ORDER BY m.id LIMIT 1)
       FROM question q
       WHERE q.centre_id = :centre_id AND q.id <> :question_id
         AND q.organization_id = (SELECT t.organization_id FROM question t
                                  WHERE t.centre_id = :centre_id AND t.id = :question_id)
       ORDER BY q.id DESC LIMIT :most"""
)


@dataclass(frozen=True, slots=True)
class TeamNoteFacts:
    """A note of the team; `words` is None where they were erased."""

    id: int
    words: str | None
    written_at: datetime
    is_removed: bool
    author: Who | None


@dataclass(frozen=True, slots=True)
class AboutWhom:
    """The organization that asks, as its centre knows it; who of the team follows it, and who follows this question."""

    slug: str
    name: str
    phone: str
    email: str
    contact: str
    language: str
    advisor: str
    assigned_to: int | None
    assigned_name: str


@dataclass(frozen=True, slots=True)
class Previous:
    """Another question of the same organization; `words` is None where they were erased."""

    id: int
    state: str
    asked_at: datetime
    words: str | None


def notes_of(work: Work, question_id: int) -> list[TeamNoteFacts]:
    """The notes beside a question, the newest first, with those that were taken away; none for anybody but the team."""
    if not work.actor.is_centre_staff:
        return []
    return [
        TeamNoteFacts(
            id_,
            body if blanked_at is None else None,
            from_microseconds(written_at),
            removed_at is not None,
            who_of(tuple(who)),
        )
        for id_, body, blanked_at, written_at, removed_at, *who in _NOTES.rows(work.session, question_id=question_id)
    ]


def about_whom(work: Work, question_id: int) -> AboutWhom:
    """Of a question that is there."""
    row = _FACTS.row(work.session, question_id=question_id)
    assert row is not None
    slug, name, phone, email, contact, language, advisor, assigned_to, assigned_name = row
    texts = (phone or "", email or "", contact or "", language, advisor or "")
    return AboutWhom(slug, name, *texts, assigned_to, assigned_name or "")


def previous(work: Work, question_id: int, most: int = PREVIOUS_SHOWN) -> list[Previous]:
    """The latest other questions of the same organization, the newest first."""
    rows = _PREVIOUS.rows(work.session, question_id=question_id, most=most)
    return [Previous(id_, state, from_microseconds(asked_at), words) for id_, state, asked_at, words in rows]


def language_of_asker(work: Work, membership_id: int | None) -> str | None:
    """The language that whoever asked reads, where they are a person of the organization who is still there."""
    if membership_id is None:
        return None
    return work.session.scalars(
        select(Person.language)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.centre_id == work.centre.id,
            Membership.id == membership_id,
            Membership.organization_id.is_not(None),
            Membership.ended_at.is_(None),
        )
    ).one_or_none()
