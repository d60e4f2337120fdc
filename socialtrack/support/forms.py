"""What people say of support that was given: read field by field, kept as typed where something is wrong."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from ..journal.forms import words_of
from ..kernel.errors import DomainError, Invalid
from ..kernel.moments import parse_day
from ..web.forms import Reading
from .actions import Said
from .rules import LONGEST_NOTE, MOST_MINUTES, Given, SupportKind

MOST_ORGANIZATIONS = 500
Value = TypeVar("Value")


class SupportForm(Reading):
    """`said` is None where something can't be kept (see `errors`)."""

    def __init__(self, today: date, form: Mapping[str, str] | None = None, **drawn: str) -> None:
        blank = {"kind": SupportKind.CALL.value, "given_on": today.isoformat(), "minutes": "", "note": ""}
        super().__init__(form, **{**blank, **drawn})
        if form is not None:
            self.said = self._said()

    @classmethod
    def drawn(cls, today: date, given: Given, note: str) -> "SupportForm":
        """As it is said now."""
        minutes = "" if given.minutes is None else str(given.minutes)
        return cls(today, kind=given.kind, given_on=given.on.isoformat(), minutes=minutes, note=note)

    def _said(self) -> Said | None:
        kind = self._read("kind", self._kind)
        on = self._read("given_on", lambda: parse_day(self._form.get("given_on", "").strip(), field="given_on"))
        minutes = self._read("minutes", self._minutes)
        note = self._read("note", lambda: words_of(self._form, "note", most=LONGEST_NOTE))
        if kind is None or on is None or note is None or self.errors:
            return None
        return Said(Given(kind, on, minutes), note)

    def _kind(self) -> SupportKind:
        try:
            return SupportKind(self._form.get("kind", ""))
        except ValueError as error:
            raise Invalid("choice-missing", field="kind") from error

    def _minutes(self) -> int | None:
        text = self._form.get("minutes", "").strip()
        if not text:
            return None
        minutes = int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else 0
        if not 1 <= minutes <= MOST_MINUTES:
            raise Invalid("minutes-not-understood", field="minutes")
        return minutes

    def _read(self, field: str, reading: Callable[[], Value]) -> Value | None:
        try:
            return reading()
        except DomainError as error:
            self.refuse(error, field)
            return None


def slugs_in(values: list[str]) -> list[str]:
    """The organizations that an address or a form names, each once, in its order: several fields, or one with commas.

    Raises:
        Invalid: there are more than a workshop is logged for.
    """
    slugs = list(dict.fromkeys(slug for value in values for slug in value[:50_000].split(",") if slug))
    if len(slugs) > MOST_ORGANIZATIONS:
        raise Invalid("too-many-organizations", field="only", most=MOST_ORGANIZATIONS)
    return slugs


def way_back(address: str | None, centre: str) -> str:
    """The page of this centre that somebody came from, as an address without its host; '' for any other."""
    path = address or ""
    is_ours = path.startswith(f"/centres/{centre}/") and len(path) <= 2_000 and path.isprintable()
    return path if is_ours and "\\" not in path and "//" not in path.partition("?")[0] else ""
