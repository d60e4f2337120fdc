"""What an organization had already done when it joined: said once, with the networks that it uses, and taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ..guide import queries as guide
from ..guide.rules import in_scope
from ..journal.baseline_actions import fix_baseline, reopen_baseline
from ..journal.baseline_queries import Start, start_of
from ..journal.models import Event
from ..journal.rules import BASELINE_AFTER
from ..kernel.errors import Conflict, NotFound
from ..kernel.work import Work
from . import actions, network_actions
from .gestures import Gesture, first_receipt, keep_receipt
from .queries import present
from .rules import OPEN, State, wanted

KIND = "baseline-fixed"


@dataclass(frozen=True, slots=True)
class Already:
    """What an organization says of the time before it joined. `on`: the one day for all; None: the day it joined."""

    networks: Collection[str] = ()
    done: Collection[str] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class StartTaken:
    """« Voilà où nous en sommes » taken back. `overtaken`: what had changed since, and stays as it is."""

    overtaken: int


def joined_on(start: Start, today: date) -> date:
    """When the first member joined; today where nobody has yet."""
    return start.due_on - BASELINE_AFTER if start.due_on else today


def say_start(work: Work, organization_id: int, said: Already, gesture: Gesture) -> int | None:
    """« Voilà où nous en sommes »: networks, tasks with their real date, and what that makes, in one transaction.

    Returns the event that stands for all of it. What is answered already stays as it is.

    Raises:
        Conflict: it is fixed already (`baseline-fixed`), or the gesture's key said something else.
        Invalid: the day is still to come, or too long ago.
        NotFound: the path has no such network.
        Refused: the organization is archived.
        Busy: the database can't take a change now.
    """
    with work.write():
        if (first := first_receipt(work, gesture)) is not None:
            return first.event_id
        start = start_of(work, organization_id)
        if not start.is_open:
            raise Conflict("baseline-fixed")
        on = said.on or joined_on(start, work.today)
        done, before = wanted(State.DONE, done_on=on, today=work.today), Gesture(is_new=False)
        ids = [
            network_actions.set_network(work, organization_id, network, "chosen", gesture=before).event_id
            for network in said.networks
        ]
        now = present(work, organization_id)
        for task in in_scope(guide.path(work), now.networks):
            if task.key in said.done and now.states.get(task.key, State.TODO) in OPEN:
                ids.append(actions.set_task_state(work, organization_id, task.key, done, before).event_id)
        event_id = fix_baseline(work, organization_id, said_with=tuple(id_ for id_ in ids if id_ is not None))
        keep_receipt(work, gesture, event_id)
        return event_id


def undo_start(work: Work, organization_id: int, event: Event, gesture: Gesture) -> StartTaken:
    """Take it back with all that was said in the same gesture and has not changed since. Runs inside `work.write()`.

    Raises:
        Conflict: it was fixed again since (`undo-overtaken`), or its days are past (`baseline-closed`).
    """
    if first_receipt(work, gesture) is not None:
        return StartTaken(0)
    event_id = reopen_baseline(work, organization_id, event)
    overtaken = 0
    for entered in _said_with(work, organization_id, event):
        try:
            if entered.kind == "network":
                network_actions.undo_network(work, organization_id, entered, Gesture())
            else:
                actions.undo_task(work, organization_id, entered, Gesture())
        except (Conflict, NotFound):
            overtaken += 1
    keep_receipt(work, gesture, event_id)
    return StartTaken(overtaken)


def _said_with(work: Work, organization_id: int, event: Event) -> list[Event]:
    """The latest first."""
    ids = (event.value_after or {}).get("said_with", ())
    rows = work.session.scalars(
        select(Event).where(
            Event.centre_id == work.centre.id, Event.organization_id == organization_id, Event.id.in_(ids)
        )
    )
    return sorted(rows, key=lambda row: -row.id)
