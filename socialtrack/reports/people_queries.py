"""The places of people, in organizations and in the team, as they stand or stood at the end of a day."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from ..journal.models import Event
from ..kernel.work import Work
from ..tenancy.models import Membership

_ROLES = ("membership-added", "membership-changed")
_CONSENT = "membership-consent"


class Place(NamedTuple):
    """One membership. `is_named`: whether the centre may read its name."""

    id: int
    organization_id: int | None
    role: str
    joined_at: datetime
    ended_at: datetime | None
    is_named: bool


def places(work: Work, organization_ids: Collection[int] | None, end: datetime | None) -> list[Place]:
    """Those of these organizations (`None`: of the team) that had begun before `end`, or all; in the order in which
    they began. Roles and consents are those of before `end`, as their events told them."""
    in_those = (
        Membership.organization_id.is_(None)
        if organization_ids is None
        else Membership.organization_id.in_(sorted(organization_ids))
    )
    staff = select(Membership.id).where(Membership.organization_id.is_(None))
    statement = (
        select(
            *(Membership.id, Membership.organization_id, Membership.role, Membership.created_at, Membership.ended_at),
            Membership.is_named_to_centre,
            Membership.invited_by.in_(staff).label("is_invited_by_centre"),
        )
        .where(Membership.centre_id == work.centre.id, in_those)
        .order_by(Membership.id)
    )
    if end is not None:
        statement = statement.where(Membership.created_at < end)
    rows = work.session.execute(statement).all()
    roles, named = _told_before(work, organization_ids, end) if end is not None else ({}, {})
    return [
        Place(
            row.id,
            row.organization_id,
            roles.get(row.id, row.role),
            row.created_at,
            row.ended_at if end is None or (row.ended_at is not None and row.ended_at < end) else None,
            row.organization_id is None
            or bool(row.is_invited_by_centre)
            or named.get(row.id, bool(row.is_named_to_centre)),
        )
        for row in rows
    ]


def _told_before(
    work: Work, organization_ids: Collection[int] | None, end: datetime
) -> tuple[dict[int, str], dict[int, bool]]:
    """By membership: the role before `end`, and whether it was named to the centre where that was ever changed."""
    in_those = (
        Event.organization_id.is_(None)
        if organization_ids is None
        else Event.organization_id.in_(sorted(organization_ids))
    )
    rows = work.session.execute(
        select(Event.kind, Event.before, Event.after, Event.value_after, Event.recorded_at)
        .where(Event.centre_id == work.centre.id, in_those, Event.kind.in_((*_ROLES, _CONSENT)))
        .order_by(Event.id)
    )
    roles: dict[int, str] = {}
    named: dict[int, bool] = {}
    for kind, before, after, value, recorded_at in rows:
        id_ = (value or {}).get("membership", 0)
        if kind == _CONSENT:
            if recorded_at < end:
                named[id_] = after == "named"
            else:
                named.setdefault(id_, before == "named")
        elif recorded_at < end:
            roles[id_] = after or ""
        elif kind == "membership-changed":
            roles.setdefault(id_, before or "")
    return roles, named
