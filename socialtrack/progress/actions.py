"""What people say of their tasks: each gesture is one event, once, with the figures that it changes."""

from dataclasses import dataclass, replace

from ..data.prepared import Prepared
from ..guide import queries as guide
from ..guide.rules import CentrePath, PathTask
from ..journal.actions import Same, count, record
from ..journal.figures import SUMMARY_COLUMNS, Figures, figures_of
from ..journal.models import Event
from ..journal.movement_actions import was_new
from ..journal.rules import Counts
from ..kernel.errors import Conflict, Invalid, NotFound, Refused
from ..kernel.moments import local_day, to_microseconds
from ..kernel.work import Work
from ..tenancy.queries import chosen_networks
from . import rules
from .ask_actions import NOTHING_FOLLOWED, Followed, follow
from .gestures import Gesture, Part, actor_key_of, keep_reason, keep_receipt, refuse_overtaken, upkeep, words_of
from .rules import Value, Wanted

_READ = Prepared(
    f"""SELECT t.state, t.reason_id, t.review_on, t.evidence_id, t.done_at, t.done_by, t.entered_by, t.confirmed_on,
              t.changed_at, t.changed_by, t.event_id, r.digest, r.event_id,
              (SELECT 1 FROM network_choice n WHERE n.centre_id = :centre_id AND n.organization_id = :organization_id
                  AND n.network = :network AND n.state = 'chosen'),
              {", ".join(f"s.{name}" for name in SUMMARY_COLUMNS)}
       FROM organization_summary s
       LEFT JOIN task_state t ON t.centre_id = s.centre_id AND t.organization_id = s.organization_id
            AND t.task_key = :task_key
       LEFT JOIN receipt r ON r.centre_id = s.centre_id AND r.actor_key = :actor_key AND r.request_key = :request_key
       WHERE s.centre_id = :centre_id AND s.organization_id = :organization_id"""
)
_WRITE = Prepared(
    """INSERT INTO task_state (centre_id, organization_id, task_key, state, reason_id, review_on, evidence_id, done_at,
                               done_by, entered_by, confirmed_on, changed_at, changed_by, event_id)
       VALUES (:centre_id, :organization_id, :task_key, :state, :reason_id, :review_on, :evidence_id, :done_at,
               :done_by, :entered_by, :confirmed_on, :changed_at, :changed_by, :event_id)
       ON CONFLICT (centre_id, organization_id, task_key) DO UPDATE
       SET state = excluded.state, reason_id = excluded.reason_id, review_on = excluded.review_on,
           evidence_id = excluded.evidence_id, done_at = excluded.done_at, done_by = excluded.done_by,
           entered_by = excluded.entered_by, confirmed_on = excluded.confirmed_on, changed_at = excluded.changed_at,
           changed_by = excluded.changed_by, event_id = excluded.event_id"""
)
_NEWEST = Prepared("""SELECT max(id) FROM event WHERE centre_id = :centre_id AND organization_id = :organization_id""")


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else had made of the task since the page was drawn."""

    state: str
    changed_at: int
    changed_by: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a gesture did. `event_id` is None where nothing changed; `newest_event_id` orders answers on a page."""

    organization_id: int
    task: PathTask
    before: Value
    after: Value
    event_id: int | None
    newest_event_id: int
    meanwhile: Meanwhile | None
    figures: Figures
    hesitations: Followed = NOTHING_FOLLOWED
    is_repeated: bool = False
    is_last: bool = True  # False: a repeated gesture, and something else has changed on that task since


@dataclass(frozen=True, slots=True)
class Found:
    """A task as it stands under the lock, with the organization's figures and the receipt of this very gesture."""

    value: Value
    changed_at: int
    changed_by: int | None
    event_id: int | None
    digest: str | None
    receipt_event_id: int | None
    is_network_chosen: bool
    figures: Figures


def task_named(path: CentrePath, task_key: str, retired_keys: frozenset[str] = frozenset()) -> PathTask:
    """The task of that key in the path in force.

    Raises:
        Conflict: it has left the path (its ticks are kept).
        NotFound: the centre never had such a task.
    """
    task = path.by_key.get(task_key)
    if task is not None:
        return task
    if task_key in retired_keys:
        raise Conflict("task-retired")
    raise NotFound("no-such-task")


