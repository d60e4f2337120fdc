"""After a fault: was anything acknowledged lost, doubled, or done although it was refused? Does the state equal the
journal?"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from socialtrack.guide import queries as guide
from socialtrack.journal.models import CentreTotals, Event, OrganizationSummary, Receipt
from socialtrack.journal.rules import COUNT_NAMES
from socialtrack.progress.models import TaskState
from socialtrack.progress.rules import counts_of
from socialtrack.tenancy.models import NetworkChoice
from tests.cast import Cast
from tests.faults.load import Attempt


def reckon(cast: Cast, attempts: Iterable[Attempt]) -> list[str]:
    """Everything that is wrong, one line each; nothing when nothing is."""
    attempts = list(attempts)
    receipts = {(receipt.actor_key, receipt.request_key): receipt for receipt in cast.rows(select(Receipt))}
    events = {event.id: event for event in cast.rows(select(Event).where(Event.kind == "task-state"))}
    return [
        *_answers(attempts, receipts, events),
        *_doubled(receipts, events),
        *_chains(events.values()),
        *_states(cast, events.values()),
        *_figures(cast),
    ]


def _answers(attempts, receipts, events) -> Iterable[str]:
    for attempt in attempts:
        receipt = receipts.get((str(attempt.membership_id), attempt.request_key))
        if attempt.is_acknowledged and receipt is None:
            yield f"lost: {attempt}"
        if attempt.is_refused and receipt is not None:
            yield f"refused, but done: {attempt}"
        if receipt is not None and receipt.event_id is not None:
            event = events.get(receipt.event_id)
            if event is None or (event.task_key, event.after) != (attempt.task_key, attempt.state):
                yield f"the journal tells another story than {attempt}"


def _doubled(receipts, events) -> Iterable[str]:
    told = Counter(receipt.event_id for receipt in receipts.values() if receipt.event_id is not None)
    for event_id in events:
        if told[event_id] != 1:
            yield f"event {event_id} has {told[event_id]} receipts"


def _chains(events) -> Iterable[str]:
    last: dict[tuple[int, str], str] = defaultdict(lambda: "todo")
    recorded = None
    for event in sorted(events, key=lambda event: event.id):
        thing = (event.organization_id, event.task_key)
        if event.before != last[thing]:
            yield f"event {event.id}: {thing} was {last[thing]}, and the journal says {event.before}"
        last[thing] = event.after
        if recorded is not None and event.recorded_at < recorded:
            yield f"event {event.id} was recorded before the one before it"
        recorded = event.recorded_at


def _states(cast: Cast, events) -> Iterable[str]:
    last = {(e.organization_id, e.task_key): (e.after, e.id) for e in sorted(events, key=lambda event: event.id)}
    rows = {(row.organization_id, row.task_key): (row.state, row.event_id) for row in cast.rows(select(TaskState))}
    if rows != last:
        yield f"states {rows} are not what the journal says: {last}"


def _figures(cast: Cast) -> Iterable[str]:
    states: dict[int, dict[str, str]] = defaultdict(dict)
    for row in cast.rows(select(TaskState)):
        states[row.organization_id][row.task_key] = row.state
    networks: dict[int, set[str]] = defaultdict(set)
    for choice in cast.rows(select(NetworkChoice).where(NetworkChoice.state == "chosen")):
        networks[choice.organization_id].add(choice.network)
    settled: Counter[int] = Counter()
    with cast.work_for("aline") as work:
        path = guide.path(work)
    for summary in cast.rows(select(OrganizationSummary)):
        wanted = counts_of(path, networks[summary.organization_id], states[summary.organization_id])
        for name in COUNT_NAMES:
            if getattr(summary, name) != getattr(wanted, name):
                yield f"{name} of {summary.organization_id} is {getattr(summary, name)}, not {getattr(wanted, name)}"
        settled[summary.centre_id] += sum(getattr(wanted, f"step{n}_settled") for n in range(1, 5))
    for totals in cast.rows(select(CentreTotals)):
        if totals.essential_settled != settled[totals.centre_id]:
            yield f"centre {totals.centre_id} counts {totals.essential_settled}, not {settled[totals.centre_id]}"
    url = cast.app.config["SQLALCHEMY_DATABASE_URI"]
    if url.startswith("sqlite:///"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        connection.close()
        if verdict != "ok":
            yield f"SQLite says: {verdict}"
