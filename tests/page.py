"""An answer as a reader of pages sees it: elements, texts, forms, and what a careful reader would find wrong.

`faults()` looks for free at each page that a test visits; `tests/test_page.py` shows each of them seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urljoin

from tests import typography

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905
INLINE = frozenset("a abbr b bdi button cite code em i kbd label mark q small span strong sub sup time".split())  # noqa: SIM905
NOT_READ = frozenset(("script", "style", "template", "svg"))
# What people or machines typed has its own typography.
NOT_OURS = frozenset(("code", "kbd", "pre", "textarea", "bdi", "input"))
READ_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "data-failed", "data-done")
NO_LABEL = frozenset(("hidden", "submit", "button", "reset", "image"))

FRENCH = r"(?i)\b(vous|votre|vos|sont|une|dans|avec|cette|ces|aucune?|tâches?|étapes?|organismes?)\b"
ENGLISH = r"(?i)\b(the|and|you|your|with|this|has|have)\b"


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element below, in the order of the page; only those of `tags` if any are named."""
        waiting = self.children[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                waiting += child.children[::-1]

    def above(self) -> Iterator[Element]:
        """This element and all that hold it."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent

    @property
    def text(self) -> str:
        """What is read, spaces made one. Signs and scripts have no text."""
        return re.sub(r"[ \n\t]+", " ", "".join(self._texts())).strip(" ")

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in NOT_READ:
                yield from child._texts()
                if child.tag not in INLINE:
                    yield " "

    @property
    def language(self) -> str:
        return next((e["lang"] for e in self.above() if "lang" in e.attributes), "")[:2]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("", {})
        self.doctype = ""
        self.twice: list[str] = []

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.twice += [f"<{tag}> has {name} twice" for name in set(names) if names.count(name) > 1]
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.here = self.here.parent or self.root

    def handle_endtag(self, tag: str) -> None:
        for element in self.here.above():
            if element.tag == tag and element.parent is not None:
                self.here = element.parent
                return

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


@dataclass(frozen=True)
class Form:
    """A form as it was drawn: where it leads, and what it would send."""

    element: Element
    address: str

    @property
    def method(self) -> str:
        return self.element.get("method").upper() or "GET"

    @property
    def values(self) -> dict[str, list[str]]:
        """What it sends if nobody touches it and no button is named."""
        sent: dict[str, list[str]] = {}
        for control in self.element.all("input", "select", "textarea"):
            name, kind = control.get("name"), control.get("type", "text")
            if not name or kind in ("submit", "button", "image", "file") or "disabled" in control.attributes:
                continue
            if control.tag == "select":
                options = list(control.all("option"))
                chosen = [o for o in options if "selected" in o.attributes] or options[:1]
                sent.setdefault(name, []).extend(o.get("value", o.text) for o in chosen)
            elif control.tag == "textarea":
                raw = "".join(child for child in control.children if isinstance(child, str))
                sent.setdefault(name, []).append(raw.removeprefix("\n"))
            elif kind not in ("checkbox", "radio") or "checked" in control.attributes:
                sent.setdefault(name, []).append(control.get("value", "on" if kind in ("checkbox", "radio") else ""))
        return sent

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """The named buttons: (name, value)."""
        return [(b["name"], b.get("value")) for b in self.element.all("button", "input") if _is_named_button(b)]


def _is_named_button(element: Element) -> bool:
    default = "submit" if element.tag == "button" else "text"
    return bool(element.get("name")) and element.get("type", default) == "submit"


class Page:
    """A page, or with htmx the fragments of one."""

    def __init__(self, text: str, address: str = "/", *, is_fragment: bool = False) -> None:
        self.text = text
        self.address = address
        self.is_fragment = is_fragment
        reader = _Reader()
        reader.feed(text)
        reader.close()
        self.root, self.doctype, self._twice = reader.root, reader.doctype, reader.twice

    def all(self, *tags: str) -> list[Element]:
        return list(self.root.all(*tags))

    def element(self, id_: str) -> Element:
        return next(e for e in self.root.all() if e.get("id") == id_)

    def has(self, id_: str) -> bool:
        return any(e.get("id") == id_ for e in self.root.all())

    @property
    def h1(self) -> str:
        return " | ".join(e.text for e in self.all("h1"))

    @property
    def title(self) -> str:
        return " | ".join(e.text for e in self.all("title"))

    @property
    def words(self) -> str:
        """All that is read in the page, in order."""
        return next((e.text for e in self.all("main")), self.root.text)

    @property
    def forms(self) -> list[Form]:
        return [Form(e, urljoin(self.address, e.get("action"))) for e in self.all("form")]

    def form(self, action: str) -> Form:
        """The form that leads to an address which ends so."""
        found = [form for form in self.forms if form.address.split("?")[0].endswith(action)]
        assert found, f"no form leads to {action}, only to: {sorted({form.address for form in self.forms})}"
        return found[0]

    @property
    def links(self) -> list[str]:
        return [urljoin(self.address, e["href"]) for e in self.all("a") if "href" in e.attributes]

    @property
    def csrf_token(self) -> str | None:
        return next((e.get("value") for e in self.all("input") if e.get("name") == "csrf_token"), None)

    # What a careful reader finds wrong -------------------------------------------------------------------------------

    def faults(self) -> list[str]:
        found = [*self._twice, *self._ids(), *self._fields(), *self._forms(), *self._policy(), *self._typography()]
        return found if self.is_fragment else [*self._head(), *self._references(), *found]

    def _head(self) -> Iterator[str]:
        if self.doctype.lower() != "doctype html":
            yield "no doctype"
        if [e.get("lang") for e in self.all("html")] not in (["fr-CA"], ["en-CA"]):
            yield "the page does not say its language (fr-CA or en-CA)"
        if len(self.all("h1")) != 1:
            yield f"{len(self.all('h1'))} h1 instead of one: {self.h1}"
        elif not self.title.startswith(self.h1) or not self.h1:
            yield f"the title {self.title!r} does not begin with the h1 {self.h1!r}"
        if len(self.all("main")) != 1:
            yield "a page has one <main>"
        levels = [int(e.tag[1]) for e in self.all("h1", "h2", "h3", "h4", "h5", "h6")]
        for before, after in pairwise(levels):
            if after > before + 1:
                yield f"a heading jumps from h{before} to h{after}"

    def _ids(self) -> Iterator[str]:
        ids = [e["id"] for e in self.root.all() if "id" in e.attributes]
        yield from (f"the id {id_!r} stands {ids.count(id_)} times" for id_ in {*ids} if ids.count(id_) > 1)
        yield from (f"not an id: {id_!r}" for id_ in ids if not id_ or re.search(r"\s", id_))
        if self.is_fragment:
            for child in self.root.children:
                if isinstance(child, str) and child.strip():
                    yield f"a fragment outside any element: {child.strip()[:60]!r}"
                elif isinstance(child, Element) and not child.get("id"):
                    yield f"a fragment without an id: <{child.tag}>"

    def _references(self) -> Iterator[str]:
        ids = {e.get("id") for e in self.root.all()}
        for element in self.root.all():
            named = [(n, element[n]) for n in ("for", "list", "form") if n in element.attributes]
            for name in ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns"):
                named += [(name, id_) for id_ in element.get(name).split()]
            if element.tag == "a" and element.get("href").startswith("#") and len(element["href"]) > 1:
                named.append(("href", element["href"][1:]))
            if element.tag == "use":
                named += [("href", element["href"].removeprefix("#"))] if element.get("href").startswith("#") else []
            for name, id_ in named:
                if id_ not in ids:
                    yield f"<{element.tag} {name}={id_!r}> names nothing in the page"

    def _fields(self) -> Iterator[str]:
        labelled = {e["for"] for e in self.all("label") if "for" in e.attributes and e.text}
        for control in self.all("input", "select", "textarea"):
            if control.tag == "input" and control.get("type", "text") in NO_LABEL:
                continue
            wrapped = any(e.tag == "label" and e.text for e in control.above())
            named = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
            if not wrapped and not named:
                yield f"no label: <{control.tag} name={control.get('name')!r}>"
        for element in self.all("button", "a", "summary"):
            pictures = any(e.get("alt") or e.get("aria-label") for e in element.all("img", "svg"))
            named = element.get("aria-label") or element.get("aria-labelledby")
            if not element.text and not named and not pictures:
                yield f"nothing to read: <{element.tag} {element.attributes}>"
        yield from (f"a picture without alt: {e.get('src')}" for e in self.all("img") if "alt" not in e.attributes)

    def _forms(self) -> Iterator[str]:
        for form in self.all("form"):
            where = f"<form action={form.get('action')!r}>"
            if form.get("method", "get").lower() not in ("get", "post") or not form.get("action"):
                yield f"{where} says no action, or a method that browsers lack"
            tokens = sum(e.get("name") == "csrf_token" and bool(e.get("value")) for e in form.all("input"))
            if tokens != (form.get("method").lower() == "post"):
                yield f"{where} has {tokens} CSRF tokens"
            # A region with an id is where an answer puts the button (the way back from a gesture).
            waits = any(e.get("id") for e in form.all("div"))
            if not waits and not any(e.get("type", "submit") == "submit" for e in form.all("button")):
                yield f"{where} has no button"
            if form.get("hx-post") and form["hx-post"] != form.get("action"):
                yield f"{where} leads elsewhere with htmx"

    def _policy(self) -> Iterator[str]:
        for element in self.root.all():
            if element.tag == "style" or (
                element.tag == "script" and ("src" not in element.attributes or element.text)
            ):
                yield f"an inline <{element.tag}>"
            for name, value in element.attributes.items():
                if name == "style" or re.match(r"on[a-z]+$|hx-on|hx-boost|hx-vars|hx-vals|hx-headers", name):
                    yield f"<{element.tag} {name}> breaks the policy"
                if re.match(r"\s*(javascript|js|data|vbscript):", value, re.IGNORECASE) and name in _ADDRESSES:
                    yield f"<{element.tag} {name}={value[:40]!r}>"
                is_loaded = name == "src" or (element.tag == "link" and name == "href")
                if is_loaded and not re.match(r"/(?!/)", value):
                    yield f"asks another host: {value}"
                works_alone = element.tag == "form" or (element.tag == "a" and element.get("href"))
                if name.startswith("hx-") and not works_alone and name != "hx-swap-oob":
                    yield f"htmx outside a form and a link: <{element.tag} {name}>"
            if element.get("target") == "_blank":
                yield "a link opens a window by itself"

    def _typography(self) -> Iterator[str]:
        for language, text in self.passages():
            yield from _passage_faults(language, text)

    def passages(self) -> list[tuple[str, str]]:
        """(language, text) of each passage of ours: blocks, and attributes that are read."""
        found: list[tuple[str, str]] = []
        _read(self.root, found, [])
        for element in self.root.all():
            found += [(element.language, element[n]) for n in READ_ATTRIBUTES if element.get(n)]
        tidy = ((language, re.sub(r"[ \n\t]+", " ", text).strip(" ")) for language, text in found)
        return [(language or "fr", text) for language, text in tidy if text]


_ADDRESSES = frozenset(("href", "src", "action", "formaction", "hx-post", "hx-get"))


@lru_cache(maxsize=20_000)
def _passage_faults(language: str, text: str) -> tuple[str, ...]:
    """The same passages stand on most pages: each is read once."""
    if language not in ("fr", "en"):
        return ()
    found = list(typography.faults(text, language))
    foreign = re.findall(ENGLISH if language == "fr" else FRENCH, text)
    if len(foreign) > (language == "fr"):  # one word alone may be somebody's name: « Your Digital Agency »
        found.append(f"{foreign[0]!r} in a text of language {language}: {text[:90]!r}")
    return tuple(found)


def _read(element: Element, found: list[tuple[str, str]], line: list[str]) -> None:
    """Gather the text of blocks; a change of language begins a passage of its own."""
    for child in element.children:
        if isinstance(child, str):
            line.append(child)
        elif child.tag in NOT_READ:
            continue
        elif child.tag in NOT_OURS or child.get("dir") == "auto":
            line.append("…")  # something stands here, whatever it says
        elif child.tag == "br":
            _flush(element, found, line)
        elif child.tag in INLINE and child.language == element.language:
            _read(child, found, line)
        elif child.tag in INLINE:
            aside: list[str] = []
            _read(child, found, aside)
            _flush(child, found, aside)
            line.append("…")
        else:
            _flush(element, found, line)
            _read(child, found, line)
            _flush(child, found, line)


def _flush(element: Element, found: list[tuple[str, str]], line: list[str]) -> None:
    found.append((element.language, "".join(line)))
    line.clear()
