"""Everything that is only a cache of the journal, computed again from the events alone, compared, and mended.

Task states, plans, networks, where each organization stood when it joined, its hesitations and questions, the support
given to it, its summary; a centre's own answers, its totals, its counts by day and what moved.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple
from typing import Any

from ..guide import queries as guide
from ..journal.actions import DAY_COUNTS, TOTALS, Figures
from ..journal.movement_actions import add_movement
from ..kernel.work import Work
from .rebuild_events import Heard
from .rebuild_story import figures_of, read_journal
from .rebuild_tables import TABLES, Difference, Rows, kept, mend
from .rules import Value


def differences(work: Work, heard: Heard = None) -> list[Difference]:
    """Every cached row that the events contradict. Changes nothing, and lets nothing change meanwhile. `heard` is told
    how many events have been read, of how many."""
    with work.write():
        there, told = kept(work.session), _told(work, heard)
    return [
        Difference(table, key, there[table].get(key), told[table].get(key))
        for table in TABLES
        for key in sorted({*there[table], *told[table]}, key=str)
        if there[table].get(key) != told[table].get(key)
    ]


def rebuild(work: Work, heard: Heard = None) -> list[Difference]:
    """Mend every row that the events contradict, in one transaction; what was mended."""
    with work.write():
        found = differences(work, heard)
        mend(work.session, found)
        return found


def forget_movement(work: Work, organization_ids: Iterable[int]) -> None:
    """Take back what organizations moved that are taken away. Runs inside `work.write()`, before they are."""
    for organization_id in organization_ids:
        for day, movement in read_journal(work, organization_id).moved():
            add_movement(work, day, movement, -1)


def _told(work: Work, heard: Heard) -> Rows:
    whole = read_journal(work, heard=heard)
    stories, path = whole.stories, guide.path(work)
    figures = {id_: figures_of(work, path, story) for id_, story in stories.items()}
    totals = [figure.totals() for figure in figures.values()]
    days: dict[str, Counter[str]] = {}
    for figure in figures.values():
        for day, name, n in figure.by_day(work):
            days.setdefault(day.isoformat(), Counter())[name] += n
    return {
        "task_state": {
            (id_, key): (*_columns(value), changed_at, changed_by, event_id)
            for id_, story in stories.items()
            for key, (value, changed_at, changed_by, event_id) in story.states.items()
        },
        "task_plan": {(id_, key): plan for id_, story in stories.items() for key, plan in story.plans.items()},
        "network_choice": {
            (id_, network): choice for id_, story in stories.items() for network, choice in story.networks.items()
        },
        "baseline": {(id_,): story.baseline for id_, story in stories.items() if story.baseline is not None},
        "hesitation": {
            (id_,): astuple(one) for story in stories.values() for id_, one in story.asks.hesitations.items()
        },
        "question": {(id_,): astuple(one) for story in stories.values() for id_, one in story.asks.questions.items()},
        "support": {(id_,): astuple(one) for story in stories.values() for id_, one in story.support.items()},
        "faq_entry": {**whole.entries},
        "organization_summary": {(id_,): _summary(figure) for id_, figure in figures.items()},
        "centre_totals": {(): tuple(sum(column) for column in zip(*totals, strict=True)) or (0,) * len(TOTALS)},
        "centre_day_count": {
            (day,): tuple(n[name] for name in DAY_COUNTS) for day, n in days.items() if any(n.values())
        },
        "centre_day_movement": {
            (day.isoformat(),): movement.values() for day, movement in whole.moved() if any(movement.values())
        },
    }


def _columns(value: Value) -> tuple[Any, ...]:
    return (
        *(str(value.state), value.reason_id, value.review_on, value.evidence_id),
        *(value.done_at, value.done_by, value.entered_by, value.confirmed_on),
    )


def _summary(figures: Figures) -> tuple[Any, ...]:
    counts = figures.counts
    order = -1 if counts.counted == 0 else counts.settled * 100 // counts.counted
    dates = figures.started_on, figures.completed_on, figures.upkeep_due_on, figures.paused_until
    asks = figures.answered_on, figures.waiting_since, figures.open_questions, figures.open_hesitations
    return order, *counts.values(), figures.last_activity_at, *dates, figures.baseline_due_on, *asks, figures.is_listed
