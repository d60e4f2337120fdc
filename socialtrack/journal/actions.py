"""Writing the journal: one event, and the figures that change with it. Runs inside `work.write()`, always."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from ..data.prepared import Prepared
from ..data.types import dump_json
from ..kernel.errors import Invalid
from ..kernel.moments import end_of_day, local_day, to_microseconds
from ..kernel.work import Actor, Work
from .figures import DAY_COUNTS, TOTALS, Figures, read_figures
from .models import TextRevision
from .movement_actions import note_movement
from .rules import COUNT_NAMES, Counts, is_said_for_them, moved

INSERT_EVENT = Prepared(
    """INSERT INTO event (centre_id, organization_id, kind, happened_at, recorded_at, task_key, network, before, after,
                          value_before, value_after, membership_id, actor_role, on_behalf, channel, undoes_id)
       VALUES (:centre_id, :organization_id, :kind, :happened_at, :recorded_at, :task_key, :network, :before, :after,
               :value_before, :value_after, :membership_id, :actor_role, :on_behalf, :channel, :undoes_id)
       RETURNING id"""
)
_UPDATE_SUMMARY = Prepared(
    f"""UPDATE organization_summary
        SET {", ".join(f"{name} = {name} + :{name}" for name in COUNT_NAMES)},
            progress_order = :progress_order, last_activity_at = :last_activity_at, started_on = :started_on,
            completed_on = :completed_on, upkeep_due_on = :upkeep_due_on, paused_until = :paused_until,
            baseline_due_on = :baseline_due_on, answered_on = :answered_on, waiting_since = :waiting_since,
            open_questions = open_questions + :open_questions,
            open_hesitations = open_hesitations + :open_hesitations, is_listed = :is_listed
        WHERE centre_id = :centre_id AND organization_id = :organization_id"""
)
UPDATE_TOTALS = Prepared(
    f"""UPDATE centre_totals
        SET {", ".join(f"{name} = {name} + :{name}" for name in TOTALS)}
        WHERE centre_id = :centre_id"""
)
ADD_TO_DAY = Prepared(
    f"""INSERT INTO centre_day_count (centre_id, day, {", ".join(DAY_COUNTS)})
        VALUES (:centre_id, :day, {", ".join(f":{name}" for name in DAY_COUNTS)})
        ON CONFLICT (centre_id, day) DO UPDATE
        SET {", ".join(f"{name} = centre_day_count.{name} + :{name}" for name in DAY_COUNTS)}"""
)
_WRITE_BASELINE = Prepared(
    f"""INSERT INTO baseline (centre_id, organization_id, fixed_on, {", ".join(COUNT_NAMES)}, event_id)
        VALUES (:centre_id, :organization_id, :fixed_on, {", ".join(f":{name}" for name in COUNT_NAMES)}, :event_id)
        ON CONFLICT (centre_id, organization_id) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in ("fixed_on", *COUNT_NAMES, "event_id"))}"""
)
SYSTEM = Actor(role="system", channel="command")  # what time does by itself
_NO_CHANGE = Counts()


class Same(Enum):
    """Says that a value stays as it is, where None is a value of its own."""

    SAME = "same"


def record(
    work: Work,
    *,
    kind: str,
    organization_id: int | None = None,
    task_key: str | None = None,
    network: str | None = None,
    before: str | None = None,
    after: str | None = None,
    value_before: dict[str, Any] | None = None,
    value_after: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
    undoes_id: int | None = None,
) -> int:
    """Append one event and return its id. `happened_at` defaults to now.

    Raises:
        Invalid: `happened_at` lies in the future.
    """
    if happened_at is not None and happened_at > work.now:
        raise Invalid("moment-in-the-future", field="happened_at")
    recorded = to_microseconds(work.now)
    row = INSERT_EVENT.row(
        work.session,
        organization_id=organization_id,
        kind=kind,
        happened_at=recorded if happened_at is None else to_microseconds(happened_at),
        recorded_at=recorded,
        task_key=task_key,
        network=network,
        before=before,
        after=after,
        value_before=dump_json(value_before) if value_before else None,
        value_after=dump_json(value_after) if value_after else None,
        membership_id=work.actor.membership_id,
        actor_role=work.actor.role,
        on_behalf=work.actor.is_centre_staff and is_said_for_them(kind),
        channel=work.actor.channel,
        undoes_id=undoes_id,
    )
    assert row is not None
    return int(row[0])


def count(
    work: Work,
    organization_id: int,
    change: Counts,
    *,
    is_activity: bool = True,
    upkeep_due_on: str | Same | None = Same.SAME,
    paused_until: str | Same | None = Same.SAME,
    waiting_since: datetime | Same | None = Same.SAME,
    answered_on: date | None = None,
    open_questions: int = 0,
    open_hesitations: int = 0,
    is_listed: bool | None = None,
    happened_at: datetime | None = None,
    figures: Figures | None = None,
    is_new: bool = True,
) -> Figures:
    """Apply a change to an organization's summary and its centre's totals, by increments; return the new figures.

    `is_activity`: the organization said something (whoever keyed it in), at `happened_at` (now if not given): the
    dates of the summary are those of what happened, whenever it was recorded. `upkeep_due_on` and `paused_until`: the
    new date, or `SAME`. `waiting_since`: from when on the question waits that has waited for the centre the longest.
    `answered_on`: the day on which the centre ended the wait of a question; the last one counts.
    `open_questions`, `open_hesitations`: how many more there are, or fewer. `figures`: the row if the caller has read
    it in this same transaction. `is_new`: False where this tells, or takes back, what was so before it joined.

    Where the day by which the organization was to say where it stood is past, that stays as it is before this change.

    Raises:
        ValueError: a question waits of an organization that has never said anything: asking is speaking.
    """
    before = figures or read_figures(work, organization_id)
    baseline_due_on = before.baseline_due_on
    if baseline_due_on is not None and change != _NO_CHANGE and work.today.isoformat() > baseline_due_on:
        _fix_by_itself(work, organization_id, before.counts, baseline_due_on)
        baseline_due_on = None
    happened_at = happened_at or work.now
    now, today = to_microseconds(happened_at), local_day(happened_at, work.centre.zone).isoformat()
    counts = before.counts + change
    complete = counts.counted <= counts.settled
    started_on = before.started_on or (today if is_activity else None)
    after = Figures(
        counts=counts,
        last_activity_at=max(before.last_activity_at, now) if is_activity else before.last_activity_at,
        started_on=started_on,
        completed_on=(before.completed_on or today) if complete and started_on else None,
        upkeep_due_on=before.upkeep_due_on if isinstance(upkeep_due_on, Same) else upkeep_due_on,
        paused_until=before.paused_until if isinstance(paused_until, Same) else paused_until,
        baseline_due_on=baseline_due_on,
        answered_on=_later(before.answered_on, answered_on),
        waiting_since=before.waiting_since if isinstance(waiting_since, Same) else _microseconds(waiting_since),
        open_questions=before.open_questions + open_questions,
        open_hesitations=before.open_hesitations + open_hesitations,
        is_listed=before.is_listed if is_listed is None else is_listed,
    )
    if after.waiting_since is not None and after.started_on is None:
        raise ValueError(f"organization {organization_id} waits for an answer and has said nothing")
    _UPDATE_SUMMARY.run(
        work.session,
        organization_id=organization_id,
        progress_order=-1 if counts.counted == 0 else counts.settled * 100 // counts.counted,
        last_activity_at=after.last_activity_at,
        started_on=after.started_on,
        completed_on=after.completed_on,
        upkeep_due_on=after.upkeep_due_on,
        paused_until=after.paused_until,
        baseline_due_on=after.baseline_due_on,
        answered_on=after.answered_on,
        waiting_since=after.waiting_since,
        open_questions=open_questions,
        open_hesitations=open_hesitations,
        is_listed=after.is_listed,
        **dict(zip(COUNT_NAMES, change.values(), strict=True)),
    )
    _add_to_centre(work, before, after)
    if is_activity:
        started = int(before.started_on is None)
        completed = after.is_complete - before.is_complete
        if started or completed or change != _NO_CHANGE:
            what = moved(change, started=started, completed=completed, is_new=is_new)
            note_movement(work, organization_id, what, today)
    return after


def _add_to_centre(work: Work, before: Figures, after: Figures) -> None:
    totals_before, totals_after = before.totals(), after.totals()
    if totals_before != totals_after:
        difference = (b - a for a, b in zip(totals_before, totals_after, strict=True))
        UPDATE_TOTALS.run(work.session, **dict(zip(TOTALS, difference, strict=True)))
    by_day_before, by_day_after = before.by_day(work), after.by_day(work)
    if by_day_before != by_day_after:
        for by_day, sign in ((by_day_before, -1), (by_day_after, 1)):
            for day, column, n in by_day:
                if (day, column, n) in by_day_before and (day, column, n) in by_day_after:
                    continue
                added = {name: sign * n if name == column else 0 for name in DAY_COUNTS}
                ADD_TO_DAY.run(work.session, day=day.isoformat(), **added)


def _later(kept: str | None, day: date | None) -> str | None:
    return kept if day is None else max(kept or "", day.isoformat())


def _microseconds(moment: datetime | None) -> int | None:
    return None if moment is None else to_microseconds(moment)


def _fix_by_itself(work: Work, organization_id: int, counts: Counts, due_on: str) -> None:
    """Nobody said « voilà où nous en sommes »: it was so at the end of the last day for it."""
    last = end_of_day(date.fromisoformat(due_on), work.centre.zone) - timedelta(microseconds=1)
    by_itself, at = replace(work, actor=SYSTEM), min(last, work.now)
    write_baseline(by_itself, organization_id, counts, "baseline-passed", fixed_on=due_on, due_on=due_on, at=at)


def write_baseline(
    work: Work,
    organization_id: int,
    counts: Counts,
    kind: str,
    *,
    fixed_on: str,
    due_on: str | None,
    at: datetime | None = None,
    said_with: tuple[int, ...] = (),
) -> int:
    """Fix where the organization stood when it joined: the event and its row; the event's id. The summary is the
    caller's. `kind`: baseline-fixed where somebody said it, baseline-passed where nobody did. `said_with`: the events
    of the same gesture, which taking it back takes back too."""
    value = {
        "fixed_on": fixed_on,
        "due_on": due_on,
        "counts": dict(zip(COUNT_NAMES, counts.values(), strict=True)),
        "said_with": list(said_with),
    }
    event_id = record(
        work,
        kind=kind,
        organization_id=organization_id,
        before="open",
        after="fixed",
        value_after={name: what for name, what in value.items() if what},
        happened_at=at,
    )
    columns = dict(zip(COUNT_NAMES, counts.values(), strict=True))
    _WRITE_BASELINE.run(work.session, organization_id=organization_id, fixed_on=fixed_on, event_id=event_id, **columns)
    return event_id


def keep_text(work: Work, body: str, *, audience: str, organization_id: int | None = None) -> int:
    """Keep a text that somebody wrote, and return the id by which events name it."""
    revision = TextRevision(
        organization_id=organization_id,
        audience=audience,
        body=body,
        written_by=work.actor.membership_id,
        written_at=work.now,
    )
    work.session.add(revision)
    work.session.flush()
    return revision.id
