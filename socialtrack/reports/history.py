"""The organizations of a report as of the end of a past day, told again from the journal: present rows are not read.

Whatever happens later (renames, ticks, archived or removed organizations, new releases) can't change a line of it.
"""

import json
from collections import deque
from collections.abc import Iterator, Mapping

from sqlalchemy import select

from ..data.prepared import Prepared
from ..guide.queries import path as path_of_version
from ..guide.rules import CentrePath, PathTask, in_scope, is_in_scope
from ..journal.queries import CentreStory, SettingsThen, Told, told_by_organization
from ..journal.rules import ACTIVITY, Counts, is_settled
from ..kernel.work import Work
from ..progress.rules import VALUE_KINDS, State, Value, contribution, counts_of, upkeep_due_on
from ..tenancy.models import OrganizationRevision
from .history_asks import KINDS as ASKS
from .history_asks import Asks
from .queries import AT_A_TIME, Planned, Reported, Said
from .rules import Days

_SLUGS = Prepared(
    """SELECT id, slug FROM organization WHERE centre_id = :centre_id AND id > :after_id ORDER BY id LIMIT :at_most"""
)


class _Publication:
    """A version put in force, and what each of its tasks weighs in each state: (settled, counted)."""

    def __init__(self, event_id: int, recorded_at: int, path: CentrePath) -> None:
        self.event_id = event_id
        self.recorded_at = recorded_at
        self.path = path
        self._weights: dict[tuple[str, str], tuple[int, int]] = {}

    def weight(self, task: PathTask, state: str) -> tuple[int, int]:
        known = self._weights.get((task.key, state))
        if known is None:
            counts = contribution(task, state)
            known = self._weights[task.key, state] = counts.settled, counts.counted
        return known


class _Story:
    """One organization, event after event."""

    def __init__(self, slug: str, days: Days) -> None:
        self.slug = slug
        self.days = days
        self.publication: _Publication | None = None
        self.is_there = False
        self.is_archived = False
        self.paused_until: str | None = None
        self.revision_id: int | None = None
        self.networks: frozenset[str] = frozenset()
        self.tasks: dict[str, Told] = {}
        self.plans: dict[str, Planned] = {}
        self.states: dict[str, str] = {}
        self.asks = Asks()
        self.settled = self.counted = 0
        self.last_activity_at = 0
        self.started_on: str | None = None
        self.completed_on: str | None = None

    def publish(self, publication: _Publication) -> None:
        self.publication = publication
        self._recount()
        if self.is_there:
            self._see_whether_complete(publication.recorded_at)

    def hear(self, event: Told) -> None:
        kind = event.kind
        if kind in ASKS:
            self.asks.hear(event)
        if kind in ACTIVITY:
            if kind == "network":
                self._choose(event)
            elif kind in VALUE_KINDS:
                self._set(event)
            elif kind == "task-plan":
                self._plan(event)
            self.last_activity_at = max(self.last_activity_at, event.happened_at)
            self.started_on = self.started_on or self.days.text(event.happened_at)
            self._see_whether_complete(event.happened_at)
        elif kind.startswith("organization-"):
            self.is_there = (self.is_there or kind == "organization-added") and kind != "organization-removed"
            if kind in ("organization-archived", "organization-restored"):
                self.is_archived = kind == "organization-archived"
            value = json.loads(event.value_after) if event.value_after else {}
            self.revision_id = value.get("revision", self.revision_id)
            if kind in ("organization-paused", "organization-resumed"):
                self.paused_until = value.get("paused_until")

    def _set(self, event: Told) -> None:
        key = event.task_key or ""
        before = self.states.get(key, State.TODO)
        after = event.after or before
        self.states[key], self.tasks[key] = after, event
        task = self.publication.path.by_key.get(key) if self.publication else None
        if self.publication and task is not None and is_in_scope(task, self.networks):
            settled_before, counted_before = self.publication.weight(task, before)
            settled, counted = self.publication.weight(task, after)
            self.settled += settled - settled_before
            self.counted += counted - counted_before

    def _plan(self, event: Told) -> None:
        value = json.loads(event.value_after) if event.value_after else {}
        plan = Planned(value.get("responsible_id"), value.get("responsible_text_id"), value.get("due_on"))
        self.plans[event.task_key or ""] = plan

    def _choose(self, event: Told) -> None:
        network = frozenset({event.network or ""})
        self.networks = self.networks | network if event.after == "chosen" else self.networks - network
        self._recount()

    def _recount(self) -> None:
        counts = self.counts()
        self.settled, self.counted = counts.settled, counts.counted

    def counts(self) -> Counts:
        return counts_of(self.publication.path, self.networks, self.states) if self.publication else Counts()

    def _see_whether_complete(self, moment: int) -> None:
        if self.started_on is None or not is_settled(self.settled, self.counted):
            self.completed_on = None
        elif self.completed_on is None:
            self.completed_on = self.days.text(moment)


