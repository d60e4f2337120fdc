"""Two organizations that are the same: what the one that goes on takes over of the other's path, and the taking over.

For each task the more advanced answer stands, with its own dates; the networks of both are united. Each is an event of
its own, by the channel `merge`: it can be undone like any other.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from ..guide import queries as guide
from ..journal.models import TextRevision
from ..kernel.moments import from_microseconds
from ..kernel.work import Work
from .actions import take_over
from .gestures import Gesture
from .network_actions import set_network
from .queries import NOTHING_SAID, NetworkFacts, TaskFacts, networks, task_facts
from .rules import SaidAt, goes_further


@dataclass(frozen=True, slots=True)
class Taken:
    """A task of which the other said more. `before` is what the one that goes on had said."""

    task_key: str
    before: TaskFacts
    after: TaskFacts

    @property
    def said_at(self) -> int:
        """When that was so, in microseconds."""
        return self.after.value.done_at or self.after.changed_at


@dataclass(frozen=True, slots=True)
class Heritage:
    """What one organization takes over of another, in the order in which it happened."""

    networks: tuple[NetworkFacts, ...]
    tasks: tuple[Taken, ...]


def heritage(work: Work, into_id: int, other_id: int) -> Heritage:
    """What there is to take over. Changes nothing; four statements."""
    path = guide.path(work)
    mine, theirs = networks(work, into_id), networks(work, other_id)
    taken = [theirs[key] for key in sorted(theirs) if key in path.network_keys and _adds(mine.get(key), theirs[key])]
    said, said_there = task_facts(work, into_id), task_facts(work, other_id)
    tasks = []
    for key, after in said_there.items():
        before, task = said.get(key, NOTHING_SAID), path.by_key.get(key)
        both = SaidAt(before.value, before.changed_at), SaidAt(after.value, after.changed_at)
        if task is not None and goes_further(task, *both, work.centre.zone):
            tasks.append(Taken(key, before, after))
    return Heritage(tuple(taken), tuple(sorted(tasks, key=lambda one: (one.said_at, one.task_key))))


def _adds(mine: NetworkFacts | None, theirs: NetworkFacts) -> bool:
    if theirs.state == "chosen":
        return mine is None or mine.state != "chosen"
    return theirs.state == "not_now" and mine is None


def take_heritage(work: Work, into_id: int, found: Heritage) -> None:
    """Take it over, with its own dates. Runs inside `work.write()`."""
    work = replace(work, actor=replace(work.actor, channel="merge"))
    with work.write():
        for network in found.networks:
            set_network(
                work,
                into_id,
                network.network,
                network.state,
                reason=network.reason,
                review_on=date.fromisoformat(network.review_on) if network.review_on else None,
                gesture=Gesture(happened_at=from_microseconds(network.changed_at)),
            )
        for one in found.tasks:
            value = replace(
                one.after.value,
                reason_id=_copied(work, one.after.value.reason_id, into_id),
                evidence_id=_copied(work, one.after.value.evidence_id, into_id),
            )
            take_over(work, into_id, one.task_key, value, Gesture(happened_at=from_microseconds(one.said_at)))


def _copied(work: Work, text_id: int | None, into_id: int) -> int | None:
    """The same words, with who wrote them and when, as a text of the organization that goes on."""
    if text_id is None:
        return None
    text = work.session.scalars(
        select(TextRevision).where(TextRevision.centre_id == work.centre.id, TextRevision.id == text_id)
    ).one()
    copy = TextRevision(
        organization_id=into_id,
        audience=text.audience,
        body=text.body,
        written_by=text.written_by,
        written_at=text.written_at,
        blanked_at=text.blanked_at,
    )
    work.session.add(copy)
    work.session.flush()
    return copy.id
