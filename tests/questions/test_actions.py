"""Questions, as the database keeps them: one event a gesture, with ids alone, and the figures that follow."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.hesitations.models import Hesitation
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event, OrganizationSummary, TextRevision
from socialtrack.kernel.errors import Conflict, NotFound, Refused
from socialtrack.questions.actions import About, ask, reopen, say, settle
from socialtrack.questions.models import Question, QuestionMessage
from socialtrack.questions.queries import every, on_tasks, open_by_task, thread
from socialtrack.tenancy.organization_actions import archive_organization
from tests.cast import everything
from tests.conftest import NOW
from tests.statements import counted

TASK = "name-backup"
BEFORE = NOW - timedelta(hours=3)


def _ask(cast, who="bruno", about=None, words="Qui peut nous aider?", key="", **more):
    with cast.work_for(who) as work:
        here = cast[who].organization or cast.les_amis
        return ask(work, here.id, about or About(task_key=TASK), words, Gesture(key, words, **more))


def _say(cast, who, id_, words="Voici.", key="", **more):
    with cast.work_for(who) as work:
        return say(work, cast.les_amis.id, id_, words, Gesture(key, words, **more))


def _settle(cast, who, id_, key=""):
    with cast.work_for(who) as work:
        return settle(work, cast.les_amis.id, id_, Gesture(key, "s"))


def _reopen(cast, who, id_, key=""):
    with cast.work_for(who) as work:
        return reopen(work, cast.les_amis.id, id_, Gesture(key, "r"))


def _thread(cast, id_, who="bruno"):
    with cast.work_for(who) as work:
        return thread(work, cast.les_amis.id, id_)


def _figures(cast):
    (row,) = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))
    return row.open_questions, row.waiting_since


def _events(cast):
    return cast.rows(select(Event).where(Event.kind.like("question-%")).order_by(Event.id))


def test_a_question_is_there_with_who_and_when(cast):
    answer = _ask(cast)

    found = _thread(cast, answer.question_id)
    assert (found.question.task_key, found.question.state, found.question.asked_by.name) == (TASK, "open", "Bruno")
    (message,) = found.messages
    assert (message.words, message.side, message.who.name) == ("Qui peut nous aider?", "organization", "Bruno")
    assert _figures(cast) == (1, NOW)
    with cast.work_for("agathe") as work:
        assert open_by_task(work, cast.les_amis.id) == {TASK: answer.question_id}


def test_the_journal_holds_ids_and_no_word(cast):
    id_ = _ask(cast, words="Canari demandé").question_id
    _say(cast, "agathe", id_, "Canari répondu")
    _settle(cast, "bruno", id_)

    first, second = (m.id for m in cast.rows(select(QuestionMessage).order_by(QuestionMessage.id)))
    assert [(e.kind, e.task_key, e.before, e.after, e.value_before, e.value_after) for e in _events(cast)] == [
        (
            *("question-asked", TASK, None, "open", None),
            {"question": id_, "message": first, "waiting_since": NOW.isoformat()},
        ),
        ("question-answered", TASK, "open", "answered", None, {"question": id_, "message": second}),
        ("question-settled", TASK, "answered", "settled", None, {"question": id_}),
    ]
    texts = cast.rows(select(TextRevision).where(TextRevision.body.like("Canari%")))
    assert {(text.audience, text.organization_id) for text in texts} == {("centre", cast.les_amis.id)}


def test_figures_follow_each_gesture(cast, clock):
    id_ = _ask(cast).question_id
    clock.shift(timedelta(hours=1))
    other = _ask(cast, about=About(step=2)).question_id
    assert _figures(cast) == (2, NOW)

    _say(cast, "agathe", id_)
    assert _figures(cast) == (2, NOW + timedelta(hours=1))
    _say(cast, "bruno", other, "Un détail")
    assert _figures(cast) == (2, NOW + timedelta(hours=1))
    _settle(cast, "agathe", other)
    assert _figures(cast) == (1, None)
    clock.shift(timedelta(hours=1))
    _reopen(cast, "bruno", other)
    assert _figures(cast) == (2, NOW + timedelta(hours=2))
    _settle(cast, "bruno", id_)
    _settle(cast, "bruno", other)
    assert _figures(cast) == (0, None)


def test_a_message_on_what_was_settled_reopens_it(cast):
    id_ = _ask(cast).question_id
    _settle(cast, "bruno", id_)

    assert _say(cast, "beatrice", id_, "Encore une chose").state == "open"
    assert _figures(cast) == (1, NOW)
    assert [(e.before, e.after) for e in _events(cast)][-1] == ("settled", "open")


def test_what_the_centre_says_is_no_activity_of_the_organization(cast, clock):
    id_ = _ask(cast).question_id
    (before,) = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))
    clock.shift(timedelta(hours=1))
    _say(cast, "agathe", id_)
    _settle(cast, "agathe", id_)

    (after,) = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))
    assert after.last_activity_at == before.last_activity_at


def test_an_advisor_asks_for_the_organization_and_it_waits(cast):
    id_ = _ask(cast, "agathe").question_id

    found = _thread(cast, id_)
    assert (found.question.state, found.last.side, found.last.who.name) == ("open", "organization", "Agathe")
    (event,) = _events(cast)
    assert (event.kind, event.on_behalf, event.actor_role) == ("question-asked", True, "advisor")


def test_the_centre_answers_as_itself(cast):
    """Only what the organization says of itself is said in its place."""
    id_ = _ask(cast, "agathe").question_id
    _say(cast, "agathe", id_)
    _settle(cast, "agathe", id_)
    _reopen(cast, "agathe", id_)

    assert [(e.kind, e.on_behalf) for e in _events(cast)] == [
        ("question-asked", True),
        ("question-answered", False),
        ("question-settled-by-centre", False),
        ("question-reopened-by-centre", False),
    ]


def test_nothing_is_said_before_it_was_asked(cast):
    """A browser whose clock runs late: its answer does not come before the question."""
    id_ = _ask(cast).question_id
    with cast.work_for("agathe") as work:
        late = Gesture(happened_at=work.now - timedelta(days=20))
        say(work, cast.les_amis.id, id_, "Nous, mardi.", late)
        settle(work, cast.les_amis.id, id_, late)

    (question,) = cast.rows(select(Question))
    assert question.settled_at == question.last_at == question.asked_at
    assert {event.happened_at for event in _events(cast)} == {question.asked_at}


def test_sent_twice_it_is_asked_once(cast):
    first = _ask(cast, key="k1")

    assert _ask(cast, key="k1") == first
    assert len(_events(cast)) == 1
    with pytest.raises(Conflict, match="request-key-reused"):
        _ask(cast, words="Autre chose", key="k1")


def test_said_and_settled_twice_is_once(cast):
    id_ = _ask(cast).question_id
    first = _say(cast, "agathe", id_, key="k2")

    assert _say(cast, "agathe", id_, key="k2") == first
    assert _settle(cast, "bruno", id_).event_id is not None
    assert _settle(cast, "agathe", id_).event_id is None
    assert _reopen(cast, "agathe", id_).state == "answered"
    assert _reopen(cast, "bruno", id_).event_id is None
    assert len(_events(cast)) == 4


def test_about_a_hesitation_it_carries_what_that_is_about(cast):
    hesitation = _hesitate(cast, cast.les_amis.id, step=3)

    id_ = _ask(cast, about=About(task_key=TASK, hesitation_id=hesitation)).question_id

    question = _thread(cast, id_).question
    assert (question.task_key, question.step, question.hesitation_id) == (None, 3, hesitation)
    (event,) = _events(cast)
    assert (event.value_after["hesitation"], event.value_after["step"]) == (hesitation, 3)


def test_another_organizations_hesitation_is_never_linked(cast):
    hesitation = _hesitate(cast, cast.le_phare.id, step=3)

    with pytest.raises(NotFound):
        _ask(cast, about=About(hesitation_id=hesitation))
    with pytest.raises(NotFound):
        _ask(cast, "agathe", about=About(hesitation_id=hesitation))
    assert _events(cast) == []


def test_a_hesitation_that_was_taken_back_is_not_named(cast):
    hesitation = _hesitate(cast, cast.les_amis.id, step=3, state="withdrawn")

    question = _thread(cast, _ask(cast, about=About(hesitation_id=hesitation)).question_id).question
    assert (question.step, question.hesitation_id) == (3, None)


@pytest.mark.parametrize("about", [About(task_key="nope"), About(network="nope"), About(step=5)])
def test_about_what_is_not_there_is_refused(cast, about):
    with pytest.raises(NotFound):
        _ask(cast, about=about)


def test_another_organizations_question_is_none(cast):
    id_ = _ask(cast).question_id

    with cast.work_for("paul") as work:
        for gesture in (say, settle, reopen):
            words = ["Bonjour"] if gesture is say else []
            with pytest.raises(NotFound):
                gesture(work, cast.le_phare.id, id_, *words, Gesture())
        with pytest.raises(NotFound):
            thread(work, cast.le_phare.id, id_)
        assert every(work, cast.le_phare.id) == []
    with cast.work_for("chantal") as work, pytest.raises(NotFound):
        say(work, cast.les_amis.id, id_, "Bonjour", Gesture())


def test_who_may_only_read_writes_nothing(cast):
    id_ = _ask(cast).question_id

    for who in ("denis", "rachel"):
        with pytest.raises(Refused, match="question-not-yours"):
            _say(cast, who, id_)


def test_in_an_archived_organization_nothing_is_asked(cast):
    id_ = _ask(cast).question_id
    with cast.work_for("aline") as work, work.write():
        archive_organization(work, cast.les_amis.id)

    with pytest.raises(Refused, match="organization-archived"):
        _say(cast, "agathe", id_)
    assert _thread(cast, id_, "agathe").question.state == "open"


def test_what_came_late_waits_from_its_arrival(cast):
    with cast.work_for("bruno") as work:
        work.actor = type(work.actor)(**{**vars(work.actor), "channel": "offline"})
        ask(work, cast.les_amis.id, About(), "Plus tard", Gesture("", "x", happened_at=BEFORE))

    (question,) = cast.rows(select(Question))
    assert (question.asked_at, question.waiting_since) == (BEFORE, NOW)


def test_lists_ask_the_same_number_of_statements(cast):
    _ask(cast)
    with cast.work_for("bruno") as work, counted() as one:
        assert [facts.words for facts in every(work, cast.les_amis.id)] == ["Qui peut nous aider?"]
    for n in range(3):
        _ask(cast, words=f"Question {n}", about=About())
    with cast.work_for("bruno") as work, counted() as more:
        assert [facts.words for facts in every(work, cast.les_amis.id)][:2] == ["Question 2", "Question 1"]
        assert set(on_tasks(work, cast.les_amis.id)) == {TASK}
    assert len(one) + 1 == len(more)


def _hesitate(cast, organization_id, *, step, state="no"):
    """A hesitation as it stands in the database."""
    with cast.app.app_context(), everything() as session:
        event = session.scalars(
            select(Event.id).where(Event.organization_id == organization_id).order_by(Event.id)
        ).first()
        row = Hesitation(
            centre_id=cast.quebec.id,
            organization_id=organization_id,
            step=step,
            state=state,
            opened_at=BEFORE,
            changed_at=BEFORE,
            event_id=event,
        )
        session.add(row)
        session.commit()
        return row.id
