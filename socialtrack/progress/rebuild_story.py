"""What the journal tells, event after event: each organization, and its centre's own answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..guide import queries as guide
from ..guide.rules import CentrePath, in_scope, is_in_scope
from ..journal.figures import Figures
from ..journal.rules import ACTIVITY, COUNT_NAMES, Counts, baseline_due_on
from ..kernel.moments import from_microseconds, local_day
from ..kernel.work import Work
from .rebuild_asks import FAQ, Asks, entry_told
from .rebuild_events import Event
from .rebuild_movement import Moves
from .rebuild_support import support_told
from .rules import VALUE_KINDS, State, Value, contribution, counts_of, upkeep_due_on

LIFE = frozenset(f"organization-{happened}" for happened in ("paused", "resumed", "archived", "restored", "removed"))


@dataclass
class Story:
    """One organization, as its events tell it."""

    states: dict[str, tuple[Value, int, int | None, int]] = field(default_factory=dict)
    plans: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    networks: dict[str, tuple[str, int | None, str | None, int]] = field(default_factory=dict)
    asks: Asks = field(default_factory=Asks)
    support: dict[int, Any] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    last_activity_at: int = 0
    started_on: str | None = None
    completed_on: str | None = None
    paused_until: str | None = None
    has_members: bool = False
    baseline: tuple[Any, ...] | None = None
    baseline_due_on: str | None = None
    moves: Moves = field(default_factory=Moves)
    revision_id: int | None = None
    is_archived: bool = False
    is_removed: bool = False

    @property
    def chosen(self) -> frozenset[str]:
        return frozenset(key for key, (state, *_) in self.networks.items() if state == "chosen")


def is_release(event: Event) -> bool:
    """Whether another version of the path came into force: figures are counted by it from then on."""
    return event.kind == "release-published"


def stories_of(work: Work, events: Iterable[Event]) -> dict[int, Story]:
    """What these events tell of each organization, by its number."""
    stories: dict[int, Story] = {}
    path: CentrePath | None = None
    for event in events:
        if is_release(event):
            path = guide.path(work, event.value["version"])
            for story in stories.values():
                story.counts = _count(path, story)
        elif event.organization_id is not None and path is not None:
            story = stories.setdefault(event.organization_id, Story())
            so = story.counts, story.started_on, story.completed_on
            _tell(work, path, story, event)
            if event.kind in ACTIVITY or event.kind == "organization-added":
                story.moves.hear(event, work.centre.zone, so, (story.counts, story.started_on, story.completed_on))
    return stories


def answers_of(events: Iterable[Event]) -> dict[tuple[str], tuple[Any, ...]]:
    """The centre's own answers, by key."""
    entries: dict[tuple[str], tuple[Any, ...]] = {}
    for event in events:
        if event.kind.startswith(FAQ):
            key = (event.value["key"],)
            entries[key] = entry_told(entries.get(key), event)
    return entries


def _tell(work: Work, path: CentrePath, story: Story, event: Event) -> None:
    """Go one event further. Counts move by what each event changes, as they did when it was recorded."""
    if event.kind in ("organization-added", "organization-changed"):
        story.revision_id = event.value.get("revision", story.revision_id)
        if event.kind == "organization-added":
            story.counts = counts_of(path, (), {})
    elif event.kind in LIFE:
        _go_on(story, event)
    elif event.kind in ("membership-added", "baseline-fixed", "baseline-passed"):
        _stand(work, story, event)
    elif event.kind in VALUE_KINDS and event.task_key is not None:
        before = story.states[event.task_key][0] if event.task_key in story.states else Value()
        after = Value.from_event(event.after, event.value)
        story.states[event.task_key] = after, event.recorded_at, event.membership_id, event.id
        task = path.by_key.get(event.task_key)
        if task is not None and is_in_scope(task, story.chosen):
            story.counts += contribution(task, after.state) - contribution(task, before.state)
        _live(work, story, event)
    elif event.kind == "network" and event.network is not None:
        value = event.value
        if event.after is None:  # the first choice of all was taken back
            story.networks.pop(event.network, None)
        else:
            choice = event.after, value.get("reason_id"), value.get("review_on"), event.recorded_at
            story.networks[event.network] = choice
        story.counts = _count(path, story)
        _live(work, story, event)
    elif event.kind in ACTIVITY:
        if event.kind == "task-plan" and event.task_key is not None:
            said = (event.value.get(name) for name in ("responsible_id", "responsible_text_id", "due_on"))
            story.plans[event.task_key] = (*said, event.recorded_at, event.membership_id, event.id)
        _live(work, story, event)
    story.asks.hear(event, work.centre.zone)
    support_told(story.support, event)


def _go_on(story: Story, event: Event) -> None:
    """What the centre decides of an organization: it is not its activity."""
    if event.kind in ("organization-paused", "organization-resumed"):
        story.paused_until = event.value.get("paused_until")
    elif event.kind == "organization-removed":
        story.is_removed = True
    else:
        story.is_archived = event.kind == "organization-archived"


def _stand(work: Work, story: Story, event: Event) -> None:
    """Where the organization stood when it joined: awaited once its first member is there, then fixed, or open."""
    value = event.value
    if event.kind == "membership-added":
        if not story.has_members and story.baseline is None:
            joined_on = local_day(from_microseconds(event.recorded_at), work.centre.zone)
            story.baseline_due_on = value.get("baseline_due_on") or baseline_due_on(joined_on).isoformat()
        story.has_members = True
    elif event.after == "fixed":
        story.baseline = value["fixed_on"], *(value["counts"][name] for name in COUNT_NAMES), event.id
        story.baseline_due_on = None
    else:
        story.baseline, story.baseline_due_on = None, value.get("due_on")
    if event.kind in ACTIVITY:
        _live(work, story, event)


def _live(work: Work, story: Story, event: Event) -> None:
    """The organization said something: when it began, when it last spoke, since when it is complete."""
    day = local_day(from_microseconds(event.happened_at), work.centre.zone).isoformat()
    story.last_activity_at = max(story.last_activity_at, event.happened_at)
    story.started_on = story.started_on or day
    is_complete = story.counts.counted <= story.counts.settled
    story.completed_on = (story.completed_on or day) if is_complete else None


def _count(path: CentrePath, story: Story) -> Counts:
    return counts_of(path, story.chosen, {key: value.state for key, (value, *_) in story.states.items()})


def figures_of(work: Work, path: CentrePath, story: Story) -> Figures:
    """The summary that its events make of it."""
    values = {key: value for key, (value, *_) in story.states.items() if value.state == State.DONE}
    due = upkeep_due_on(in_scope(path, story.chosen), values, work.centre.zone)
    return Figures(
        counts=_count(path, story),
        last_activity_at=story.last_activity_at,
        started_on=story.started_on,
        completed_on=story.completed_on,
        upkeep_due_on=due.isoformat() if due else None,
        paused_until=story.paused_until,
        baseline_due_on=story.baseline_due_on,
        answered_on=story.asks.answered_on,
        waiting_since=story.asks.waiting_since,
        open_questions=story.asks.open_questions,
        open_hesitations=story.asks.open_hesitations,
        is_listed=not (story.is_archived or story.is_removed),
    )
