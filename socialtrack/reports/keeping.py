"""Which organizations filters keep, as they stood on the day of a report. `filter_queries.py` says the same in SQL, of
the present; a test holds the two to agree."""

from collections.abc import Callable
from datetime import date

from ..guide.rules import CentrePath, is_in_scope
from ..journal.rules import Status
from ..kernel.collation import folded
from ..progress.rules import OPEN, State
from .filter_rules import ANY, NOBODY, Filters, advisor_id
from .queries import Reported
from .rules import Days

Keeps = Callable[[Reported], bool]


def keeper(
    filters: Filters, *, me: int | None, path: CentrePath, today: date, stalled_after_days: int, days: Days
) -> Keeps:
    """Whether an organization is one of those. The archived ones are there when they are asked for by name alone.

    `me`: the membership that reads; `path` and `today`: those of the day of the report. A filter by task needs what was
    said of tasks, one by hesitation what is hesitated about.
    """
    wanted, reader = filters.status, advisor_id(filters, me)
    checks: list[Keeps] = []
    if filters.step:
        checks.append(lambda one: one.current_step() == filters.step)
    if filters.region:
        checks.append(lambda one: one.region == filters.region)
    if filters.only:
        slugs = frozenset(filters.only)
        checks.append(lambda one: one.slug in slugs)
    if filters.advisor:
        whom = None if filters.advisor == NOBODY else reader
        checks.append(lambda one: one.advisor_id == whom)
    if filters.tags:
        tags = frozenset(filters.tags)
        checks.append(lambda one: tags <= frozenset(one.tags))
    if filters.network:
        checks.append(lambda one: filters.network in one.networks)
    if words := filters.words:
        checks.append(lambda one: all(word in name for name in (folded(one.name),) for word in words))
    if filters.hesitation == ANY:
        checks.append(lambda one: one.open_hesitations > 0)
    elif filters.hesitation:
        checks.append(lambda one: filters.hesitation in one.open_reasons)
    if filters.active_since or filters.silent_since:
        checks.append(_activity(filters, days))
    if filters.task:
        task = path.by_key[filters.task]
        checks.append(lambda one: is_in_scope(task, one.networks) and _state(one, task.key) in OPEN)
    if wanted:
        checks.append(lambda one: one.status(today, stalled_after_days, days) == wanted)

    def keeps(one: Reported) -> bool:
        if one.is_archived != (wanted == Status.ARCHIVED):
            return False
        return all(check(one) for check in checks)

    return keeps


def _activity(filters: Filters, days: Days) -> Keeps:
    since = filters.active_since.isoformat() if filters.active_since else ""
    until = filters.silent_since.isoformat() if filters.silent_since else "9999-12-31"

    def keeps(one: Reported) -> bool:
        last_on = days.text(one.last_activity_at) if one.last_activity_at else ""
        return since <= last_on < until

    return keeps


def _state(one: Reported, task_key: str) -> str:
    return next((row[2] for row in one.said if row[1] == task_key), State.TODO)
