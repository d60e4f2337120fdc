"""A copy of all that is held about somebody, table by table, after the one list (`personal_data.py`)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..journal.rules import is_private
from ..tenancy.models import Centre, Membership, Organization
from .models import Person
from .person_queries import rows_of, subject_of
from .personal_data import HELD
from .queries import places_held
from .room_queries import still_shut

Rows = list[dict[str, Any]]

# What a manager hands over, at the person's request: what their centre holds, and nothing that it may not read itself.
OF_A_CENTRE = (
    *("person", "membership", "invitation", "event", "task_state", "text_revision", "task_plan", "note", "letter"),
    *("hesitation", "question", "question_message", "team_note", "saved_answer", "faq_entry", "faq_text"),
    "access_event",
)
# Where what an organization keeps to itself may stand.
_MAY_BE_PRIVATE = frozenset({"event", "text_revision", "note"})


def copy_of(session: Session, person_id: int, within: int | None = None, shut: Collection[int] = ()) -> dict[str, Rows]:
    """By table, the rows that are that person's: the columns that are given, whether each fact is there, and the names
    of the centre and the organization. In an unscoped session.

    `within` a centre: what its manager may hand over, without the private notes of an organization. `shut`: the
    organizations whose private notes are shut to whoever asks, even those that this person wrote.
    """
    subject = subject_of(session, person_id, within)
    names = _Names(session)
    copy: dict[str, Rows] = {}
    for table, held in HELD.items():
        if not held.whose or (within is not None and table not in OF_A_CENTRE):
            continue
        if within is not None and table == "person":
            person = session.get_one(Person, person_id)
            copy[table] = [{"email": person.email, "language": person.language, "created_at": person.created_at}]
            continue
        rows = rows_of(session, table, subject)
        if table in _MAY_BE_PRIVATE:
            rows = [
                row for row in rows if not _is_private(row) or (within is None and row["organization_id"] not in shut)
            ]
        copy[table] = [
            {
                **names.of(table, row),
                **{column: row[column] for column in held.given},
                **{column: bool(row[column]) for column in held.facts},
            }
            for row in rows
        ]
    return copy


def _is_private(row: dict[str, Any]) -> bool:
    """A private note, its words, or what was done with it."""
    return row.get("audience") == "organization" or is_private(row.get("kind", ""))


class _Names:
    """What centres and organizations are called, asked once each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._centres: dict[int, str] = {}
        self._organizations: dict[int, str] = {}

    def of(self, table: str, row: dict[str, Any]) -> dict[str, str]:
        centre_id = row["id"] if table == "centre" else row.get("centre_id")
        organization_id = row["id"] if table == "organization" else row.get("organization_id")
        named = {}
        if centre_id is not None:
            named["centre"] = self._centre(centre_id)
        if centre_id is not None and organization_id is not None:
            named["organization"] = self._organization(centre_id, organization_id)
        return named

    def _centre(self, centre_id: int) -> str:
        if centre_id not in self._centres:
            found = select(Centre.name).where(Centre.id == centre_id)
            self._centres[centre_id] = self._session.scalars(found).one()
        return self._centres[centre_id]

    def _organization(self, centre_id: int, organization_id: int) -> str:
        if organization_id not in self._organizations:
            found = select(Organization.name).where(
                Organization.centre_id == centre_id, Organization.id == organization_id
            )
            self._organizations[organization_id] = self._session.scalars(found).one()
        return self._organizations[organization_id]


def centres_of(session: Session, person_id: int) -> list[int]:
    """Every centre in which somebody holds or held a place. In an unscoped session."""
    return list(
        session.scalars(
            select(Membership.centre_id)
            .where(Membership.person_id == person_id)
            .distinct()
            .order_by(Membership.centre_id)
        )
    )


def rooms_shut(session: Session, person_id: int, now: datetime) -> frozenset[int]:
    """The organizations of theirs whose private notes are shut to somebody who came in as that person by a link that
    the centre copied. In an unscoped session."""
    return frozenset(
        place.organization_id
        for place in places_held(session, person_id)
        if place.organization_id is not None
        and any(
            room.membership_id == place.membership_id
            for room in still_shut(session, place.centre_id, place.organization_id, now)
        )
    )
