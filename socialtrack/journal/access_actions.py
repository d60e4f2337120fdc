"""The journal of access: who came in, was let in, exported, or looked in. Purged when the centre's retention says.

It stands beside the events and is no source of any figure: nothing is rebuilt from it.
"""

import logging
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..kernel.errors import Busy
from ..kernel.work import COMMAND, Work
from .access_queries import has_looked_in
from .models import AccessEvent

log = logging.getLogger(__name__)

KINDS = (
    "signed-in-new-device",
    "invited",
    "link-copied",
    "joined",
    "role-changed",
    "caseload-held",
    "caseload-given-back",
    "membership-ended",
    "lead-named",
    "room-opened",
    "exported",
    "looked-in",
    "factor-set",
    "factor-removed",
    "password-set",
    "password-removed",
    "passkey-added",
    "passkey-removed",
    "settings-changed",
    "person-exported",
    "person-erased",
    "incident-added",
    "incident-changed",
    "live-opened",
    "live-read",
    "live-kept",
    "live-closed",
)


def note_access(
    work: Work,
    kind: str,
    *,
    organization_id: int | None = None,
    about_id: int | None = None,
    before: str | None = None,
    after: str | None = None,
) -> None:
    """Note one access, inside `work.write()`. `about_id` is the membership that it concerns; `before` and `after` are
    roles, or the name of what was exported.

    Raises:
        ValueError: no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of access: {kind}")
    work.session.add(
        AccessEvent(
            organization_id=organization_id,
            kind=kind,
            happened_at=work.now,
            membership_id=work.actor.membership_id,
            actor_role=work.actor.role,
            about_id=about_id,
            before=before,
            after=after,
            channel=work.actor.channel,
        )
    )
    work.session.flush()


def note_of_person(
    session: Session,
    kind: str,
    now: datetime,
    *,
    centre_id: int,
    organization_id: int | None,
    membership_id: int,
    role: str,
    is_by_host: bool = False,
) -> None:
    """Note what a person did to their own account in one of the places that it opens, or what the host did to it. The
    caller holds the transaction, in an unscoped session, since a person may hold places in several centres.

    Raises:
        ValueError: no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of access: {kind}")
    session.add(
        AccessEvent(
            centre_id=centre_id,
            organization_id=organization_id,
            kind=kind,
            happened_at=now,
            membership_id=None if is_by_host else membership_id,
            actor_role=COMMAND.role if is_by_host else role,
            about_id=membership_id,
            channel=COMMAND.channel if is_by_host else "web",
        )
    )
    session.flush()


def note_export(work: Work, report: str, *, organization_id: int | None = None) -> bool:
    """Note that a report leaves, in a short transaction of its own; whether that could be done.

    A database that takes no change just now holds no report back: the log tells instead.

    Raises:
        Refused: the membership has ended, or its role has changed, since the door read it.
    """
    try:
        with work.write():
            note_access(work, "exported", organization_id=organization_id, after=report)
    except Busy:
        log.warning("membership %s exported %s; the journal of access was busy", work.actor.membership_id, report)
        return False
    return True


def note_looking_in(work: Work, organization_id: int) -> None:
    """Note that somebody of the centre opened an organization's pages: once a day for each of them.

    Raises:
        Busy: the database can't take a change now.
    """
    assert work.actor.membership_id is not None
    with work.write():
        if not has_looked_in(work, work.actor.membership_id, organization_id, work.today):
            note_access(work, "looked-in", organization_id=organization_id)


def forget_access(session: Session, centre_id: int, before: datetime, *, most: int = 1_000) -> int:
    """Delete what is older than `before`, at most so many rows; how many went. The caller holds the transaction."""
    old = session.scalars(
        select(AccessEvent.id)
        .where(AccessEvent.centre_id == centre_id, AccessEvent.happened_at < before)
        .order_by(AccessEvent.happened_at)
        .limit(most)
    ).all()
    if old:
        session.execute(delete(AccessEvent).where(AccessEvent.centre_id == centre_id, AccessEvent.id.in_(old)))
    return len(old)
