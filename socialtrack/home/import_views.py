"""Bringing a list of organizations from a spreadsheet: choose a file, read what it would do, agree.

Between the two steps the server keeps nothing: the lines travel in the page, signed for that person and that centre.
"""

from flask import Response, current_app, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadSignature, URLSafeSerializer

from ..kernel.errors import DomainError, Invalid
from ..kernel.permissions import Can
from ..tenancy.forms import file_content
from ..tenancy.import_rules import Line, Outcome
from ..tenancy.read_csv import Sheet, read_csv
from ..web.access import access
from ..web.errors import sentence
from ..web.forms import takes_a_file
from ..web.pages import page
from . import actions
from .actions import ImportOvertaken, Preview
from .blueprint import bp
from .import_pages import preview_view


@bp.get("/centres/<slug:centre>/import")
@access(Can.IMPORT_ORGANIZATIONS)
def import_organizations() -> Response:
    return page("tenancy/import.html")


@bp.post("/centres/<slug:centre>/import")
@takes_a_file
@access(Can.IMPORT_ORGANIZATIONS)
def preview_import() -> Response:
    """Read the file and show what it would do. Nothing is changed."""
    try:
        sheet = read_csv(file_content(request.files.get("file")))
    except DomainError as error:
        return page("tenancy/import.html", 422, error=sentence(error))
    return _preview_page(sheet, actions.preview_import(g.work, sheet.lines))


@bp.post("/centres/<slug:centre>/import/confirm")
@takes_a_file
@access(Can.IMPORT_ORGANIZATIONS)
def confirm_import() -> Response:
    try:
        sheet, digest = _unpacked(request.form.get("list", ""))
    except DomainError as error:
        return page("tenancy/import.html", 422, error=sentence(error))
    try:
        done = actions.import_organizations(g.work, sheet.lines, digest=digest)
    except ImportOvertaken as overtaken:
        return _preview_page(sheet, overtaken.preview, 409, is_overtaken=True)
    flash(_told(done))
    return redirect(url_for("home.organizations"), 303)  # type: ignore[return-value]


def _told(done: Preview) -> str:
    counts = done.counts
    if not done.changes_something:
        return _("Cette liste est déjà dans votre centre : rien n’a changé.")
    created, updated, refused = (counts[outcome] for outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.REFUSED))
    said = []
    if created:
        said += [ngettext("%(num)s organisme ajouté.", "%(num)s organismes ajoutés.", created)]
    if updated:
        said += [ngettext("%(num)s organisme mis à jour.", "%(num)s organismes mis à jour.", updated)]
    if refused:
        said += [ngettext("%(num)s ligne laissée de côté.", "%(num)s lignes laissées de côté.", refused)]
    if created:
        said += [_("Ouvrez-en un pour inviter sa personne responsable.")]
    return " ".join(said)


def _preview_page(sheet: Sheet, preview: Preview, status: int = 200, *, is_overtaken: bool = False) -> Response:
    return page(
        "tenancy/import_preview.html",
        status,
        preview=preview_view(preview),
        left_aside=sheet.left_aside,
        packed=_packed(sheet, preview),
        is_overtaken=is_overtaken,
    )


def _signer() -> URLSafeSerializer:
    salt = f"import {g.centre.id} {g.work.actor.membership_id}"
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=salt)


def _packed(sheet: Sheet, preview: Preview) -> str:
    lines = [[line.number, dict(line.said)] for line in sheet.lines]
    return str(_signer().dumps([preview.digest, lines, sheet.left_aside]))


def _unpacked(text: str) -> tuple[Sheet, str]:
    """What `_packed` was given, only if this person was given it, in this centre.

    Raises:
        Invalid: it is not ours, or it was changed on the way.
    """
    try:
        digest, lines, left_aside = _signer().loads(text)
    except BadSignature as error:
        raise Invalid("import-not-ours", field="file") from error
    return Sheet(tuple(Line(number, said) for number, said in lines), tuple(left_aside)), digest
