"""`/guide`: the whole path, for anyone, to read and to print."""

from dataclasses import replace

import pytest

from socialtrack.data.db import immediate
from socialtrack.guide.actions import give_first_path
from socialtrack.guide.edition import shipped_edition, shipped_sources
from socialtrack.guide.queries import public_path, shipped_path
from socialtrack.kernel.languages import LANGUAGES, LocalText
from socialtrack.kernel.moments import utc_now
from socialtrack.tenancy.actions import command_work, found_centre
from tests.browser import Browser
from tests.cast import everything
from tests.page import Element

EDITION = shipped_edition()


@pytest.fixture
def visitor(client) -> Browser:
    return Browser(client)


def leaf(visitor: Browser, task_key: str) -> Element:
    return visitor.page.element(f"task-{task_key}")


def is_open(element: Element) -> bool:
    return "open" in next(element.all("details")).attributes


@pytest.mark.parametrize("language", LANGUAGES)
def test_guide_says_every_step_and_task_in_the_reader_s_language(visitor, language):
    visitor.get(f"/guide?lang={language}")

    assert visitor.page.h1 == {"fr": "Le parcours en quatre étapes", "en": "The path in four steps"}[language]
    words = visitor.page.words
    for step in EDITION.steps:
        assert step.title[language] in words
        assert step.summary[language] in words
    for task in EDITION.tasks:
        said = leaf(visitor, task.key).text
        assert task.title[language] in said
        assert task.why[language] in said
        assert all(line[language].replace("**", "") in said for line in task.how)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_caution_is_shown_on_its_task(visitor, language):
    visitor.get(f"/guide?lang={language}")

    cautions = {task.key: task.caution for task in EDITION.tasks if task.caution}
    assert len(cautions) == 14
    for key, caution in cautions.items():
        assert caution[language] in leaf(visitor, key).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_is_shown_with_its_title_and_date(visitor, language):
    visitor.get(f"/guide?lang={language}")

    for task in EDITION.tasks:
        said = leaf(visitor, task.key).text
        links = {link["href"] for link in leaf(visitor, task.key).all("a")}
        for source in task.sources:
            assert f"{source.title[language]}, {source.dated[language]}" in said
            assert source.url is None or source.url in links


def test_day_of_the_check_is_said_in_both_languages(visitor):
    visitor.get("/guide?lang=fr")
    assert "Sources, vérifiées le 22\u00a0novembre 2026\u00a0:" in leaf(visitor, "name-backup").text

    visitor.get("/guide?lang=en")
    assert "Sources, checked on November 22, 2026:" in leaf(visitor, "name-backup").text


def test_tasks_are_folded_until_one_is_asked_for(visitor):
    visitor.get("/guide?open=photo-consent")

    unfolded = [element["id"] for element in visitor.page.all("li") if element.get("id") and is_open_leaf(element)]
    assert unfolded == ["task-photo-consent"]


def is_open_leaf(element: Element) -> bool:
    return element["id"].startswith("task-") and is_open(element)


def test_everything_can_be_unfolded_without_a_script(visitor):
    visitor.get("/guide")
    unfold = next(link for link in visitor.page.all("a") if "Tout déplier" in link.text)

    visitor.get(unfold["href"])

    assert all(is_open(leaf(visitor, task.key)) for task in EDITION.tasks)
    assert "Tout replier" in visitor.page.words


def test_essential_tasks_come_before_the_others_in_each_step(visitor):
    visitor.get("/guide")

    shown = [element["id"].removeprefix("task-") for element in visitor.page.all("li") if "task-" in element.get("id")]
    expected = [
        task.key
        for step in EDITION.steps
        for is_essential in (True, False)
        for task in step.tasks
        if task.essential is is_essential
    ]
    assert shown == expected


def test_asked_language_is_carried_by_the_links_of_the_page(visitor):
    visitor.get("/guide?lang=en")

    ours = [link for link in visitor.page.links if link.startswith(("/guide", "/faq"))]
    assert ours
    assert all("lang=en" in link or "lang=fr" in link for link in ours)
    assert [link for link in ours if "lang=fr" in link] == ["/guide?lang=fr"]


def test_browser_that_prefers_english_reads_english(visitor):
    visitor.get("/guide", headers={"Accept-Language": "en-CA,en;q=0.9"})

    assert visitor.page.h1 == "The path in four steps"


def test_absurd_query_shows_the_guide_folded(visitor):
    for query in (
        "open=nope",
        "open=%00",
        "open=%ED%B3%BF",
        f"open={'x' * 100_000}",
        "open=<b>",
        "lang=es",
        "lang=%ff",
    ):
        answer = visitor.get(f"/guide?{query}")

        assert visitor.page.h1 == "Le parcours en quatre étapes"
        assert not any(is_open(leaf(visitor, task.key)) for task in EDITION.tasks)
        assert "<b>" not in answer.text


def test_guide_refuses_to_be_changed(visitor):
    assert visitor.client.post("/guide").status_code in (400, 405)


def test_guide_is_the_shipped_one_while_there_is_no_centre(app):
    with app.test_request_context("/guide"):
        assert public_path() is shipped_path()


def test_guide_is_the_shipped_one_when_there_are_several_centres(app, cast):
    with app.test_request_context("/guide"):
        assert public_path() is shipped_path()


def test_guide_is_the_centre_s_own_where_there_is_only_one(app, visitor):
    first, *others = EDITION.steps
    theirs = replace(
        EDITION, steps=(replace(first, title=LocalText("Choisir sa capitaine", "Pick a captain")), *others)
    )
    with app.app_context():
        with everything() as session, immediate(session):
            centre = found_centre(session, "CAB de Lévis", "fr", "America/Toronto", utc_now())
        with command_work(centre) as work, work.write():
            give_first_path(work, theirs)

    visitor.get("/guide")

    assert "Choisir sa capitaine" in visitor.page.words
    assert first.title.fr not in visitor.page.element("step-1").text


def test_shipped_path_keeps_every_text_of_the_edition():
    path = shipped_path()

    assert [task.key for step in path.steps for task in step.tasks] == [task.key for task in EDITION.tasks]
    assert all(set(task.sources) <= set(shipped_sources()) for task in path.by_key.values())
    assert {key: task.caution for key, task in path.by_key.items()} == {
        task.key: task.caution for task in EDITION.tasks
    }
