"""Opening a live address, keeping it, closing it; and reading it, by whoever has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from ..data.db import immediate
from ..data.scope import close_session, open_session
from ..journal.access_actions import note_access
from ..kernel.errors import Conflict, NotFound
from ..kernel.moments import local_day
from ..kernel.permissions import Can, may
from ..kernel.tokens import token_hash
from ..kernel.work import Actor, CentreFacts, Work
from ..people.actions import outside
from ..people.throttle import count_try, too_many
from ..tenancy.actions import open_work, scope_for
from ..tenancy.models import Centre, Membership
from ..tenancy.queries import facts_of
from .live_forms import NewAddress, options_then
from .live_queries import own_address
from .live_rules import MOST_OPEN, UNKNOWN_FROM_A_PLACE, read_once_more
from .models import LiveAddress
from .rules import Options, Report


def open_address(work: Work, said: NewAddress, token: str) -> bool:
    """Open an address; whether it is new. The same token, and so the same gesture, is one address.

    Raises:
        Conflict: the centre has as many as it may, or that address was closed meanwhile.
    """
    with work.write():
        same = select(LiveAddress).where(
            LiveAddress.centre_id == work.centre.id, LiveAddress.token_hash == token_hash(token)
        )
        if (row := work.session.scalars(same).first()) is not None:
            if row.revoked_at is not None:
                raise Conflict("live-closed-since")
            return False
        is_open = (LiveAddress.centre_id == work.centre.id, LiveAddress.revoked_at.is_(None))
        if work.session.scalars(select(func.count()).select_from(LiveAddress).where(*is_open)).one() >= MOST_OPEN:
            raise Conflict("live-enough", most=MOST_OPEN)
        work.session.add(
            LiveAddress(
                token_hash=token_hash(token),
                name=said.name,
                report=said.report,
                parameters=dict(said.parameters),
                has_names=said.has_names,
                made_by=work.actor.membership_id,
                made_at=work.now,
            )
        )
        work.session.flush()
        note_access(work, "live-opened", after=said.report)
        return True


def close_address(work: Work, address_id: int) -> bool:
    """It answers nothing from now on; whether it still did.

    Raises:
        NotFound: none of that number for whoever asks.
    """
    with work.write():
        row = own_address(work, address_id)
        if row.revoked_at is not None:
            return False
        row.revoked_at, row.revoked_by = work.now, work.actor.membership_id
        note_access(work, "live-closed", about_id=row.made_by, after=row.report)
        return True


def keep_address(work: Work, address_id: int) -> bool:
    """From now on it stands on whoever keeps it, and shows what they may see; whether that changed anything.

    Raises:
        NotFound: none of that number.
        Conflict: it is closed.
    """
    with work.write():
        row = own_address(work, address_id)
        if row.revoked_at is not None:
            raise Conflict("live-closed")
        if row.kept_by == work.actor.membership_id:
            return False
        row.kept_by = work.actor.membership_id
        note_access(work, "live-kept", about_id=row.made_by, after=row.report)
        return True


@dataclass(frozen=True, slots=True)
class Reading:
    """What an address shows, and as whom it is read."""

    centre: CentreFacts
    actor: Actor
    report: Report
    options: Options


def read_address(token: str, from_place: str, now: datetime) -> Reading:
    """One reading of an address, counted. An address that is closed, or whose person has left, is one that never was.

    Raises:
        NotFound: no such address.
        TooMany: read too often of late; or, for unknown ones, too many of them tried from that place.
        Invalid: its filters name what the centre has no more.
    """
    found = _found(token)
    if found is None:
        _note_unknown(from_place, now)
        raise NotFound
    id_, centre, actor = found
    session = open_session(scope_for(centre.id, actor))
    try:
        work = open_work(session, actor, centre)
        with work.write():
            row = session.scalars(
                select(LiveAddress).where(LiveAddress.centre_id == centre.id, LiveAddress.id == id_).with_for_update()
            ).one()
            counted = read_once_more(row.window_uses, row.window_since, work.now)
            if isinstance(counted, timedelta):
                raise too_many(counted)
            row.window_uses, row.window_since = counted
            before, row.last_used_at, row.uses = row.last_used_at, work.now, row.uses + 1
            if before is None or local_day(before, centre.zone) != work.today:
                note_access(work, "live-read", about_id=row.made_by, after=row.report)
        report = Report(row.report)
        return Reading(centre, actor, report, options_then(report, row.parameters, has_names=row.has_names))
    finally:
        close_session(session)


def _found(token: str) -> tuple[int, CentreFacts, Actor] | None:
    with outside("an address that a spreadsheet reads says itself whose it is") as session:
        row = session.execute(
            select(LiveAddress.id, Membership, Centre)
            .join(Membership, Membership.id == func.coalesce(LiveAddress.kept_by, LiveAddress.made_by))
            .join(Centre, Centre.id == LiveAddress.centre_id)
            .where(
                LiveAddress.token_hash == token_hash(token),
                LiveAddress.revoked_at.is_(None),
                Membership.ended_at.is_(None),
            )
        ).one_or_none()
        if row is None or not may(row.Membership.role, Can.OPEN_LIVE_ADDRESS):
            return None
        member = row.Membership
        actor = Actor(member.role, member.id, member.person_id, sees_caseload_only=member.sees_caseload_only)
        return row.id, facts_of(row.Centre), actor


def _note_unknown(from_place: str, now: datetime) -> None:
    with outside("addresses that nobody has are counted by where they are tried from") as session, immediate(session):
        tries = count_try(session, f"live:{from_place}", now)
    if tries.count > UNKNOWN_FROM_A_PLACE:
        raise too_many(tries.window_left)
