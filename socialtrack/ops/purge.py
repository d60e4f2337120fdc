"""What is kept for a time only, and goes when that time is over: each kind of row with its rule, a few at a time.

Events, ticks and texts are never among them. Run twice, it does nothing the second time.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from ..data.db import forget_old_pages, immediate
from ..data.types import Moment
from ..jobs.models import Job
from ..journal.models import AccessEvent, Receipt
from ..kernel.moments import local_day
from ..kernel.work import CentreFacts
from ..mailing.models import Letter
from ..people.actions import outside
from ..people.incident_rules import known_before
from ..people.models import Challenge, Device, Incident, Invitation, ShutRoom, SignInLink, Throttle
from ..tenancy.models import Centre
from ..tenancy.queries import facts_of

AT_ONCE = 500  # rows a transaction: others who write wait for a few milliseconds
DEVICES_KEPT = timedelta(days=180)  # after their end: a browser that comes back is still known
LINKS_KEPT = timedelta(days=30)
TRIES_KEPT = timedelta(days=1)
LETTERS_KEPT = timedelta(days=30)  # their texts are blank from the moment they left
UNSENT_LETTERS_KEPT = timedelta(days=90)
# A gesture made without a network is sent again when the network is back: its key is known for as long as its session.
RECEIPTS_KEPT = timedelta(days=90)
JOBS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of one table that may go. Where `blanked` is given they stay, without these columns."""

    name: str
    model: Any
    which: ColumnElement[bool]
    blanked: dict[str, Any] | None = None


def purge(now: datetime, *, with_incidents: bool = False, is_rehearsal: bool = False) -> Iterator[tuple[str, int]]:
    """Each kind of row with how many went, or would go. Old incidents only where they are asked for."""
    for rule in _rules(now, with_incidents=with_incidents):
        yield rule.name, _count(rule) if is_rehearsal else _let_go(rule)
    if not is_rehearsal:
        with _everywhere() as session:
            forget_old_pages(session)


def _rules(now: datetime, *, with_incidents: bool) -> Iterator[Rule]:
    for centre, kept_days in _centres():
        before = now - timedelta(days=kept_days)
        yield Rule(
            f"accesses of {centre.slug}",
            AccessEvent,
            and_(AccessEvent.centre_id == centre.id, AccessEvent.happened_at < before),
        )
        yield Rule(
            f"addresses of past invitations of {centre.slug}",
            Invitation,
            and_(
                Invitation.centre_id == centre.id,
                Invitation.email != "",
                or_(Invitation.accepted_at < before, Invitation.revoked_at < before, Invitation.expires_at < before),
            ),
            blanked={"email": "", "email_key": "", "revoked_at": _waits_no_more(now)},
        )
        if with_incidents:
            last_day = known_before(local_day(now, centre.zone))
            yield Rule(
                f"incidents of {centre.slug}",
                Incident,
                and_(Incident.centre_id == centre.id, Incident.known_on <= last_day),
            )
    yield from _of_the_installation(now)


def _of_the_installation(now: datetime) -> Iterator[Rule]:
    ended = now - DEVICES_KEPT
    later, shut = aliased(Device), aliased(ShutRoom)
    yield Rule(
        "ended sessions",
        Device,
        and_(
            or_(Device.ended_at < ended, Device.idle_until < ended, Device.ends_at < ended),
            # The last one of each person stays, so that whoever comes back in another browser is told of it.
            select(later.id).where(later.person_id == Device.person_id, later.id > Device.id).exists(),
            ~select(shut.id).where(shut.device_id == Device.id).exists(),
        ),
    )
    yield Rule("sign-in links", SignInLink, SignInLink.expires_at < now - LINKS_KEPT)
    yield Rule("challenges", Challenge, Challenge.expires_at < now)
    yield Rule("counted tries", Throttle, Throttle.since < now - TRIES_KEPT)
    yield Rule("letters that left", Letter, Letter.sent_at < now - LETTERS_KEPT)
    yield Rule(
        "letters given up",
        Letter,
        and_(Letter.sent_at.is_(None), Letter.next_try_at.is_(None), Letter.written_at < now - UNSENT_LETTERS_KEPT),
    )
    yield Rule("long work that is over", Job, Job.made_at < now - JOBS_KEPT)
    yield Rule("receipts of gestures", Receipt, Receipt.answered_at < now - RECEIPTS_KEPT)


def _waits_no_more(now: datetime) -> Any:
    """One that was neither accepted nor taken back counts as taken back now."""
    return case(
        (Invitation.accepted_at.is_(None), func.coalesce(Invitation.revoked_at, literal(now, Moment))),
        else_=Invitation.revoked_at,
    )


def _centres() -> list[tuple[CentreFacts, int]]:
    with _everywhere() as session:
        rows = session.scalars(select(Centre).order_by(Centre.id)).all()
        return [(facts_of(row), row.kept_days) for row in rows]


def _everywhere() -> AbstractContextManager[Session]:
    return outside("what is kept for a time goes, in every centre, whoever it belonged to")


def _count(rule: Rule) -> int:
    with _everywhere() as session:
        return session.scalars(select(func.count()).select_from(rule.model).where(rule.which)).one()


def _let_go(rule: Rule) -> int:
    """Some rows, one transaction, until none is left."""
    gone = 0
    while True:
        with _everywhere() as session, immediate(session):
            n = _some(session, rule)
        gone += n
        if n < AT_ONCE:
            return gone


def _some(session: Session, rule: Rule) -> int:
    keys = tuple(rule.model.__mapper__.primary_key)
    found = session.execute(select(*keys).where(rule.which).limit(AT_ONCE)).all()
    if not found:
        return 0
    these = keys[0].in_([row[0] for row in found]) if len(keys) == 1 else tuple_(*keys).in_([tuple(r) for r in found])
    if rule.blanked is None:
        session.execute(delete(rule.model).where(these))
    else:
        session.execute(update(rule.model).where(these).values(rule.blanked))
    return len(found)
