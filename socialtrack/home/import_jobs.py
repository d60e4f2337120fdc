"""A long list is brought in, or taken back, as long work: how that is done, and what its page says."""

from typing import Any

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..jobs.kinds import JobFacts, Kind, Made, Parameters, Progress, register
from ..kernel.permissions import Can
from ..kernel.work import Work
from ..tenancy.read_list import Choices, read_list
from ..web.formats import number
from . import import_actions as actions
from .import_pages import told, undone_told

IMPORT, UNDO = "import-organizations", "undo-import"
LONG = 2_000  # lines: a small server takes a second for them


def asked(choices: Choices, digest: str, lines: int) -> dict[str, Any]:
    """The parameters of an import: how the file is read, and the preview that was agreed to."""
    fields = None if choices.fields is None else list(choices.fields)
    return {"sheet": choices.sheet, "titles": choices.titles, "fields": fields, "digest": digest, "lines": lines}


def _import(work: Work, parameters: Parameters, progress: Progress) -> Made:
    fields = parameters["fields"]
    choices = Choices(parameters["sheet"], parameters["titles"], None if fields is None else tuple(fields))
    found = read_list(progress.given.read_bytes(), choices)
    done = actions.import_organizations(work, found.lines, digest=parameters["digest"], watched=progress)
    return Made(said=actions.counts_said(done))


def _undo(work: Work, parameters: Parameters, progress: Progress) -> Made:
    done = actions.undo_import(work, parameters["import"], digest=parameters["digest"], watched=progress)
    return Made(said=actions.undone_said(done))


def counted(done: int, total: int | None) -> str:
    """« 3 200 organismes sur 10 000 »."""
    if total is None:
        return ngettext("%(n)s organisme", "%(n)s organismes", done, n=number(done))
    return ngettext(
        "%(n)s organisme sur %(total)s", "%(n)s organismes sur %(total)s", done, n=number(done), total=number(total)
    )


def _list(_job: JobFacts) -> tuple[str, str]:
    return _("Voir les organismes"), url_for("home.organizations")


def init_app(app: Flask) -> None:
    imports = Kind(
        run=_import,
        permission=Can.IMPORT_ORGANIZATIONS,
        title=lambda _parameters: _("Importer une liste"),
        counted=counted,
        back=lambda _parameters: (_("Importer une autre liste"), url_for("home.import_organizations")),
        told=lambda _parameters, said: told(said),
        onward=_list,
    )
    undoing = Kind(
        run=_undo,
        permission=Can.IMPORT_ORGANIZATIONS,
        title=lambda _parameters: _("Annuler une importation"),
        counted=counted,
        back=lambda _parameters: (_("Importations"), url_for("home.imports")),
        told=lambda _parameters, said: undone_told(said),
    )
    register(app, IMPORT, imports)
    register(app, UNDO, undoing)
