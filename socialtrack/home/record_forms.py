"""What people type on an organization's record: its details, its pause. Read, judged, kept for showing again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from ..kernel.errors import DomainError
from ..kernel.moments import parse_day
from ..progress.forms import reason_of
from ..tenancy.forms import OrganizationForm
from ..tenancy.organization_rules import pause_day
from ..tenancy.rules import FIELDS, Details
from ..web.forms import Reading

USUAL_PAUSE = timedelta(days=90)


class RecordForm(OrganizationForm):
    """All that is said of an organization, and which revision of it the page showed."""

    @classmethod
    def drawn(cls, said: Details, revision: int) -> "RecordForm":
        return cls({**typed(said), "revision": str(revision)})

    def said(self) -> Details | None:
        """What was said, with the advisor; None if something can't be kept (see `errors`)."""
        details = self.details()
        return replace(details, advisor_id=_number(self._form.get("advisor", "")) or None) if details else None

    @property
    def revision(self) -> int:
        return _number(self._form.get("revision", ""))


def typed(said: Details) -> dict[str, str]:
    """Details as the fields of a form hold them."""
    fields = {name: getattr(said, name) or "" for name in FIELDS if name != "tags"}
    return {**fields, "tags": ", ".join(said.tags), "advisor": str(said.advisor_id or "")}


def _number(text: str) -> int:
    """0 for what is no number of ours: nothing has it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


class PauseForm(Reading):
    """The last day of a pause, and why in words."""

    def __init__(self, today: date, form: Mapping[str, str] | None = None) -> None:
        super().__init__(form, until=(today + USUAL_PAUSE).isoformat(), reason="")
        self._today = today

    def until(self) -> date | None:
        try:
            return pause_day(parse_day(self._form.get("until", "").strip(), field="until"), self._today)
        except DomainError as error:
            self.refuse(error, "until")
            return None

    def reason(self) -> str:
        """The words, which must not hold a secret."""
        try:
            return reason_of(self._form)
        except DomainError as error:
            return self.refuse(error, "reason")
