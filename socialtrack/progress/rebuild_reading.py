"""The journal of a centre read to its end, and what is kept beside it that says something else."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from typing import Any

from ..guide import queries as guide
from ..journal.figures import DAY_COUNTS, TOTALS, Figures
from ..journal.rules import FIGURES_VERSION, MOVEMENT_NAMES
from ..kernel.work import CentreFacts, Work
from ..tenancy.organization_rows import tags_said
from .rebuild_events import Event, Heard, Part, events, events_of_centre, last_event, parts, told_since
from .rebuild_story import Story, answers_of, figures_of, is_release, stories_of
from .rebuild_tables import Difference, Row, Rows, compare, in_order, kept_of, kept_of_centre
from .rules import Value


@dataclass(frozen=True, slots=True)
class _Share:
    """What one organization adds to its centre's figures: to its totals, to its counts by day (which, in which column,
    how many), and to what moved."""

    totals: tuple[int, ...]
    days: tuple[tuple[str, str, int], ...]
    moved: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass
class Reading:
    """Up to its event `last`, under those settings of the centre. Holds little of each organization."""

    last: int
    centre: CentreFacts
    of_centre: list[Event]
    shares: dict[int, _Share] = field(default_factory=dict)
    found: dict[Part, list[Difference]] = field(default_factory=dict)

    def add(self, work: Work, part: Part) -> None:
        """Read these organizations, in place of what was read of them before."""
        stories = stories_of(work, events(work, self.of_centre, part))
        figures = {id_: figures_of(work, guide.path(work), story) for id_, story in stories.items()}
        tags = tags_said(work, part.first, part.last)
        self.shares |= {id_: _share(work, story, figures[id_]) for id_, story in stories.items()}
        self.found[part] = compare(kept_of(work.session, part.first, part.last), _told(stories, figures, tags))

    def catch_up(self, work: Work) -> bool:
        """Read again what has been told since; False where all of it has to be: the path or the time zone is another.
        Runs inside `work.write()`, where nothing more is told: events are numbered in the order of commits then."""
        of_centre = events_of_centre(work)
        is_same = work.centre.time_zone == self.centre.time_zone and _releases(of_centre) == _releases(self.of_centre)
        if not is_same:
            return False
        self.of_centre = of_centre
        since = told_since(work, self.last)
        for part in list(self.found):
            those = {id_ for id_ in since if part.first <= id_ <= part.last}
            if those:
                self.add(work, part)
                since -= those
        for id_ in since:  # added since
            self.add(work, Part(id_, id_, 0))
        return True

    def differences(self, work: Work) -> list[Difference]:
        theirs = [one for found in self.found.values() for one in found]
        told = {"faq_entry": {**answers_of(self.of_centre)}, **_figures(self.shares.values())}
        return in_order([*theirs, *compare(kept_of_centre(work.session), told)])


def read(work: Work, heard: Heard = None) -> Reading:
    """All of it. `heard` is told after each part how many events have been read, of how many."""
    reading = Reading(last_event(work), work.centre, events_of_centre(work))
    every = list(parts(work))
    done, total = 0, sum(part.events for part in every)
    for part in every:
        reading.add(work, part)
        done += part.events
        if heard is not None and part.events:
            heard(done, total)
    return reading


def _releases(of_centre: Iterable[Event]) -> list[int]:
    return [event.id for event in of_centre if is_release(event)]


def _share(work: Work, story: Story, figures: Figures) -> _Share:
    """What was taken away has moved nothing."""
    moved = () if story.is_removed else story.moves.by_day()
    return _Share(
        figures.totals(),
        tuple((day.isoformat(), name, n) for day, name, n in figures.by_day(work)),
        tuple((day.isoformat(), what.values()) for day, what in moved),
    )


def _figures(shares: Iterable[_Share]) -> Rows:
    """The totals of the centre, its counts by day and what moved there; of days, those of which there is something to
    say."""
    totals = [0] * len(TOTALS)
    days: dict[str, Counter[str]] = {}
    moved: dict[str, list[int]] = {}
    for share in shares:
        totals = [a + b for a, b in zip(totals, share.totals, strict=True)]
        for day, name, n in share.days:
            days.setdefault(day, Counter())[name] += n
        for day, what in share.moved:
            so_far = moved.get(day, [0] * len(MOVEMENT_NAMES))
            moved[day] = [a + b for a, b in zip(so_far, what, strict=True)]
    return {
        "centre_totals": {(): (*totals, FIGURES_VERSION)},
        "centre_day_count": {
            (day,): tuple(n[name] for name in DAY_COUNTS) for day, n in days.items() if any(n.values())
        },
        "centre_day_movement": {(day,): tuple(what) for day, what in moved.items() if any(what)},
    }


def _told(stories: dict[int, Story], figures: dict[int, Figures], tags: dict[int, tuple[str, ...]]) -> Rows:
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
        "organization_summary": {(id_,): _summary(figure) for id_, figure in figures.items()},
        "organization_tag": {
            (id_, tag): ()
            for id_, story in stories.items()
            if not story.is_removed and story.revision_id is not None
            for tag in tags.get(story.revision_id, ())
        },
    }


def _columns(value: Value) -> Row:
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
