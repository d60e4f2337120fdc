"""What a question is about: whether it is there, for this organization."""

from dataclasses import dataclass

from sqlalchemy import select

from ..guide import queries as guide
from ..hesitations.models import Hesitation
from ..hesitations.rules import HesitationState
from ..journal.rules import STEPS
from ..kernel.errors import NotFound
from ..kernel.work import Work


@dataclass(frozen=True, slots=True)
class About:
    """What a question is about: a task, a network or a step (one of them at most), or a hesitation, whose own it takes;
    nothing at all is fine."""

    task_key: str | None = None
    network: str | None = None
    step: int | None = None
    hesitation_id: int | None = None


def about_there(work: Work, organization_id: int, about: About) -> About:
    """The same, with the task, network or step of its hesitation.

    A task that has left the path may still be asked about.

    Raises:
        NotFound: no such task, network or step in this centre, or no such hesitation in this organization.
    """
    if about.hesitation_id is not None:
        row = work.session.scalars(
            select(Hesitation).where(
                Hesitation.centre_id == work.centre.id,
                Hesitation.organization_id == organization_id,
                Hesitation.id == about.hesitation_id,
            )
        ).one_or_none()
        if row is None:
            raise NotFound("no-such-hesitation")
        kept = None if row.state == HesitationState.WITHDRAWN else row.id  # taken back: it counts nowhere
        return About(row.task_key, row.network, row.step, kept)
    path = guide.path(work)
    if about.task_key is not None:
        if about.task_key not in path.by_key and not guide.retired_keys(work, about.task_key):
            raise NotFound("no-such-task")
        return About(task_key=about.task_key)
    if about.network is not None:
        if about.network not in path.network_keys:
            raise NotFound("no-such-network")
        return About(network=about.network)
    if about.step is not None and about.step not in STEPS:
        raise NotFound("no-such-step")
    return About(step=about.step)
