"""What `actions` does for one organization, for thousands in a few statements. Runs inside `work.write()`, always."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..data.prepared import Prepared
from ..data.types import dump_json
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from .actions import ADD_TO_DAY, INSERT_EVENT, UPDATE_TOTALS
from .figures import DAY_COUNTS, READ_SUMMARY, TOTALS, Figures, figures_of
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
_PAUSE = Prepared(
    """UPDATE organization_summary SET paused_until = :paused_until
       WHERE centre_id = :centre_id AND organization_id = :organization_id"""
)
_NOTHING: Mapping[int, Any] = {}


def record_each(
    work: Work,
    kind: str,
    told: Iterable[tuple[int, dict[str, Any] | None]],
    *,
    before: Mapping[int, dict[str, Any]] = _NOTHING,
    undoes: Mapping[int, int] = _NOTHING,
) -> list[int]:
    """Append one event of that kind for each (organization, `value_after`); their ids, in that order.

    By organization: `before`, its `value_before`; `undoes`, the event that this one takes back.
    """
    now = to_microseconds(work.now)
    common = {
        **dict.fromkeys(("task_key", "network", "before", "after")),
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
            {
                **common,
                "organization_id": organization_id,
                "value_before": dump_json(before[organization_id]) if before.get(organization_id) else None,
                "value_after": dump_json(value) if value else None,
                "undoes_id": undoes.get(organization_id),
            }
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
    list_again(work, organization_ids, is_listed=False)


def list_again(work: Work, organization_ids: Sequence[int], *, is_listed: bool = True) -> None:
    """Take organizations back among the centre's figures, or off them."""
    standing = read_figures_each(work, organization_ids)
    _UNLIST.run_each(work.session, ({"organization_id": id_, "is_listed": is_listed} for id_ in standing))
    _add_to_centre(work, [(figures, replace(figures, is_listed=is_listed)) for figures in standing.values()])


def read_figures_each(work: Work, organization_ids: Sequence[int]) -> dict[int, Figures]:
    """The summary row of each of these organizations, by organization."""
    rows = READ_SUMMARY.row_each(work.session, ({"organization_id": id_} for id_ in organization_ids))
    return {id_: figures_of(row) for id_, row in zip(organization_ids, rows, strict=True) if row is not None}


def set_pauses(work: Work, pauses: Mapping[int, str | None]) -> dict[int, str | None]:
    """Write the last day of each one's pause (ISO; None: no pause), and move it in the centre's figures.

    The days that stood there before.
    """
    standing = read_figures_each(work, tuple(pauses))
    _PAUSE.run_each(work.session, ({"organization_id": id_, "paused_until": pauses[id_]} for id_ in standing))
    _add_to_centre(work, [(each, replace(each, paused_until=pauses[id_])) for id_, each in standing.items()])
    return {id_: each.paused_until for id_, each in standing.items()}


def _add_to_centre(work: Work, changes: Sequence[tuple[Figures, Figures]]) -> None:
    totals: Counter[str] = Counter()
    days: Counter[tuple[str, str]] = Counter()
    for figures, sign in ((figures, sign) for change in changes for figures, sign in zip(change, (-1, 1), strict=True)):
        for name, n in zip(TOTALS, figures.totals(), strict=True):
            totals[name] += sign * n
        for on, name, n in figures.by_day(work):
            days[on.isoformat(), name] += sign * n
    if any(totals.values()):
        UPDATE_TOTALS.run(work.session, **{name: totals[name] for name in TOTALS})
    for day in sorted({day for (day, _), n in days.items() if n}):
        ADD_TO_DAY.run(work.session, day=day, **{name: days[day, name] for name in DAY_COUNTS})
