"""The little Markdown of our texts, as HTML that may be shown: paragraphs, lists, bold, italics, links; no more.

A link leads to an https address, whole, or is none: its words stay.
"""

from functools import lru_cache

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}
SCHEMES = {"https"}

_reader = MarkdownIt("zero", {"html": False}).enable(["emphasis", "list", "link", "newline"])


@lru_cache(maxsize=512)
def blocks(text: str) -> Markup:
    """Paragraphs and lists."""
    return _safe(_reader.render(text))


@lru_cache(maxsize=2048)
def line(text: str) -> Markup:
    """One line: bold, italics and links, without a paragraph around it."""
    return _safe(_reader.renderInline(text))


def _safe(html: str) -> Markup:
    # The reader lets no HTML through; the cleaner is there for the day that it would.
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_only_whole,
        url_schemes=SCHEMES,
        link_rel="external",
    )
    return Markup(clean.strip())  # noqa: S704 (cleaned)


def _only_whole(tag: str, attribute: str, value: str) -> str | None:
    """Neither a path of this site nor « //elsewhere », which the browser would complete by itself; and no title."""
    return value if attribute == "rel" or (attribute == "href" and value.startswith("https://")) else None


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(markdown=blocks, markdown_line=line)
