"""What `actions` does for one organization, for thousands in a few statements. Runs inside `work.write()`, always."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..data.prepared import Prepared
from ..data.types import dump_json
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from .actions import ADD_TO_DAY, DAY_COUNTS, INSERT_EVENT, READ_SUMMARY, TOTALS, UPDATE_TOTALS, Figures, figures_of
from .rules import COUNT_NAMES, Counts, is_said_for_them

_INSERT_SUMMARY = Prepared(
    f"""INSERT INTO organization_summary (centre_id, organization_id, {", ".join(COUNT_NAMES)}, progress_order,
                                          last_activity_at, is_listed)
        VALUES (:centre_id, :organization_id, {", ".join(f":{name}" for name in COUNT_NAMES)}, :progress_order, 0,
                :is_listed)"""
)
_UNLIST = Prepared(
    """UPDATE organization_summary SET is_listed = :is_listed
       WHERE centre_id = :centre_id AND organization_id = :organization_id"""
)


def record_each(work: Work, kind: str, told: Iterable[tuple[int, dict[str, Any] | None]]) -> list[int]:
    """Append one event of that kind for each (organization, `value_after`); their ids, in that order."""
    now = to_microseconds(work.now)
    common = {
        **dict.fromkeys(("task_key", "network", "before", "after", "value_before", "undoes_id")),
        "kind": kind,
        "happened_at": now,
        "recorded_at": now,
        "membership_id": work.actor.membership_id,
        "actor_role": work.actor.role,
        "on_behalf": work.actor.is_centre_staff and is_said_for_them(kind),
        "channel": work.actor.channel,
    }
    rows = INSERT_EVENT.row_each(
        work.session,
        (
            {**common, "organization_id": organization_id, "value_after": dump_json(value) if value else None}
            for organization_id, value in told
        ),
    )
    return [int(row[0]) for row in rows if row is not None]


def list_organizations(work: Work, organization_ids: Sequence[int], counts: Counts) -> None:
    """Give new organizations their summary rows, and add all of them to the centre's totals at once."""
    values = {
        **dict(zip(COUNT_NAMES, counts.values(), strict=True)),
        "progress_order": -1 if counts.counted == 0 else counts.settled * 100 // counts.counted,
        "is_listed": True,
    }
    _INSERT_SUMMARY.run_each(work.session, ({**values, "organization_id": id_} for id_ in organization_ids))
    after = Figures(counts, 0, None, None, None, None, None, None, None, 0, 0, is_listed=True)
    _add_to_centre(work, [(replace(after, is_listed=False), after)] * len(organization_ids))


def unlist_organizations(work: Work, organization_ids: Sequence[int]) -> None:
    """Take organizations off the centre's figures."""
    rows = READ_SUMMARY.row_each(work.session, ({"organization_id": id_} for id_ in organization_ids))
    listed = [figures_of(row) for row in rows if row is not None]
    _UNLIST.run_each(work.session, ({"organization_id": id_, "is_listed": False} for id_ in organization_ids))
    _add_to_centre(work, [(figures, replace(figures, is_listed=False)) for figures in listed])


def _add_to_centre(work: Work, changes: Sequence[tuple[Figures, Figures]]) -> None:
    totals: Counter[str] = Counter()
    days: Counter[tuple[str, str]] = Counter()
    for figures, sign in ((figures, sign) for change in changes for figures, sign in zip(change, (-1, 1), strict=True)):
        for name, n in zip(TOTALS, figures.totals(), strict=True):
            totals[name] += sign * n
        for on, name in figures.by_day(work):
            days[on.isoformat(), name] += sign
    if any(totals.values()):
        UPDATE_TOTALS.run(work.session, **{name: totals[name] for name in TOTALS})
    for day in sorted({day for (day, _), n in days.items() if n}):
        ADD_TO_DAY.run(work.session, day=day, **{name: days[day, name] for name in DAY_COUNTS})
