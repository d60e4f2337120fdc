"""What may be said of an organization. Only Python."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..kernel.collation import folded, sort_key
from ..kernel.errors import Invalid
from ..kernel.text import clean_line

LONGEST = {
    "name": 200,
    "reference": 60,
    "region": 120,
    "sector": 120,
    "address": 300,
    "phone": 60,
    "email": 254,
    "contact": 200,
    "tag": 40,
}
MOST_TAGS = 20
# What people type of an organization, in the order in which pages ask for it. The advisor is chosen apart.
FIELDS = ("name", "reference", "region", "sector", "tags", "language", "email", "phone", "address", "contact")

_LANGUAGES = {
    **dict.fromkeys(("fr", "francais", "french", "fr-ca", "f"), "fr"),
    **dict.fromkeys(("en", "anglais", "english", "en-ca", "a", "e"), "en"),
}
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\"]+")
_BETWEEN_TAGS = re.compile(r"[|,;]")
_LINE_ENDS = re.compile(r"\s*[\r\n]+\s*")


@dataclass(frozen=True, slots=True)
class Details:
    """What a centre says of an organization. None and () mean that nothing is said.

    Saying something else replaces all of it: begin from what is there (`tenancy.queries.details_of`), and `replace`.
    Without a `language`, an organization keeps its own, and a new one gets its centre's. `advisor_id` is the
    membership, in the centre's team, of who accompanies it.
    """

    name: str
    reference: str | None = None
    region: str | None = None
    tags: tuple[str, ...] = ()
    email: str | None = None
    sector: str | None = None
    language: str | None = None
    address: str | None = None
    phone: str | None = None
    contact: str | None = None
    advisor_id: int | None = None

    @property
    def name_key(self) -> str:
        return sort_key(self.name)


def details(said: Mapping[str, str]) -> Details:
    """Tidy and check what was typed in a form or in a line of a file.

    Raises:
        Invalid: the first thing that can't be kept, with its `field`.
    """
    return Details(
        name=clean_line(said.get("name"), field="name", most=LONGEST["name"]),
        reference=_optional(said, "reference"),
        region=_optional(said, "region"),
        tags=tags_of(said.get("tags") or ""),
        email=_email(said),
        sector=_optional(said, "sector"),
        language=_language(said),
        address=_address(said),
        phone=_optional(said, "phone"),
        contact=_optional(said, "contact"),
    )


def _optional(said: Mapping[str, str], field: str) -> str | None:
    text = said.get(field)
    if not text:
        return None
    return clean_line(text, field=field, most=LONGEST[field], required=False) or None


def _email(said: Mapping[str, str]) -> str | None:
    email = _optional(said, "email")
    if email is not None and not _EMAIL.fullmatch(email):
        raise Invalid("email-not-understood", field="email")
    return email


def _language(said: Mapping[str, str]) -> str | None:
    """« Français », « English », « en »…, as `fr` or `en`."""
    text = folded(said.get("language") or "").strip().replace("_", "-")
    if text and text not in _LANGUAGES:
        raise Invalid("language-not-understood", field="language")
    return _LANGUAGES.get(text)


def _address(said: Mapping[str, str]) -> str | None:
    """A postal address on one line, whatever the lines of the cell that it stood in."""
    text = said.get("address")
    return _optional({"address": _LINE_ENDS.sub(", ", text.strip())}, "address") if text else None


def tags_of(text: str) -> tuple[str, ...]:
    """Tags from « aînés, transport » (or with `;` or ` | ` between them): each once, in the order given."""
    tags: dict[str, str] = {}
    for part in _BETWEEN_TAGS.split(text):
        if tag := clean_line(part, field="tags", most=LONGEST["tag"], required=False):
            tags.setdefault(folded(tag), tag)
    if len(tags) > MOST_TAGS:
        raise Invalid("too-many-tags", field="tags", most=MOST_TAGS)
    return tuple(tags.values())
