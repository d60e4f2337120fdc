"""What holds organizations back on a past day: the bytes of that evening, for ever; and rows and journal agree."""

from dataclasses import fields, replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from socialtrack.data.scope import Scope, open_session
from socialtrack.faq.edit_actions import publish, retire
from socialtrack.faq.edit_rules import words_of_shipped
from socialtrack.faq.edition import shipped_faq
from socialtrack.hesitations import actions as hesitations
from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.rules import About, HesitationState
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import Conflict, NotFound, Refused
from socialtrack.kernel.languages import LocalText
from socialtrack.kernel.work import Actor
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.rules import wanted
from socialtrack.progress.undo_actions import take_back
from socialtrack.questions.about_queries import About as AskedAbout
from socialtrack.questions.actions import ask
from socialtrack.reports.filter_rules import Filters
from socialtrack.reports.holding_queries import holding_now, holding_then
from socialtrack.reports.report import OpenReport
from socialtrack.reports.rules import Days, Delimiter, Header, Options, Report
from socialtrack.tenancy.actions import command_work, open_work
from tests.reports.hesitations import hesitate
from tests.reports.test_csv import KEYS, report
from tests.reports.test_history import World, a_world, act, join

ENTRIES = ("time-too-much", "law-25", None)
ABOUTS = (
    *(About(task_key="name-backup"), About(task_key="facebook-create-page"), About(task_key="org-email")),
    *(About(network="facebook"), About(network="x"), About(step=2)),
)
KINDS = (
    *("hesitate", "hesitate", "hesitate", "late", "partly", "no", "reassured", "settle", "reopen", "decline", "share"),
    *("ask", "undo", "undo", "tick", "untick", "network", "not_now", "rename", "archive", "restore", "remove", "merge"),
)

NAMED = f"{KEYS}&names=1"


class Hesitating(World):
    """Keeps the two files that count hesitations, and what the rows say, of each evening."""

    def reports(self, as_of: date | None) -> list[bytes]:
        files = []
        every = ((Report.HESITATIONS, ""), (Report.HESITATIONS, "archived"), (Report.HOLDING_BACK, ""))
        for which, status in every:
            options = Options("fr", Delimiter.COMMA, Header.LABELS, as_of, filters=Filters(status=status))
            opened = OpenReport(self.centre, Actor("manager"), which, options)
            files.append(b"".join(opened.pieces()))
            opened.close()
        return files


def say(world: Hesitating, which: int, kind: str, what: int) -> None:
    """One gesture about a hesitation of one of the organizations that are there."""
    world.has_news = True
    there = [id_ for id_ in world.organizations if id_ not in world.removed]
    if kind in ("rename", "archive", "restore", "remove", "merge") or not there:
        act(world, which, kind if there else "join", what, "Autre nom")
        return
    id_ = there[which % len(there)]
    session = open_session(Scope(world.centre.id, organization_id=id_))
    member = open_work(session, Actor("lead", world.members[id_], world.person_id, id_), world.centre)
    theirs = select(Hesitation.id).where(Hesitation.organization_id == id_).order_by(Hesitation.id)
    if kind == "decline":  # a task and a network say it themselves
        theirs = theirs.where(Hesitation.step == 2)
    known = list(session.scalars(theirs))
    one = known[what % len(known)] if known else 0
    gesture = world.gesture(member.now - timedelta(days=what % 9) if kind == "late" else None)
    try:
        if kind in ("hesitate", "late"):
            entry = ENTRIES[what % len(ENTRIES)]
            words = "" if entry and what % 2 else f"Mot {what}"
            about = ABOUTS[what % len(ABOUTS)]
            is_shared = what % 3 == 0
            hesitations.open_hesitation(member, id_, about, gesture, entry=entry, words=words, is_shared=is_shared)
        elif kind in ("partly", "no", "reassured"):
            hesitations.say_outcome(member, id_, one, HesitationState(kind), gesture)
        elif kind == "settle":
            hesitations.settle(member, id_, one, gesture)
        elif kind == "reopen":
            hesitations.reopen(member, id_, one, gesture)
        elif kind == "decline":
            later = member.today + timedelta(days=what)
            hesitations.decide_not_to(member, id_, one, gesture, reason=f"Raison {what}", review_on=later)
        elif kind == "share":
            hesitations.share_words(member, id_, one, gesture, with_private=True)
        elif kind == "ask":
            about = session.get(Hesitation, one)
            said = {"task_key": about.task_key, "network": about.network, "step": about.step} if about else {}
            ask(member, id_, AskedAbout(**said, hesitation_id=one), f"Comment faire? {what}", gesture)
        elif kind == "undo":
            events = select(Event.id).where(Event.organization_id == id_, Event.kind == "hesitation")
            every = list(session.scalars(events.order_by(Event.id)))
            if every:
                take_back(member, id_, every[-1 - what % min(3, len(every))], gesture, reads_private=True)
        elif kind in ("tick", "untick"):
            state = "done" if kind == "tick" else "todo"
            set_task_state(member, id_, "name-backup", wanted(state, today=member.today), gesture)
        else:
            set_network(member, id_, "facebook", "chosen" if kind == "network" else "not_now")
    except (Conflict, NotFound, Refused):
        pass  # it came too late, or there was nothing: nothing changed
    finally:
        session.close()


