"""Hesitations, questions and a centre's own answers, as their events tell them: rows of `rebuild_tables.TABLES`."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..hesitations.rules import KIND as HESITATION
from ..hesitations.rules import OPEN_STATES, closed_on
from ..kernel.moments import from_microseconds, local_day, parse_day, to_microseconds
from ..questions.rules import QuestionKind, QuestionState, ends_wait, is_open
from .rebuild_events import Event

QUESTION = frozenset(QuestionKind)
FAQ = "faq-"  # how the kinds of what a centre makes of the answers begin


@dataclass(frozen=True, slots=True)
class _Hesitation:
    organization_id: int | None
    task_key: str | None
    network: str | None
    step: int | None
    faq_key: str | None
    words_id: int | None
    state: str
    reason_id: int | None
    review_on: str | None
    opened_at: int
    opened_by: int | None
    changed_at: int
    changed_by: int | None
    closed_on: str | None
    event_id: int


@dataclass(frozen=True, slots=True)
class _Question:
    organization_id: int | None
    task_key: str | None
    network: str | None
    step: int | None
    hesitation_id: int | None
    state: str
    asked_at: int
    asked_by: int | None
    waiting_since: int | None
    last_at: int
    assigned_to: int | None
    settled_at: int | None
    event_id: int


@dataclass
class Asks:
    """What one organization hesitates about and asks, event after event."""

    hesitations: dict[int, _Hesitation] = field(default_factory=dict)
    questions: dict[int, _Question] = field(default_factory=dict)
    answered_on: str | None = None

    @property
    def open_hesitations(self) -> int:
        return sum(one.state in OPEN_STATES for one in self.hesitations.values())

    @property
    def open_questions(self) -> int:
        return sum(is_open(one.state) for one in self.questions.values())

    @property
    def waiting_since(self) -> int | None:
        return min(
            (one.waiting_since for one in self.questions.values() if one.waiting_since is not None), default=None
        )

    def hear(self, event: Event, zone: ZoneInfo) -> None:
        """One event further; those of other kinds say nothing here."""
        if event.kind == HESITATION:
            self._hesitate(event, zone)
        elif event.kind in QUESTION:
            known = self.questions.get(event.value["question"])
            if ends_wait(event.kind, known.state if known else None):
                day = local_day(from_microseconds(event.happened_at), zone).isoformat()
                self.answered_on = max(self.answered_on or day, day)
            self._ask(event)

    def _hesitate(self, event: Event, zone: ZoneInfo) -> None:
        value = event.value
        known = self.hesitations.get(value["hesitation"])
        state = event.after or ""
        kept_on = parse_day(known.closed_on, field="closed_on") if known and known.closed_on else None
        that_day = local_day(from_microseconds(event.happened_at), zone)
        on = closed_on(known.state if known else None, state, kept_on, that_day)
        self.hesitations[value["hesitation"]] = _Hesitation(
            organization_id=event.organization_id,
            task_key=event.task_key,
            network=event.network,
            step=value.get("step"),
            faq_key=value.get("entry"),
            words_id=value.get("words"),
            state=state,
            reason_id=value.get("reason"),
            review_on=value.get("review_on"),
            opened_at=known.opened_at if known else event.happened_at,
            opened_by=known.opened_by if known else value.get("opened_by", event.membership_id),
            changed_at=event.recorded_at,
            changed_by=event.membership_id,
            closed_on=on.isoformat() if on else None,
            event_id=event.id,
        )

    def _ask(self, event: Event) -> None:
        value = event.value
        known = self.questions.get(value["question"])
        if known is None:
            known = _Question(
                organization_id=event.organization_id,
                task_key=event.task_key,
                network=event.network,
                step=value.get("step"),
                hesitation_id=value.get("hesitation"),
                state=QuestionState.OPEN,
                asked_at=event.happened_at,
                asked_by=value.get("asked_by", event.membership_id),
                waiting_since=None,
                last_at=event.happened_at,
                assigned_to=None,
                settled_at=None,
                event_id=event.id,
            )
        if event.kind == QuestionKind.ASSIGNED:
            self.questions[value["question"]] = replace(known, assigned_to=value.get("assigned_to"))
            return
        since = value.get("waiting_since")
        self.questions[value["question"]] = replace(
            known,
            state=event.after or known.state,
            waiting_since=to_microseconds(datetime.fromisoformat(since)) if since else None,
            last_at=event.happened_at if "message" in value else known.last_at,
            settled_at=event.happened_at if event.after == QuestionState.SETTLED else None,
            event_id=event.id,
        )


def entry_told(known: tuple[Any, ...] | None, event: Event) -> tuple[Any, ...]:
    """The row of an entry of the centre's own answers after that event. Words that are only being written have none."""
    text_id = event.value.get("text", known[1] if known else None)
    return event.after, text_id, event.recorded_at, event.membership_id, event.id