def set_task_state(work: Work, organization_id: int, task_key: str, said: Wanted, gesture: Gesture) -> Answer:
    """Say where a task stands, once: state, event, receipt and figures in one transaction.

    Raises:
        NotFound, Conflict: no such task any more (see `task_named`), the gesture's key was used for something else, or
            it waited for a network and the task has changed since (see `refuse_overtaken`).
        Refused: the organization is archived.
        Busy: the database can't take a change now.
    """
    task = task_named(guide.path(work), task_key, guide.retired_keys(work, task_key))
    with work.write():
        found = find(work, organization_id, task, gesture)
        if (first := first_answer(work, organization_id, task, found, gesture)) is not None:
            return first
        reason_before = words_of(work, found.value.reason_id) if said.state in rules.WITH_REASON else ""
        if rules.says_the_same(found.value, said, reason_before, work.centre.zone):
            keep_receipt(work, gesture, None)
            return answer_of(work, organization_id, task, found, found.value, None, gesture)
        refuse_overtaken(work, organization_id, gesture, Part.STATE, task_key=task.key)
        reason_id = None
        if said.reason:
            kept = said.reason == reason_before and found.value.reason_id is not None
            reason_id = found.value.reason_id if kept else keep_reason(work, organization_id, said.reason)
        happened_at = rules.happened_at(said, gesture.happened_at or work.now, work.centre.zone)
        after = rules.move(
            found.value,
            said,
            reason_id=reason_id,
            at=to_microseconds(happened_at),
            by=work.actor.membership_id,
            on_behalf=work.actor.is_centre_staff,
        )
        return change(work, organization_id, task, found, after, replace(gesture, happened_at=happened_at))


def confirm_task(work: Work, organization_id: int, task_key: str, gesture: Gesture) -> Answer:
    """Say that what was done is still true today, or was on the day of the gesture: its due date moves, progress does
    not. Once a day is enough.

    Raises:
        Invalid: the task does not recur.
        Conflict: it is no longer done (code `nothing-to-confirm`), or see `set_task_state`.
    """
    task = task_named(guide.path(work), task_key, guide.retired_keys(work, task_key))
    if task.recurs_days is None:
        raise Invalid("does-not-recur", field="confirm")
    with work.write():
        found = find(work, organization_id, task, gesture)
        if (first := first_answer(work, organization_id, task, found, gesture)) is not None:
            return first
        if found.value.state != rules.State.DONE:
            raise Conflict("nothing-to-confirm")
        on = local_day(gesture.happened_at or work.now, work.centre.zone).isoformat()
        if (found.value.confirmed_on or "") >= on:
            keep_receipt(work, gesture, None)
            return answer_of(work, organization_id, task, found, found.value, None, gesture)
        refuse_overtaken(work, organization_id, gesture, Part.STATE, task_key=task.key)
        after = replace(found.value, confirmed_on=on)
        return change(work, organization_id, task, found, after, gesture, kind="task-confirmed")


def undo_task(work: Work, organization_id: int, event: Event, gesture: Gesture) -> Answer:
    """Take back a task's last change: an event of its own, which restores the whole earlier value.

    Raises:
        Conflict: something else has changed on that task since (code `undo-overtaken`), or see `task_named`.
    """
    assert event.task_key is not None
    task = task_named(guide.path(work), event.task_key, guide.retired_keys(work, event.task_key))
    with work.write():
        found = find(work, organization_id, task, gesture)
        if (first := first_answer(work, organization_id, task, found, gesture)) is not None:
            return first
        if found.event_id != event.id:
            raise Conflict("undo-overtaken", task_key=task.key)
        after = Value.from_event(event.before, event.value_before)
        return change(work, organization_id, task, found, after, gesture, undoes=event)


def take_over(
    work: Work, organization_id: int, task_key: str, after: Value, gesture: Gesture, *, kind: str = "task-state"
) -> None:
    """Give a task the whole value that another organization had, which is the same. Runs inside `work.write()`."""
    task = task_named(guide.path(work), task_key)
    change(work, organization_id, task, find(work, organization_id, task, gesture), after, gesture, kind=kind)


