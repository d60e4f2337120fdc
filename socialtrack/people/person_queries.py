"""Whose rows are whose, after the one list of what is held about persons (`personal_data.py`).

Runs in an unscoped session, since a person may belong to several centres; `within` keeps it to one of them.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, false, func, or_, select
from sqlalchemy.orm import Session

from ..data.db import db
from ..journal.models import TextRevision
from ..kernel.text import email_key
from ..mailing.stopping import address_hash
from ..tenancy.models import Centre, Membership, Organization
from .erasure_rules import Seat
from .models import Person
from .personal_data import HELD, Held, Points


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody, as their rows point at them; `within` one centre, or everywhere."""

    person_id: int
    email_key: str
    memberships: tuple[int, ...]
    names: frozenset[str]
    digests: tuple[str, ...]
    within: int | None = None


def subject_of(session: Session, person_id: int, within: int | None = None) -> Subject:
    person = session.get_one(Person, person_id)
    places = session.execute(
        select(Membership.id, Membership.name).where(
            Membership.person_id == person_id, *([Membership.centre_id == within] if within is not None else [])
        )
    ).all()
    key = "" if person.erased_at is not None else person.email_key
    centres = [within] if within is not None else session.scalars(select(Centre.id)).all()
    return Subject(
        person_id,
        key,
        tuple(place.id for place in places),
        frozenset(place.name for place in places if place.name),
        tuple(address_hash(centre_id, key) for centre_id in centres) if key else (),
        within,
    )


def table_named(name: str) -> Table:
    return db.metadata.tables[name]


def theirs(session: Session, name: str, held: Held, subject: Subject) -> ColumnElement[bool]:
    """Which rows of a table are that person's."""
    table = table_named(name)
    found = [_points(session, table, column, points, subject) for column, points in held.whose.items()]
    mine = or_(false(), *found)
    if subject.within is None:
        return mine
    if name == "centre":
        return and_(mine, table.c.id == subject.within)
    if "centre_id" in table.c:
        return and_(mine, table.c.centre_id == subject.within)
    return mine if name == "mail_refusal" else false()


def _points(session: Session, table: Table, column: str, points: Points, subject: Subject) -> ColumnElement[bool]:
    there = table.c[column]
    if points is Points.PERSON:
        return there == subject.person_id
    if points is Points.MEMBERSHIP:
        return there.in_(subject.memberships)
    if points is Points.DIGEST:
        return there.in_(subject.digests)
    if not subject.email_key:
        return false()
    if column == "email_key":
        return there == subject.email_key
    # Folded here: the database's own lower() knows other letters than ours.
    spelled = [value for value in session.scalars(select(there).distinct()) if value]
    return there.in_([value for value in spelled if email_key(value) == subject.email_key])


def rows_of(session: Session, name: str, subject: Subject) -> list[dict[str, Any]]:
    """The rows of a table that are that person's, in order, with all their columns."""
    table = table_named(name)
    order = [table.c[column.name] for column in table.primary_key.columns]
    rows = session.execute(select(table).where(theirs(session, name, HELD[name], subject)).order_by(*order))
    return [dict(row) for row in rows.mappings()]


def seats_of(session: Session, person_id: int, within: int | None = None) -> list[Seat]:
    """The places that a person holds now, with how many others hold the same role there. A fixed number of
    statements; in an unscoped session."""
    mine = session.execute(
        select(Membership, Centre.name, Organization.name)
        .join(Centre, Centre.id == Membership.centre_id)
        .outerjoin(
            Organization,
            and_(Organization.centre_id == Membership.centre_id, Organization.id == Membership.organization_id),
        )
        .where(
            Membership.person_id == person_id,
            Membership.ended_at.is_(None),
            Organization.removed_at.is_(None),
            *([Membership.centre_id == within] if within is not None else []),
        )
        .order_by(Membership.organization_id.is_not(None), Membership.id)
    ).all()
    centres = {place.centre_id for place, _, _ in mine}
    counts = {
        (row.centre_id, row.organization_id, row.role): row.n
        for row in session.execute(
            select(Membership.centre_id, Membership.organization_id, Membership.role, func.count().label("n"))
            .where(Membership.centre_id.in_(centres), Membership.ended_at.is_(None), Membership.person_id != person_id)
            .group_by(Membership.centre_id, Membership.organization_id, Membership.role)
        )
    }
    return [
        Seat(
            place.centre_id,
            centre,
            place.organization_id,
            organization,
            place.role,
            counts.get((place.centre_id, place.organization_id, place.role), 0),
        )
        for place, centre, organization in mine
    ]


def count_texts(session: Session, person_id: int) -> int:
    """How many texts that somebody wrote are still there. In an unscoped session."""
    mine = select(Membership.id).where(Membership.person_id == person_id)
    return (
        session.scalar(
            select(func.count())
            .select_from(TextRevision)
            .where(TextRevision.written_by.in_(mine), TextRevision.blanked_at.is_(None))
        )
        or 0
    )
