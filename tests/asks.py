"""Hesitations and questions drawn at random, through the real actions, for tests that tell whole histories again."""

from datetime import timedelta

from hypothesis import strategies as st
from sqlalchemy import select

from socialtrack.hesitations import actions as hesitating
from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.rules import OUTCOMES
from socialtrack.hesitations.rules import About as HesitatesAbout
from socialtrack.hesitations.undo_actions import undo_hesitation
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.questions import actions as asking
from socialtrack.questions.about_queries import About as AsksAbout
from socialtrack.questions.assign_actions import assign
from socialtrack.questions.models import Question
from socialtrack.questions.rules import Side
from socialtrack.tenancy.organization_queries import advisors

ABOUT = ({"task_key": "name-backup"}, {"task_key": "weekly-rhythm"}, {"network": "facebook"}, {"step": 2})
REASONS = ("time-too-much", "skills-not-enough", "")
WORDS = "Nos mots à nous"
# What may be said; `give` is the team’s alone.
HESITATIONS = ("hesitate", "outcome", "settle hesitation", "reopen hesitation", "decide not to", "share", "take back")
QUESTIONS = ("ask", "say", "settle", "reopen", "give")

drawn = st.tuples(
    st.one_of(st.sampled_from(HESITATIONS), st.sampled_from(QUESTIONS)),
    st.integers(0, 11),  # which one, about what, in which way
    st.sampled_from((None, None, None, 0, 2, 40)),  # days ago, where it was said late
)


def ask_something(work, organization_id, kind, which, days_ago=None, key=""):
    """Say it of one of those that are there, if there is one. Refusals are the caller's to take."""
    gesture = Gesture(key, "digest" if key else "")
    if days_ago is not None:
        gesture = Gesture(happened_at=work.now - timedelta(days=days_ago))
    if kind in HESITATIONS:
        _hesitate(work, organization_id, kind, which, gesture)
    else:
        _ask(work, organization_id, kind, which, gesture)


def _hesitate(work, organization_id, kind, which, gesture):
    if kind == "hesitate":
        entry, is_shared = REASONS[which % 3], bool(which % 2)
        words = "" if entry and which % 4 else f"{WORDS} {which}"
        about = HesitatesAbout(**ABOUT[which % 4])
        hesitating.open_hesitation(
            work, organization_id, about, gesture, entry=entry or None, words=words, is_shared=is_shared
        )
        return
    found = one_of(work, Hesitation, organization_id, which)
    if found is None:
        return
    if kind == "outcome":
        hesitating.say_outcome(work, organization_id, found.id, OUTCOMES[which % 3], gesture)
    elif kind == "settle hesitation":
        hesitating.settle(work, organization_id, found.id, gesture)
    elif kind == "reopen hesitation":
        hesitating.reopen(work, organization_id, found.id, gesture)
    elif kind == "decide not to":
        on = work.today + timedelta(days=which)
        hesitating.decide_not_to(work, organization_id, found.id, gesture, reason="Pas cette année", review_on=on)
    elif kind == "share":
        hesitating.share_words(work, organization_id, found.id, gesture, with_private=not work.actor.is_centre_staff)
    else:
        event = work.session.scalars(select(Event).where(Event.id == found.event_id)).one()
        undo_hesitation(work, organization_id, event, gesture)


def _ask(work, organization_id, kind, which, gesture):
    if kind == "ask":
        hesitation = one_of(work, Hesitation, organization_id, which)
        about = AsksAbout(**ABOUT[which % 4]) if which % 3 else AsksAbout(hesitation_id=hesitation and hesitation.id)
        asking.ask(work, organization_id, about, f"Question {which}", gesture)
        return
    found = one_of(work, Question, organization_id, which)
    if found is None:
        return
    if kind == "give":
        team = [None, *(one.id for one in advisors(work))]
        assign(work, [found.id], team[which % len(team)], gesture)
        return
    # Where it is said by a command, which has no side of its own.
    side = {"side": Side.CENTRE if which % 2 else Side.ORGANIZATION}
    if kind == "say":
        asking.say(work, organization_id, found.id, f"Message {which}", gesture, **side)
    else:
        {"settle": asking.settle, "reopen": asking.reopen}[kind](work, organization_id, found.id, gesture, **side)


def one_of(work, model, organization_id, which):
    """One of the organization's, the last ones more often; None where there is none."""
    mine = select(model).where(model.centre_id == work.centre.id, model.organization_id == organization_id)
    found = work.session.scalars(mine.order_by(model.id.desc())).all()
    return found[which % min(len(found), 3)] if found else None
