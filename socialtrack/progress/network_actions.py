"""What an organization says of networks: chosen, not now, dropped; its tasks follow, and what was done is kept."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from ..guide import queries as guide
from ..guide.rules import CentrePath
from ..journal.actions import count, record
from ..journal.bulk_actions import list_organizations
from ..journal.figures import Figures, read_figures
from ..journal.models import Event
from ..journal.movement_actions import was_new
from ..journal.row_queries import event_of
from ..kernel.errors import Conflict, Invalid, NotFound, Refused
from ..kernel.work import Work
from ..tenancy.models import NetworkChoice
from ..tenancy.queries import chosen_networks
from . import rules
from .ask_actions import NOTHING_FOLLOWED, Followed, follow
from .gestures import Gesture, Part, first_receipt, keep_reason, keep_receipt, refuse_overtaken, upkeep, words_of
from .models import TaskState


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a gesture on a network did. `before` and `after` are states, None where nothing is decided.

    `event_id`: None where nothing changed.
    """

    network: str
    before: str | None
    after: str | None
    event_id: int | None
    figures_before: Figures
    figures: Figures
    hesitations: Followed = NOTHING_FOLLOWED


def begin_path(work: Work, *organization_ids: int) -> None:
    """Give new organizations their figures: every task of their path to do. Runs inside `work.write()`."""
    list_organizations(work, organization_ids, rules.counts_of(guide.path(work), (), {}))


def set_network(
    work: Work,
    organization_id: int,
    network: str,
    state: str,
    *,
    reason: str = "",
    review_on: date | None = None,
    gesture: Gesture | None = None,
) -> Chosen:
    """Choose a network, put it off (`not_now`) or drop it. Its tasks follow; what was done on them is kept.

    Raises:
        NotFound: the path has no such network.
        Invalid: unknown state.
        Conflict: the gesture's key was used for something else, or it waited for a network and something else was
            decided since (see `refuse_overtaken`).
        Refused: the organization is archived.
    """
    if network not in guide.path(work).network_keys:
        raise NotFound("no-such-network")
    if state not in ("chosen", "not_now", "dropped"):
        raise Invalid("unknown-network-state", field="state")
    gesture = gesture or Gesture()
    with work.write():
        figures, first = _begin(work, organization_id, network, gesture)
        if first is not None:
            return first
        choice = _choice(work, organization_id, network)
        before = choice.state if choice else None
        is_nothing_to_drop = before is None and state == "dropped"
        if is_nothing_to_drop or (choice and _same_choice(work, choice, state, reason, review_on)):
            keep_receipt(work, gesture, None)
            return Chosen(network, before, before, None, figures, figures)
        refuse_overtaken(work, organization_id, gesture, Part.NETWORK, network=network)
        value: dict[str, Any] = {}
        if reason:
            value["reason_id"] = keep_reason(work, organization_id, reason)
        if review_on is not None:
            value["review_on"] = review_on.isoformat()
        return _change(work, organization_id, network, choice, (state, value or None), gesture, figures)


def undo_network(work: Work, organization_id: int, event: Event, gesture: Gesture) -> Chosen:
    """Take back what was last decided of a network: an event of its own, which restores the whole earlier value.

    Raises:
        Conflict: something else was decided of it since (code `undo-overtaken`), it has left the path, or the gesture's
            key was used for something else.
        Refused: the organization is archived.
    """
    network = event.network or ""
    if network not in guide.path(work).network_keys:
        raise Conflict("network-retired")
    with work.write():
        figures, first = _begin(work, organization_id, network, gesture)
        if first is not None:
            return first
        if event.id != _last_event_id(work, organization_id, network):
            raise Conflict("undo-overtaken", network=network)
        choice = _choice(work, organization_id, network)
        after = event.before, event.value_before
        return _change(work, organization_id, network, choice, after, gesture, figures, undoes=event)


