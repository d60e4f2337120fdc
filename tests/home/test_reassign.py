"""What is confided to one person of the team goes to another, some of it, all of it, or as their place ends."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from socialtrack.home.reassign_actions import Leaving, end_team_place
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import Conflict
from socialtrack.people.member_actions import Somebody
from socialtrack.progress.rebuild import differences
from socialtrack.questions.assign_actions import assign
from socialtrack.questions.models import Question
from socialtrack.tenancy import organization_actions as life
from socialtrack.tenancy.actions import command_work
from socialtrack.tenancy.bulk_actions import do_to_several
from socialtrack.tenancy.bulk_queries import standings
from socialtrack.tenancy.bulk_rules import Deed, Wanted
from socialtrack.tenancy.models import Membership, Organization
from tests.home.test_several_at_once import together
from tests.jobs.test_jobs import change
from tests.questions.asking import asked


@pytest.fixture
def theirs(cast):
    """Both organizations are Agathe's."""
    with cast.work_for("aline") as work, work.write():
        ids = [cast.les_amis.id, cast.le_phare.id]
        do_to_several(work, standings(work, ids), Wanted(Deed.ASSIGN, cast.agathe.membership_id))
    return cast


@pytest.fixture
def team(cast, home):
    return f"{home}team/{cast.agathe.membership_id}"


def holders(cast):
    found = cast.rows(select(Organization).where(Organization.centre_id == cast.quebec.id))
    return {row.slug: row.advisor_id for row in found}


def whole(cast):
    with cast.app.app_context(), command_work(cast.quebec) as work:
        return differences(work) == []


def test_all_of_it_goes_to_another_and_comes_back(theirs, aline, team):
    page = aline.get(f"{team}/organizations").page
    assert page.h1 == "Les organismes confiés à Agathe"

    answer = aline.submit(page.form("/organizations"), {"to": str(theirs.aline.membership_id)})

    assert set(holders(theirs).values()) == {theirs.aline.membership_id}
    page = aline.follow(answer).page
    assert "2 organismes sont confiés à Aline." in page.words
    assert "Aucun organisme ne lui est confié." in page.words
    aline.get(next(link for link in page.all("a") if link.text == "Annuler ce geste")["href"])
    aline.submit(aline.page.form("/undo"))
    assert set(holders(theirs).values()) == {theirs.agathe.membership_id}
    assert whole(theirs)


def test_some_of_it_goes_to_nobody(theirs, aline, team):
    form = aline.get(f"{team}/organizations").page.form("/organizations")

    aline.submit(form, {"to": "none", "which": "chosen", "only": "le-phare"})

    assert holders(theirs) == {"les-amis": theirs.agathe.membership_id, "le-phare": None}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"to": ""}, "Choisissez une personne de l’équipe"),
        ({"to": "none", "which": "chosen"}, "Aucun organisme n’est coché."),
        ({"to": "999999"}, "Choisissez une personne de l’équipe"),
    ],
)
def test_what_can_not_be_done_is_said(theirs, aline, team, said, words):
    form = aline.get(f"{team}/organizations").page.form("/organizations")

    assert words in aline.submit(form, said, status=422).page.words
    assert set(holders(theirs).values()) == {theirs.agathe.membership_id}


def test_never_to_themselves(theirs, aline, team):
    form = aline.get(f"{team}/organizations").page.form("/organizations")

    aline.submit(form, {"to": str(theirs.agathe.membership_id)}, status=422)


def test_one_that_is_somebody_elses_by_now_is_not_taken(theirs, aline, team):
    form = aline.get(f"{team}/organizations").page.form("/organizations")
    with theirs.work_for("aline") as work, work.write():
        do_to_several(work, standings(work, [theirs.le_phare.id]), Wanted(Deed.ASSIGN, theirs.aline.membership_id))

    aline.submit(form, {"to": "none", "which": "chosen", "only": ["le-phare", "les-amis"]}, status=409)
    aline.submit(form, {"to": "none", "request_key": "another"}, status=409)

    assert holders(theirs)["le-phare"] == theirs.aline.membership_id


