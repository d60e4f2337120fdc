"""The organizations of a report as of the end of past days, told again from the journal: present rows are not read.

Whatever happens later (renames, ticks, archived or removed organizations, new releases) can't change a line of it.
"""

import json
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from sqlalchemy import select

from ..data.prepared import Prepared
from ..guide.queries import path as path_of_version
from ..guide.rules import CentrePath, PathTask, in_scope
from ..journal.queries import CentreStory, SettingsThen, Told, told_by_organization
from ..journal.rules import ACTIVITY, Counts, is_settled
from ..kernel.moments import to_microseconds
from ..kernel.work import Work
from ..progress.rules import VALUE_KINDS, State, Value, contribution, upkeep_due_on
from ..tenancy.models import OrganizationRevision
from .history_asks import KINDS as ASKS
from .history_asks import Asks
from .queries import Planned, Reported, Said
from .rules import Days

AT_A_TIME = 50  # all that each of them ever said is held at once
_recorded_at = itemgetter(4)

_SLUGS = Prepared(
    """SELECT id, slug FROM organization WHERE centre_id = :centre_id AND id > :after_id ORDER BY id LIMIT :at_most"""
)
_SLUG = Prepared("SELECT id, slug FROM organization WHERE centre_id = :centre_id AND id = :organization_id")


class _Scope:
    """The tasks of one version for one choice of networks, and what each adds to the figures by its state, compared
    with being still to do."""

    def __init__(self, tasks: Sequence[PathTask]) -> None:
        nothing = {task.key: contribution(task, State.TODO) for task in tasks}
        self.recurring = [task for task in tasks if task.recurs_days is not None]
        self.untouched = sum(nothing.values(), Counts())
        self.counts = {
            task.key: {str(state): (contribution(task, state) - nothing[task.key]).values() for state in State}
            for task in tasks
        }
        self.weights = {
            key: {state: (Counts(*counts).settled, Counts(*counts).counted) for state, counts in by_state.items()}
            for key, by_state in self.counts.items()
        }

    def counts_of(self, states: Mapping[str, str]) -> Counts:
        counts = self.counts
        changes = [counts[key][state] for key, state in states.items() if key in counts]
        return Counts(*map(sum, zip(self.untouched.values(), *changes, strict=True)))


_NO_TASKS = _Scope(())


class _Publication:
    """A version put in force, and its tasks by choice of networks."""

    def __init__(self, event_id: int, recorded_at: int, path: CentrePath) -> None:
        self.event_id = event_id
        self.recorded_at = recorded_at
        self.path = path
        self._scopes: dict[frozenset[str], _Scope] = {}

    def scope(self, networks: frozenset[str]) -> _Scope:
        known = self._scopes.get(networks)
        if known is None:
            known = self._scopes[networks] = _Scope(in_scope(self.path, networks))
        return known


