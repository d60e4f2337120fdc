"""The file that somebody takes with them: one ZIP with a page to read and the same as JSON, in their language."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from ..data.scope import Scope, open_session
from ..guide.queries import path as path_of
from ..guide.rules import CentrePath
from ..kernel.languages import LOCALES
from ..kernel.permissions import Role
from ..kernel.work import COMMAND
from ..people.actions import outside
from ..people.my_data_queries import Rows, centres_of, copy_of, rooms_shut
from ..people.my_data_words import COLUMNS, TABLES
from ..people.words import ROLES
from ..tenancy.actions import open_work
from ..tenancy.models import Centre
from ..tenancy.queries import facts_of
from ..web.formats import day as in_days
from ..web.formats import hour
from ..web.pages import without_frame
from .data_words import in_words

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the page: its title, the words of its columns, its rows in words."""

    title: str
    columns: list[str]
    rows: list[list[str]]


def copy_with_words(person_id: int, now: datetime, within: int | None = None) -> dict[str, Rows]:
    """The copy, with what each event says in one line; without private notes that are shut to whoever asks."""
    with outside("a person takes a copy of all that is held about them") as everywhere:
        copy = copy_of(everywhere, person_id, within, rooms_shut(everywhere, person_id, now))
        paths = _paths(everywhere, [within] if within is not None else centres_of(everywhere, person_id))
    for event in copy["event"]:
        event["said"] = in_words(event, paths.get(event["centre"]))
    return copy


def _paths(everywhere: Any, centre_ids: list[int]) -> dict[str, CentrePath]:
    found = {}
    for row in everywhere.scalars(select(Centre).where(Centre.id.in_(centre_ids)).order_by(Centre.id)):
        facts = facts_of(row)
        session = open_session(Scope(facts.id))
        try:
            found[facts.name] = path_of(open_work(session, COMMAND, facts))
        finally:
            session.close()
    return found


def sections_of(copy: Mapping[str, Rows]) -> list[Section]:
    """What is there, in words; nothing of what is empty."""
    return [_section(table, rows) for table, rows in copy.items() if rows]


def _section(table: str, rows: Rows) -> Section:
    names = [name for name in _in_order(rows[0]) if any(row.get(name) not in (None, "", [], {}) for row in rows)]
    return Section(
        str(TABLES[table]),
        [str(COLUMNS[name]) for name in names],
        [[_cell(name, row.get(name)) for name in names] for row in rows],
    )


def _in_order(row: Mapping[str, Any]) -> list[str]:
    """What an event says stands first."""
    return sorted(row, key=lambda name: name != "said")


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, datetime):
        return f"{in_days(value.date())}, {hour(value, _UTC)} UTC"
    if isinstance(value, date):
        return in_days(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if name in ("role", "actor_role") and value in set(Role):
        return str(ROLES[Role(value)])
    return str(value)


@contextmanager
def read_in(language: str) -> Iterator[None]:
    """Words, days and numbers in the language of whoever will read them, not of whoever asks."""
    before = g.get("language")
    g.language = language
    try:
        with force_locale(LOCALES[language]):
            yield
    finally:
        g.pop("language")
        if before is not None:
            g.language = before


def zipped(person_id: int, language: str, now: datetime, within: int | None = None) -> bytes:
    """The whole file. `within` a centre: what its manager hands over."""
    with read_in(language):
        copy = copy_with_words(person_id, now, within)
        email = copy["person"][0]["email"] if copy["person"] else ""
        page = without_frame(
            "home/my_data_file.html", sections=sections_of(copy), email=email, lang=f"{language}-CA", today=now.date()
        )
        read_me, data = ("a-lire.html", "donnees.json") if language == "fr" else ("read-me.html", "data.json")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(read_me, page)
        out.writestr(data, json.dumps(copy, ensure_ascii=False, indent=2, default=_as_text))
    return file.getvalue()


def _as_text(value: Any) -> str:
    return str(value.isoformat() if isinstance(value, date) else value)
