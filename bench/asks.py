"""What the organizations of a bench's centre hesitate about and ask: rows and events as the real actions leave them.

Each hesitates once; one in three has asked, and of those one in four waits for its centre.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.rules import KIND, OPEN_STATES
from socialtrack.journal.models import TextRevision
from socialtrack.questions.models import Question, QuestionMessage
from socialtrack.questions.rules import QuestionKind

OUTCOMES = ("open", "partly", "no", "reassured", "settled", "declined", "partly")
REASONS = ("time-too-much", "skills-not-enough", "image-mistake", "law-25", "security-hacked", "cost-hidden")
TASKS = ("name-backup", "publication-rules", "photo-consent", "weekly-rhythm", "two-step-verification")
ANSWERED_BEFORE = timedelta(hours=2)  # the last gesture
STANDS = ("open", "answered", "settled", "settled")
_messages = count(1)


@dataclass(frozen=True)
class Asked:
    """What the summary says of it."""

    open_hesitations: int
    open_questions: int
    waiting_since: datetime | None
    answered_on: date | None = None


def add_asks(add: Any, event: Any, number: int, at: datetime) -> Asked:
    """The rows of one organization. `add` takes a row, `event` an event, of which it gives the number."""
    state, entry, task = OUTCOMES[number % 7], REASONS[number % 6], TASKS[number % 5]
    value = {"hesitation": number, "entry": entry}
    first = event(kind=KIND, task_key=task, after="open", value_after=value)
    last = first
    if state != "open":
        last = event(kind=KIND, task_key=task, before="open", after=state, value_before=value, value_after=value)
    is_open = state in OPEN_STATES
    add(
        Hesitation,
        id=number,
        organization_id=number,
        task_key=task,
        faq_key=entry,
        state=state,
        opened_at=at,
        opened_by=100 + number,
        changed_at=at,
        changed_by=100 + number,
        closed_on=None if is_open else at.date(),
        event_id=last,
    )
    if number % 3:
        return Asked(int(is_open), 0, None)
    stands = STANDS[number // 3 % 4]
    _add_question(add, event, number, at, task, stands)
    if stands == "open":
        return Asked(int(is_open), 1, at)
    return Asked(int(is_open), int(stands == "answered"), None, (at - ANSWERED_BEFORE).date())


def _add_question(add: Any, event: Any, number: int, at: datetime, task: str, stands: str) -> None:
    begun = at if stands == "open" else at - timedelta(hours=30)
    kinds = [(QuestionKind.ASKED, "open", begun, 2 * number)]
    if stands != "open":
        kinds.append((QuestionKind.ANSWERED, "answered", at - ANSWERED_BEFORE, 2 * number + 1))
    if stands == "settled":
        kinds.append((QuestionKind.SETTLED, "settled", at, 0))
    told, before, messages = 0, None, []
    for kind, after, moment, text_id in kinds:
        value: dict[str, Any] = {"question": number}
        if text_id:
            value["message"] = next(_messages)
        if after == "open":
            value["waiting_since"] = moment.isoformat()
        told = event(kind=kind, task_key=task, before=before, after=after, value_after=value, happened_at=moment)
        before = after
        if text_id:
            messages.append((value["message"], kind, moment, text_id, told))
    add(
        Question,
        id=number,
        organization_id=number,
        task_key=task,
        state=stands,
        asked_at=begun,
        asked_by=100 + number,
        waiting_since=begun if stands == "open" else None,
        last_at=messages[-1][2],
        settled_at=at if stands == "settled" else None,
        event_id=told,
    )
    for id_, kind, moment, text_id, event_id in messages:
        side = "organization" if kind is QuestionKind.ASKED else "centre"
        add(
            TextRevision,
            id=text_id,
            organization_id=number,
            audience="centre",
            body="Par quoi commencer, quand on n’a que deux heures par semaine?",
            written_at=moment,
        )
        add(
            QuestionMessage,
            id=id_,
            organization_id=number,
            question_id=number,
            side=side,
            text_id=text_id,
            written_at=moment,
            event_id=event_id,
        )
