"""The organizations of a report as they stand now, a bounded number at a time, whatever their number.

`reports/history.py` gives the same values as of a past day, from the journal alone.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from ..data.prepared import Prepared
from ..hesitations.rules import OPEN_STATES
from ..journal.models import TextRevision
from ..journal.rules import COUNT_NAMES, STEPS, Counts, Standing, Status, is_settled, status
from ..kernel.work import Work
from ..tenancy.models import Membership
from .holding_rules import OWN_WORDS
from .rules import Days

AT_A_TIME = 200
FORMER = "former"  # whoever was erased: no name is left, whatever the role

_ORGANIZATIONS = Prepared(
    f"""SELECT o.id, o.slug, o.name, o.region, o.tags, o.advisor_id, o.archived_at, s.last_activity_at, s.started_on,
               s.completed_on, s.upkeep_due_on, s.waiting_since, s.paused_until, s.answered_on, s.open_questions,
               s.open_hesitations,
               {", ".join(f"s.{name}" for name in COUNT_NAMES)}
        FROM organization o
        JOIN organization_summary s ON s.centre_id = o.centre_id AND s.organization_id = o.id
        WHERE o.centre_id = :centre_id AND o.id > :after_id AND o.removed_at IS NULL
        ORDER BY o.id LIMIT :at_most"""
)
_NETWORKS = Prepared(
    """SELECT organization_id, network FROM network_choice
       WHERE centre_id = :centre_id AND organization_id > :after_id AND organization_id <= :last_id
         AND state = 'chosen'"""
)
_TASKS = Prepared(
    """SELECT organization_id, task_key, state, done_at, changed_at, review_on, confirmed_on, reason_id, evidence_id,
              done_by, entered_by
       FROM task_state
       WHERE centre_id = :centre_id AND organization_id > :after_id AND organization_id <= :last_id
       ORDER BY organization_id, task_key"""
)
_ORGANIZATION_COUNT = Prepared("SELECT count(*) FROM organization WHERE centre_id = :centre_id AND removed_at IS NULL")
_EVENT_COUNT = Prepared("SELECT count(*) FROM event WHERE centre_id = :centre_id")
_PLANS = Prepared(
    """SELECT organization_id, task_key, responsible_id, responsible_text_id, due_on FROM task_plan
       WHERE centre_id = :centre_id AND organization_id > :after_id AND organization_id <= :last_id"""
)


_REASONS = Prepared(
    f"""SELECT organization_id, faq_key FROM hesitation
        WHERE centre_id = :centre_id AND organization_id > :after_id AND organization_id <= :last_id
          AND state IN ({", ".join(f"'{state}'" for state in sorted(OPEN_STATES))})"""
)


class Planned(NamedTuple):
    """Who sees to a task, by membership or by the text that holds a name, and by when. Any of them may be missing."""

    responsible_id: int | None
    responsible_text_id: int | None
    due_on: str | None


class Said(NamedTuple):
    """What an organization said of one task, in the order of the columns of `_TASKS`. Moments in microseconds."""

    organization_id: int
    task_key: str
    state: str
    done_at: int | None
    changed_at: int
    review_on: str | None
    confirmed_on: str | None
    reason_id: int | None
    evidence_id: int | None
    done_by: int | None
    entered_by: int | None


@dataclass(slots=True)
class Reported:
    """One organization of a report. `said` holds rows in the order of `Said`; a task nobody spoke of has none.
    `plans`: by task, those of which something is planned. `open_reasons`: keys of the answers that it hesitates about,
    `OWN_WORDS` where none was picked (of the present, only where they are asked for).
    `answers` and `relieved` are of past days alone: how many of
    its waiting questions the centre had answered, and which of its hesitations no longer held."""

    id: int
    slug: str
    name: str
    region: str | None
    tags: list[str]
    advisor_id: int | None
    is_archived: bool
    last_activity_at: int
    started_on: str | None
    completed_on: str | None
    upkeep_due_on: str | None
    waiting_since: int | None
    paused_until: str | None
    answered_on: str | None
    counts: Counts
    open_questions: int
    open_hesitations: int
    networks: frozenset[str] = frozenset()
    said: list[tuple] = field(default_factory=list)
    plans: dict[str, Planned] = field(default_factory=dict)
    open_reasons: frozenset[str] = frozenset()
    answers: int = 0
    relieved: frozenset[int] = frozenset()

    def current_step(self) -> int:
        """The first step that is not settled; the last one where all are."""
        return next((step for step in STEPS if not is_settled(*self.counts.step(step))), STEPS[-1])

    def status(self, today: date, stalled_after_days: int, days: Days) -> Status:
        def day(text: str | None) -> date | None:
            return date.fromisoformat(text) if text else None

        standing = Standing(
            is_archived=self.is_archived,
            paused_until=day(self.paused_until),
            waiting_since=day(days.text(self.waiting_since)) if self.waiting_since else None,
            started_on=day(self.started_on),
            is_complete=self.completed_on is not None,
            upkeep_due_on=day(self.upkeep_due_on),
            last_activity_on=day(days.text(self.last_activity_at)) if self.last_activity_at else None,
            answered_on=day(self.answered_on),
        )
        return status(standing, today, stalled_after_days)


def count_organizations(work: Work) -> int:
    """How many the session may read: what long work measures itself by."""
    ((count,),) = _ORGANIZATION_COUNT.rows(work.session)
    return count


def count_events(work: Work) -> int:
    ((count,),) = _EVENT_COUNT.rows(work.session)
    return count


def present(work: Work, *, with_tasks: bool, with_reasons: bool = False) -> Iterator[list[Reported]]:
    """The organizations as they stand now, in the order in which they joined."""
    after_id = 0
    while rows := _ORGANIZATIONS.rows(work.session, after_id=after_id, at_most=AT_A_TIME):
        last_id = rows[-1][0]
        networks: dict[int, set[str]] = {}
        for organization_id, network in _NETWORKS.rows(work.session, after_id=after_id, last_id=last_id):
            networks.setdefault(organization_id, set()).add(network)
        said: dict[int, list[tuple]] = {row[0]: [] for row in rows}
        plans: dict[int, dict[str, Planned]] = {}
        if with_tasks:
            for organization_id, key, *plan in _PLANS.rows(work.session, after_id=after_id, last_id=last_id):
                plans.setdefault(organization_id, {})[key] = Planned(*plan)
            for task in _TASKS.rows(work.session, after_id=after_id, last_id=last_id):
                if task[0] in said:
                    said[task[0]].append(task)
        chunk = [
            _reported(row, frozenset(networks.get(row[0], ())), said[row[0]], plans.get(row[0], {})) for row in rows
        ]
        if with_reasons:
            reasons: dict[int, set[str]] = {}
            for organization_id, key in _REASONS.rows(work.session, after_id=after_id, last_id=last_id):
                reasons.setdefault(organization_id, set()).add(key or OWN_WORDS)
            for one in chunk:
                one.open_reasons = frozenset(reasons.get(one.id, ()))
        yield chunk
        after_id = last_id


def _reported(row: tuple, networks: frozenset[str], said: list[tuple], plans: dict[str, Planned]) -> Reported:
    id_, slug, name, region, tags, advisor_id, archived_at, active_at, started, completed, due, *rest = row
    waiting, paused, answered, open_questions, open_hesitations, *counts = rest
    return Reported(
        id_,
        slug,
        name,
        region,
        json.loads(tags),
        advisor_id,
        archived_at is not None,
        active_at,
        started,
        completed,
        due,
        waiting,
        paused,
        answered,
        Counts(*counts),
        open_questions,
        open_hesitations,
        networks,
        said,
        plans,
    )


def shared_texts(work: Work, ids: Iterable[int]) -> dict[int, str]:
    """Those texts that are shared with the centre and were not blanked since."""
    wanted = sorted(ids)
    if not wanted:
        return {}
    rows = work.session.execute(
        select(TextRevision.id, TextRevision.body).where(
            TextRevision.id.in_(wanted), TextRevision.audience == "centre", TextRevision.blanked_at.is_(None)
        )
    )
    return {row.id: row.body for row in rows}


def names_for_centre(work: Work, ids: Iterable[int], unnamed: dict[str, str]) -> dict[int, str]:
    """How the centre may name those memberships: its own staff, whom it invited, and who agreed; the others by role.
    An erased person is a former member."""
    wanted = sorted(ids)
    if not wanted:
        return {}
    staff = select(Membership.id).where(Membership.organization_id.is_(None))
    rows = work.session.execute(
        select(
            Membership.id,
            Membership.name,
            Membership.role,
            Membership.organization_id,
            Membership.is_named_to_centre,
            Membership.invited_by.in_(staff).label("is_invited_by_centre"),
        ).where(Membership.id.in_(wanted))
    )
    return {
        row.id: unnamed[FORMER]
        if not row.name
        else row.name
        if row.organization_id is None or row.is_named_to_centre or row.is_invited_by_centre
        else unnamed.get(row.role, unnamed["member"])
        for row in rows
    }
