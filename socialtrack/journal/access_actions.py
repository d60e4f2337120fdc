"""The journal of access: who came in, was let in, exported, or looked in. Purged when the centre's retention says.

It stands beside the events and is no source of any figure: nothing is rebuilt from it.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ..kernel.work import Work
from .models import AccessEvent

KINDS = (
    "signed-in-new-device",
    "invited",
    "link-copied",
    "joined",
    "role-changed",
    "membership-ended",
    "lead-named",
    "room-opened",
    "exported",
    "looked-in",
    "factor-set",
    "factor-removed",
    "password-set",
    "settings-changed",
    "person-exported",
    "person-erased",
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


def forget_access(session: Session, centre_id: int, before: datetime) -> int:
    """Delete what is older than `before`; how many. The caller holds the transaction."""
    done = session.execute(
        delete(AccessEvent).where(AccessEvent.centre_id == centre_id, AccessEvent.happened_at < before)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