def rows_and_journal(world: Hesitating):
    """What both ways of reading say of this moment."""
    with command_work(world.centre) as work:
        days = Days(world.centre.zone)
        now = [one for parcel in holding_now(work, days) for one in parcel]
        then = [one for parcel in holding_then(work, work.now + timedelta(seconds=1), days) for one in parcel]
    return [now, then]


STEP = st.tuples(
    st.sampled_from((0, 0, 1, 5, 11, 24, 30, 75)), st.integers(0, 2), st.sampled_from(KINDS), st.integers(0, 60)
)


def a_hesitating_world(clock, zone: str) -> Hesitating:
    world = a_world(clock, zone)
    world = Hesitating(**{field.name: getattr(world, field.name) for field in fields(world)})
    join(world, "Première")
    join(world, "Deuxième")
    return world


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zone=st.sampled_from(("America/Toronto", "Pacific/Auckland")), steps=st.lists(STEP, min_size=4, max_size=18))
def test_files_of_each_past_day_are_those_of_that_evening(app, clock, zone, steps):
    with app.app_context():
        world = a_hesitating_world(clock, zone)
        for hours, which, kind, what in steps:
            world.wait(hours)
            say(world, which, kind, what)
            now, then = rows_and_journal(world)
            assert now == then, kind
        world.wait(30)
        first_reading = {day: world.reports(day) for day in world.kept}
        for n in range(3):
            say(world, n, "reassured", n)
            say(world, n, "hesitate", n + 1)
            say(world, n, "rename", n)

        assert first_reading == world.kept
        assert {day: world.reports(day) for day in world.kept} == world.kept


def test_every_kind_of_gesture_is_told_again(app, clock):
    """The histories above are drawn; this one has each kind in it, several times."""
    with app.app_context():
        world = a_hesitating_world(clock, "America/Toronto")
        for turn in range(4):
            for n, kind in enumerate(("hesitate", *KINDS)):
                if kind not in ("remove", "merge") or turn == 3:
                    say(world, n % 2, kind, 5 * turn + n)
                now, then = rows_and_journal(world)
                assert now == then, kind
                world.wait(5)
        world.wait(30)

        assert {day: world.reports(day) for day in world.kept} == world.kept
        files = [file.decode() for day in world.kept for file in world.kept[day]]
        for word in (
            *("En réflexion", "Rassure en partie", "Ne rassure pas", "A rassuré", "C’est réglé", ",Raison "),
            *(",Décidé de ne pas le faire,", "Leurs propres mots", "Autre nom", ",facebook,", "Étape 2", ",1,202"),
        ):
            assert any(word in file for file in files), word


def test_words_that_were_shown_and_taken_back_are_in_no_report_of_any_day(cast, clock):
    said = hesitate(cast, "bruno", cast.les_amis, None, words="CANARI")
    with cast.work_for("bruno") as work:
        shown = hesitations.share_words(work, cast.les_amis.id, said, Gesture(), with_private=True)
    evening = report(cast, "hesitations", NAMED)
    clock.shift(timedelta(days=1))
    with cast.work_for("bruno") as work:
        take_back(work, cast.les_amis.id, shown.event_id or 0, Gesture(), reads_private=True)

    then = report(cast, "hesitations", f"{NAMED}&as_of=2026-11-23")

    assert [row["own_words"] for row in evening] == ["CANARI"]
    assert [row["own_words"] for row in then] == [""]


def test_title_of_an_answer_is_that_of_its_day(cast, clock):
    """The centre words an answer anew, then retires it: a past day keeps the words it had."""
    shipped = words_of_shipped(shipped_faq().entry("law-25"))
    ours = replace(shipped, question=LocalText("La loi 25, pour nous?", "Law 25, for us?"))
    hesitate(cast, "bruno", cast.les_amis, "law-25")
    clock.shift(timedelta(days=1))
    with cast.work_for("aline") as work:
        publish(work, "law-25", ours, shipped.digest, "", Gesture())
    second = report(cast, "hesitations")
    clock.shift(timedelta(days=1))
    with cast.work_for("aline") as work:
        retire(work, "law-25", Gesture())

    then = [report(cast, "hesitations", f"{KEYS}&as_of=2026-11-{day}")[0]["reason_title"] for day in (23, 24, 25)]

    assert then == [shipped.question.fr, ours.question.fr, ours.question.fr]
    assert second[0]["reason_title"] == report(cast, "hesitations")[0]["reason_title"] == ours.question.fr
