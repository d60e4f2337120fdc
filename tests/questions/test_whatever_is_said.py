"""Whatever both sides write, settle and reopen: rows and figures say what the messages alone say, told another way."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import OrganizationSummary
from socialtrack.progress.rebuild import differences
from socialtrack.questions.actions import About, ask, reopen, say, settle
from socialtrack.questions.models import Question
from socialtrack.tenancy.actions import command_work

ORGANIZATION, CENTRE = ("bruno", "beatrice"), ("agathe", "aline")
numbers = count(1)
gestures = st.lists(
    st.tuples(
        st.sampled_from(["ask", "say", "say", "say", "settle", "reopen"]),
        st.sampled_from((*ORGANIZATION, *CENTRE)),
        st.integers(0, 2),  # which of the questions that were asked
        st.sampled_from([0, 1, 90, 60 * 24 * 3]),  # minutes before it
    ),
    min_size=1,
    max_size=14,
)


def _waits(story):
    """Where a question stands and since when it waits for the centre, from all that was done in it, read backwards."""
    since = None
    for place in range(len(story) - 1, -1, -1):
        what, side, at = story[place]
        if what == "settle":
            return ("settled" if since is None else "open"), since
        answers = what == "say" and side == "centre"
        if what == "reopen" and side == "centre":
            earlier = [by for said, by, _ in story[:place] if said in ("ask", "say")]
            answers = earlier[-1] == "centre"
        if answers:
            return ("answered" if since is None else "open"), since
        since = at
        if what == "reopen":
            break
    return "open", since


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=gestures)
def test_rows_and_figures_say_what_was_said(cast, clock, said):
    stories = {}
    for what, who, which, minutes in said:
        clock.shift(timedelta(minutes=minutes, seconds=1))
        ids = list(stories)
        side = "centre" if who in CENTRE else "organization"
        with cast.work_for(who) as work:
            words, room = f"Message {next(numbers)}", cast.les_amis.id
            if what == "ask" or not ids:
                done = ask(work, room, About(step=which + 1), words, Gesture())
                what, side = "ask", "organization"
            elif what == "say":
                done = say(work, room, ids[which % len(ids)], words, Gesture())
            else:
                done = {"settle": settle, "reopen": reopen}[what](work, room, ids[which % len(ids)], Gesture())
            if done.event_id is not None:
                stories.setdefault(done.question_id, []).append((what, side, work.now))

    rows = {row.id: row for row in cast.rows(select(Question))}
    for id_, story in stories.items():
        assert (rows[id_].state, rows[id_].waiting_since) == _waits(story), story
    [summary] = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))
    assert summary.open_questions == sum(row.state != "settled" for row in rows.values())
    waiting = [row.waiting_since for row in rows.values() if row.waiting_since is not None]
    assert summary.waiting_since == min(waiting, default=None)
    with cast.app.app_context(), command_work(cast.quebec) as work:
        assert differences(work) == []
