"""The words of the guide on a task's own page: as they are meant to be read, with what could not be confirmed."""

import pytest

from socialtrack.guide.edition import shipped_edition
from socialtrack.kernel.languages import LANGUAGES
from tests.browser import Browser


@pytest.mark.parametrize("language", LANGUAGES)
def test_instructions_caution_and_sources_are_all_there(cast, language):
    visitor = Browser(cast.client_for("bruno"))
    shown = [task for task in shipped_edition().tasks if task.network in (None, "facebook")]

    for task in shown:
        visitor.get(f"{cast.les_amis.address}tasks/{task.key}?lang={language}")

        words = visitor.page.words
        assert visitor.page.h1 == task.title[language]
        assert "**" not in words
        assert [line[language] for line in task.how if line[language].replace("**", "") not in words] == []
        assert task.caution is None or task.caution[language] in words
        for source in task.sources:
            assert f"{source.title[language]}, {source.dated[language]}" in words
