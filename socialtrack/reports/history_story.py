"""One organization, told event after event: where it stands after each, and since when.

Told from its first event on, or from a state that was kept at one of them (`told_state`): the same loop goes on from
there, so that both ways can only agree as long as what was kept is what was told.
"""

import json
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from ..guide.rules import CentrePath, PathTask, in_scope
from ..journal.queries import SettingsThen, Told
from ..journal.rules import ACTIVITY, Counts, is_settled
from ..progress.rules import VALUE_KINDS, State, Value, contribution, upkeep_due_on
from .history_asks import KINDS as ASKS
from .history_asks import Asks
from .queries import Planned, Reported
from .rules import Days


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
FORM = 1  # of what `Story.kept` gives: one more whenever it, or what the telling makes of an event, changes


class Publication:
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


_event_id = attrgetter("event_id")


class Story:
    """One organization, event after event. Moments are microseconds: which day they are, each day asked for says.

    Since when it is complete takes its figures after each event, four fifths of the work; most organizations are not.
    So it is told without (`is_watched` false), and again with them if it turns out to be complete (`is_to_watch`).
    """

    def __init__(self, organization_id: int, slug: str, *, is_watched: bool) -> None:
        self.id = organization_id
        self.slug = slug
        self.is_watched = is_watched
        self.is_to_watch = False
        self.publication: Publication | None = None
        self.scope = _NO_TASKS
        self.is_there = False
        self.is_archived = False
        self.paused_until: str | None = None
        self.revision_id: int | None = None
        self.networks: frozenset[str] = frozenset()
        self.values: dict[str, Sequence] = {}  # by task, the event that said it last, or what was kept of it
        self.plans: dict[str, str | Sequence | None] = {}
        self.states: dict[str, str] = {}
        self.asks = Asks()
        self.settled = self.counted = 0
        self.last_activity_at = 0
        self.started_at: int | None = None
        self.completed_at: int | None = None

    def kept(self) -> dict[str, Any]:
        """All that telling on needs, as JSON holds it; of one that is watched. Ids, states and moments, no word."""
        return {
            "values": {key: _said(0, key, self.states[key], value)[2:] for key, value in self.values.items()},
            "plans": {key: _plan(value) for key, value in self.plans.items()},
            "networks": sorted(self.networks),
            "life": [self.is_there, self.is_archived, self.paused_until, self.revision_id],
            "moments": [self.last_activity_at, self.started_at, self.completed_at],
            "asks": self.asks.kept(),
        }

    def go_on_from(self, kept: Mapping[str, Any], publications: Sequence[Publication], at: int) -> deque[Publication]:
        """Stand where it stood after the event `at`; the releases that were still to come."""
        self.values, self.plans = kept["values"], kept["plans"]
        self.states = {key: value[0] for key, value in self.values.items()}
        self.networks = frozenset(kept["networks"])
        self.is_there, self.is_archived, self.paused_until, self.revision_id = kept["life"]
        self.last_activity_at, self.started_at, completed_at = kept["moments"]
        self.asks = Asks.from_kept(kept["asks"])
        published = bisect_left(publications, at, key=_event_id)
        self.publication = publications[published - 1] if published else None
        if self.is_watched:
            self.completed_at = completed_at
            self._recount()
        return deque(publications[published:])

    def publish(self, publication: Publication) -> None:
        self.publication = publication
        if not self.is_watched:
            return
        self._recount()
        if self.is_there:
            self._see_whether_complete(publication.recorded_at)

    def hear(self, events: Iterable[tuple], releases: deque[Publication]) -> None:
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
            said=said if with_tasks else [],
            plans={key: _plan(value) for key, value in self.plans.items()} if with_tasks else {},
            answers=self.asks.answers,
            relieved=self.asks.relieved,
        )

    def _to_do_again(self) -> Iterable[PathTask]:
        return (task for task in self.scope.recurring if self.states.get(task.key) == State.DONE)

    def _due(self, said: Sequence[tuple], then: SettingsThen) -> str | None:
        recurring = {task.key: task for task in self._to_do_again()}
        values = {
            key: Value(state=state, done_at=done_at, confirmed_on=confirmed_on)
            for _, key, state, done_at, _, _, confirmed_on, *_ in said
            if key in recurring
        }
        due = upkeep_due_on(recurring.values(), values, then.zone) if recurring else None
        return due.isoformat() if due else None


def _said(organization_id: int, key: str, state: str, told: Sequence) -> tuple:
    """In the order of `Said`. `told`: an event, or what was kept of it, which is the end of just that."""
    if isinstance(told, list):
        return (organization_id, key, *told)
    changed_at, value = told[4], told[9]
    rest = json.loads(value).get if value else _nothing
    return (
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


def _plan(told: str | Sequence | None) -> Planned:
    if isinstance(told, list):
        return Planned(*told)
    plan = json.loads(told) if isinstance(told, str) else {}
    return Planned(plan.get("responsible_id"), plan.get("responsible_text_id"), plan.get("due_on"))
