"""`/faq`: every hesitation by subject, a search that works without script, and those of one task."""

import pytest

from socialtrack.faq.edition import shipped_faq
from socialtrack.guide.edition import shipped_edition
from socialtrack.kernel.languages import LANGUAGES
from tests.browser import Browser

FAQ = shipped_faq()


@pytest.fixture
def visitor(client) -> Browser:
    return Browser(client)


def listed(visitor: Browser) -> list[str]:
    """The keys of the hesitations that the page lists, in its order."""
    return [item["id"] for item in visitor.page.all("li") if item.get("id") and next(item.all("details"), None)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_hesitations_stand_by_subject_in_the_reader_s_language(visitor, language):
    visitor.get(f"/faq?lang={language}")

    assert visitor.page.h1 == {"fr": "J’hésite…", "en": "I’m hesitant…"}[language]
    assert listed(visitor) == [entry.key for entry in FAQ.entries]
    assert [heading.text for heading in visitor.page.all("h2")][1:] == [
        category.title[language] for category in FAQ.categories
    ]
    for entry in FAQ.entries:
        said = visitor.page.element(entry.key).text
        assert entry.question[language] in said
        assert entry.short[language] in said


def test_each_hesitation_leads_to_its_own_address(visitor):
    visitor.get("/faq")

    answers = [next(visitor.page.element(entry.key).all("a"))["href"] for entry in FAQ.entries]
    assert answers == [f"/faq/{entry.key}" for entry in FAQ.entries]


def test_subjects_say_how_many_hesitations_they_hold(visitor):
    visitor.get("/faq")

    subjects = [
        link.text for link in visitor.page.all("a") if link.get("href")[:1] == "#" and link.get("href") != "#main"
    ]
    assert subjects == [f"{category.title.fr} {len(FAQ.of(category))}" for category in FAQ.categories]


def test_search_is_a_plain_form(visitor):
    visitor.get("/faq?lang=en")
    form = visitor.page.form("/faq")

    visitor.submit(form, {"q": "fake profile"})

    assert form.method == "GET"
    assert listed(visitor)[0] == "law-fictitious-identity"
    assert visitor.page.element("found").text == "2 answers for “fake profile”"
    assert visitor.page.h1 == "I’m hesitant…"


def test_search_does_not_mind_how_a_word_is_typed(visitor):
    for query in ("enfants", "ENFANTS", "enfant", "enfnats"):
        visitor.get("/faq", query_string={"q": query})

        assert listed(visitor)[0] == "law-photos-minors"


def test_search_says_back_what_was_typed(visitor):
    visitor.get("/faq", query_string={"q": "  photo   d’enfant "})

    assert visitor.page.element("q")["value"] == "photo d’enfant"
    assert "«\u00a0photo d’enfant\u00a0»" in visitor.page.element("found").text


def test_search_that_finds_nothing_says_what_to_try(visitor):
    visitor.get("/faq", query_string={"q": "zymurgie"})

    assert listed(visitor) == []
    assert visitor.page.element("found").text == "Rien pour «\u00a0zymurgie\u00a0»"
    assert "Essayez avec un seul mot" in visitor.page.words
    assert "/faq#law" in visitor.page.links


def test_empty_search_shows_everything(visitor):
    for query in ("", "%20%20", "%00", "%E2%80%AE"):
        visitor.get(f"/faq?q={query}")

        assert listed(visitor) == [entry.key for entry in FAQ.entries]


ABSURD = (
    "q=%00photo%00",
    "q=%ED%B3%BF%ED%A0%80photo",
    "q=%FF%FEphoto",
    f"q=photo{'%20x' * 30_000}",
    f"q={'%C3%A9' * 30_000}",
    "q=<script>alert(1)</script>",
    "q='%20OR%201=1;--",
    "q=%E2%80%AEotohp",
    "q=%F0%9F%98%80",
    "q=a&q=b&q[]=c",
    "q",
    "task=%00",
    "task=nope",
    "task=%ED%B3%BF",
    f"task={'x' * 50_000}",
    "lang=%ED%B3%BF&q=photo",
)


def test_absurd_query_is_answered_calmly(visitor):
    for query in ABSURD:
        answer = visitor.get(f"/faq?{query}")

        assert visitor.page.h1 == "J’hésite…"
        assert "<script>alert" not in answer.text
        assert "\x00" not in answer.text
        assert "\u202e" not in answer.text
        assert len(visitor.page.element("q").get("value")) <= 200


def test_what_a_task_makes_people_hesitate_about(visitor):
    task = shipped_edition().task("photo-consent")

    visitor.get("/faq?task=photo-consent&lang=en")

    assert listed(visitor) == list(task.hesitations)
    assert visitor.page.element("found").text == "What makes people hesitate about this task"
    assert "/guide?open=photo-consent&lang=en#task-photo-consent" in visitor.page.links


def test_every_task_finds_its_hesitations(visitor):
    for task in shipped_edition().tasks:
        visitor.get("/faq", query_string={"task": task.key})

        assert listed(visitor) == list(task.hesitations)


def test_asked_language_stays_through_a_search(visitor):
    visitor.get("/faq?lang=en")

    visitor.submit(visitor.page.form("/faq"), {"q": "photo"})

    assert visitor.page.h1 == "I’m hesitant…"
    ours = [link for link in visitor.page.links if link.startswith(("/faq", "/guide")) and not link.endswith("#main")]
    assert [link for link in ours if "lang=en" not in link] == ["/faq?lang=fr&q=photo"]


def test_without_an_asked_language_links_stay_short(visitor):
    visitor.get("/faq")

    assert "/faq/law-25" in visitor.page.links


def test_page_is_the_same_for_a_member(cast):
    visitor = Browser(cast.client_for("bruno"))

    visitor.get("/faq?q=photo")

    assert listed(visitor)[0] == "law-photos-minors"
