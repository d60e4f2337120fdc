"""Who of the team follows a question: an event with ids alone, once, among those who are there."""

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event, OrganizationSummary
from socialtrack.kernel.errors import Conflict, Invalid, NotFound, Refused
from socialtrack.kernel.moments import utc_now
from socialtrack.questions.assign_actions import assign
from socialtrack.questions.models import Question
from socialtrack.tenancy.models import Membership
from socialtrack.tenancy.organization_actions import archive_organization
from tests.cast import everything
from tests.questions.asking import asked


def give(cast, ids, to, who="agathe", key="", **more):
    with cast.work_for(who) as work:
        return assign(work, ids, to, Gesture(key, f"{ids}{to}"), **more)


def holders(cast):
    return {q.id: q.assigned_to for q in cast.rows(select(Question))}


def events(cast):
    return cast.rows(select(Event).where(Event.kind == "question-assigned").order_by(Event.id))


def test_taking_a_question_is_an_event_and_no_activity_of_the_organization(cast):
    id_, me = asked(cast), cast.agathe.membership_id
    (before,) = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))

    assert give(cast, [id_], me) == 1

    (event,) = events(cast)
    assert (event.organization_id, event.task_key, event.before, event.after) == (
        cast.les_amis.id,
        "name-backup",
        "open",
        "open",
    )
    assert (event.value_before, event.value_after) == ({"question": id_}, {"question": id_, "assigned_to": me})
    assert holders(cast) == {id_: me}
    (after,) = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))
    assert (after.last_activity_at, after.waiting_since) == (before.last_activity_at, before.waiting_since)


def test_given_twice_is_given_once_and_taken_back_is_an_event(cast):
    id_, me = asked(cast), cast.agathe.membership_id

    assert (give(cast, [id_], me, key="k"), give(cast, [id_], me, key="k"), give(cast, [id_], me)) == (1, 0, 0)
    assert give(cast, [id_], None) == 1

    assert [event.value_after for event in events(cast)] == [{"question": id_, "assigned_to": me}, {"question": id_}]
    with pytest.raises(Conflict):
        give(cast, [id_], cast.aline.membership_id, key="k")


def test_several_at_once(cast):
    first, second = asked(cast), asked(cast, "paul")
    give(cast, [first], cast.agathe.membership_id)

    assert give(cast, [second, first, second], cast.agathe.membership_id, who="aline") == 1

    assert set(holders(cast).values()) == {cast.agathe.membership_id}
    assert [event.organization_id for event in events(cast)] == [cast.les_amis.id, cast.le_phare.id]


@pytest.mark.parametrize("to", ["rachel", "bruno", "chantal", "nobody at all"])
def test_only_who_of_the_team_may_answer_is_given_one(cast, to):
    id_ = asked(cast)

    with pytest.raises(Invalid) as refused:
        give(cast, [id_], 2**40 if to == "nobody at all" else cast[to].membership_id)

    assert refused.value.code == "assign-to-whom"
    assert holders(cast) == {id_: None}


def test_who_has_left_is_given_nothing_any_more(cast):
    id_ = asked(cast)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Membership).where(Membership.id == cast.agathe.membership_id).values(ended_at=utc_now()))

    with pytest.raises(Invalid):
        give(cast, [id_], cast.agathe.membership_id, who="aline")


def test_two_who_take_the_same_one_are_told(cast):
    id_ = asked(cast)
    give(cast, [id_], cast.agathe.membership_id, only_if_nobodys=True)

    with pytest.raises(Conflict) as refused:
        give(cast, [id_], cast.aline.membership_id, who="aline", only_if_nobodys=True)

    assert refused.value.code == "taken-meanwhile"
    assert holders(cast) == {id_: cast.agathe.membership_id}


def test_a_question_of_who_has_left_is_free_to_take(cast):
    id_ = asked(cast)
    give(cast, [id_], cast.agathe.membership_id)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Membership).where(Membership.id == cast.agathe.membership_id).values(ended_at=utc_now()))

    assert give(cast, [id_], cast.aline.membership_id, who="aline", only_if_nobodys=True) == 1


def test_a_foreign_question_is_one_that_does_not_exist_and_nothing_changes(cast):
    here, foreign = asked(cast), asked(cast, "victor")

    for ids in ([here, foreign], [here, 2**40], [0], list(range(1, 200))):
        with pytest.raises(NotFound):
            give(cast, ids, cast.agathe.membership_id)
    with pytest.raises(NotFound):
        give(cast, [here], cast.agathe.membership_id, organization_id=cast.le_phare.id)

    assert (holders(cast), events(cast)) == ({here: None, foreign: None}, [])


def test_readers_and_members_give_nothing_and_an_archived_organization_changes_no_more(cast):
    id_ = asked(cast)
    for who in ("rachel", "bruno"):
        with pytest.raises(Refused):
            give(cast, [id_], cast.agathe.membership_id, who=who)
    with pytest.raises(Invalid):
        give(cast, [], cast.agathe.membership_id)
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)
    with pytest.raises(Refused):
        give(cast, [id_], cast.agathe.membership_id)

    assert holders(cast) == {id_: None}