class _Story:
    """One organization, event after event. Moments are microseconds: which day they are, each day asked for says.

    Since when it is complete takes its figures after each event, four fifths of the work; most organizations are not.
    So it is told without (`is_watched` false), and again with them if it turns out to be complete (`is_to_watch`).
    """

    def __init__(self, organization_id: int, slug: str, *, is_watched: bool) -> None:
        self.id = organization_id
        self.slug = slug
        self.is_watched = is_watched
        self.is_to_watch = False
        self.publication: _Publication | None = None
        self.scope = _NO_TASKS
        self.is_there = False
        self.is_archived = False
        self.paused_until: str | None = None
        self.revision_id: int | None = None
        self.networks: frozenset[str] = frozenset()
        self.values: dict[str, tuple] = {}  # by task, the event that said it last
        self.plans: dict[str, str | None] = {}
        self.states: dict[str, str] = {}
        self.asks = Asks()
        self.settled = self.counted = 0
        self.last_activity_at = 0
        self.started_at: int | None = None
        self.completed_at: int | None = None

    def publish(self, publication: _Publication) -> None:
        self.publication = publication
        if not self.is_watched:
            return
        self._recount()
        if self.is_there:
            self._see_whether_complete(publication.recorded_at)

    def hear(self, events: Iterable[tuple], releases: deque[_Publication]) -> None:
        """Some events further, each in the order of `Told`, and the releases between them. All in one loop: a report of
        a past day comes through here once for each event that there ever was."""
        states, values, is_watched, latest = self.states, self.values, self.is_watched, self.last_activity_at
        for event in events:
            _, id_, kind, happened_at, _, key, network, _, after, value = event
            while is_watched and releases and releases[0].event_id < id_:
                self.publish(releases.popleft())
            if kind in VALUE_KINDS:
                before = states.get(key, "todo")
                after = after or before
                states[key], values[key] = after, event
                if is_watched:
                    self._weigh(key, before, after)
            elif kind in ASKS:
                self.asks.hear(Told._make(event))
            elif kind == "network":
                self._choose(network, after)
            elif kind == "task-plan":
                self.plans[key] = value
            elif kind.startswith("organization-"):
                self._live(kind, value)
            if kind in ACTIVITY:
                if happened_at > latest:  # noqa: PLR1730 - no call for what happens that often
                    latest = happened_at
                if self.started_at is None:
                    self.started_at = happened_at
                if is_watched:
                    self._see_whether_complete(happened_at)
        self.last_activity_at = latest

    def _live(self, kind: str, told: str | None) -> None:
        self.is_there = (self.is_there or kind == "organization-added") and kind != "organization-removed"
        if kind in ("organization-archived", "organization-restored"):
            self.is_archived = kind == "organization-archived"
        value = json.loads(told) if told else {}
        self.revision_id = value.get("revision", self.revision_id)
        if kind in ("organization-paused", "organization-resumed"):
            self.paused_until = value.get("paused_until")

    def _weigh(self, key: str, before: str, after: str) -> None:
        weights = self.scope.weights.get(key)
        if weights is not None:
            settled_before, counted_before = weights[before]
            settled, counted = weights[after]
            self.settled += settled - settled_before
            self.counted += counted - counted_before

    def _choose(self, network: str, after: str | None) -> None:
        one = frozenset({network})
        self.networks = self.networks | one if after == "chosen" else self.networks - one
        if self.is_watched:
            self._recount()

    def _recount(self) -> None:
        if self.publication is None:
            return
        self.scope = scope = self.publication.scope(self.networks)
        weights = [scope.weights[key][state] for key, state in self.states.items() if key in scope.weights]
        self.settled = scope.untouched.settled + sum(settled for settled, _ in weights)
        self.counted = scope.untouched.counted + sum(counted for _, counted in weights)

    def _see_whether_complete(self, moment: int) -> None:
        if self.started_at is None or not is_settled(self.settled, self.counted):
            self.completed_at = None
        elif self.completed_at is None:
            self.completed_at = moment

    def now(self, then: SettingsThen, days: Days, *, with_tasks: bool) -> "tuple[int, Reported] | None":
        """As it stands at this event, with the number of its revision, whose words are still to be read; None where it
        is not there."""
        if not self.is_there or self.revision_id is None:
            return None
        if self.publication is not None:
            self.scope = self.publication.scope(self.networks)
        counts = self.scope.counts_of(self.states)
        self.is_to_watch |= self.started_at is not None and is_settled(counts.settled, counts.counted)
        values = self.values if with_tasks else {task.key: self.values[task.key] for task in self._to_do_again()}
        said = [_said(self.id, key, self.states[key], values[key]) for key in sorted(values)]
        due = self._due(said, then)
        return self.revision_id, Reported(
            id=self.id,
            slug=self.slug,
            name="",
            region=None,
            tags=[],
            advisor_id=None,
            is_archived=self.is_archived,
            last_activity_at=self.last_activity_at,
            started_on=days.text(self.started_at) if self.started_at is not None else None,
            completed_on=days.text(self.completed_at) if self.completed_at is not None else None,
            upkeep_due_on=due,
            waiting_since=self.asks.waiting_since,
            paused_until=self.paused_until,
            answered_on=days.text(self.asks.answered_at) if self.asks.answered_at else None,
            counts=counts,
            open_questions=self.asks.open_questions,
            open_hesitations=self.asks.open_hesitations,
            networks=self.networks,
            open_reasons=self.asks.open_reasons,
            said=said if with_tasks else [],  # type: ignore[arg-type]
            plans={key: _plan(value) for key, value in self.plans.items()} if with_tasks else {},
            answers=self.asks.answers,
            relieved=self.asks.relieved,
        )

    def _to_do_again(self) -> Iterable[PathTask]:
        return (task for task in self.scope.recurring if self.states.get(task.key) == State.DONE)

    def _due(self, said: Sequence[Said], then: SettingsThen) -> str | None:
        recurring = {task.key: task for task in self._to_do_again()}
        values = {
            one.task_key: Value(state=one.state, done_at=one.done_at, confirmed_on=one.confirmed_on)
            for one in said
            if one.task_key in recurring
        }
        due = upkeep_due_on(recurring.values(), values, then.zone) if recurring else None
        return due.isoformat() if due else None


