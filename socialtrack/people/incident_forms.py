"""What is typed about an incident: read field by field, judged, kept for showing again."""

from collections.abc import Mapping
from datetime import date

from ..kernel.errors import DomainError, Invalid
from ..kernel.moments import parse_day
from ..kernel.text import clean_paragraph
from ..web.forms import Reading
from .incident_queries import SAID, Kept
from .incident_rules import Said

LONGEST = 4_000
MOST_PERSONS = 100_000_000


class IncidentForm(Reading):
    """An incident as typed. Each field is judged by itself, so that all that is wrong shows at once."""

    @classmethod
    def of(cls, kept: Kept) -> "IncidentForm":
        """The form as it is first shown, with what the register says."""
        said = {name: getattr(kept.said, name) for name in SAID}
        said["is_serious"] = "yes" if kept.said.is_serious else "no"
        return cls(None, drawn=kept.drawn, **{name: "" if said[name] is None else str(said[name]) for name in SAID})

    @classmethod
    def typed_in(cls, form: Mapping[str, str]) -> "IncidentForm":
        return cls(form)

    def said(self, today: date) -> Said | None:
        """What was said; None if something can't be kept (see `errors`)."""
        happened_from, happened_to = self._day("happened_from", today), self._day("happened_to", today)
        if happened_from and happened_to and happened_to < happened_from:
            self.refuse(Invalid("days-the-wrong-way-round", field="happened_to"), "happened_to")
        happened_words = self.line("happened_words", required=False)
        if not happened_from and not happened_words and not self.errors.keys() & {"happened_from", "happened_to"}:
            self.refuse(Invalid("incident-when-missing", field="happened_from"), "happened_from")
        known_on = self._day("known_on", today, required=True)
        persons, persons_words = self._persons(), self.line("persons_words", required=False)
        if persons is None and not persons_words and "persons" not in self.errors:
            self.refuse(Invalid("incident-persons-missing", field="persons"), "persons")
        is_serious = self.one_of("is_serious", ("yes", "no"))
        said = Said(
            information=self._paragraph("information"),
            circumstances=self._paragraph("circumstances"),
            happened_from=happened_from,
            happened_to=happened_to,
            happened_words=happened_words,
            known_on=known_on or today,
            persons=persons,
            persons_words=persons_words,
            is_serious=is_serious == "yes",
            assessment=self._paragraph("assessment"),
            commission_told_on=self._day("commission_told_on", today),
            persons_told_on=self._day("persons_told_on", today),
            public_notice=self._paragraph("public_notice", required=False),
            measures=self._paragraph("measures"),
        )
        return None if self.errors else said

    def _paragraph(self, field: str, *, required: bool = True) -> str:
        try:
            return clean_paragraph(self._form.get(field), field=field, most=LONGEST, required=required)
        except DomainError as error:
            return self.refuse(error, field)

    def _day(self, field: str, today: date, *, required: bool = False) -> date | None:
        text = self._form.get(field, "").strip()
        try:
            if not text:
                if required:
                    raise Invalid("text-missing", field=field)
                return None
            day = parse_day(text, field=field)
            if day > today:
                raise Invalid("moment-in-the-future", field=field)
            return day
        except DomainError as error:
            self.refuse(error, field)
            return None

    def _persons(self) -> int | None:
        text = self._form.get("persons", "").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= MOST_PERSONS:
            return int(text)
        self.refuse(Invalid("number-not-understood", field="persons"), "persons")
        return None
