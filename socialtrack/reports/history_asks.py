"""What an organization hesitates about and asks, as its events told it: only what reports of a day count."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..hesitations.rules import KIND as HESITATION
from ..hesitations.rules import OPEN_STATES, HesitationState
from ..journal.queries import Told
from ..kernel.moments import to_microseconds
from ..questions.rules import QuestionKind, ends_wait, is_open
from .holding_rules import OWN_WORDS

RELIEVED = frozenset({HesitationState.REASSURED, HesitationState.SETTLED})
KINDS = frozenset({HESITATION, *QuestionKind})


class Asks:
    """By number, the state of each hesitation with its reason, and that of each question with the moment since when it
    waits. `answered_at`: when the centre last ended such a wait; `answers`: how many it has ended."""

    def __init__(self) -> None:
        self._hesitations: dict[int, tuple[str, str]] = {}
        self._questions: dict[int, tuple[str, int | None]] = {}
        self.answered_at: int | None = None
        self.answers = 0

    def hear(self, event: Told) -> None:
        """One event further, of `KINDS`."""
        value = json.loads(event.value_after) if event.value_after else {}
        if event.kind == HESITATION:
            self._hesitations[value["hesitation"]] = event.after or "", value.get("entry") or OWN_WORDS
        elif event.kind != QuestionKind.ASSIGNED:
            since = value.get("waiting_since")
            waits = to_microseconds(datetime.fromisoformat(since)) if since else None
            self._questions[value["question"]] = event.after or "", waits
            if ends_wait(event.kind, event.before):
                self.answered_at = max(self.answered_at or 0, event.happened_at)
                self.answers += 1

    def kept(self) -> dict[str, Any]:
        """What of it later events and days still need. What was closed and never relieved is told whole again by
        whatever reopens it."""
        return {
            "hesitations": [
                (id_, *one) for id_, one in self._hesitations.items() if one[0] in OPEN_STATES or one[0] in RELIEVED
            ],
            "questions": [(id_, *one) for id_, one in self._questions.items() if is_open(one[0]) or one[1] is not None],
            "answered_at": self.answered_at,
            "answers": self.answers,
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Asks":
        asks = cls()
        asks._hesitations = {id_: (state, reason) for id_, state, reason in kept["hesitations"]}
        asks._questions = {id_: (state, waits) for id_, state, waits in kept["questions"]}
        asks.answered_at, asks.answers = kept["answered_at"], kept["answers"]
        return asks

    @property
    def open_hesitations(self) -> int:
        return sum(state in OPEN_STATES for state, _ in self._hesitations.values())

    @property
    def open_reasons(self) -> frozenset[str]:
        """Keys of the answers that it hesitates about, `OWN_WORDS` where none was picked."""
        return frozenset(reason for state, reason in self._hesitations.values() if state in OPEN_STATES)

    @property
    def relieved(self) -> frozenset[int]:
        """The hesitations that no longer hold: reassured by the answer, or settled."""
        return frozenset(id_ for id_, (state, _) in self._hesitations.items() if state in RELIEVED)

    @property
    def open_questions(self) -> int:
        return sum(is_open(state) for state, _ in self._questions.values())

    @property
    def waiting_since(self) -> int | None:
        return min((waits for _, waits in self._questions.values() if waits is not None), default=None)
