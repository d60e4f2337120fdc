"""Hesitations, as the database keeps them: once, with ids alone in the journal, counted, and taken back whole."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from socialtrack.hesitations import actions, undo_actions
from socialtrack.hesitations.queries import every, one, open_by_network, open_by_step, open_by_task, questions_of
from socialtrack.hesitations.rules import KIND, About, HesitationState
from socialtrack.journal.actions import record
from socialtrack.journal.figures import read_figures
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event, TextRevision
from socialtrack.kernel.errors import Conflict, Invalid, NotFound, Refused
from socialtrack.tenancy.models import Organization
from socialtrack.tenancy.organization_actions import archive_organization
from tests.statements import counted

State = HesitationState
TASK, ENTRY, OTHER = About(task_key="name-backup"), "time-too-much", "skills-not-enough"


def _open(cast, who="bruno", about=TASK, *, entry=ENTRY, words="", is_shared=False, key="", organization=None):
    with cast.work_for(who) as work:
        organization_id = (organization or cast.les_amis).id
        gesture = Gesture(key, f"{about.value} {entry} {words}"[:64])
        return actions.open_hesitation(
            work, organization_id, about, gesture, entry=entry, words=words, is_shared=is_shared
        )


def _say(cast, id_, outcome, who="bruno", key=""):
    with cast.work_for(who) as work:
        return actions.say_outcome(work, cast.les_amis.id, id_, outcome, Gesture(key, outcome))


def _undo(cast, event_id, who="bruno", key=""):
    with cast.work_for(who) as work:
        event = work.session.scalars(select(Event).where(Event.id == event_id)).one()
        return undo_actions.undo_hesitation(work, cast.les_amis.id, event, Gesture(key, str(event_id)))


def _facts(cast, id_, who="bruno", *, with_private=True):
    with cast.work_for(who) as work:
        return one(work, cast.les_amis.id, id_, with_private=with_private)


def _open_count(cast):
    with cast.work_for("bruno") as work:
        return read_figures(work, cast.les_amis.id).open_hesitations


def _events(cast):
    return cast.rows(select(Event).where(Event.kind == KIND).order_by(Event.id))


def test_hesitation_is_there_with_who_and_when(cast):
    answer = _open(cast)

    facts = _facts(cast, answer.hesitation_id)
    assert (facts.about, facts.faq_key, facts.state, facts.is_open) == (TASK, ENTRY, "open", True)
    assert (facts.opened_by.name, facts.words, facts.closed_on, facts.event_id) == (
        "Bruno",
        None,
        None,
        answer.event_id,
    )
    with cast.work_for("bruno") as work:
        figures = read_figures(work, cast.les_amis.id)
        assert (figures.open_hesitations, work.now) == (1, work.now)
        assert open_by_task(work, cast.les_amis.id) == {"name-backup": answer.hesitation_id}
        assert (open_by_network(work, cast.les_amis.id), open_by_step(work, cast.les_amis.id)) == ({}, {})


def test_network_and_step_hesitations_are_found_by_what_they_are_about(cast):
    network = _open(cast, about=About(network="instagram"))
    step = _open(cast, about=About(step=3))

    with cast.work_for("bruno") as work:
        assert open_by_network(work, cast.les_amis.id) == {"instagram": network.hesitation_id}
        assert open_by_step(work, cast.les_amis.id) == {3: step.hesitation_id}
        assert open_by_task(work, cast.les_amis.id) == {}


def test_journal_holds_ids_and_no_word(cast):
    answer = _open(cast, words="Canari : on n’a personne", about=About(step=2))
    with cast.work_for("bruno") as work:
        actions.share_words(work, cast.les_amis.id, answer.hesitation_id, Gesture(), with_private=True)
        actions.decide_not_to(
            *(work, cast.les_amis.id, answer.hesitation_id, Gesture()),
            reason="Canari : le conseil préfère attendre",
            review_on=date(2027, 11, 23),
        )

    texts = cast.rows(select(TextRevision).where(TextRevision.body.like("Canari%")).order_by(TextRevision.id))
    own, shared, reason = (text.id for text in texts)
    assert [text.audience for text in texts] == ["organization", "centre", "centre"]
    id_ = answer.hesitation_id
    about = {"hesitation": id_, "step": 2, "entry": ENTRY}
    assert [(e.before, e.after, e.value_before, e.value_after) for e in _events(cast)] == [
        (None, "open", None, about | {"words": own}),
        ("open", "open", about | {"words": own}, about | {"words": shared}),
        (
            *("open", "declined", about | {"words": shared}),
            about | {"words": shared, "reason": reason, "review_on": "2027-11-23"},
        ),
    ]


def test_same_reason_on_the_same_thing_is_the_same_hesitation(cast):
    first = _open(cast)
    second = _open(cast, "beatrice")
    other = _open(cast, entry=OTHER)

    assert (second.hesitation_id, second.event_id) == (first.hesitation_id, None)
    assert other.hesitation_id != first.hesitation_id
    assert (_open_count(cast), len(_events(cast))) == (2, 2)


def test_sent_again_after_it_was_closed_it_is_the_same_answer(cast):
    """The second time it was said changed nothing; sent again, it finds what it had found, closed in the meantime."""
    first = _open(cast, key="k1")
    _open(cast, key="k2")
    _say(cast, first.hesitation_id, State.REASSURED)
    again = _open(cast, key="k2")

    assert (again.hesitation_id, again.state, again.event_id) == (first.hesitation_id, "reassured", None)
    assert (_open_count(cast), len(_events(cast))) == (0, 2)


def test_nothing_is_said_of_it_before_it_was_there(cast):
    """A browser whose clock runs late: no report tells of days below zero."""
    answer = _open(cast)
    with cast.work_for("bruno") as work:
        late = Gesture(happened_at=work.now - timedelta(days=20))
        actions.settle(work, cast.les_amis.id, answer.hesitation_id, late)
        today = work.today

    facts = _facts(cast, answer.hesitation_id)
    assert (facts.state, facts.closed_on) == ("settled", today.isoformat())
    assert _events(cast)[-1].happened_at == _events(cast)[0].happened_at


def test_same_reason_after_it_was_closed_is_another_hesitation(cast):
    first = _open(cast)
    _say(cast, first.hesitation_id, State.REASSURED)

    assert _open(cast).hesitation_id != first.hesitation_id
    assert _open_count(cast) == 1


def test_words_are_added_to_a_reason_that_had_none_and_write_over_none(cast):
    first = _open(cast)
    added = _open(cast, words="Jocelyne a peur du bogue")
    other = _open(cast, words="On a autre chose à faire")

    assert (added.hesitation_id, _facts(cast, first.hesitation_id).words) == (
        *(first.hesitation_id, "Jocelyne a peur du bogue"),
    )
    assert other.hesitation_id != first.hesitation_id


def test_own_words_alone_are_a_reason_once(cast):
    first = _open(cast, entry=None, words="On a peur")

    assert _open(cast, entry=None, words="On a peur").hesitation_id == first.hesitation_id
    assert _open(cast, entry=None, words="On a très peur").hesitation_id != first.hesitation_id


def test_same_words_with_the_box_ticked_are_shared(cast):
    first = _open(cast, entry=None, words="On a peur")
    again = _open(cast, entry=None, words="On a peur", is_shared=True)

    assert again.hesitation_id == first.hesitation_id
    assert _facts(cast, first.hesitation_id, "agathe", with_private=False).words == "On a peur"


def test_second_click_answers_as_the_first(cast):
    first = _open(cast, key="a1")
    again = _open(cast, key="a1")

    assert again == first
    assert len(_events(cast)) == 1
    id_ = first.hesitation_id
    assert _say(cast, id_, State.NO, key="a2") == _say(cast, id_, State.NO, key="a2")
    assert len(_events(cast)) == 2
    with pytest.raises(Conflict):
        _say(cast, id_, State.PARTLY, key="a2")


def test_second_click_on_what_was_open_already_leads_there(cast):
    first = _open(cast)
    _open(cast, key="b1")

    assert _open(cast, key="b1").hesitation_id == first.hesitation_id


@pytest.mark.parametrize(
    ("outcome", "is_open", "closed"), [(State.PARTLY, 1, None), (State.NO, 1, None), (State.REASSURED, 0, "2026-11-23")]
)
def test_outcome_closes_or_not(cast, clock, outcome, is_open, closed):
    id_ = _open(cast).hesitation_id
    answer = _say(cast, id_, outcome)

    facts = _facts(cast, id_)
    assert (answer.state, facts.state, facts.closed_on, _open_count(cast)) == (outcome, outcome, closed, is_open)
    assert _say(cast, id_, outcome).event_id is None


def test_settled_then_reopened(cast):
    id_ = _open(cast).hesitation_id
    with cast.work_for("bruno") as work:
        actions.settle(work, cast.les_amis.id, id_, Gesture())
        assert read_figures(work, cast.les_amis.id).open_hesitations == 0
        with pytest.raises(Conflict):
            actions.say_outcome(work, cast.les_amis.id, id_, State.NO, Gesture())
        actions.reopen(work, cast.les_amis.id, id_, Gesture())

    assert (_facts(cast, id_).state, _facts(cast, id_).closed_on, _open_count(cast)) == ("open", None, 1)


def test_step_is_declined_with_a_reason_and_a_day(cast):
    id_ = _open(cast, about=About(step=4)).hesitation_id
    for reason, events in (("Plus tard", 2), ("Plus tard", 2), ("L’an prochain", 3)):
        with cast.work_for("bruno") as work:
            actions.decide_not_to(work, cast.les_amis.id, id_, Gesture(), reason=reason, review_on=date(2027, 11, 23))
        assert len(_events(cast)) == events

    facts = _facts(cast, id_)
    assert (facts.state, facts.reason, facts.review_on, _open_count(cast)) == (
        *("declined", "L’an prochain", "2027-11-23", 0),
    )


def test_task_and_network_say_themselves_that_they_are_declined(cast):
    for about in (TASK, About(network="instagram")):
        id_ = _open(cast, about=about).hesitation_id
        with cast.work_for("bruno") as work, pytest.raises(Conflict) as refused:
            actions.decide_not_to(work, cast.les_amis.id, id_, Gesture(), reason="", review_on=date(2027, 11, 23))
        assert refused.value.code == "decline-its-task"


def test_undo_goes_back_one_change_at_a_time(cast):
    opened = _open(cast)
    said = _say(cast, opened.hesitation_id, State.REASSURED)

    with pytest.raises(Conflict) as refused:
        _undo(cast, opened.event_id)
    assert refused.value.code == "undo-overtaken"
    undone = _undo(cast, said.event_id)
    assert (undone.state, _open_count(cast)) == ("open", 1)
    again = _undo(cast, undone.event_id)
    assert (again.state, _open_count(cast), _facts(cast, opened.hesitation_id).closed_on is None) == (
        *("reassured", 0, False),
    )


def test_opening_taken_back_withdraws_it_and_can_be_taken_back_too(cast):
    opened = _open(cast, words="On a peur")
    withdrawn = _undo(cast, opened.event_id)

    assert (withdrawn.state, _open_count(cast)) == ("withdrawn", 0)
    with cast.work_for("bruno") as work:
        assert (every(work, cast.les_amis.id, with_private=True), open_by_task(work, cast.les_amis.id)) == ([], {})
    with pytest.raises(Conflict) as refused:
        _say(cast, opened.hesitation_id, State.NO)
    assert refused.value.code == "hesitation-gone"
    assert _undo(cast, withdrawn.event_id).state == "open"
    assert (_facts(cast, opened.hesitation_id).words, _open_count(cast)) == ("On a peur", 1)


def test_undone_decision_is_whole_again(cast):
    id_ = _open(cast, about=About(step=1)).hesitation_id
    with cast.work_for("bruno") as work:
        actions.decide_not_to(work, cast.les_amis.id, id_, Gesture(), reason="Plus tard", review_on=date(2027, 1, 1))
        reopened = actions.reopen(work, cast.les_amis.id, id_, Gesture())
    assert _facts(cast, id_).review_on is None
    _undo(cast, reopened.event_id)

    facts = _facts(cast, id_)
    assert (facts.state, facts.reason, facts.review_on) == ("declined", "Plus tard", "2027-01-01")


def test_shared_words_taken_back_are_read_by_the_organization_alone(cast):
    id_ = _open(cast, words="On a peur").hesitation_id
    with cast.work_for("bruno") as work:
        shared = actions.share_words(work, cast.les_amis.id, id_, Gesture(), with_private=True)
        assert actions.share_words(work, cast.les_amis.id, id_, Gesture(), with_private=True).event_id is None
    assert _facts(cast, id_, "aline", with_private=False).words == "On a peur"
    undone = _undo(cast, shared.event_id)

    assert _facts(cast, id_, "aline", with_private=False).words is None
    assert (_facts(cast, id_).words, _facts(cast, id_).has_private_words) == ("On a peur", True)
    assert cast.rows(select(TextRevision.blanked_at).where(TextRevision.audience == "centre"))[-1] is not None
    _undo(cast, undone.event_id)
    assert _facts(cast, id_, "aline", with_private=False).words == "On a peur"


def test_words_out_of_reach_are_not_shared(cast):
    id_ = _open(cast, words="On a peur").hesitation_id

    for who in ("bruno", "agathe"):  # a session whose room is shut, and the centre's team
        with cast.work_for(who) as work, pytest.raises(NotFound):
            actions.share_words(work, cast.les_amis.id, id_, Gesture(), with_private=False)


def test_staff_keep_no_words_from_their_own_centre(cast):
    with pytest.raises(Refused):
        _open(cast, "agathe", words="Vu au téléphone")
    answer = _open(cast, "agathe", words="Vu au téléphone", is_shared=True)

    assert _facts(cast, answer.hesitation_id, "aline", with_private=False).words == "Vu au téléphone"
    assert [event.on_behalf for event in _events(cast)] == [True]


@pytest.mark.parametrize(
    ("about", "said", "error"),
    [
        (About(task_key="no-such"), {}, NotFound),
        (About(network="myspace"), {}, NotFound),
        (About(step=5), {}, NotFound),
        (TASK, {"entry": None}, Invalid),
        (TASK, {"entry": "no-such-entry"}, Invalid),
    ],
)
def test_what_makes_no_sense_is_refused(cast, about, said, error):
    with pytest.raises(error):
        _open(cast, about=about, **said)

    assert _events(cast) == []


def test_archived_organization_is_refused(cast):
    id_ = _open(cast).hesitation_id
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)

    with pytest.raises(Refused):
        _open(cast, entry=OTHER)
    with pytest.raises(Refused):
        _say(cast, id_, State.NO)
    assert cast.rows(select(Organization.archived_at).where(Organization.id == cast.les_amis.id)) != [None]


def test_another_organizations_hesitation_does_not_exist(cast):
    id_ = _open(cast).hesitation_id

    with cast.work_for("paul") as work:
        assert one(work, cast.le_phare.id, id_, with_private=True) is None
        with pytest.raises(NotFound):
            actions.settle(work, cast.le_phare.id, id_, Gesture())
    assert _facts(cast, id_).state == "open"


def _cause(work, organization_id, **more):
    return record(work, kind="task-state", organization_id=organization_id, task_key="name-backup", **more)


def test_what_is_said_of_a_task_closes_what_is_open_about_it(cast):
    first, second = _open(cast), _open(cast, entry=OTHER)
    elsewhere = _open(cast, about=About(task_key="choose-networks"))
    with cast.work_for("bruno") as work, work.write():
        cause = _cause(work, cast.les_amis.id, after="done")
        closed = actions.close_about(work, cast.les_amis.id, task_key="name-backup", to=State.SETTLED, caused_by=cause)

    assert (closed, _open_count(cast)) == (2, 1)
    states = [_facts(cast, answer.hesitation_id).state for answer in (first, second, elsewhere)]
    assert states == ["settled", "settled", "open"]
    assert [e.value_after["caused_by"] for e in _events(cast)[-2:]] == [cause, cause]
    with cast.work_for("bruno") as work, work.write():
        assert len(undo_actions.take_back_followed(work, cast.les_amis.id, cause)) == 2
        assert undo_actions.take_back_followed(work, cast.les_amis.id, cause) == []
    assert _open_count(cast) == 3


def test_what_was_said_since_a_tick_stays_when_the_tick_is_taken_back(cast):
    id_ = _open(cast).hesitation_id
    with cast.work_for("bruno") as work, work.write():
        cause = _cause(work, cast.les_amis.id)
        actions.close_about(work, cast.les_amis.id, task_key="name-backup", to=State.SETTLED, caused_by=cause)
    with cast.work_for("bruno") as work:
        actions.reopen(work, cast.les_amis.id, id_, Gesture())
        actions.say_outcome(work, cast.les_amis.id, id_, State.REASSURED, Gesture())
        with work.write():
            assert undo_actions.take_back_followed(work, cast.les_amis.id, cause) == []

    assert _facts(cast, id_).state == "reassured"


def test_decision_on_a_task_goes_with_the_hesitation(cast):
    id_ = _open(cast).hesitation_id
    with cast.work_for("bruno") as work, work.write():
        reason = actions.keep_text(work, "Le conseil a dit non", audience="centre", organization_id=cast.les_amis.id)
        value = {"reason_id": reason, "review_on": "2027-11-23"}
        cause = _cause(work, cast.les_amis.id, after="declined", value_after=value)
        actions.close_about(work, cast.les_amis.id, task_key="name-backup", to=State.DECLINED, caused_by=cause)

    facts = _facts(cast, id_)
    assert (facts.state, facts.reason, facts.review_on) == ("declined", "Le conseil a dit non", "2027-11-23")


def test_dropped_network_closes_what_is_open_about_its_tasks(cast):
    network, task = (
        _open(cast, about=About(network="facebook")),
        _open(cast, about=About(task_key="facebook-create-page")),
    )
    _open(cast)
    with cast.work_for("bruno") as work, work.write():
        cause = record(work, kind="network", organization_id=cast.les_amis.id, network="facebook", after="dropped")
        actions.close_about(work, cast.les_amis.id, network="facebook", to=State.DECLINED, caused_by=cause)

    assert [_facts(cast, a.hesitation_id).state for a in (network, task)] == ["declined", "declined"]
    assert _open_count(cast) == 1


def test_chosen_network_closes_what_is_open_about_it_alone(cast):
    network, task = (
        _open(cast, about=About(network="facebook")),
        _open(cast, about=About(task_key="facebook-create-page")),
    )
    with cast.work_for("bruno") as work, work.write():
        cause = record(work, kind="network", organization_id=cast.les_amis.id, network="facebook", after="chosen")
        actions.close_about(work, cast.les_amis.id, network="facebook", to=State.SETTLED, caused_by=cause)

    assert [_facts(cast, a.hesitation_id).state for a in (network, task)] == ["settled", "open"]


def test_question_that_came_of_it_is_known_from_the_journal(cast):
    id_ = _open(cast).hesitation_id
    with cast.work_for("bruno") as work, work.write():
        value = {"question": 41, "hesitation": id_}
        record(work, kind="question-asked", organization_id=cast.les_amis.id, after="open", value_after=value)
        record(work, kind="question-asked", organization_id=cast.les_amis.id, value_after={"question": 42})

    with cast.work_for("bruno") as work:
        assert questions_of(work, cast.les_amis.id) == {id_: 41}


def test_list_takes_as_many_statements_for_three_as_for_one(cast):
    _open(cast)
    with cast.work_for("bruno") as work, counted() as for_one:
        every(work, cast.les_amis.id, with_private=True)
    _open(cast, entry=OTHER), _open(cast, about=About(step=1))
    with cast.work_for("bruno") as work, counted() as for_three:
        assert len(every(work, cast.les_amis.id, with_private=True)) == 3
    assert len(for_one) == len(for_three) == 1
