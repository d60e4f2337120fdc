"""Filters in SQL, of the organizations as they stand now; and what they name, looked for in the centre.

`conditions` and `values` are pieces of a statement in which `o` is an organization and `s` its summary.
"""

from datetime import date, timedelta
from typing import Any

from ..faq.queries import entry_even_retired
from ..guide.rules import CentrePath
from ..hesitations.rules import OPEN_STATES
from ..journal.rules import STEPS, WAITING_AFTER_DAYS, Status
from ..kernel.errors import Invalid
from ..kernel.moments import start_of_day, to_microseconds
from ..kernel.work import Work
from ..progress.rules import OPEN
from ..tenancy.organization_queries import names_of_team
from .filter_rules import ANY, ME, NOBODY, Filters, advisor_id
from .holding_rules import OWN_WORDS

# The same order of conditions as `journal.rules.status`, of which a test holds them to be the image.
_PAUSED = "(s.paused_until IS NOT NULL AND s.paused_until >= :today)"
_WAITING = "(s.waiting_since IS NOT NULL AND s.waiting_since < :waiting_before)"
_FREE = f"NOT {_PAUSED} AND NOT {_WAITING}"
_STARTED = f"{_FREE} AND s.started_on IS NOT NULL AND s.last_activity_at > 0"
_QUIET = """(s.waiting_since IS NULL AND s.last_activity_at < :stalled_before
            AND (s.paused_until IS NULL OR s.paused_until < :stalled_on)
            AND (s.answered_on IS NULL OR s.answered_on <= :stalled_on))"""
_DUE = "(s.upkeep_due_on IS NOT NULL AND s.upkeep_due_on <= :today)"
STATUS = {
    Status.ARCHIVED: "o.archived_at IS NOT NULL AND o.removed_at IS NULL",
    Status.PAUSED: _PAUSED,
    Status.WAITING: f"NOT {_PAUSED} AND {_WAITING}",
    Status.NOT_STARTED: f"{_FREE} AND (s.started_on IS NULL OR s.last_activity_at = 0)",
    Status.UPKEEP_DUE: f"{_STARTED} AND s.completed_on IS NOT NULL AND {_DUE}",
    Status.COMPLETE: f"{_STARTED} AND s.completed_on IS NOT NULL AND NOT {_DUE}",
    Status.STALLED: f"{_STARTED} AND s.completed_on IS NULL AND {_QUIET}",
    Status.MOVING: f"{_STARTED} AND s.completed_on IS NULL AND NOT {_QUIET}",
}
_OF_IT = "centre_id = :centre_id AND {}.organization_id = s.organization_id"
_CHOSEN = f"""EXISTS (SELECT 1 FROM network_choice n WHERE n.{_OF_IT.format("n")}
              AND n.network = :{{}} AND n.state = 'chosen')"""
_IN = ", ".join
_SETTLED = f"""NOT EXISTS (SELECT 1 FROM task_state t WHERE t.{_OF_IT.format("t")} AND t.task_key = :task
               AND t.state NOT IN ({_IN(f"'{state}'" for state in sorted(OPEN))}))"""
_HESITATES = f"""EXISTS (SELECT 1 FROM hesitation h WHERE h.{_OF_IT.format("h")} AND h.faq_key {{}}
                 AND h.state IN ({_IN(f"'{state}'" for state in sorted(OPEN_STATES))}))"""
_TAGGED = f"EXISTS (SELECT 1 FROM organization_tag g WHERE g.{_OF_IT.format('g')} AND g.tag = :tag{{}})"


