"""The English catalogue: one .po file an area, merged into the one `messages.mo` that the app reads.

French is the language of the sources, so it needs no catalogue.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(__file__).parent / "en" / "LC_MESSAGES"
COMPILED = FOLDER / "messages.mo"
METHODS = [("socialtrack/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

Key = tuple[str | None, str]


def _key(message_id: str | tuple[str, ...] | list[str], context: str | None) -> Key:
    return context, message_id if isinstance(message_id, str) else message_id[0]


def sources() -> dict[Key, str]:
    """Every French source string, by context and text, with the place where it stands first."""
    options = {"templates/**": {"silent": "false", "trimmed": "true"}}
    found: dict[Key, str] = {}
    for folder in ("socialtrack", "templates"):
        methods = [
            (pattern.removeprefix(f"{folder}/"), method) for pattern, method in METHODS if pattern.startswith(folder)
        ]
        for name, line, message_id, _, context in extract_from_dir(
            ROOT / folder, methods, options, keywords=KEYWORDS, strip_comment_tags=True
        ):
            found.setdefault(_key(message_id, context), f"{folder}/{name}:{line}")
    return found


def areas() -> Iterator[tuple[str, Catalog]]:
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            yield path.name, read_po(file, locale="en")


def merged() -> tuple[Catalog, list[str]]:
    """The whole catalogue, and what is wrong with the areas: missing, contradictory or no longer used strings."""
    wanted = sources()
    catalogue = Catalog(locale="en", charset="utf-8", header_comment="", fuzzy=False)
    origin: dict[Key, tuple[str, object]] = {}
    problems: list[str] = []
    for name, area in areas():
        for message in area:
            if not message.id:
                continue
            key = _key(message.id, message.context)
            if key not in wanted:
                problems.append(f"{name}: no source says {message.id!r} any more")
                continue
            parts = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if not all(parts) or message.fuzzy:
                problems.append(f"{name}: not translated: {message.id!r}")
                continue
            if key in origin and origin[key][1] != message.string:
                problems.append(f"{name} and {origin[key][0]} say {message.id!r} differently")
            origin[key] = (name, message.string)
            catalogue.add(message.id, message.string, context=message.context)
    for key in sorted(wanted.keys() - origin.keys(), key=str):
        problems.append(f"{wanted[key]}: no English for {key[1]!r}")
    return catalogue, problems


def compiled(catalogue: Catalog) -> bytes:
    """The same catalogue always gives the same bytes."""
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()
