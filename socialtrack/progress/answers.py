"""The answer to a gesture, as htmx shows it: the regions that changed, and what others changed meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..guide.rules import CentrePath, PathTask, in_scope, is_in_scope
from ..journal.figures import Figures
from ..journal.rules import is_settled
from ..kernel.moments import from_microseconds, local_day, to_microseconds
from ..people import who_words
from . import ask_sentences, sentences, settled_sentences
from .actions import Answer
from .ask_actions import NOTHING_FOLLOWED
from .ask_queries import NO_ASK, open_asks
from .pages import Notice, Reader, StepView, TaskView, Upkeep, upkeep
from .queries import NOTHING_SAID, Present, TaskFacts, named, task_facts
from .row_page import whole_row
from .rules import SETTLED, State, Value, contribution, next_small_thing


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What a gesture's answer shows: the regions that changed."""

    task: TaskView
    step: StepView
    path: "Overall"
    notice: Notice
    told: str
    next: TaskView | None
    is_next_new: bool
    others: Sequence[TaskView]
    other_steps: Sequence[StepView]
    upkeep: Upkeep | None
    order: int
    seen_at: int


@dataclass(frozen=True, slots=True)
class Overall:
    settled: int
    counted: int


def answer_view(
    reader: Reader, path: CentrePath, answer: Answer, present: Present, *, reason: str, drawn_at: int, kind: str
) -> AnswerView:
    """What htmx swaps after a gesture. `kind`: set, confirm or undo. `drawn_at`: 0 where the page did not say.

    Names, reasons and upkeep cost a statement more, asked only where something here was said by somebody else, or
    comes back.
    """
    task, me, work = answer.task, reader.me.id, reader.work
    tasks, states = in_scope(path, present.networks), present.states
    next_before = next_small_thing(tasks, {**states, task.key: str(answer.before.state)})
    next_now = next_small_thing(tasks, states)
    others: list[PathTask] = []
    if drawn_at:
        changed = {key for key, (at, by) in present.changes.items() if at > drawn_at and by != me and key != task.key}
        others = [other for other in tasks if other.key in changed] if changed else []
    # The card is stale too when its own task was answered without leaving it, or when the page was drawn long ago.
    is_stale = bool(others) or answer.event_id is None or answer.is_repeated
    is_next_new = is_stale or next_before is not next_now or next_now is task
    after = answer.after
    is_all_mine = after.entered_by == me and (after.reason_id is None or bool(reason)) and answer.is_last
    is_next_said = is_next_new and next_now is not None and states.get(next_now.key) == State.DOING
    known: Mapping[str, TaskFacts] = {}
    is_upkeep = any(one.recurs_days for one in (task, *others))
    if is_upkeep or others or answer.meanwhile or is_next_said or not (is_all_mine or after == Value()):
        known = task_facts(work, answer.organization_id)
    mine = TaskFacts(after, to_microseconds(work.now), answer.event_id or 0, reason, reader.me)
    facts = known.get(task.key, mine if after != Value() else NOTHING_SAID)
    numbers = {task.step_number, *(other.step_number for other in others)}
    steps = {number: bare_step(path, number, present, answer.figures) for number in numbers}
    counts = answer.figures.counts
    news = _settled(reader, answer, present, next_now, tasks)
    followed = ask_sentences.followed(answer.hesitations)
    told = " ".join(filter(None, [followed, *news, *_meanwhile(reader, answer, known, len(others))]))
    is_row_whole = answer.hesitations != NOTHING_FOLLOWED
    is_next_asked = is_next_new and next_now is not None and answer.figures.open_hesitations
    asks = open_asks(work, answer.organization_id).tasks if is_next_asked else {}
    return AnswerView(
        task=whole_row(reader, answer.organization_id, task) if is_row_whole else reader.task(task, facts),
        step=steps.pop(task.step_number),
        path=Overall(counts.settled, counts.counted),
        notice=_notice(reader, answer, kind, told),
        told=told,
        next=reader.task(next_now, known.get(next_now.key, NOTHING_SAID), ask=asks.get(next_now.key, NO_ASK))
        if next_now and is_next_new
        else None,
        is_next_new=is_next_new,
        others=[reader.task(other, known.get(other.key, NOTHING_SAID)) for other in others],
        other_steps=list(steps.values()),
        upkeep=upkeep(reader, tasks, known) if is_upkeep else None,
        order=answer.newest_event_id,
        seen_at=max((at for at, _by in present.changes.values()), default=1),
    )


def bare_step(path: CentrePath, number: int, present: Present, figures: Figures) -> StepView:
    """A step as its figures need it: no tasks, no words."""
    step = path.steps[number - 1]
    settled, counted = figures.counts.step(number)
    doing = sum(
        present.states.get(task.key) == State.DOING and task.essential and is_in_scope(task, present.networks)
        for task in step.tasks
    )
    return StepView(step.key, number, "", "", settled, counted, doing)


def _notice(reader: Reader, answer: Answer, kind: str, told: str) -> Notice:
    title = answer.task.title.in_(reader.language)
    state = str(answer.after.state)
    event = answer.event_id if kind != "undo" else None
    counts = answer.figures.counts
    if not answer.is_last:
        words, event = [sentences.overtaken(title)], None
    elif kind == "undo":
        words = [sentences.undone(title, state)]
    elif answer.event_id is None:
        words = [sentences.already(title)]
    elif kind == "confirm":
        words = [sentences.confirmed(title)]
    else:
        words = [sentences.said(title, state)]
        if state in SETTLED and answer.task.essential:
            step = answer.task.step_number
            words.append(sentences.remaining(*counts.step(step)))
    return Notice(" ".join(word for word in (*words, told) if word), event)


def _settled(
    reader: Reader, answer: Answer, present: Present, next_now: PathTask | None, tasks: Sequence[PathTask]
) -> list[str]:
    """What this very gesture closed, or opened again; said in its answer, and nowhere after."""
    task = answer.task
    is_counted = task.essential and is_in_scope(task, present.networks)
    if answer.event_id is None or answer.is_repeated or not is_counted:
        return []
    after = answer.figures.counts
    before = after - contribution(task, answer.after.state) + contribution(task, answer.before.state)
    if is_settled(*before.step(task.step_number)) == is_settled(*after.step(task.step_number)):
        return []
    mine = [other for other in tasks if other.essential and other.step_number == task.step_number]
    return settled_sentences.settled(
        before,
        after,
        task.step_number,
        has_decisions=any(present.states.get(other.key) == State.DECLINED for other in mine),
        next_title=next_now.title.in_(reader.language) if next_now else None,
    )


def _meanwhile(reader: Reader, answer: Answer, known: Mapping[str, TaskFacts], others: int) -> list[str]:
    """What somebody else had changed since the page was drawn, in at most two sentences."""
    words = []
    if (then := answer.meanwhile) is not None:
        persons = {facts.who.id: facts.who for facts in known.values() if facts.who}
        by = persons.get(then.changed_by or 0) or named(reader.work, then.changed_by).get(then.changed_by or 0)
        day = local_day(from_microseconds(then.changed_at), reader.work.centre.zone)
        who = who_words.named(by, reader_is_staff=reader.is_staff)
        words.append(sentences.meanwhile_here(who, then.state, day, reader.today))
    if others:
        words.append(sentences.meanwhile_elsewhere(others))
    return words
