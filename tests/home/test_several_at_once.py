"""Many people at once on the same organizations: each gesture is done whole or not at all, none waits for ever."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import select

from socialtrack.home.actions import Details, add_organization
from socialtrack.home.reassign_actions import give_organizations
from socialtrack.home.several_actions import Counted, SelectionMoved, change_several, foresee, undo_several
from socialtrack.home.several_forms import Selection
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import Conflict, Invalid, Refused
from socialtrack.progress import actions as progress
from socialtrack.progress import rules
from socialtrack.reports.filter_rules import EVERYONE
from socialtrack.reports.models import SavedView
from socialtrack.reports.view_actions import keep_view
from socialtrack.support.actions import remove_support, restore_support
from socialtrack.tenancy.bulk_rules import Deed, Wanted
from tests.home.test_several import kinds, rows, whole
from tests.support.giving import logged

MORE = 12
THREADS = 6
EACH = 8


@pytest.fixture
def them(cast):
    """Fourteen organizations, by slug."""
    with cast.work_for("aline") as work, work.write():
        for n in range(MORE):
            add_organization(work, Details(f"Organisme {n:02}"))
    return tuple(sorted(rows(cast)))


def together(gestures):
    """Each in a thread of its own, from the same moment; what each answered, or how it was refused."""
    start = Barrier(len(gestures))

    def run(gesture):
        start.wait(20)
        try:
            return gesture()
        except (Conflict, Invalid, Refused) as error:
            return error

    with ThreadPoolExecutor(len(gestures)) as threads:
        return [one.result(120) for one in [threads.submit(run, gesture) for gesture in gestures]]


def look(cast, who, slugs, wanted):
    """What the page before the gesture says."""
    with cast.work_for(who) as work:
        seen = foresee(work, Selection(EVERYONE, slugs), wanted)
    return Counted(seen.chosen, len(seen.changing), seen.mark)


def do(cast, who, slugs, wanted, counted, key):
    with cast.work_for(who) as work:
        return change_several(work, Selection(EVERYONE, slugs), wanted, Gesture(key, str(wanted.deed)), counted)


def test_one_form_pressed_four_times_at_once_is_done_once(cast, them):
    wanted = Wanted(Deed.TAG, tag="Transport")
    seen, before = look(cast, "aline", them, wanted), kinds(cast)

    answers = together([lambda: do(cast, "aline", them, wanted, seen, "one")] * 4)

    assert sorted(one.is_again for one in answers) == [False, True, True, True]
    assert len({replace(one, is_again=False) for one in answers}) == 1
    assert kinds(cast) - before == Counter({"organization-changed": len(them), "several-changed": 1})


@pytest.mark.parametrize("of_the_second", [Wanted(Deed.ARCHIVE), Wanted(Deed.ASSIGN, None)], ids=lambda one: one.deed)
def test_of_two_gestures_over_the_same_ones_the_second_is_asked_again(cast, them, of_the_second):
    first = Wanted(Deed.ASSIGN, cast.agathe.membership_id)
    do(cast, "aline", them, Wanted(Deed.ASSIGN, cast.aline.membership_id), look(cast, "aline", them, first), "before")
    seen = [look(cast, "aline", them, wanted) for wanted in (first, of_the_second)]

    answers = together(
        [
            lambda: do(cast, "aline", them, first, seen[0], "first"),
            lambda: do(cast, "aline", them[::-1], of_the_second, seen[1], "second"),
        ]
    )

    done = [one for one in answers if not isinstance(one, Exception)]
    said = {one.advisor_id for one in rows(cast).values()}, {one.archived_at is None for one in rows(cast).values()}
    if of_the_second.deed is Deed.ARCHIVE and len(done) == 2:  # confided, and then archived: neither undoes the other
        assert said == ({cast.agathe.membership_id}, {False})
    else:
        assert len(done) == 1 and isinstance(next(one for one in answers if one not in done), SelectionMoved)
        assert len(said[0]) == len(said[1]) == 1
    assert whole(cast)


def test_one_gesture_is_taken_back_once_by_two_managers_at_once(cast, them):
    wanted = Wanted(Deed.PAUSE, until=(cast_today(cast) + timedelta(days=30)))
    done = do(cast, "aline", them, wanted, look(cast, "aline", them, wanted), "one")

    def undo(who):
        with cast.work_for(who) as work:
            return undo_several(work, done.event_id)

    answers = together([lambda: undo("aline"), lambda: undo("agathe"), lambda: undo("aline")])

    assert sorted(one is None for one in answers) == [False, True, True]
    assert kinds(cast)["several-undone"] == 1
    assert whole(cast)


def cast_today(cast):
    with cast.work_for("aline") as work:
        return work.today


def person(cast, them, number):
    """One thread: gestures for several in one order or the other, ticks, what is somebody's given to somebody else,
    and gestures taken back."""
    chance, done = Random(number), []
    who = ("aline", "agathe")[number % 2]
    team = (cast.aline.membership_id, cast.agathe.membership_id)
    for n in range(EACH):
        key = f"{number}-{n}"
        slugs = tuple(chance.sample(them, len(them) - 2))
        deeds = [
            Wanted(Deed.ASSIGN, chance.choice((*team, None))),
            Wanted(Deed.TAG, tag=f"t{number % 3}"),
            Wanted(Deed.UNTAG, tag=f"t{number % 3}"),
            Wanted(Deed.PAUSE, until=cast_today(cast) + timedelta(days=chance.randint(2, 9))),
            Wanted(Deed.RESUME),
            *([Wanted(Deed.ARCHIVE), Wanted(Deed.RESTORE)] if who == "aline" else []),
        ]
        kind = chance.randrange(8)
        if kind == 0:
            done += tick(cast, key)
        elif kind == 1:
            done += give(cast, who, team, key)
        elif kind == 2 and done and isinstance(done[-1], int):
            with cast.work_for("aline") as work:
                undo_several(work, done[-1])
        else:
            wanted = chance.choice(deeds)
            try:
                answer = do(cast, who, slugs, wanted, look(cast, who, slugs, wanted), key)
            except SelectionMoved:
                continue
            done += [answer.event_id] if answer.event_id else []
    return done


def tick(cast, key):
    with cast.work_for("bruno") as work:
        state = ("done", "todo", "doing")[hash(key) % 3]
        said = rules.wanted(state, today=work.today)
        with suppress(Refused):  # archived just then
            progress.set_task_state(work, cast.les_amis.id, "name-backup", said, Gesture(key, state))
    return []


def give(cast, who, team, key):
    theirs = [one for one in rows(cast).values() if one.advisor_id == team[0] and one.archived_at is None]
    with cast.work_for(who) as work:
        n = len(theirs)
        with suppress(SelectionMoved):
            give_organizations(work, team[0], (), team[1], Gesture(key, "give"), Counted(n, n))
    return []


def test_a_crowd_on_the_same_organizations_leaves_everything_whole(cast, them):
    together([lambda number=number: person(cast, them, number) for number in range(THREADS)])

    assert whole(cast)
    said = kinds(cast)
    assert said["several-changed"] > THREADS
    for event in cast.rows(select(Event).where(Event.kind == "several-changed")):
        of_it = cast.rows(
            select(Event).where(
                Event.centre_id == cast.quebec.id,
                Event.id.between(event.value_after["first"], event.value_after["last"]),
            )
        )
        assert len(of_it) == event.value_after["changed"]
        assert {one.recorded_at for one in of_it} == {event.recorded_at}
        assert len({one.organization_id for one in of_it}) == len(of_it)


def test_one_name_is_given_to_one_view_by_two_persons_at_once(cast):
    def keep(who, parameters):
        with cast.work_for(who) as work:
            return keep_view(work, "À l’arrêt", parameters)

    stalled, paused = {"status": "stalled"}, {"status": "paused"}
    same = together([lambda: keep("aline", stalled), lambda: keep("agathe", stalled)])
    other = together([lambda: keep("aline", paused), lambda: keep("agathe", paused)])

    assert sorted(one[1] for one in same) == [False, True] and len({one[0] for one in same}) == 1
    assert [one.code for one in other] == ["view-name-taken"] * 2
    assert len(cast.rows(select(SavedView))) == 1


def test_support_is_taken_away_and_put_back_once_by_two_persons_at_once(cast):
    (given,) = logged(cast)

    def move(who, action):
        with cast.work_for(who) as work:
            return action(work, cast.les_amis.id, given, Gesture(f"{who} {action.__name__}"))

    away = together([lambda who=who: move(who, remove_support) for who in ("aline", "agathe")])
    back = together([lambda who=who: move(who, restore_support) for who in ("aline", "agathe")])
    twice = together([lambda: logged(cast, key="one form")] * 3)

    assert (sorted(away), sorted(back)) == ([False, True], [False, True])
    assert sorted(len(one) for one in twice) == [0, 0, 1]
    told = cast.rows(select(Event.after).where(Event.kind == "support").order_by(Event.id))
    assert told == ["given", "removed", "given", "given"]
