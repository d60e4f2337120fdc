"""What an organization says of networks: chosen, not now, dropped; its tasks follow, and what was done is kept."""

from datetime import date, datetime

from sqlalchemy import select

from ..guide import queries as guide
from ..guide.rules import CentrePath
from ..journal.actions import Figures, count, read_figures, record
from ..journal.bulk_actions import list_organizations
from ..kernel.errors import Invalid, NotFound, Refused
from ..kernel.work import Work
from ..tenancy.models import NetworkChoice
from ..tenancy.queries import chosen_networks
from . import rules
from .gestures import Gesture, keep_reason, keep_receipt, upkeep, was_answered, words_of
from .models import TaskState


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
) -> Figures | None:
    """Choose a network, put it off (`not_now`) or drop it. Its tasks follow; what was done on them is kept.

    Returns the new figures, or None where nothing changed.

    Raises:
        NotFound: the path has no such network.
        Invalid: unknown state.
        Conflict: the gesture's key was used for something else.
        Refused: the organization is archived.
    """
    path = guide.path(work)
    if network not in path.network_keys:
        raise NotFound("no-such-network")
    if state not in ("chosen", "not_now", "dropped"):
        raise Invalid("unknown-network-state", field="state")
    gesture = gesture or Gesture()
    with work.write():
        if was_answered(work, gesture):
            return None
        figures = read_figures(work, organization_id)
        if not figures.is_listed:
            raise Refused("organization-archived")
        keep_receipt(work, gesture, None)
        choice = work.session.scalars(
            select(NetworkChoice).where(
                NetworkChoice.organization_id == organization_id, NetworkChoice.network == network
            )
        ).one_or_none()
        before = choice.state if choice else None
        if before is None and state == "dropped":
            return None
        if choice and _same_choice(work, choice, state, reason, review_on):
            return None
        chosen = chosen_networks(work, organization_id)
        values = _value_of_choice(choice)
        if choice is None:
            choice = NetworkChoice(organization_id=organization_id, network=network, state=state, changed_at=work.now)
            work.session.add(choice)
        choice.state, choice.review_on, choice.changed_at = state, review_on, work.now
        choice.reason_id = keep_reason(work, organization_id, reason) if reason else None
        work.session.flush()
        record(
            work,
            kind="network",
            organization_id=organization_id,
            network=network,
            before=before,
            after=state,
            value_before=values,
            value_after=_value_of_choice(choice),
            happened_at=gesture.happened_at,
        )
        now_chosen = chosen | {network} if state == "chosen" else chosen - {network}
        return _count_networks(work, organization_id, path, chosen, now_chosen, gesture.happened_at)


def _count_networks(
    work: Work,
    organization_id: int,
    path: CentrePath,
    before: frozenset[str],
    after: frozenset[str],
    happened_at: datetime | None,
) -> Figures:
    rows = work.session.scalars(select(TaskState).where(TaskState.organization_id == organization_id))
    states = {row.task_key: row.state for row in rows}
    change = rules.counts_of(path, after, states) - rules.counts_of(path, before, states)
    due = upkeep(work, organization_id, path, after)
    return count(work, organization_id, change, upkeep_due_on=due, happened_at=happened_at)


def _same_choice(work: Work, choice: NetworkChoice, state: str, reason: str, review_on: date | None) -> bool:
    words = words_of(work, choice.reason_id)
    return choice.state == state and choice.review_on == review_on and words == reason


def _value_of_choice(choice: NetworkChoice | None) -> dict[str, int | str] | None:
    if choice is None:
        return None
    value: dict[str, int | str] = {}
    if choice.reason_id is not None:
        value["reason_id"] = choice.reason_id
    if choice.review_on is not None:
        value["review_on"] = choice.review_on.isoformat()
    return value or None