def past(work: Work, story: CentreStory, then: SettingsThen, days: Days) -> Iterator[list[Reported]]:
    """The organizations as they stood at the end of that day, in the order in which they joined."""
    recorded = {id_: at for id_, _, at, _ in story.events}
    releases = [
        _Publication(release.event_id, recorded[release.event_id], path_of_version(work, release.version))
        for release in story.releases(then.end)
    ]
    after_id = 0
    while rows := _SLUGS.rows(work.session, after_id=after_id, at_most=AT_A_TIME):
        last_id = rows[-1][0]
        slugs = dict(rows)
        told: dict[int, _Story] = {}
        for organization_id, events in told_by_organization(work, after_id, last_id, then.end):
            one = _Story(slugs[organization_id], days)
            _tell(one, events, releases)
            if one.is_there:
                told[organization_id] = one
        yield _reported(work, told, then)
        after_id = last_id


def _tell(one: _Story, events: list[Told], releases: list[_Publication]) -> None:
    """The organization's events and the centre's releases, in the order of the journal."""
    waiting = deque(releases)
    for event in events:
        while waiting and waiting[0].event_id < event.id:
            one.publish(waiting.popleft())
        one.hear(event)
    for publication in waiting:
        one.publish(publication)


def _reported(work: Work, told: Mapping[int, _Story], then: SettingsThen) -> list[Reported]:
    wanted = sorted({one.revision_id for one in told.values() if one.revision_id is not None})
    revisions = {
        revision.id: revision
        for revision in work.session.scalars(select(OrganizationRevision).where(OrganizationRevision.id.in_(wanted)))
    }
    work.session.expunge_all()
    return [
        _one(organization_id, one, revisions[one.revision_id], then)
        for organization_id, one in told.items()
        if one.revision_id is not None
    ]


def _one(organization_id: int, one: _Story, revision: OrganizationRevision, then: SettingsThen) -> Reported:
    values = {
        key: Value.from_event(one.states[key], json.loads(event.value_after) if event.value_after else None)
        for key, event in sorted(one.tasks.items())
    }
    tasks = in_scope(one.publication.path, one.networks) if one.publication else ()
    due = upkeep_due_on(tasks, values, then.zone)
    return Reported(
        id=organization_id,
        slug=one.slug,
        name=revision.name,
        region=revision.region,
        tags=revision.tags,
        advisor_id=revision.advisor_id,
        is_archived=one.is_archived,
        last_activity_at=one.last_activity_at,
        started_on=one.started_on,
        completed_on=one.completed_on,
        upkeep_due_on=due.isoformat() if due else None,
        waiting_since=one.asks.waiting_since,
        paused_until=one.paused_until,
        answered_on=one.days.text(one.asks.answered_at) if one.asks.answered_at else None,
        counts=one.counts(),
        open_questions=one.asks.open_questions,
        open_hesitations=one.asks.open_hesitations,
        networks=one.networks,
        said=[_said(organization_id, key, value, one.tasks[key].recorded_at) for key, value in values.items()],
        plans=one.plans,
    )


def _said(organization_id: int, key: str, value: Value, changed_at: int) -> Said:
    return Said(
        organization_id,
        key,
        value.state,
        value.done_at,
        changed_at,
        value.review_on,
        value.confirmed_on,
        value.reason_id,
        value.evidence_id,
        value.done_by,
        value.entered_by,
    )