def checked(work: Work, filters: Filters, path: CentrePath) -> Filters:
    """These filters, of which the path and the centre have what they name. At most two statements.

    Raises:
        Invalid: an unknown task, network, advisor or reason to hesitate; whose it may be elsewhere makes no difference.
    """
    if filters.task and filters.task not in path.by_key:
        raise Invalid("no-such-task", field="task")
    if filters.network and filters.network not in path.network_keys:
        raise Invalid("no-such-network", field="network")
    if filters.advisor not in ("", ME, NOBODY) and not names_of_team(work, [int(filters.advisor)]):
        raise Invalid("no-such-advisor", field="advisor")
    advisor_id(filters, work.actor.membership_id)
    if filters.hesitation not in ("", ANY, OWN_WORDS) and entry_even_retired(work, filters.hesitation) is None:
        raise Invalid("unknown-reason", field="hesitation")
    return filters


def conditions(filters: Filters, path: CentrePath) -> list[str]:
    """What must hold of `o` and `s`, made of fixed pieces: what people typed is only ever bound (`values`).

    Whether the archived ones or the others are listed is for the statement to say.
    """
    said = []
    if filters.status:
        said.append(STATUS[Status(filters.status)])
    if filters.step is not None:
        said += [f"s.step{n}_settled >= s.step{n}_counted" for n in STEPS[: filters.step - 1]]
        if filters.step < STEPS[-1]:
            said.append(f"s.step{filters.step}_settled < s.step{filters.step}_counted")
    if filters.task:
        if path.by_key[filters.task].network is not None:
            said.append(_CHOSEN.format("task_network"))
        said.append(_SETTLED)
    if filters.network:
        said.append(_CHOSEN.format("network"))
    said += [_TAGGED.format(n) for n in range(len(filters.tags))]
    if filters.region:
        said.append("o.region = :region")
    if filters.advisor:
        said.append("o.advisor_id IS NULL" if filters.advisor == NOBODY else "o.advisor_id = :advisor")
    if filters.hesitation == ANY:
        said.append("s.open_hesitations > 0")
    elif filters.hesitation:
        said.append(_HESITATES.format("IS NULL" if filters.hesitation == OWN_WORDS else "= :hesitation"))
    if filters.active_since:
        said.append("s.last_activity_at >= :active_from")
    if filters.silent_since:
        said.append("s.last_activity_at < :silent_before")
    if filters.only:
        said.append(f"o.slug IN ({_IN(f':only{n}' for n in range(len(filters.only)))})")
    return said + [f"o.name_key LIKE :word{n} ESCAPE '\\'" for n in range(len(filters.words))]


def values(work: Work, filters: Filters, path: CentrePath) -> dict[str, Any]:
    """What those conditions name, and more than a shape may need: both drivers take by name what they need."""
    said: dict[str, Any] = {
        "today": work.today.isoformat(),
        "stalled_before": stalled_before(work),
        "stalled_on": stalled_since(work).isoformat(),
        "waiting_before": _start(work, work.today - timedelta(days=WAITING_AFTER_DAYS)),
        "region": filters.region,
        "network": filters.network,
        "hesitation": filters.hesitation,
        "task": filters.task,
        "advisor": advisor_id(filters, work.actor.membership_id),
    }
    if filters.task:
        said["task_network"] = path.by_key[filters.task].network
    if filters.active_since:
        said["active_from"] = _start(work, filters.active_since)
    if filters.silent_since:
        said["silent_before"] = _start(work, filters.silent_since)
    said |= {f"tag{n}": tag for n, tag in enumerate(filters.tags)}
    said |= {f"only{n}": slug for n, slug in enumerate(filters.only)}
    return said | {f"word{n}": f"%{_literal(word)}%" for n, word in enumerate(filters.words)}


def stalled_since(work: Work) -> date:
    """Who is quiet since that day at the latest, and is under way, is stalled."""
    return work.today - timedelta(days=work.centre.stalled_after_days)


def stalled_before(work: Work) -> int:
    """The same as a moment, in microseconds: who spoke last before it is stalled."""
    return _start(work, stalled_since(work) + timedelta(days=1))


def _start(work: Work, day: date) -> int:
    return to_microseconds(start_of_day(day, work.centre.zone))


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