def find(work: Work, organization_id: int, task: PathTask, gesture: Gesture) -> Found:
    """Everything that a gesture on a task has to know, in one statement.

    Raises:
        NotFound, Refused: no such organization, or it is archived.
    """
    row = _READ.row(
        work.session,
        organization_id=organization_id,
        task_key=task.key,
        network=task.network or "",
        actor_key=actor_key_of(work),
        request_key=gesture.request_key,
    )
    if row is None:
        raise NotFound("no-such-organization")
    figures = figures_of(row[14:])
    if not figures.is_listed:
        raise Refused("organization-archived")
    value = Value(*row[:8]) if row[0] is not None else Value()
    changed_at, changed_by, event_id, digest, receipt_event_id, network_chosen = row[8:14]
    is_chosen = network_chosen is not None
    return Found(value, changed_at or 0, changed_by, event_id, digest, receipt_event_id, is_chosen, figures)


def first_answer(work: Work, organization_id: int, task: PathTask, found: Found, gesture: Gesture) -> Answer | None:
    """Same key and content: the first answer again. Same key, other content: refused."""
    if found.digest is None:
        return None
    if found.digest != gesture.digest:
        raise Conflict("request-key-reused")
    newest = newest_event_id(work, organization_id)
    is_last = found.receipt_event_id in (None, found.event_id)
    event_id = found.receipt_event_id
    same = found.value
    return Answer(
        *(organization_id, task, same, same, event_id, newest, None, found.figures), is_repeated=True, is_last=is_last
    )


def change(
    work: Work,
    organization_id: int,
    task: PathTask,
    found: Found,
    after: Value,
    gesture: Gesture,
    *,
    kind: str = "task-state",
    undoes: Event | None = None,
) -> Answer:
    """Give the task that whole value: event, state, figures and receipt; hesitations follow. Runs inside
    `work.write()`. `undoes`: the event that this takes back."""
    event_id = record(
        work,
        kind=kind,
        organization_id=organization_id,
        task_key=task.key,
        before=found.value.state,
        after=after.state,
        value_before=found.value.rest(),
        value_after=after.rest(),
        happened_at=gesture.happened_at,
        undoes_id=undoes.id if undoes else None,
    )
    _WRITE.run(
        work.session,
        organization_id=organization_id,
        task_key=task.key,
        state=after.state,
        reason_id=after.reason_id,
        review_on=after.review_on,
        evidence_id=after.evidence_id,
        done_at=after.done_at,
        done_by=after.done_by,
        entered_by=after.entered_by,
        confirmed_on=after.confirmed_on,
        changed_at=to_microseconds(work.now),
        changed_by=work.actor.membership_id,
        event_id=event_id,
    )
    change = Counts()
    due: str | Same | None = Same.SAME
    if task.network is None or found.is_network_chosen:
        change = rules.contribution(task, after.state) - rules.contribution(task, found.value.state)
        if task.recurs_days is not None:
            due = upkeep(work, organization_id, guide.path(work), chosen_networks(work, organization_id))
    figures = count(
        work,
        organization_id,
        change,
        upkeep_due_on=due,
        happened_at=gesture.happened_at,
        figures=found.figures,
        is_new=gesture.is_new if undoes is None else was_new(work, organization_id, undoes),
    )
    keep_receipt(work, gesture, event_id)
    answer = answer_of(work, organization_id, task, found, after, event_id, gesture, figures)
    if kind == "task-evidence":
        return answer  # it says nothing of where the task stands
    followed = follow(work, organization_id, event_id, after.state, figures, undoes=undoes, task_key=task.key)
    if followed == NOTHING_FOLLOWED:
        return answer
    figures = replace(figures, open_hesitations=figures.open_hesitations + followed.open_hesitations)
    newest = newest_event_id(work, organization_id)
    return replace(answer, hesitations=followed, figures=figures, newest_event_id=newest)


def answer_of(
    work: Work,
    organization_id: int,
    task: PathTask,
    found: Found,
    after: Value,
    event_id: int | None,
    gesture: Gesture,
    figures: Figures | None = None,
) -> Answer:
    """What a gesture did, and what somebody else had made of the task since its page was drawn."""
    overtaken = gesture.drawn_at and found.changed_at > gesture.drawn_at
    by_another = found.changed_by != work.actor.membership_id
    meanwhile = Meanwhile(found.value.state, found.changed_at, found.changed_by) if overtaken and by_another else None
    newest = event_id or newest_event_id(work, organization_id)
    return Answer(organization_id, task, found.value, after, event_id, newest, meanwhile, figures or found.figures)


def newest_event_id(work: Work, organization_id: int) -> int:
    """What orders the answers that a page receives."""
    row = _NEWEST.row(work.session, organization_id=organization_id)
    return (row and row[0]) or 0
