"""The page that says what became of the original guide stays true, in both languages."""

import re
from pathlib import Path

import pytest

from socialtrack.faq.edition import shipped_entries
from socialtrack.guide.edition import shipped_edition, shipped_sources

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("content.md", "content.fr.md")}
KNOWN = {task.key for task in shipped_edition().tasks} | {entry.key for entry in shipped_entries()}


def keys_named(page: str) -> list[str]:
    return re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", page)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_keys_that_the_page_names_exist(page: str):
    assert set(keys_named(page)) - KNOWN == set()


def test_both_languages_name_the_same_keys_in_the_same_order():
    assert keys_named(PAGES["content.md"]) == keys_named(PAGES["content.fr.md"])


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_figures_of_the_page_are_those_of_the_content(page: str):
    undated = [source for source in shipped_sources().values() if source.dated.en.startswith("undated")]
    task_cautions = sum(task.caution is not None for task in shipped_edition().tasks)
    entry_cautions = sum(entry.caution is not None for entry in shipped_entries())

    assert re.search(rf"\b{len(shipped_sources())}\b.*\. {len(undated)} ", page)
    assert re.search(rf"{task_cautions} (tasks and|tâches et) {entry_cautions} ", page)
