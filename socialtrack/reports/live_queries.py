"""The live addresses of a centre, as its team sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ..kernel.errors import NotFound
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from ..tenancy.models import Membership
from .live_rules import SHOWN_AFTER_CLOSING
from .models import LiveAddress
from .rules import Report


class LiveState(StrEnum):
    """`LEFT`: whoever it stood on is gone, or may no longer open any; it answers nothing until a manager keeps it."""

    OPEN = "open"
    LEFT = "left"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class LiveLine:
    id: int
    name: str
    report: Report
    parameters: Mapping[str, Any]
    has_names: bool
    maker: str
    keeper: str | None
    made_at: datetime
    last_used_at: datetime | None
    uses: int
    state: LiveState
    closed_at: datetime | None
    stands_on_reader: bool  # and so lives as long as they are here


def live_addresses(work: Work) -> list[LiveLine]:
    """All of them for a manager, else one's own: those that answer, then those closed of late. One statement."""
    keeper = aliased(Membership)
    statement = (
        select(LiveAddress, Membership, keeper)
        .join(Membership, (Membership.centre_id == LiveAddress.centre_id) & (Membership.id == LiveAddress.made_by))
        .outerjoin(keeper, (keeper.centre_id == LiveAddress.centre_id) & (keeper.id == LiveAddress.kept_by))
        .where(LiveAddress.centre_id == work.centre.id)
        .order_by(LiveAddress.id.desc())
    )
    if not may(work.actor.role, Can.MANAGE_TEAM):
        statement = statement.where(LiveAddress.made_by == work.actor.membership_id)
    lines = [_line(work, *row) for row in work.session.execute(statement)]
    since = work.now - SHOWN_AFTER_CLOSING
    shown = [line for line in lines if line.closed_at is None or line.closed_at > since]
    return sorted(shown, key=lambda line: list(LiveState).index(line.state))


def _line(work: Work, row: LiveAddress, maker: Membership, keeper: Membership | None) -> LiveLine:
    stands_on = keeper or maker
    is_alive = stands_on.ended_at is None and may(stands_on.role, Can.OPEN_LIVE_ADDRESS)
    state = LiveState.CLOSED if row.revoked_at else LiveState.OPEN if is_alive else LiveState.LEFT
    return LiveLine(
        id=row.id,
        name=row.name,
        report=Report(row.report),
        parameters=row.parameters,
        has_names=row.has_names,
        maker=maker.name,
        keeper=keeper.name if keeper else None,
        made_at=row.made_at,
        last_used_at=row.last_used_at,
        uses=row.uses,
        state=state,
        closed_at=row.revoked_at,
        stands_on_reader=stands_on.id == work.actor.membership_id,
    )


def own_address(work: Work, address_id: int) -> LiveAddress:
    """One that whoever asks may close: a manager any of the centre's, the others their own.

    Raises:
        NotFound: none of that number for them.
    """
    statement = select(LiveAddress).where(LiveAddress.centre_id == work.centre.id, LiveAddress.id == address_id)
    if not may(work.actor.role, Can.MANAGE_TEAM):
        statement = statement.where(LiveAddress.made_by == work.actor.membership_id)
    row = work.session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound
    return row
