"""Where an organization stood when it joined: awaited, fixed when somebody says so, open again. Inside `work.write()`.

What nobody fixed in time is fixed by itself at the next change of figures: see `journal.actions.count`.
"""

from datetime import datetime

from sqlalchemy import delete, select

from ..data.prepared import Prepared
from ..kernel.errors import Conflict, Refused
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work
from .actions import count, record, write_baseline
from .baseline_queries import start_of
from .figures import read_figures
from .models import Baseline, Event
from .rules import Counts, baseline_due_on

_AWAIT = Prepared(
    """UPDATE organization_summary SET baseline_due_on = :due_on
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND baseline_due_on IS NULL
         AND NOT EXISTS (SELECT 1 FROM baseline b
                         WHERE b.centre_id = :centre_id AND b.organization_id = :organization_id)
         AND NOT EXISTS (SELECT 1 FROM event e
                         WHERE e.centre_id = :centre_id AND e.organization_id = :organization_id
                           AND e.kind = 'membership-added')"""
)
_SET_DUE = Prepared(
    """UPDATE organization_summary SET baseline_due_on = :due_on
       WHERE centre_id = :centre_id AND organization_id = :organization_id"""
)


_FIRST_JOINED = Prepared(
    """SELECT min(recorded_at) FROM event
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND kind = 'membership-added'"""
)


def await_baseline(work: Work, organization_id: int) -> str | None:
    """Before the event of somebody who joins: the last day for saying where they stood, if they are the first."""
    due_on = baseline_due_on(work.today).isoformat()
    return due_on if _AWAIT.run(work.session, organization_id=organization_id, due_on=due_on) else None


def fix_baseline(
    work: Work, organization_id: int, *, said_with: tuple[int, ...] = (), said_at: datetime | None = None
) -> int:
    """« Voilà où nous en sommes »: the figures as they are now; the event's id. `said_with`: what was said with it;
    `said_at`: when, if it was not now.

    Raises:
        Conflict: it is fixed, or the day for it is past.
        Refused: the organization is archived.
    """
    if not start_of(work, organization_id).is_open:
        raise Conflict("baseline-fixed")
    figures = read_figures(work, organization_id)
    if not figures.is_listed:
        raise Refused("organization-archived")
    event_id = write_baseline(
        work,
        organization_id,
        figures.counts,
        "baseline-fixed",
        fixed_on=local_day(said_at or work.now, work.centre.zone).isoformat(),
        due_on=figures.baseline_due_on,
        at=said_at,
        said_with=said_with,
    )
    _SET_DUE.run(work.session, organization_id=organization_id, due_on=None)
    count(work, organization_id, Counts(), happened_at=said_at)
    return event_id


def reopen_baseline(work: Work, organization_id: int, event: Event) -> int:
    """Take « voilà où nous en sommes » back while its days last: an event of its own; its id.

    Raises:
        Conflict: it was fixed again since, or by itself (code `undo-overtaken`); its days are past (`baseline-closed`).
    """
    fixed = work.session.scalars(
        select(Baseline).where(Baseline.centre_id == work.centre.id, Baseline.organization_id == organization_id)
    ).one_or_none()
    if fixed is None or fixed.event_id != event.id:
        raise Conflict("undo-overtaken")
    due_on = (event.value_after or {}).get("due_on") or _due_on_of_the_first(work, organization_id)
    if due_on is not None and work.today.isoformat() > due_on:
        raise Conflict("baseline-closed")
    work.session.execute(
        delete(Baseline).where(Baseline.centre_id == work.centre.id, Baseline.organization_id == organization_id)
    )
    _SET_DUE.run(work.session, organization_id=organization_id, due_on=due_on)
    event_id = record(
        work,
        kind="baseline-fixed",
        organization_id=organization_id,
        before="fixed",
        after="open",
        value_before=event.value_after,
        value_after={"due_on": due_on} if due_on else None,
        undoes_id=event.id,
    )
    count(work, organization_id, Counts())
    return event_id


def _due_on_of_the_first(work: Work, organization_id: int) -> str | None:
    """For what was fixed before anybody had joined."""
    row = _FIRST_JOINED.row(work.session, organization_id=organization_id)
    if row is None or row[0] is None:
        return None
    return baseline_due_on(local_day(from_microseconds(row[0]), work.centre.zone)).isoformat()
