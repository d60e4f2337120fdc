"""The register of confidentiality incidents: its list, its form, the file that may be asked for."""

import csv
import io
from datetime import date

from flask import Response, flash, g, make_response, redirect, request, url_for
from flask_babel import gettext as _

from ..journal.access_actions import note_export
from ..kernel.errors import Conflict
from ..kernel.permissions import Can
from ..kernel.spreadsheet import guarded
from ..web.access import access
from ..web.errors import sentence
from ..web.language import language
from ..web.pages import page
from .blueprint import bp
from .incident_actions import add_incident, change_incident
from .incident_forms import IncidentForm
from .incident_queries import SAID, Kept, incident, incidents
from .incident_rules import KEPT_YEARS
from .incident_words import COLUMNS, LABELS

REGISTER = "/centres/<slug:centre>/incidents"


@bp.get(REGISTER, endpoint="incidents")
@access(Can.KEEP_INCIDENTS)
def register() -> Response:
    return page("people/incidents.html", incidents=incidents(g.work), zone=g.centre.zone, years=KEPT_YEARS)


@bp.get(f"{REGISTER}/add")
@access(Can.KEEP_INCIDENTS)
def new_incident() -> Response:
    return _form_page(IncidentForm(known_on=g.work.today.isoformat(), is_serious=""))


@bp.post(f"{REGISTER}/add")
@access(Can.KEEP_INCIDENTS)
def write_incident() -> Response:
    form = IncidentForm.typed_in(request.form)
    said = form.said(g.work.today)
    if said is None:
        return _form_page(form, 422)
    add_incident(g.work, said)
    flash(_("L’incident est inscrit au registre."))
    return _to_register()


@bp.get(f"{REGISTER}/<int:incident>")
@access(Can.KEEP_INCIDENTS)
def edit_incident(incident: int) -> Response:
    kept = _found(incident)
    return _form_page(IncidentForm.of(kept), kept=kept)


@bp.post(f"{REGISTER}/<int:incident>")
@access(Can.KEEP_INCIDENTS)
def save_incident(incident: int) -> Response:
    form, kept = IncidentForm.typed_in(request.form), _found(incident)
    said = form.said(g.work.today)
    if said is None:
        return _form_page(form, 422, kept=kept)
    try:
        changed = change_incident(g.work, incident, said, drawn=form.typed.get("drawn", ""))
    except Conflict as error:
        now = _found(incident)
        form.typed["drawn"] = now.drawn
        return _form_page(form, 409, kept=now, overtaken=sentence(error))
    flash(_("Le registre est à jour.") if changed else _("Rien n’a changé : le registre disait déjà cela."))
    return _to_register()


@bp.get(f"{REGISTER}.csv")
@access(Can.KEEP_INCIDENTS)
def incidents_csv() -> Response:
    """The register as a file, such as the Commission may ask for; that it left is noted."""
    rows = incidents(g.work)
    if request.method == "GET":
        note_export(g.work, "incidents")
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if language() == "fr" else ",", lineterminator="\r\n")
    writer.writerow([str(COLUMNS[name]) for name in COLUMNS])
    writer.writerows([guarded(text) for text in _cells(kept)] for kept in rows)
    response = make_response("\ufeff" + out.getvalue())
    response.mimetype = "text/csv"
    name = f"incidents-{g.centre.slug}-{g.work.today.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _cells(kept: Kept) -> list[str]:
    values = {
        "id": kept.id,
        **{name: getattr(kept.said, name) for name in SAID},
        "written_on": kept.written_at.astimezone(g.centre.zone).date(),
        "changed_on": kept.changed_at.astimezone(g.centre.zone).date() if kept.changed_at else None,
    }
    values["is_serious"] = _("oui") if kept.said.is_serious else _("non")
    return ["" if values[name] is None else _text(values[name]) for name in COLUMNS]


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _found(number: int) -> Kept:
    return incident(g.work, number)


def _form_page(
    form: IncidentForm, status: int = 200, *, kept: Kept | None = None, overtaken: str | None = None
) -> Response:
    return page(
        "people/incident.html",
        status,
        form=form,
        labels={name: str(words) for name, words in LABELS.items()},
        kept=kept,
        overtaken=overtaken,
        today=g.work.today.isoformat(),
        years=KEPT_YEARS,
    )


def _to_register() -> Response:
    return redirect(url_for("people.incidents"), 303)  # type: ignore[return-value]
