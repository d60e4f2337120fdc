"""What one organization was given, as its centre's team reads it, with the team's notes; and whom a workshop may be
logged for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from ..data.prepared import Prepared
from ..kernel.errors import NotFound
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work
from ..people.who_queries import Who, who_columns, who_of
from ..tenancy.models import Centre, Organization
from .rules import Given, SupportKind

SHOWN = 200
_GIVEN = f"""SELECT s.id, s.kind, s.given_on, s.minutes, s.note_id, r.body, r.blanked_at, s.logged_at, s.removed_at,
               {who_columns("w")}
        FROM support s
        LEFT JOIN text_revision r ON r.centre_id = s.centre_id AND r.id = s.note_id
        LEFT JOIN membership w ON w.centre_id = s.centre_id AND w.id = s.logged_by
        WHERE s.centre_id = :centre_id AND s.organization_id = :organization_id"""
_ALL = Prepared(f"{_GIVEN} ORDER BY s.given_on DESC, s.id DESC LIMIT :most")
_PRESENT = Prepared(f"{_GIVEN} AND s.removed_at IS NULL ORDER BY s.given_on DESC, s.id DESC LIMIT :most")
_ONE = Prepared(f"{_GIVEN} AND s.id = :support_id")
_TOTALS = Prepared(
    """SELECT COUNT(*), COALESCE(SUM(minutes), 0) FROM support
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND removed_at IS NULL"""
)


@dataclass(frozen=True, slots=True)
class OneGiven:
    """Support that was given, or that was logged by mistake (`is_removed`). `note`: '' where there is none, None where
    it was erased."""

    id: int
    given: Given
    note: str | None
    logged_at: datetime
    is_removed: bool
    by: Who | None


@dataclass(frozen=True, slots=True)
class Totals:
    """How often support was given, and for how many minutes in all, as far as they were said."""

    times: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Asked:
    """An organization that a workshop may be logged for."""

    id: int
    slug: str
    name: str


def support_given(work: Work, organization_id: int, most: int = SHOWN, *, removed: bool = False) -> list[OneGiven]:
    """The latest first, by the day on which it was given. `removed`: with what was taken away."""
    statement = _ALL if removed else _PRESENT
    return [_one(row) for row in statement.rows(work.session, organization_id=organization_id, most=most)]


def one_given(work: Work, organization_id: int, support_id: int) -> OneGiven:
    """Raises:
    NotFound: the organization was given no such support.
    """
    row = _ONE.row(work.session, organization_id=organization_id, support_id=support_id)
    if row is None:
        raise NotFound("no-such-support")
    return _one(row)


def totals(work: Work, organization_id: int) -> Totals:
    row = _TOTALS.row(work.session, organization_id=organization_id)
    assert row is not None
    return Totals(int(row[0]), int(row[1]))


def chosen_organizations(work: Work, slugs: Collection[str]) -> list[Asked]:
    """Those of these slugs that are there and not archived, by name."""
    rows = work.session.execute(
        select(Organization.id, Organization.slug, Organization.name)
        .where(
            Organization.centre_id == work.centre.id,
            Organization.slug.in_(sorted(slugs)),
            Organization.removed_at.is_(None),
            Organization.archived_at.is_(None),
        )
        .order_by(Organization.name_key, Organization.id)
    )
    return [Asked(row.id, row.slug, row.name) for row in rows]


def founded_on(work: Work) -> date:
    """The first day on which the centre can have given support here."""
    founded_at = work.session.scalars(select(Centre.created_at).where(Centre.id == work.centre.id)).one()
    return local_day(founded_at, work.centre.zone)


def _one(row: tuple) -> OneGiven:
    id_, kind, given_on, minutes, note_id, body, blanked_at, logged_at, removed_at, *who = row
    note = "" if note_id is None else body if blanked_at is None else None
    given = Given(SupportKind(kind), date.fromisoformat(given_on), minutes)
    return OneGiven(id_, given, note, from_microseconds(logged_at), removed_at is not None, who_of(tuple(who)))