def test_as_a_place_ends_organizations_and_questions_go_where_it_was_said(theirs, aline, team):
    question = asked(theirs)
    with theirs.work_for("aline") as work:
        assign(work, [question], theirs.agathe.membership_id, Gesture())
        life.archive_organization(work, theirs.le_phare.id)
    page = aline.get(f"{team}/leaving").page
    assert "2 organismes lui sont confiés. Elle suit 1 question." in page.words
    aline.submit(page.form("/leaving"), {"to": "none"}, status=422)
    assert set(holders(theirs).values()) == {theirs.agathe.membership_id}

    me = str(theirs.aline.membership_id)
    aline.submit(aline.page.form("/leaving"), {"to": me, "questions_to": me})

    assert set(holders(theirs).values()) == {theirs.aline.membership_id}
    assert theirs.rows(select(Question.assigned_to)) == [theirs.aline.membership_id]
    ended = theirs.rows(select(Membership).where(Membership.id == theirs.agathe.membership_id))[0]
    assert ended.ended_at is not None
    kinds = theirs.rows(select(Event.kind).order_by(Event.id.desc()).limit(4))
    assert kinds == ["membership-ended", "organization-changed", "organization-changed", "question-assigned"]
    assert whole(theirs)


def test_pressed_twice_a_place_ends_once(theirs, aline, team):
    form = aline.get(f"{team}/leaving").page.form("/leaving")
    aline.submit(form, {"to": "none"})

    aline.submit(form, {"to": "none"}, status=303)

    assert theirs.rows(select(Event.kind)).count("membership-ended") == 1


def test_nothing_goes_to_somebody_who_left_while_the_page_was_open(theirs, aline, home, team):
    whole, leaving = (aline.get(f"{team}/{page}").page for page in ("organizations", "leaving"))
    change(theirs, update(Membership).where(Membership.id == theirs.rachel.membership_id).values(role="advisor"))
    to = str(theirs.rachel.membership_id)
    aline.get(f"{home}team/{to}/leaving")
    aline.submit(aline.page.form("/leaving"), {"to": "none"})

    for form in (whole.form("/organizations"), leaving.form("/leaving")):
        words = aline.submit(form, {"to": to, "questions_to": "none"}, status=422).page.words
        assert "Choisissez une personne de l’équipe" in words
    assert set(holders(theirs).values()) == {theirs.agathe.membership_id}
    assert theirs.rows(select(Membership.ended_at).where(Membership.id == theirs.agathe.membership_id)) == [None]


def test_the_page_of_who_left_leads_back_to_the_team(theirs, aline, home, team):
    forms = [aline.get(f"{team}/{page}").page.form(f"/{page}") for page in ("organizations", "leaving")]
    aline.submit(forms[1], {"to": "none"})

    for form in forms:
        answer = aline.submit(form, {"to": str(theirs.aline.membership_id), "request_key": "another"})
        assert answer.location == f"{home}team"
    assert set(holders(theirs).values()) == {None}


def test_as_many_as_before_but_not_the_same_ones_are_read_again(theirs, aline, team):
    with theirs.work_for("aline") as work:
        life.archive_organization(work, theirs.le_phare.id)
    form = aline.get(f"{team}/organizations").page.form("/organizations")
    with theirs.work_for("aline") as work:
        life.restore_organization(work, theirs.le_phare.id)
        life.archive_organization(work, theirs.les_amis.id)

    aline.submit(form, {"to": str(theirs.aline.membership_id)}, status=409)

    assert set(holders(theirs).values()) == {theirs.agathe.membership_id}


def test_one_place_is_ended_once_by_two_managers_at_once(theirs):
    """And what somebody held goes to one of the two to whom it was given, whole."""
    change(theirs, update(Membership).where(Membership.id == theirs.rachel.membership_id).values(role="manager"))
    to = {"aline": theirs.aline.membership_id, "rachel": theirs.rachel.membership_id}

    def end(who):
        with theirs.work_for(replace(theirs[who], role="manager")) as work:
            leaving = Leaving(Somebody(theirs.agathe.membership_id, None, "advisor"), to[who], None)
            return end_team_place(work, leaving, Gesture(who, who))

    answers = together([lambda: end("aline"), lambda: end("rachel")])

    assert sorted(isinstance(one, Conflict) for one in answers) == [False, True]
    assert len(set(holders(theirs).values())) == 1 and set(holders(theirs).values()) < set(to.values())
    assert theirs.rows(select(Event.kind)).count("membership-ended") == 1
    assert whole(theirs)


def test_one_leaves_no_other_way_by_one_s_own_page(theirs, aline, home):
    aline.get(f"{home}team/{theirs.aline.membership_id}/leaving")

    aline.submit(aline.page.form("/leaving"), {"to": "none"}, status=403)


def test_the_page_of_a_person_leads_there(theirs, aline, team):
    page = aline.get(team).page

    links = {link["href"] for link in page.all("a")}
    assert f"{team}/organizations" in links
    assert f"{team}/leaving" in links
