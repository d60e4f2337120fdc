"""What a hesitation is at a moment, what opens or closes it, and which reasons are offered. Only Python."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ..kernel.errors import Conflict, Invalid, NotFound
from ..kernel.permissions import ORGANIZATION_ROLES

KIND = "hesitation"  # of its events: `before` and `after` are states, the rest of the value is beside them
LONGEST = 2_000
MOST_USUAL = 6
REVIEW_AFTER = timedelta(days=365)
REVIEW_AT_LATEST = timedelta(days=5 * 366)


class HesitationState(StrEnum):
    """`open`: nothing said of the answer yet; `partly` and `no` are what was said of it. The others close it:
    `reassured` by the answer, `settled` (done, or it no longer holds), `declined` (« nous avons décidé de ne pas le
    faire »), `withdrawn` (said by mistake, taken back: it counts nowhere)."""

    OPEN = "open"
    PARTLY = "partly"
    NO = "no"
    REASSURED = "reassured"
    SETTLED = "settled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN_STATES = frozenset({HesitationState.OPEN, HesitationState.PARTLY, HesitationState.NO})
OUTCOMES = (HesitationState.REASSURED, HesitationState.PARTLY, HesitationState.NO)  # of the answer, as one says them


class WordsAudience(StrEnum):
    """Who reads the organization's own words: its centre too, or itself alone. Those of `TextRevision`."""

    CENTRE = "centre"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class About:
    """What one hesitates about: exactly one of a task, a network, a step."""

    task_key: str | None = None
    network: str | None = None
    step: int | None = None

    @property
    def name(self) -> str:
        """The field of a form that says it: task, network or step."""
        return "task" if self.task_key else "network" if self.network else "step"

    @property
    def value(self) -> str:
        return self.task_key or self.network or str(self.step)


def about(*, task: str = "", network: str = "", step: str = "") -> About:
    """What an address or a form says one hesitates about; whether the path has it is for others to find out.

    Raises:
        Invalid: nothing, or several things at once.
        NotFound: a step that no path has.
    """
    if sum(map(bool, (task, network, step))) != 1:
        raise Invalid("hesitation-about-one-thing")
    if step:
        if step not in ("1", "2", "3", "4"):
            raise NotFound("no-such-step")
        return About(step=int(step))
    return About(task_key=task or None, network=network or None)


@dataclass(frozen=True, slots=True)
class Value:
    """The whole value of a hesitation, which its events tell. `review_on` is ISO text."""

    state: str
    entry: str | None = None
    words: int | None = None
    reason: int | None = None
    review_on: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


def may_become(before: str, after: str) -> bool:
    """Whether that changes anything. What is closed is reopened first: nobody closes it twice, each for another cause.

    Raises:
        Conflict: it was withdrawn (code `hesitation-gone`), or closed in another way (`hesitation-closed`).
    """
    if before == HesitationState.WITHDRAWN:
        raise Conflict("hesitation-gone")
    if before == after or (after == HesitationState.OPEN and before in OPEN_STATES):
        return False
    if before not in OPEN_STATES and after != HesitationState.OPEN:
        raise Conflict("hesitation-closed")
    return True


def closed_on(before: str | None, after: str, kept: date | None, on: date) -> date | None:
    """The day on which it was closed, once a change has been made on the day `on`; `kept` is what was kept before."""
    if after in OPEN_STATES or after == HesitationState.WITHDRAWN:
        return None
    return kept if kept is not None and before is not None and before not in OPEN_STATES else on


def keeps_words_private(role: str) -> bool:
    """Whether what is said in one's own words may stay with the organization: the centre's team is not of it."""
    return role in ORGANIZATION_ROLES


def review_date(said: date | None, today: date) -> date:
    """When to come back to a decision not to: the day that was said, or a year from `today`.

    Raises:
        Invalid: past, or more than five years away.
    """
    if said is None:
        return today + REVIEW_AFTER
    if not today <= said <= today + REVIEW_AT_LATEST:
        raise Invalid("review-date-out-of-range", field="review_on")
    return said


def usual_reasons(of_each_task: Iterable[Sequence[str]], known: Sequence[str]) -> tuple[str, ...]:
    """The reasons that come first: those that the most of these tasks name, then in the order of the first to name
    them. `known` are those that the centre offers."""
    counted = Counter(key for keys in of_each_task for key in keys if key in known)
    return tuple(key for key, _ in counted.most_common(MOST_USUAL))
