"""The little Markdown of our texts becomes safe HTML, and only what we use of it."""

from html.parser import HTMLParser

import pytest

from socialtrack.web.markdown import blocks, line


class Elements(HTMLParser):
    """What a browser would make of it: tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


def is_web_address(attribute: tuple[str, str | None]) -> bool:
    return attribute == ("rel", "external") or (attribute[0] == "href" and str(attribute[1]).startswith("https://"))


def test_paragraphs_lists_bold_and_links_are_drawn():
    assert blocks("Un **mot**.\n\n- a;\n- [b](https://exemple.ca).") == (
        "<p>Un <strong>mot</strong>.</p>\n"
        '<ul>\n<li>a;</li>\n<li><a href="https://exemple.ca" rel="external">b</a>.</li>\n</ul>'
    )


def test_a_line_has_no_paragraph_around_it():
    assert line("Ouvrez **Paramètres**, puis *Accès*.") == "Ouvrez <strong>Paramètres</strong>, puis <em>Accès</em>."


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        '[x](https://a.ca" onclick="alert(1))',
        "<a href='https://a.ca' style='position:fixed'>x</a>",
        "![x](https://elsewhere.example/pixel.gif)",
        "# titre\n\n```html\n<b>x</b>\n```",
        "\x00\u202e",
        "[x](JaVaScRiPt:alert(1)) [x](java\nscript:alert(1)) [x](&#106;avascript:alert(1))",
        "[x](vbscript:alert(1)) [x](file:///etc/passwd) [x](data:image/svg+xml;base64,AAAA)",
        "[x](http://a.ca) [x](//a.ca) [x](/centres/) [x](mailto:a@a.ca) [x](#task) [x](?q=1)",
        "[[x](javascript:alert(1))](https://a.ca) [**[x](data:,y)**](https://a.ca)",
        "[![x](https://elsewhere.example/pixel.gif)](https://a.ca)",
        "<https://a.ca> <javascript:alert(1)>",
        '[x]: javascript:alert(1)\n\n[x] [y](https://a.ca "onmouseover=alert(1)")',
        "**<svg onload=alert(1)>** *<style>*{}</style>* <!-- x --> <a href=javascript:alert(1)>y",
    ],
)
def test_nothing_else_becomes_html(hostile):
    for drawn in (blocks(hostile), line(hostile)):
        reader = Elements()
        reader.feed(drawn)
        assert {tag for tag, _ in reader.seen} <= {"p", "a", "strong", "em"}
        assert [value for _, attributes in reader.seen for value in attributes if not is_web_address(value)] == []


def test_deep_nesting_is_answered_calmly():
    assert "<p>" in blocks("> " * 10_000 + "*" * 10_000)
