"""The twelve examples: varied at once, honest in the journal, gone in one gesture."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from socialtrack.guide import queries as guide
from socialtrack.hesitations.models import Hesitation
from socialtrack.home import actions, queries
from socialtrack.home.example_asks import DOUBTS, THREADS, asks
from socialtrack.home.grid_forms import asked
from socialtrack.home.grid_queries import grid_page
from socialtrack.journal.figures import DAY_COUNTS
from socialtrack.journal.models import Baseline, CentreDayCount, CentreTotals, Event, OrganizationSummary, TextRevision
from socialtrack.journal.rules import Status
from socialtrack.kernel.errors import Conflict
from socialtrack.kernel.moments import local_day, utc_now
from socialtrack.notes.models import Note
from socialtrack.progress.models import TaskPlan, TaskState
from socialtrack.progress.rebuild import differences
from socialtrack.questions.models import Question, TeamNote
from socialtrack.tenancy.models import NetworkChoice, Organization
from tests.browser import Browser


def state(cast):
    """Every figure kept beside the journal, of Québec."""
    totals = cast.rows(select(CentreTotals).where(CentreTotals.centre_id == cast.quebec.id))[0]
    days = cast.rows(select(CentreDayCount).where(CentreDayCount.centre_id == cast.quebec.id))
    by_day = {row.day: tuple(getattr(row, name) for name in DAY_COUNTS) for row in days}
    figures = {name: value for name, value in vars(totals).items() if not name.startswith("_")}
    return figures, {day: counts for day, counts in by_day.items() if any(counts)}


def test_examples_stand_at_every_stage(example):
    with example.work_for("aline") as work:
        rows = [row for row in grid_page(work, asked({})).rows if row.is_example]

    assert len(rows) == 12
    assert {row.status for row in rows} == {
        *(Status.NOT_STARTED, Status.MOVING, Status.STALLED, Status.COMPLETE, Status.UPKEEP_DUE, Status.WAITING)
    }
    assert {row.step for row in rows if row.status is Status.MOVING} == {1, 2, 3, 4}
    languages = example.rows(select(Organization.language).where(Organization.is_example))
    assert languages.count("en") == 2


def test_examples_happened_in_the_past_and_were_recorded_now(example):
    told = example.rows(select(Event).where(Event.kind == "task-state", Event.centre_id == example.quebec.id))

    assert min(one.happened_at for one in told).date() < date(2026, 5, 1)
    assert {one.recorded_at for one in told} == {utc_now()}
    assert len(told) > 120


def test_examples_show_what_stands_beside_tasks(example):
    """A newcomer meets a starting point, notes, who and by when, details, a network put off and a settled path."""
    ids = {row.name: row.id for row in example.rows(select(Organization).where(Organization.is_example))}
    notes, plans = example.rows(select(Note)), example.rows(select(TaskPlan))

    assert {note.audience for note in notes} == {"centre"}
    assert len({note.organization_id for note in notes}) == 4
    today = local_day(utc_now(), example.quebec.zone)
    assert min(plan.due_on for plan in plans) < today < max(plan.due_on for plan in plans)
    assert all(plan.responsible_text_id for plan in plans)
    shown = example.rows(select(TaskState.evidence_id).where(TaskState.evidence_id.is_not(None)))
    assert len(shown) == 4
    rows = example.rows(select(Baseline).where(Baseline.organization_id.in_(ids.values())))
    said = {row.organization_id: row for row in rows}
    assert set(said) == {
        ids["Transport Bon Voisin"],
        ids["Comptoir vestimentaire de la Traverse"],
        ids["Elm Street Reading Room"],
    }
    row = said[ids["Transport Bon Voisin"]]
    assert (row.fixed_on, row.done) == (today - timedelta(days=72), 4)
    assert "not_now" in example.rows(select(NetworkChoice.state))


def test_examples_hesitate_and_ask(example):
    """Reasons of several kinds, about steps and tasks, with each outcome; a question open since five days, one of
    today, answers to be read, and settled ones."""
    doubts = example.rows(select(Hesitation).order_by(Hesitation.id))
    questions = example.rows(select(Question).order_by(Question.id))
    words = example.rows(select(TextRevision).where(TextRevision.id.in_(doubt.words_id for doubt in doubts)))

    assert len(doubts) == len(DOUBTS) >= 12
    assert {doubt.state for doubt in doubts} == {"open", "partly", "no", "reassured", "settled", "declined"}
    assert len({doubt.faq_key.split("-")[0] for doubt in doubts}) >= 6
    assert all(doubt.reason_id and doubt.review_on for doubt in doubts if doubt.state == "declined")
    assert {word.audience for word in words} == {"centre"} and len(words) == 3
    assert Counter(question.state for question in questions) == {"open": 2, "answered": 2, "settled": 2}
    waiting = sorted((utc_now() - question.waiting_since).days for question in questions if question.waiting_since)
    assert waiting == [0, 5]
    assert len([question for question in questions if question.assigned_to]) == 3
    assert {note.organization_id for note in example.rows(select(TeamNote))} == {None}


def test_what_examples_hesitate_about_is_written_in_the_order_in_which_they_said_it():
    """Their numbers hang on it."""
    for said in (
        [(doubt.example, doubt.days) for doubt in DOUBTS],
        [(thread.example, thread.messages[0][0]) for thread in THREADS],
    ):
        for example in {example for example, _ in said}:
            days = [day for one, day in said if one == example]
            assert days == sorted(days, reverse=True)


def test_path_without_their_tasks_leaves_their_doubts_out(example):
    with example.work_for("aline") as work:
        path, reasons = guide.path(work), actions.reasons_of(work)
    without = replace(path, by_key={key: task for key, task in path.by_key.items() if key != "photo-consent"})
    numbers = {f"EX-{n:02}": n - 1 for n in range(1, 13)}

    left = list(asks(without, reasons - {"image-mistake"}, numbers))

    assert {one.about.task_key for one in left}.isdisjoint({"photo-consent", "publication-rules"})
    assert len([one for one in left if one.what == "open"]) == len(DOUBTS) - 3
    assert len([one for one in left if one.what == "ask"]) == len(THREADS) - 2
    assert [one.about.doubt for one in left if one.what == "ask" and one.example == 10] == [0]


def test_settled_example_has_its_certificate(example, aline):
    address = f"/centres/{example.quebec.slug}/organizations/club-de-marche-les-pas-presses/"

    aline.get(address)

    assert [link for link in aline.page.links if "certificate" in link]


def test_report_of_yesterday_does_not_know_them(cast):
    address = f"/centres/{cast.quebec.slug}/reports/organizations.csv?as_of=2026-11-22"
    before = cast.client_for("aline").get(address).data
    with cast.work_for("aline") as work:
        actions.load_example(work)

    assert cast.client_for("aline").get(address).data == before


def test_figures_are_those_that_the_journal_tells(example):
    with example.work_for("aline") as work:
        assert differences(work) == []


def test_loading_twice_is_refused(example):
    with example.work_for("aline") as work, pytest.raises(Conflict):
        actions.load_example(work)


def test_removing_leaves_every_figure_as_it_was(cast):
    before = state(cast)
    with cast.work_for("aline") as work:
        actions.load_example(work)

    with cast.work_for("aline") as work:
        assert actions.remove_example(work) == 12
        assert differences(work) == []

    assert state(cast) == before
    assert not cast.rows(
        select(OrganizationSummary.organization_id)
        .join(Organization, Organization.id == OrganizationSummary.organization_id)
        .where(Organization.is_example, OrganizationSummary.is_listed)
    )
    assert cast.rows(select(func.count()).select_from(Event).where(Event.kind == "organization-removed")) == [12]


def test_removed_examples_can_be_loaded_again_at_other_addresses(example):
    with example.work_for("aline") as work:
        actions.remove_example(work)
        actions.load_example(work)

    slugs = example.rows(select(Organization.slug).where(Organization.is_example))
    assert len(set(slugs)) == len(slugs) == 24


def test_removed_example_answers_like_one_that_never_was(example):
    address = f"/centres/{example.quebec.slug}/organizations/transport-bon-voisin/"
    aline = Browser(example.client_for("aline"))
    aline.get(address)
    with example.work_for("aline") as work:
        actions.remove_example(work)

    aline.get(address, status=404)


def test_doors_on_the_board_load_and_remove(cast, aline, home):
    aline.get(home)
    assert "Douze organismes d’exemple sont là" in aline.follow(aline.post("example")).page.words
    assert "étaient déjà là" in aline.follow(aline.post("example")).page.words

    removal = aline.get(home).page.form("example/remove")
    assert "12 organismes d’exemple sont retirés" in aline.follow(aline.submit(removal)).page.words
    assert "Il n’y avait plus" in aline.follow(aline.submit(removal)).page.words


@pytest.mark.parametrize(("who", "status"), [("agathe", 403), ("rachel", 403), ("chantal", 404)])
def test_only_managers_load_and_remove(example, home, who, status):
    browser = Browser(example.client_for(who))
    own = f"/centres/{example[who].centre.slug}/"
    browser.get(own)

    for gesture in ("example", "example/remove"):
        browser.post(home + gesture, status=status)

    with example.work_for("aline") as work:
        assert queries.centre_figures(work).organizations == 14
