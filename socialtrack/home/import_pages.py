"""The preview of a list in words: line by line, the refused ones first; and the columns, to be matched by hand."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from ..kernel.spreadsheet import guarded, unguarded
from ..tenancy.column_rules import COLUMN_FIELDS
from ..tenancy.import_rules import SAID, Outcome, Planned
from ..tenancy.read_list import Column, ReadList, shortened
from ..tenancy.rules import Details
from ..tenancy.undo_rules import Undoing
from ..web.errors import sentence
from .import_actions import Preview, UndoPreview

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
    "advisor": _l("Personne-ressource"),
    "advisor_id": _l("Personne-ressource"),
    "slug": _l("Nom dans l’adresse"),
}
_TOLD = (Outcome.CREATED, Outcome.UPDATED, Outcome.REFUSED)
_LANGUAGES = {"fr": _l("français"), "en": _l("anglais")}


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


@dataclass(frozen=True, slots=True)
class ColumnsView:
    """The columns of the file, and what may be chosen for each; the sheets and the rows of titles, where one may."""

    columns: tuple[Column, ...]
    fields: list[tuple[str, str]]
    sheets: list[tuple[int, str]]
    sheet: int
    heads: list[tuple[int, str]]
    titles: int


def preview_view(preview: Preview) -> PreviewView:
    shown = {outcome: [_line(one, preview) for one in preview.of(outcome)[:MOST_SHOWN]] for outcome in Outcome}
    return PreviewView(preview.counts, shown, preview.changes_something)


def columns_view(found: ReadList) -> ColumnsView:
    fields = [("", _("Laisser de côté")), *((field, str(FIELD_NAMES[field])) for field in COLUMN_FIELDS)]
    heads = [
        (row.number, _("Ligne %(number)s : %(cells)s", number=row.number, cells=_beginning(row.cells)))
        for row in found.heads
    ]
    return ColumnsView(
        columns=found.columns,
        fields=fields,
        sheets=list(enumerate(found.sheets)) if len(found.sheets) > 1 else [],
        sheet=found.choices.sheet,
        heads=[*heads, (0, _("Aucune ligne ne porte de titres"))],
        titles=found.choices.titles or 0,
    )


def _beginning(cells: tuple[str, ...]) -> str:
    return shortened(", ".join(unguarded(cell).strip() for cell in cells if cell.strip()))


def _line(planned: Planned, preview: Preview) -> LineView:
    return LineView(planned.line.number, planned.name[:200], words_of(planned, preview))


def words_of(planned: Planned, preview: Preview) -> str:
    """Why a line is refused, what an update changes, what a new organization brings."""
    team = {member.id: member.name for member in preview.team}
    if planned.error is not None:
        why = sentence(planned.error)
        name = FIELD_NAMES.get(planned.error.field or "")
        return _("%(field)s : %(why)s", field=name, why=why) if name else why
    if planned.before is not None and planned.details is not None:
        before, after = planned.before, planned.details
        return "; ".join(_changed(field, before, after, team) for field in planned.changed_fields)
    if planned.details is None:
        return ""
    said = (_shown(planned.details, field, team) for field in SAID if field != "name")
    return "; ".join(value for value in said if value)


def _changed(field: str, before: Details, after: Details, team: Mapping[int, str]) -> str:
    old, new = _shown(before, field, team), _shown(after, field, team)
    name = str(FIELD_NAMES[field])
    if not old:
        return _("%(field)s : %(new)s", field=name, new=new)
    return _("%(field)s : %(old)s devient %(new)s", field=name, old=old, new=new)


def _shown(details: Details, field: str, team: Mapping[int, str]) -> str:
    value = getattr(details, field)
    if field == "advisor_id":
        return team.get(value, "")
    if field == "language":
        return str(_LANGUAGES.get(value, ""))
    return ", ".join(value) if isinstance(value, tuple) else value or ""


def refused_csv(found: ReadList, preview: Preview, language: str) -> bytes:
    """The lines that were refused, as they came, each with why: to be mended and brought again.

    Columns that were matched by hand take our titles, so that they are recognized the next time.
    """
    refused = {one.line.number: words_of(one, preview) for one in preview.of(Outcome.REFUSED)}
    titles = [str(FIELD_NAMES[one.field]) if one.field else one.title for one in found.columns]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerow([guarded(text) for text in (_("Pourquoi"), *titles)])
    for row in found.rows:
        if row.number in refused:
            cells = [*row.cells, *[""] * (len(titles) - len(row.cells))]
            writer.writerow([guarded(text) for text in (refused[row.number], *cells)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class UndoView:
    """What undoing would do: (name, slug, why) of so many organizations of each kind; `counts` tells how many."""

    counts: Mapping[Undoing, int]
    shown: Mapping[Undoing, list[tuple[str, str, str]]]
    changes_something: bool


def undo_view(preview: UndoPreview, most: int = MOST_SHOWN) -> UndoView:
    reasons = {
        "people": _("Quelqu’un y est invité."),
        "used": _("Il a servi depuis."),
        "changed": _("Sa fiche a changé depuis."),
        "archived": _("Il est archivé."),
        "unknown": _("Ce qu’il disait avant n’est pas entièrement connu."),
        "": "",
    }
    shown = {
        undoing: [(one.name, one.slug, reasons[one.why]) for one in preview.of(undoing)[:most]] for undoing in Undoing
    }
    return UndoView(preview.counts, shown, preview.changes_something)


def told(said: Mapping[str, int]) -> str:
    """What an import did, and the way to invite whoever will see to it. `said`: how many lines of each outcome."""
    created, updated, refused = (said.get(outcome.value, 0) for outcome in _TOLD)
    if not created and not updated:
        return _("Cette liste est déjà dans votre centre : rien n’a changé.")
    told = []
    if created:
        told += [ngettext("%(num)s organisme ajouté.", "%(num)s organismes ajoutés.", created)]
    if updated:
        told += [ngettext("%(num)s organisme mis à jour.", "%(num)s organismes mis à jour.", updated)]
    if refused:
        told += [ngettext("%(num)s ligne laissée de côté.", "%(num)s lignes laissées de côté.", refused)]
    if created:
        told += [
            Markup('<a href="{}">{}</a>').format(url_for("home.bulk_invite"), _("Inviter leurs personnes responsables"))
        ]
    return Markup(" ").join(told)


def undone_told(said: Mapping[str, int]) -> str:
    """What taking an import back did. `said`: how many organizations of each fate."""
    removed, restored, kept = (said.get(u.value, 0) for u in (Undoing.REMOVED, Undoing.RESTORED, Undoing.KEPT))
    told = [_("L’importation est annulée.")]
    if removed:
        told += [ngettext("%(num)s organisme retiré.", "%(num)s organismes retirés.", removed)]
    if restored:
        told += [ngettext("%(num)s organisme rétabli.", "%(num)s organismes rétablis.", restored)]
    if kept:
        told += [ngettext("%(num)s organisme gardé.", "%(num)s organismes gardés.", kept)]
    return " ".join(told)
