"""What is said of a task or of a network closes what one hesitated about it; taken back, it opens that again; and so
on, as far as ways back go: each event of a hesitation that followed names the one that caused it."""

from dataclasses import dataclass

from ..data.prepared import Prepared
from ..hesitations.actions import close_about
from ..hesitations.rules import OPEN_STATES, HesitationState
from ..hesitations.undo_actions import take_back_followed
from ..journal.figures import Figures
from ..journal.models import Event
from ..kernel.work import Work
from .rules import State

# How an answer closes a hesitation: it no longer holds, or it was decided not to. The other answers leave it open.
CLOSES = {
    State.DONE.value: HesitationState.SETTLED,
    State.NOT_APPLICABLE.value: HesitationState.SETTLED,
    State.DECLINED.value: HesitationState.DECLINED,
    "chosen": HesitationState.SETTLED,
    "not_now": HesitationState.DECLINED,
    "dropped": HesitationState.DECLINED,
}


# Most ticks are of a task that nobody hesitates about: the driver says so at a fraction of what rows cost.
_IS_OPEN = Prepared(
    f"""SELECT 1 FROM hesitation
        WHERE centre_id = :centre_id AND organization_id = :organization_id AND task_key = :task_key
          AND state IN ({", ".join(f"'{state}'" for state in sorted(OPEN_STATES))}) LIMIT 1"""
)


@dataclass(frozen=True, slots=True)
class Followed:
    """How many hesitations a gesture closed, and how many it opened again."""

    closed: int = 0
    reopened: int = 0

    @property
    def open_hesitations(self) -> int:
        """How many more are open, or fewer."""
        return self.reopened - self.closed


NOTHING_FOLLOWED = Followed()


def follow(
    work: Work,
    organization_id: int,
    event_id: int,
    state: str | None,
    figures: Figures,
    *,
    undoes: Event | None = None,
    task_key: str | None = None,
    network: str | None = None,
) -> Followed:
    """Close what is open about a task, or a network and its tasks, of which `event_id` just said that state.

    `undoes`: the event that it takes back, and what followed from that with it. Runs inside `work.write()`; where no
    hesitation is open, what is said costs nothing more.
    """
    if undoes is not None:
        if undoes.after not in CLOSES and undoes.undoes_id is None:
            return NOTHING_FOLLOWED
        back = take_back_followed(work, organization_id, undoes.id, caused_by=event_id)
        reopened = sum(answer.state in OPEN_STATES for answer in back)
        return Followed(closed=len(back) - reopened, reopened=reopened)
    to = CLOSES.get(str(state or ""))
    if to is None or not figures.open_hesitations:
        return NOTHING_FOLLOWED
    if task_key is not None and not _IS_OPEN.row(work.session, organization_id=organization_id, task_key=task_key):
        return NOTHING_FOLLOWED
    return Followed(
        closed=close_about(work, organization_id, task_key=task_key, network=network, to=to, caused_by=event_id)
    )
