"""The questions of an organization, as pages read them: values, in a fixed number of statements. Knows no words."""

from dataclasses import dataclass

from ..data.prepared import Prepared
from ..kernel.errors import NotFound
from ..kernel.work import Work
from ..people.who_queries import Who, who_columns, who_of
from .rules import QuestionState, Side

_FIELDS = f"""q.id, q.task_key, q.network, q.step, q.hesitation_id, q.state, q.asked_at, q.waiting_since, q.last_at,
              q.settled_at, {who_columns("a")}, {who_columns("g")}"""
_WHO = """LEFT JOIN membership a ON a.centre_id = q.centre_id AND a.id = q.asked_by
          LEFT JOIN membership g ON g.centre_id = q.centre_id AND g.id = q.assigned_to AND g.ended_at IS NULL"""
_QUESTION = Prepared(
    f"""SELECT {_FIELDS} FROM question q {_WHO}
        WHERE q.centre_id = :centre_id AND q.organization_id = :organization_id AND q.id = :question_id"""
)
_MESSAGES = Prepared(
    f"""SELECT m.id, m.side, r.body, r.blanked_at, m.written_at, {who_columns("w")}
        FROM question_message m
        JOIN text_revision r ON r.centre_id = m.centre_id AND r.id = m.text_id
        LEFT JOIN membership w ON w.centre_id = m.centre_id AND w.id = m.written_by
        WHERE m.centre_id = :centre_id AND m.organization_id = :organization_id AND m.question_id = :question_id
        ORDER BY m.id"""
)
# The first message of each says what it is about; the last, whose turn it is. At most 200 of them stand on a page.
_QUESTIONS = Prepared(
    f"""SELECT {_FIELDS}, f.body, f.blanked_at, n.messages
        FROM question q {_WHO}
        JOIN (SELECT centre_id, question_id, min(id) AS first_id, count(*) AS messages FROM question_message
              WHERE centre_id = :centre_id AND organization_id = :organization_id
              GROUP BY centre_id, question_id) n ON n.centre_id = q.centre_id AND n.question_id = q.id
        JOIN question_message b ON b.centre_id = q.centre_id AND b.id = n.first_id
        JOIN text_revision f ON f.centre_id = b.centre_id AND f.id = b.text_id
        WHERE q.centre_id = :centre_id AND q.organization_id = :organization_id
        ORDER BY q.last_at DESC, q.id DESC"""
)
_OPEN_BY_TASK = Prepared(
    """SELECT task_key, id, state FROM question
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND task_key IS NOT NULL
         AND state <> 'settled'
       ORDER BY id"""
)
_ABOUT_HESITATION = Prepared(
    """SELECT id FROM question
       WHERE centre_id = :centre_id AND organization_id = :organization_id AND hesitation_id = :hesitation_id
       ORDER BY id"""
)


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """One question. Moments are microseconds. `words` is how it began, None where that was erased."""

    id: int
    task_key: str | None
    network: str | None
    step: int | None
    hesitation_id: int | None
    state: QuestionState
    asked_at: int
    waiting_since: int | None
    last_at: int
    settled_at: int | None
    asked_by: Who | None
    assigned_to: Who | None
    words: str | None
    messages: int


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """One message; `words` is None where they were erased."""

    id: int
    side: Side
    words: str | None
    written_at: int
    who: Who | None


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """One question with its messages, in the order in which they were written: there is one at least."""

    question: QuestionFacts
    messages: tuple[MessageFacts, ...]

    @property
    def last(self) -> MessageFacts:
        return self.messages[-1]


@dataclass(frozen=True, slots=True)
class OnTask:
    """A question about a task that is not settled, and whose turn it is."""

    id: int
    state: QuestionState


def thread(work: Work, organization_id: int, question_id: int) -> ThreadFacts:
    """Two statements.

    Raises:
        NotFound: the organization has no such question.
    """
    row = _QUESTION.row(work.session, organization_id=organization_id, question_id=question_id)
    if row is None:
        raise NotFound("no-such-question")
    messages = tuple(
        MessageFacts(id_, Side(side), body if blanked_at is None else None, written_at, who_of(tuple(who)))
        for id_, side, body, blanked_at, written_at, *who in _MESSAGES.rows(
            work.session, organization_id=organization_id, question_id=question_id
        )
    )
    return ThreadFacts(_facts(row, messages[0].words, len(messages)), messages)


def every(work: Work, organization_id: int) -> list[QuestionFacts]:
    """All the questions of an organization, the latest word first. One statement."""
    return [
        _facts(tuple(row), body if blanked_at is None else None, messages)
        for *row, body, blanked_at, messages in _QUESTIONS.rows(work.session, organization_id=organization_id)
    ]


def open_by_task(work: Work, organization_id: int) -> dict[str, int]:
    """The newest question about each task that is not settled; a task without any is not there."""
    return {task_key: found.id for task_key, found in on_tasks(work, organization_id).items()}


def on_tasks(work: Work, organization_id: int) -> dict[str, OnTask]:
    """The same, with whose turn it is. One statement."""
    rows = _OPEN_BY_TASK.rows(work.session, organization_id=organization_id)
    return {task_key: OnTask(id_, QuestionState(state)) for task_key, id_, state in rows}


def about_hesitation(work: Work, organization_id: int, hesitation_id: int) -> list[int]:
    """The questions that were asked about a hesitation, in order."""
    rows = _ABOUT_HESITATION.rows(work.session, organization_id=organization_id, hesitation_id=hesitation_id)
    return [int(row[0]) for row in rows]


def _facts(row: tuple, words: str | None, messages: int) -> QuestionFacts:
    id_, task_key, network, step, hesitation_id, state, asked_at, waiting_since, last_at, settled_at, *who = row
    return QuestionFacts(
        id=id_,
        task_key=task_key,
        network=network,
        step=step,
        hesitation_id=hesitation_id,
        state=QuestionState(state),
        asked_at=asked_at,
        waiting_since=waiting_since,
        last_at=last_at,
        settled_at=settled_at,
        asked_by=who_of(tuple(who[:5])),
        assigned_to=who_of(tuple(who[5:])),
        words=words,
        messages=messages,
    )
