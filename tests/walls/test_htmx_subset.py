"""Templates keep to the small part of htmx that was measured, and works the same without it."""

import re
from pathlib import Path

import pytest

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").rglob("*.html"))
FORM = re.compile(r"<form\b[^>]*\bhx-[^>]*>", re.DOTALL)
FORBIDDEN = (
    "hx-boost",
    "hx-on",
    "hx-vals",
    "hx-put",
    "hx-patch",
    "hx-delete",
    "hx-confirm",
    ":inherited",
    "js:",
)
# A link may bring here a part of the page that it leads to.
LINK = re.compile(r"<a\b[^>]*\bhx-[^>]*>", re.DOTALL)
EACH_LINK = ("href=", "hx-get=", "hx-target=", "hx-swap=")
EACH_FORM = (
    "hx-post=",
    "hx-trigger=",
    "hx-target=",
    "hx-swap=",
    "hx-sync=",
    'method="post"',
    "action=",
    'autocomplete="off"',
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_template_keeps_to_the_subset(path: Path) -> None:
    source = path.read_text()

    for word in FORBIDDEN:
        assert word not in source, f"{word}: see docs/decisions/0001-the-tick-control.md"
    outside = re.sub(r"\bhx-swap-oob\b", "", LINK.sub("", FORM.sub("", source)))
    assert "hx-" not in outside.replace("htmx", ""), "htmx goes on a form or a link, which works without it"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_form_sent_by_htmx_says_everything_itself(path: Path) -> None:
    """Nothing inherited, and the same address with and without script."""
    for form in FORM.findall(path.read_text()):
        missing = [word for word in EACH_FORM if word not in form]
        assert not missing, form
        addresses = re.findall(r'\b(?:action|hx-post)="([^"]*)"', form)
        assert addresses[0] == addresses[1], form


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_link_followed_by_htmx_brings_a_part_of_the_page_it_leads_to(path: Path) -> None:
    for link in LINK.findall(path.read_text()):
        missing = [word for word in EACH_LINK if word not in link]
        assert not missing, link
        page, _, part = re.findall(r'\bhref="([^"]*)"', link)[0].partition("#")
        # A page whose main thing is that part gives it alone to a script that asks under the same address.
        assert re.findall(r'\bhx-get="([^"]*)"', link) == [f"{page}/{part}" if part else page], link


def test_some_form_is_sent_by_htmx_and_some_link_followed() -> None:
    """Else those above would look at nothing."""
    assert sum(len(FORM.findall(path.read_text())) for path in TEMPLATES) >= 2
    assert sum(len(LINK.findall(path.read_text())) for path in TEMPLATES) >= 1