def _begin(work: Work, organization_id: int, network: str, gesture: Gesture) -> tuple[Figures, Chosen | None]:
    """The figures under the lock, and the first answer where this gesture arrives again."""
    figures = read_figures(work, organization_id)
    first = first_receipt(work, gesture)
    if first is not None:
        event = event_of(work, organization_id, first.event_id)
        choice = _choice(work, organization_id, network)
        now = choice.state if choice else None
        before = event.before if event else now
        is_last = event is not None and event.id == _last_event_id(work, organization_id, network)
        event_id = event.id if event and is_last else None
        return figures, Chosen(network, before, now, event_id, figures, figures)
    if not figures.is_listed:
        raise Refused("organization-archived")
    return figures, None


def _change(
    work: Work,
    organization_id: int,
    network: str,
    choice: NetworkChoice | None,
    said: tuple[str | None, dict[str, Any] | None],
    gesture: Gesture,
    figures: Figures,
    *,
    undoes: Event | None = None,
) -> Chosen:
    chosen = chosen_networks(work, organization_id)
    before, value_before = choice.state if choice else None, _value_of_choice(choice)
    after, value = said
    _put(work, organization_id, network, choice, after, value or {})
    event_id = record(
        work,
        kind="network",
        organization_id=organization_id,
        network=network,
        before=before,
        after=after,
        value_before=value_before,
        value_after=value,
        happened_at=gesture.happened_at,
        undoes_id=undoes.id if undoes else None,
    )
    keep_receipt(work, gesture, event_id)
    now_chosen = chosen | {network} if after == "chosen" else chosen - {network}
    is_new = gesture.is_new if undoes is None else was_new(work, organization_id, undoes)
    now = _count_networks(work, organization_id, guide.path(work), chosen, now_chosen, replace(gesture, is_new=is_new))
    followed = follow(work, organization_id, event_id, after, now, undoes=undoes, network=network)
    return Chosen(network, before, after, event_id, figures, now, followed)


def _put(
    work: Work,
    organization_id: int,
    network: str,
    choice: NetworkChoice | None,
    state: str | None,
    value: dict[str, Any],
) -> None:
    """Keep that decision; no row where nothing is decided."""
    if state is None:
        if choice is not None:
            work.session.delete(choice)
    else:
        if choice is None:
            choice = NetworkChoice(organization_id=organization_id, network=network)
            work.session.add(choice)
        choice.state, choice.changed_at = state, work.now
        choice.reason_id = value.get("reason_id")
        choice.review_on = date.fromisoformat(value["review_on"]) if "review_on" in value else None
    work.session.flush()


def _count_networks(
    work: Work,
    organization_id: int,
    path: CentrePath,
    before: frozenset[str],
    after: frozenset[str],
    gesture: Gesture,
) -> Figures:
    rows = work.session.scalars(select(TaskState).where(TaskState.organization_id == organization_id))
    states = {row.task_key: row.state for row in rows}
    change = rules.counts_of(path, after, states) - rules.counts_of(path, before, states)
    due = upkeep(work, organization_id, path, after)
    said = gesture.happened_at
    return count(work, organization_id, change, upkeep_due_on=due, happened_at=said, is_new=gesture.is_new)


def _choice(work: Work, organization_id: int, network: str) -> NetworkChoice | None:
    return work.session.scalars(
        select(NetworkChoice).where(NetworkChoice.organization_id == organization_id, NetworkChoice.network == network)
    ).one_or_none()


def _last_event_id(work: Work, organization_id: int, network: str) -> int | None:
    return work.session.scalar(
        select(func.max(Event.id)).where(
            Event.organization_id == organization_id, Event.kind == "network", Event.network == network
        )
    )


def _same_choice(work: Work, choice: NetworkChoice, state: str, reason: str, review_on: date | None) -> bool:
    words = words_of(work, choice.reason_id)
    return choice.state == state and choice.review_on == review_on and words == reason


def _value_of_choice(choice: NetworkChoice | None) -> dict[str, Any] | None:
    if choice is None:
        return None
    value: dict[str, Any] = {}
    if choice.reason_id is not None:
        value["reason_id"] = choice.reason_id
    if choice.review_on is not None:
        value["review_on"] = choice.review_on.isoformat()
    return value or None
