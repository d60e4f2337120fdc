"""What is open beside the path: hesitations and questions, by what they are about. Ids and states, never words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..data.prepared import Prepared
from ..hesitations.rules import OPEN_STATES
from ..kernel.work import Work
from ..questions.rules import QuestionState

_OPEN_STATES = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))
# A question about a hesitation is about what that one is about. Ordered by id: the latest word on a thing is the last.
_OPEN = Prepared(
    f"""SELECT 'hesitation' AS kind, h.id, h.task_key, h.network, h.step, h.state FROM hesitation h
        WHERE h.centre_id = :centre_id AND h.organization_id = :organization_id AND h.state IN ({_OPEN_STATES})
        UNION ALL
        SELECT 'question', q.id, COALESCE(q.task_key, r.task_key), COALESCE(q.network, r.network),
               COALESCE(q.step, r.step), q.state
        FROM question q LEFT JOIN hesitation r ON r.centre_id = q.centre_id AND r.id = q.hesitation_id
        WHERE q.centre_id = :centre_id AND q.organization_id = :organization_id AND q.state <> 'settled'
        UNION ALL
        SELECT 'newest', COALESCE(max(e.id), 0), NULL, NULL, NULL, NULL FROM event e
        WHERE e.centre_id = :centre_id AND e.organization_id = :organization_id
        ORDER BY 1, 2"""
)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is open about one thing: the id of the hesitation and of the question, 0 where there is none.

    `is_answered`: the centre has answered that question, and it waits for the organization.
    """

    hesitation: int = 0
    question: int = 0
    is_answered: bool = False


NO_ASK = Ask()


@dataclass(frozen=True, slots=True)
class OpenAsks:
    """Hesitations and questions that are open, by task, by network, by step; `apart`: a question about none of these.

    `newest_event_id`: the organization's last event when this was read: what is read after may be newer, never older.
    """

    tasks: Mapping[str, Ask] = field(default_factory=dict)
    networks: Mapping[str, Ask] = field(default_factory=dict)
    steps: Mapping[int, Ask] = field(default_factory=dict)
    apart: Ask = NO_ASK
    newest_event_id: int = 0


def open_asks(work: Work, organization_id: int) -> OpenAsks:
    """Everything at once, in one statement. Of several about one thing, the latest; an answer to read comes first."""
    tasks: dict[str, Ask] = {}
    networks: dict[str, Ask] = {}
    steps: dict[int, Ask] = {}
    apart, newest = NO_ASK, 0
    for kind, id_, task_key, network, step, state in _OPEN.rows(work.session, organization_id=organization_id):
        if kind == "newest":
            newest = id_
        elif task_key is not None:
            tasks[task_key] = _with(tasks.get(task_key, NO_ASK), kind, id_, state)
        elif network is not None:
            networks[network] = _with(networks.get(network, NO_ASK), kind, id_, state)
        elif step is not None:
            steps[int(step)] = _with(steps.get(int(step), NO_ASK), kind, id_, state)
        else:
            apart = _with(apart, kind, id_, state)
    return OpenAsks(tasks, networks, steps, apart, newest)


def _with(ask: Ask, kind: str, id_: int, state: str) -> Ask:
    if kind == "hesitation":
        return replace(ask, hesitation=id_)
    is_answered = state == QuestionState.ANSWERED
    return ask if ask.is_answered and not is_answered else replace(ask, question=id_, is_answered=is_answered)
