"""What the other asked and hesitated about follows in a merge, with all that was said; own words stay behind."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.hesitations import actions as hesitate
from socialtrack.hesitations.models import Hesitation
from socialtrack.hesitations.rules import About as Hesitated
from socialtrack.hesitations.rules import HesitationState
from socialtrack.journal.models import Event, OrganizationSummary, TextRevision
from socialtrack.mailing.models import Letter
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rebuild import differences
from socialtrack.questions.actions import About, ask, say, settle
from socialtrack.questions.assign_actions import assign
from socialtrack.questions.models import Question, QuestionMessage
from socialtrack.questions.queries import every, thread
from socialtrack.tenancy import organization_actions as life
from tests.browser import Browser
from tests.home.merging import say as answer_task
from tests.home.test_merge_beside import merge, place_of_paul

PRIVATE = "Canari gardé"
TASK = Hesitated(task_key="name-backup")


def _ask(cast, who="paul", words="Qui nous aide?", about=None):
    with cast.work_for(who) as work:
        return ask(
            work, cast[who].organization.id, about or About(task_key="name-backup"), words, Gesture()
        ).question_id


def _in_le_phare(cast, who, gesture, *more):
    with cast.work_for(who) as work:
        return gesture(work, cast.le_phare.id, *more, Gesture())


def _hesitate(cast, who, about=TASK, **said):
    with cast.work_for(who) as work:
        return hesitate.open_hesitation(work, cast[who].organization.id, about, Gesture(), **said).hesitation_id


def _copies(cast, model):
    return cast.rows(select(model).where(model.organization_id == cast.les_amis.id).order_by(model.id))


def _figures(cast):
    [row] = cast.rows(select(OrganizationSummary).where(OrganizationSummary.organization_id == cast.les_amis.id))
    return row.open_questions, row.open_hesitations, row.waiting_since


def _is_rebuilt(cast):
    with cast.work_for("aline") as work:
        return differences(work) == []


def test_questions_follow_open_and_settled_with_all_that_was_said(cast, clock):
    first = _ask(cast)
    with cast.work_for("aline") as work:
        assign(work, [first], cast.agathe.membership_id, Gesture())
    clock.shift(timedelta(hours=1))
    _in_le_phare(cast, "agathe", say, first, "Nous.")
    _in_le_phare(cast, "paul", say, first, "Merci, mais quand?")
    asked_again = cast.rows(select(Question.waiting_since).where(Question.id == first))[0]
    second = _ask(cast, words="Une autre", about=About(step=2))
    _in_le_phare(cast, "agathe", settle, second)
    clock.shift(timedelta(days=2))

    merge(cast)

    with cast.work_for("bruno") as work:
        found = {facts.words: facts for facts in every(work, cast.les_amis.id)}
        opened, settled = found["Qui nous aide?"], found["Une autre"]
        assert (opened.state, opened.asked_by.id, opened.assigned_to.name) == ("open", place_of_paul(cast), "Agathe")
        assert (settled.state, settled.step) == ("settled", 2)
        messages = thread(work, cast.les_amis.id, opened.id).messages
    assert [(m.words, m.side, m.who.name) for m in messages] == [
        ("Qui nous aide?", "organization", "Paul"),
        ("Nous.", "centre", "Agathe"),
        ("Merci, mais quand?", "organization", "Paul"),
    ]
    assert _figures(cast) == (1, 0, asked_again)
    assert cast.rows(select(Letter)) == []
    events = cast.rows(select(Event).where(Event.channel == "merge").order_by(Event.id))
    assert [(e.kind, e.organization_id) for e in events] == [
        (f"question-{kind}", cast.les_amis.id)
        for kind in ("asked", "assigned", "answered", "said", "asked", "settled-by-centre")
    ]
    assert len(cast.rows(select(QuestionMessage).where(QuestionMessage.organization_id == cast.le_phare.id))) == 4
    assert _is_rebuilt(cast)
    page = Browser(cast.client_for("bruno")).get(f"{cast.les_amis.address}questions/{opened.id}").page.words
    assert "Merci, mais quand?" in page


def test_hesitations_follow_once_and_own_words_stay(cast):
    _hesitate(cast, "bruno", entry="time-too-much")
    _hesitate(cast, "paul", entry="time-too-much")  # both hesitate so: it is there once
    named = _hesitate(cast, "paul", Hesitated(step=2), entry="time-too-much", words=PRIVATE)
    _hesitate(cast, "paul", Hesitated(step=3), words=PRIVATE)
    shared = _hesitate(cast, "paul", Hesitated(step=3), words="Dit à tous", is_shared=True)
    with cast.work_for("paul") as work:
        hesitate.say_outcome(work, cast.le_phare.id, shared, HesitationState.REASSURED, Gesture())
    question = _ask(cast, about=About(hesitation_id=named))

    merge(cast)

    rows = _copies(cast, Hesitation)
    assert [(row.step, row.faq_key, row.state, row.opened_by) for row in rows] == [
        (None, "time-too-much", "open", cast.bruno.membership_id),
        (2, "time-too-much", "open", place_of_paul(cast)),
        (3, None, "reassured", place_of_paul(cast)),
    ]
    assert rows[1].words_id is None
    texts = cast.rows(select(TextRevision).where(TextRevision.organization_id == cast.les_amis.id))
    assert sorted(text.body for text in texts) == ["Dit à tous", "Qui nous aide?"]
    [copy] = _copies(cast, Question)
    assert (copy.hesitation_id, copy.id != question) == (rows[1].id, True)
    assert _figures(cast)[:2] == (1, 2)
    assert _is_rebuilt(cast)


def test_what_is_answered_in_the_one_that_goes_on_is_not_hesitated_about(cast):
    answer_task(cast, "bruno", cast.les_amis, "name-backup", "done")
    _hesitate(cast, "paul", entry="time-too-much")

    merge(cast)

    assert _copies(cast, Hesitation) == []
    assert _is_rebuilt(cast)


def test_preview_says_how_many_follow_and_names_no_private_one(cast):
    _ask(cast)
    _hesitate(cast, "paul", entry="time-too-much")
    _hesitate(cast, "paul", Hesitated(step=3), words=PRIVATE)
    aline = Browser(cast.client_for("aline"))

    words = aline.get(f"{cast.les_amis.address}record/merge?with=le-phare").page.words

    assert "1 question suivra, avec ses réponses." in words
    assert "1 réticence suivra." in words
    assert "Les notes et les mots que l’organisme garde pour lui restent avec l’ancienne fiche." in words
    assert PRIVATE not in words


def test_what_changes_after_the_preview_is_shown_before_it_is_merged(cast):
    aline = Browser(cast.client_for("aline"))
    aline.get(f"{cast.les_amis.address}record/merge?with=le-phare")
    _ask(cast)

    aline.submit(aline.page.form("record/merge"), status=409)

    assert _copies(cast, Question) == []


def test_what_followed_once_does_not_follow_again(cast):
    _ask(cast)
    _hesitate(cast, "paul", Hesitated(step=2), entry="time-too-much")
    merge(cast)
    with cast.work_for("aline") as work, work.write():
        life.restore_organization(work, cast.le_phare.id)

    plan = merge(cast)

    assert (plan.questions, plan.hesitations) == ((), ())
    assert (len(_copies(cast, Question)), len(_copies(cast, Hesitation))) == (1, 1)


@pytest.mark.parametrize("who", ["victor", "chantal"])
def test_another_centre_knows_nothing_of_it(cast, who):
    _ask(cast)
    merge(cast)

    with cast.work_for(who) as work:
        assert every(work, cast.les_amis.id) == []
