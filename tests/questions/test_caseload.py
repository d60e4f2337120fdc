"""An advisor held to a caseload is told of no question of an organization outside it, and follows none."""

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.gestures import Gesture
from socialtrack.kernel.errors import Invalid, NotFound
from socialtrack.questions.about_queries import About
from socialtrack.questions.actions import ask
from socialtrack.questions.assign_actions import assign
from socialtrack.questions.inbox_forms import Asked
from socialtrack.questions.inbox_queries import count_for_menu, inbox_page, waiting
from socialtrack.questions.models import Question
from socialtrack.questions.reader_queries import readers_of
from socialtrack.questions.rules import Side
from socialtrack.tenancy.models import Membership
from tests.cast import everything


@pytest.fixture
def asked(cast):
    """A question of each organization, all given to Agathe, who is then held to Les Amis."""
    ids = {}
    for who, room in (("bruno", cast.les_amis), ("paul", cast.le_phare)):
        with cast.work_for(who) as work:
            ids[room.slug] = ask(work, room.id, About(step=2), f"Question de {room.name}", Gesture()).question_id
    with cast.work_for("aline") as work:
        assign(work, list(ids.values()), cast.agathe.membership_id, Gesture())
    cast.confide("agathe", cast.les_amis)
    return ids


def readers(cast, question_id):
    with cast.work_for("aline") as work:
        question = work.session.scalars(select(Question).where(Question.id == question_id)).one()
    with cast.app.app_context(), cast.work_for("rachel") as work:
        return {one.email for one in readers_of(work, question, Side.CENTRE)}


def test_letters_of_an_organization_outside_go_to_those_who_see_it(cast, asked):
    assert readers(cast, asked["les-amis"]) == {"agathe@example.org"}
    assert readers(cast, asked["le-phare"]) == {"aline@example.org"}


def test_question_followed_by_who_no_longer_sees_it_is_nobodys(cast, asked):
    with cast.work_for("aline") as work:
        totals = waiting(work)
        assigned = {row.slug: row.assigned_to for row in inbox_page(work, Asked()).rows}

    assert assigned == {"les-amis": cast.agathe.membership_id, "le-phare": None}
    assert totals.nobodys == 1


def test_inbox_of_who_is_held_holds_theirs(cast, asked):
    with cast.work_for("agathe") as work:
        assert [row.slug for row in inbox_page(work, Asked()).rows] == ["les-amis"]
        assert count_for_menu(work) == 1
        assert (waiting(work).all, waiting(work).mine) == (1, 1)


def test_question_is_given_to_nobody_who_does_not_see_it(cast, asked):
    with cast.work_for("aline") as work:
        assign(work, list(asked.values()), None, Gesture())
        with pytest.raises(Invalid, match="assign-outside-caseload"):
            assign(work, list(asked.values()), cast.agathe.membership_id, Gesture())
        assert assign(work, [asked["les-amis"]], cast.agathe.membership_id, Gesture()) == 1
    with cast.work_for("agathe") as work, pytest.raises(NotFound):
        assign(work, [asked["le-phare"]], cast.agathe.membership_id, Gesture())


def test_given_back_the_centre_they_follow_it_again(cast, asked):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Membership).values(sees_caseload_only=False))

    assert readers(cast, asked["le-phare"]) == {"agathe@example.org"}
