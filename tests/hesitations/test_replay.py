"""Whatever is said in whatever order: the rows are what the events tell, and the figures are what the rows say."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from socialtrack.hesitations import actions, undo_actions
from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.rules import KIND, OPEN_STATES, About, HesitationState
from socialtrack.journal.actions import record
from socialtrack.journal.figures import read_figures
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event, TextRevision
from socialtrack.kernel.errors import Conflict, Invalid, NotFound, Refused

State = HesitationState
THINGS = [
    About(task_key="name-backup"),
    About(task_key="facebook-create-page"),
    About(network="facebook"),
    About(step=3),
]
ENTRIES = [None, "time-too-much", "law-25"]
WORDS = ["", "On a peur", "Pas cette année"]
SAID = st.one_of(
    st.tuples(
        st.just("open"), st.sampled_from(THINGS), st.sampled_from(ENTRIES), st.sampled_from(WORDS), st.booleans()
    ),
    st.tuples(st.just("outcome"), st.integers(0, 5), st.sampled_from([State.REASSURED, State.PARTLY, State.NO])),
    st.tuples(st.sampled_from(["settle", "reopen", "share"]), st.integers(0, 5)),
    st.tuples(st.just("decline"), st.integers(0, 5), st.sampled_from(["", "Plus tard"])),
    st.tuples(st.just("undo"), st.integers(0, 8)),
    st.tuples(st.just("close"), st.sampled_from(THINGS[:3]), st.sampled_from([State.SETTLED, State.DECLINED])),
    st.tuples(st.just("close back"), st.integers(0, 3)),
)
GESTURES = st.lists(st.tuples(st.sampled_from(["bruno", "beatrice", "agathe"]), SAID), min_size=1, max_size=12)


def _say(work, organization_id, said, causes):
    what, *more = said
    ids = work.session.scalars(select(Hesitation.id).order_by(Hesitation.id)).all()
    gesture, place = Gesture(), (work, organization_id)
    if what == "open":
        about, entry, words, is_shared = more
        actions.open_hesitation(*place, about, gesture, entry=entry, words=words, is_shared=is_shared)
    elif what == "close":
        about, to = more
        with work.write():
            causes.append(record(work, kind="task-state", organization_id=organization_id))
            thing = {"task_key": about.task_key, "network": about.network}
            actions.close_about(*place, **thing, to=to, caused_by=causes[-1])
    elif what == "close back" and causes:
        with work.write():
            undo_actions.take_back_followed(*place, causes[more[0] % len(causes)])
    elif what == "undo":
        kinds = select(Event).where(Event.kind == KIND).order_by(Event.id.desc())
        if events := work.session.scalars(kinds).all():
            undo_actions.undo_hesitation(*place, events[more[0] % len(events)], gesture)
    elif ids and what != "close back":
        id_ = ids[more[0] % len(ids)]
        if what == "outcome":
            actions.say_outcome(*place, id_, more[1], gesture)
        elif what == "share":
            actions.share_words(*place, id_, gesture, with_private=work.actor.organization_id is not None)
        elif what == "decline":
            actions.decide_not_to(*place, id_, gesture, reason=more[1], review_on=date(2027, 11, 23))
        else:
            getattr(actions, what)(*place, id_, gesture)


def _told(events):
    """What the events alone tell: each hesitation as its last one left it."""
    rows = {}
    for event in events:
        value = dict(event.value_after)
        value.pop("caused_by", None)
        before = rows.get(value["hesitation"])
        if before is not None:
            assert (event.before, event.value_before) == (before[0], before[1])
        else:
            assert (event.before, event.value_before) == (None, None)
        rows[value["hesitation"]] = (event.after, value, event.id)
    return rows


def _kept(row):
    review_on = row.review_on.isoformat() if row.review_on else None
    value = {"hesitation": row.id, "step": row.step, "entry": row.faq_key, "words": row.words_id}
    value |= {"reason": row.reason_id, "review_on": review_on}
    return row.state, {name: what for name, what in value.items() if what is not None}, row.event_id


@pytest.fixture
def tried(cast):
    """Where each example begins again."""
    return cast


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(gestures=GESTURES)
def test_rows_are_what_the_events_tell(tried, gestures):
    cast, room = tried, tried.les_amis.id
    causes: list[int] = []
    for who, said in gestures:
        with cast.work_for(who) as work:
            try:
                _say(work, room, said, causes)
            except (Conflict, Invalid, NotFound, Refused):
                work.session.rollback()

    rows = cast.rows(select(Hesitation).where(Hesitation.organization_id == room))
    events = cast.rows(select(Event).where(Event.kind == KIND, Event.organization_id == room).order_by(Event.id))
    assert {row.id: _kept(row) for row in rows} == _told(events)
    assert {row.id: row.closed_on is None for row in rows} == {
        row.id: row.state in {*OPEN_STATES, State.WITHDRAWN} for row in rows
    }
    with cast.work_for("bruno") as work:
        assert read_figures(work, room).open_hesitations == sum(row.state in OPEN_STATES for row in rows)
    texts = {text.id: text for text in cast.rows(select(TextRevision))}
    shown = [texts[row.words_id] for row in rows if row.words_id]
    assert all(text.body in WORDS for text in shown)
    # Whoever keeps words to themselves is of the organization, and the journal holds none of them.
    assert all(text.written_by != cast.agathe.membership_id for text in shown if text.audience == "organization")
    assert not any(words in str(event.value_after) for event in events for words in WORDS if words)
