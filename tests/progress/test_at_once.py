"""Many people at once: each acknowledged change is in the journal, once, and the last one stands."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from random import Random
from threading import Barrier

from sqlalchemy import select

from socialtrack.data.scope import Scope, open_session
from socialtrack.journal.models import Event, Receipt
from socialtrack.kernel.work import Actor
from socialtrack.progress import actions, network_actions, rules
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.models import TaskState
from socialtrack.progress.rebuild import differences
from socialtrack.progress.undo_actions import take_back
from socialtrack.tenancy.actions import command_work, open_work

THREADS = 8
EACH = 40
TASKS = ("name-backup", "weekly-rhythm")


def act(cast, who, do):
    member = cast[who]
    organization_id = member.organization.id if member.organization else None
    with cast.app.app_context():
        session = open_session(Scope(cast.quebec.id, organization_id=organization_id))
        try:
            actor = Actor(member.role, member.membership_id, member.person_id, organization_id)
            return do(open_work(session, actor, cast.quebec))
        finally:
            session.close()


def tick(cast, who, task_key, state, key):
    said = rules.wanted(state, today=cast_day(cast))
    gesture = Gesture(key, f"{task_key} {state}")
    return act(cast, who, lambda work: actions.set_task_state(work, cast.les_amis.id, task_key, said, gesture))


def cast_day(cast):
    return act(cast, "bruno", lambda work: work.today)


def person(cast, number):
    """One thread's gestures: some of them sent twice, as a double press or a bad line does."""
    chance, answers = Random(number), []
    who = ("bruno", "beatrice", "aline", "agathe")[number % 4]
    for n in range(EACH):
        gesture = chance.choice(TASKS), chance.choice(list(rules.State)), f"{number}-{n}"
        for _ in range(chance.choice((1, 1, 2))):
            answers.append((gesture, tick(cast, who, *gesture)))
    return answers


def test_every_acknowledged_change_is_told_once_and_the_last_one_stands(cast):
    start = Barrier(THREADS)

    def run(number):
        start.wait(20)
        return person(cast, number)

    with ThreadPoolExecutor(THREADS) as pool:
        answers = [answer for thread in pool.map(run, range(THREADS)) for answer in thread]

    events = cast.rows(select(Event).where(Event.kind == "task-state").order_by(Event.id))
    told = Counter(event.id for event in events)
    acknowledged = {answer.event_id for _, answer in answers if answer.event_id is not None}
    assert acknowledged == set(told)
    assert len(answers) > THREADS * EACH

    by_key: dict[str, set] = {}
    for (_, _, key), answer in answers:
        by_key.setdefault(key, set()).add(answer.event_id)
    assert all(len(ids) == 1 for ids in by_key.values())
    assert len(cast.rows(select(Receipt))) == THREADS * EACH

    for task_key in TASKS:
        chain = [event for event in events if event.task_key == task_key]
        assert all(a.after == b.before and a.value_after == b.value_before for a, b in pairwise(chain))
        assert all(a.recorded_at <= b.recorded_at for a, b in pairwise(chain))
        (state,) = cast.rows(select(TaskState).where(TaskState.task_key == task_key))
        assert (state.state, state.event_id) == (chain[-1].after, chain[-1].id)

    with cast.app.app_context(), command_work(cast.quebec) as work:
        assert differences(work) == []


def test_one_gesture_sent_by_eight_hands_at_once_happens_once(cast):
    start = Barrier(THREADS)

    def press(_):
        start.wait(20)
        return tick(cast, "bruno", "name-backup", "done", "the-same-key")

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(press, range(THREADS)))

    assert len(cast.rows(select(Event).where(Event.kind == "task-state"))) == 1
    assert len({answer.event_id for answer in answers}) == 1
    assert sum(answer.is_repeated for answer in answers) == THREADS - 1


def test_only_one_of_two_undos_of_the_same_change_happens(cast):
    done = tick(cast, "bruno", "name-backup", "done", "first")
    start = Barrier(2)

    def undo(who):
        start.wait(20)
        gesture = Gesture(f"undo-by-{who}", "undo")
        try:
            return act(cast, who, lambda work: take_back(work, cast.les_amis.id, done.event_id, gesture)).change.id
        except actions.Conflict as refused:
            return refused.code

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(undo, ("bruno", "beatrice")))

    assert "undo-overtaken" in answers
    assert len(cast.rows(select(Event).where(Event.undoes_id.is_not(None)))) == 1


def test_two_people_choose_the_same_network_at_once(cast):
    start = Barrier(2)

    def choose(who):
        start.wait(20)
        gesture = Gesture(f"choice-of-{who}", "instagram")
        return act(
            cast,
            who,
            lambda work: network_actions.set_network(work, cast.les_amis.id, "instagram", "chosen", gesture=gesture),
        )

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(choose, ("bruno", "beatrice")))

    assert sum(one.event_id is None for one in answers) == 1
    assert len(cast.rows(select(Event).where(Event.network == "instagram"))) == 1
