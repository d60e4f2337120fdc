"""What moved, as a PDF that a screen reader reads (PDF/UA-1): made by typst, where that package is installed.

All words go in as data, so that text stays text. No network and no font of the machine: the package carries its own.
The same figures give the same bytes: the date of the document is that of the last day.
"""

import json
from datetime import UTC, datetime, time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ..kernel.errors import NotFound
from ..web.formats import number
from .movement_pages import MovementPage, days_between, organization_heads, step_heads, support_heads

TEMPLATE = Path(__file__).with_name("movement.typ")
_PACKAGE = "typst"


def can_make_pdf() -> bool:
    return find_spec(_PACKAGE) is not None


def movement_pdf(view: MovementPage, language: str) -> bytes:
    """Raises:
    NotFound: this installation makes no PDF.
    """
    if not can_make_pdf():
        raise NotFound("no-pdf-here")
    typst = import_module(_PACKAGE)  # thirty megabytes, for whoever asks for a PDF
    made: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(_told(view, language), ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(datetime.combine(view.span.until, time(), tzinfo=UTC).timestamp()),
    )
    return made


def _told(view: MovementPage, language: str) -> dict[str, Any]:
    until = view.span.until
    rows = [
        {"cells": [row.title, row.before, row.after, row.counted, row.moved], "share": row.share, "whole": row.is_whole}
        for row in view.steps
    ]
    more = ""
    if view.left_out:
        more = ngettext(
            "%(n)s autre organisme se lit dans le fichier CSV.",
            "%(n)s autres organismes se lisent dans le fichier CSV.",
            view.left_out,
            n=number(view.left_out),
        )
    return {
        "lang": language,
        "title": view.title,
        "centre": view.centre,
        "days": days_between(view.span),
        "until": [until.year, until.month, until.day],
        "sentences": view.sentences,
        "steps": {
            "title": view.chart.table.caption if view.chart else "",
            "head": step_heads(view.span),
            "rows": rows,
        },
        "support": {
            "title": _("Soutien donné par le centre"),
            "head": support_heads(),
            "rows": [[row.kind, row.times, row.length] for row in view.support],
        },
        "notes_title": _("Pour bien lire ces chiffres"),
        "notes": view.notes,
        "organizations": {
            "title": _("Par organisme"),
            "head": organization_heads(),
            "rows": [[one.name, *one.moved, one.what] for one in view.organizations],
            "more": more,
        },
        "foot": _("%(centre)s, avec SocialTrack", centre=view.centre),
    }
