"""The files of an organization's data, in one ZIP: each a CSV that opens in a spreadsheet, in its reader's language."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..hesitations.sentences import STATES
from ..kernel.languages import LocalText
from ..kernel.permissions import Role
from ..kernel.work import Work
from ..people.my_data_words import COLUMNS
from ..people.words import ROLES
from ..reports.cells import CsvCells
from ..reports.rules import BETWEEN_VALUES, BOM, DELIMITERS
from ..reports.words import state_labels
from ..support.sentences import KINDS as SUPPORT_KINDS
from ..web.language import language
from .data_words import in_words
from .our_data_queries import FILES, OurData, Row, our_data

# In the order in which the page tells of them.
TITLES = {
    "record": _l("La fiche de votre organisme"),
    "tasks": _l("Vos tâches, avec leur état, leur raison, leur repère, qui s’en occupe et d’ici quand"),
    "networks": _l("Vos réseaux, et ce que vous en avez décidé"),
    "people": _l("Les personnes qui ont ou avaient une place chez vous"),
    "invitations": _l("Les invitations à votre organisme"),
    "notes": _l("Les notes de vos tâches, les vôtres et celles que le centre lit aussi"),
    "hesitations": _l("Vos réticences, avec vos mots et ce qu’il en est advenu"),
    "questions": _l("Vos questions au centre, et ses réponses"),
    "support": _l("Le soutien que votre centre vous a donné : le genre, le jour, la durée"),
    "texts": _l("Ce qui a été écrit chez vous, notes privées comprises"),
    "events": _l("Tout ce qui s’est passé, dans l’ordre"),
    "access": _l("Le registre des accès de votre organisme"),
    "past-records": _l("La fiche de votre organisme, telle qu’elle était"),
}
_NAMES = {
    "record": _l("fiche"),
    "tasks": _l("taches"),
    "networks": _l("reseaux"),
    "people": _l("personnes"),
    "invitations": _l("invitations"),
    "notes": _l("notes"),
    "hesitations": _l("reticences"),
    "questions": _l("questions"),
    "support": _l("soutien"),
    "texts": _l("textes"),
    "events": _l("evenements"),
    "access": _l("acces"),
    "past-records": _l("fiches-passees"),
}
_STANDS = {"open": _l("attend votre centre"), "answered": _l("répondue"), "settled": _l("réglée")}
_SIDES = {"organization": _l("organisme"), "centre": _l("centre")}
_MORE = {
    "hesitation": _l("Réticence"),
    "words": _l("Vos mots"),
    "opened_at": _l("Dite le"),
    "opened_by": _l("Dite par"),
    "question": _l("Numéro de la question"),
    "by": _l("Par"),
    "about": _l("À propos de"),
    "step": _l("Étape"),
    "title": _l("Titre"),
    "essential": _l("Essentielle"),
    "done_by": _l("Faite par"),
    "entered_by": _l("Inscrite par"),
    "evidence": _l("Repère"),
    "responsible": _l("Qui s’en occupe"),
    "changed_by": _l("Dernier changement par"),
    "reference": _l("Numéro au centre"),
    "region": _l("Région"),
    "sector": _l("Secteur"),
    "tags": _l("Étiquettes"),
    "address": _l("Adresse postale"),
    "archived_at": _l("Archivé le"),
}


def zipped(work: Work, organization_id: int) -> bytes:
    ours = our_data(work, organization_id, former=_("Ancien membre"))
    cells = CsvCells(DELIMITERS[language()])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, columns in FILES.items():
            with out.open(f"{_NAMES[name]}.csv", "w") as csv:
                csv.write(BOM + cells.line(_header(column) for column in columns))
                for row in _rows(ours, name):
                    csv.write(cells.line(_cell(work, column, row.get(column)) for column in columns))
    return file.getvalue()


def _rows(ours: OurData, file: str) -> Iterator[Row]:
    for row in ours.rows(file):
        if file == "events":
            row = {**row, "said": in_words(row, ours.path)}
        elif file == "hesitations":
            row = {**row, "state": str(STATES.get(row["state"], row["state"]))}
        elif file == "support":
            row = {**row, "kind": str(SUPPORT_KINDS.get(row["kind"], row["kind"]))}
        elif file == "questions":
            row = {
                **row,
                "state": str(_STANDS.get(row["state"], row["state"])),
                "side": str(_SIDES.get(row["side"], row["side"])),
            }
        yield row


def _header(column: str) -> str:
    return str(_MORE.get(column) or COLUMNS[column])


def _cell(work: Work, column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.astimezone(work.centre.zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, LocalText):
        return value.in_(language())
    if isinstance(value, list):
        return BETWEEN_VALUES.join(map(str, value))
    if column in ("role", "actor_role") and value in set(Role):
        return str(ROLES[Role(value)])
    if column == "state":
        return str(state_labels().get(value, value))
    return str(value)
