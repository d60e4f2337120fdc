"""The path as shipped: whole, in both languages, and written as the glossary asks."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from socialtrack.faq.edition import shipped_entries
from socialtrack.guide.edition import (
    CONTENT,
    Edition,
    EditionTask,
    caution_of,
    date_in_words,
    edition_from,
    read_content,
    shipped_edition,
    shipped_sources,
)
from socialtrack.kernel.languages import LANGUAGES, LocalText
from tests.typography import faults

EDITION = shipped_edition()
TASKS = {task.key: task for task in EDITION.tasks}
STEP_OF = {task.key: step.order for step in EDITION.steps for task in step.tasks}
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
each_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?=\s|$|»|”)", text)) or 1


def word_count(text: str) -> int:
    return len(re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", re.sub(r"[*_#`]", " ", text)))


def texts_of_path(edition: Edition) -> Iterator[tuple[str, LocalText]]:
    for network in edition.networks:
        yield f"network {network.key}", network.name
    for kind in edition.evidence_kinds:
        yield f"evidence {kind.key}", kind.name
    for step in edition.steps:
        yield f"{step.key}.title", step.title
        yield f"{step.key}.summary", step.summary
    for task in edition.tasks:
        yield f"{task.key}.title", task.title
        yield f"{task.key}.why", task.why
        for place, line in enumerate(task.how):
            yield f"{task.key}.how[{place}]", line
        if task.caution:
            yield f"{task.key}.caution", task.caution


TEXTS = list(texts_of_path(EDITION))


def cycle_in(depends_on: dict[str, tuple[str, ...]]) -> list[str]:
    """The keys around the first circle found, or nothing."""
    settled: set[str] = set()

    def visit(key: str, trail: list[str]) -> list[str]:
        if key in trail:
            return [*trail[trail.index(key) :], key]
        if key in settled:
            return []
        for before in depends_on[key]:
            if circle := visit(before, [*trail, key]):
                return circle
        settled.add(key)
        return []

    return next((circle for key in depends_on if (circle := visit(key, []))), [])


def test_path_has_its_four_steps_in_order():
    assert [(step.key, step.order) for step in EDITION.steps] == [
        ("appoint", 1),
        ("choose", 2),
        ("sign-up", 3),
        ("make-the-most", 4),
    ]


def test_path_has_44_tasks_under_unique_keys():
    keys = [task.key for task in EDITION.tasks]

    assert len(keys) == len(set(keys)) == 44


def test_essential_tasks_with_facebook_alone_are_twenty():
    essential = [task for task in EDITION.tasks if task.essential and task.network in (None, "facebook")]

    assert len(essential) == 20


def test_tasks_by_origin_add_up_to_what_the_content_page_says():
    assert Counter(task.origin_status for task in EDITION.tasks) == {
        "kept": 15,
        "updated": 16,
        "replaced": 1,
        "new": 12,
    }


def test_edition_says_its_name_and_version():
    assert (EDITION.id, EDITION.version) == ("cab-four-steps", "2026.11")


@pytest.mark.parametrize("step", EDITION.steps, ids=lambda step: step.key)
def test_step_is_of_a_reasonable_length(step):
    assert KEBAB.fullmatch(step.key)
    assert 5 <= len(step.tasks) <= 12
    assert [task.order for task in step.tasks] == list(range(1, len(step.tasks) + 1))


@each_task
def test_task_keeps_to_what_the_product_knows(task: EditionTask):
    assert KEBAB.fullmatch(task.key)
    assert not task.key.startswith("own-"), "keys in own- belong to the centres"
    assert task.network in {None, *(network.key for network in EDITION.networks)}
    assert task.evidence in {kind.key for kind in EDITION.evidence_kinds}
    assert task.recurs_days in (None, 30, 90, 365)
    assert task.origin_status in ("kept", "updated", "replaced", "new")
    assert 5 <= task.minutes <= 120
    assert isinstance(task.essential, bool)


@each_task
@each_language
def test_task_is_short_enough_to_be_read(task: EditionTask, language: str):
    assert len(task.title.in_(language)) <= 80
    assert sentences(task.why.in_(language)) <= 2
    assert 3 <= len(task.how) <= 7
    assert max(word_count(line.in_(language)) for line in task.how) <= 60


@each_task
def test_task_points_at_things_that_exist(task: EditionTask):
    assert task.sources, "every task rests on a source"
    assert set(task.hesitations) <= {entry.key for entry in shipped_entries()}
    assert task.hesitations, "every task offers at least one hesitation"
    assert set(task.depends_on) <= set(TASKS)


@each_task
def test_task_never_waits_for_a_later_step_or_another_network(task: EditionTask):
    for before in (TASKS[key] for key in task.depends_on):
        assert STEP_OF[before.key] <= STEP_OF[task.key]
        assert before.network in (None, task.network)


def test_no_task_waits_for_itself():
    assert cycle_in({key: task.depends_on for key, task in TASKS.items()}) == []


def test_a_circle_of_tasks_would_be_seen():
    assert cycle_in({"a": ("b",), "b": ("c",), "c": ("a",), "d": ()}) == ["a", "b", "c", "a"]


def test_every_hesitation_is_offered_by_a_task():
    offered = {key for task in EDITION.tasks for key in task.hesitations}

    assert {entry.key for entry in shipped_entries()} - offered == set()


@pytest.mark.parametrize(("where", "text"), TEXTS, ids=[where for where, _ in TEXTS])
def test_text_of_the_path_may_be_printed(where: str, text: LocalText):
    assert text.fr.strip()
    assert text.en.strip()
    assert faults(text.fr, "fr") + faults(text.en, "en") == []


def test_every_unverified_note_speaks_to_the_reader_in_both_languages():
    cautions = {task.key: task.caution for task in EDITION.tasks if task.caution}

    assert len(cautions) == 14
    for key, caution in cautions.items():
        assert re.search(r"[Nn]ous n’avons p(as p)?u", caution.fr), key
        assert re.search(r"[Ww]e could (not|read only)", caution.en), key


def test_a_note_in_one_language_only_is_refused():
    with pytest.raises(ValueError, match="exactly the languages fr, en"):
        caution_of({"unverified": {"fr": "Nous n’avons pas pu le confirmer."}})


@pytest.mark.parametrize("source", shipped_sources().values(), ids=shipped_sources())
def test_source_has_a_title_and_a_date_in_both_languages(source):
    said = [(source.title, "title"), (source.dated, "date")]

    assert [faults(text.fr, "fr") + faults(text.en, "en") for text, _ in said] == [[], []]
    assert 3 <= len(source.title.fr) <= 100
    assert 3 <= len(source.title.en) <= 100
    assert source.dated.fr
    assert source.dated.en
    assert source.language in (None, "fr", "en")
    assert source.published is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", source.published)


def test_only_what_is_on_the_web_is_a_link():
    without_link = {source.id for source in shipped_sources().values() if source.url is None}

    assert without_link == {"original-guide", "advice"}
    assert all(re.fullmatch(r"https?://[^\s<>\"]+", source.url) for source in shipped_sources().values() if source.url)


def test_no_source_is_kept_for_nothing():
    cited = {source.id for task in EDITION.tasks for source in task.sources}
    cited |= {source.id for entry in shipped_entries() for source in entry.sources}

    assert set(shipped_sources()) - cited == {"fb-3b"} - cited


def test_a_source_that_is_not_in_the_registry_is_refused():
    content = read_content(CONTENT / "guide.yaml")
    content["steps"][0]["tasks"][0]["sources"] = ["original-guide", "hearsay"]

    with pytest.raises(ValueError, match="name-responsible cites hearsay: add it to"):
        edition_from(content, shipped_sources())


def test_instructions_that_differ_in_number_are_refused():
    content = read_content(CONTENT / "guide.yaml")
    content["steps"][0]["tasks"][0]["how"]["en"].pop()

    with pytest.raises(ValueError, match="shorter"):
        edition_from(content, shipped_sources())


@pytest.mark.parametrize(
    ("iso", "french", "english"),
    [
        ("2025-09-23", "23\u00a0septembre 2025", "September 23, 2025"),
        ("2026-08-01", "1er\u00a0août 2026", "August 1, 2026"),
        ("2025-11", "novembre 2025", "November 2025"),
        ("2020", "2020", "2020"),
        (None, "sans date", "undated"),
    ],
)
def test_date_of_a_source_reads_as_a_date(iso, french, english):
    assert date_in_words(iso) == LocalText(french, english)