def at_days(
    work: Work,
    story: CentreStory,
    thens: Sequence[SettingsThen],
    *,
    organization_id: int | None = None,
    with_tasks: bool = True,
) -> Iterator[list[tuple[Reported | None, ...]]]:
    """The organizations as they stood at the end of each of those days, in one pass over the journal.

    A day is given by its settings (`story.settings(work, day)`). An organization comes with as many values as there are
    days, in their order, None for a day on which it was not there (yet, or any more); one that was there on none is
    left out. A bounded number at a time, in the order in which they joined; `organization_id`: that one alone.
    `with_tasks`: with what was said of each task (`said`, `plans`), which costs as much again.
    """
    calendars = {then.zone: Days(then.zone) for then in thens}
    order = sorted(range(len(thens)), key=lambda place: thens[place].end)
    ends = [(place, to_microseconds(thens[place].end)) for place in order]
    last = thens[order[-1]]
    publications = _publications(work, story, last)
    for first_id, last_id, slugs in _parcels(work, organization_id):
        told: list[list[tuple[int, Reported] | None]] = []
        for id_, events in told_by_organization(work, first_id - 1, last_id, last.end):
            if id_ not in slugs:
                continue
            for is_watched in (False, True):
                one = _Story(id_, slugs[id_], is_watched=is_watched)
                stood: list[tuple[int, Reported] | None] = [None] * len(thens)
                for place in _tell(one, events, publications, ends):
                    stood[place] = one.now(thens[place], calendars[thens[place].zone], with_tasks=with_tasks)
                if not one.is_to_watch:
                    break
            if any(stood):
                told.append(stood)
        _name(work, told)
        yield [tuple(one[1] if one else None for one in stood) for stood in told]


def past(work: Work, story: CentreStory, then: SettingsThen, *, with_tasks: bool = True) -> Iterator[list[Reported]]:
    """The organizations as they stood at the end of that day, in the order in which they joined."""
    for chunk in at_days(work, story, [then], with_tasks=with_tasks):
        yield [one for (one,) in chunk if one is not None]


def _publications(work: Work, story: CentreStory, then: SettingsThen) -> list[_Publication]:
    recorded = {id_: at for id_, _, at, _ in story.events}
    return [
        _Publication(release.event_id, recorded[release.event_id], path_of_version(work, release.version))
        for release in story.releases(then.end)
    ]


def _parcels(work: Work, organization_id: int | None) -> Iterator[tuple[int, int, dict[int, str]]]:
    """First and last number of some organizations, and the names in the address of those that are there between."""
    if organization_id is not None:
        slugs = dict(_SLUG.rows(work.session, organization_id=organization_id))
        if slugs:
            yield organization_id, organization_id, slugs
        return
    after_id = 0
    while rows := _SLUGS.rows(work.session, after_id=after_id, at_most=AT_A_TIME):
        last_id = rows[-1][0]
        yield after_id + 1, last_id, dict(rows)
        after_id = last_id


def _tell(
    one: _Story,
    events: Sequence[tuple],
    publications: Iterable[_Publication],
    ends: Iterable[tuple[int, int]],
) -> Iterator[int]:
    """The organization's events and the centre's releases, in the order of the journal. Stops at each end (a place and
    a moment, in order of moments) as soon as all that was recorded before it is told, and says its place."""
    releases, told = deque(publications), 0
    for place, end in ends:
        until = bisect_left(events, end, lo=told, key=_recorded_at)
        one.hear(events[told:until], releases)
        while releases and releases[0].recorded_at < end:
            one.publish(releases.popleft())
        yield place
        told = until


def _name(work: Work, told: Iterable[Sequence[tuple[int, Reported] | None]]) -> None:
    """What each was called, and what else its revision of that day says."""
    all_told = [known for stood in told for known in stood if known is not None]
    of = OrganizationRevision
    rows = work.session.execute(
        select(of.id, of.name, of.region, of.tags, of.advisor_id).where(of.id.in_(sorted({id_ for id_, _ in all_told})))
    )
    revisions = {id_: rest for id_, *rest in rows}
    for id_, one in all_told:
        one.name, one.region, one.tags, one.advisor_id = revisions[id_]


def _said(organization_id: int, key: str, state: str, event: tuple) -> Said:
    changed_at, value = event[4], event[9]
    rest = json.loads(value).get if value else _nothing
    return Said(
        organization_id,
        key,
        state,
        rest("done_at"),
        changed_at,
        rest("review_on"),
        rest("confirmed_on"),
        rest("reason_id"),
        rest("evidence_id"),
        rest("done_by"),
        rest("entered_by"),
    )


def _nothing(_name: str) -> None:
    return None


def _plan(value: str | None) -> Planned:
    plan = json.loads(value) if value else {}
    return Planned(plan.get("responsible_id"), plan.get("responsible_text_id"), plan.get("due_on"))
