"""The preview of a list in words: line by line, the refused ones first."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..tenancy.import_rules import Outcome, Planned
from ..tenancy.rules import FIELDS, Details
from ..web.errors import sentence
from .actions import Preview

MOST_SHOWN = 200
FIELD_NAMES = {
    "name": _l("Nom"),
    "reference": _l("Référence"),
    "region": _l("Région"),
    "sector": _l("Secteur"),
    "tags": _l("Étiquettes"),
    "language": _l("Langue"),
    "email": _l("Courriel"),
    "phone": _l("Téléphone"),
    "address": _l("Adresse"),
    "contact": _l("Personne à joindre"),
}


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the file: its number there, the organization it speaks of, and what to say of it."""

    number: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    """`shown` holds at most `MOST_SHOWN` lines of each outcome; `counts` tells how many there are."""

    counts: Mapping[Outcome, int]
    shown: Mapping[Outcome, list[LineView]]
    changes_something: bool


def preview_view(preview: Preview) -> PreviewView:
    shown = {outcome: [_line(one) for one in preview.of(outcome)[:MOST_SHOWN]] for outcome in Outcome}
    return PreviewView(preview.counts, shown, preview.changes_something)


def _line(planned: Planned) -> LineView:
    return LineView(planned.line.number, planned.name[:200], words_of(planned))


def words_of(planned: Planned) -> str:
    """Why a line is refused, what an update changes, what a new organization brings."""
    if planned.error is not None:
        why = sentence(planned.error)
        name = FIELD_NAMES.get(planned.error.field or "")
        return _("%(field)s : %(why)s", field=name, why=why) if name else why
    if planned.before is not None and planned.details is not None:
        before, after = planned.before, planned.details
        return "; ".join(_changed(field, before, after) for field in planned.changed_fields)
    if planned.details is None:
        return ""
    said = (_shown(planned.details, field) for field in FIELDS if field != "name")
    return "; ".join(value for value in said if value)


def _changed(field: str, before: Details, after: Details) -> str:
    old, new = _shown(before, field), _shown(after, field)
    name = str(FIELD_NAMES[field])
    if not old:
        return _("%(field)s : %(new)s", field=name, new=new)
    return _("%(field)s : %(old)s devient %(new)s", field=name, old=old, new=new)


def _shown(details: Details, field: str) -> str:
    value = getattr(details, field)
    return ", ".join(value) if isinstance(value, tuple) else value or ""
